/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/authorise/adit-engine-sign-in.h"

#include "engine/authorise/adit-engine-credentials.h"
#include "engine/authorise/adit-engine-digest.h"
#include "engine/authorise/adit-engine-offer.h"
#include "engine/authorise/adit-engine-password.h"

#include <string.h>

struct _AditEngineSignIn
{
  AditEngineWorker *worker;
  AditEngineDesk *desk;
  AditUsers *users;
  AditAccess access;
  guint n_away; /* tickets that the verifier is going to post back */
};

/* A question on its way. Everything but `is_right` and `is_first` is the worker's thread's; these
 * are written by the verifier's before it posts the ticket back. */
struct _AditEngineSignInTicket
{
  AditEngineSignIn *sign_in;
  AditEngineSignInFunc on_done;
  gpointer owner;

  AditEngineCredentials credentials;
  AditEngineAddress client;
  gboolean is_client_here;
  gboolean is_plain_elsewhere;

  AditEngineTimer timer;
  AditEngineJob job;
  AditEngineMark mark; /* what was asked of the verifier */
  gboolean is_right;
  gboolean is_first;
  gboolean is_forgotten; /* it is on its way back, to be freed */
};

/* ---- The end of a question ---- */

static void
ticket_free (AditEngineSignInTicket *ticket)
{
  adit_engine_loop_disarm (ticket->sign_in->worker->loop, &ticket->timer);
  adit_engine_credentials_clear (&ticket->credentials);
  g_free (ticket);
}

static void
finish (AditEngineSignInTicket *ticket,
        AditEngineSignInVerdict verdict,
        const AditUser *user,
        const char *challenges,
        AditCause cause)
{
  AditEngineSignInFunc on_done = ticket->on_done;
  gpointer owner = ticket->owner;

  ticket_free (ticket);
  on_done (owner, verdict, user, challenges, cause);
}

/* Where nothing can be offered, asking is no use. */
static void
challenge (AditEngineSignInTicket *ticket, gboolean is_stale, AditCause cause)
{
  AditEngineSignIn *self = ticket->sign_in;
  AditEngineOffer offer =
      adit_engine_offer_make (&self->access, self->users, ticket->is_plain_elsewhere);
  g_autofree char *text = NULL;

  if (adit_engine_offer_is_empty (&offer))
    {
      finish (ticket, ADIT_ENGINE_SIGN_IN_DENIED, NULL, "", ADIT_CAUSE_PLAIN_SIGN_IN);
      return;
    }

  text = adit_engine_offer_print (&offer, self->desk->nonces, self->desk->now_us (), is_stale);
  finish (ticket, ADIT_ENGINE_SIGN_IN_NEEDED, NULL, text, cause);
}

static void
block (AditEngineSignInTicket *ticket, AditCause cause)
{
  finish (ticket, ADIT_ENGINE_SIGN_IN_BLOCKED, NULL, "", cause);
}

/* Who it is has been shown; whether they may is another matter. */
static void
admit (AditEngineSignInTicket *ticket, const AditUser *user)
{
  AditEngineDesk *desk = ticket->sign_in->desk;

  adit_engine_throttle_succeed (desk->throttle, &ticket->client);
  if (!user->is_enabled)
    finish (ticket, ADIT_ENGINE_SIGN_IN_DENIED, NULL, "", ADIT_CAUSE_USER_DISABLED);
  else if (user->expires_on && adit_user_is_expired (user, desk->today ()))
    finish (ticket, ADIT_ENGINE_SIGN_IN_DENIED, NULL, "", ADIT_CAUSE_USER_EXPIRED);
  else
    finish (ticket, ADIT_ENGINE_SIGNED_IN, user, "", ADIT_CAUSE_NONE);
}

/* The name may be of any length and is quoted in the log, where it cannot forge lines: it has no
 * control characters. */
static void
count_failure (AditEngineSignInTicket *ticket)
{
  AditEngineDesk *desk = ticket->sign_in->desk;
  char address[ADIT_ENGINE_ADDRESS_TEXT_SIZE];
  gboolean is_block =
      adit_engine_throttle_fail (desk->throttle, &ticket->client, ticket->is_client_here,
                                 ticket->credentials.user, desk->now_us ());

  g_info ("sign-in of “%.64s” from %s failed%s", ticket->credentials.user,
          adit_engine_address_print (&ticket->client, address),
          is_block ? "; the address is blocked" : "");
}

/* ---- Basic ---- */

/* Stands in for somebody who does not exist or has no such hash, so that the work is the same as
 * for those who do: it is one of theirs, and for a name always the same. */
static const char *
choose_decoy (AditEngineSignIn *self, const char *name)
{
  guint n_users = adit_users_count (self->users);
  AditEngineMark mark;
  guint first;

  adit_engine_seal_mark (&self->desk->seal, &mark, "decoy", name, NULL);
  memcpy (&first, mark.bytes, sizeof first);
  for (guint i = 0; i < n_users; i++)
    {
      const AditUser *user = adit_users_get (self->users, (first % n_users + i) % n_users);

      if (*user->password_hash)
        return user->password_hash;
    }

  return adit_engine_password_get_decoy ();
}

/* What is to be checked, by today's users. Returns the user whose hash it is, NULL for a decoy. */
static const AditUser *
mark_password (AditEngineSignInTicket *ticket, AditEngineMark *mark, const char **hash)
{
  AditEngineSignIn *self = ticket->sign_in;
  const char *name = ticket->credentials.user;
  const AditUser *user = adit_users_find (self->users, name);

  if (user && !*user->password_hash)
    user = NULL;
  *hash = user ? user->password_hash : choose_decoy (self, name);
  adit_engine_seal_mark (&self->desk->seal, mark, user ? "user" : "nobody", name, *hash,
                         ticket->credentials.password, NULL);

  return user;
}

static gboolean check_password (AditEngineSignInTicket *ticket);

/* What came of it counts also when nobody waits for it any more. */
static void
note_answer (AditEngineSignInTicket *ticket, gboolean is_right)
{
  AditEngineDesk *desk = ticket->sign_in->desk;

  if (!ticket->is_first)
    return;

  adit_engine_memory_keep (desk->memory, &ticket->mark, is_right, desk->now_us ());
  if (!is_right)
    count_failure (ticket);
}

/* The users may have changed meanwhile: then it is begun anew. */
static void
on_verified (gpointer data)
{
  AditEngineSignInTicket *ticket = data;
  const AditUser *user;
  AditEngineMark mark;
  const char *hash;

  ticket->sign_in->n_away--;
  user = mark_password (ticket, &mark, &hash);
  if (!adit_engine_bytes_equal (&mark, &ticket->mark, sizeof mark))
    {
      if (ticket->is_forgotten)
        ticket_free (ticket);
      else
        check_password (ticket);
      return;
    }

  note_answer (ticket, ticket->is_right && user);
  if (ticket->is_forgotten)
    ticket_free (ticket);
  else if (ticket->is_right && user)
    admit (ticket, user);
  else
    challenge (ticket, FALSE, ADIT_CAUSE_SIGN_IN_FAILED);
}

/* The verifier's thread, under its mutex. */
static void
on_job_done (gpointer owner, gboolean is_right, gboolean is_first)
{
  AditEngineSignInTicket *ticket = owner;

  ticket->is_right = is_right;
  ticket->is_first = is_first;
  adit_engine_worker_post (ticket->sign_in->worker, on_verified, ticket);
}

static gboolean
start_job (AditEngineSignInTicket *ticket, const char *hash)
{
  ticket->job = (AditEngineJob){ .on_done = on_job_done, .owner = ticket };
  if (!adit_engine_verifier_start (ticket->sign_in->desk->verifier, &ticket->job, &ticket->mark,
                                   &ticket->client, ticket->credentials.password, hash))
    return FALSE;

  ticket->sign_in->n_away++;
  return TRUE;
}

/* Whether it is over. The address may have been blocked while this one waited for its turn. */
static gboolean
check_password (AditEngineSignInTicket *ticket)
{
  AditEngineDesk *desk = ticket->sign_in->desk;
  gint64 now_us = desk->now_us ();
  const char *hash;
  const AditUser *user = mark_password (ticket, &ticket->mark, &hash);

  if (adit_engine_throttle_ask (desk->throttle, &ticket->client, now_us) < 0)
    {
      block (ticket, ADIT_CAUSE_SIGN_IN_BLOCKED);
      return TRUE;
    }

  switch (adit_engine_memory_recall (desk->memory, &ticket->mark, now_us))
    {
    case ADIT_ENGINE_MEMORY_RIGHT:
      admit (ticket, user);
      return TRUE;
    case ADIT_ENGINE_MEMORY_WRONG:
      challenge (ticket, FALSE, ADIT_CAUSE_SIGN_IN_FAILED);
      return TRUE;
    case ADIT_ENGINE_MEMORY_UNKNOWN:
    default:
      if (start_job (ticket, hash))
        return FALSE;
      block (ticket, ADIT_CAUSE_SIGN_IN_BUSY);
      return TRUE;
    }
}

static void
on_delay_over (gpointer owner)
{
  check_password (owner);
}

static void
wait (AditEngineSignInTicket *ticket, gint64 delay_us, AditEngineTimerFunc on_due)
{
  adit_engine_loop_arm (ticket->sign_in->worker->loop, &ticket->timer, delay_us, on_due, ticket);
}

/* A remembered right answer does not wait: who is signed in is not held up by others' mistakes. */
static gboolean
begin_basic (AditEngineSignInTicket *ticket, gint64 delay_us)
{
  AditEngineDesk *desk = ticket->sign_in->desk;
  const char *hash;

  if (delay_us == 0)
    return check_password (ticket);

  mark_password (ticket, &ticket->mark, &hash);
  if (adit_engine_memory_recall (desk->memory, &ticket->mark, desk->now_us ()) ==
      ADIT_ENGINE_MEMORY_RIGHT)
    return check_password (ticket);

  wait (ticket, delay_us, on_delay_over);
  return FALSE;
}

/* ---- Digest ---- */

static void
on_digest_refused (gpointer owner)
{
  challenge (owner, FALSE, ADIT_CAUSE_SIGN_IN_FAILED);
}

static const char *
digest_secret (const AditUser *user, AditEngineDigestAlgorithm algorithm)
{
  if (!user)
    return "";

  return algorithm == ADIT_ENGINE_DIGEST_SHA_256 ? user->sha256_secret : user->md5_secret;
}

/* A secret that nobody has makes as much work as one that somebody has. */
static const char *const no_secrets[ADIT_ENGINE_DIGEST_N_ALGORITHMS] = {
  [ADIT_ENGINE_DIGEST_SHA_256] = "0000000000000000000000000000000000000000000000000000000000000000",
  [ADIT_ENGINE_DIGEST_MD5] = "00000000000000000000000000000000",
};

static gboolean
begin_digest (AditEngineSignInTicket *ticket,
              const AditEngineSignInQuestion *question,
              gint64 delay_us)
{
  AditEngineDesk *desk = ticket->sign_in->desk;
  const AditEngineCredentials *credentials = &ticket->credentials;
  const AditUser *user = adit_users_find (ticket->sign_in->users, credentials->user);
  const char *secret = digest_secret (user, credentials->algorithm);
  gboolean is_right =
      adit_engine_digest_is_right (credentials,
                                   *secret ? secret : no_secrets[credentials->algorithm],
                                   ADIT_ACCESS_REALM, question->method, question->uri);

  if (!is_right || !*secret)
    {
      count_failure (ticket);
      if (delay_us > 0)
        wait (ticket, delay_us, on_digest_refused);
      else
        challenge (ticket, FALSE, ADIT_CAUSE_SIGN_IN_FAILED);
      return delay_us == 0;
    }

  if (adit_engine_nonces_use (desk->nonces, credentials->nonce, credentials->nc, desk->now_us ()))
    admit (ticket, user);
  else
    challenge (ticket, TRUE, ADIT_CAUSE_SIGN_IN_NEEDED);
  return TRUE;
}

/* ---- The beginning of a question ---- */

/* It sent nothing that could be an answer here. */
static void
ask (AditEngineSignInTicket *ticket)
{
  AditSignIn sign_in = ticket->sign_in->access.sign_in;

  if (sign_in == ADIT_SIGN_IN_ALWAYS ||
      (sign_in == ADIT_SIGN_IN_ELSEWHERE && !ticket->is_client_here))
    challenge (ticket, FALSE, ADIT_CAUSE_SIGN_IN_NEEDED);
  else
    finish (ticket, ADIT_ENGINE_SIGNED_IN, NULL, "", ADIT_CAUSE_NONE);
}

/* Whether it is over. */
static gboolean
begin (AditEngineSignInTicket *ticket, const AditEngineSignInQuestion *question)
{
  AditEngineSignIn *self = ticket->sign_in;
  AditEngineCredentialsKind kind = ticket->credentials.kind;
  gint64 delay_us;

  if (self->access.sign_in == ADIT_SIGN_IN_NEVER || !adit_engine_offer_takes (&self->access, kind))
    {
      ask (ticket);
      return TRUE;
    }
  if (kind == ADIT_ENGINE_CREDENTIALS_BASIC && ticket->is_plain_elsewhere &&
      self->access.is_plain_basic_forbidden)
    {
      finish (ticket, ADIT_ENGINE_SIGN_IN_DENIED, NULL, "", ADIT_CAUSE_PLAIN_SIGN_IN);
      return TRUE;
    }

  delay_us =
      adit_engine_throttle_ask (self->desk->throttle, &ticket->client, self->desk->now_us ());
  if (delay_us < 0)
    {
      block (ticket, ADIT_CAUSE_SIGN_IN_BLOCKED);
      return TRUE;
    }

  return kind == ADIT_ENGINE_CREDENTIALS_BASIC ? begin_basic (ticket, delay_us)
                                               : begin_digest (ticket, question, delay_us);
}

AditEngineSignInTicket *
adit_engine_sign_in_check (AditEngineSignIn *self,
                           const AditEngineSignInQuestion *question,
                           AditEngineSignInFunc on_done,
                           gpointer owner)
{
  AditEngineSignInTicket *ticket = g_new0 (AditEngineSignInTicket, 1);

  ticket->sign_in = self;
  ticket->on_done = on_done;
  ticket->owner = owner;
  ticket->client = *question->client;
  ticket->is_client_here = question->is_client_here;
  ticket->is_plain_elsewhere = !question->is_client_here && !question->is_encrypted;
  adit_engine_credentials_read (&ticket->credentials, question->authorization);

  return begin (ticket, question) ? NULL : ticket;
}

/* What is being computed already is let come back: else wrong passwords could be tried uncounted by
 * leaving at once. */
void
adit_engine_sign_in_forget (AditEngineSignInTicket *ticket)
{
  AditEngineSignIn *self = ticket->sign_in;
  gboolean is_asked = ticket->job.on_done != NULL;
  gboolean is_taken_back =
      is_asked && adit_engine_verifier_cancel (self->desk->verifier, &ticket->job);

  self->n_away -= is_taken_back;
  if (!is_asked || is_taken_back)
    ticket_free (ticket);
  else
    ticket->is_forgotten = TRUE;
}

guint
adit_engine_sign_in_count_away (const AditEngineSignIn *self)
{
  return self->n_away;
}

/* ---- Life ---- */

AditEngineSignIn *
adit_engine_sign_in_new (AditEngineWorker *worker, AditEngineDesk *desk)
{
  AditEngineSignIn *self = g_new0 (AditEngineSignIn, 1);

  self->worker = worker;
  self->desk = desk;
  self->users = adit_users_new ();
  self->access = (AditAccess) ADIT_ACCESS_INIT;

  return self;
}

void
adit_engine_sign_in_free (AditEngineSignIn *self)
{
  g_assert (self->n_away == 0);
  adit_users_unref (self->users);
  g_free (self);
}

void
adit_engine_sign_in_set_users (AditEngineSignIn *self, AditUsers *users)
{
  AditUsers *old = self->users;

  self->users = adit_users_ref (users);
  adit_users_unref (old);
}

void
adit_engine_sign_in_set_access (AditEngineSignIn *self, const AditAccess *access)
{
  self->access = *access;
}

AditUsers *
adit_engine_sign_in_get_users (AditEngineSignIn *self)
{
  return self->users;
}
