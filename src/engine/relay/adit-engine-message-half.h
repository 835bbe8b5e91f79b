/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One direction of a forwarded exchange: heads that were made here, then the content of the message
 * as it comes from the other end, and its trailers. Written once, used twice.
 *
 * Content goes on as soon as it is there; a reader that stops stops the writer, after at most one
 * block. Worker's thread. */

#pragma once

#include "engine/channel/adit-engine-channel.h"
#include "engine/parse/adit-engine-body.h"
#include "engine/relay/adit-engine-meter.h"
#include "engine/relay/adit-engine-shaper.h"

G_BEGIN_DECLS

/* Bytes moved in one call, so that one busy exchange does not keep the others waiting. */
#define ADIT_ENGINE_MESSAGE_HALF_TURN_MAX (1024 * 1024)

typedef enum
{
  ADIT_ENGINE_MESSAGE_WAITS,    /* for a channel to become ready */
  ADIT_ENGINE_MESSAGE_SLOWED,   /* by its share of a rate, which says when to go on */
  ADIT_ENGINE_MESSAGE_HAS_MORE, /* had its turn; wants another */
  ADIT_ENGINE_MESSAGE_DONE,     /* all of the message was passed on */
  ADIT_ENGINE_MESSAGE_BAD,      /* the content is not valid */
  ADIT_ENGINE_MESSAGE_CUT,      /* the source ended before the message did */
  ADIT_ENGINE_MESSAGE_FROM_LOST,
  ADIT_ENGINE_MESSAGE_TO_LOST
} AditEngineMessageStatus;

/* How content goes on. */
typedef enum
{
  ADIT_ENGINE_CODING_AS_IT_COMES,
  ADIT_ENGINE_CODING_DECODED, /* without its chunks */
  ADIT_ENGINE_CODING_CHUNKED  /* in chunks of ours: for content that has no end but the stream's */
} AditEngineCoding;

typedef struct
{
  GByteArray *made; /* what goes out before anything else: heads, lines of chunks, trailers */
  gsize n_made_sent;
  AditEngineBody body;
  AditEngineBodySpan span; /* what was looked at and not moved yet */
  guint8 coding;           /* AditEngineCoding */
  guint8 is_chunked;       /* as it comes */
  guint8 has_content;      /* body is to be passed on */
  guint8 is_all_seen;      /* what is left of it is in the span */
  guint8 has_chunk_begun;  /* of ours */
  AditEngineMeter *meter;  /* counts content, in its transfer coding */
  AditEngineShare share;   /* of the rate that content may go at */
} AditEngineMessageHalf;

void adit_engine_message_half_init (AditEngineMessageHalf *self, AditEngineMeter *meter);
void adit_engine_message_half_clear (AditEngineMessageHalf *self);

/* From now on content follows what was made. */
void adit_engine_message_half_begin_content (AditEngineMessageHalf *self,
                                             const AditEngineFraming *framing,
                                             AditEngineCoding coding);

AditEngineMessageStatus adit_engine_message_half_pump (AditEngineMessageHalf *self,
                                                       AditEngineChannel *from,
                                                       AditEngineChannel *to,
                                                       AditEngineWorker *worker);

G_END_DECLS
