/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-traffic.h"

#define S G_USEC_PER_SEC

static void
test_rate_over_the_time_between (void)
{
  g_autoptr (AditAppTraffic) traffic = adit_app_traffic_new ();

  adit_app_traffic_add (traffic, 100 * S, 500, 1000);
  g_assert_cmpuint (adit_app_traffic_get_current (traffic).received_rate, ==, 1000);

  adit_app_traffic_add (traffic, 100 * S + S * 5 / 4, 500, 1000);
  g_assert_cmpuint (adit_app_traffic_get_current (traffic).received_rate, ==, 800);
  g_assert_cmpuint (adit_app_traffic_get_current (traffic).sent_rate, ==, 400);
  g_assert_cmpuint (adit_app_traffic_get_peak (traffic).received_rate, ==, 1000);
}

/* A batch after a pause is the work of one interval; one close upon another makes no spike. */
static void
test_pauses_and_haste (void)
{
  g_autoptr (AditAppTraffic) traffic = adit_app_traffic_new ();

  adit_app_traffic_add (traffic, 100 * S, 0, 0);
  adit_app_traffic_add (traffic, 120 * S, 0, 3000);
  g_assert_cmpuint (adit_app_traffic_get_current (traffic).received_rate, ==, 2000);
  adit_app_traffic_add (traffic, 120 * S + S / 100, 0, 3000);
  g_assert_cmpuint (adit_app_traffic_get_current (traffic).received_rate, ==, 6000);
}

static void
test_tick_notes_silence (void)
{
  g_autoptr (AditAppTraffic) traffic = adit_app_traffic_new ();
  guint n_samples;

  adit_app_traffic_add (traffic, 100 * S, 10, 10);
  adit_app_traffic_tick (traffic, 101 * S);
  adit_app_traffic_get_samples (traffic, &n_samples);
  g_assert_cmpuint (n_samples, ==, 1);

  adit_app_traffic_tick (traffic, 102 * S);
  adit_app_traffic_get_samples (traffic, &n_samples);
  g_assert_cmpuint (n_samples, ==, 2);
  g_assert_cmpuint (adit_app_traffic_get_current (traffic).sent_rate, ==, 0);
}

static void
count_emission (guint *n_emissions)
{
  (*n_emissions)++;
}

static void
test_forgets_after_a_minute (void)
{
  g_autoptr (AditAppTraffic) traffic = adit_app_traffic_new ();
  guint n_samples, n_emissions = 0;
  const AditAppSample *samples;

  g_signal_connect_swapped (traffic, "changed", G_CALLBACK (count_emission), &n_emissions);
  for (int i = 0; i < 1000; i++)
    adit_app_traffic_add (traffic, (1000 + i) * S, i == 0 ? 1000000 : 0, 0);

  samples = adit_app_traffic_get_samples (traffic, &n_samples);
  g_assert_cmpuint (n_samples, ==, 61);
  g_assert_cmpint (samples[0].time_us, ==, (1999 - 60) * S);
  g_assert_cmpuint (adit_app_traffic_get_peak (traffic).sent_rate, ==, 0);
  g_assert_cmpuint (n_emissions, ==, 1000);

  adit_app_traffic_clear (traffic);
  adit_app_traffic_get_samples (traffic, &n_samples);
  g_assert_cmpuint (n_samples, ==, 0);
  g_assert_cmpuint (adit_app_traffic_get_current (traffic).time_us, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/traffic/rate-over-the-time-between", test_rate_over_the_time_between);
  g_test_add_func ("/app/traffic/pauses-and-haste", test_pauses_and_haste);
  g_test_add_func ("/app/traffic/tick-notes-silence", test_tick_notes_silence);
  g_test_add_func ("/app/traffic/forgets-after-a-minute", test_forgets_after_a_minute);
  return g_test_run ();
}
