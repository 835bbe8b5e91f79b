/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A handshake from the gate's queue to its end. With a client it is made here, step by step; with
 * an origin in a thread of GLib's, where it outlives whoever wants it: that thread cannot be called
 * back, only be told by shutdown(2) that there is no point. Worker's thread. */

#pragma once

#include "engine/tls/adit-engine-tls-wire.h"

G_BEGIN_DECLS

typedef struct _AditEngineHandshake AditEngineHandshake;

typedef enum
{
  ADIT_ENGINE_HANDSHAKE_DONE,
  ADIT_ENGINE_HANDSHAKE_FAILED,
  ADIT_ENGINE_HANDSHAKE_LATE /* past the deadline, or the peer let others wait too long */
} AditEngineHandshakeEnd;

/* Called once, not from within start; the handshake is gone then, and the wire the worker's. */
typedef void (*AditEngineHandshakeFunc) (gpointer owner, AditEngineHandshakeEnd end);

/* What takes part in it. */
typedef struct
{
  AditEngineWorker *worker;
  AditEngineGate *gate;
  AditEngineGateSide side;
  AditEngineAddress peer;
  AditEngineSocket *socket;
  AditEngineWire *wire;       /* referenced */
  GTlsConnection *connection; /* referenced; on a stream over the wire */
  gint64 deadline_us;         /* as g_get_monotonic_time() */
} AditEngineHandshakeTerms;

AditEngineHandshake *adit_engine_handshake_start (const AditEngineHandshakeTerms *terms,
                                                  AditEngineHandshakeFunc on_over,
                                                  gpointer owner);

/* One with a client, that is not waiting: to be called when a record of the peer's is there, each
 * time the socket's handler is called. It is a quarter of a millisecond's work, so each turn of the
 * loop makes one step of one handshake; the handler is called again when it is this one's. Its end
 * may be told from within. */
void adit_engine_handshake_go_on (AditEngineHandshake *self);

/* Nobody wants it any more: no call comes. TRUE when a thread works on it: the socket is gone then,
 * its descriptor closed and the wire released once the thread is back. Otherwise both stay the
 * caller's. */
gboolean adit_engine_handshake_abandon (AditEngineHandshake *self);

/* Whether nothing of it was begun: abandon leaves everything to the caller. */
gboolean adit_engine_handshake_is_waiting (const AditEngineHandshake *self);

/* Of this worker's thread: started, and not gone. */
guint adit_engine_handshake_count (void);

G_END_DECLS
