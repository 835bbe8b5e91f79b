/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Where the proxy can be reached, as another process asks and changes it: the calls on
 * AditBusClient that are about listeners. Which there are is told in adit-bus-client.h. */

#pragma once

#include "bus/adit-bus-client.h"
#include "model/adit-interface.h"

G_BEGIN_DECLS

void adit_bus_client_set_listener_enabled_async (AditBusClient *self,
                                                 const char *address,
                                                 gboolean is_enabled,
                                                 GCancellable *cancellable,
                                                 GAsyncReadyCallback callback,
                                                 gpointer user_data);

void adit_bus_client_set_listener_encryption_async (AditBusClient *self,
                                                    const char *address,
                                                    AditEncryption encryption,
                                                    GCancellable *cancellable,
                                                    GAsyncReadyCallback callback,
                                                    gpointer user_data);

/* With all else as it is. @to: a place. @is_public_allowed: at an interface, its public addresses
 * as well. */
void adit_bus_client_move_listener_async (AditBusClient *self,
                                          const char *address,
                                          const char *to,
                                          gboolean is_public_allowed,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);

/* @senders: addresses and networks of load balancers. */
void adit_bus_client_set_listener_senders_async (AditBusClient *self,
                                                 const char *address,
                                                 const char *const *senders,
                                                 GCancellable *cancellable,
                                                 GAsyncReadyCallback callback,
                                                 gpointer user_data);

/* Of AditInterface, those that are up. (transfer full) */
void adit_bus_client_list_interfaces_async (AditBusClient *self,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer user_data);
GPtrArray *
adit_bus_client_list_interfaces_finish (AditBusClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
