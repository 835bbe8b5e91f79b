/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The engine as another process sees it: starts it where it does not run, notices when it goes and
 * comes back, and hands out its rows as the values of model/.
 *
 * A client is in one of three states. While it is STARTING or LOST, properties have their empty
 * values and calls fail with G_IO_ERROR_NOT_CONNECTED. It becomes READY by itself whenever the
 * engine appears, also when somebody else started it; retry() asks for it to be started again.
 * A subscription outlives the engine: a new one is asked for in every READY.
 *
 * Signals, all on the thread-default main context of the construction:
 *
 *   "notify::state"    the state changed; on LOST the reason can be read
 *   "changed"          a property of the engine changed: running, listeners, counters, or
 *                      what adit-bus-client-system-proxy.h tells
 *   "certificate-changed"
 *                      what adit_bus_client_describe_certificate() tells changed
 *   "users-changed", "access-changed"
 *                      what adit-bus-client-access.h tells changed
 *   "rules-changed"    what adit-bus-client-rules.h tells changed
 *   "login-changed"    what adit-bus-client-login.h tells changed
 *   "tunnels-changed"  (gboolean is_snapshot, GPtrArray<AditTunnel> *opened,
 *                       GArray<AditTunnelFigures> *updated, GPtrArray<AditTunnel> *closed)
 *                      as the bus's Changed; the arrays belong to the emission: a receiver that
 *                      wants to keep a row copies it, or takes a reference to its array
 *
 * Not for code that needs one call and an answer: use the generated proxies for that. */

#pragma once

#include "model/adit-listener.h"
#include "model/adit-tunnel.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  ADIT_BUS_CLIENT_STARTING,
  ADIT_BUS_CLIENT_READY,
  ADIT_BUS_CLIENT_LOST,
} AditBusClientState;

/* As the properties of the same names; see data/dbus. */
typedef struct
{
  guint active_tunnels;
  guint64 opened_tunnels;
  guint64 refused_connections;
  guint64 sent_bytes;
  guint64 received_bytes;
} AditBusCounters;

/* As the properties of the Certificate interface; nothing is NULL. */
typedef struct
{
  gboolean is_local; /* made by the engine, rather than read from somebody's files */
  const char *const *names;
  gint64 not_after_s; /* Unix time; 0: there is no certificate */
  const char *fingerprint;
  const char *certificate_path;
  const char *key_path;
  const char *authority; /* PEM; empty with files */
  const char *error;     /* empty: none */
} AditBusCertificateFacts;

#define ADIT_BUS_TYPE_CLIENT (adit_bus_client_get_type ())
G_DECLARE_FINAL_TYPE (AditBusClient, adit_bus_client, ADIT_BUS, CLIENT, GObject)

/* Begins to look for the engine at once. @connection: (nullable): the session bus when NULL. */
AditBusClient *adit_bus_client_new (GDBusConnection *connection);

AditBusClientState adit_bus_client_get_state (AditBusClient *self);

/* A sentence for a person; NULL unless LOST. (transfer none) */
const char *adit_bus_client_get_reason (AditBusClient *self);

/* LOST becomes STARTING, and the engine is started; does nothing in the other states. */
void adit_bus_client_retry (AditBusClient *self);

gboolean adit_bus_client_get_running (AditBusClient *self);
const char *adit_bus_client_get_version (AditBusClient *self);
void adit_bus_client_get_counters (AditBusClient *self, AditBusCounters *counters);

/* What @facts points to is valid until the next "certificate-changed". */
void adit_bus_client_describe_certificate (AditBusClient *self, AditBusCertificateFacts *facts);

/* Of AditListener; never NULL. Replaced, not changed, when listeners change. (transfer none) */
GPtrArray *adit_bus_client_get_listeners (AditBusClient *self);

/* Wants "tunnels-changed" at most every @interval_ms; a first one with all rows follows whenever
 * the engine is or becomes READY. Calling it again asks for all rows anew. */
void adit_bus_client_subscribe (AditBusClient *self, guint interval_ms);

/* From the return on no "tunnels-changed" is emitted. */
void adit_bus_client_unsubscribe (AditBusClient *self);

/* The calls of data/dbus. Errors: ADIT_ERROR, G_IO_ERROR or G_DBUS_ERROR, with a message fit for a
 * person. Those that change something have this finish function, unless they have their own. */
gboolean adit_bus_client_change_finish (AditBusClient *self, GAsyncResult *result, GError **error);

void adit_bus_client_start_async (AditBusClient *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);

void adit_bus_client_stop_async (AditBusClient *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);

void adit_bus_client_renew_certificate_async (AditBusClient *self,
                                              GCancellable *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer user_data);

/* Both paths absolute. */
void adit_bus_client_use_certificate_async (AditBusClient *self,
                                            const char *certificate_path,
                                            const char *key_path,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer user_data);

void adit_bus_client_use_local_certificate_async (AditBusClient *self,
                                                  GCancellable *cancellable,
                                                  GAsyncReadyCallback callback,
                                                  gpointer user_data);

/* The finish functions of both return how many were ended; -1 on error. */
void adit_bus_client_close_async (AditBusClient *self,
                                  const guint64 *ids,
                                  gsize n_ids,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gssize adit_bus_client_close_finish (AditBusClient *self, GAsyncResult *result, GError **error);

void adit_bus_client_close_all_async (AditBusClient *self,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gssize adit_bus_client_close_all_finish (AditBusClient *self, GAsyncResult *result, GError **error);

/* Ended connections, the latest first, of AditTunnel. (transfer full) */
void adit_bus_client_recent_async (AditBusClient *self,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
GPtrArray *
adit_bus_client_recent_finish (AditBusClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
