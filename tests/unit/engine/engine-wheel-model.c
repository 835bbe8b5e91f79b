/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The timer wheel against a model that is too simple to be wrong: a list of who is due when.
 * Random arming, disarming and jumps of time, from nothing to days, also from inside callbacks;
 * what goes off in a turn must be exactly what the model says. */

#include "engine/worker/adit-engine-wheel.h"

#define TICK   ((gint64) ADIT_ENGINE_WHEEL_TICK_US)
#define SECOND (20 * TICK)
#define HOUR   (3600 * SECOND)

typedef struct _World World;

typedef struct
{
  AditEngineTimer timer;
  World *world;
  gint64 due_us; /* -1: not armed */
  gint64 armed_us;
} Alarm;

struct _World
{
  AditEngineWheel *wheel;
  GRand *rand;
  gint64 now_us;
  guint n_alarms;
  guint n_fired;
  Alarm *alarms;
};

static Alarm *
any_alarm (World *world)
{
  return &world->alarms[g_rand_int_range (world->rand, 0, (gint32) world->n_alarms)];
}

/* From a microsecond to days, each magnitude as often as the others. */
static gint64
any_span_us (World *world)
{
  static const gint64 magnitudes_us[] = {
    1, TICK, 4 * TICK, SECOND, 256 * TICK, 60 * SECOND, HOUR, 256 * 512 * TICK, 72 * HOUR,
  };
  gint64 magnitude = magnitudes_us[g_rand_int_range (world->rand, 0, G_N_ELEMENTS (magnitudes_us))];

  return 1 + (gint64) (g_rand_double (world->rand) * (double) magnitude * 2);
}

static gint64
round_up_to_tick (gint64 time_us)
{
  return (time_us + TICK - 1) / TICK * TICK;
}

/* When it goes off: at a tick, and never at the one in which it was armed. */
static gint64
fires_us (const Alarm *alarm)
{
  return MAX (round_up_to_tick (alarm->due_us), alarm->armed_us / TICK * TICK + TICK);
}

static void on_due (gpointer owner);

static void
arm_any (World *world)
{
  Alarm *alarm = any_alarm (world);
  gint64 delay_us = any_span_us (world);

  alarm->due_us = world->now_us + delay_us;
  alarm->armed_us = world->now_us;
  adit_engine_wheel_arm (world->wheel, &alarm->timer, world->now_us, delay_us, on_due, alarm);
}

static void
disarm_any (World *world)
{
  Alarm *alarm = any_alarm (world);

  alarm->due_us = -1;
  adit_engine_wheel_disarm (world->wheel, &alarm->timer);
}

static void
on_due (gpointer owner)
{
  Alarm *alarm = owner;
  World *world = alarm->world;

  g_assert_cmpint (alarm->due_us, >=, 0);
  g_assert_cmpint (fires_us (alarm), <=, world->now_us); /* never early */
  alarm->due_us = -1;
  world->n_fired++;

  if (g_rand_int_range (world->rand, 0, 3) == 0)
    arm_any (world);
  if (g_rand_int_range (world->rand, 0, 4) == 0)
    disarm_any (world);
}

/* Nobody is left whose time has come, and nobody is forgotten by the next wake-up. */
static void
check (World *world)
{
  gint64 next_us = adit_engine_wheel_next_us (world->wheel);
  gint64 first_us = G_MAXINT64;

  for (guint i = 0; i < world->n_alarms; i++)
    {
      const Alarm *alarm = &world->alarms[i];

      g_assert_cmpint (alarm->due_us >= 0, ==, alarm->timer.next != NULL);
      if (alarm->due_us >= 0)
        first_us = MIN (first_us, fires_us (alarm));
    }

  if (first_us == G_MAXINT64)
    g_assert_cmpint (next_us, ==, -1);
  else
    g_assert_cmpint (next_us, <=, first_us);
}

static void
turn (World *world)
{
  adit_engine_wheel_turn (world->wheel, world->now_us);
  for (guint i = 0; i < world->n_alarms; i++)
    if (world->alarms[i].due_us >= 0)
      g_assert_cmpint (fires_us (&world->alarms[i]), >, world->now_us); /* never forgotten */
}

static void
step (World *world)
{
  gint64 next_us = adit_engine_wheel_next_us (world->wheel);

  switch (g_rand_int_range (world->rand, 0, 6))
    {
    case 0:
      disarm_any (world);
      break;
    case 1:
      world->now_us += any_span_us (world);
      turn (world);
      break;
    case 2: /* as the loop does it */
      world->now_us = MAX (world->now_us, next_us);
      turn (world);
      break;
    case 3: /* time passes unnoticed */
      world->now_us += any_span_us (world) % SECOND;
      break;
    default:
      arm_any (world);
    }
  check (world);
}

static void
run_world (guint32 seed, guint n_alarms, guint n_steps)
{
  World world = { .rand = g_rand_new_with_seed (seed), .n_alarms = n_alarms };

  world.now_us = g_rand_int_range (world.rand, 0, G_MAXINT32);
  world.wheel = adit_engine_wheel_new (world.now_us);
  world.alarms = g_new0 (Alarm, n_alarms);
  for (guint i = 0; i < n_alarms; i++)
    {
      world.alarms[i].world = &world;
      world.alarms[i].due_us = -1;
    }

  for (guint i = 0; i < n_steps; i++)
    step (&world);
  g_assert_cmpuint (world.n_fired, >, 0);

  for (guint i = 0; i < n_alarms; i++)
    adit_engine_wheel_disarm (world.wheel, &world.alarms[i].timer);
  adit_engine_wheel_free (world.wheel);
  g_rand_free (world.rand);
  g_free (world.alarms);
}

static void
test_few (void)
{
  for (guint32 seed = 0; seed < 40; seed++)
    run_world (seed, 1 + seed % 3, 250);
}

static void
test_some (void)
{
  for (guint32 seed = 100; seed < 120; seed++)
    run_world (seed, 20, 400);
}

static void
test_many (void)
{
  for (guint32 seed = 200; seed < 203; seed++)
    run_world (seed, 500, 1000);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine/wheel-model/few", test_few);
  g_test_add_func ("/engine/wheel-model/some", test_some);
  g_test_add_func ("/engine/wheel-model/many", test_many);

  return g_test_run ();
}
