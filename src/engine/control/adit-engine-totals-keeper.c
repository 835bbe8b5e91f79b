/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "adit-totals"

#include "engine/control/adit-engine-totals-keeper.h"

#include "engine/control/adit-engine-totals-store.h"

#include <gio/gio.h>
#include <pthread.h>

/* The store, for one thread at a time: a save may still be under way when the keeper goes. */
typedef struct
{
  gint ref_count; /* atomic */
  pthread_mutex_t lock;
  AditEngineTotalsStore *store; /* NULL: it could not be opened, or is closed */
  GPtrArray *due;               /* what is to be saved; NULL: nothing */
  guint due_day;
  gboolean is_complained;
} Vault;

struct _AditEngineTotalsKeeper
{
  AditEngineAccounts *accounts;
  Vault *vault;
  GSource *timer;
};

/* ---- The vault ---- */

static Vault *
vault_ref (Vault *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

static void
vault_unref (Vault *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_clear_pointer (&self->due, g_ptr_array_unref);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}

static void
complain (Vault *self, const GError *error)
{
  if (!self->is_complained)
    g_warning ("The users' totals are not kept: %s", error->message);

  self->is_complained = TRUE;
}

static Vault *
vault_new (const char *path)
{
  Vault *self = g_new0 (Vault, 1);
  g_autoptr (GError) error = NULL;

  self->ref_count = 1;
  pthread_mutex_init (&self->lock, NULL);
  self->store = adit_engine_totals_store_open (path, &error);
  if (error)
    complain (self, error);

  return self;
}

/* Whether no save waits or is under way, which is not waited for; the lock is held then. */
static gboolean
vault_enter (Vault *self)
{
  if (pthread_mutex_trylock (&self->lock) != 0)
    return FALSE;
  if (!self->due)
    return TRUE;

  pthread_mutex_unlock (&self->lock);
  return FALSE;
}

static void
vault_save (Vault *self)
{
  g_autoptr (GError) error = NULL;

  pthread_mutex_lock (&self->lock);
  if (self->store && self->due &&
      adit_engine_totals_store_save (self->store, self->due, self->due_day, &error))
    self->is_complained = FALSE;
  if (error)
    complain (self, error);
  g_clear_pointer (&self->due, g_ptr_array_unref);
  pthread_mutex_unlock (&self->lock);
}

static void
vault_close (Vault *self)
{
  pthread_mutex_lock (&self->lock);
  g_clear_pointer (&self->store, adit_engine_totals_store_close);
  pthread_mutex_unlock (&self->lock);
}

/* ---- Saving ---- */

/* Under the vault's lock. */
static void
put_list (AditEngineTotalsKeeper *self)
{
  Vault *vault = self->vault;

  g_clear_pointer (&vault->due, g_ptr_array_unref);
  vault->due = adit_engine_accounts_list (self->accounts, g_get_real_time (), &vault->due_day);
}

static void
run_save (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  vault_save (data);
  g_task_return_boolean (task, TRUE);
}

static gboolean
on_due (gpointer data)
{
  AditEngineTotalsKeeper *self = data;
  g_autoptr (GTask) task = NULL;

  if (!vault_enter (self->vault))
    return G_SOURCE_CONTINUE;

  put_list (self);
  pthread_mutex_unlock (&self->vault->lock);
  task = g_task_new (NULL, NULL, NULL, NULL);
  g_task_set_task_data (task, vault_ref (self->vault), (GDestroyNotify) vault_unref);
  g_task_run_in_thread (task, run_save);

  return G_SOURCE_CONTINUE;
}

/* ---- Life ---- */

/* What could not be loaded would be forgotten by the next save: so there is none. */
static void
restore (AditEngineTotalsKeeper *self)
{
  gint64 now_us = g_get_real_time ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = NULL;
  AditEngineDay day;

  adit_engine_day_find (&day, now_us);
  list = adit_engine_totals_store_load (self->vault->store, day.day, &error);
  if (!list)
    {
      complain (self->vault, error);
      vault_close (self->vault);
      return;
    }

  for (guint i = 0; i < list->len; i++)
    {
      const AditEngineAccountState *state = list->pdata[i];

      adit_engine_accounts_restore (self->accounts, state, day.day, now_us);
    }
}

AditEngineTotalsKeeper *
adit_engine_totals_keeper_new (AditEngineAccounts *accounts, const char *path, guint period_s)
{
  AditEngineTotalsKeeper *self = g_new0 (AditEngineTotalsKeeper, 1);

  self->accounts = accounts;
  self->vault = vault_new (path);
  if (self->vault->store)
    restore (self);
  self->timer = g_timeout_source_new_seconds (period_s);
  g_source_set_callback (self->timer, on_due, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());

  return self;
}

void
adit_engine_totals_keeper_save (AditEngineTotalsKeeper *self)
{
  pthread_mutex_lock (&self->vault->lock);
  put_list (self);
  pthread_mutex_unlock (&self->vault->lock);
  vault_save (self->vault);
}

void
adit_engine_totals_keeper_free (AditEngineTotalsKeeper *self)
{
  g_source_destroy (self->timer);
  g_source_unref (self->timer);
  adit_engine_totals_keeper_save (self);
  vault_close (self->vault);
  vault_unref (self->vault);
  g_free (self);
}
