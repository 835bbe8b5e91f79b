/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/connect/adit-engine-hop.h"

#include "engine/connect/adit-engine-hop-http.h"
#include "engine/connect/adit-engine-hop-socks.h"
#include "engine/parse/adit-engine-head-reader.h"

#include <string.h>

/* What is said is seldom longer. */
#define WORDS_SIZE 1024

struct _AditEngineHop
{
  AditEngineChannel *channel;
  const AditEngineUpstream *upstream;
  AditAuthority target;
  GString *words; /* what is to be said, as far as it was not taken yet */
  AditEngineHeadReader reader;
  guint n_interim;
  AditEngineHopSocks socks;
  AditEngineTimer deadline;
  AditEngineHopFunc on_over;
  gpointer owner;
};

/* A step of reading. */
typedef enum
{
  NEXT, /* there may be more to read */
  WAITS,
  OVER
} Progress;

static AditEngineLoop *
loop_of (AditEngineHop *self)
{
  return self->channel->worker->loop;
}

/* ---- Saying ---- */

/* They may hold a password. */
static void
forget_words (AditEngineHop *self)
{
  explicit_bzero (self->words->str, self->words->allocated_len);
  g_string_truncate (self->words, 0);
}

/* A channel that takes nothing any more may still hold the answer that tells why. */
static void
say_words (AditEngineHop *self)
{
  while (self->words->len > 0)
    {
      gssize n = adit_engine_channel_write (self->channel, self->words->str, self->words->len);

      if (n <= 0)
        return;
      if ((gsize) n == self->words->len)
        forget_words (self);
      else
        g_string_erase (self->words, 0, n);
    }
}

/* ---- Hearing ---- */

static Progress
read_on (AditEngineHop *self, AditCause *cause)
{
  switch (adit_engine_channel_fill (self->channel))
    {
    case ADIT_ENGINE_FILL_BYTES:
      return NEXT;
    case ADIT_ENGINE_FILL_WAITS:
      return WAITS;
    case ADIT_ENGINE_FILL_FULL: /* no answer of SOCKS is that long */
    case ADIT_ENGINE_FILL_END:
    case ADIT_ENGINE_FILL_LOST:
    default:
      *cause = ADIT_CAUSE_UPSTREAM_BAD;
      return OVER;
    }
}

static Progress
hear_socks (AditEngineHop *self, AditCause *cause)
{
  gsize length, n_used;
  const char *bytes = adit_engine_channel_peek (self->channel, &length);
  AditEngineHopSocksStatus status =
      adit_engine_hop_socks_read (&self->socks, bytes, length, &n_used, self->words, cause);

  adit_engine_channel_consume (self->channel, n_used);
  switch (status)
    {
    case ADIT_ENGINE_HOP_SOCKS_MORE:
      return read_on (self, cause);
    case ADIT_ENGINE_HOP_SOCKS_SAY:
      say_words (self);
      return NEXT;
    case ADIT_ENGINE_HOP_SOCKS_OVER:
    default:
      return OVER;
    }
}

static Progress
judge_head (AditEngineHop *self, const AditEngineHead *head, AditCause *cause)
{
  adit_engine_channel_consume (self->channel, head->length);
  if (adit_engine_hop_http_judge (head->status, cause) == ADIT_ENGINE_HOP_HTTP_FINAL)
    return OVER;
  if (self->n_interim++ < ADIT_ENGINE_HOP_INTERIM_MAX)
    return NEXT;

  *cause = ADIT_CAUSE_UPSTREAM_BAD;
  return OVER;
}

static Progress
hear_http (AditEngineHop *self, AditCause *cause)
{
  AditEngineReadResult read = adit_engine_head_reader_read (&self->reader, self->channel);

  switch (read.status)
    {
    case ADIT_ENGINE_READ_MORE:
      return WAITS;
    case ADIT_ENGINE_READ_DONE:
      return judge_head (self, read.head, cause);
    case ADIT_ENGINE_READ_BAD:
    case ADIT_ENGINE_READ_END:
    case ADIT_ENGINE_READ_LOST:
    default:
      *cause = ADIT_CAUSE_UPSTREAM_BAD;
      return OVER;
    }
}

/* ---- Both ---- */

static void
end (AditEngineHop *self, AditCause cause)
{
  adit_engine_loop_disarm (loop_of (self), &self->deadline);
  /* Nobody can agree to what was not said. */
  if (cause == ADIT_CAUSE_NONE && self->words->len > 0)
    cause = ADIT_CAUSE_UPSTREAM_BAD;
  self->on_over (self->owner, cause);
}

static void
on_channel_ready (AditEngineChannel *channel, gpointer owner)
{
  AditEngineHop *self = owner;
  AditCause cause = ADIT_CAUSE_NONE;
  Progress progress;

  say_words (self);
  do
    progress = self->upstream->kind == ADIT_UPSTREAM_SOCKS5 ? hear_socks (self, &cause)
                                                            : hear_http (self, &cause);
  while (progress == NEXT);

  if (progress == OVER)
    end (self, cause);
}

static void
on_deadline (gpointer owner)
{
  end (owner, ADIT_CAUSE_UPSTREAM_TIMEOUT);
}

AditEngineHop *
adit_engine_hop_new (AditEngineChannel *channel,
                     const AditEngineUpstream *upstream,
                     const AditAuthority *target,
                     AditEngineHopFunc on_over,
                     gpointer owner)
{
  AditEngineHop *self = g_new0 (AditEngineHop, 1);

  self->channel = channel;
  self->upstream = upstream;
  self->target = *target;
  self->words = g_string_sized_new (WORDS_SIZE); /* no copies are left behind by growing */
  self->reader.init = adit_engine_head_init_response;
  self->on_over = on_over;
  self->owner = owner;

  return self;
}

static gboolean
begin (AditEngineHop *self)
{
  if (self->upstream->kind == ADIT_UPSTREAM_SOCKS5)
    return adit_engine_hop_socks_begin (&self->socks, self->upstream, &self->target, self->words);

  return adit_engine_hop_http_print (self->words, self->upstream, &self->target);
}

void
adit_engine_hop_start (AditEngineHop *self, gint64 deadline_us)
{
  adit_engine_loop_arm (loop_of (self), &self->deadline, deadline_us, on_deadline, self);
  adit_engine_channel_set_owner (self->channel, on_channel_ready, self);
  if (begin (self))
    on_channel_ready (self->channel, self);
  else
    end (self, ADIT_CAUSE_UPSTREAM_SIGN_IN);
}

void
adit_engine_hop_free (AditEngineHop *self)
{
  if (!self)
    return;

  adit_engine_loop_disarm (loop_of (self), &self->deadline);
  adit_engine_head_reader_clear (&self->reader);
  forget_words (self);
  g_string_free (self->words, TRUE);
  g_free (self);
}
