/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bus/adit-bus-client-system-proxy.h"

#include "bus/adit-bus-client-private.h"

gboolean
adit_bus_client_is_system_proxy_wanted (AditBusClient *self)
{
  AditBusEngine *engine = adit_bus_client_get_engine (self);

  return engine != NULL && adit_bus_engine_get_system_proxy (engine);
}

const char *
adit_bus_client_get_system_proxy_state (AditBusClient *self)
{
  AditBusEngine *engine = adit_bus_client_get_engine (self);

  return adit_bus_text_or_empty (engine != NULL ? adit_bus_engine_get_system_proxy_state (engine)
                                                : NULL);
}

void
adit_bus_client_set_system_proxy_async (AditBusClient *self,
                                        gboolean is_wanted,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data)
{
  adit_bus_client_call (self, adit_bus_client_get_engine (self), "SetSystemProxy",
                        g_variant_new ("(b)", is_wanted),
                        (AditBusCaller){ cancellable, callback, user_data,
                                         adit_bus_client_set_system_proxy_async });
}
