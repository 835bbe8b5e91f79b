/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/relay/adit-engine-message-half.h"

#include "engine/relay/adit-engine-message.h"

#include <errno.h>
#include <string.h>

/* In one turn, which is not to be long either where there is little content in many chunks. */
#define MOVES_MAX 512

/* The outcome of one move; the others are those of the whole. */
#define MOVED ADIT_ENGINE_MESSAGE_HAS_MORE

void
adit_engine_message_half_init (AditEngineMessageHalf *self, AditEngineMeter *meter)
{
  *self = (AditEngineMessageHalf){ .made = g_byte_array_new (), .meter = meter };
}

void
adit_engine_message_half_clear (AditEngineMessageHalf *self)
{
  g_clear_pointer (&self->made, g_byte_array_unref);
  adit_engine_body_clear (&self->body);
  adit_engine_share_leave (&self->share);
}

void
adit_engine_message_half_begin_content (AditEngineMessageHalf *self,
                                        const AditEngineFraming *framing,
                                        AditEngineCoding coding)
{
  gboolean is_decoding = coding == ADIT_ENGINE_CODING_DECODED;

  self->coding = coding;
  self->has_content = framing->kind != ADIT_ENGINE_FRAMING_NONE;
  self->is_chunked = framing->kind == ADIT_ENGINE_FRAMING_CHUNKED && !is_decoding;
  self->is_all_seen = self->has_chunk_begun = FALSE;
  adit_engine_body_init (&self->body, framing, is_decoding);
}

static AditEngineMessageStatus
failed_write (void)
{
  return errno == EAGAIN ? ADIT_ENGINE_MESSAGE_WAITS : ADIT_ENGINE_MESSAGE_TO_LOST;
}

static AditEngineMessageStatus
send_made (AditEngineMessageHalf *self, AditEngineChannel *to)
{
  gssize n_sent =
      adit_engine_channel_write (to, (const char *) self->made->data + self->n_made_sent,
                                 self->made->len - self->n_made_sent);

  if (n_sent < 0)
    return failed_write ();

  self->n_made_sent += (gsize) n_sent;
  if (self->n_made_sent == self->made->len)
    {
      g_byte_array_set_size (self->made, 0);
      self->n_made_sent = 0;
    }
  return MOVED;
}

static AditEngineMessageStatus
pass_on (AditEngineMessageHalf *self,
         AditEngineChannel *from,
         AditEngineChannel *to,
         AditEngineWorker *worker)
{
  gint64 now_us = adit_engine_loop_now_us (worker->loop);
  gsize allowed = adit_engine_share_take (&self->share, self->span.n_pass, now_us);
  gsize n_held;
  const char *held = adit_engine_channel_peek (from, &n_held);
  AditEngineMessageStatus failed;
  gssize n_sent;

  if (allowed == 0)
    return ADIT_ENGINE_MESSAGE_SLOWED;

  n_sent = adit_engine_channel_write (to, held, allowed);
  failed = n_sent < 0 ? failed_write () : MOVED;
  n_sent = MAX (n_sent, 0);
  adit_engine_share_give_back (&self->share, allowed - (gsize) n_sent);
  adit_engine_channel_consume (from, (gsize) n_sent);
  self->span.n_pass -= (gsize) n_sent;
  adit_engine_meter_count (self->meter, now_us, (gsize) n_sent);
  return failed;
}

static AditEngineMessageStatus
move_span (AditEngineMessageHalf *self,
           AditEngineChannel *from,
           AditEngineChannel *to,
           AditEngineWorker *worker)
{
  if (self->span.n_skip == 0)
    return pass_on (self, from, to, worker);

  adit_engine_channel_consume (from, self->span.n_skip);
  self->span.n_skip = 0;
  return MOVED;
}

/* The end of the stream is the end of content that has no other: RFC 9112, section 6.3. */
static AditEngineMessageStatus
end_of_source (AditEngineMessageHalf *self)
{
  if (!adit_engine_body_may_end (&self->body))
    return ADIT_ENGINE_MESSAGE_CUT;

  self->is_all_seen = TRUE;
  return MOVED;
}

static AditEngineMessageStatus
read_on (AditEngineMessageHalf *self, AditEngineChannel *from)
{
  switch (adit_engine_channel_fill (from))
    {
    case ADIT_ENGINE_FILL_WAITS:
      return ADIT_ENGINE_MESSAGE_WAITS;
    case ADIT_ENGINE_FILL_END:
      return end_of_source (self);
    case ADIT_ENGINE_FILL_LOST:
      return ADIT_ENGINE_MESSAGE_FROM_LOST;
    case ADIT_ENGINE_FILL_BYTES:
    case ADIT_ENGINE_FILL_FULL:
    default:
      return MOVED;
    }
}

static void
make (AditEngineMessageHalf *self, const char *text)
{
  g_byte_array_append (self->made, (const guint8 *) text, (guint) strlen (text));
}

/* RFC 9112, section 7.1: the line of a chunk, behind the end of the one before it. */
static void
make_chunk_line (AditEngineMessageHalf *self, gsize size)
{
  char line[24];

  if (self->has_chunk_begun)
    make (self, "\r\n");
  g_snprintf (line, sizeof line, "%" G_GSIZE_MODIFIER "x\r\n", size);
  make (self, line);
  self->has_chunk_begun = TRUE;
}

static AditEngineMessageStatus
end_content (AditEngineMessageHalf *self)
{
  self->has_content = FALSE;
  if (self->is_chunked)
    adit_engine_message_write_trailers (self->made, &self->body);
  if (self->coding == ADIT_ENGINE_CODING_CHUNKED)
    {
      make_chunk_line (self, 0);
      make (self, "\r\n");
    }

  return MOVED;
}

static AditEngineMessageStatus
look_on (AditEngineMessageHalf *self, AditEngineChannel *from)
{
  gsize n_held;
  const char *held = adit_engine_channel_peek (from, &n_held);

  switch (adit_engine_body_scan (&self->body, held, n_held, &self->span))
    {
    case ADIT_ENGINE_BODY_DONE:
      self->is_all_seen = TRUE;
      return MOVED;
    case ADIT_ENGINE_BODY_BAD:
      return ADIT_ENGINE_MESSAGE_BAD;
    case ADIT_ENGINE_BODY_MORE:
    default:
      if (self->span.n_skip + self->span.n_pass == 0)
        return read_on (self, from);
      if (self->coding == ADIT_ENGINE_CODING_CHUNKED)
        make_chunk_line (self, self->span.n_pass);
      return MOVED;
    }
}

/* In this order: what was made, what was looked at, what comes. */
static AditEngineMessageStatus
move (AditEngineMessageHalf *self,
      AditEngineChannel *from,
      AditEngineChannel *to,
      AditEngineWorker *worker)
{
  if (self->made->len > 0)
    return send_made (self, to);
  if (self->span.n_skip + self->span.n_pass > 0)
    return move_span (self, from, to, worker);
  if (!self->has_content)
    return ADIT_ENGINE_MESSAGE_DONE;
  return self->is_all_seen ? end_content (self) : look_on (self, from);
}

AditEngineMessageStatus
adit_engine_message_half_pump (AditEngineMessageHalf *self,
                               AditEngineChannel *from,
                               AditEngineChannel *to,
                               AditEngineWorker *worker)
{
  guint64 turn_end = self->meter->total + ADIT_ENGINE_MESSAGE_HALF_TURN_MAX;
  AditEngineMessageStatus last = MOVED;

  for (guint n = 0; n < MOVES_MAX && last == MOVED && self->meter->total < turn_end; n++)
    last = move (self, from, to, worker);

  if (last != MOVED && last != ADIT_ENGINE_MESSAGE_SLOWED)
    adit_engine_share_leave (&self->share);
  return last;
}
