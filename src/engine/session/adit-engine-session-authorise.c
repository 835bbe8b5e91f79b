/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* authorise: may this client, and this user, do this? First where the client comes from, then who
 * it says it is, then the rules. Our own pages are for everybody who may connect at all: they say
 * how to get in. */

#include "engine/authorise/adit-engine-admission.h"
#include "engine/reply/adit-engine-reply.h"
#include "engine/session/adit-engine-session-private.h"

#include <string.h>

/* What the request presented, for as long as it is looked at. */
struct _AditEnginePresented
{
  char *authorization;
  char *method;
  char *uri;
};

/* ---- parse: what is presented ---- */

static char *
dup_slice (AditEngineSlice slice, const char *bytes)
{
  return g_strndup (bytes + slice.offset, slice.length);
}

/* Its value; "", which is no valid one, for more than one field; NULL for none. */
static char *
dup_authorization (const AditEngineReadResult *read)
{
  char *value = NULL;

  for (guint i = 0; i < read->head->n_fields; i++)
    {
      const AditEngineField *field = &read->head->fields[i];

      if (!adit_engine_slice_is_name (field->name, read->bytes, "Proxy-Authorization"))
        continue;
      if (value)
        {
          g_free (value);
          return g_strdup ("");
        }
      value = dup_slice (field->value, read->bytes);
    }

  return value;
}

void
adit_engine_session_note_presented (AditEngineSession *self, const AditEngineReadResult *read)
{
  char *authorization = dup_authorization (read);

  if (!authorization)
    return;

  self->presented = g_new (AditEnginePresented, 1);
  *self->presented = (AditEnginePresented){
    .authorization = authorization,
    .method = dup_slice (read->head->method, read->bytes),
    .uri = dup_slice (read->head->target, read->bytes),
  };
}

static void
presented_free (AditEnginePresented *presented)
{
  /* A password may be in it. */
  explicit_bzero (presented->authorization, strlen (presented->authorization));
  g_free (presented->authorization);
  g_free (presented->method);
  g_free (presented->uri);
  g_free (presented);
}

void
adit_engine_session_drop_authorise (AditEngineSession *self)
{
  if (self->sign_in)
    adit_engine_sign_in_forget (g_steal_pointer (&self->sign_in));
  g_clear_pointer (&self->presented, presented_free);
  g_clear_pointer (&self->challenges, g_free);
  g_clear_pointer (&self->route, adit_engine_upstream_unref);
}

/* ---- The rules ---- */

static AditEngineUpstream *
find_upstream (AditEngineHome *home, const char *name)
{
  for (guint i = 0; i < home->upstreams->len; i++)
    {
      AditEngineUpstream *upstream = home->upstreams->pdata[i];

      if (g_str_equal (upstream->name, name))
        return upstream;
    }

  return NULL;
}

/* The cause of a denial, of which it is noted which rule it was. */
static AditCause
deny (AditEngineSession *self, const AditDecision *decision)
{
  g_free (self->denial);
  self->denial = adit_decision_to_detail (decision);

  return decision->safety == ADIT_SAFETY_NONE ? ADIT_CAUSE_DENIED_BY_RULE
                                              : ADIT_CAUSE_DENIED_BY_SAFETY;
}

static AditCause
cause_of (AditEngineSession *self, const AditDecision *decision)
{
  if (decision->verdict == ADIT_VERDICT_UPSTREAM && !self->route)
    self->route = adit_engine_upstream_ref (find_upstream (self->home, decision->upstream->name));

  return decision->verdict == ADIT_VERDICT_DENY ? deny (self, decision) : ADIT_CAUSE_NONE;
}

/* @address: where the target's name leads to, or NULL. */
static void
decide (AditEngineSession *self, const AditEngineAddress *address, AditDecision *decision)
{
  AditAuthority target;
  AditQuestion question = {
    .target = &target,
    .user = self->record.user,
    .client = &self->record.client.any,
    .address = address ? &address->any : NULL,
    .is_address_here = address && !self->is_local && adit_engine_address_is_here (address),
    .is_client_here = self->is_local,
    .is_private_allowed = self->home->is_private_allowed,
  };

  adit_authority_parse (self->record.target, strlen (self->record.target), ADIT_AUTHORITY_PLAIN,
                        &target);
  adit_rules_decide (self->home->rules, &question, decision);
}

AditCause
adit_engine_session_guard (AditEngineSession *self, const AditEngineAddress *address)
{
  AditDecision decision;
  AditCause cause;

  decide (self, address, &decision);
  cause = cause_of (self, &decision);

  /* Not dialled from here: the session begins anew by the other way. */
  return cause == ADIT_CAUSE_NONE && self->route ? ADIT_CAUSE_DENIED_BY_RULE : cause;
}

gboolean
adit_engine_session_check_rules (AditEngineSession *self, gboolean is_ending)
{
  gboolean is_direct = !self->route && self->record.dialled.any.sa_family != AF_UNSPEC;
  AditDecision decision;

  if (self->is_closed || (self->phase != ADIT_PHASE_CONNECT && self->phase != ADIT_PHASE_RELAY) ||
      !self->record.target || self->answer)
    return FALSE;

  decide (self, is_direct ? &self->record.dialled : NULL, &decision);
  if (decision.verdict != ADIT_VERDICT_DENY || decision.needs_address)
    return FALSE;

  if (is_ending)
    adit_engine_session_end (self, deny (self, &decision));
  return TRUE;
}

static AditCause
apply_rules (AditEngineSession *self)
{
  AditDecision decision;

  decide (self, NULL, &decision);

  return decision.needs_address ? ADIT_CAUSE_NONE : cause_of (self, &decision);
}

/* ---- Who it is ---- */

/* The client may try again on the same connection: RFC 9110, section 11.7.1. */
static void
challenge (AditEngineSession *self)
{
  gboolean is_kept = self->is_retry_possible && adit_engine_session_may_go_on (self);
  AditEngineReplyTerms terms = { .challenges = self->challenges, .is_persistent = is_kept };
  char reply[ADIT_ENGINE_REPLY_SIZE];
  gsize length = adit_engine_reply_error (reply, self->minor_version, self->record.cause, &terms);

  if (adit_engine_channel_write (self->client, reply, length) != (gssize) length)
    {
      adit_engine_session_fail (self, ADIT_CAUSE_CLIENT_GONE);
      return;
    }

  self->record.status = adit_cause_row (self->record.cause)->status;
  self->is_answered = self->is_replied = TRUE;
  if (is_kept)
    adit_engine_session_go_on (self);
  else
    adit_engine_session_enter (self, ADIT_PHASE_ACCOUNT);
}

/* Whether its user may still have another exchange. */
static AditCause
enter_account (AditEngineSession *self)
{
  if (!self->record.user)
    return ADIT_CAUSE_NONE;

  return adit_engine_accounts_enter (self->home->accounts, self->record.user, &self->record.client,
                                     g_get_real_time (), &self->account);
}

static void
pass (AditEngineSession *self)
{
  AditCause cause = apply_rules (self);

  if (cause == ADIT_CAUSE_NONE && self->forward)
    cause = adit_engine_session_authorise_forward (self);
  if (cause == ADIT_CAUSE_NONE)
    cause = enter_account (self);

  if (cause != ADIT_CAUSE_NONE)
    adit_engine_session_fail (self, cause);
  else
    adit_engine_session_enter (self, ADIT_PHASE_CONNECT);
}

static void
go_on_signed (AditEngineSession *self)
{
  if (self->sign_in_verdict == ADIT_ENGINE_SIGNED_IN)
    pass (self);
  else if (self->sign_in_verdict == ADIT_ENGINE_SIGN_IN_NEEDED)
    challenge (self);
  else
    adit_engine_session_fail (self, self->record.cause);
}

static void
on_sign_in_done (gpointer owner,
                 AditEngineSignInVerdict verdict,
                 const AditUser *user,
                 const char *challenges,
                 AditCause cause)
{
  AditEngineSession *self = owner;
  gboolean is_later = self->sign_in != NULL;

  self->sign_in = NULL;
  self->sign_in_verdict = verdict;
  self->record.cause = cause;
  self->challenges = g_strdup (challenges);
  if (user)
    {
      self->record.user = g_strdup (user->name);
      self->is_row_new = TRUE;
    }

  if (is_later)
    go_on_signed (self);
}

static void
sign_in (AditEngineSession *self)
{
  const AditEnginePresented *presented = self->presented;
  /* Before there is anybody, what a client may still be configured with is no wrong answer. */
  gboolean is_anybody = adit_users_count (adit_engine_sign_in_get_users (self->home->sign_in)) > 0;
  AditEngineSignInQuestion question = {
    .authorization = presented && is_anybody ? presented->authorization : NULL,
    .method = presented ? presented->method : "",
    .uri = presented ? presented->uri : "",
    .client = &self->record.client,
    .is_client_here = self->is_local,
    .is_encrypted = self->client->tls != NULL,
  };

  self->sign_in = adit_engine_sign_in_check (self->home->sign_in, &question, on_sign_in_done, self);
  if (!self->sign_in)
    go_on_signed (self);
}

/* ---- The step ---- */

void
adit_engine_session_authorise (AditEngineSession *self)
{
  AditEngineAddress local = { 0 };
  AditCause cause;

  if (self->scrape)
    {
      adit_engine_session_enter (self, ADIT_PHASE_RELAY);
      return;
    }

  /* Which of our addresses was used matters only for clients that might be elsewhere. */
  if (!adit_engine_address_is_loopback (&self->record.client))
    adit_engine_address_of_socket (&local, self->client->socket->fd);
  /* A balancer's word about an address makes nobody a program of this computer. */
  self->is_local =
      !self->is_proxied && adit_engine_admission_is_local (&self->record.client, &local);
  cause = adit_engine_admission_check (&self->home->admission, &self->record.client, &local,
                                       self->is_local);

  if (cause != ADIT_CAUSE_NONE)
    adit_engine_session_fail (self, cause);
  else if (self->answer)
    adit_engine_session_enter (self, ADIT_PHASE_RELAY);
  else
    sign_in (self);
}
