/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A worker with a sign-in, a desk with a clock of the test's, some users, and questions put to
 * them: from the test's thread, answered in the worker's. */

#pragma once

#include "engine/authorise/adit-engine-sign-in.h"

#include <pthread.h>

G_BEGIN_DECLS

#define TODAY 20270615

extern _Atomic gint64 test_sign_in_clock_us;

typedef struct
{
  AditEngineWorker *worker;
  AditEngineDesk *desk;
  AditEngineSignIn *sign_in;
  AditUsers *users;
} TestSignIn;

typedef struct
{
  AditEngineSignInVerdict verdict;
  AditCause cause;
  char *user;
  char *challenges;
} TestAnswer;

typedef struct
{
  TestSignIn *fixture;
  AditEngineSignInQuestion question;
  AditEngineSignInTicket *ticket;
  pthread_mutex_t lock;
  pthread_cond_t changed;
  guint n_answers;
  TestAnswer answer;
} TestAsking;

/* A client with Basic, and what it is told. */
typedef struct
{
  const char *user; /* NULL: nothing is sent */
  const char *password;
  const char *host;
  gboolean is_encrypted;
  AditEngineSignInVerdict verdict;
  const char *admitted;
  AditCause cause;
} TestSignInRow;

#define IN      ADIT_ENGINE_SIGNED_IN
#define NEEDED  ADIT_ENGINE_SIGN_IN_NEEDED
#define DENIED  ADIT_ENGINE_SIGN_IN_DENIED
#define BLOCKED ADIT_ENGINE_SIGN_IN_BLOCKED
#define HERE    "127.0.0.1", FALSE
#define FAR     "192.0.2.1", FALSE
#define FAR_TLS "192.0.2.1", TRUE
#define FAILED  NEEDED, NULL, ADIT_CAUSE_SIGN_IN_FAILED
#define ASKED   NEEDED, NULL, ADIT_CAUSE_SIGN_IN_NEEDED
#define ALICE   IN, "alice", ADIT_CAUSE_NONE
#define NOBODY  IN, NULL, ADIT_CAUSE_NONE
#define PLAIN   DENIED, NULL, ADIT_CAUSE_PLAIN_SIGN_IN

/* alice, disabled, expired, last-day (all with "secret"), and nothing, who has no password. */
void test_sign_in_set_up (TestSignIn *self, gconstpointer data);
void test_sign_in_tear_down (TestSignIn *self, gconstpointer data);

/* With a hash as cheap as SHA-crypt gets. (transfer full) */
AditUser *test_sign_in_make_user (const char *name, const char *password);

/* Checking their password takes long enough for others to come meanwhile. */
AditUser *test_sign_in_make_slow_user (const char *name, const char *password);

/* Adds or replaces; takes @user over. Known to the sign-in after apply. */
void test_sign_in_put (TestSignIn *self, AditUser *user);
void test_sign_in_apply_users (TestSignIn *self);
/* In the worker's thread. */
void test_sign_in_run_set_users (gpointer data);
void test_sign_in_set_access (TestSignIn *self, const AditAccess *access);

void
test_sign_in_start (TestSignIn *self, TestAsking *asking, const AditEngineSignInQuestion *question);
TestAnswer *test_sign_in_wait_for (TestAsking *asking);
void test_sign_in_clear (TestAsking *asking);

/* In the worker's thread: nobody waits any more for the answer to this TestAsking. */
void test_sign_in_run_forget (gpointer data);

/* The field's value. (transfer full) */
char *test_sign_in_basic (const char *user, const char *password);
AditEngineAddress test_sign_in_address (const char *host);
void test_sign_in_assert_row (TestSignIn *self, const TestSignInRow *row);

G_END_DECLS
