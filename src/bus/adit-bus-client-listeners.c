/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bus/adit-bus-client-listeners.h"

#include "bus/adit-bus-client-private.h"
#include "bus/adit-bus-wire.h"

void
adit_bus_client_set_listener_enabled_async (AditBusClient *self,
                                            const char *address,
                                            gboolean is_enabled,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer user_data)
{
  adit_bus_client_call (self, adit_bus_client_get_engine (self), "SetListenerEnabled",
                        g_variant_new ("(sb)", address, is_enabled),
                        (AditBusCaller){ cancellable, callback, user_data,
                                         adit_bus_client_set_listener_enabled_async });
}

void
adit_bus_client_set_listener_encryption_async (AditBusClient *self,
                                               const char *address,
                                               AditEncryption encryption,
                                               GCancellable *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer user_data)
{
  adit_bus_client_call (self, adit_bus_client_get_engine (self), "SetListenerEncryption",
                        g_variant_new ("(ss)", address, adit_encryption_to_word (encryption)),
                        (AditBusCaller){ cancellable, callback, user_data,
                                         adit_bus_client_set_listener_encryption_async });
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
  GVariantDict options;

  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, "public", "b", is_public_allowed);
  adit_bus_client_call (self, adit_bus_client_get_engine (self), "MoveListener",
                        g_variant_new ("(ss@a{sv})", address, to, g_variant_dict_end (&options)),
                        (AditBusCaller){ cancellable, callback, user_data,
                                         adit_bus_client_move_listener_async });
}

void
adit_bus_client_set_listener_senders_async (AditBusClient *self,
                                            const char *address,
                                            const char *const *senders,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer user_data)
{
  adit_bus_client_call (self, adit_bus_client_get_engine (self), "SetListenerSenders",
                        g_variant_new ("(s^as)", address, senders),
                        (AditBusCaller){ cancellable, callback, user_data,
                                         adit_bus_client_set_listener_senders_async });
}

void
adit_bus_client_list_interfaces_async (AditBusClient *self,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  adit_bus_client_call (self, adit_bus_client_get_engine (self), "ListInterfaces", NULL,
                        (AditBusCaller){ cancellable, callback, user_data,
                                         adit_bus_client_list_interfaces_async });
}

GPtrArray *
adit_bus_client_list_interfaces_finish (AditBusClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GVariant) answer = adit_bus_client_finish_call (self, result, error);
  g_autoptr (GVariant) rows = answer != NULL ? g_variant_get_child_value (answer, 0) : NULL;

  return rows != NULL ? adit_bus_interfaces_from_variant (rows) : NULL;
}
