/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the steps do for a tunnel: CONNECT, and a connection that changed its protocol. */

#include "engine/reply/adit-engine-reply.h"
#include "engine/session/adit-engine-session-private.h"

#include <string.h>

static void
on_moved (gpointer owner, gsize n_sent, gsize n_received)
{
  adit_engine_session_note_moved (owner, n_sent, n_received);
}

static void
on_over (gpointer owner, AditCause cause)
{
  adit_engine_session_fail (owner, cause);
}

static void
start_relay (AditEngineSession *self)
{
  adit_engine_relay_init (&self->relay, self->worker, &self->sent, &self->received,
                          self->home->terms->idle_timeout_us, on_moved, on_over, self);
  if (self->account)
    adit_engine_relay_set_shapers (&self->relay,
                                   adit_engine_account_get_sent_shaper (self->account),
                                   adit_engine_account_get_received_shaper (self->account));
  adit_engine_relay_start (&self->relay, self->client, self->origin);
}

void
adit_engine_session_connect_tunnel (AditEngineSession *self)
{
  AditAuthority target;

  /* The text was printed from a valid authority: it reads back as the same. */
  adit_authority_parse (self->record.target, strlen (self->record.target), ADIT_AUTHORITY_PLAIN,
                        &target);
  adit_engine_session_reach (self, &target, FALSE);
}

void
adit_engine_session_relay_tunnel (AditEngineSession *self)
{
  char reply[ADIT_ENGINE_REPLY_SIZE];
  gsize length = adit_engine_reply_established (reply, self->minor_version);

  self->is_answered = TRUE;
  adit_engine_ledger_count_opened (self->home->ledger, &self->record);
  /* Nothing was sent to the client that it has not taken: there is room for the whole reply. */
  if (adit_engine_channel_write (self->client, reply, length) != (gssize) length)
    adit_engine_session_fail (self, ADIT_CAUSE_CLIENT_GONE);
  else
    start_relay (self);
}

void
adit_engine_session_relay_upgraded (AditEngineSession *self)
{
  start_relay (self);
}
