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

G_BEGIN_DECLS

/* Bytes moved in one call, so that one busy exchange does not keep the others waiting. */
#define ADIT_ENGINE_MESSAGE_HALF_TURN_MAX (1024 * 1024)

typedef enum
{
  ADIT_ENGINE_MESSAGE_WAITS,    /* for a channel to become ready */
  ADIT_ENGINE_MESSAGE_HAS_MORE, /* had its turn; wants another */
  ADIT_ENGINE_MESSAGE_DONE,     /* all of the message was passed on */
  ADIT_ENGINE_MESSAGE_BAD,      /* the content is not valid */
  ADIT_ENGINE_MESSAGE_CUT,      /* the source ended before the message did */
  ADIT_ENGINE_MESSAGE_FROM_LOST,
  ADIT_ENGINE_MESSAGE_TO_LOST
} AditEngineMessageStatus;

typedef struct
{
  GByteArray *made; /* heads and trailers; never NULL */
  gsize n_made_sent;
  AditEngineBody body;
  AditEngineBodySpan span; /* what was looked at and not moved yet */
  gboolean is_chunked;
  gboolean has_content;   /* body is to be passed on */
  AditEngineMeter *meter; /* counts content, in its transfer coding */
} AditEngineMessageHalf;

void adit_engine_message_half_init (AditEngineMessageHalf *self, AditEngineMeter *meter);
void adit_engine_message_half_clear (AditEngineMessageHalf *self);

/* From now on content follows what was made. @is_decoding: without its chunks. */
void adit_engine_message_half_begin_content (AditEngineMessageHalf *self,
                                             const AditEngineFraming *framing,
                                             gboolean is_decoding);

AditEngineMessageStatus adit_engine_message_half_pump (AditEngineMessageHalf *self,
                                                       AditEngineChannel *from,
                                                       AditEngineChannel *to,
                                                       AditEngineWorker *worker);

G_END_DECLS
