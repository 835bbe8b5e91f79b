/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The timer wheel, case by case. Time is what the test says it is. */

#include "engine/worker/adit-engine-wheel.h"

#define TICK   ((gint64) ADIT_ENGINE_WHEEL_TICK_US)
#define SECOND (20 * TICK)
#define HOUR   (3600 * SECOND)
#define DAY    (24 * HOUR)

typedef struct
{
  AditEngineTimer timer;
  AditEngineWheel *wheel;
  guint n_fired;

  /* What to do when it goes off. */
  gint64 again_now_us;
  gint64 again_delay_us; /* 0: nothing */
  AditEngineTimer *victim;
} Alarm;

static void
on_due (gpointer owner)
{
  Alarm *alarm = owner;
  gint64 delay_us = alarm->again_delay_us;

  alarm->n_fired++;
  g_assert_null (alarm->timer.next); /* disarmed before */
  alarm->again_delay_us = 0;
  if (delay_us > 0)
    adit_engine_wheel_arm (alarm->wheel, &alarm->timer, alarm->again_now_us, delay_us, on_due,
                           alarm);
  if (alarm->victim)
    adit_engine_wheel_disarm (alarm->wheel, alarm->victim);
}

static void
arm (AditEngineWheel *wheel, Alarm *alarm, gint64 now_us, gint64 delay_us)
{
  alarm->wheel = wheel;
  adit_engine_wheel_arm (wheel, &alarm->timer, now_us, delay_us, on_due, alarm);
}

/* Not a microsecond before its time, and at the first tick after. */
static void
test_delay (gconstpointer data)
{
  gint64 delay_us = *(const gint64 *) data;

  for (gint64 start = 0; start < 2 * TICK; start += TICK / 4 - 1)
    {
      AditEngineWheel *wheel = adit_engine_wheel_new (start);
      gint64 tick_us = (start + delay_us + TICK - 1) / TICK * TICK;
      Alarm alarm = { 0 };

      arm (wheel, &alarm, start, delay_us);
      adit_engine_wheel_turn (wheel, start + delay_us - 1);
      g_assert_cmpuint (alarm.n_fired, ==, 0);
      g_assert_cmpint (adit_engine_wheel_next_us (wheel), <=,
                       MAX (tick_us, start / TICK * TICK + TICK));
      adit_engine_wheel_turn (wheel, MAX (tick_us, start + TICK));
      g_assert_cmpuint (alarm.n_fired, ==, 1);
      g_assert_cmpint (adit_engine_wheel_next_us (wheel), ==, -1);
      adit_engine_wheel_free (wheel);
    }
}

/* Woken only when it asks to be, it is in time too, however far away that is. */
static void
test_driven (gconstpointer data)
{
  gint64 delay_us = *(const gint64 *) data;
  AditEngineWheel *wheel = adit_engine_wheel_new (123456789);
  gint64 now_us = 123456789;
  gint64 due_us = now_us + delay_us;
  Alarm alarm = { 0 };

  arm (wheel, &alarm, now_us, delay_us);
  while (alarm.n_fired == 0)
    {
      gint64 next_us = adit_engine_wheel_next_us (wheel);

      g_assert_cmpint (next_us, >, now_us);
      now_us = next_us;
      adit_engine_wheel_turn (wheel, now_us);
    }

  g_assert_cmpint (now_us, >=, due_us);
  g_assert_cmpint (now_us, <, due_us + 2 * TICK);
  adit_engine_wheel_free (wheel);
}

static void
test_idle (void)
{
  AditEngineWheel *wheel = adit_engine_wheel_new (5);

  g_assert_cmpint (adit_engine_wheel_next_us (wheel), ==, -1);
  adit_engine_wheel_turn (wheel, 30 * DAY);
  g_assert_cmpint (adit_engine_wheel_next_us (wheel), ==, -1);
  adit_engine_wheel_free (wheel);
}

static void
test_disarm (void)
{
  AditEngineWheel *wheel = adit_engine_wheel_new (0);
  Alarm alarm = { 0 };

  adit_engine_wheel_disarm (wheel, &alarm.timer); /* never armed */
  arm (wheel, &alarm, 0, SECOND);
  adit_engine_wheel_disarm (wheel, &alarm.timer);
  adit_engine_wheel_disarm (wheel, &alarm.timer);
  g_assert_cmpint (adit_engine_wheel_next_us (wheel), ==, -1);
  adit_engine_wheel_turn (wheel, DAY);
  g_assert_cmpuint (alarm.n_fired, ==, 0);
  adit_engine_wheel_free (wheel);
}

static void
test_arm_again (void)
{
  AditEngineWheel *wheel = adit_engine_wheel_new (0);
  Alarm alarm = { 0 };

  arm (wheel, &alarm, 0, SECOND);
  arm (wheel, &alarm, 0, HOUR);
  adit_engine_wheel_turn (wheel, HOUR - 1);
  g_assert_cmpuint (alarm.n_fired, ==, 0);
  arm (wheel, &alarm, HOUR - 1, SECOND);
  adit_engine_wheel_turn (wheel, DAY);
  g_assert_cmpuint (alarm.n_fired, ==, 1);
  adit_engine_wheel_free (wheel);
}

/* After a long time without timers the first one does not count from the past. */
static void
test_arm_after_idle (void)
{
  AditEngineWheel *wheel = adit_engine_wheel_new (0);
  Alarm alarm = { 0 };

  arm (wheel, &alarm, DAY, SECOND);
  adit_engine_wheel_turn (wheel, DAY + SECOND - 1);
  g_assert_cmpuint (alarm.n_fired, ==, 0);
  adit_engine_wheel_turn (wheel, DAY + SECOND);
  g_assert_cmpuint (alarm.n_fired, ==, 1);
  adit_engine_wheel_free (wheel);
}

static void
test_again_in_callback (void)
{
  AditEngineWheel *wheel = adit_engine_wheel_new (0);
  Alarm alarm = { .again_now_us = SECOND, .again_delay_us = SECOND };

  arm (wheel, &alarm, 0, SECOND);
  adit_engine_wheel_turn (wheel, SECOND);
  g_assert_cmpuint (alarm.n_fired, ==, 1);
  adit_engine_wheel_turn (wheel, 2 * SECOND - 1);
  g_assert_cmpuint (alarm.n_fired, ==, 1);
  adit_engine_wheel_turn (wheel, 2 * SECOND);
  g_assert_cmpuint (alarm.n_fired, ==, 2);
  adit_engine_wheel_free (wheel);
}

/* Woken late, the only timer goes off and is armed again, from now: its new time may fall into
 * the very slot that is being emptied. */
static void
test_again_in_late_callback (void)
{
  for (gint64 late = 1; late < 600; late++)
    {
      AditEngineWheel *wheel = adit_engine_wheel_new (0);
      gint64 now_us = (20 + late) * TICK;
      Alarm alarm = { .again_now_us = now_us, .again_delay_us = 112 * TICK };

      arm (wheel, &alarm, 0, 20 * TICK);
      adit_engine_wheel_turn (wheel, now_us);
      g_assert_cmpuint (alarm.n_fired, ==, 1);
      adit_engine_wheel_turn (wheel, now_us + 112 * TICK - 1);
      g_assert_cmpuint (alarm.n_fired, ==, 1);
      adit_engine_wheel_turn (wheel, now_us + 112 * TICK);
      g_assert_cmpuint (alarm.n_fired, ==, 2);
      adit_engine_wheel_free (wheel);
    }
}

/* Whichever goes off first takes the other out, be it of the same tick or a later one. */
static void
test_disarm_in_callback (gconstpointer data)
{
  gint64 distance_us = *(const gint64 *) data;
  AditEngineWheel *wheel = adit_engine_wheel_new (0);
  Alarm first = { 0 }, second = { 0 }, third = { 0 };

  first.victim = &second.timer;
  second.victim = &first.timer;
  arm (wheel, &first, 0, SECOND);
  arm (wheel, &second, 0, SECOND + distance_us);
  arm (wheel, &third, 0, SECOND + distance_us);
  adit_engine_wheel_turn (wheel, DAY);
  g_assert_cmpuint (first.n_fired, ==, 1);
  g_assert_cmpuint (second.n_fired, ==, 0);
  g_assert_cmpuint (third.n_fired, ==, 1);
  adit_engine_wheel_free (wheel);
}

static void
on_due_free (gpointer owner)
{
  g_free (owner);
}

/* A timer may be gone when its callback returns. */
static void
test_free_in_callback (void)
{
  AditEngineWheel *wheel = adit_engine_wheel_new (0);

  for (guint i = 0; i < 3; i++)
    {
      Alarm *alarm = g_new0 (Alarm, 1);

      adit_engine_wheel_arm (wheel, &alarm->timer, 0, SECOND, on_due_free, alarm);
    }
  adit_engine_wheel_turn (wheel, SECOND);
  g_assert_cmpint (adit_engine_wheel_next_us (wheel), ==, -1);
  adit_engine_wheel_free (wheel);
}

#define N_MANY 100000

/* Spread over three hours, all go off, and each only once. */
static void
test_many (void)
{
  AditEngineWheel *wheel = adit_engine_wheel_new (0);
  Alarm *alarms = g_new0 (Alarm, N_MANY);
  gint64 span_us = 3 * HOUR;

  for (gint64 i = 0; i < N_MANY; i++)
    arm (wheel, &alarms[i], 0, 1 + i * 7919 % N_MANY * (span_us / N_MANY));
  for (gint64 now_us = 0; now_us <= span_us + SECOND; now_us += 5 * TICK)
    adit_engine_wheel_turn (wheel, now_us);
  for (guint i = 0; i < N_MANY; i++)
    g_assert_cmpuint (alarms[i].n_fired, ==, 1);

  g_assert_cmpint (adit_engine_wheel_next_us (wheel), ==, -1);
  adit_engine_wheel_free (wheel);
  g_free (alarms);
}

static const gint64 delays_us[] = {
  1,          TICK - 1,    TICK, TICK + 1,         SECOND,           255 * TICK,       256 * TICK,
  257 * TICK, 30 * SECOND, HOUR, 256 * 511 * TICK, 256 * 512 * TICK, 256 * 513 * TICK, DAY,
  7 * DAY,
};

int
main (int argc, char *argv[])
{
  static const gint64 distances_us[] = { 0, TICK, 300 * TICK, 3 * HOUR };

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (delays_us); i++)
    {
      g_autofree char *delay =
          g_strdup_printf ("/engine/wheel/delay/%" G_GINT64_FORMAT, delays_us[i]);
      g_autofree char *driven =
          g_strdup_printf ("/engine/wheel/driven/%" G_GINT64_FORMAT, delays_us[i]);

      g_test_add_data_func (delay, &delays_us[i], test_delay);
      g_test_add_data_func (driven, &delays_us[i], test_driven);
    }
  for (guint i = 0; i < G_N_ELEMENTS (distances_us); i++)
    {
      g_autofree char *path = g_strdup_printf ("/engine/wheel/disarm-in-callback/%u", i);

      g_test_add_data_func (path, &distances_us[i], test_disarm_in_callback);
    }
  g_test_add_func ("/engine/wheel/idle", test_idle);
  g_test_add_func ("/engine/wheel/disarm", test_disarm);
  g_test_add_func ("/engine/wheel/arm-again", test_arm_again);
  g_test_add_func ("/engine/wheel/arm-after-idle", test_arm_after_idle);
  g_test_add_func ("/engine/wheel/again-in-callback", test_again_in_callback);
  g_test_add_func ("/engine/wheel/again-in-late-callback", test_again_in_late_callback);
  g_test_add_func ("/engine/wheel/free-in-callback", test_free_in_callback);
  g_test_add_func ("/engine/wheel/many", test_many);

  return g_test_run ();
}
