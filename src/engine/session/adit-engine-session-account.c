/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* account: the figures are final. The exchange goes into the books; a reply is delivered where
 * there is one to give; and the connection ends, or waits for its next request. */

#define G_LOG_DOMAIN "adit-session"

#include "engine/reply/adit-engine-reply.h"
#include "engine/session/adit-engine-session-private.h"

#include <errno.h>
#include <string.h>

/* Between two requests of a client. */
#define KEPT_US (120 * G_USEC_PER_SEC)

/* After the last reply the client's remaining bytes are read and dropped, within these bounds:
 * closing at once would send a reset, and that can overtake the reply (RFC 9112, section 9.6). */
#define LINGER_US    (2 * G_USEC_PER_SEC)
#define LINGER_BYTES (256 * 1024)

/* Whatever did not end by itself is seen as broken off by both sides, never as complete. */
static gboolean
is_broken_off (const AditEngineSession *self)
{
  return self->record.cause != ADIT_CAUSE_FINISHED && self->record.cause != ADIT_CAUSE_ANSWERED;
}

/* A reset can overtake what was sent before, and a client that sees that it has not got all may go
 * on with what it has. So only where nothing else tells is the client's connection reset. */
static gboolean
needs_reset (const AditEngineSession *self)
{
  gboolean is_told =
      self->is_cut_visible && (self->record.cause == ADIT_CAUSE_RESPONSE_INCOMPLETE ||
                               self->record.cause == ADIT_CAUSE_BAD_RESPONSE_CONTENT);

  return self->is_answered && is_broken_off (self) && !is_told && !self->is_replied;
}

static void
free_answer (AditEngineSession *self)
{
  if (self->answer)
    adit_engine_message_half_clear (self->answer);
  g_clear_pointer (&self->answer, g_free);
}

/* What belongs to one exchange only. */
static void
drop_exchange (AditEngineSession *self)
{
  adit_engine_head_reader_clear (&self->reader);
  adit_engine_session_drop_authorise (self);
  adit_engine_relay_clear (&self->relay);
  free_answer (self);
  adit_engine_session_drop_scrape (self);
  g_clear_pointer (&self->reach, adit_engine_reach_free);
  g_clear_pointer (&self->forward, adit_engine_forward_free);
  if (self->origin)
    adit_engine_channel_close (self->origin, is_broken_off (self));
  self->origin = NULL;
  /* Last: who relays has a share of its user's rate. */
  if (self->account)
    adit_engine_account_leave (g_steal_pointer (&self->account), g_get_real_time ());
}

void
adit_engine_session_free (AditEngineSession *self)
{
  adit_engine_loop_disarm (self->worker->loop, &self->deadline);
  adit_engine_channel_close (self->client, needs_reset (self));
  adit_engine_record_clear (&self->record);
  g_free (self->denial);
  adit_engine_listener_terms_unref (self->listener_terms);
  g_queue_unlink (&self->home->sessions, &self->link);
  self->home->on_gone (self->home->owner);
  g_free (self);
}

/* Which rule it was, where one decided the end; NULL otherwise: one address of several may have
 * been denied before that. */
static const char *
get_denial (const AditEngineSession *self, AditCause cause)
{
  return cause == ADIT_CAUSE_DENIED_BY_RULE || cause == ADIT_CAUSE_DENIED_BY_SAFETY ? self->denial
                                                                                    : NULL;
}

/* Paths are logged without their query: it may hold what is nobody's business. */
static void
log_end (const AditEngineSession *self)
{
  const AditEngineRecord *record = &self->record;
  const char *denial = get_denial (self, record->cause);
  char client[ADIT_ENGINE_ADDRESS_TEXT_SIZE];

  g_info ("%" G_GUINT64_FORMAT " %s → %s%s%s%s: %s%s%s%s, status %u, sent %" G_GUINT64_FORMAT
          ", received %" G_GUINT64_FORMAT,
          record->id, adit_engine_address_print (&record->client, client),
          record->method ? record->method : "", record->method ? " " : "",
          record->target ? record->target : "-", record->path ? record->path : "",
          adit_cause_row (record->cause)->word, denial ? " (" : "", denial ? denial : "",
          denial ? ")" : "", record->status, self->sent.total, self->received.total);
}

/* Who asked for nothing, as load balancers do to see whether we live, is left out. */
static void
log_access (const AditEngineSession *self)
{
  AditEngineAccess access = { &self->record, self->sent.total, self->received.total };

  if (self->record.cause != ADIT_CAUSE_SILENT)
    adit_engine_access_log_put (self->home->access_log, &access);
}

static void
close_books (AditEngineSession *self)
{
  AditTunnelFigures figures;

  if (self->home->is_logging)
    log_end (self);

  self->record.detail = g_strdup (get_denial (self, self->record.cause));
  self->record.ended_us = g_get_real_time ();
  if (adit_engine_access_log_is_on (self->home->access_log))
    log_access (self);
  self->is_closed = TRUE;
  adit_engine_session_get_figures (self, &figures);
  adit_engine_ledger_close (self->home->ledger, &self->record, &figures, self->home->is_watched);
}

static void
on_linger_over (gpointer owner)
{
  adit_engine_session_free (owner);
}

void
adit_engine_session_on_late_bytes (AditEngineChannel *client, gpointer owner)
{
  AditEngineSession *self = owner;
  AditEngineSocket *socket = client->socket;

  while (socket->is_readable)
    {
      gssize n_dropped = adit_engine_worker_drop (self->worker, socket, LINGER_BYTES);

      if (n_dropped < 0 && errno == EAGAIN)
        {
          socket->is_readable = FALSE;
          return;
        }
      if (n_dropped > 0)
        self->n_lingered += (gsize) n_dropped;
      if (n_dropped <= 0 || self->n_lingered >= LINGER_BYTES)
        {
          adit_engine_session_free (self);
          return;
        }
    }
}

static void
linger (AditEngineSession *self)
{
  adit_engine_channel_end_writing (self->client);
  adit_engine_loop_arm (self->worker->loop, &self->deadline, LINGER_US, on_linger_over, self);
  adit_engine_session_on_late_bytes (self->client, self);
}

/* Nothing was sent to the client before, so its socket has room for the whole of a reply; if not,
 * it is broken. */
static gboolean
send_reply (AditEngineSession *self, AditCause cause)
{
  char reply[ADIT_ENGINE_REPLY_SIZE];
  AditEngineReplyTerms terms = { .detail = get_denial (self, cause) };
  gsize length = adit_engine_reply_error (reply, self->minor_version, cause, &terms);

  return length == 0 || adit_engine_channel_write (self->client, reply, length) == (gssize) length;
}

/* Whether there is nobody to answer, or no answer that could still be given: a handshake that is
 * late may still be under way. */
static gboolean
is_without_reply (const AditEngineSession *self, AditCause cause)
{
  return self->is_answered || cause == ADIT_CAUSE_CLIENT_GONE || cause == ADIT_CAUSE_CLIENT_RESET ||
         cause == ADIT_CAUSE_TLS_TRUNCATED || cause == ADIT_CAUSE_TLS_TIMEOUT ||
         cause == ADIT_CAUSE_CLOSED || cause == ADIT_CAUSE_STOPPED;
}

void
adit_engine_session_account (AditEngineSession *self)
{
  AditCause cause = self->record.cause;

  if (!self->is_answered)
    self->record.status = adit_cause_row (cause)->status;
  drop_exchange (self);
  close_books (self);

  if (cause == ADIT_CAUSE_FINISHED)
    adit_engine_session_free (self);
  else if (self->is_answered && !needs_reset (self))
    linger (self);
  else if (is_without_reply (self, cause) || !send_reply (self, cause))
    adit_engine_session_free (self);
  else
    linger (self);
}

/* ---- From one exchange to the next ---- */

gboolean
adit_engine_session_may_go_on (const AditEngineSession *self)
{
  return !self->home->is_draining && self->home->has_room (self->home->owner);
}

static void
on_kept_over (gpointer owner)
{
  adit_engine_session_free (owner);
}

/* Some clients end a request with an empty line that does not belong to it: RFC 9112, section 2.2.
 * Nothing begins with it. */
static void
skip_empty_line (AditEngineChannel *client)
{
  gsize n_held;
  const char *held = adit_engine_channel_peek (client, &n_held);

  if (n_held == 2 && memcmp (held, "\r\n", 2) == 0)
    adit_engine_channel_consume (client, n_held);
}

/* The client's next request begins, or its connection ends, which is in order here. */
static void
on_next_bytes (AditEngineChannel *client, gpointer owner)
{
  AditEngineSession *self = owner;
  AditEngineFill fill = ADIT_ENGINE_FILL_BYTES;

  skip_empty_line (client);
  if (adit_engine_channel_count_held (client) == 0)
    fill = adit_engine_channel_fill (client);
  skip_empty_line (client);

  if (adit_engine_channel_count_held (client) > 0)
    adit_engine_session_begin (self);
  else if (fill == ADIT_ENGINE_FILL_BYTES)
    adit_engine_socket_call_again (client->socket);
  else if (fill != ADIT_ENGINE_FILL_WAITS)
    adit_engine_session_free (self);
}

void
adit_engine_session_go_on (AditEngineSession *self)
{
  drop_exchange (self);
  close_books (self);
  self->phase = ADIT_PHASE_ACCEPT;
  adit_engine_channel_set_owner (self->client, on_next_bytes, self);
  adit_engine_loop_arm (self->worker->loop, &self->deadline, KEPT_US, on_kept_over, self);

  /* Not from here: requests that wait already would each be served within the one before. */
  adit_engine_channel_doubt (self->client);
  adit_engine_socket_call_again (self->client->socket);
}
