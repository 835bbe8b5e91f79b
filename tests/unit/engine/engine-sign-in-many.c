/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Many at once, and clients that leave while their password is being checked. */

#include "engine/authorise/adit-engine-password.h"

#include "test-sign-in.h"

/* ---- Many at once ---- */

#define N_ASKINGS 30

/* As a browser opens them: all pay together. */
static void
test_joined (TestSignIn *self, gconstpointer data)
{
  g_autofree char *authorization = test_sign_in_basic ("alice", "secret");
  AditEngineAddress client = test_sign_in_address ("192.0.2.1");
  AditEngineSignInQuestion question = { authorization, "CONNECT", "a:1", &client, FALSE, FALSE };
  guint before = adit_engine_password_count_verified ();
  TestAsking askings[N_ASKINGS];

  test_sign_in_put (self, test_sign_in_make_slow_user ("alice", "secret"));
  test_sign_in_apply_users (self);
  for (guint i = 0; i < N_ASKINGS; i++)
    test_sign_in_start (self, &askings[i], &question);
  for (guint i = 0; i < N_ASKINGS; i++)
    {
      g_assert_cmpint (test_sign_in_wait_for (&askings[i])->verdict, ==, IN);
      test_sign_in_clear (&askings[i]);
    }
  g_assert_cmpuint (adit_engine_password_count_verified () - before, ==, 1);
}

/* Different wrong ones at once: no more are computed than it takes to block the address. */
static void
test_crowd (TestSignIn *self, gconstpointer data)
{
  AditEngineAddress client = test_sign_in_address ("192.0.2.1");
  guint before = adit_engine_password_count_verified ();
  TestAsking askings[N_ASKINGS];
  char *authorizations[N_ASKINGS];
  guint n_busy = 0;

  for (guint i = 0; i < N_ASKINGS; i++)
    {
      g_autofree char *password = g_strdup_printf ("wrong-%u", i);
      AditEngineSignInQuestion question = { NULL, "CONNECT", "a:1", &client, FALSE, FALSE };

      authorizations[i] = test_sign_in_basic ("alice", password);
      question.authorization = authorizations[i];
      test_sign_in_start (self, &askings[i], &question);
    }
  for (guint i = 0; i < N_ASKINGS; i++)
    {
      const TestAnswer *answer = test_sign_in_wait_for (&askings[i]);

      g_assert_cmpint (answer->verdict, !=, IN);
      n_busy += answer->cause == ADIT_CAUSE_SIGN_IN_BUSY;
      test_sign_in_clear (&askings[i]);
      g_free (authorizations[i]);
    }
  g_test_message ("%u found no room", n_busy);
  g_assert_cmpuint (adit_engine_password_count_verified () - before, <=,
                    ADIT_ENGINE_THROTTLE_MAX + ADIT_ENGINE_VERIFIER_PER_ADDRESS_MAX);
}

/* Clients that leave: no answer, no leak, and their failures count all the same. */
static void
test_forget (TestSignIn *self, gconstpointer data)
{
  g_autofree char *authorization = test_sign_in_basic ("alice", "wrong");
  AditEngineAddress client = test_sign_in_address ("192.0.2.1");
  AditEngineSignInQuestion question = { authorization, "CONNECT", "a:1", &client, FALSE, FALSE };

  for (guint i = 0; i < 200; i++)
    {
      TestAsking asking;

      test_sign_in_clock_us += ADIT_ENGINE_MEMORY_WRONG_US;
      test_sign_in_start (self, &asking, &question);
      adit_engine_worker_call (self->worker, test_sign_in_run_forget, &asking);
      g_assert_cmpuint (asking.n_answers, <=, 1);
      test_sign_in_clear (&asking);
    }
}
#define ADD(name, run)                                                                             \
  g_test_add ("/engine/sign-in/" name, TestSignIn, NULL, test_sign_in_set_up, run,                 \
              test_sign_in_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("joined", test_joined);
  ADD ("crowd", test_crowd);
  ADD ("forget", test_forget);

  return g_test_run ();
}
