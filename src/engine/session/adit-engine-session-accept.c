/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* accept: what comes before the first request. A load balancer says who its client is; the first
 * byte tells the protocol; perhaps TLS is agreed on. */

#include "engine/accept/adit-engine-protocol.h"
#include "engine/accept/adit-engine-proxy-header.h"
#include "engine/session/adit-engine-session-private.h"

#include <errno.h>

/* A handshake, from its first byte on. */
#define HANDSHAKE_US (10 * G_USEC_PER_SEC)

void
adit_engine_session_accept (AditEngineSession *self)
{
  adit_engine_session_arm_head_deadline (self);
}

/* ---- The protocol ---- */

static void
on_handshake_done (gpointer owner, AditCause cause)
{
  AditEngineSession *self = owner;

  adit_engine_ledger_count_handshake (self->home->ledger, cause == ADIT_CAUSE_NONE);
  if (cause != ADIT_CAUSE_NONE)
    {
      adit_engine_session_fail (self, cause);
      return;
    }

  adit_engine_session_arm_head_deadline (self);
  adit_engine_session_enter (self, ADIT_PHASE_PARSE);
}

static void
start_handshake (AditEngineSession *self)
{
  AditEngineTls *tls =
      adit_engine_tls_new_server (self->worker, self->client->socket, self->home->certificate);

  self->record.is_encrypted = TRUE;
  self->is_row_new = TRUE;
  adit_engine_loop_disarm (self->worker->loop, &self->deadline);
  adit_engine_channel_encrypt (self->client, tls);
  adit_engine_tls_start (tls, self->home->gate, &self->record.client,
                         MIN (self->home->terms->head_timeout_us, HANDSHAKE_US), on_handshake_done,
                         self);
}

static void
begin_protocol (AditEngineSession *self, guint8 first_byte)
{
  switch (adit_engine_protocol_detect (first_byte))
    {
    case ADIT_ENGINE_PROTOCOL_TLS:
      if (self->listener_terms->encryption == ADIT_ENCRYPTION_PLAIN || !self->home->certificate)
        adit_engine_session_fail (self, ADIT_CAUSE_TLS_NOT_SERVED);
      else
        start_handshake (self);
      break;
    case ADIT_ENGINE_PROTOCOL_SOCKS:
      adit_engine_session_fail (self, ADIT_CAUSE_SOCKS_NOT_SERVED);
      break;
    case ADIT_ENGINE_PROTOCOL_HTTP:
    default:
      if (self->listener_terms->encryption == ADIT_ENCRYPTION_ENCRYPTED)
        adit_engine_session_fail (self, ADIT_CAUSE_TLS_REQUIRED);
      else
        adit_engine_session_enter (self, ADIT_PHASE_PARSE);
    }
}

/* A balancer that checks our health breaks off, to be quick. */
static AditCause
judge_loss (const AditEngineSession *self)
{
  return self->is_balanced ? ADIT_CAUSE_SILENT : ADIT_CAUSE_CLIENT_GONE;
}

/* It is only looked at: a ClientHello is read by TLS itself. */
static void
look_at_first_byte (AditEngineSession *self)
{
  AditEngineSocket *socket = self->client->socket;
  guint8 first_byte;
  ssize_t n_seen;

  n_seen = recv (socket->fd, &first_byte, 1, MSG_PEEK | MSG_DONTWAIT);
  if (n_seen > 0)
    begin_protocol (self, first_byte);
  else if (n_seen == 0)
    adit_engine_session_fail (self, ADIT_CAUSE_SILENT);
  else if (errno == EAGAIN)
    socket->is_readable = FALSE;
  else
    adit_engine_session_fail (self, judge_loss (self));
}

/* ---- A load balancer's PROXY header ---- */

/* Whoever is behind a balancer but not named is known by the balancer's address, and is no more on
 * this computer than the others. */
static void
take_client (AditEngineSession *self, const AditEngineProxyHeader *header)
{
  self->is_header_due = FALSE;
  self->is_proxied = header->kind != ADIT_ENGINE_PROXY_CLIENT_NONE;
  if (header->kind != ADIT_ENGINE_PROXY_CLIENT_KNOWN)
    return;

  self->record.client = header->client;
  self->is_row_new = TRUE;
}

/* Nothing can be answered: whether there is a client, and what it speaks, is not known. */
static void
end_without_header (AditEngineSession *self, gssize n_seen)
{
  adit_engine_session_fail (self, n_seen <= 0                       ? ADIT_CAUSE_SILENT
                                  : self->client->socket->is_broken ? ADIT_CAUSE_CLIENT_GONE
                                                                    : ADIT_CAUSE_BAD_PROXY_HEADER);
}

/* It is looked at, as a whole, until it is complete, and taken out then: what follows is not ours
 * to read here. Whether the latter may be looked at now. */
static gboolean
read_header (AditEngineSession *self)
{
  AditEngineSocket *socket = self->client->socket;
  char *bytes = self->worker->scratch;
  AditEngineProxyHeader header;
  AditEngineProxyHeaderStatus status;
  gssize n_seen = recv (socket->fd, bytes, ADIT_ENGINE_PROXY_HEADER_MAX, MSG_PEEK | MSG_DONTWAIT);

  if (n_seen < 0 && errno == EAGAIN)
    {
      socket->is_readable = FALSE;
      return FALSE;
    }

  status = n_seen > 0 ? adit_engine_proxy_header_parse (&header, bytes, (gsize) n_seen)
                      : ADIT_ENGINE_PROXY_HEADER_BAD;
  if (status == ADIT_ENGINE_PROXY_HEADER_DONE)
    {
      take_client (self, &header);
      adit_engine_worker_drop (self->worker, socket, header.length);
      return TRUE;
    }
  if (status == ADIT_ENGINE_PROXY_HEADER_BAD || socket->is_ended)
    end_without_header (self, n_seen);
  else
    socket->is_readable = FALSE;
  return FALSE;
}

void
adit_engine_session_on_first_bytes (AditEngineChannel *client, gpointer owner)
{
  AditEngineSession *self = owner;

  if (!client->socket->is_readable)
    return;

  if (!self->is_header_due || read_header (self))
    look_at_first_byte (self);
}
