/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A target that never answers: one deadline for all, and 504. */

#include "flow.h"

static void
check_deadline (void)
{
  g_autoptr (AditSettings) settings = flow_settings_new ();
  FlowBlackHole hole;
  FlowEngine *engine;
  gint64 since_us;
  gint64 taken_us;
  g_autofree char *reply = NULL;
  g_autoptr (AditTunnel) ended = NULL;

  flow_black_hole_open (&hole, "127.0.0.1");
  settings->connect_timeout_s = 1;
  engine = flow_engine_new (settings);

  since_us = g_get_monotonic_time ();
  reply = flow_ask_for_port (engine, "127.0.0.1", hole.port);
  taken_us = g_get_monotonic_time () - since_us;
  flow_assert_refusal (reply, ADIT_CAUSE_CONNECT_TIMEOUT, 1);
  g_assert_cmpuint (flow_status_of (reply), ==, 504);
  g_assert_nonnull (g_strstr_len (reply, -1, "\r\nProxy-Status: Adit; error=connection_timeout;"));
  g_assert_cmpint (taken_us, >=, G_USEC_PER_SEC);
  g_assert_cmpint (taken_us, <, 4 * G_USEC_PER_SEC);

  ended = flow_engine_await_ended (engine, 1);
  g_assert_cmpint (ended->cause, ==, ADIT_CAUSE_CONNECT_TIMEOUT);
  g_assert_cmpuint (ended->status, ==, 504);

  flow_engine_free (engine);
  flow_black_hole_close (&hole);
}

/* Many addresses, none of which answers, have one deadline together. */
static void
check_one_for_all (void)
{
  g_autoptr (AditSettings) settings = flow_settings_new ();
  FlowBlackHole hole;
  FlowEngine *engine;
  gint64 since_us;
  g_autofree char *reply = NULL;

  flow_black_hole_open (&hole, "0.0.0.0");
  settings->connect_timeout_s = 1;
  engine = flow_engine_new (settings);

  since_us = g_get_monotonic_time ();
  reply = flow_ask_for_port (engine, "holes.example.org", hole.port);
  flow_assert_refusal (reply, ADIT_CAUSE_CONNECT_TIMEOUT, 1);
  g_assert_cmpint (g_get_monotonic_time () - since_us, <, 4 * G_USEC_PER_SEC);

  flow_engine_free (engine);
  flow_black_hole_close (&hole);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  flow_resolver_install ();
  flow_resolver_add ("holes.example.org",
                     (const char *[]){ "127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4",
                                       "127.0.0.5", "127.0.0.6", "127.0.0.7", NULL });
  g_test_add_func ("/deadline/504", check_deadline);
  g_test_add_func ("/deadline/one-for-all", check_one_for_all);

  return g_test_run ();
}
