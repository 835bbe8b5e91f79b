/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A portal answers a call with the path of a request, and the request with a signal, which may come
 * at any time after the call was sent: so it is waited for before, at the path that follows from
 * our name and a token of our choice (org.freedesktop.portal.Request). */

#include "engine/login/adit-engine-portal.h"

#include "model/adit-error.h"

#include <glib/gi18n-lib.h>

#define PORTAL_NAME       "org.freedesktop.portal.Desktop"
#define PORTAL_PATH       "/org/freedesktop/portal/desktop"
#define REQUEST_INTERFACE "org.freedesktop.portal.Request"

/* The first result of a request; the others are refusals. */
#define RESPONSE_GRANTED 0

typedef struct
{
  GDBusConnection *connection;
  guint subscription; /* to the request's answer */
  gboolean is_background_allowed;
  gboolean is_start_allowed;
} Question;

static void
question_free (Question *self)
{
  if (self->subscription != 0)
    g_dbus_connection_signal_unsubscribe (self->connection, self->subscription);
  g_object_unref (self->connection);
  g_free (self);
}

/* From here on no answer is waited for. */
static void
end (GTask *task)
{
  Question *self = g_task_get_task_data (task);
  guint subscription = self->subscription;

  self->subscription = 0;
  g_dbus_connection_signal_unsubscribe (self->connection, subscription);
}

static void
on_response (GDBusConnection *connection,
             const char *sender,
             const char *path,
             const char *interface,
             const char *signal,
             GVariant *arguments,
             gpointer user_data)
{
  GTask *task = user_data;
  Question *self = g_task_get_task_data (task);
  g_autoptr (GVariant) results = NULL;
  guint response;

  if (self->subscription == 0 || !g_variant_is_of_type (arguments, G_VARIANT_TYPE ("(ua{sv})")))
    return;

  g_variant_get (arguments, "(u@a{sv})", &response, &results);
  if (response == RESPONSE_GRANTED)
    {
      g_variant_lookup (results, "background", "b", &self->is_background_allowed);
      g_variant_lookup (results, "autostart", "b", &self->is_start_allowed);
    }
  g_task_return_boolean (task, TRUE);
  end (task);
}

static void
call_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Question *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply || self->subscription == 0)
    return;

  g_dbus_error_strip_remote_error (error);
  g_task_return_new_error (task, ADIT_ERROR, ADIT_ERROR_FAILED,
                           _ ("The desktop cannot be asked: %s"), error->message);
  end (task);
}

/* Where the request will be. */
static char *
request_path (GDBusConnection *connection, const char *token)
{
  g_autofree char *sender = g_strdup (g_dbus_connection_get_unique_name (connection) + 1);

  return g_strdup_printf (PORTAL_PATH "/request/%s/%s", g_strdelimit (sender, ".", '_'), token);
}

static GVariant *
options (const char *token, const char *const *command)
{
  GVariantBuilder dictionary;

  g_variant_builder_init (&dictionary, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&dictionary, "{sv}", "handle_token", g_variant_new_string (token));
  g_variant_builder_add (&dictionary, "{sv}", "reason",
                         g_variant_new_string (_ ("The proxy goes on without a window")));
  g_variant_builder_add (&dictionary, "{sv}", "autostart", g_variant_new_boolean (command != NULL));
  if (command)
    g_variant_builder_add (&dictionary, "{sv}", "commandline", g_variant_new_strv (command, -1));

  return g_variant_builder_end (&dictionary);
}

void
adit_engine_portal_ask_async (GDBusConnection *connection,
                              const char *window,
                              const char *const *command,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  Question *self = g_new0 (Question, 1);
  g_autofree char *token = g_strdup_printf ("adit%u", g_random_int ());
  g_autofree char *path = request_path (connection, token);

  g_task_set_source_tag (task, adit_engine_portal_ask_async);
  g_task_set_task_data (task, self, (GDestroyNotify) question_free);
  self->connection = g_object_ref (connection);
  self->subscription =
      g_dbus_connection_signal_subscribe (connection, PORTAL_NAME, REQUEST_INTERFACE, "Response",
                                          path, NULL, G_DBUS_SIGNAL_FLAGS_NONE, on_response,
                                          g_object_ref (task), g_object_unref);
  g_dbus_connection_call (connection, PORTAL_NAME, PORTAL_PATH, "org.freedesktop.portal.Background",
                          "RequestBackground",
                          g_variant_new ("(s@a{sv})", window, options (token, command)),
                          G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL, call_cb, task);
}

gboolean
adit_engine_portal_ask_finish (GAsyncResult *result,
                               gboolean *is_background_allowed,
                               gboolean *is_start_allowed,
                               GError **error)
{
  GTask *task = G_TASK (result);
  Question *self = g_task_get_task_data (task);

  g_return_val_if_fail (g_async_result_is_tagged (result, adit_engine_portal_ask_async), FALSE);

  if (!g_task_propagate_boolean (task, error))
    return FALSE;

  *is_background_allowed = self->is_background_allowed;
  *is_start_allowed = self->is_start_allowed;
  return TRUE;
}
