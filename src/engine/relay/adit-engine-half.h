/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One direction of a tunnel: bytes from one channel to the other, blindly, and the end of one made
 * the end of the other. Written once, used twice.
 *
 * Between two plain connections bytes go through a pipe inside the kernel (splice(2)), which is
 * borrowed only while bytes are in it. Where one end is encrypted, no pipe is to be had, urgent
 * data is met or the source holds bytes already, they are copied instead, through the block that
 * the source holds. Either way a reader that stops stops the writer, after at most one pipe or
 * block. Worker's thread. */

#pragma once

#include "engine/channel/adit-engine-channel.h"
#include "engine/relay/adit-engine-meter.h"
#include "engine/relay/adit-engine-shaper.h"

G_BEGIN_DECLS

/* Bytes moved in one call, so that one busy tunnel does not keep the others waiting. */
#define ADIT_ENGINE_HALF_TURN_MAX (2 * 1024 * 1024)

typedef enum
{
  ADIT_ENGINE_HALF_WAITS,     /* for a socket to become ready */
  ADIT_ENGINE_HALF_SLOWED,    /* by its share of a rate, which says when to go on */
  ADIT_ENGINE_HALF_HAS_MORE,  /* had its turn; wants another */
  ADIT_ENGINE_HALF_DONE,      /* the end was passed on */
  ADIT_ENGINE_HALF_FROM_LOST, /* the socket read from is broken */
  ADIT_ENGINE_HALF_TO_LOST    /* the socket written to is broken */
} AditEngineHalfStatus;

typedef struct
{
  AditEngineMeter *meter; /* counts bytes given to the other side */
  AditEngineShare share;  /* of the rate they may go at */
  AditEnginePipe *pipe;   /* NULL unless bytes are in it */
  guint32 n_in_pipe;
  guint32 is_done;
} AditEngineHalf;

AditEngineHalfStatus adit_engine_half_pump (AditEngineHalf *self,
                                            AditEngineChannel *from,
                                            AditEngineChannel *to,
                                            AditEngineWorker *worker);

/* Gives back what it borrowed, and its place in the line for its rate. */
void adit_engine_half_clear (AditEngineHalf *self, AditEngineWorker *worker);

G_END_DECLS
