/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads a request head from a socket and not a byte more: it looks at what has arrived
 * (MSG_PEEK), and takes out of the socket only what belongs to the head. The bytes behind it stay
 * where they are, so that a tunnel's first bytes are relayed like all others and a TLS handshake
 * finds its ClientHello untouched.
 *
 * Memory is taken only for a head that comes in pieces. Worker's thread. */

#pragma once

#include "engine/parse/adit-engine-head.h"
#include "engine/worker/adit-engine-worker.h"

G_BEGIN_DECLS

typedef struct _AditEngineHeadReader AditEngineHeadReader;

typedef enum
{
  ADIT_ENGINE_READ_MORE, /* nothing more to read now */
  ADIT_ENGINE_READ_DONE, /* a whole head */
  ADIT_ENGINE_READ_BAD,  /* `cause` says why */
} AditEngineReadStatus;

typedef struct
{
  AditEngineReadStatus status;
  AditCause cause;
  const AditEngineHead *head; /* when done; valid until the worker does anything else */
  const char *bytes;          /* that the head was parsed from; likewise */
} AditEngineReadResult;

/* Reads what the socket has. @reader holds what is kept between calls: NULL at first, and to be
 * freed by the caller in the end, whatever came of it. */
AditEngineReadResult adit_engine_head_reader_read (AditEngineHeadReader **reader,
                                                   AditEngineWorker *worker,
                                                   AditEngineSocket *socket);

/* NULL is allowed. */
void adit_engine_head_reader_free (AditEngineHeadReader *self);

G_END_DECLS
