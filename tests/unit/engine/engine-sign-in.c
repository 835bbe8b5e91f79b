/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Signing in with Basic, over a clock of the test's: who is let in, what the rest is told, and what
 * it costs. Hashes are counted rather than timed, but for one test. */

#include "engine/authorise/adit-engine-password.h"

#include "test-sign-in.h"

#include <stdlib.h>
#include <time.h>

typedef struct
{
  AditAccess access;
  TestSignInRow row;
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

static void
test_access (TestSignIn *self, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (access_cases); i++)
    {
      test_sign_in_set_access (self, &access_cases[i].access);
      test_sign_in_assert_row (self, &access_cases[i].row);
    }
}

/* ---- What it costs ---- */

static guint
count_hashes (TestSignIn *self, const TestSignInRow *row)
{
  guint before = adit_engine_password_count_verified ();

  test_sign_in_assert_row (self, row);
  return adit_engine_password_count_verified () - before;
}

static void
test_paid_once (TestSignIn *self, gconstpointer data)
{
  const TestSignInRow right = { "alice", "secret", FAR, ALICE };

  g_assert_cmpuint (count_hashes (self, &right), ==, 1);
  for (guint i = 0; i < 100; i++)
    g_assert_cmpuint (count_hashes (self, &right), ==, 0);

  test_sign_in_clock_us += ADIT_ENGINE_MEMORY_RIGHT_US;
  g_assert_cmpuint (count_hashes (self, &right), ==, 1);
}

/* The same work and the same answer for all who are not let in. */
static void
test_unknown_costs_the_same (TestSignIn *self, gconstpointer data)
{
  static const TestSignInRow rows[] = {
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
test_decoy_lets_nobody_in (TestSignIn *self, gconstpointer data)
{
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *name = g_strdup_printf ("nobody-%u", i);
      g_autofree char *host = g_strdup_printf ("192.0.2.%u", 20 + i);
      const TestSignInRow row = { name, "secret", host, FALSE, FAILED };

      test_sign_in_assert_row (self, &row);
      test_sign_in_assert_row (self, &row);
    }
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 time_a = *(const gint64 *) a;
  gint64 time_b = *(const gint64 *) b;

  return (time_a > time_b) - (time_a < time_b);
}

/* What all threads together have used: whether they were let run does not matter. */
static gint64
get_cpu_us (void)
{
  struct timespec used;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &used);
  return used.tv_sec * G_USEC_PER_SEC + used.tv_nsec / 1000;
}

/* The median of some attempts, each with a new password from a new address. */
static gint64
cost_attempts (TestSignIn *self, const char *user, guint network)
{
  gint64 costs[15];

  for (guint i = 0; i < G_N_ELEMENTS (costs); i++)
    {
      g_autofree char *password = g_strdup_printf ("wrong-%u", i);
      g_autofree char *host = g_strdup_printf ("198.51.%u.%u", network, i + 1);
      const TestSignInRow row = { user, password, host, FALSE, FAILED };
      gint64 before_us = get_cpu_us ();

      test_sign_in_assert_row (self, &row);
      costs[i] = get_cpu_us () - before_us;
    }
  qsort (costs, G_N_ELEMENTS (costs), sizeof costs[0], compare_times);

  return costs[G_N_ELEMENTS (costs) / 2];
}

static void
test_timing (TestSignIn *self, gconstpointer data)
{
  g_autoptr (AditUser) slow = adit_user_new ("slow");
  gint64 known, unknown;

  g_assert_true (adit_engine_password_set (slow, "secret", ADIT_SCHEMES_BASIC, NULL));
  adit_users_unref (self->users);
  self->users = adit_users_new ();
  test_sign_in_put (self, adit_user_copy (slow));
  test_sign_in_apply_users (self);

  known = cost_attempts (self, "slow", 1);
  unknown = cost_attempts (self, "unknown", 2);
  g_test_message ("known %" G_GINT64_FORMAT " µs, unknown %" G_GINT64_FORMAT " µs", known, unknown);
  g_assert_cmpint (known, <, 2 * unknown);
  g_assert_cmpint (unknown, <, 2 * known);
}

/* ---- Changes ---- */

static void
test_changes (TestSignIn *self, gconstpointer data)
{
  const TestSignInRow old = { "alice", "secret", FAR, ALICE };
  const TestSignInRow old_fails = { "alice", "secret", "192.0.2.2", FALSE, FAILED };
  const TestSignInRow new = { "alice", "better", FAR, ALICE };
  const TestSignInRow disabled = { "alice", "better", FAR, DENIED, NULL, ADIT_CAUSE_USER_DISABLED };
  AditUser *user;
  AditUsers *users;

  test_sign_in_assert_row (self, &old);
  test_sign_in_put (self, test_sign_in_make_user ("alice", "better"));
  test_sign_in_apply_users (self);
  test_sign_in_assert_row (self, &old_fails);
  test_sign_in_assert_row (self, &new);

  user = test_sign_in_make_user ("alice", "better");
  user->is_enabled = FALSE;
  test_sign_in_put (self, user);
  test_sign_in_apply_users (self);
  test_sign_in_assert_row (self, &disabled);

  users = adit_users_remove (self->users, "alice", NULL);
  adit_users_unref (self->users);
  self->users = users;
  test_sign_in_apply_users (self);
  test_sign_in_assert_row (self, &old_fails);
}

/* The password changes while the old one is being checked, many times over. */
static void
test_changes_under_way (TestSignIn *self, gconstpointer data)
{
  g_autofree char *authorization = test_sign_in_basic ("alice", "secret");
  AditEngineAddress client = test_sign_in_address ("127.0.0.1");
  AditEngineSignInQuestion question = { authorization, "CONNECT", "a:1", &client, TRUE, FALSE };

  for (guint i = 0; i < 20; i++)
    {
      TestAsking asking;

      test_sign_in_clock_us += ADIT_ENGINE_MEMORY_RIGHT_US;
      test_sign_in_put (self, test_sign_in_make_user ("alice", "secret"));
      test_sign_in_apply_users (self);
      test_sign_in_put (self, test_sign_in_make_user ("alice", "better"));
      test_sign_in_start (self, &asking, &question);
      adit_engine_worker_post (self->worker, test_sign_in_run_set_users, self);
      test_sign_in_wait_for (&asking);
      test_sign_in_clear (&asking);
      test_sign_in_start (self, &asking, &question);
      g_assert_cmpint (test_sign_in_wait_for (&asking)->cause, ==, ADIT_CAUSE_SIGN_IN_FAILED);
      test_sign_in_clear (&asking);
    }
}

/* ---- Blocks ---- */

static void
fail (TestSignIn *self, const char *host, guint n_times)
{
  AditEngineAddress client = test_sign_in_address (host);

  for (guint i = 0; i < n_times; i++)
    adit_engine_throttle_fail (self->desk->throttle, &client, FALSE, "alice",
                               test_sign_in_clock_us);
}

static void
test_block_and_lift (TestSignIn *self, gconstpointer data)
{
  const TestSignInRow right = { "alice", "secret", FAR, ALICE };
  const TestSignInRow blocked = {
    "alice", "secret", FAR, BLOCKED, NULL, ADIT_CAUSE_SIGN_IN_BLOCKED
  };
  const TestSignInRow elsewhere = { "alice", "secret", "192.0.2.2", FALSE, ALICE };
  AditEngineAddress client = test_sign_in_address ("192.0.2.1");

  test_sign_in_assert_row (self, &right);
  fail (self, "192.0.2.1", ADIT_ENGINE_THROTTLE_MAX);
  test_sign_in_assert_row (self, &blocked); /* remembered or not */
  test_sign_in_assert_row (self, &elsewhere);

  g_assert_true (adit_engine_throttle_lift (self->desk->throttle, &client));
  test_sign_in_assert_row (self, &right);
  fail (self, "192.0.2.1", ADIT_ENGINE_THROTTLE_MAX);
  test_sign_in_clock_us += ADIT_ENGINE_THROTTLE_BLOCK_US;
  test_sign_in_assert_row (self, &right);
}

/* Each wrong one counts; the same again is no new attempt. */
static void
test_counted (TestSignIn *self, gconstpointer data)
{
  static const char *const hosts[] = { "192.0.2.1", "127.0.0.1" };

  for (guint i = 0; i < 2; i++)
    {
      AditEngineAddress client = test_sign_in_address (hosts[i]);

      /* So few that nothing has to wait. */
      for (guint n = 0; n < ADIT_ENGINE_THROTTLE_FREE; n++)
        {
          g_autofree char *password = g_strdup_printf ("wrong-%u-%u", i, n);
          const TestSignInRow row = { "alice", password, hosts[i], FALSE, FAILED };

          g_assert_cmpint (adit_engine_throttle_ask (self->desk->throttle, &client,
                                                     test_sign_in_clock_us),
                           ==, 0);
          test_sign_in_assert_row (self, &row);
          if (n < ADIT_ENGINE_THROTTLE_FREE - 1)
            test_sign_in_assert_row (self, &row);
        }
      g_assert_cmpint (adit_engine_throttle_ask (self->desk->throttle, &client,
                                                 test_sign_in_clock_us),
                       ==, ADIT_ENGINE_THROTTLE_FIRST_US);
    }
}

/* One that has to wait does, unless it is remembered; one who leaves meanwhile is forgotten. */
static void
test_delay (TestSignIn *self, gconstpointer data)
{
  const TestSignInRow right = { "alice", "secret", FAR, ALICE };
  g_autofree char *authorization = test_sign_in_basic ("alice", "wrong");
  AditEngineAddress client = test_sign_in_address ("192.0.2.1");
  AditEngineSignInQuestion question = { authorization, "CONNECT", "a:1", &client, FALSE, FALSE };
  gint64 before = g_get_monotonic_time ();
  TestAsking asking;

  fail (self, "192.0.2.1", ADIT_ENGINE_THROTTLE_FREE);
  test_sign_in_assert_row (self, &right);
  g_assert_cmpint (g_get_monotonic_time () - before, >=, ADIT_ENGINE_THROTTLE_FIRST_US);

  fail (self, "192.0.2.1", ADIT_ENGINE_THROTTLE_MAX - 1);
  test_sign_in_start (self, &asking, &question);
  test_sign_in_assert_row (self, &right); /* lifts the delay of the next */
  adit_engine_worker_call (self->worker, test_sign_in_run_forget, &asking);
  g_assert_cmpuint (asking.n_answers, ==, 0);
  test_sign_in_clear (&asking);
}
#define ADD(name, run)                                                                             \
  g_test_add ("/engine/sign-in/" name, TestSignIn, NULL, test_sign_in_set_up, run,                 \
              test_sign_in_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("access", test_access);
  ADD ("paid-once", test_paid_once);
  ADD ("unknown-costs-the-same", test_unknown_costs_the_same);
  ADD ("decoy-lets-nobody-in", test_decoy_lets_nobody_in);
  ADD ("timing", test_timing);
  ADD ("changes", test_changes);
  ADD ("changes-under-way", test_changes_under_way);
  ADD ("block-and-lift", test_block_and_lift);
  ADD ("counted", test_counted);
  ADD ("delay", test_delay);

  return g_test_run ();
}
