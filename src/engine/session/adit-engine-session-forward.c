/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the steps do for a request that is forwarded. */

#include "engine/session/adit-engine-session-private.h"

#include <string.h>

/* ---- parse ---- */

static char *
dup_slice (AditEngineSlice slice, const char *bytes)
{
  return g_strndup (bytes + slice.offset, slice.length);
}

/* The row's path has no query: that may hold what is nobody's business. */
static char *
dup_path (AditEngineSlice target, const char *bytes)
{
  const char *query = memchr (bytes + target.offset, '?', target.length);

  if (query)
    target.length = (guint16) (query - bytes - target.offset);
  return target.length > 0 ? dup_slice (target, bytes) : g_strdup ("/");
}

void
adit_engine_session_read_forward (AditEngineSession *self,
                                  const AditEngineRequest *request,
                                  const AditEngineReadResult *read)
{
  self->record.method = dup_slice (read->head->method, read->bytes);
  self->record.path = dup_path (request->path, read->bytes);
  self->forward = adit_engine_forward_new (self->worker, request, read->head, read->bytes);
}

/* ---- authorise ---- */

/* What the client wants to be secret must not travel openly to us. */
AditCause
adit_engine_session_authorise_forward (AditEngineSession *self)
{
  if (!adit_engine_forward_is_secure (self->forward) || self->client->tls || self->is_local ||
      self->home->terms->is_https_for_plain_clients)
    return ADIT_CAUSE_NONE;

  return ADIT_CAUSE_HTTPS_NOT_ALLOWED;
}

/* ---- connect ---- */

/* A kept connection may have ended by the time the request gets there. Only what can be sent twice
 * may meet that: RFC 9110, section 9.2.2. */
static AditEngineChannel *
take_kept (AditEngineSession *self)
{
  if (!adit_engine_forward_is_repeatable (self->forward))
    return NULL;

  return adit_engine_origins_take (self->home->origins,
                                   adit_engine_forward_get_target (self->forward),
                                   adit_engine_forward_is_secure (self->forward), self->route,
                                   &self->record.dialled);
}

static void
reach_origin (AditEngineSession *self)
{
  adit_engine_session_reach (self, adit_engine_forward_get_target (self->forward),
                             adit_engine_forward_is_secure (self->forward));
}

void
adit_engine_session_connect_forward (AditEngineSession *self)
{
  /* Where a kept connection has failed, another is made. */
  self->origin = self->is_origin_kept ? NULL : take_kept (self);
  self->is_origin_kept = self->origin != NULL;

  if (self->origin)
    adit_engine_session_enter (self, ADIT_PHASE_RELAY);
  else
    reach_origin (self);
}

/* ---- relay ---- */

static void
release_origin (AditEngineSession *self, gboolean is_kept)
{
  AditEngineChannel *origin = g_steal_pointer (&self->origin);

  if (is_kept && !self->home->is_draining)
    adit_engine_origins_keep (self->home->origins, adit_engine_forward_get_target (self->forward),
                              adit_engine_forward_is_secure (self->forward), self->route,
                              &self->record.dialled, origin);
  else
    adit_engine_channel_close (origin, FALSE);
}

static void
finish_answered (AditEngineSession *self, const AditEngineForwardResult *result)
{
  release_origin (self, result->is_origin_kept);
  self->record.cause = ADIT_CAUSE_ANSWERED;

  /* Since its request began we may have been stopped, or others may have come to need the place. */
  if (result->is_client_kept && adit_engine_session_may_go_on (self))
    adit_engine_session_go_on (self);
  else
    adit_engine_session_enter (self, ADIT_PHASE_ACCOUNT);
}

static void
on_over (gpointer owner, const AditEngineForwardResult *result)
{
  AditEngineSession *self = owner;

  if (result->cause == ADIT_CAUSE_NO_RESPONSE && self->is_origin_kept)
    {
      release_origin (self, FALSE);
      adit_engine_session_enter (self, ADIT_PHASE_CONNECT);
    }
  else if (result->is_upgraded)
    adit_engine_session_relay_upgraded (self);
  else if (result->cause == ADIT_CAUSE_ANSWERED)
    finish_answered (self, result);
  else
    {
      self->is_answered |= result->is_begun;
      self->is_cut_visible = result->is_cut_visible;
      adit_engine_session_fail (self, result->cause);
    }
}

static void
on_status (gpointer owner, guint16 status)
{
  AditEngineSession *self = owner;

  self->record.status = status;
  self->is_answered = TRUE;
  self->is_row_new = TRUE;
}

static void
on_moved (gpointer owner, gsize n_sent, gsize n_received)
{
  adit_engine_session_note_moved (owner, n_sent, n_received);
}

static const AditEngineForwardFuncs forward_funcs = {
  .on_over = on_over,
  .on_status = on_status,
  .on_moved = on_moved,
};

void
adit_engine_session_relay_forward (AditEngineSession *self)
{
  if (!adit_engine_session_may_go_on (self))
    adit_engine_forward_end_client (self->forward);
  /* Once, also where it goes to the origin twice. */
  adit_engine_ledger_count_opened (self->home->ledger, &self->record);
  if (self->account)
    adit_engine_forward_set_shapers (self->forward,
                                     adit_engine_account_get_sent_shaper (self->account),
                                     adit_engine_account_get_received_shaper (self->account));
  adit_engine_forward_start (self->forward, self->client, self->origin, &self->sent,
                             &self->received, self->home->terms->idle_timeout_us, &forward_funcs,
                             self);
}
