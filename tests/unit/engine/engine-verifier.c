/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* How many questions the verifier takes, in all and from one address, while it works on some of
 * them. Which are done already when the next is asked is not known exactly: so what is refused is
 * held against those that were done before, and what is taken against those done after. */

#include "engine/authorise/adit-engine-verifier.h"

#define N_JOBS (4 * ADIT_ENGINE_VERIFIER_MAX)

/* Of a password that nobody tries; slow enough that it is not done at once. */
#define HASH "$5$rounds=20000$abcdefghijklmnop$rvb1W0nXMPMP3WJ.lWaTmEpWJpjPKEkbGTmVPXcLUY5"

typedef struct
{
  AditEngineVerifier *verifier;
  AditEngineSeal seal;
  AditEngineJob jobs[N_JOBS];
  guint n_started;
  int n_done; /* atomic */
} Crowd;

static void
on_done (gpointer owner, gboolean is_right, gboolean is_first)
{
  Crowd *self = owner;

  g_assert_false (is_right);
  g_assert_true (is_first);
  g_atomic_int_inc (&self->n_done);
}

static guint
count_done (Crowd *self)
{
  return (guint) g_atomic_int_get (&self->n_done);
}

/* Each question is another one. */
static gboolean
start (Crowd *self, guint address)
{
  AditEngineJob *job = &self->jobs[self->n_started];
  g_autofree char *host = g_strdup_printf ("10.0.%u.%u", address / 256, address % 256);
  g_autofree char *password = g_strdup_printf ("wrong-%u", self->n_started);
  AditEngineAddress client;
  AditEngineMark mark;

  g_assert_true (adit_engine_address_parse (&client, host, 1));
  adit_engine_seal_mark (&self->seal, &mark, password, NULL);
  *job = (AditEngineJob){ .on_done = on_done, .owner = self };
  return adit_engine_verifier_start (self->verifier, job, &mark, &client, password, HASH);
}

/* @is_one: all from one address. */
static void
fill (Crowd *self, gboolean is_one, guint bound)
{
  while (TRUE)
    {
      guint n_done_before = count_done (self);
      gboolean is_taken = start (self, is_one ? 0 : self->n_started);

      g_assert_cmpuint (self->n_started, <, N_JOBS - 1);
      if (!is_taken)
        {
          g_assert_cmpuint (self->n_started - n_done_before, >=, bound);
          return;
        }
      g_assert_cmpuint (self->n_started - MIN (self->n_started, count_done (self)), <, bound);
      self->n_started++;
    }
}

/* What has not begun; returns how many. */
static guint
take_back (Crowd *self)
{
  guint n_taken_back = 0;

  for (guint i = 0; i < self->n_started; i++)
    n_taken_back += adit_engine_verifier_cancel (self->verifier, &self->jobs[i]);

  return n_taken_back;
}

static void
check_bound (gboolean is_one, guint bound)
{
  g_autofree Crowd *self = g_new0 (Crowd, 1);
  guint n_taken_back;

  self->verifier = adit_engine_verifier_new ();
  adit_engine_seal_init (&self->seal);
  fill (self, is_one, bound);
  if (is_one)
    {
      /* Others are not kept out by that. */
      g_assert_true (start (self, 1));
      self->n_started++;
    }
  n_taken_back = take_back (self);
  adit_engine_verifier_free (self->verifier);
  g_assert_cmpuint (count_done (self) + n_taken_back, ==, self->n_started);
}

static void
test_in_all (void)
{
  check_bound (FALSE, ADIT_ENGINE_VERIFIER_MAX);
}

static void
test_per_address (void)
{
  check_bound (TRUE, ADIT_ENGINE_VERIFIER_PER_ADDRESS_MAX);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine/verifier/in-all", test_in_all);
  g_test_add_func ("/engine/verifier/per-address", test_per_address);

  return g_test_run ();
}
