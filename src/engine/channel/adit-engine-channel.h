/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One end of what passes through: a connection as bytes to read and to write, plain or inside TLS.
 *
 * What was read and not yet consumed is held here, in a block that is borrowed while bytes are in
 * it. Writing holds nothing of a plain connection; TLS keeps what it has encrypted and the kernel
 * did not take yet, which is bounded, and goes on sending it by itself. While nothing is held and
 * both ends are plain, a relay may go past the channel to its socket, with splice(2).
 *
 * A channel is passed from owner to owner like the socket in it. Worker's thread. */

#pragma once

#include "engine/tls/adit-engine-tls.h"

G_BEGIN_DECLS

typedef struct _AditEngineChannel AditEngineChannel;

typedef void (*AditEngineChannelFunc) (AditEngineChannel *channel, gpointer owner);

struct _AditEngineChannel
{
  AditEngineWorker *worker;
  AditEngineSocket *socket; /* its flags tell what is ready */
  AditEngineTls *tls;       /* NULL: plain */
  AditEngineChannelFunc on_ready;
  gpointer owner;

  char *input; /* NULL: nothing is held */
  guint32 input_start;
  guint32 input_end;
  guint32 input_size;
};

typedef enum
{
  ADIT_ENGINE_FILL_BYTES, /* there are more than before */
  ADIT_ENGINE_FILL_FULL,  /* no room: consume first */
  ADIT_ENGINE_FILL_WAITS,
  ADIT_ENGINE_FILL_END, /* the other side will send no more */
  ADIT_ENGINE_FILL_LOST /* broken, or cut off: errno says more, EPROTO for TLS cut off */
} AditEngineFill;

/* Takes @socket over. (transfer full: adit_engine_channel_close) */
AditEngineChannel *adit_engine_channel_new (AditEngineWorker *worker, AditEngineSocket *socket);

/* Hands it to another owner, whose @on_ready is called from now on when the socket has something to
 * say. */
void adit_engine_channel_set_owner (AditEngineChannel *self,
                                    AditEngineChannelFunc on_ready,
                                    gpointer owner);

/* From now on all bytes go through @tls, which took the channel's socket over and is the channel's
 * now. Nothing may be held. The handshake is the caller's to start; when it is done the owner has
 * to be set again. */
void adit_engine_channel_encrypt (AditEngineChannel *self, AditEngineTls *tls);

/* ---- Reading ---- */

/* Reads what has come, behind what is held. */
AditEngineFill adit_engine_channel_fill (AditEngineChannel *self);

/* What is held, in one piece, until the next call of any of these. */
const char *adit_engine_channel_peek (const AditEngineChannel *self, gsize *length);
void adit_engine_channel_consume (AditEngineChannel *self, gsize length);
gsize adit_engine_channel_count_held (const AditEngineChannel *self);

/* Whether reading may bring something: bytes that are held do not count. */
gboolean adit_engine_channel_is_readable (const AditEngineChannel *self);

/* Has the next fill look, whatever was reported. */
void adit_engine_channel_doubt (AditEngineChannel *self);

/* ---- Writing ---- */

/* As send(2): how many bytes were taken, or -1 with errno set. */
gssize adit_engine_channel_write (AditEngineChannel *self, const char *bytes, gsize length);

/* Ends this direction, after all that was written. Its peer sees the end; reading goes on. */
void adit_engine_channel_end_writing (AditEngineChannel *self);

/* Whether all that was written, and the end, is with the kernel. */
gboolean adit_engine_channel_is_flushed (const AditEngineChannel *self);

/* Closes and frees. With @is_reset the peer sees it broken off. NULL is allowed. */
void adit_engine_channel_close (AditEngineChannel *self, gboolean is_reset);

G_END_DECLS
