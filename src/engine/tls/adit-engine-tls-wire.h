/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The ciphertext side of a TLS connection: what has been taken out of the socket but not decrypted
 * yet, and what has been encrypted but not sent.
 *
 * TLS libraries ask for five bytes, then for the body they announce; here both come out of a buffer
 * that one recv(2) of up to 64 KiB filled. Only whole records are given out, so that the library
 * never stops within one, and only what can be a record: a peer that sends something else, or
 * begins a second handshake, is refused here. What is written gathers and goes out with as few
 * send(2) as possible.
 *
 * It belongs to the worker's thread, but for a handshake that another thread makes: from
 * enter_handshake() to leave_handshake() take() and put() are that one's, and block there, for the
 * peer and at most until the deadline; shutdown(2) of the socket ends that. Buffers are held only
 * while bytes are in them. */

#pragma once

#include "engine/tls/adit-engine-gate.h"
#include "engine/worker/adit-engine-worker.h"

G_BEGIN_DECLS

/* Ciphertext that may wait to be sent before no more is taken; the record that crosses the bound
 * still fits. */
#define ADIT_ENGINE_WIRE_UNSENT_MAX 65536

/* Records given out before others have their turn: of a peer that sends full ones that is 1 MiB. A
 * record costs the same whatever is in it, so without this a peer that sends tiny or empty ones as
 * fast as they are read would never let go of the worker. */
#define ADIT_ENGINE_WIRE_RECORDS_MAX 64

typedef struct _AditEngineWire AditEngineWire;

/* @socket stays the caller's, and must stay until release(). Counted: GIO's objects may let go of
 * it later, and in another thread. */
AditEngineWire *adit_engine_wire_new (AditEngineWorker *worker, AditEngineSocket *socket);
AditEngineWire *adit_engine_wire_ref (AditEngineWire *self);
void adit_engine_wire_unref (AditEngineWire *self);

/* Before the socket is closed: gives the buffers back. What is put from now on vanishes. */
void adit_engine_wire_release (AditEngineWire *self);

/* For shutdown(2). */
int adit_engine_wire_get_fd (const AditEngineWire *self);

/* Makes sure that a whole record is there: TRUE. FALSE with errno EAGAIN, EPROTO for the end of the
 * stream, EBADMSG for what is no record, or the socket's own error; all but the first stay. EAGAIN
 * is also said when the turn has had its records: see is_behind(). */
gboolean adit_engine_wire_fetch (AditEngineWire *self);

/* TRUE: all is sent. FALSE with errno EAGAIN, or the socket's error, which stays. */
gboolean adit_engine_wire_flush (AditEngineWire *self);

/* To be called when a turn of reading is over, and begins another: hands back what is empty, and
 * does not let the rests of many connections hold a whole block each. */
void adit_engine_wire_settle (AditEngineWire *self);

/* Whether another record may be written now. */
gboolean adit_engine_wire_has_room (const AditEngineWire *self);
gboolean adit_engine_wire_has_unsent (const AditEngineWire *self);

/* Whether a whole record, or what ended the stream, is there; as of the last settle(). */
gboolean adit_engine_wire_has_received (const AditEngineWire *self);

/* As of the last settle(): whether there is something to go on with, which the loop does not tell
 * of again. */
gboolean adit_engine_wire_is_behind (const AditEngineWire *self);

/* @ticket is told how long the peer lets us wait; @deadline_us as g_get_monotonic_time(). The
 * socket is not looked at meanwhile, only its descriptor. */
void adit_engine_wire_enter_handshake (AditEngineWire *self,
                                       AditEngineTicket *ticket,
                                       gint64 deadline_us);

/* The handshake is over, and the other thread, if there was one, has left it. @is_established: from
 * now on none is accepted. */
void adit_engine_wire_leave_handshake (AditEngineWire *self, gboolean is_established);

/* The TLS library's, in the thread whose turn it is. As recv(2) and send(2). */
gssize adit_engine_wire_take (AditEngineWire *self, void *buffer, gsize size);
gssize adit_engine_wire_put (AditEngineWire *self, const void *bytes, gsize length);

G_END_DECLS
