/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Who is asking: the step that takes what a client sent as Proxy-Authorization and says who that
 * is, or what it is answered with. One on each worker, used in that worker's thread only; what all
 * have in common is at the desk.
 *
 * When the answer needs a slow hash, or the address has to wait because of earlier failures, it
 * comes later; until then there is a ticket.
 *
 * A client that need not sign in may do so all the same and is known by its name then. What it sent
 * is ignored when it is no answer at all; a wrong one is wrong here, too. Where nobody signs in
 * (`never`) nothing is looked at.
 *
 * Nothing that is not right tells whether there is such a user: an unknown name, a wrong password,
 * and one who has no password for this scheme get the same answer, after the same work. That a user
 * is disabled or has expired is told only to who knows the password. */

#pragma once

#include "engine/authorise/adit-engine-desk.h"
#include "engine/worker/adit-engine-worker.h"
#include "model/adit-access.h"
#include "model/adit-cause.h"
#include "model/adit-users.h"

G_BEGIN_DECLS

typedef enum
{
  ADIT_ENGINE_SIGNED_IN,       /* or need not */
  ADIT_ENGINE_SIGN_IN_NEEDED,  /* 407 */
  ADIT_ENGINE_SIGN_IN_DENIED,  /* 403 */
  ADIT_ENGINE_SIGN_IN_BLOCKED, /* 429, 503 */
} AditEngineSignInVerdict;

typedef struct
{
  const char *authorization; /* value of Proxy-Authorization; NULL: none was sent */
  const char *method;
  const char *uri; /* the request's target as it was written */
  const AditEngineAddress *client;
  gboolean is_client_here;
  gboolean is_encrypted;
} AditEngineSignInQuestion;

typedef struct _AditEngineSignIn AditEngineSignIn;
typedef struct _AditEngineSignInTicket AditEngineSignInTicket;

/* Once for each question, in the worker's thread. @user: NULL unless somebody signed in; a
 * reference to `adit_engine_sign_in_get_users()`, taken now, keeps it. @challenges: complete
 * "Proxy-Authenticate: …\r\n" lines for a 407, "" otherwise. @cause: the row of the answer,
 * ADIT_CAUSE_NONE with SIGNED_IN. The ticket is gone. */
typedef void (*AditEngineSignInFunc) (gpointer owner,
                                      AditEngineSignInVerdict verdict,
                                      const AditUser *user,
                                      const char *challenges,
                                      AditCause cause);

/* @desk outlives it. Nobody is known as yet and access is the default. */
AditEngineSignIn *adit_engine_sign_in_new (AditEngineWorker *worker, AditEngineDesk *desk);

/* In the worker's thread, or when that has ended; all tickets must be gone or forgotten, and none
 * away. */
void adit_engine_sign_in_free (AditEngineSignIn *self);

/* From now on; holds for questions that are under way as well. Takes a reference. */
void adit_engine_sign_in_set_users (AditEngineSignIn *self, AditUsers *users);
void adit_engine_sign_in_set_access (AditEngineSignIn *self, const AditAccess *access);
AditUsers *adit_engine_sign_in_get_users (AditEngineSignIn *self); /* (transfer none) */

/* NULL when @on_done has been called already, from within. What the question points to need not
 * outlive the call. */
AditEngineSignInTicket *adit_engine_sign_in_check (AditEngineSignIn *self,
                                                   const AditEngineSignInQuestion *question,
                                                   AditEngineSignInFunc on_done,
                                                   gpointer owner);

/* Nobody waits for the answer any more: it is not given. */
void adit_engine_sign_in_forget (AditEngineSignInTicket *ticket);

/* Tickets, forgotten ones too, whose hash is being computed: a worker cannot end before 0. */
guint adit_engine_sign_in_count_away (const AditEngineSignIn *self);

G_END_DECLS
