/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Bytes counted, and their rate in the last whole second. */

#include "engine/relay/adit-engine-meter.h"

#define SECOND ((gint64) G_USEC_PER_SEC)

typedef struct
{
  gint64 second;
  guint64 this_second;
  guint64 last_second;
  gint64 now_us;
  guint64 rate;
} Row;

static const Row rows[] = {
  { 0, 0, 0, 0, 0 },
  { 0, 0, 0, 1000 * SECOND, 0 },

  /* the second that runs is not whole yet */
  { 10, 5, 7, 10 * SECOND, 7 },
  { 10, 5, 7, 11 * SECOND - 1, 7 },
  { 10, 5, 0, 10 * SECOND + 1, 0 },

  /* the one of the last count is */
  { 10, 5, 7, 11 * SECOND, 5 },
  { 10, 5, 7, 12 * SECOND - 1, 5 },

  /* nothing since */
  { 10, 5, 7, 12 * SECOND, 0 },
  { 10, 5, 7, 1000 * SECOND, 0 },
};

static void
test_rate (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      AditEngineMeter meter = {
        .second = rows[i].second,
        .this_second = rows[i].this_second,
        .last_second = rows[i].last_second,
      };

      g_assert_cmpuint (adit_engine_meter_rate (&meter, rows[i].now_us), ==, rows[i].rate);
    }
}

static void
test_count (void)
{
  AditEngineMeter meter = { 0 };

  adit_engine_meter_count (&meter, 10 * SECOND, 3);
  adit_engine_meter_count (&meter, 11 * SECOND - 1, 4);
  g_assert_cmpuint (adit_engine_meter_rate (&meter, 11 * SECOND - 1), ==, 0);
  adit_engine_meter_count (&meter, 11 * SECOND, 5);
  g_assert_cmpuint (adit_engine_meter_rate (&meter, 11 * SECOND), ==, 7);
  adit_engine_meter_count (&meter, 20 * SECOND, 1); /* a pause: the second before was empty */
  g_assert_cmpuint (adit_engine_meter_rate (&meter, 20 * SECOND), ==, 0);
  g_assert_cmpuint (meter.total, ==, 13);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine/meter/rate", test_rate);
  g_test_add_func ("/engine/meter/count", test_count);

  return g_test_run ();
}
