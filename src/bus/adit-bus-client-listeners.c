/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bus/adit-bus-client-listeners.h"

#include "bus/adit-bus-client-private.h"
#include "bus/adit-bus-wire.h"

static void
move_listener_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  gboolean is_done =
      adit_bus_engine_call_move_listener_finish (ADIT_BUS_ENGINE (source), result, &error);

  adit_bus_client_end_call (task, is_done, error);
}

void
adit_bus_client_move_listener_async (AditBusClient *self,
                                     const char *address,
                                     const char *to,
                                     gboolean is_public_allowed,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  GTask *task = adit_bus_client_begin_call (self, cancellable, callback, user_data,
                                            adit_bus_client_move_listener_async);
  GVariantDict options;

  if (task == NULL)
    return;

  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, "public", "b", is_public_allowed);
  adit_bus_engine_call_move_listener (adit_bus_client_get_engine (self), address, to,
                                      g_variant_dict_end (&options), cancellable, move_listener_cb,
                                      task);
}

gboolean
adit_bus_client_move_listener_finish (AditBusClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
set_listener_senders_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  gboolean is_done =
      adit_bus_engine_call_set_listener_senders_finish (ADIT_BUS_ENGINE (source), result, &error);

  adit_bus_client_end_call (task, is_done, error);
}

void
adit_bus_client_set_listener_senders_async (AditBusClient *self,
                                            const char *address,
                                            const char *const *senders,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer user_data)
{
  GTask *task = adit_bus_client_begin_call (self, cancellable, callback, user_data,
                                            adit_bus_client_set_listener_senders_async);

  if (task != NULL)
    adit_bus_engine_call_set_listener_senders (adit_bus_client_get_engine (self), address, senders,
                                               cancellable, set_listener_senders_cb, task);
}

gboolean
adit_bus_client_set_listener_senders_finish (AditBusClient *self,
                                             GAsyncResult *result,
                                             GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
list_interfaces_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GVariant) rows = NULL;
  GError *error = NULL;

  if (adit_bus_engine_call_list_interfaces_finish (ADIT_BUS_ENGINE (source), &rows, result, &error))
    g_task_return_pointer (task, adit_bus_interfaces_from_variant (rows),
                           (GDestroyNotify) g_ptr_array_unref);
  else
    adit_bus_client_end_call (task, FALSE, error);
}

void
adit_bus_client_list_interfaces_async (AditBusClient *self,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  GTask *task = adit_bus_client_begin_call (self, cancellable, callback, user_data,
                                            adit_bus_client_list_interfaces_async);

  if (task != NULL)
    adit_bus_engine_call_list_interfaces (adit_bus_client_get_engine (self), cancellable,
                                          list_interfaces_cb, task);
}

GPtrArray *
adit_bus_client_list_interfaces_finish (AditBusClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
