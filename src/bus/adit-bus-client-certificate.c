/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The calls about the certificate, as those in adit-bus-client-calls.c. */

#include "bus/adit-bus-client-private.h"

static void
renew_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  gboolean is_done =
      adit_bus_certificate_call_renew_finish (ADIT_BUS_CERTIFICATE (source), result, &error);

  adit_bus_client_end_call (task, is_done, error);
}

void
adit_bus_client_renew_certificate_async (AditBusClient *self,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data)
{
  GTask *task = adit_bus_client_begin_call (self, cancellable, callback, user_data,
                                            adit_bus_client_renew_certificate_async);

  if (task != NULL)
    adit_bus_certificate_call_renew (adit_bus_client_get_certificate (self), cancellable, renew_cb,
                                     task);
}

gboolean
adit_bus_client_renew_certificate_finish (AditBusClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
use_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  gboolean is_done =
      adit_bus_certificate_call_use_finish (ADIT_BUS_CERTIFICATE (source), result, &error);

  adit_bus_client_end_call (task, is_done, error);
}

void
adit_bus_client_use_certificate_async (AditBusClient *self,
                                       const char *certificate_path,
                                       const char *key_path,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  GTask *task = adit_bus_client_begin_call (self, cancellable, callback, user_data,
                                            adit_bus_client_use_certificate_async);

  if (task != NULL)
    adit_bus_certificate_call_use (adit_bus_client_get_certificate (self), certificate_path,
                                   key_path, cancellable, use_cb, task);
}

gboolean
adit_bus_client_use_certificate_finish (AditBusClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
use_local_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  gboolean is_done =
      adit_bus_certificate_call_use_local_finish (ADIT_BUS_CERTIFICATE (source), result, &error);

  adit_bus_client_end_call (task, is_done, error);
}

void
adit_bus_client_use_local_certificate_async (AditBusClient *self,
                                             GCancellable *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer user_data)
{
  GTask *task = adit_bus_client_begin_call (self, cancellable, callback, user_data,
                                            adit_bus_client_use_local_certificate_async);

  if (task != NULL)
    adit_bus_certificate_call_use_local (adit_bus_client_get_certificate (self), cancellable,
                                         use_local_cb, task);
}

gboolean
adit_bus_client_use_local_certificate_finish (AditBusClient *self,
                                              GAsyncResult *result,
                                              GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
