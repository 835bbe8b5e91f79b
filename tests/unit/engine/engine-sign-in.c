/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Signing in, over a clock of the test's, with a real worker and real threads for the hashes: who is
 * let in, what the rest is told, and what it costs. Hashes are counted rather than timed, but for
 * one test. */

#include "engine/authorise/adit-engine-digest.h"
#include "engine/authorise/adit-engine-password.h"
#include "engine/authorise/adit-engine-sign-in.h"

#include <crypt.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define TODAY 20270615

#define FAST "$5$rounds=1000$saltsalt$" /* as cheap as SHA-crypt gets */

static gint64 clock_us; /* atomic in effect: changed only while nothing is under way */

typedef struct
{
  AditEngineWorker *worker;
  AditEngineDesk *desk;
  AditEngineSignIn *sign_in;
  AditUsers *users;
} Fixture;

typedef struct
{
  AditEngineSignInVerdict verdict;
  AditCause cause;
  char *user;
  char *challenges;
} Answer;

typedef struct
{
  Fixture *fixture;
  AditEngineSignInQuestion question;
  AditEngineSignInTicket *ticket;
  pthread_mutex_t lock;
  pthread_cond_t changed;
  guint n_answers;
  Answer answer;
} Asking;

static gint64
now_us (void)
{
  return clock_us;
}

static guint
today (void)
{
  return TODAY;
}

static char *
fast_hash (const char *password)
{
  g_autofree struct crypt_data *crypt_data = g_new0 (struct crypt_data, 1);

  return g_strdup (crypt_r (password, FAST, crypt_data));
}

static AditUser *
make_user (const char *name, const char *password)
{
  AditUser *user = adit_user_new (name);
  g_autofree char *hash = fast_hash (password);

  adit_user_set_text (&user->password_hash, hash);
  return user;
}

/* Takes @user over. */
static void
put (Fixture *self, AditUser *user)
{
  AditUsers *users = adit_users_find (self->users, user->name)
                         ? adit_users_replace (self->users, user, NULL)
                         : adit_users_add (self->users, user, NULL);

  g_assert_nonnull (users);
  adit_users_unref (self->users);
  self->users = users;
  adit_user_free (user);
}

static void
run_set_users (gpointer data)
{
  Fixture *self = data;

  adit_engine_sign_in_set_users (self->sign_in, self->users);
}

static void
apply_users (Fixture *self)
{
  adit_engine_worker_call (self->worker, run_set_users, self);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  AditUser *user;

  clock_us = 1000 * (gint64) G_USEC_PER_SEC;
  self->worker = adit_engine_worker_new (0, 4);
  self->desk = adit_engine_desk_new ();
  self->desk->now_us = now_us;
  self->desk->today = today;
  self->sign_in = adit_engine_sign_in_new (self->worker, self->desk);
  self->users = adit_users_new ();

  put (self, make_user ("alice", "secret"));
  user = make_user ("disabled", "secret");
  user->is_enabled = FALSE;
  put (self, user);
  user = make_user ("expired", "secret");
  user->expires_on = TODAY - 1;
  put (self, user);
  user = make_user ("last-day", "secret");
  user->expires_on = TODAY;
  put (self, user);
  put (self, adit_user_new ("nothing"));
  apply_users (self);
}

static gboolean
is_empty (gpointer data)
{
  Fixture *self = data;

  return adit_engine_sign_in_count_away (self->sign_in) == 0;
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  adit_engine_worker_free (self->worker, is_empty, self);
  adit_engine_sign_in_free (self->sign_in);
  adit_engine_desk_free (self->desk);
  adit_users_unref (self->users);
}

/* ---- Asking ---- */

static void
on_done (gpointer owner,
         AditEngineSignInVerdict verdict,
         const AditUser *user,
         const char *challenges,
         AditCause cause)
{
  Asking *asking = owner;

  pthread_mutex_lock (&asking->lock);
  asking->n_answers++;
  asking->ticket = NULL;
  asking->answer =
      (Answer){ verdict, cause, g_strdup (user ? user->name : NULL), g_strdup (challenges) };
  pthread_cond_signal (&asking->changed);
  pthread_mutex_unlock (&asking->lock);
}

static void
run_ask (gpointer data)
{
  Asking *asking = data;

  asking->ticket =
      adit_engine_sign_in_check (asking->fixture->sign_in, &asking->question, on_done, asking);
}

static void
start (Fixture *self, Asking *asking, const AditEngineSignInQuestion *question)
{
  *asking = (Asking){ .fixture = self, .question = *question };
  pthread_mutex_init (&asking->lock, NULL);
  pthread_cond_init (&asking->changed, NULL);
  adit_engine_worker_post (self->worker, run_ask, asking);
}

static void
run_nothing (gpointer data)
{
}

static Answer *
wait_for (Asking *asking)
{
  pthread_mutex_lock (&asking->lock);
  while (asking->n_answers == 0)
    pthread_cond_wait (&asking->changed, &asking->lock);
  pthread_mutex_unlock (&asking->lock);

  /* It is not called twice, and is out of the callback. */
  adit_engine_worker_call (asking->fixture->worker, run_nothing, NULL);
  g_assert_cmpuint (asking->n_answers, ==, 1);
  return &asking->answer;
}

static void
clear (Asking *asking)
{
  pthread_mutex_destroy (&asking->lock);
  pthread_cond_destroy (&asking->changed);
  g_free (asking->answer.user);
  g_free (asking->answer.challenges);
}

static char *
basic (const char *user, const char *password)
{
  g_autofree char *pair = g_strconcat (user, ":", password, NULL);
  g_autofree char *text = g_base64_encode ((const guchar *) pair, strlen (pair));

  return g_strconcat ("Basic ", text, NULL);
}

static AditEngineAddress
address (const char *host)
{
  AditEngineAddress result;

  g_assert_true (adit_engine_address_parse (&result, host, 1234));
  return result;
}

typedef struct
{
  const char *user; /* NULL: nothing is sent */
  const char *password;
  const char *host;
  gboolean is_encrypted;
  AditEngineSignInVerdict verdict;
  const char *admitted;
  AditCause cause;
} Row;

static void
assert_row (Fixture *self, const Row *row)
{
  g_autofree char *authorization = row->user ? basic (row->user, row->password) : NULL;
  AditEngineAddress client = address (row->host);
  AditEngineSignInQuestion question = {
    authorization,
    "CONNECT",
    "example.org:443",
    &client,
    adit_engine_address_is_loopback (&client),
    row->is_encrypted,
  };
  Asking asking;
  Answer *answer;

  g_test_message ("%s:%s from %s", row->user, row->password, row->host);
  start (self, &asking, &question);
  answer = wait_for (&asking);
  g_assert_cmpint (answer->verdict, ==, row->verdict);
  g_assert_cmpstr (answer->user, ==, row->admitted);
  g_assert_cmpint (answer->cause, ==, row->cause);
  g_assert_cmpint (answer->challenges[0] != '\0', ==, row->verdict == ADIT_ENGINE_SIGN_IN_NEEDED);
  clear (&asking);
}

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

typedef struct
{
  AditAccess access;
  Row row;
} AccessCase;

static const AccessCase access_cases[] = {
  { { ADIT_SIGN_IN_ELSEWHERE }, { NULL, NULL, HERE, NOBODY } },
  { { ADIT_SIGN_IN_ELSEWHERE }, { NULL, NULL, FAR, ASKED } },
  { { ADIT_SIGN_IN_ELSEWHERE }, { "alice", "secret", HERE, ALICE } },
  { { ADIT_SIGN_IN_ELSEWHERE }, { "alice", "secret", FAR, ALICE } },
  { { ADIT_SIGN_IN_ELSEWHERE }, { "alice", "wrong", HERE, FAILED } },
  { { ADIT_SIGN_IN_ELSEWHERE }, { "alice", "wrong", "192.0.2.2", FALSE, FAILED } },
  { { ADIT_SIGN_IN_ELSEWHERE }, { "bob", "secret", "192.0.2.3", FALSE, FAILED } },
  { { ADIT_SIGN_IN_ELSEWHERE }, { "nothing", "", "192.0.2.3", FALSE, FAILED } },
  { { ADIT_SIGN_IN_ELSEWHERE },
    { "disabled", "secret", FAR, DENIED, NULL, ADIT_CAUSE_USER_DISABLED } },
  { { ADIT_SIGN_IN_ELSEWHERE }, { "disabled", "wrong", "192.0.2.4", FALSE, FAILED } },
  { { ADIT_SIGN_IN_ELSEWHERE },
    { "expired", "secret", FAR, DENIED, NULL, ADIT_CAUSE_USER_EXPIRED } },
  { { ADIT_SIGN_IN_ELSEWHERE }, { "last-day", "secret", FAR, IN, "last-day", ADIT_CAUSE_NONE } },
  { { ADIT_SIGN_IN_ALWAYS }, { NULL, NULL, HERE, ASKED } },
  { { ADIT_SIGN_IN_ALWAYS }, { "alice", "secret", HERE, ALICE } },
  { { ADIT_SIGN_IN_NEVER }, { NULL, NULL, FAR, NOBODY } },
  { { ADIT_SIGN_IN_NEVER }, { "alice", "wrong", FAR, NOBODY } },
  { { ADIT_SIGN_IN_ELSEWHERE, ADIT_SCHEMES_BASIC, TRUE }, { "alice", "secret", FAR, PLAIN } },
  { { ADIT_SIGN_IN_ELSEWHERE, ADIT_SCHEMES_BASIC, TRUE }, { NULL, NULL, FAR, PLAIN } },
  { { ADIT_SIGN_IN_ELSEWHERE, ADIT_SCHEMES_BASIC, TRUE }, { "alice", "secret", FAR_TLS, ALICE } },
  { { ADIT_SIGN_IN_ALWAYS, ADIT_SCHEMES_BASIC, TRUE }, { "alice", "secret", HERE, ALICE } },
  { { ADIT_SIGN_IN_ELSEWHERE, ADIT_SCHEMES_DIGEST }, { "alice", "secret", FAR, ASKED } },
  { { ADIT_SIGN_IN_ELSEWHERE, ADIT_SCHEMES_DIGEST }, { "alice", "secret", HERE, NOBODY } },
};

typedef struct
{
  Fixture *fixture;
  const AditAccess *access;
} Accessing;

static void
run_set_access (gpointer data)
{
  Accessing *accessing = data;

  adit_engine_sign_in_set_access (accessing->fixture->sign_in, accessing->access);
}

static void
set_access (Fixture *self, const AditAccess *access)
{
  Accessing accessing = { self, access };

  adit_engine_worker_call (self->worker, run_set_access, &accessing);
}

static void
test_access (Fixture *self, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (access_cases); i++)
    {
      set_access (self, &access_cases[i].access);
      assert_row (self, &access_cases[i].row);
    }
}

/* ---- What it costs ---- */

static guint
count_hashes (Fixture *self, const Row *row)
{
  guint before = adit_engine_password_count_verified ();

  assert_row (self, row);
  return adit_engine_password_count_verified () - before;
}

static void
test_paid_once (Fixture *self, gconstpointer data)
{
  const Row right = { "alice", "secret", FAR, ALICE };

  g_assert_cmpuint (count_hashes (self, &right), ==, 1);
  for (guint i = 0; i < 100; i++)
    g_assert_cmpuint (count_hashes (self, &right), ==, 0);

  clock_us += ADIT_ENGINE_MEMORY_RIGHT_US;
  g_assert_cmpuint (count_hashes (self, &right), ==, 1);
}

/* The same work and the same answer for all who are not let in. */
static void
test_unknown_costs_the_same (Fixture *self, gconstpointer data)
{
  static const Row rows[] = {
    { "alice", "wrong", "192.0.2.11", FALSE, FAILED },
    { "bob", "wrong", "192.0.2.12", FALSE, FAILED },
    { "nothing", "wrong", "192.0.2.13", FALSE, FAILED },
    { "disabled", "wrong", "192.0.2.14", FALSE, FAILED },
    { "expired", "wrong", "192.0.2.15", FALSE, FAILED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_assert_cmpuint (count_hashes (self, &rows[i]), ==, 1);
      g_assert_cmpuint (count_hashes (self, &rows[i]), ==, 0);
    }
}

/* A decoy is the hash of somebody's password: it must not let in somebody else with that. */
static void
test_decoy_lets_nobody_in (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *name = g_strdup_printf ("nobody-%u", i);
      g_autofree char *host = g_strdup_printf ("192.0.2.%u", 20 + i);
      const Row row = { name, "secret", host, FALSE, FAILED };

      assert_row (self, &row);
      assert_row (self, &row);
    }
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 time_a = *(const gint64 *) a;
  gint64 time_b = *(const gint64 *) b;

  return (time_a > time_b) - (time_a < time_b);
}

/* The median of some attempts, each with a new password from a new address. */
static gint64
time_attempts (Fixture *self, const char *user, guint network)
{
  gint64 times[15];

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autofree char *password = g_strdup_printf ("wrong-%u", i);
      g_autofree char *host = g_strdup_printf ("198.51.%u.%u", network, i + 1);
      const Row row = { user, password, host, FALSE, FAILED };
      gint64 before = g_get_monotonic_time ();

      assert_row (self, &row);
      times[i] = g_get_monotonic_time () - before;
    }
  qsort (times, G_N_ELEMENTS (times), sizeof times[0], compare_times);

  return times[G_N_ELEMENTS (times) / 2];
}

static void
test_timing (Fixture *self, gconstpointer data)
{
  g_autoptr (AditUser) slow = adit_user_new ("slow");
  gint64 known, unknown;

  g_assert_true (adit_engine_password_set (slow, "secret", ADIT_SCHEMES_BASIC, NULL));
  adit_users_unref (self->users);
  self->users = adit_users_new ();
  put (self, adit_user_copy (slow));
  apply_users (self);

  known = time_attempts (self, "slow", 1);
  unknown = time_attempts (self, "unknown", 2);
  g_test_message ("known %" G_GINT64_FORMAT " µs, unknown %" G_GINT64_FORMAT " µs", known, unknown);
  g_assert_cmpint (known, <, 3 * unknown);
  g_assert_cmpint (unknown, <, 3 * known);
}

/* ---- Many at once ---- */

#define N_ASKINGS 30

/* As a browser opens them: all pay together. */
static void
test_joined (Fixture *self, gconstpointer data)
{
  g_autofree char *authorization = basic ("alice", "secret");
  AditEngineAddress client = address ("192.0.2.1");
  AditEngineSignInQuestion question = { authorization, "CONNECT", "a:1", &client, FALSE, FALSE };
  guint before = adit_engine_password_count_verified ();
  Asking askings[N_ASKINGS];

  for (guint i = 0; i < N_ASKINGS; i++)
    start (self, &askings[i], &question);
  for (guint i = 0; i < N_ASKINGS; i++)
    {
      g_assert_cmpint (wait_for (&askings[i])->verdict, ==, IN);
      clear (&askings[i]);
    }
  g_assert_cmpuint (adit_engine_password_count_verified () - before, ==, 1);
}

/* Different wrong ones at once: no more are computed than it takes to block the address. */
static void
test_crowd (Fixture *self, gconstpointer data)
{
  AditEngineAddress client = address ("192.0.2.1");
  guint before = adit_engine_password_count_verified ();
  Asking askings[N_ASKINGS];
  char *authorizations[N_ASKINGS];
  guint n_busy = 0;

  for (guint i = 0; i < N_ASKINGS; i++)
    {
      g_autofree char *password = g_strdup_printf ("wrong-%u", i);
      AditEngineSignInQuestion question = { NULL, "CONNECT", "a:1", &client, FALSE, FALSE };

      authorizations[i] = basic ("alice", password);
      question.authorization = authorizations[i];
      start (self, &askings[i], &question);
    }
  for (guint i = 0; i < N_ASKINGS; i++)
    {
      const Answer *answer = wait_for (&askings[i]);

      g_assert_cmpint (answer->verdict, !=, IN);
      n_busy += answer->cause == ADIT_CAUSE_SIGN_IN_BUSY;
      clear (&askings[i]);
      g_free (authorizations[i]);
    }
  g_test_message ("%u found no room", n_busy);
  g_assert_cmpuint (adit_engine_password_count_verified () - before, <=,
                    ADIT_ENGINE_THROTTLE_MAX + ADIT_ENGINE_VERIFIER_PER_ADDRESS_MAX);
}

static void
run_forget (gpointer data)
{
  Asking *asking = data;

  if (asking->ticket)
    adit_engine_sign_in_forget (asking->ticket);
}

/* Clients that leave: no answer, no leak, and their failures count all the same. */
static void
test_forget (Fixture *self, gconstpointer data)
{
  g_autofree char *authorization = basic ("alice", "wrong");
  AditEngineAddress client = address ("192.0.2.1");
  AditEngineSignInQuestion question = { authorization, "CONNECT", "a:1", &client, FALSE, FALSE };

  for (guint i = 0; i < 200; i++)
    {
      Asking asking;

      clock_us += ADIT_ENGINE_MEMORY_WRONG_US;
      start (self, &asking, &question);
      adit_engine_worker_call (self->worker, run_forget, &asking);
      g_assert_cmpuint (asking.n_answers, <=, 1);
      clear (&asking);
    }
}

/* ---- Changes ---- */

static void
test_changes (Fixture *self, gconstpointer data)
{
  const Row old = { "alice", "secret", FAR, ALICE };
  const Row old_fails = { "alice", "secret", "192.0.2.2", FALSE, FAILED };
  const Row new = { "alice", "better", FAR, ALICE };
  const Row disabled = { "alice", "better", FAR, DENIED, NULL, ADIT_CAUSE_USER_DISABLED };
  AditUser *user;
  AditUsers *users;

  assert_row (self, &old);
  put (self, make_user ("alice", "better"));
  apply_users (self);
  assert_row (self, &old_fails);
  assert_row (self, &new);

  user = make_user ("alice", "better");
  user->is_enabled = FALSE;
  put (self, user);
  apply_users (self);
  assert_row (self, &disabled);

  users = adit_users_remove (self->users, "alice", NULL);
  adit_users_unref (self->users);
  self->users = users;
  apply_users (self);
  assert_row (self, &old_fails);
}

/* The password changes while the old one is being checked, many times over. */
static void
test_changes_under_way (Fixture *self, gconstpointer data)
{
  g_autofree char *authorization = basic ("alice", "secret");
  AditEngineAddress client = address ("127.0.0.1");
  AditEngineSignInQuestion question = { authorization, "CONNECT", "a:1", &client, TRUE, FALSE };

  for (guint i = 0; i < 20; i++)
    {
      Asking asking;

      clock_us += ADIT_ENGINE_MEMORY_RIGHT_US;
      put (self, make_user ("alice", "secret"));
      apply_users (self);
      put (self, make_user ("alice", "better"));
      start (self, &asking, &question);
      adit_engine_worker_post (self->worker, run_set_users, self);
      wait_for (&asking);
      clear (&asking);
      start (self, &asking, &question);
      g_assert_cmpint (wait_for (&asking)->cause, ==, ADIT_CAUSE_SIGN_IN_FAILED);
      clear (&asking);
    }
}

/* ---- Blocks ---- */

static void
fail (Fixture *self, const char *host, guint n_times)
{
  AditEngineAddress client = address (host);

  for (guint i = 0; i < n_times; i++)
    adit_engine_throttle_fail (self->desk->throttle, &client, FALSE, "alice", clock_us);
}

static void
test_block_and_lift (Fixture *self, gconstpointer data)
{
  const Row right = { "alice", "secret", FAR, ALICE };
  const Row blocked = { "alice", "secret", FAR, BLOCKED, NULL, ADIT_CAUSE_SIGN_IN_BLOCKED };
  const Row elsewhere = { "alice", "secret", "192.0.2.2", FALSE, ALICE };
  AditEngineAddress client = address ("192.0.2.1");

  assert_row (self, &right);
  fail (self, "192.0.2.1", ADIT_ENGINE_THROTTLE_MAX);
  assert_row (self, &blocked); /* remembered or not */
  assert_row (self, &elsewhere);

  g_assert_true (adit_engine_throttle_lift (self->desk->throttle, &client));
  assert_row (self, &right);
  fail (self, "192.0.2.1", ADIT_ENGINE_THROTTLE_MAX);
  clock_us += ADIT_ENGINE_THROTTLE_BLOCK_US;
  assert_row (self, &right);
}

/* Each wrong one counts; the same again is no new attempt. */
static void
test_counted (Fixture *self, gconstpointer data)
{
  static const char *const hosts[] = { "192.0.2.1", "127.0.0.1" };

  for (guint i = 0; i < 2; i++)
    {
      AditEngineAddress client = address (hosts[i]);

      /* So few that nothing has to wait. */
      for (guint n = 0; n < ADIT_ENGINE_THROTTLE_FREE; n++)
        {
          g_autofree char *password = g_strdup_printf ("wrong-%u-%u", i, n);
          const Row row = { "alice", password, hosts[i], FALSE, FAILED };

          g_assert_cmpint (adit_engine_throttle_ask (self->desk->throttle, &client, clock_us), ==,
                           0);
          assert_row (self, &row);
          if (n < ADIT_ENGINE_THROTTLE_FREE - 1)
            assert_row (self, &row);
        }
      g_assert_cmpint (adit_engine_throttle_ask (self->desk->throttle, &client, clock_us), ==,
                       ADIT_ENGINE_THROTTLE_FIRST_US);
    }
}

/* One that has to wait does, unless it is remembered; one who leaves meanwhile is forgotten. */
static void
test_delay (Fixture *self, gconstpointer data)
{
  const Row right = { "alice", "secret", FAR, ALICE };
  g_autofree char *authorization = basic ("alice", "wrong");
  AditEngineAddress client = address ("192.0.2.1");
  AditEngineSignInQuestion question = { authorization, "CONNECT", "a:1", &client, FALSE, FALSE };
  gint64 before = g_get_monotonic_time ();
  Asking asking;

  fail (self, "192.0.2.1", ADIT_ENGINE_THROTTLE_FREE);
  assert_row (self, &right);
  g_assert_cmpint (g_get_monotonic_time () - before, >=, ADIT_ENGINE_THROTTLE_FIRST_US);

  fail (self, "192.0.2.1", ADIT_ENGINE_THROTTLE_MAX - 1);
  start (self, &asking, &question);
  assert_row (self, &right); /* lifts the delay of the next */
  adit_engine_worker_call (self->worker, run_forget, &asking);
  g_assert_cmpuint (asking.n_answers, ==, 0);
  clear (&asking);
}

/* ---- Digest ---- */

static char *
take_nonce (const char *challenges)
{
  const char *begin = strstr (challenges, "nonce=\"") + strlen ("nonce=\"");

  return g_strndup (begin, strcspn (begin, "\""));
}

static char *
digest (const char *user, const char *password, const char *nonce, const char *uri, guint count)
{
  g_autofree char *secret = adit_engine_digest_make_secret (ADIT_ENGINE_DIGEST_SHA_256, user,
                                                            ADIT_ACCESS_REALM, password);
  AditEngineCredentials credentials = { .algorithm = ADIT_ENGINE_DIGEST_SHA_256 };
  g_autofree char *owned_nonce = g_strdup (nonce);
  g_autofree char *owned_uri = g_strdup (uri);
  char cnonce[] = "c";
  char response[ADIT_ENGINE_DIGEST_SIZE];

  credentials.nonce = owned_nonce;
  credentials.uri = owned_uri;
  credentials.cnonce = cnonce;
  g_snprintf (credentials.nc_text, sizeof credentials.nc_text, "%08x", count);
  adit_engine_digest_answer (response, &credentials, secret, "CONNECT");

  return g_strdup_printf ("Digest username=\"%s\", realm=\"" ADIT_ACCESS_REALM "\", nonce=\"%s\","
                          " uri=\"%s\", cnonce=\"c\", nc=%08x, qop=auth, algorithm=SHA-256,"
                          " response=\"%s\"",
                          user, nonce, uri, count, response);
}

typedef struct
{
  const char *user;
  const char *password;
  const char *uri;
  guint count;
  AditEngineSignInVerdict verdict;
  AditCause cause;
  gboolean is_stale;
} DigestRow;

static void
assert_digest (Fixture *self, const char *nonce, const DigestRow *row)
{
  g_autofree char *authorization = digest (row->user, row->password, nonce, row->uri, row->count);
  AditEngineAddress client = address ("192.0.2.1");
  AditEngineSignInQuestion question = { authorization, "CONNECT", "a:1", &client, FALSE, FALSE };
  Asking asking;
  Answer *answer;

  start (self, &asking, &question);
  answer = wait_for (&asking);
  g_test_message ("%s", authorization);
  g_assert_cmpint (answer->verdict, ==, row->verdict);
  g_assert_cmpint (answer->cause, ==, row->cause);
  g_assert_cmpint (strstr (answer->challenges, "stale=true") != NULL, ==, row->is_stale);
  clear (&asking);
}

static char *
get_challenges (Fixture *self)
{
  AditEngineAddress client = address ("192.0.2.1");
  AditEngineSignInQuestion question = { NULL, "CONNECT", "a:1", &client, FALSE, FALSE };
  char *challenges;
  Asking asking;

  start (self, &asking, &question);
  challenges = g_strdup (wait_for (&asking)->challenges);
  clear (&asking);

  return challenges;
}

static void
test_digest (Fixture *self, gconstpointer data)
{
  static const DigestRow rows[] = {
    { "dora", "secret", "a:1", 1, IN, ADIT_CAUSE_NONE },
    { "dora", "secret", "a:1", 1, NEEDED, ADIT_CAUSE_SIGN_IN_NEEDED, TRUE }, /* again */
    { "dora", "secret", "a:1", 2, IN, ADIT_CAUSE_NONE },
    { "dora", "secret", "b:1", 3, NEEDED, ADIT_CAUSE_SIGN_IN_FAILED },
    { "dora", "wrong", "a:1", 4, NEEDED, ADIT_CAUSE_SIGN_IN_FAILED },
    { "dora", "secret", "a:1", 5, IN, ADIT_CAUSE_NONE },
    { "alice", "secret", "a:1", 6, NEEDED, ADIT_CAUSE_SIGN_IN_FAILED }, /* no secret for it */
    { "nobody", "secret", "a:1", 7, NEEDED, ADIT_CAUSE_SIGN_IN_FAILED },
  };
  static const DigestRow late = { "dora", "secret", "a:1", 8, NEEDED, ADIT_CAUSE_SIGN_IN_NEEDED,
                                  TRUE };
  const AditAccess access = { ADIT_SIGN_IN_ALWAYS, ADIT_SCHEMES_DIGEST, FALSE };
  AditUser *user = adit_user_new ("dora");
  g_autofree char *challenges = NULL;
  g_autofree char *nonce = NULL;

  g_assert_true (adit_engine_password_set (user, "secret", ADIT_SCHEMES_DIGEST, NULL));
  g_assert_cmpstr (user->password_hash, ==, "");
  put (self, user);
  apply_users (self);
  set_access (self, &access);
  challenges = get_challenges (self);
  g_assert_null (strstr (challenges, "Basic"));
  nonce = take_nonce (challenges);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_digest (self, nonce, &rows[i]);
  clock_us += ADIT_ENGINE_NONCE_US + 1;
  assert_digest (self, nonce, &late);
}

/* Digest is offered beside Basic only while nobody would be locked out by it. */
static void
test_offers (Fixture *self, gconstpointer data)
{
  const AditAccess both = { ADIT_SIGN_IN_ALWAYS, ADIT_SCHEMES_BOTH, TRUE };
  AditUser *user = adit_user_new ("dora");
  g_autofree char *mixed = NULL;
  g_autofree char *same = NULL;
  g_autofree char *basic_only = NULL;
  const AditAccess plain = { ADIT_SIGN_IN_ALWAYS, ADIT_SCHEMES_BOTH, FALSE };

  g_assert_true (adit_engine_password_set (user, "secret", ADIT_SCHEMES_BOTH, NULL));
  put (self, adit_user_copy (user));
  apply_users (self);
  set_access (self, &plain);
  mixed = get_challenges (self);
  g_assert_cmpstr (mixed, ==, "Proxy-Authenticate: Basic realm=\"Adit\", charset=\"UTF-8\"\r\n");

  adit_users_unref (self->users);
  self->users = adit_users_new ();
  put (self, user);
  apply_users (self);
  same = get_challenges (self);
  g_assert_nonnull (strstr (same, "SHA-256"));
  g_assert_true (strstr (same, "SHA-256") < strstr (same, "MD5"));
  g_assert_true (strstr (same, "MD5") < strstr (same, "Basic"));

  set_access (self, &both);
  basic_only = get_challenges (self);
  g_assert_null (strstr (basic_only, "Basic"));
  g_assert_nonnull (strstr (basic_only, "Digest"));
}

#define ADD(name, run) g_test_add ("/engine/sign-in/" name, Fixture, NULL, set_up, run, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("access", test_access);
  ADD ("paid-once", test_paid_once);
  ADD ("unknown-costs-the-same", test_unknown_costs_the_same);
  ADD ("decoy-lets-nobody-in", test_decoy_lets_nobody_in);
  ADD ("timing", test_timing);
  ADD ("joined", test_joined);
  ADD ("crowd", test_crowd);
  ADD ("forget", test_forget);
  ADD ("changes", test_changes);
  ADD ("changes-under-way", test_changes_under_way);
  ADD ("block-and-lift", test_block_and_lift);
  ADD ("counted", test_counted);
  ADD ("delay", test_delay);
  ADD ("digest", test_digest);
  ADD ("offers", test_offers);

  return g_test_run ();
}
