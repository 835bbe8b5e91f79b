/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The one way in which the engine is asked for something, and what it is asked for itself. A call
 * that is under way holds the client. */

#include "bus/adit-bus-client-private.h"

#include "bus/adit-bus-wire.h"

#include <glib/gi18n-lib.h>

/* ---- Calling ---- */

static void
answer_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GVariant *answer = g_dbus_proxy_call_finish (G_DBUS_PROXY (source), result, &error);

  if (answer != NULL)
    {
      g_task_return_pointer (task, answer, (GDestroyNotify) g_variant_unref);
      return;
    }

  g_dbus_error_strip_remote_error (error);
  g_task_return_error (task, error);
}

void
adit_bus_client_call (AditBusClient *self,
                      gpointer proxy,
                      const char *method,
                      GVariant *arguments,
                      AditBusCaller caller)
{
  g_autoptr (GVariant) owned = arguments ? g_variant_ref_sink (arguments) : NULL;
  g_autoptr (GTask) task = g_task_new (self, caller.cancellable, caller.callback, caller.user_data);

  g_task_set_source_tag (task, caller.tag);
  if (proxy != NULL)
    g_dbus_proxy_call (proxy, method, owned, G_DBUS_CALL_FLAGS_NONE, -1, caller.cancellable,
                       answer_cb, g_steal_pointer (&task));
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED, "%s",
                             _ ("The engine is not running"));
}

GVariant *
adit_bus_client_finish_call (AditBusClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

gssize
adit_bus_client_finish_count (AditBusClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GVariant) answer = adit_bus_client_finish_call (self, result, error);
  guint count;

  if (answer == NULL)
    return -1;

  g_variant_get (answer, "(u)", &count);
  return count;
}

gboolean
adit_bus_client_change_finish (AditBusClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GVariant) answer = adit_bus_client_finish_call (self, result, error);

  return answer != NULL;
}

/* ---- The proxy ---- */

void
adit_bus_client_start_async (AditBusClient *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  adit_bus_client_call (self, adit_bus_client_get_engine (self), "Start", NULL,
                        (AditBusCaller){ cancellable, callback, user_data,
                                         adit_bus_client_start_async });
}

void
adit_bus_client_stop_async (AditBusClient *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  adit_bus_client_call (self, adit_bus_client_get_engine (self), "Stop", NULL,
                        (AditBusCaller){ cancellable, callback, user_data,
                                         adit_bus_client_stop_async });
}

/* ---- Tunnels ---- */

void
adit_bus_client_close_async (AditBusClient *self,
                             const guint64 *ids,
                             gsize n_ids,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GVariant *array = g_variant_new_fixed_array (G_VARIANT_TYPE_UINT64, ids, n_ids, sizeof *ids);

  adit_bus_client_call (self, adit_bus_client_get_tunnels (self), "Close",
                        g_variant_new ("(@at)", array),
                        (AditBusCaller){ cancellable, callback, user_data,
                                         adit_bus_client_close_async });
}

gssize
adit_bus_client_close_finish (AditBusClient *self, GAsyncResult *result, GError **error)
{
  return adit_bus_client_finish_count (self, result, error);
}

void
adit_bus_client_close_all_async (AditBusClient *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  adit_bus_client_call (self, adit_bus_client_get_tunnels (self), "CloseAll", NULL,
                        (AditBusCaller){ cancellable, callback, user_data,
                                         adit_bus_client_close_all_async });
}

gssize
adit_bus_client_close_all_finish (AditBusClient *self, GAsyncResult *result, GError **error)
{
  return adit_bus_client_finish_count (self, result, error);
}

void
adit_bus_client_recent_async (AditBusClient *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  adit_bus_client_call (self, adit_bus_client_get_tunnels (self), "Recent", NULL,
                        (AditBusCaller){ cancellable, callback, user_data,
                                         adit_bus_client_recent_async });
}

GPtrArray *
adit_bus_client_recent_finish (AditBusClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GVariant) answer = adit_bus_client_finish_call (self, result, error);
  g_autoptr (GVariant) rows = answer != NULL ? g_variant_get_child_value (answer, 0) : NULL;

  return rows != NULL ? adit_bus_endeds_from_variant (rows) : NULL;
}
