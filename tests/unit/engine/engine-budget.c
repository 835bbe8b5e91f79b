/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* How descriptors are shared out, and places taken and given back. */

#include "engine/accept/adit-engine-budget.h"

#include <pthread.h>
#include <sys/resource.h>

/* What the process needs for itself at the least: standard streams, an epoll descriptor and two
 * for waking up per worker, the bus, a listener. */
#define OWN_LEAST(n_workers) (8 + 3 * (n_workers))

static void
check_share (guint n_descriptors, guint n_workers)
{
  AditEngineAllowance allowance = adit_engine_budget_share (n_descriptors, n_workers, 0);
  AditEngineAllowance more = adit_engine_budget_share (n_descriptors + 1, n_workers, 0);
  guint64 n_used = OWN_LEAST (n_workers) + 2 * allowance.pipes_max + allowance.kept_max +
                   (guint64) allowance.connections_max * ADIT_ENGINE_DESCRIPTORS_PER_CONNECTION;

  g_assert_cmpuint (allowance.connections_max, >=, 1);
  g_assert_cmpuint (allowance.pipes_max, >=, 1);
  g_assert_cmpuint (allowance.kept_max, >=, n_workers);
  g_assert_cmpuint (more.connections_max + 2, >=, allowance.connections_max);

  /* One connection is always served: below this there is nothing to share. */
  if (allowance.connections_max > 1)
    g_assert_cmpuint (n_used, <=, n_descriptors);
}

static void
test_share (void)
{
  for (guint n_workers = 1; n_workers <= 4; n_workers++)
    {
      for (guint n = 20; n <= 5000; n++)
        check_share (n, n_workers);
      for (guint n = 5000; n <= 1000000; n += 4999)
        check_share (n, n_workers);
      check_share (1000000, n_workers);
      check_share (G_MAXINT, n_workers);
    }
}

/* With usual limits most descriptors are for connections. */
static void
test_share_is_worth_it (void)
{
  g_assert_cmpuint (adit_engine_budget_share (1024, 4, 0).connections_max, >=, 400);
  g_assert_cmpuint (adit_engine_budget_share (4096, 4, 0).connections_max, >=, 1750);
  g_assert_cmpuint (adit_engine_budget_share (524288, 4, 0).connections_max, >=, 260000);
}

static void
test_share_lowered (void)
{
  guint most = adit_engine_budget_share (1024, 2, 0).connections_max;

  g_assert_cmpuint (adit_engine_budget_share (1024, 2, 1).connections_max, ==, 1);
  g_assert_cmpuint (adit_engine_budget_share (1024, 2, most - 1).connections_max, ==, most - 1);
  g_assert_cmpuint (adit_engine_budget_share (1024, 2, most).connections_max, ==, most);
  g_assert_cmpuint (adit_engine_budget_share (1024, 2, most + 1).connections_max, ==, most);
  g_assert_cmpuint (adit_engine_budget_share (1024, 2, G_MAXUINT).connections_max, ==, most);
}

static void
test_take (void)
{
  AditEngineBudget budget;

  adit_engine_budget_init (&budget, 3);
  g_assert_true (adit_engine_budget_has_room (&budget));
  g_assert_true (adit_engine_budget_take (&budget));
  g_assert_true (adit_engine_budget_take (&budget));
  g_assert_true (adit_engine_budget_has_room (&budget));
  g_assert_false (adit_engine_budget_take (&budget)); /* the third is the last */
  g_assert_false (adit_engine_budget_has_room (&budget));
  g_assert_cmpuint (adit_engine_budget_count (&budget), ==, 3);

  g_assert_true (adit_engine_budget_give_back (&budget)); /* made room */
  g_assert_true (adit_engine_budget_has_room (&budget));
  g_assert_false (adit_engine_budget_give_back (&budget)); /* there was room */
  g_assert_false (adit_engine_budget_give_back (&budget));
  g_assert_cmpuint (adit_engine_budget_count (&budget), ==, 0);
}

/* Connections that were on their way when the last place was taken go beyond it: only when they
 * are gone again is there room. */
static void
test_take_beyond (void)
{
  AditEngineBudget budget;

  adit_engine_budget_init (&budget, 1);
  g_assert_false (adit_engine_budget_take (&budget));
  g_assert_false (adit_engine_budget_take (&budget));
  g_assert_false (adit_engine_budget_give_back (&budget));
  g_assert_false (adit_engine_budget_has_room (&budget));
  g_assert_true (adit_engine_budget_give_back (&budget));
  g_assert_true (adit_engine_budget_has_room (&budget));
}

#define N_THREADS 4
#define N_PLACES  20000

typedef struct
{
  AditEngineBudget *budget;
  guint n_made_room;
} Giver;

static void *
give_back (void *data)
{
  Giver *giver = data;

  for (guint i = 0; i < N_PLACES / N_THREADS; i++)
    giver->n_made_room += adit_engine_budget_give_back (giver->budget);

  return NULL;
}

/* However many give back at once, one of them is told that it made room. */
static void
test_threads (void)
{
  AditEngineBudget budget;
  Giver givers[N_THREADS];
  pthread_t threads[N_THREADS];
  guint n_made_room = 0;

  adit_engine_budget_init (&budget, N_PLACES);
  while (adit_engine_budget_take (&budget))
    continue;

  for (guint i = 0; i < N_THREADS; i++)
    {
      givers[i] = (Giver){ &budget, 0 };
      g_assert_cmpint (pthread_create (&threads[i], NULL, give_back, &givers[i]), ==, 0);
    }
  for (guint i = 0; i < N_THREADS; i++)
    {
      pthread_join (threads[i], NULL);
      n_made_room += givers[i].n_made_room;
    }

  g_assert_cmpuint (n_made_room, ==, 1);
  g_assert_cmpuint (adit_engine_budget_count (&budget), ==, 0);
}

static void
test_raise_limit (void)
{
  struct rlimit limit;
  rlim_t soft;

  getrlimit (RLIMIT_NOFILE, &limit);
  soft = limit.rlim_cur;
  limit.rlim_cur = MIN (limit.rlim_cur, 64);
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &limit), ==, 0);

  g_assert_cmpuint (adit_engine_budget_raise_limit (), ==, MIN (limit.rlim_max, G_MAXINT));
  getrlimit (RLIMIT_NOFILE, &limit);
  g_assert_true (limit.rlim_cur == limit.rlim_max);

  limit.rlim_cur = soft;
  setrlimit (RLIMIT_NOFILE, &limit);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine/budget/share", test_share);
  g_test_add_func ("/engine/budget/share-is-worth-it", test_share_is_worth_it);
  g_test_add_func ("/engine/budget/share-lowered", test_share_lowered);
  g_test_add_func ("/engine/budget/take", test_take);
  g_test_add_func ("/engine/budget/take-beyond", test_take_beyond);
  g_test_add_func ("/engine/budget/threads", test_threads);
  g_test_add_func ("/engine/budget/raise-limit", test_raise_limit);

  return g_test_run ();
}
