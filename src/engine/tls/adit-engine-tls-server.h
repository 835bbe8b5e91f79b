/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A GTlsServerConnection on streams that never block. GIO's own makes each handshake in a thread of
 * a pool and copies and parses the certificate for it; this one makes it where it is asked to, with
 * credentials that all share. That is a quarter of what a handshake costs, and a client that stalls
 * holds no thread.
 *
 * g_tls_connection_handshake() fails with G_IO_ERROR_WOULD_BLOCK where the client has to answer
 * first, and is called again then; reading and writing before it succeeded fails. The asynchronous
 * forms do not exist. Properties are those of its class; "base-io-stream", "certificate" and
 * "advertised-protocols" are taken when it is made, and the rest cannot be chosen: close_notify is
 * required, and clients are not asked for certificates. TLS 1.2 and 1.3.
 *
 * It is a GInitable: a certificate without a key makes none. One thread. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ADIT_TYPE_ENGINE_TLS_SERVER (adit_engine_tls_server_get_type ())
G_DECLARE_FINAL_TYPE (AditEngineTlsServer,
                      adit_engine_tls_server,
                      ADIT,
                      ENGINE_TLS_SERVER,
                      GTlsConnection)

G_END_DECLS
