/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What adit-bus-client.c (finding the engine) lends to adit-bus-client-state.c (what is known of
 * it) and to those that ask it for something: adit-bus-client-calls.c, and with its help
 * adit-bus-client-certificate.c, adit-bus-client-access.c and adit-bus-client-login.c. */

#pragma once

#include "bus/adit-bus-client.h"

#include "adit-bus-generated.h"

G_BEGIN_DECLS

/* The proxies; NULL unless READY. (transfer none) */
AditBusEngine *adit_bus_client_get_engine (AditBusClient *self);
AditBusTunnels *adit_bus_client_get_tunnels (AditBusClient *self);
AditBusCertificate *adit_bus_client_get_certificate (AditBusClient *self);
AditBusUsers *adit_bus_client_get_users (AditBusClient *self);
AditBusAccess *adit_bus_client_get_access (AditBusClient *self);
AditBusRules *adit_bus_client_get_rules (AditBusClient *self);
AditBusLogin *adit_bus_client_get_login (AditBusClient *self);

/* A task for a call; NULL when there is no engine to ask: @callback is told so. (transfer full) */
GTask *adit_bus_client_begin_call (AditBusClient *self,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data,
                                   gpointer tag);

/* Answers @task with TRUE or @error, which it takes. */
void adit_bus_client_end_call (GTask *task, gboolean is_done, GError *error);

G_END_DECLS
