/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A tunnel without a byte in either direction ends after the idle limit, if there is one. */

#include "flow.h"

static FlowEngine *
engine_with_limit (guint idle_timeout_s)
{
  g_autoptr (AditSettings) settings = flow_settings_new ();

  settings->idle_timeout_s = idle_timeout_s;
  return flow_engine_new (settings);
}

static void
check_silent_ends (void)
{
  FlowEngine *engine = engine_with_limit (1);
  FlowTunnel tunnel = flow_tunnel_new (engine);
  gint64 since_us = g_get_monotonic_time ();
  g_autoptr (AditTunnel) row = NULL;

  flow_tunnel_check (&tunnel);
  flow_hear_reset (tunnel.client);
  flow_hear_reset (tunnel.origin);
  g_assert_cmpint (g_get_monotonic_time () - since_us, >=, G_USEC_PER_SEC);
  row = flow_engine_await_ended (engine, 1);
  g_assert_cmpint (row->cause, ==, ADIT_CAUSE_IDLE);

  flow_tunnel_close (&tunnel);
  flow_engine_free (engine);
}

/* Bytes in one direction alone keep it, for more than twice the limit; a silent one beside it is
 * what tells that the limit was in force meanwhile. */
static void
check_busy_lives (void)
{
  FlowEngine *engine = engine_with_limit (1);
  FlowTunnel busy = flow_tunnel_new (engine);

  for (guint round = 0; round < 2; round++)
    {
      FlowTunnel silent = flow_tunnel_new (engine);

      while (!flow_is_readable (silent.client, 100))
        {
          flow_say (busy.client, ".");
          flow_hear (busy.origin, ".");
        }
      flow_hear_reset (silent.client);
      flow_tunnel_close (&silent);
    }
  flow_tunnel_check (&busy);

  flow_tunnel_close (&busy);
  flow_engine_free (engine);
}

static void
check_zero_is_never (void)
{
  FlowEngine *limited = engine_with_limit (1);
  FlowEngine *unlimited = engine_with_limit (0);
  FlowTunnel lives = flow_tunnel_new (unlimited);
  FlowTunnel ends = flow_tunnel_new (limited);

  flow_hear_reset (ends.client);
  flow_tunnel_check (&lives);

  flow_tunnel_close (&ends);
  flow_tunnel_close (&lives);
  flow_engine_free (limited);
  flow_engine_free (unlimited);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/idle/silent-ends", check_silent_ends);
  g_test_add_func ("/idle/busy-lives", check_busy_lives);
  g_test_add_func ("/idle/zero-is-never", check_zero_is_never);

  return g_test_run ();
}
