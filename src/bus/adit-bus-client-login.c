/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

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

  if (login != NULL)
    g_dbus_proxy_set_default_timeout (G_DBUS_PROXY (login), G_MAXINT);
  return login;
}

void
adit_bus_client_set_start_at_login_async (AditBusClient *self,
                                          gboolean is_set,
                                          const char *window,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data)
{
  adit_bus_client_call (self, patient_login (self), "SetStartAtLogin",
                        g_variant_new ("(bs)", is_set, window),
                        (AditBusCaller){ cancellable, callback, user_data,
                                         adit_bus_client_set_start_at_login_async });
}

void
adit_bus_client_ask_for_background_async (AditBusClient *self,
                                          const char *window,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data)
{
  adit_bus_client_call (self, patient_login (self), "AskForBackground",
                        g_variant_new ("(s)", window),
                        (AditBusCaller){ cancellable, callback, user_data,
                                         adit_bus_client_ask_for_background_async });
}

gboolean
adit_bus_client_ask_for_background_finish (AditBusClient *self,
                                           GAsyncResult *result,
                                           gboolean *is_allowed,
                                           GError **error)
{
  g_autoptr (GVariant) answer = adit_bus_client_finish_call (self, result, error);

  if (answer == NULL)
    return FALSE;

  g_variant_get (answer, "(b)", is_allowed);
  return TRUE;
}
