/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/control/adit-engine-keyring.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>

static const SecretSchema schema = {
  "io.github.aditproxy.Adit.Upstream",
  SECRET_SCHEMA_NONE,
  {
      { "name", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "kind", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "host", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "port", SECRET_SCHEMA_ATTRIBUTE_INTEGER },
      { "user", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { NULL, 0 },
  },
};

/* What an item is found by. (transfer full) */
static GHashTable *
describe (const AditUpstream *upstream)
{
  return secret_attributes_build (&schema, "name", upstream->name, "kind",
                                  adit_upstream_kind_to_word (upstream->kind), "host",
                                  upstream->authority.host, "port", (int) upstream->authority.port,
                                  "user", upstream->user, NULL);
}

/* ---- Looking up ---- */

void
adit_engine_keyring_look_up_async (const AditUpstream *upstream,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GHashTable) attributes = describe (upstream);

  secret_password_lookupv (&schema, attributes, cancellable, callback, user_data);
}

char *
adit_engine_keyring_look_up_finish (GAsyncResult *result, GError **error)
{
  return secret_password_lookup_finish (result, error);
}

void
adit_engine_keyring_free_password (char *password)
{
  secret_password_free (password);
}

/* ---- Storing ---- */

typedef struct
{
  AditUpstream *upstream;
  char *password;
} Kept;

static void
kept_free (gpointer data)
{
  Kept *self = data;

  adit_upstream_free (self->upstream);
  secret_password_wipe (self->password);
  g_free (self->password);
  g_free (self);
}

static void
store_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (secret_password_store_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
store_cleared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  const Kept *kept = g_task_get_task_data (task);
  g_autoptr (GHashTable) attributes = describe (kept->upstream);
  g_autofree char *label = NULL;
  GError *error = NULL;

  if (!adit_engine_keyring_clear_finish (result, &error))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }

  /* Translators: what a keyring shows; an upstream proxy's name, and who signs in there */
  label = g_strdup_printf (_ ("Adit: upstream proxy %s, user %s"), kept->upstream->name,
                           kept->upstream->user);
  secret_password_storev (&schema, attributes, SECRET_COLLECTION_DEFAULT, label, kept->password,
                          g_task_get_cancellable (task), store_cb, task);
}

void
adit_engine_keyring_store_async (const AditUpstream *upstream,
                                 const char *password,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Kept *kept = g_new (Kept, 1);

  *kept = (Kept){ adit_upstream_copy (upstream), g_strdup (password) };
  g_task_set_source_tag (task, adit_engine_keyring_store_async);
  g_task_set_task_data (task, kept, kept_free);
  adit_engine_keyring_clear_async (upstream->name, cancellable, store_cleared_cb, task);
}

gboolean
adit_engine_keyring_store_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ---- Forgetting ---- */

void
adit_engine_keyring_clear_async (const char *name,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  secret_password_clear (&schema, cancellable, callback, user_data, "name", name, NULL);
}

/* That there was nothing is no error. */
gboolean
adit_engine_keyring_clear_finish (GAsyncResult *result, GError **error)
{
  GError *local_error = NULL;

  secret_password_clear_finish (result, &local_error);
  if (!local_error)
    return TRUE;

  g_propagate_error (error, local_error);
  return FALSE;
}
