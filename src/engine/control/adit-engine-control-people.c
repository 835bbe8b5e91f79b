/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Who may use the proxy: users, who has to sign in, who is blocked. */

#include "engine/control/adit-engine-control-private.h"

#include "model/adit-error.h"

/* ---- Users ---- */

/* As long as the users could not be read, their totals are left as they are on disk: they would
 * look like those of users who were removed. */
static void
keep_totals (AditEngineControl *self)
{
  g_autofree char *path = g_build_filename (self->state_directory, "totals.db", NULL);

  if (!self->totals_keeper && !self->is_closing && !adit_engine_control_get_users_error (self) &&
      g_file_test (self->state_directory, G_FILE_TEST_IS_DIR))
    self->totals_keeper =
        adit_engine_totals_keeper_new (adit_engine_proxy_get_accounts (self->proxy), path,
                                       ADIT_ENGINE_TOTALS_PERIOD_S);
}

AditUsers *
adit_engine_control_get_users (AditEngineControl *self)
{
  return adit_engine_watched_get_value (self->user_store);
}

const char *
adit_engine_control_get_users_error (AditEngineControl *self)
{
  return adit_engine_watched_get_error (self->user_store);
}

AditUsers *
adit_engine_control_read_users (AditEngineControl *self)
{
  adit_engine_watched_refresh (self->user_store);
  return adit_engine_control_get_users (self);
}

gboolean
adit_engine_control_set_users (AditEngineControl *self, AditUsers *users, GError **error)
{
  return adit_engine_watched_save (self->user_store, users, error);
}

static void
on_users_changed (AditEngineControl *self)
{
  adit_engine_proxy_set_users (self->proxy, adit_engine_control_get_users (self));
  keep_totals (self);
  adit_engine_control_emit (self, ADIT_ENGINE_CONTROL_USERS_CHANGED);
}

/* ---- Users who are removed, and may come back ---- */

gboolean
adit_engine_control_remove_user (AditEngineControl *self, const char *name, GError **error)
{
  g_autoptr (AditUsers) before = adit_users_ref (adit_engine_control_read_users (self));
  AditEngineAccounts *accounts = adit_engine_proxy_get_accounts (self->proxy);
  guint day;
  g_autoptr (AditEngineAccountState) state =
      adit_engine_accounts_find (accounts, name, g_get_real_time (), &day);

  if (!adit_engine_control_set_users (self, adit_users_remove (before, name, error), error))
    return FALSE;

  adit_engine_removed_put (self->removed, adit_users_find (before, name), g_steal_pointer (&state),
                           day);
  return TRUE;
}

/* What only Digest needs: it is as good as a password, so it is not kept for nothing. */
static void
drop_digest_secrets (AditUser *user)
{
  adit_user_set_text (&user->sha256_secret, NULL);
  adit_user_set_text (&user->md5_secret, NULL);
}

void
adit_engine_control_drop_unwanted_secrets (AditEngineControl *self, AditUser *user)
{
  if (self->settings->access.schemes == ADIT_SCHEMES_BASIC)
    drop_digest_secrets (user);
}

gboolean
adit_engine_control_restore_user (AditEngineControl *self, const char *name, GError **error)
{
  g_autoptr (AditUser) user = NULL;
  const AditEngineAccountState *state;
  AditUsers *users = adit_engine_control_read_users (self);
  guint day;

  if (!adit_engine_removed_find (self->removed, name, &user, &state, &day, error))
    return FALSE;

  adit_engine_control_drop_unwanted_secrets (self, user);
  if (!adit_engine_control_set_users (self, adit_users_add (users, user, error), error))
    return FALSE;

  if (state)
    adit_engine_accounts_restore (adit_engine_proxy_get_accounts (self->proxy), state, day,
                                  g_get_real_time ());
  /* A process that is killed now has lost nothing. */
  if (self->totals_keeper)
    adit_engine_totals_keeper_save (self->totals_keeper);
  adit_engine_removed_drop (self->removed, name);
  return TRUE;
}

/* ---- Access ---- */

const AditAccess *
adit_engine_control_get_access (AditEngineControl *self)
{
  return &self->settings->access;
}

const AditClients *
adit_engine_control_get_clients (AditEngineControl *self)
{
  return &self->settings->clients;
}

gboolean
adit_engine_control_is_private_allowed (AditEngineControl *self)
{
  return self->settings->is_private_allowed;
}

/* (transfer full) */
static AditUsers *
without_digest_secrets (const AditUsers *self)
{
  g_autoptr (AditUsers) none = adit_users_new ();
  g_autoptr (AditUsers) same_template =
      adit_users_set_template (none, adit_users_get_template (self), NULL);
  g_autoptr (GPtrArray) users = g_ptr_array_new_with_free_func ((GDestroyNotify) adit_user_free);

  for (guint i = 0; i < adit_users_count (self); i++)
    {
      AditUser *user = adit_user_copy (adit_users_get (self, i));

      drop_digest_secrets (user);
      g_ptr_array_add (users, user);
    }

  return adit_users_add_all (same_template, (const AditUser *const *) users->pdata, users->len,
                             NULL);
}

static gboolean
forget_digest (AditEngineControl *self, GError **error)
{
  AditUsers *before = adit_engine_control_read_users (self);
  g_autoptr (AditUsers) users = without_digest_secrets (before);

  return adit_users_equal (users, before) ||
         adit_engine_control_set_users (self, g_steal_pointer (&users), error);
}

gboolean
adit_engine_control_set_access (AditEngineControl *self,
                                const AditAccess *access,
                                const AditClients *clients,
                                gboolean is_private_allowed,
                                GError **error)
{
  g_auto (AditClients) copy = { 0 };

  if (access->schemes == ADIT_SCHEMES_BASIC && !forget_digest (self, error))
    return FALSE;

  adit_clients_init_copy (&copy, clients);
  adit_clients_take (&self->settings->clients, &copy);
  self->settings->access = *access;
  self->settings->is_private_allowed = is_private_allowed;
  adit_engine_proxy_set_access (self->proxy, access);
  adit_engine_proxy_set_admission (self->proxy, clients, is_private_allowed);
  adit_engine_control_emit (self, ADIT_ENGINE_CONTROL_ACCESS_CHANGED);
  return adit_engine_control_save (self, error);
}

/* ---- Who is blocked ---- */

AditEngineThrottle *
adit_engine_control_get_throttle (AditEngineControl *self)
{
  return adit_engine_proxy_get_throttle (self->proxy);
}

static gboolean
tell_blocked (gpointer user_data)
{
  AditEngineControl *self = user_data;

  g_atomic_int_set (&self->is_block_told, FALSE);
  adit_engine_control_emit (self, ADIT_ENGINE_CONTROL_BLOCKED_CHANGED);

  return G_SOURCE_REMOVE;
}

/* Any thread; a flood of them is told once. */
static void
on_throttle_changed (gpointer owner)
{
  AditEngineControl *self = owner;

  if (g_atomic_int_compare_and_exchange (&self->is_block_told, FALSE, TRUE))
    g_idle_add_full (G_PRIORITY_DEFAULT, tell_blocked, g_object_ref (self), g_object_unref);
}

/* ---- Life ---- */

void
adit_engine_control_open_people (AditEngineControl *self,
                                 const char *directory,
                                 const char *state_directory)
{
  self->state_directory = g_strdup (state_directory ? state_directory : directory);
  self->removed = adit_engine_removed_new ();
  self->user_store = adit_engine_user_store_new (directory, state_directory);
  g_signal_connect_swapped (self->user_store, "changed", G_CALLBACK (on_users_changed), self);
  adit_engine_throttle_set_watcher (adit_engine_control_get_throttle (self), on_throttle_changed,
                                    self);
  adit_engine_proxy_set_users (self->proxy, adit_engine_control_get_users (self));
  keep_totals (self);
}

void
adit_engine_control_close_people (AditEngineControl *self)
{
  g_signal_handlers_disconnect_by_data (self->user_store, self);
  g_clear_object (&self->user_store);
  g_clear_pointer (&self->removed, adit_engine_removed_free);
  g_clear_pointer (&self->state_directory, g_free);
  adit_engine_throttle_set_watcher (adit_engine_control_get_throttle (self), NULL, NULL);
}
