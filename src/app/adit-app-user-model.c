/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-user-model.h"

#define INTERVAL_MS 1000

/* What a list costs, in the engine and here, is waited for so many times over before the next. */
#define REST_FACTOR 9

struct _AditAppUserModel
{
  GObject parent_instance;

  AditBusClient *client;
  GListStore *users;   /* AditAppUser */
  GHashTable *by_name; /* of these */
  gboolean is_active;
  gboolean is_known;
  gboolean is_asking;
  gboolean is_stale; /* it changed while it was being asked for */
  gint64 asked_us;   /* monotonic */
  guint timer;
  GCancellable *cancellable;
};

enum
{
  UPDATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AditAppUserModel, adit_app_user_model, G_TYPE_OBJECT)

/* ---- The list ---- */

static const char *
name_at (AditAppUserModel *self, guint position)
{
  g_autoptr (AditAppUser) user = g_list_model_get_item (G_LIST_MODEL (self->users), position);

  return adit_app_user_get_row (user)->name;
}

static void
remove_others (AditAppUserModel *self, GPtrArray *rows)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < rows->len; i++)
    g_hash_table_add (names, ((AditBusUser *) rows->pdata[i])->name);

  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->users)); i-- > 0;)
    if (!g_hash_table_contains (names, name_at (self, i)))
      {
        g_hash_table_remove (self->by_name, name_at (self, i));
        g_list_store_remove (self->users, i);
      }
}

/* Takes the rows. */
static void
take_rows (AditAppUserModel *self, GPtrArray *rows)
{
  g_autoptr (GPtrArray) added = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_set_free_func (rows, NULL);
  for (guint i = 0; i < rows->len; i++)
    {
      AditBusUser *row = rows->pdata[i];
      AditAppUser *user = g_hash_table_lookup (self->by_name, row->name);

      if (user != NULL)
        {
          adit_app_user_set_row (user, row);
          continue;
        }
      user = adit_app_user_new (row);
      g_hash_table_insert (self->by_name, g_strdup (row->name), user);
      g_ptr_array_add (added, user);
    }

  g_list_store_splice (self->users, g_list_model_get_n_items (G_LIST_MODEL (self->users)), 0,
                       added->pdata, added->len);
}

/* ---- Asking ---- */

static void ask (AditAppUserModel *self);

static gboolean
on_due (gpointer user_data)
{
  AditAppUserModel *self = ADIT_APP_USER_MODEL (user_data);

  self->timer = 0;
  ask (self);
  return G_SOURCE_REMOVE;
}

static void
wait_for_next (AditAppUserModel *self)
{
  gint64 cost_ms = (g_get_monotonic_time () - self->asked_us) / 1000;

  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->is_active)
    self->timer = g_timeout_add ((guint) MAX (INTERVAL_MS, REST_FACTOR * cost_ms), on_due, self);
}

static void
list_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AditAppUserModel) self = user_data;
  g_autoptr (GPtrArray) rows =
      adit_bus_client_list_users_finish (ADIT_BUS_CLIENT (source), result, NULL);

  self->is_asking = FALSE;
  if (self->client == NULL)
    return;

  if (rows != NULL)
    {
      remove_others (self, rows);
      take_rows (self, rows);
      self->is_known = TRUE;
      g_signal_emit (self, signals[UPDATED], 0);
    }

  wait_for_next (self);
  if (self->is_stale)
    ask (self);
}

static void
ask (AditAppUserModel *self)
{
  self->is_stale = self->is_asking;
  if (self->is_asking || !self->is_active ||
      adit_bus_client_get_state (self->client) != ADIT_BUS_CLIENT_READY)
    return;

  self->is_asking = TRUE;
  self->asked_us = g_get_monotonic_time ();
  adit_bus_client_list_users_async (self->client, self->cancellable, list_cb, g_object_ref (self));
}

void
adit_app_user_model_set_active (AditAppUserModel *self, gboolean is_active)
{
  g_return_if_fail (ADIT_APP_IS_USER_MODEL (self));

  if (self->is_active == is_active)
    return;

  self->is_active = is_active;
  g_clear_handle_id (&self->timer, g_source_remove);
  ask (self);
}

/* ---- Life ---- */

GListModel *
adit_app_user_model_get_users (AditAppUserModel *self)
{
  return G_LIST_MODEL (self->users);
}

gboolean
adit_app_user_model_is_known (AditAppUserModel *self)
{
  return self->is_known;
}

AditAppUser *
adit_app_user_model_find (AditAppUserModel *self, const char *name)
{
  return g_hash_table_lookup (self->by_name, name);
}

static void
adit_app_user_model_dispose (GObject *object)
{
  AditAppUserModel *self = ADIT_APP_USER_MODEL (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->client != NULL)
    g_signal_handlers_disconnect_by_data (self->client, self);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (adit_app_user_model_parent_class)->dispose (object);
}

static void
adit_app_user_model_finalize (GObject *object)
{
  AditAppUserModel *self = ADIT_APP_USER_MODEL (object);

  g_hash_table_unref (self->by_name);
  g_object_unref (self->users);
  g_object_unref (self->cancellable);

  G_OBJECT_CLASS (adit_app_user_model_parent_class)->finalize (object);
}

static void
adit_app_user_model_class_init (AditAppUserModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = adit_app_user_model_dispose;
  object_class->finalize = adit_app_user_model_finalize;

  signals[UPDATED] = g_signal_new ("updated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
adit_app_user_model_init (AditAppUserModel *self)
{
  self->users = g_list_store_new (ADIT_APP_TYPE_USER);
  self->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->cancellable = g_cancellable_new ();
}

AditAppUserModel *
adit_app_user_model_new (AditBusClient *client)
{
  AditAppUserModel *self = g_object_new (ADIT_APP_TYPE_USER_MODEL, NULL);

  self->client = g_object_ref (client);
  g_signal_connect_swapped (client, "users-changed", G_CALLBACK (ask), self);
  g_signal_connect_swapped (client, "notify::state", G_CALLBACK (ask), self);
  return self;
}
