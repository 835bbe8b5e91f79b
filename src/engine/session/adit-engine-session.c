/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/session/adit-engine-session-private.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* ---- The steps ---- */

typedef struct
{
  /* Begins the step. It may go on to another before it returns: nothing may follow it. */
  void (*enter) (AditEngineSession *self);
  /* The client's channel has something to say meanwhile. relay sets its own. */
  AditEngineChannelFunc on_client_ready;
} Step;

static void enter_parse (AditEngineSession *self);
static void enter_connect (AditEngineSession *self);
static void enter_relay (AditEngineSession *self);
static void on_head_bytes (AditEngineChannel *client, gpointer owner);
static void on_early_bytes (AditEngineChannel *client, gpointer owner);

static const Step steps[ADIT_N_PHASES] = {
  [ADIT_PHASE_ACCEPT] = { adit_engine_session_accept, adit_engine_session_on_first_bytes },
  [ADIT_PHASE_PARSE] = { enter_parse, on_head_bytes },
  [ADIT_PHASE_AUTHORISE] = { adit_engine_session_authorise, on_early_bytes },
  [ADIT_PHASE_CONNECT] = { enter_connect, on_early_bytes },
  [ADIT_PHASE_RELAY] = { enter_relay, on_early_bytes },
  [ADIT_PHASE_ACCOUNT] = { adit_engine_session_account, adit_engine_session_on_late_bytes },
};

void
adit_engine_session_enter (AditEngineSession *self, AditPhase phase)
{
  self->phase = phase;
  self->is_changed = TRUE;
  adit_engine_channel_set_owner (self->client, steps[phase].on_client_ready, self);
  steps[phase].enter (self);
}

void
adit_engine_session_fail (AditEngineSession *self, AditCause cause)
{
  self->record.cause = cause;
  adit_engine_session_enter (self, ADIT_PHASE_ACCOUNT);
}

/* ---- parse: the request's head ---- */

static void
on_head_deadline (gpointer owner)
{
  adit_engine_session_fail (owner, ADIT_CAUSE_HEAD_TIMEOUT);
}

void
adit_engine_session_arm_head_deadline (AditEngineSession *self)
{
  adit_engine_loop_arm (self->worker->loop, &self->deadline, self->home->terms->head_timeout_us,
                        on_head_deadline, self);
}

static void
end_parse (AditEngineSession *self)
{
  adit_engine_loop_disarm (self->worker->loop, &self->deadline);
  adit_engine_head_reader_clear (&self->reader);
}

/* What the request is about, and how it will be served; its head may go afterwards. */
static AditCause
take_request (AditEngineSession *self,
              const AditEngineRequest *request,
              const AditEngineReadResult *read)
{
  if (request->kind == ADIT_ENGINE_REQUEST_LOCAL || request->max_forwards == 0)
    return adit_engine_session_read_local (self, request, read);

  self->record.target = adit_authority_to_string (&request->target);
  self->is_retry_possible =
      request->is_persistent && (request->framing.kind == ADIT_ENGINE_FRAMING_NONE ||
                                 (request->framing.has_length && request->framing.length == 0));
  adit_engine_session_note_presented (self, read);
  if (request->kind == ADIT_ENGINE_REQUEST_FORWARD)
    adit_engine_session_read_forward (self, request, read);
  return ADIT_CAUSE_NONE;
}

static void
read_request (AditEngineSession *self, const AditEngineReadResult *read)
{
  gsize length = read->head->length;
  AditEngineRequest request;
  AditCause cause = adit_engine_request_read (&request, read->head, read->bytes);

  self->minor_version = request.minor_version;
  self->is_row_new = TRUE;
  if (cause == ADIT_CAUSE_NONE)
    cause = take_request (self, &request, read);
  end_parse (self);

  if (cause != ADIT_CAUSE_NONE)
    {
      adit_engine_session_fail (self, cause);
      return;
    }
  adit_engine_channel_consume (self->client, length);
  adit_engine_session_enter (self, ADIT_PHASE_AUTHORISE);
}

/* Why there will be no request. A head that has begun and ends is not valid; TLS that ends without
 * its own end was cut off. */
static AditCause
judge_silence (AditEngineSession *self, const AditEngineReadResult *read, int error)
{
  if (read->status == ADIT_ENGINE_READ_BAD)
    return read->cause;
  if (read->status == ADIT_ENGINE_READ_LOST)
    return error == EPROTO ? ADIT_CAUSE_TLS_TRUNCATED : ADIT_CAUSE_CLIENT_GONE;

  return adit_engine_channel_count_held (self->client) > 0 ? ADIT_CAUSE_BAD_REQUEST
                                                           : ADIT_CAUSE_SILENT;
}

static void
on_head_bytes (AditEngineChannel *client, gpointer owner)
{
  AditEngineSession *self = owner;
  AditEngineReadResult read = adit_engine_head_reader_read (&self->reader, client);
  int error = errno;

  switch (read.status)
    {
    case ADIT_ENGINE_READ_MORE:
      break;
    case ADIT_ENGINE_READ_DONE:
      read_request (self, &read);
      break;
    case ADIT_ENGINE_READ_BAD:
    case ADIT_ENGINE_READ_END:
    case ADIT_ENGINE_READ_LOST:
    default:
      end_parse (self);
      adit_engine_session_fail (self, judge_silence (self, &read, error));
    }
}

static void
enter_parse (AditEngineSession *self)
{
  on_head_bytes (self->client, self);
}

/* ---- authorise, and connect: meanwhile the client waits ---- */

/* Bytes sent ahead of the reply stay in the socket: they are the tunnel's first. */
static void
on_early_bytes (AditEngineChannel *client, gpointer owner)
{
  if (client->socket->is_broken)
    adit_engine_session_fail (owner, ADIT_CAUSE_CLIENT_GONE);
}

/* ---- connect: find and dial the target ---- */

static void
on_reach_over (gpointer owner,
               AditEngineChannel *channel,
               const AditEngineAddress *address,
               AditCause cause)
{
  AditEngineSession *self = owner;
  gboolean is_rerouted;

  self->origin = channel;
  if (address)
    self->record.dialled = *address;
  is_rerouted = !channel && self->route && !self->is_routed;
  g_clear_pointer (&self->reach, adit_engine_reach_free);

  if (channel)
    adit_engine_session_enter (self, ADIT_PHASE_RELAY);
  else if (is_rerouted)
    enter_connect (self);
  else
    adit_engine_session_fail (self, cause);
}

static AditCause
on_guard (gpointer owner, const AditEngineAddress *address)
{
  return adit_engine_session_guard (owner, address);
}

void
adit_engine_session_reach (AditEngineSession *self, const AditAuthority *target, gboolean is_secure)
{
  AditEngineReachMeans means = {
    .worker = self->worker,
    .own_addresses = self->home->own_addresses,
    .trust = self->home->trust,
    .gate = self->home->gate,
    .upstream = self->route,
    .guard = on_guard,
  };

  self->is_routed = self->route != NULL;
  self->reach = adit_engine_reach_new (&means, on_reach_over, self);
  adit_engine_reach_start (self->reach, target, is_secure, self->home->terms->connect_timeout_us);
}

static void
enter_connect (AditEngineSession *self)
{
  if (self->forward)
    adit_engine_session_connect_forward (self);
  else
    adit_engine_session_connect_tunnel (self);
}

/* ---- relay: the tunnel, or the request and its answer ---- */

static void
enter_relay (AditEngineSession *self)
{
  self->is_row_new = TRUE;
  if (self->scrape)
    adit_engine_session_relay_scrape (self);
  else if (self->answer)
    adit_engine_session_relay_answer (self);
  else if (self->forward)
    adit_engine_session_relay_forward (self);
  else
    adit_engine_session_relay_tunnel (self);
}

void
adit_engine_session_note_moved (AditEngineSession *self, gsize n_sent, gsize n_received)
{
  self->is_changed = TRUE;
  adit_engine_ledger_count_bytes (self->home->ledger, n_sent, n_received);
  if (self->account)
    adit_engine_account_count (self->account, n_sent, n_received, g_get_real_time ());
}

/* ---- Life ---- */

static AditEngineSession *
session_new (AditEngineHome *home, int fd, AditEngineListenerTerms *terms)
{
  AditEngineSession *self = g_new0 (AditEngineSession, 1);

  self->link.data = self;
  self->home = home;
  self->worker = home->worker;
  self->listener_terms = adit_engine_listener_terms_ref (terms);
  self->minor_version = 1;
  self->is_row_new = TRUE;
  self->reader.init = adit_engine_head_init;
  self->record.id = home->take_id (home->owner);
  self->record.started_us = g_get_real_time ();
  adit_engine_address_of_peer (&self->record.client, fd);
  self->is_balanced = adit_engine_listener_terms_is_sender (terms, &self->record.client);
  self->is_header_due = self->is_balanced;

  return self;
}

/* Who broke off before it could even be asked its name has gone; where there are load balancers, it
 * was one of these that checked our health. */
static AditCause
judge_nameless (const AditEngineSession *self)
{
  return self->listener_terms->senders->len > 0 ? ADIT_CAUSE_SILENT : ADIT_CAUSE_CLIENT_GONE;
}

void
adit_engine_session_start (AditEngineHome *home, int fd, AditEngineListenerTerms *terms)
{
  AditEngineSocket *socket = adit_engine_loop_add (home->worker->loop, fd, NULL, NULL);
  AditEngineSession *self;

  if (!socket)
    {
      close (fd);
      home->on_gone (home->owner);
      return;
    }

  /* On its way here the client's request has usually arrived, and nothing was written yet. */
  socket->is_readable = socket->is_writable = TRUE;
  self = session_new (home, fd, terms);
  self->client = adit_engine_channel_new (home->worker, socket);
  g_queue_push_tail_link (&home->sessions, &self->link);
  if (self->record.client.any.sa_family == AF_UNSPEC)
    {
      adit_engine_session_fail (self, judge_nameless (self));
      return;
    }
  adit_engine_session_enter (self, ADIT_PHASE_ACCEPT);
  adit_engine_session_on_first_bytes (self->client, self);
}

void
adit_engine_session_begin (AditEngineSession *self)
{
  self->record.id = self->home->take_id (self->home->owner);
  self->record.started_us = g_get_real_time ();
  self->record.ended_us = 0;
  self->record.cause = ADIT_CAUSE_NONE;
  self->record.status = 0;
  self->record.is_opened = FALSE;
  memset (&self->record.dialled, 0, sizeof self->record.dialled);
  g_clear_pointer (&self->denial, g_free);
  memset (&self->sent, 0, sizeof self->sent);
  memset (&self->received, 0, sizeof self->received);
  self->is_closed = self->is_answered = self->is_replied = self->is_cut_visible = FALSE;
  self->is_origin_kept = FALSE;
  self->is_row_new = TRUE;
  adit_engine_session_arm_head_deadline (self);
  adit_engine_session_enter (self, ADIT_PHASE_PARSE);
}

void
adit_engine_session_end (AditEngineSession *self, AditCause cause)
{
  if (self->is_closed)
    adit_engine_session_free (self);
  else
    adit_engine_session_fail (self, cause);
}
