/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The engine's calls as GTask pairs over the generated proxies. Each task holds the client while
 * it is under way; its result is a boolean, a count or an array. */

#include "bus/adit-bus-client-private.h"

#include "bus/adit-bus-wire.h"

#include <glib/gi18n-lib.h>

GTask *
adit_bus_client_begin_call (AditBusClient *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data,
                            gpointer tag)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  if (adit_bus_client_get_state (self) == ADIT_BUS_CLIENT_READY)
    return g_steal_pointer (&task);

  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED, "%s",
                           _ ("The engine is not running"));
  return NULL;
}

static void
return_error (GTask *task, GError *error)
{
  g_dbus_error_strip_remote_error (error);
  g_task_return_error (task, error);
}

void
adit_bus_client_end_call (GTask *task, gboolean is_done, GError *error)
{
  if (is_done)
    g_task_return_boolean (task, TRUE);
  else
    return_error (task, error);
}

static void
return_count (GTask *task, gboolean is_done, guint count, GError *error)
{
  if (is_done)
    g_task_return_int (task, (gssize) count);
  else
    return_error (task, error);
}

static void
start_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  gboolean is_done = adit_bus_engine_call_start_finish (ADIT_BUS_ENGINE (source), result, &error);

  adit_bus_client_end_call (task, is_done, error);
}

void
adit_bus_client_start_async (AditBusClient *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = adit_bus_client_begin_call (self, cancellable, callback, user_data,
                                            adit_bus_client_start_async);

  if (task != NULL)
    adit_bus_engine_call_start (adit_bus_client_get_engine (self), cancellable, start_cb, task);
}

gboolean
adit_bus_client_start_finish (AditBusClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
stop_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  gboolean is_done = adit_bus_engine_call_stop_finish (ADIT_BUS_ENGINE (source), result, &error);

  adit_bus_client_end_call (task, is_done, error);
}

void
adit_bus_client_stop_async (AditBusClient *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = adit_bus_client_begin_call (self, cancellable, callback, user_data,
                                            adit_bus_client_stop_async);

  if (task != NULL)
    adit_bus_engine_call_stop (adit_bus_client_get_engine (self), cancellable, stop_cb, task);
}

gboolean
adit_bus_client_stop_finish (AditBusClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
set_listener_enabled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  gboolean is_done =
      adit_bus_engine_call_set_listener_enabled_finish (ADIT_BUS_ENGINE (source), result, &error);

  adit_bus_client_end_call (task, is_done, error);
}

void
adit_bus_client_set_listener_enabled_async (AditBusClient *self,
                                            const char *address,
                                            gboolean is_enabled,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer user_data)
{
  GTask *task = adit_bus_client_begin_call (self, cancellable, callback, user_data,
                                            adit_bus_client_set_listener_enabled_async);

  if (task != NULL)
    adit_bus_engine_call_set_listener_enabled (adit_bus_client_get_engine (self), address,
                                               is_enabled, cancellable, set_listener_enabled_cb,
                                               task);
}

gboolean
adit_bus_client_set_listener_enabled_finish (AditBusClient *self,
                                             GAsyncResult *result,
                                             GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
set_listener_encryption_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  gboolean is_done = adit_bus_engine_call_set_listener_encryption_finish (ADIT_BUS_ENGINE (source),
                                                                          result, &error);

  adit_bus_client_end_call (task, is_done, error);
}

void
adit_bus_client_set_listener_encryption_async (AditBusClient *self,
                                               const char *address,
                                               AditEncryption encryption,
                                               GCancellable *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer user_data)
{
  GTask *task = adit_bus_client_begin_call (self, cancellable, callback, user_data,
                                            adit_bus_client_set_listener_encryption_async);

  if (task != NULL)
    adit_bus_engine_call_set_listener_encryption (adit_bus_client_get_engine (self), address,
                                                  adit_encryption_to_word (encryption), cancellable,
                                                  set_listener_encryption_cb, task);
}

gboolean
adit_bus_client_set_listener_encryption_finish (AditBusClient *self,
                                                GAsyncResult *result,
                                                GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
close_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  guint n_closed = 0;
  gboolean is_done =
      adit_bus_tunnels_call_close_finish (ADIT_BUS_TUNNELS (source), &n_closed, result, &error);

  return_count (task, is_done, n_closed, error);
}

void
adit_bus_client_close_async (AditBusClient *self,
                             const guint64 *ids,
                             gsize n_ids,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = adit_bus_client_begin_call (self, cancellable, callback, user_data,
                                            adit_bus_client_close_async);

  if (task != NULL)
    adit_bus_tunnels_call_close (adit_bus_client_get_tunnels (self),
                                 g_variant_new_fixed_array (G_VARIANT_TYPE_UINT64, ids, n_ids,
                                                            sizeof *ids),
                                 cancellable, close_cb, task);
}

gssize
adit_bus_client_close_finish (AditBusClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), -1);

  return g_task_propagate_int (G_TASK (result), error);
}

static void
close_all_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  guint n_closed = 0;
  gboolean is_done =
      adit_bus_tunnels_call_close_all_finish (ADIT_BUS_TUNNELS (source), &n_closed, result, &error);

  return_count (task, is_done, n_closed, error);
}

void
adit_bus_client_close_all_async (AditBusClient *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task = adit_bus_client_begin_call (self, cancellable, callback, user_data,
                                            adit_bus_client_close_all_async);

  if (task != NULL)
    adit_bus_tunnels_call_close_all (adit_bus_client_get_tunnels (self), cancellable, close_all_cb,
                                     task);
}

gssize
adit_bus_client_close_all_finish (AditBusClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), -1);

  return g_task_propagate_int (G_TASK (result), error);
}

static void
recent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GVariant) rows = NULL;
  GError *error = NULL;

  if (adit_bus_tunnels_call_recent_finish (ADIT_BUS_TUNNELS (source), &rows, result, &error))
    g_task_return_pointer (task, adit_bus_endeds_from_variant (rows),
                           (GDestroyNotify) g_ptr_array_unref);
  else
    return_error (task, error);
}

void
adit_bus_client_recent_async (AditBusClient *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = adit_bus_client_begin_call (self, cancellable, callback, user_data,
                                            adit_bus_client_recent_async);

  if (task != NULL)
    adit_bus_tunnels_call_recent (adit_bus_client_get_tunnels (self), cancellable, recent_cb, task);
}

GPtrArray *
adit_bus_client_recent_finish (AditBusClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
