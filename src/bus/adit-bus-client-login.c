/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The calls about login, as those in adit-bus-client-calls.c. */

#include "bus/adit-bus-client-login.h"

#include "bus/adit-bus-client-private.h"

void
adit_bus_client_describe_login (AditBusClient *self, AditBusLoginFacts *facts)
{
  AditBusLogin *login;

  g_return_if_fail (ADIT_BUS_IS_CLIENT (self));

  *facts = (AditBusLoginFacts){ FALSE };
  login = adit_bus_client_get_login (self);
  if (login == NULL)
    return;

  facts->is_start_set = adit_bus_login_get_starts_at_login (login);
  facts->is_sandboxed = adit_bus_login_get_sandboxed (login);
}

/* The proxy, with the patience that a person needs. */
static AditBusLogin *
patient_login (AditBusClient *self)
{
  AditBusLogin *login = adit_bus_client_get_login (self);

  g_dbus_proxy_set_default_timeout (G_DBUS_PROXY (login), G_MAXINT);
  return login;
}

static void
set_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  gboolean is_done =
      adit_bus_login_call_set_start_at_login_finish (ADIT_BUS_LOGIN (source), result, &error);

  adit_bus_client_end_call (task, is_done, error);
}

void
adit_bus_client_set_start_at_login_async (AditBusClient *self,
                                          gboolean is_set,
                                          const char *window,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data)
{
  GTask *task = adit_bus_client_begin_call (self, cancellable, callback, user_data,
                                            adit_bus_client_set_start_at_login_async);

  if (task != NULL)
    adit_bus_login_call_set_start_at_login (patient_login (self), is_set, window, cancellable,
                                            set_cb, task);
}

gboolean
adit_bus_client_set_start_at_login_finish (AditBusClient *self,
                                           GAsyncResult *result,
                                           GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* The answer is the task's data. */
static void
ask_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  gboolean is_allowed = FALSE;
  gboolean is_done = adit_bus_login_call_ask_for_background_finish (ADIT_BUS_LOGIN (source),
                                                                    &is_allowed, result, &error);

  g_task_set_task_data (task, GINT_TO_POINTER (is_allowed), NULL);
  adit_bus_client_end_call (task, is_done, error);
}

void
adit_bus_client_ask_for_background_async (AditBusClient *self,
                                          const char *window,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data)
{
  GTask *task = adit_bus_client_begin_call (self, cancellable, callback, user_data,
                                            adit_bus_client_ask_for_background_async);

  if (task != NULL)
    adit_bus_login_call_ask_for_background (patient_login (self), window, cancellable, ask_cb,
                                            task);
}

gboolean
adit_bus_client_ask_for_background_finish (AditBusClient *self,
                                           GAsyncResult *result,
                                           gboolean *is_allowed,
                                           GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;

  *is_allowed = GPOINTER_TO_INT (g_task_get_task_data (G_TASK (result)));
  return TRUE;
}
