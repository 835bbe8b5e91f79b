/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "adit-session"

#include "engine/session/adit-engine-session.h"

#include "engine/accept/adit-engine-protocol.h"
#include "engine/authorise/adit-engine-admission.h"
#include "engine/connect/adit-engine-dial.h"
#include "engine/parse/adit-engine-head-reader.h"
#include "engine/parse/adit-engine-request.h"
#include "engine/relay/adit-engine-relay.h"
#include "engine/reply/adit-engine-reply.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* After an error reply the client's remaining bytes are read and dropped, within these bounds:
 * closing at once would send a reset, and that can overtake the reply (RFC 9112, section 9.6). */
#define LINGER_US    (2 * G_USEC_PER_SEC)
#define LINGER_BYTES (256 * 1024)

struct _AditEngineSession
{
  GList link; /* in the home's list */
  AditEngineHome *home;
  AditEngineWorker *worker;
  AditEngineRecord record;

  AditPhase phase;
  guint8 minor_version;
  guint8 is_row_new : 1;
  guint8 is_changed : 1;
  guint8 is_relaying : 1; /* a tunnel was made, so an end is no refusal */
  guint8 is_closed : 1;   /* in the books */

  AditEngineSocket *client;
  AditEngineSocket *origin;     /* from relay on */
  AditEngineTimer deadline;     /* of the head, or of lingering */
  AditEngineHeadReader *reader; /* parse */
  AditEngineDial *dial;         /* connect */
  AditEngineRelay relay;
  gsize n_lingered;
};

/* ---- The steps ---- */

typedef struct
{
  /* Begins the step. It may go on to another before it returns: nothing may follow it. */
  void (*enter) (AditEngineSession *self);
  /* The client's socket has something to say meanwhile. relay sets its own. */
  AditEngineSocketFunc on_client_ready;
} Step;

static void enter_accept (AditEngineSession *self);
static void enter_parse (AditEngineSession *self);
static void enter_authorise (AditEngineSession *self);
static void enter_connect (AditEngineSession *self);
static void enter_relay (AditEngineSession *self);
static void enter_account (AditEngineSession *self);
static void on_first_byte (AditEngineSocket *socket, gpointer owner);
static void on_head_bytes (AditEngineSocket *socket, gpointer owner);
static void on_early_bytes (AditEngineSocket *socket, gpointer owner);
static void on_late_bytes (AditEngineSocket *socket, gpointer owner);

static const Step steps[ADIT_N_PHASES] = {
  [ADIT_PHASE_ACCEPT] = { enter_accept, on_first_byte },
  [ADIT_PHASE_PARSE] = { enter_parse, on_head_bytes },
  [ADIT_PHASE_AUTHORISE] = { enter_authorise, on_early_bytes },
  [ADIT_PHASE_CONNECT] = { enter_connect, on_early_bytes },
  [ADIT_PHASE_RELAY] = { enter_relay, on_early_bytes },
  [ADIT_PHASE_ACCOUNT] = { enter_account, on_late_bytes },
};

static void
enter (AditEngineSession *self, AditPhase phase)
{
  self->phase = phase;
  self->is_changed = TRUE;
  adit_engine_socket_set_owner (self->client, steps[phase].on_client_ready, self);
  steps[phase].enter (self);
}

static void
fail (AditEngineSession *self, AditCause cause)
{
  self->record.cause = cause;
  enter (self, ADIT_PHASE_ACCOUNT);
}

/* ---- accept: wait for the first byte, which tells the protocol ---- */

static void
on_head_deadline (gpointer owner)
{
  fail (owner, ADIT_CAUSE_HEAD_TIMEOUT);
}

static void
enter_accept (AditEngineSession *self)
{
  adit_engine_loop_arm (self->worker->loop, &self->deadline, self->home->terms->head_timeout_us,
                        on_head_deadline, self);
}

static void
begin_protocol (AditEngineSession *self, guint8 first_byte)
{
  switch (adit_engine_protocol_detect (first_byte))
    {
    case ADIT_ENGINE_PROTOCOL_TLS:
      fail (self, ADIT_CAUSE_TLS_NOT_SERVED);
      break;
    case ADIT_ENGINE_PROTOCOL_SOCKS:
      fail (self, ADIT_CAUSE_SOCKS_NOT_SERVED);
      break;
    case ADIT_ENGINE_PROTOCOL_HTTP:
    default:
      enter (self, ADIT_PHASE_PARSE);
    }
}

static void
on_first_byte (AditEngineSocket *socket, gpointer owner)
{
  AditEngineSession *self = owner;
  guint8 first_byte;
  ssize_t n_seen;

  if (!socket->is_readable)
    return;

  n_seen = recv (socket->fd, &first_byte, 1, MSG_PEEK | MSG_DONTWAIT);
  if (n_seen > 0)
    begin_protocol (self, first_byte);
  else if (n_seen == 0)
    fail (self, ADIT_CAUSE_SILENT);
  else if (errno == EAGAIN)
    socket->is_readable = FALSE;
  else
    fail (self, ADIT_CAUSE_CLIENT_GONE);
}

/* ---- parse: the request's head ---- */

static void
end_parse (AditEngineSession *self)
{
  adit_engine_loop_disarm (self->worker->loop, &self->deadline);
  g_clear_pointer (&self->reader, adit_engine_head_reader_free);
}

static void
read_request (AditEngineSession *self, const AditEngineReadResult *result)
{
  AditEngineRequest request;
  AditCause cause = adit_engine_request_read (&request, result->head, result->bytes);

  self->minor_version = request.minor_version;
  if (cause == ADIT_CAUSE_NONE && request.kind != ADIT_ENGINE_REQUEST_TUNNEL)
    cause = ADIT_CAUSE_METHOD_NOT_SERVED;
  end_parse (self);
  if (cause != ADIT_CAUSE_NONE)
    {
      fail (self, cause);
      return;
    }

  self->record.target = adit_authority_to_string (&request.target);
  self->is_row_new = TRUE;
  enter (self, ADIT_PHASE_AUTHORISE);
}

static void
on_head_bytes (AditEngineSocket *socket, gpointer owner)
{
  AditEngineSession *self = owner;
  AditEngineReadResult result = adit_engine_head_reader_read (&self->reader, self->worker, socket);

  switch (result.status)
    {
    case ADIT_ENGINE_READ_DONE:
      read_request (self, &result);
      break;
    case ADIT_ENGINE_READ_BAD:
      end_parse (self);
      fail (self, result.cause);
      break;
    case ADIT_ENGINE_READ_MORE:
    default:
      break;
    }
}

static void
enter_parse (AditEngineSession *self)
{
  on_head_bytes (self->client, self);
}

/* ---- authorise: may this client do this? ---- */

static void
enter_authorise (AditEngineSession *self)
{
  const AditEngineTerms *terms = self->home->terms;
  AditEngineAddress local = { 0 };
  AditCause cause;

  /* Which of our addresses was used matters only for clients that might be elsewhere. */
  if (!adit_engine_address_is_loopback (&self->record.client))
    getsockname (self->client->fd, &local.any, &(socklen_t){ sizeof local });
  cause = adit_engine_admission_check (terms->clients, &self->record.client, &local);
  if (cause == ADIT_CAUSE_NONE)
    enter (self, ADIT_PHASE_CONNECT);
  else
    fail (self, cause);
}

/* Bytes sent ahead of the reply stay in the socket: they are the tunnel's first. */
static void
on_early_bytes (AditEngineSocket *socket, gpointer owner)
{
  if (socket->is_broken)
    fail (owner, ADIT_CAUSE_CLIENT_GONE);
}

/* ---- connect: find and dial the target ---- */

static void
on_dial_over (gpointer owner,
              AditEngineSocket *socket,
              const AditEngineAddress *address,
              AditCause cause)
{
  AditEngineSession *self = owner;

  self->origin = socket;
  if (socket)
    self->record.dialled = *address;
  g_clear_pointer (&self->dial, adit_engine_dial_free);

  if (socket)
    enter (self, ADIT_PHASE_RELAY);
  else
    fail (self, cause);
}

static void
enter_connect (AditEngineSession *self)
{
  AditAuthority target;

  /* The text was printed from a valid authority: it reads back as the same. */
  adit_authority_parse (self->record.target, strlen (self->record.target), ADIT_AUTHORITY_PLAIN,
                        &target);
  self->dial = adit_engine_dial_new (self->worker, self->home->own_addresses, on_dial_over, self);
  adit_engine_dial_start (self->dial, &target, self->home->terms->connect_timeout_us);
}

/* ---- relay: the tunnel ---- */

/* Nothing was sent to the client before, so its socket has room for the whole of a reply; if not,
 * it is broken. */
static gboolean
send_reply (AditEngineSession *self, const char *reply, gsize length)
{
  return send (self->client->fd, reply, length, MSG_DONTWAIT | MSG_NOSIGNAL) == (ssize_t) length;
}

static void
on_moved (gpointer owner, gsize n_sent, gsize n_received)
{
  AditEngineSession *self = owner;

  self->is_changed = TRUE;
  adit_engine_ledger_count_bytes (self->home->ledger, n_sent, n_received);
}

static void
on_relay_over (gpointer owner, AditCause cause)
{
  fail (owner, cause);
}

static void
enter_relay (AditEngineSession *self)
{
  char reply[ADIT_ENGINE_REPLY_SIZE];
  gsize length = adit_engine_reply_established (reply, self->minor_version);

  self->is_row_new = TRUE;
  self->is_relaying = TRUE;
  adit_engine_ledger_count_opened (self->home->ledger);
  if (!send_reply (self, reply, length))
    {
      fail (self, ADIT_CAUSE_CLIENT_GONE);
      return;
    }

  adit_engine_relay_start (&self->relay, self->client, self->origin);
}

/* ---- account: the figures are final; deliver the reply, if there is one, and go ---- */

static void
session_free (AditEngineSession *self)
{
  /* Whatever did not end by itself is seen as broken off by both sides, never as complete. */
  gboolean is_reset = self->is_relaying && self->record.cause != ADIT_CAUSE_FINISHED;

  adit_engine_loop_disarm (self->worker->loop, &self->deadline);
  adit_engine_socket_close (self->client, is_reset);
  adit_engine_socket_close (self->origin, is_reset);
  adit_engine_record_clear (&self->record);
  g_queue_unlink (&self->home->sessions, &self->link);
  self->home->on_gone (self->home->owner);
  g_free (self);
}

static void
log_end (const AditEngineSession *self)
{
  const AditCauseRow *row = adit_cause_row (self->record.cause);
  char client[ADIT_ENGINE_ADDRESS_TEXT_SIZE];

  g_info ("%" G_GUINT64_FORMAT " %s → %s: %s, sent %" G_GUINT64_FORMAT
          ", received %" G_GUINT64_FORMAT,
          self->record.id, adit_engine_address_print (&self->record.client, client),
          self->record.target ? self->record.target : "-", row->word, self->relay.sent.total,
          self->relay.received.total);
}

static void
close_books (AditEngineSession *self)
{
  AditTunnelFigures figures;

  if (self->home->is_logging)
    log_end (self);

  self->record.ended_us = g_get_real_time ();
  self->is_closed = TRUE;
  adit_engine_session_get_figures (self, &figures);
  adit_engine_ledger_close (self->home->ledger, &self->record, &figures, self->home->is_watched);
}

static void
on_linger_over (gpointer owner)
{
  session_free (owner);
}

static void
on_late_bytes (AditEngineSocket *socket, gpointer owner)
{
  AditEngineSession *self = owner;

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
          session_free (self);
          return;
        }
    }
}

static void
enter_account (AditEngineSession *self)
{
  const AditCauseRow *row = adit_cause_row (self->record.cause);
  AditCause cause = self->record.cause;
  char reply[ADIT_ENGINE_REPLY_SIZE];
  gsize length;

  g_clear_pointer (&self->reader, adit_engine_head_reader_free);
  g_clear_pointer (&self->dial, adit_engine_dial_free);
  adit_engine_relay_clear (&self->relay);
  if (!self->is_relaying)
    self->record.status = row->status;
  close_books (self);

  if (self->is_relaying || cause == ADIT_CAUSE_CLIENT_GONE || cause == ADIT_CAUSE_CLOSED ||
      cause == ADIT_CAUSE_STOPPED)
    {
      session_free (self);
      return;
    }

  length = adit_engine_reply_error (reply, self->minor_version, cause);
  if (length > 0 && !send_reply (self, reply, length))
    {
      session_free (self);
      return;
    }

  shutdown (self->client->fd, SHUT_WR);
  adit_engine_loop_arm (self->worker->loop, &self->deadline, LINGER_US, on_linger_over, self);
  on_late_bytes (self->client, self);
}

/* ---- The session as others see it ---- */

void
adit_engine_session_start (AditEngineHome *home, guint64 id, int fd)
{
  AditEngineSession *self = g_new0 (AditEngineSession, 1);

  self->link.data = self;
  self->home = home;
  self->worker = home->worker;
  self->minor_version = 1;
  self->is_row_new = TRUE;
  self->record.id = id;
  self->record.started_us = g_get_real_time ();
  getpeername (fd, &self->record.client.any, &(socklen_t){ sizeof self->record.client });
  adit_engine_relay_init (&self->relay, self->worker, home->terms->idle_timeout_us, on_moved,
                          on_relay_over, self);

  self->client = adit_engine_loop_add (self->worker->loop, fd, on_first_byte, self);
  if (!self->client)
    {
      close (fd);
      home->on_gone (home->owner);
      g_free (self);
      return;
    }

  g_queue_push_tail_link (&home->sessions, &self->link);
  enter (self, ADIT_PHASE_ACCEPT);

  /* On its way here the client's request has usually arrived. */
  self->client->is_readable = TRUE;
  on_first_byte (self->client, self);
}

void
adit_engine_session_end (AditEngineSession *self, AditCause cause)
{
  if (self->is_closed)
    session_free (self);
  else
    fail (self, cause);
}

guint64
adit_engine_session_get_id (const AditEngineSession *self)
{
  return self->record.id;
}

void
adit_engine_session_get_figures (const AditEngineSession *self, AditTunnelFigures *figures)
{
  gint64 now_us = adit_engine_loop_now_us (self->worker->loop);

  *figures = (AditTunnelFigures){
    .id = self->record.id,
    .phase = self->phase,
    .sent_bytes = self->relay.sent.total,
    .received_bytes = self->relay.received.total,
    .sent_rate = adit_engine_half_rate (&self->relay.sent, now_us),
    .received_rate = adit_engine_half_rate (&self->relay.received, now_us),
  };
}

AditTunnel *
adit_engine_session_to_tunnel (const AditEngineSession *self)
{
  AditTunnelFigures figures;

  adit_engine_session_get_figures (self, &figures);

  return adit_engine_record_to_tunnel (&self->record, &figures);
}

gboolean
adit_engine_session_is_over (const AditEngineSession *self)
{
  return self->is_closed;
}

/* A rate falls to zero without any byte, so what moved lately is looked at once more. */
static gboolean
has_rate (const AditEngineSession *self)
{
  gint64 age_us = adit_engine_loop_now_us (self->worker->loop) - self->relay.moved_us;

  return self->is_relaying && age_us < 2 * G_USEC_PER_SEC;
}

AditEngineSessionChange
adit_engine_session_take_change (AditEngineSession *self)
{
  AditEngineSessionChange change = self->is_row_new   ? ADIT_ENGINE_SESSION_NEW_ROW
                                   : self->is_changed ? ADIT_ENGINE_SESSION_NEW_FIGURES
                                                      : ADIT_ENGINE_SESSION_UNCHANGED;

  if (change != ADIT_ENGINE_SESSION_UNCHANGED)
    self->is_changed = has_rate (self);
  self->is_row_new = FALSE;

  return change;
}

void
adit_engine_session_forget_reports (AditEngineSession *self)
{
  self->is_row_new = TRUE;
}
