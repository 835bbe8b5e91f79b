/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* GnuTLS's side of a server's connection, on streams that never block: so nothing here does. What
 * cannot go on without the peer fails with G_IO_ERROR_WOULD_BLOCK and is called again later.
 *
 * TLS 1.2 and 1.3 only; no session tickets, no certificates of clients. One thread. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Bytes of ciphertext that a client's part of the handshake may have, and later what brings nothing
 * to read: alerts, keys, empty records. GnuTLS gathers a handshake's message of up to 16 MiB, also
 * after the handshake. Once so many have come without an end, the next are not asked for. */
#define ADIT_ENGINE_TLS_SESSION_VAIN_MAX 65536

typedef struct _AditEngineTlsSession AditEngineTlsSession;

/* @below, whose streams are pollable, carries the ciphertext; it and @certificate are referenced.
 * @protocols: by ALPN, the best first; copied. A client that asks only for others is refused (RFC
 * 7301, section 3.2); one that asks for none is not. NULL: @certificate cannot be shown. */
AditEngineTlsSession *adit_engine_tls_session_new (GIOStream *below,
                                                   GTlsCertificate *certificate,
                                                   const char *const *protocols,
                                                   GError **error);
AditEngineTlsSession *adit_engine_tls_session_ref (AditEngineTlsSession *self);
void adit_engine_tls_session_unref (AditEngineTlsSession *self);

/* Goes on with the handshake. G_TLS_ERROR_HANDSHAKE when it failed; the peer is told why then. */
gboolean adit_engine_tls_session_handshake (AditEngineTlsSession *self, GError **error);

/* Decrypts some of a record; 0 is the peer's close_notify. G_TLS_ERROR_EOF when the stream ends
 * without. */
gssize
adit_engine_tls_session_read (AditEngineTlsSession *self, void *buffer, gsize size, GError **error);

/* Encrypts one record of as many bytes as fit in. The stream below has to have room for it. */
gssize adit_engine_tls_session_write (AditEngineTlsSession *self,
                                      const void *bytes,
                                      gsize length,
                                      GError **error);

/* Says close_notify, if there was a handshake. */
gboolean adit_engine_tls_session_end (AditEngineTlsSession *self, GError **error);

/* What was agreed on; the protocol is NULL when none was. */
GTlsProtocolVersion adit_engine_tls_session_get_version (AditEngineTlsSession *self);
const char *adit_engine_tls_session_get_cipher (AditEngineTlsSession *self);
char *adit_engine_tls_session_dup_protocol (AditEngineTlsSession *self);

G_END_DECLS
