/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/relay/adit-engine-forward.h"

#include "engine/parse/adit-engine-head-reader.h"
#include "engine/relay/adit-engine-message-half.h"
#include "engine/relay/adit-engine-message.h"

/* An origin may send interim answers without end. */
#define HEADS_PER_TURN_MAX 16

/* Where the answer is. */
typedef enum
{
  ANSWER_HEAD,    /* its head, or that of an interim one, is awaited */
  ANSWER_CONTENT, /* the final head was made */
  ANSWER_UPGRADE  /* the head of a 101 was made */
} Answer;

struct _AditEngineForward
{
  AditEngineWorker *worker;

  /* The request. */
  AditAuthority target;
  AditEngineFraming framing;
  GByteArray *head; /* as it goes to the origin */
  AditEngineAsked asked;
  AditEngineShaper *sent_shaper; /* NULL: none */
  AditEngineShaper *received_shaper;
  guint8 minor_version;
  guint8 is_secure : 1;
  guint8 is_repeatable : 1;
  guint8 is_client_persistent : 1;

  /* While it runs. */
  guint8 is_begun : 1;
  guint8 is_cut_visible : 1;
  guint8 is_origin_persistent : 1;
  guint8 is_request_cut : 1; /* no more of it will go to the origin */
  guint8 is_answered : 1;    /* all of the answer was passed on; the request may go on */
  Answer answer;
  AditEngineChannel *client;
  AditEngineChannel *origin;
  AditEngineHeadReader reader; /* of the answer */
  AditEngineMessageHalf sent;
  AditEngineMessageHalf received;
  gint64 idle_limit_us;
  gint64 moved_us;
  AditEngineTimer idle;
  AditEngineTimer pace; /* until a half that was slowed down may go on */
  const AditEngineForwardFuncs *funcs;
  gpointer owner;
};

/* ---- The end ---- */

static void
stop (AditEngineForward *self)
{
  adit_engine_loop_disarm (self->worker->loop, &self->idle);
  adit_engine_loop_disarm (self->worker->loop, &self->pace);
  adit_engine_head_reader_clear (&self->reader);
  adit_engine_message_half_clear (&self->sent);
  adit_engine_message_half_clear (&self->received);
}

static void
finish (AditEngineForward *self, const AditEngineForwardResult *result)
{
  stop (self);
  self->funcs->on_over (self->owner, result);
}

static void
fail (AditEngineForward *self, AditCause cause)
{
  /* A reply of our own cannot follow half of an interim answer. */
  gboolean is_begun = self->is_begun || self->received.n_made_sent > 0;

  finish (self, &(AditEngineForwardResult){
                    .cause = cause,
                    .is_begun = is_begun,
                    .is_cut_visible = self->is_begun && self->is_cut_visible,
                });
}

static void
succeed (AditEngineForward *self)
{
  /* What an origin says unasked behind its answer belongs to no request. */
  gboolean is_quiet = adit_engine_channel_count_held (self->origin) == 0;

  finish (self,
          &(AditEngineForwardResult){
              .cause = ADIT_CAUSE_ANSWERED,
              .is_upgraded = self->answer == ANSWER_UPGRADE,
              .is_begun = TRUE,
              .is_client_kept = self->is_client_persistent && !self->is_request_cut,
              .is_origin_kept = self->is_origin_persistent && !self->is_request_cut && is_quiet,
          });
}

/* ---- The answer's head ---- */

static AditCause
refuse_answer (AditEngineForward *self, const AditEngineReadResult *result)
{
  switch (result->status)
    {
    case ADIT_ENGINE_READ_BAD:
      return result->cause;
    case ADIT_ENGINE_READ_END:
    case ADIT_ENGINE_READ_LOST:
    default:
      return self->reader.head || adit_engine_channel_count_held (self->origin) > 0
                 ? ADIT_CAUSE_RESPONSE_INCOMPLETE
                 : ADIT_CAUSE_NO_RESPONSE;
    }
}

/* An HTTP/1.0 client knows neither interim answers nor chunks. For others chunks are better than
 * the connection's end, which looks the same when it comes too early, to many also inside TLS. */
static AditEngineCoding
choose_coding (const AditEngineForward *self, const AditEngineResponse *response)
{
  if (self->minor_version == 0 && response->framing.kind == ADIT_ENGINE_FRAMING_CHUNKED)
    return ADIT_ENGINE_CODING_DECODED;
  if (self->minor_version > 0 && response->framing.kind == ADIT_ENGINE_FRAMING_CLOSE)
    return ADIT_ENGINE_CODING_CHUNKED;

  return ADIT_ENGINE_CODING_AS_IT_COMES;
}

static void
begin_content (AditEngineForward *self, const AditEngineResponse *response, AditEngineCoding coding)
{
  self->answer = ANSWER_CONTENT;
  self->is_origin_persistent = response->is_persistent;
  self->is_cut_visible =
      coding == ADIT_ENGINE_CODING_CHUNKED || (coding == ADIT_ENGINE_CODING_AS_IT_COMES &&
                                               response->framing.kind != ADIT_ENGINE_FRAMING_CLOSE);
  adit_engine_message_half_begin_content (&self->received, &response->framing, coding);
}

/* An origin that answers before it has heard all, and then closes, leaves a request that cannot be
 * brought to its end. */
static gboolean
is_to_be_cut (const AditEngineForward *self, const AditEngineResponse *response)
{
  gboolean is_final = !response->is_interim && response->status != 101;

  return is_final && (self->is_request_cut || (self->sent.has_content && !response->is_persistent));
}

static void
write_head (AditEngineForward *self,
            const AditEngineHead *head,
            const char *bytes,
            const AditEngineResponse *response)
{
  AditEngineCoding coding = choose_coding (self, response);
  AditEngineMessageTerms terms = {
    .received_s = response->is_interim ? 0 : g_get_real_time () / G_USEC_PER_SEC,
    .client_minor_version = self->minor_version,
    .is_dechunked = coding == ADIT_ENGINE_CODING_DECODED,
    .is_chunked = coding == ADIT_ENGINE_CODING_CHUNKED,
  };

  if (is_to_be_cut (self, response))
    self->is_client_persistent = FALSE;
  terms.is_persistent = self->is_client_persistent;
  adit_engine_message_write_response (self->received.made, head, bytes, response, &terms);

  if (response->status == 101)
    self->answer = ANSWER_UPGRADE;
  else if (!response->is_interim)
    begin_content (self, response, coding);
}

static AditCause
take_head (AditEngineForward *self, const AditEngineReadResult *result)
{
  AditEngineResponse response;
  AditCause cause = adit_engine_response_read (&response, result->head, result->bytes, self->asked);

  if (cause != ADIT_CAUSE_NONE)
    return cause;

  if (!response.is_interim || self->minor_version > 0)
    write_head (self, result->head, result->bytes, &response);
  adit_engine_channel_consume (self->origin, result->head->length);
  self->moved_us = adit_engine_loop_now_us (self->worker->loop);
  if (!response.is_interim)
    {
      self->is_begun = TRUE;
      self->funcs->on_status (self->owner, response.status);
    }
  return ADIT_CAUSE_NONE;
}

/* The next head, if it is here. */
static AditEngineReadStatus
read_head (AditEngineForward *self, AditCause *cause)
{
  AditEngineReadResult result = adit_engine_head_reader_read (&self->reader, self->origin);

  if (result.status == ADIT_ENGINE_READ_DONE)
    *cause = take_head (self, &result);
  else if (result.status != ADIT_ENGINE_READ_MORE)
    *cause = refuse_answer (self, &result);

  return result.status;
}

/* ---- Both directions ---- */

/* What an origin does not want to hear any more does not keep it from answering; and who has the
 * answer, such as one in place of 100 Continue, may leave out the rest of the request. */
static AditCause
judge_sent (AditEngineForward *self, AditEngineMessageStatus status)
{
  switch (status)
    {
    case ADIT_ENGINE_MESSAGE_BAD:
      return ADIT_CAUSE_BAD_CONTENT;
    case ADIT_ENGINE_MESSAGE_CUT:
    case ADIT_ENGINE_MESSAGE_FROM_LOST:
      self->is_request_cut = TRUE;
      return self->is_answered ? ADIT_CAUSE_NONE : ADIT_CAUSE_CLIENT_RESET;
    case ADIT_ENGINE_MESSAGE_TO_LOST:
      self->is_request_cut = TRUE;
      return ADIT_CAUSE_NONE;
    default:
      return ADIT_CAUSE_NONE;
    }
}

static AditCause
judge_received (AditEngineForward *self, AditEngineMessageStatus status)
{
  switch (status)
    {
    case ADIT_ENGINE_MESSAGE_BAD:
      return ADIT_CAUSE_BAD_RESPONSE_CONTENT;
    case ADIT_ENGINE_MESSAGE_CUT:
    case ADIT_ENGINE_MESSAGE_FROM_LOST:
      return ADIT_CAUSE_RESPONSE_INCOMPLETE;
    case ADIT_ENGINE_MESSAGE_TO_LOST:
      return ADIT_CAUSE_CLIENT_RESET;
    default:
      return ADIT_CAUSE_NONE;
    }
}

static AditEngineMessageStatus
pump_sent (AditEngineForward *self)
{
  if (self->is_request_cut)
    {
      adit_engine_share_leave (&self->sent.share);
      return ADIT_ENGINE_MESSAGE_DONE;
    }

  return adit_engine_message_half_pump (&self->sent, self->client, self->origin, self->worker);
}

/* Heads, then content. Interim heads are not read faster than the client takes them, nor so many
 * that others have to wait. */
static AditEngineMessageStatus
pump_received (AditEngineForward *self, AditCause *cause)
{
  for (guint n = 0; n < HEADS_PER_TURN_MAX; n++)
    {
      gboolean is_head_due = self->answer == ANSWER_HEAD && self->received.made->len == 0;
      AditEngineMessageStatus status;

      if (is_head_due &&
          (read_head (self, cause) == ADIT_ENGINE_READ_MORE || *cause != ADIT_CAUSE_NONE))
        return ADIT_ENGINE_MESSAGE_WAITS;
      status =
          adit_engine_message_half_pump (&self->received, self->origin, self->client, self->worker);
      if (status != ADIT_ENGINE_MESSAGE_DONE || self->answer != ANSWER_HEAD)
        return status;
    }

  return ADIT_ENGINE_MESSAGE_HAS_MORE;
}

static void
note_moved (AditEngineForward *self, guint64 sent_before, guint64 received_before)
{
  gsize n_sent = self->sent.meter->total - sent_before;
  gsize n_received = self->received.meter->total - received_before;

  if (n_sent == 0 && n_received == 0)
    return;

  self->moved_us = adit_engine_loop_now_us (self->worker->loop);
  self->funcs->on_moved (self->owner, n_sent, n_received);
}

/* After the final answer the rest of the request is still passed on where the origin takes it; a
 * connection that is not to go on has nothing to wait for. */
static gboolean
is_over (AditEngineForward *self, AditEngineMessageStatus sent, AditEngineMessageStatus received)
{
  self->is_answered = received == ADIT_ENGINE_MESSAGE_DONE && self->answer != ANSWER_HEAD &&
                      adit_engine_channel_is_flushed (self->client);
  if (!self->is_answered)
    return FALSE;
  if (sent == ADIT_ENGINE_MESSAGE_DONE || self->is_request_cut)
    return TRUE;
  if (self->is_client_persistent && self->is_origin_persistent)
    return FALSE;

  self->is_request_cut = TRUE;
  return TRUE;
}

static void pump (AditEngineForward *self);

static void
on_pace (gpointer owner)
{
  pump (owner);
}

/* Whoever waits for its turn at a rate is not idle. */
static void
slow_down (AditEngineForward *self, AditEngineMessageStatus sent, AditEngineMessageStatus received)
{
  gint64 delay_us = G_MAXINT64;

  if (sent == ADIT_ENGINE_MESSAGE_SLOWED)
    delay_us = self->sent.share.again_us;
  if (received == ADIT_ENGINE_MESSAGE_SLOWED)
    delay_us = MIN (delay_us, self->received.share.again_us);
  if (delay_us == G_MAXINT64)
    return;

  self->moved_us = adit_engine_loop_now_us (self->worker->loop);
  adit_engine_loop_arm (self->worker->loop, &self->pace, delay_us, on_pace, self);
}

/* What the two halves have come to, and where they go on. */
static void
go_on (AditEngineForward *self, AditEngineMessageStatus sent, AditEngineMessageStatus received)
{
  if (is_over (self, sent, received))
    {
      succeed (self);
      return;
    }

  slow_down (self, sent, received);
  if (sent == ADIT_ENGINE_MESSAGE_HAS_MORE || received == ADIT_ENGINE_MESSAGE_HAS_MORE)
    adit_engine_socket_call_again (self->client->socket);
}

static void
pump (AditEngineForward *self)
{
  guint64 sent_before = self->sent.meter->total;
  guint64 received_before = self->received.meter->total;
  AditEngineMessageStatus sent = pump_sent (self);
  AditCause cause = judge_sent (self, sent);
  AditEngineMessageStatus received = ADIT_ENGINE_MESSAGE_WAITS;

  if (cause == ADIT_CAUSE_NONE)
    received = pump_received (self, &cause);
  note_moved (self, sent_before, received_before);
  if (cause == ADIT_CAUSE_NONE)
    cause = judge_received (self, received);
  if (cause == ADIT_CAUSE_NONE && self->client->socket->is_broken)
    cause = ADIT_CAUSE_CLIENT_RESET;

  if (cause != ADIT_CAUSE_NONE)
    fail (self, cause);
  else
    go_on (self, sent, received);
}

static void
on_channel_ready (AditEngineChannel *channel, gpointer owner)
{
  pump (owner);
}

static void
on_idle (gpointer owner)
{
  AditEngineForward *self = owner;
  gint64 idle_us = adit_engine_loop_now_us (self->worker->loop) - self->moved_us;

  if (idle_us < self->idle_limit_us)
    adit_engine_loop_arm (self->worker->loop, &self->idle, self->idle_limit_us - idle_us, on_idle,
                          self);
  else
    fail (self, self->is_begun ? ADIT_CAUSE_IDLE : ADIT_CAUSE_RESPONSE_TIMEOUT);
}

/* ---- Life ---- */

AditEngineForward *
adit_engine_forward_new (AditEngineWorker *worker,
                         const AditEngineRequest *request,
                         const AditEngineHead *head,
                         const char *bytes)
{
  AditEngineForward *self = g_new0 (AditEngineForward, 1);

  self->worker = worker;
  self->target = request->target;
  self->framing = request->framing;
  self->minor_version = request->minor_version;
  self->is_secure = request->is_secure;
  self->is_repeatable = request->is_repeatable;
  self->is_client_persistent = request->is_persistent;
  self->asked = (request->is_head ? ADIT_ENGINE_ASKED_HEAD : ADIT_ENGINE_ASKED_PLAIN) |
                (request->upgrade.length > 0 ? ADIT_ENGINE_ASKED_UPGRADE : 0);
  self->head = g_byte_array_new ();
  adit_engine_message_write_request (self->head, head, bytes, request);

  return self;
}

void
adit_engine_forward_free (AditEngineForward *self)
{
  if (!self)
    return;

  stop (self);
  g_byte_array_unref (self->head);
  g_free (self);
}

const AditAuthority *
adit_engine_forward_get_target (const AditEngineForward *self)
{
  return &self->target;
}

gboolean
adit_engine_forward_is_secure (const AditEngineForward *self)
{
  return self->is_secure;
}

gboolean
adit_engine_forward_is_repeatable (const AditEngineForward *self)
{
  return self->is_repeatable && !(self->asked & ADIT_ENGINE_ASKED_UPGRADE);
}

void
adit_engine_forward_end_client (AditEngineForward *self)
{
  self->is_client_persistent = FALSE;
}

void
adit_engine_forward_set_shapers (AditEngineForward *self,
                                 AditEngineShaper *sent,
                                 AditEngineShaper *received)
{
  self->sent_shaper = sent;
  self->received_shaper = received;
}

void
adit_engine_forward_start (AditEngineForward *self,
                           AditEngineChannel *client,
                           AditEngineChannel *origin,
                           AditEngineMeter *sent,
                           AditEngineMeter *received,
                           gint64 idle_limit_us,
                           const AditEngineForwardFuncs *funcs,
                           gpointer owner)
{
  self->client = client;
  self->origin = origin;
  self->funcs = funcs;
  self->owner = owner;
  self->idle_limit_us = idle_limit_us;
  self->is_request_cut = self->is_answered = FALSE;
  self->answer = ANSWER_HEAD;
  self->reader.init = adit_engine_head_init_response;
  adit_engine_message_half_init (&self->sent, sent);
  adit_engine_message_half_init (&self->received, received);
  self->sent.share.shaper = self->sent_shaper;
  self->received.share.shaper = self->received_shaper;
  g_byte_array_append (self->sent.made, self->head->data, self->head->len);
  adit_engine_message_half_begin_content (&self->sent, &self->framing,
                                          ADIT_ENGINE_CODING_AS_IT_COMES);

  self->moved_us = adit_engine_loop_now_us (self->worker->loop);
  adit_engine_channel_set_owner (client, on_channel_ready, self);
  adit_engine_channel_set_owner (origin, on_channel_ready, self);
  if (idle_limit_us > 0)
    adit_engine_loop_arm (self->worker->loop, &self->idle, idle_limit_us, on_idle, self);

  pump (self);
}
