/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What adit-bus-client.c (finding the engine) lends to adit-bus-client-state.c (what is known of
 * it) and to those that ask it for something, all by adit_bus_client_call(), which is in
 * adit-bus-client-calls.c. */

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

/* Who is told, and how. */
typedef struct
{
  GCancellable *cancellable;
  GAsyncReadyCallback callback;
  gpointer user_data;
  gpointer tag;
} AditBusCaller;

/* @proxy: NULL where there is no engine, which the caller is told. @arguments: floating; NULL none.
 * The answer, a tuple, is kept by the task, and the finish function takes it apart. */
void adit_bus_client_call (AditBusClient *self,
                           gpointer proxy,
                           const char *method,
                           GVariant *arguments,
                           AditBusCaller caller);

/* (transfer full) */
GVariant *adit_bus_client_finish_call (AditBusClient *self, GAsyncResult *result, GError **error);

/* Of a call that answers with a number of tunnels; -1 with @error. */
gssize adit_bus_client_finish_count (AditBusClient *self, GAsyncResult *result, GError **error);

/* Proxies have NULL for what the engine did not tell. */
const char *adit_bus_text_or_empty (const char *text);
GPtrArray *adit_bus_rows_or_none (GVariant *rows, GPtrArray *(*read) (GVariant *variant));

G_END_DECLS
