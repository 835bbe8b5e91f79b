/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A rate shared by many who want different things, over a simulated clock: what they get in all,
 * and each of them. */

#include "engine/relay/adit-engine-shaper.h"

#include <pthread.h>
#include <string.h>

#define TAKERS_MAX 64
#define BEGIN_US   (1000 * G_USEC_PER_SEC)
#define TICK_US    ADIT_ENGINE_SHAPER_TICK_US
#define SPLICE_MAX (1024 * 1024)

/* Somebody with bytes to move, as a half of a relay: asks while it has some, rests on a tick. */
typedef struct
{
  AditEngineShare share;
  guint64 backlog;
  guint64 taken;
  guint64 demand_max; /* new bytes in a tick, at most; 0: always more than it gets */
  guint64 piece_max;  /* that it can move at once; 0: all it is granted */
  gint64 again_us;
  gint64 waits_since_us; /* 0: it does not */
  gint64 longest_wait_us;
} Taker;

typedef struct
{
  AditEngineShaper shaper;
  Taker takers[TAKERS_MAX];
  guint n_takers;
  gint64 now_us;
  guint64 taken;
} World;

static void
world_init (World *self, guint64 rate, guint n_takers)
{
  memset (self, 0, sizeof *self);
  self->n_takers = n_takers;
  self->now_us = BEGIN_US;
  adit_engine_shaper_init (&self->shaper, rate);
  for (guint i = 0; i < n_takers; i++)
    self->takers[i].share.shaper = &self->shaper;
}

static guint64
wanted_of (const Taker *taker)
{
  return taker->demand_max == 0 ? SPLICE_MAX : taker->backlog;
}

/* A splice(2) asks for more than there is, and gives back the rest. */
static gsize
move (World *self, Taker *taker)
{
  gsize granted = adit_engine_share_take (&taker->share, SPLICE_MAX, self->now_us);
  gsize moved = MIN (granted, wanted_of (taker));

  if (taker->piece_max > 0)
    moved = MIN (moved, taker->piece_max);
  g_assert_cmpuint (granted, <=, SPLICE_MAX);
  adit_engine_share_give_back (&taker->share, granted - moved);
  taker->backlog -= MIN (moved, taker->backlog);
  taker->taken += moved;
  self->taken += moved;
  return granted;
}

static void
note_wait (const World *self, Taker *taker, gboolean is_waiting)
{
  if (!is_waiting)
    taker->waits_since_us = 0;
  else if (taker->waits_since_us == 0)
    taker->waits_since_us = self->now_us;
  else
    taker->longest_wait_us = MAX (taker->longest_wait_us, self->now_us - taker->waits_since_us);
}

static void
serve (World *self, Taker *taker)
{
  guint64 before = taker->taken;
  gsize granted = 1;

  while (wanted_of (taker) > 0 && (granted = move (self, taker)) > 0)
    ;
  if (granted > 0)
    adit_engine_share_leave (&taker->share);
  if (taker->taken > before)
    taker->waits_since_us = 0;
  note_wait (self, taker, granted == 0);
  taker->again_us = granted == 0 ? self->now_us + taker->share.again_us : 0;
}

/* Each at its turn, in an order that never changes, which is the worst for fairness. */
static void
tick (World *self)
{
  for (guint i = 0; i < self->n_takers; i++)
    {
      Taker *taker = &self->takers[i];

      if (taker->demand_max > 0)
        taker->backlog += (guint64) g_test_rand_int_range (0, (gint32) taker->demand_max + 1);
      if (self->now_us >= taker->again_us)
        serve (self, taker);
    }
  self->now_us += TICK_US;
}

static void
run (World *self, gint64 seconds)
{
  gint64 end_us = self->now_us + seconds * G_USEC_PER_SEC;

  while (self->now_us < end_us)
    tick (self);
}

static void
assert_near (guint64 value, guint64 expected, guint per_cent)
{
  g_assert_cmpuint (value, >=, expected - expected * per_cent / 100);
  g_assert_cmpuint (value, <=, expected + expected * per_cent / 100);
}

/* ---- The rate ---- */

static const guint64 rates[] = { 1000, 64 * 1024, 2000000, 125000000, 5000000000 };

static void
test_rate (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rates); i++)
    for (guint n_takers = 1; n_takers <= TAKERS_MAX; n_takers *= 2)
      {
        World world;

        world_init (&world, rates[i], n_takers);
        run (&world, 10);
        assert_near (world.taken, rates[i] * 10, 5);
      }
}

/* Some want all there is and some little, which is the rate kept with all the same. */
static void
test_random_demands (void)
{
  for (guint round = 0; round < 50; round++)
    {
      guint64 rate = (guint64) g_test_rand_int_range (100000, 100000000);
      World world;

      world_init (&world, rate, (guint) g_test_rand_int_range (2, TAKERS_MAX + 1));
      for (guint i = 1; i < world.n_takers; i++)
        if (g_test_rand_bit ())
          world.takers[i].demand_max = (guint64) g_test_rand_int_range (1, (gint32) (rate / 20));
      run (&world, 10);
      assert_near (world.taken, rate * 10, 5);
    }
}

/* Who needs less than there is gets it all. */
static void
test_below_rate (void)
{
  World world;
  guint64 backlog = 0, taken;

  world_init (&world, 2000000, 8);
  for (guint i = 0; i < world.n_takers; i++)
    world.takers[i].demand_max = 2000000 / 20 / 8;
  run (&world, 10);
  taken = world.taken;
  for (guint i = 0; i < world.n_takers; i++)
    backlog += world.takers[i].backlog;
  g_assert_cmpuint (backlog, <, 2000000 / 4);
  g_assert_cmpuint (taken, >, 2000000 * 4);
}

/* ---- Between those who share it ---- */

/* But for a place, which one has had already and the next has not. */
static void
assert_equal_parts (const World *world, guint64 expected)
{
  for (guint i = 0; i < world->n_takers; i++)
    {
      guint64 taken = world->takers[i].taken;
      guint64 margin = expected / 4 + ADIT_ENGINE_SHAPER_PLACE_MIN;

      g_assert_cmpuint (taken + margin, >=, expected);
      g_assert_cmpuint (taken, <=, expected + margin);
    }
}

static void
test_equal (void)
{
  for (gsize i = 1; i < G_N_ELEMENTS (rates); i++)
    for (guint n_takers = 2; n_takers <= TAKERS_MAX; n_takers *= 2)
      {
        World world;

        world_init (&world, rates[i], n_takers);
        run (&world, 1); /* the burst is whose comes first */
        for (guint k = 0; k < n_takers; k++)
          world.takers[k].taken = 0;
        run (&world, 10);
        assert_equal_parts (&world, rates[i] * 10 / n_takers);
      }
}

/* As pipes and records have it: who gets his bytes in other pieces gets as many. */
static void
test_equal_in_pieces (void)
{
  static const guint64 pieces[] = { 0, 1000, 16384, 30000, 47000, 65536 };

  for (gsize i = 1; i < G_N_ELEMENTS (rates); i++)
    {
      const guint n_takers = G_N_ELEMENTS (pieces);
      guint64 least = G_MAXUINT64, most = 0;
      World world;

      world_init (&world, rates[i], n_takers);
      for (guint k = 0; k < n_takers; k++)
        world.takers[k].piece_max = pieces[k];
      run (&world, 1);
      for (guint k = 0; k < n_takers; k++)
        world.takers[k].taken = 0;
      run (&world, 10);
      for (guint k = 0; k < n_takers; k++)
        {
          least = MIN (least, world.takers[k].taken);
          most = MAX (most, world.takers[k].taken);
        }
      g_test_message ("%" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT, least, most);
      assert_near (least, rates[i] * 10 / n_takers, 5);
      assert_near (most, rates[i] * 10 / n_takers, 5);
    }
}

/* A crowd that wants all there is does not keep one with little waiting. */
static void
test_nobody_starves (void)
{
  World world;

  world_init (&world, 10000000, 32);
  world.takers[31].demand_max = 1000;
  run (&world, 10);
  g_assert_cmpuint (world.takers[31].backlog, <, 5000);
  for (guint i = 0; i < world.n_takers; i++)
    g_assert_cmpint (world.takers[i].longest_wait_us, <=, 4 * TICK_US);
}

/* What one does not need is for the others. */
static void
test_left_over (void)
{
  World world;

  world_init (&world, 2000000, 16);
  for (guint i = 1; i < world.n_takers; i++)
    world.takers[i].demand_max = 100;
  run (&world, 10);
  g_assert_cmpuint (world.takers[0].taken, >, 2000000 * 10 * 90 / 100);
}

/* ---- Bursts and pauses ---- */

/* What may come in @ticks ticks: what they bring, the burst, and a place on the edge. */
static guint64
most_in (guint64 rate, guint n_ticks)
{
  return rate * (ADIT_ENGINE_SHAPER_BURST_US + (n_ticks + 2) * TICK_US) / G_USEC_PER_SEC;
}

static void
test_bursts (void)
{
  for (guint round = 0; round < 20; round++)
    {
      guint64 rate = (guint64) g_test_rand_int_range (1000000, 100000000);
      guint64 at[200] = { 0 };
      World world;

      world_init (&world, rate, (guint) g_test_rand_int_range (1, 21));
      for (guint i = 1; i < world.n_takers; i++)
        if (g_test_rand_bit ())
          world.takers[i].demand_max = (guint64) g_test_rand_int_range (1, (gint32) (rate / 40));
      for (guint t = 1; t < G_N_ELEMENTS (at); t++)
        {
          tick (&world);
          at[t] = world.taken;
          for (guint from = 0; from < t; from++)
            g_assert_cmpuint (at[t] - at[from], <=, most_in (rate, t - from));
        }
    }
}

/* Also of a process that was stopped while many waited. */
static void
test_pause (void)
{
  World world;
  guint64 before;

  world_init (&world, 2000000, 32);
  run (&world, 2);
  world.now_us += 60 * G_USEC_PER_SEC;
  before = world.taken;
  tick (&world);
  g_assert_cmpuint (world.taken - before, <=, most_in (2000000, 1));
  run (&world, 10);
  assert_near (world.taken - before, 2000000 * 10, 5);
}

static void
test_idle (void)
{
  AditEngineShaper shaper;
  AditEngineShare share = { .shaper = &shaper };
  guint64 taken = 0;
  gsize granted;

  adit_engine_shaper_init (&shaper, 1000000);
  while ((granted = adit_engine_share_take (&share, 4096, BEGIN_US)) > 0)
    taken += granted;
  g_assert_cmpuint (taken, >=, 200000);
  g_assert_cmpuint (taken, <=, 250000 + 4096);
  g_assert_cmpint (share.again_us, >, 0);
  g_assert_cmpint (share.again_us, <=, TICK_US);
}

/* ---- Changes ---- */

static void
test_change (void)
{
  World world;
  guint64 before;

  world_init (&world, 1000000, 10);
  run (&world, 5);
  for (guint i = 0; i < 20; i++)
    {
      guint64 rate = (guint64) g_test_rand_int_range (1000, 100000000);

      adit_engine_shaper_set_rate (&world.shaper, rate, world.now_us);
      g_assert_cmpuint (adit_engine_shaper_get_rate (&world.shaper), ==, rate);
      run (&world, 1);
      before = world.taken;
      run (&world, 10);
      assert_near (world.taken - before, rate * 10, 5);
    }
}

/* From next to nothing: those who wait see it within their patience. */
static void
test_faster (void)
{
  World world;

  world_init (&world, 10, 20);
  run (&world, 10);
  g_assert_cmpuint (world.taken, <=, 10 * 11);
  adit_engine_shaper_set_rate (&world.shaper, 10000000, world.now_us);
  run (&world, 2);
  g_assert_cmpuint (world.taken, >, 10000000 / 2);
}

static void
test_no_limit (void)
{
  AditEngineShaper shaper;
  AditEngineShare share = { .shaper = &shaper };
  AditEngineShare none = { .shaper = NULL };

  g_assert_cmpuint (adit_engine_share_take (&none, SPLICE_MAX, BEGIN_US), ==, SPLICE_MAX);
  adit_engine_share_give_back (&none, 1);
  adit_engine_share_leave (&none);

  adit_engine_shaper_init (&shaper, 0);
  for (guint i = 0; i < 1000; i++)
    g_assert_cmpuint (adit_engine_share_take (&share, SPLICE_MAX, BEGIN_US), ==, SPLICE_MAX);
  adit_engine_share_give_back (&share, SPLICE_MAX);

  adit_engine_shaper_set_rate (&shaper, 1, BEGIN_US);
  g_assert_cmpuint (adit_engine_share_take (&share, 1, BEGIN_US), ==, 1);
  g_assert_cmpuint (adit_engine_share_take (&share, 1, BEGIN_US), ==, 0);
  adit_engine_shaper_set_rate (&shaper, 0, BEGIN_US);
  g_assert_cmpuint (adit_engine_share_take (&share, SPLICE_MAX, BEGIN_US), ==, SPLICE_MAX);
  g_assert_cmpuint (shaper.n_places, ==, 0);
}

/* ---- Giving back ---- */

/* What is given back is as if it had never been granted. */
static void
test_give_back (void)
{
  AditEngineShaper shaper;
  AditEngineShare share = { .shaper = &shaper };
  gsize first;

  adit_engine_shaper_init (&shaper, 1000000);
  first = adit_engine_share_take (&share, SPLICE_MAX, BEGIN_US);
  for (guint i = 0; i < 1000; i++)
    {
      adit_engine_share_give_back (&share, first);
      g_assert_cmpuint (adit_engine_share_take (&share, SPLICE_MAX, BEGIN_US), ==, first);
    }
  g_assert_cmpuint (adit_engine_share_take (&share, SPLICE_MAX, BEGIN_US), ==, 0);
}

static void
test_leave (void)
{
  AditEngineShaper shaper;
  AditEngineShare staying = { .shaper = &shaper };
  AditEngineShare leaving = { .shaper = &shaper };
  gint64 before_us;

  adit_engine_shaper_init (&shaper, 1000000);
  while (adit_engine_share_take (&staying, SPLICE_MAX, BEGIN_US) > 0)
    ;
  adit_engine_share_leave (&staying);
  before_us = shaper.next_ns;
  g_assert_cmpuint (adit_engine_share_take (&leaving, SPLICE_MAX, BEGIN_US), ==, 0);
  g_assert_cmpuint (adit_engine_share_take (&leaving, SPLICE_MAX, BEGIN_US + 1), ==, 0);
  g_assert_cmpuint (shaper.n_places, ==, 1);
  adit_engine_share_leave (&leaving);
  adit_engine_share_leave (&leaving);
  g_assert_cmpuint (shaper.n_places, ==, 0);
  g_assert_cmpint (shaper.next_ns, ==, before_us);
}

/* ---- Many threads ---- */

#define N_THREADS 4
#define N_ROUNDS  200

typedef struct
{
  AditEngineShaper shaper;
  pthread_barrier_t barrier;
} Crowd;

typedef struct
{
  Crowd *crowd;
  guint64 taken;
} Member;

static gpointer
run_member (gpointer data)
{
  Member *self = data;
  AditEngineShare share = { .shaper = &self->crowd->shaper };
  gsize granted;

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      pthread_barrier_wait (&self->crowd->barrier);
      while ((granted = adit_engine_share_take (&share, SPLICE_MAX, BEGIN_US + i * TICK_US)) > 0)
        {
          adit_engine_share_give_back (&share, granted / 3);
          self->taken += granted - granted / 3;
        }
    }
  adit_engine_share_leave (&share);
  return NULL;
}

static void
test_threads (void)
{
  Crowd crowd;
  Member members[N_THREADS];
  GThread *threads[N_THREADS];
  guint64 taken = 0;

  adit_engine_shaper_init (&crowd.shaper, 10000000);
  pthread_barrier_init (&crowd.barrier, NULL, N_THREADS);
  for (guint i = 0; i < N_THREADS; i++)
    {
      members[i] = (Member){ .crowd = &crowd };
      threads[i] = g_thread_new ("member", run_member, &members[i]);
    }
  for (guint i = 0; i < N_THREADS; i++)
    {
      g_thread_join (threads[i]);
      taken += members[i].taken;
      g_assert_cmpuint (members[i].taken, >, 10000000 * 10 / N_THREADS / 2);
    }
  assert_near (taken, 10000000 * 10, 5);
  g_assert_cmpuint (crowd.shaper.n_places, ==, 0);
  pthread_barrier_destroy (&crowd.barrier);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine/shaper/rate", test_rate);
  g_test_add_func ("/engine/shaper/random-demands", test_random_demands);
  g_test_add_func ("/engine/shaper/below-rate", test_below_rate);
  g_test_add_func ("/engine/shaper/equal", test_equal);
  g_test_add_func ("/engine/shaper/equal-in-pieces", test_equal_in_pieces);
  g_test_add_func ("/engine/shaper/nobody-starves", test_nobody_starves);
  g_test_add_func ("/engine/shaper/left-over", test_left_over);
  g_test_add_func ("/engine/shaper/bursts", test_bursts);
  g_test_add_func ("/engine/shaper/pause", test_pause);
  g_test_add_func ("/engine/shaper/idle", test_idle);
  g_test_add_func ("/engine/shaper/change", test_change);
  g_test_add_func ("/engine/shaper/faster", test_faster);
  g_test_add_func ("/engine/shaper/no-limit", test_no_limit);
  g_test_add_func ("/engine/shaper/give-back", test_give_back);
  g_test_add_func ("/engine/shaper/leave", test_leave);
  g_test_add_func ("/engine/shaper/threads", test_threads);

  return g_test_run ();
}
