/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One TLS connection over a socket of a worker, on top of GTlsConnection but without its sources:
 * the owner calls when the loop reports the socket, and reads and writes plain bytes as it would
 * with recv(2) and send(2).
 *
 * A server's connection is of a type of our own: its handshake begins when a whole ClientHello has
 * arrived, and is made in the worker's thread. A client's is GIO's, whose handshake occupies a
 * thread of GLib's pool. The gate rations both. TLS 1.2 and 1.3 only.
 *
 * Each direction ends by itself: the peer's close_notify is read as 0, and after ours the other
 * direction goes on. A stream that is cut off without close_notify is an error, never an end.
 * A peer of TLS 1.2 cannot negotiate anew: that would be a handshake past the gate.
 *
 * Everything belongs to the worker's thread. */

#pragma once

#include "engine/net/adit-engine-address.h"
#include "engine/tls/adit-engine-gate.h"
#include "engine/tls/adit-engine-trust.h"
#include "engine/worker/adit-engine-worker.h"
#include "model/adit-cause.h"

G_BEGIN_DECLS

typedef struct _AditEngineTls AditEngineTls;

/* The handshake is over: ADIT_CAUSE_NONE, and bytes can be moved, or why it failed. A server's
 * causes: TLS_FAILED, TLS_TIMEOUT. A client's: ORIGIN_TLS_FAILED, ORIGIN_TLS_TIMEOUT,
 * CERTIFICATE_…. Called once, never from within start; @owner sets the socket's handler to its
 * own, or closes the TLS, from here. Bytes may have come with the handshake: of these the loop does
 * not tell. */
typedef void (*AditEngineTlsFunc) (gpointer owner, AditCause cause);

/* Both take @socket over, which stays registered; its handler is the TLS's until the handshake is
 * over. @certificate: with its key. */
AditEngineTls *adit_engine_tls_new_server (AditEngineWorker *worker,
                                           AditEngineSocket *socket,
                                           GTlsCertificate *certificate);

/* @server_name: the name, or the address as a literal without brackets, that the peer's certificate
 * has to be for. */
AditEngineTls *adit_engine_tls_new_client (AditEngineWorker *worker,
                                           AditEngineSocket *socket,
                                           AditEngineTrust *trust,
                                           const char *server_name);

/* @peer is whom the gate counts this handshake for. @deadline_us from now, all waiting included.
 * @gate must outlive the handshake. */
void adit_engine_tls_start (AditEngineTls *self,
                            AditEngineGate *gate,
                            const AditEngineAddress *peer,
                            gint64 deadline_us,
                            AditEngineTlsFunc on_done,
                            gpointer owner);

/* As recv(2), as many bytes as there are, fit, and come in the records of one turn: 0 is the peer's
 * close_notify; -1 with errno EAGAIN (the socket's handler is called when there is more, even what
 * has come already), EPROTO (cut off without close_notify), EBADMSG (what came is not TLS, or was
 * refused), or the socket's own error, such as ECONNRESET. An error stays. */
gssize adit_engine_tls_read (AditEngineTls *self, void *buffer, gsize size);

/* As send(2): encrypts what its bounded buffer takes, and hands the kernel what that takes. The
 * number of bytes taken, which are this TLS's from now on; -1 with errno EAGAIN, EPIPE after
 * end_writing, or an error that stays. */
gssize adit_engine_tls_write (AditEngineTls *self, const void *bytes, gsize length);

/* TRUE: everything written, and the end if there was one, is with the kernel. FALSE with errno
 * EAGAIN, or an error that stays. */
gboolean adit_engine_tls_flush (AditEngineTls *self);

/* Ends this direction with close_notify, and with the socket's own end (FIN) once everything is
 * out. As flush; to be flushed until that is TRUE. Further calls flush. Not while a handshake is
 * under way; after one that failed there is no close_notify. */
gboolean adit_engine_tls_end_writing (AditEngineTls *self);

/* Whether a read, or a write, may do something now: bytes may wait inside that the socket, and so
 * the loop, does not know of any more. */
gboolean adit_engine_tls_is_readable (const AditEngineTls *self);
gboolean adit_engine_tls_is_writable (const AditEngineTls *self);

/* Whether flush has something to do. */
gboolean adit_engine_tls_has_unsent (const AditEngineTls *self);

/* To set its handler and to look at its flags; reading and writing is the TLS's. */
AditEngineSocket *adit_engine_tls_get_socket (AditEngineTls *self);

/* Frees it, and closes the socket, without an end of its own: what end_writing did not end, the
 * peer sees cut off. A handshake under way is cut: no call comes any more, the socket is out of the
 * loop at once, and its descriptor closed when the thread that may work on it let go of it. With
 * @is_reset as in adit_engine_socket_close(). NULL is allowed. */
void adit_engine_tls_close (AditEngineTls *self, gboolean is_reset);

/* Handshakes of this worker that wait or run, closed ones included; a worker cannot end before it
 * is 0. */
guint adit_engine_tls_count_handshakes (void);

G_END_DECLS
