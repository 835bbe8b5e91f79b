/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One direction of a tunnel: bytes from one socket to the other, blindly, and the end of one made
 * the end of the other. Written once, used twice.
 *
 * Bytes go through a pipe inside the kernel (splice(2)), which is borrowed only while bytes are in
 * it. When no pipe is to be had, or urgent data is met, they are copied instead: looked at, sent,
 * and what was taken is then dropped from the source, so that nothing is ever held here. Either way
 * a reader that stops stops the writer, after at most one pipe. Worker's thread. */

#pragma once

#include "engine/worker/adit-engine-worker.h"

G_BEGIN_DECLS

/* Bytes moved in one call, so that one busy tunnel does not keep the others waiting. */
#define ADIT_ENGINE_HALF_TURN_MAX (2 * 1024 * 1024)

typedef enum
{
  ADIT_ENGINE_HALF_WAITS,     /* for a socket to become ready */
  ADIT_ENGINE_HALF_HAS_MORE,  /* had its turn; wants another */
  ADIT_ENGINE_HALF_DONE,      /* the end was passed on */
  ADIT_ENGINE_HALF_FROM_LOST, /* the socket read from is broken */
  ADIT_ENGINE_HALF_TO_LOST    /* the socket written to is broken */
} AditEngineHalfStatus;

typedef struct
{
  guint64 total; /* bytes given to the kernel for the other side */

  /* For the rate: bytes in the current second and in the one before it. */
  gint64 second;
  guint64 this_second;
  guint64 last_second;

  AditEnginePipe *pipe; /* NULL unless bytes are in it */
  guint32 n_in_pipe;
  guint32 is_done;
} AditEngineHalf;

AditEngineHalfStatus adit_engine_half_pump (AditEngineHalf *self,
                                            AditEngineSocket *from,
                                            AditEngineSocket *to,
                                            AditEngineWorker *worker);

/* Bytes in the last whole second. */
guint64 adit_engine_half_rate (const AditEngineHalf *self, gint64 now_us);

/* Gives back what it borrowed. */
void adit_engine_half_clear (AditEngineHalf *self, AditEngineWorker *worker);

G_END_DECLS
