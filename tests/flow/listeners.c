/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Several listeners, each on or off by itself while the others and all tunnels go on. */

#include "flow.h"

#include "model/adit-error.h"

static void
assert_state (FlowEngine *engine, guint index, AditListenerState state)
{
  g_autoptr (AditListener) row = flow_engine_listener (engine, index);

  g_assert_cmpint (row->state, ==, state);
  g_assert_true ((row->bound[0] != '\0') == (state == ADIT_LISTENER_LISTENING));
  g_assert_true ((row->error[0] != '\0') == (state == ADIT_LISTENER_FAILED));
}

static FlowEngine *
engine_with_both_families (void)
{
  g_autoptr (AditSettings) settings = flow_settings_new ();

  adit_settings_add_listener (settings, "[::1]:0", TRUE);
  adit_settings_add_listener (settings, "127.0.0.2:0", FALSE);
  return flow_engine_new (settings);
}

static void
check_both_families (void)
{
  FlowEngine *engine = engine_with_both_families ();
  FlowTunnel by_ipv4 = flow_tunnel_new (engine);
  FlowTunnel by_ipv6 = flow_tunnel_new_via ("::1", flow_engine_port_of (engine, 1));
  g_autoptr (GPtrArray) rows = flow_engine_list (engine);
  g_autoptr (AditListener) off = flow_engine_listener (engine, 2);

  flow_tunnel_check (&by_ipv4);
  flow_tunnel_check (&by_ipv6);
  g_assert_true (g_str_has_prefix (((AditTunnel *) rows->pdata[0])->client, "127.0.0.1:"));
  g_assert_true (g_str_has_prefix (((AditTunnel *) rows->pdata[1])->client, "[::1]:"));
  g_assert_cmpint (off->state, ==, ADIT_LISTENER_OFF);
  g_assert_false (off->is_enabled);

  flow_tunnel_close (&by_ipv4);
  flow_tunnel_close (&by_ipv6);
  flow_engine_free (engine);
}

static void
check_off_and_on (void)
{
  FlowEngine *engine = engine_with_both_families ();
  guint16 ipv6_port = flow_engine_port_of (engine, 1);
  FlowTunnel by_ipv4 = flow_tunnel_new (engine);
  FlowTunnel by_ipv6 = flow_tunnel_new_via ("::1", ipv6_port);
  FlowTunnel next;

  g_assert_true (flow_engine_enable_listener (engine, "127.0.0.1:0", FALSE, NULL));
  assert_state (engine, 0, ADIT_LISTENER_OFF);
  assert_state (engine, 1, ADIT_LISTENER_LISTENING);
  g_assert_cmpuint (flow_engine_port_of (engine, 1), ==, ipv6_port);
  flow_tunnel_check (&by_ipv4);
  flow_tunnel_check (&by_ipv6);
  next = flow_tunnel_new_via ("::1", ipv6_port);
  flow_tunnel_check (&next);
  flow_tunnel_close (&next);

  g_assert_true (flow_engine_enable_listener (engine, "127.0.0.1:0", TRUE, NULL));
  next = flow_tunnel_new (engine);
  flow_tunnel_check (&next);
  flow_tunnel_check (&by_ipv4);
  flow_tunnel_check (&by_ipv6);

  flow_tunnel_close (&next);
  flow_tunnel_close (&by_ipv4);
  flow_tunnel_close (&by_ipv6);
  flow_engine_free (engine);
}

/* Off is off: dialling it is refused, at once, with its tunnels alive. */
static void
check_off_refuses (void)
{
  g_autoptr (AditSettings) settings = flow_settings_new ();
  FlowTunnel through = { .port = 0 };
  guint16 port;
  int reserved = flow_reserve ("127.0.0.1", &port);
  g_autofree char *address = g_strdup_printf ("127.0.0.1:%u", port);
  FlowEngine *engine = flow_engine_new (NULL);
  g_autofree char *reply = NULL;

  g_assert_true (flow_engine_add_listener (engine, address, NULL));
  through = flow_tunnel_new_via ("127.0.0.1", port);
  g_assert_true (flow_engine_enable_listener (engine, address, FALSE, NULL));
  reply = flow_ask_for (engine, address);
  flow_assert_refusal (reply, ADIT_CAUSE_REFUSED, 1);
  flow_tunnel_check (&through);

  /* And on again, on the same port, which still has a connection. */
  g_assert_true (flow_engine_enable_listener (engine, address, TRUE, NULL));
  flow_tunnel_check (&through);
  flow_tunnel_close (&through);
  through = flow_tunnel_new_via ("127.0.0.1", port);
  flow_tunnel_check (&through);

  flow_tunnel_close (&through);
  flow_close (reserved);
  flow_engine_free (engine);
}

static void
check_port_in_use (void)
{
  g_autoptr (AditSettings) settings = flow_settings_new ();
  guint16 port = 0;
  int occupant = flow_listen ("127.0.0.1", &port);
  g_autofree char *address = g_strdup_printf ("127.0.0.1:%u", port);
  FlowEngine *engine;
  FlowTunnel tunnel;
  int code = -1;

  adit_settings_add_listener (settings, address, TRUE);
  engine = flow_engine_new (settings);
  assert_state (engine, 0, ADIT_LISTENER_LISTENING);
  assert_state (engine, 1, ADIT_LISTENER_FAILED);
  tunnel = flow_tunnel_new (engine);
  flow_tunnel_check (&tunnel);

  /* Trying again fails again, and succeeds once the port is free. */
  g_assert_false (flow_engine_enable_listener (engine, address, TRUE, &code));
  g_assert_cmpint (code, ==, ADIT_ERROR_LISTEN_FAILED);
  assert_state (engine, 1, ADIT_LISTENER_FAILED);
  flow_close (occupant);
  g_assert_true (flow_engine_enable_listener (engine, address, TRUE, NULL));
  assert_state (engine, 1, ADIT_LISTENER_LISTENING);
  flow_tunnel_check (&tunnel);

  flow_tunnel_close (&tunnel);
  flow_engine_free (engine);
}

/* With nothing to listen on it does not run, and says so. */
static void
check_all_fail (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  guint16 port = 0;
  int occupant = flow_listen ("127.0.0.1", &port);
  g_autofree char *address = g_strdup_printf ("127.0.0.1:%u", port);
  int code = -1;

  flow_engine_stop (engine);
  g_assert_true (flow_engine_remove_listener (engine, "127.0.0.1:0", NULL));
  g_assert_false (flow_engine_start (engine));
  g_assert_true (flow_engine_add_listener (engine, address, NULL));
  g_assert_false (flow_engine_start (engine));
  assert_state (engine, 0, ADIT_LISTENER_FAILED);

  flow_close (occupant);
  g_assert_true (flow_engine_start (engine));
  assert_state (engine, 0, ADIT_LISTENER_LISTENING);
  g_assert_false (flow_engine_add_listener (engine, address, &code));
  g_assert_cmpint (code, ==, ADIT_ERROR_EXISTS);

  flow_engine_free (engine);
}

static void
check_add_and_remove (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  FlowTunnel first = flow_tunnel_new (engine);
  FlowTunnel second;
  int code = -1;

  g_assert_true (flow_engine_add_listener (engine, "[::1]:0", NULL));
  second = flow_tunnel_new_via ("::1", flow_engine_port_of (engine, 1));
  g_assert_false (flow_engine_add_listener (engine, "[::1]:0", &code));
  g_assert_cmpint (code, ==, ADIT_ERROR_EXISTS);
  g_assert_false (flow_engine_add_listener (engine, "localhost:0", &code));
  g_assert_cmpint (code, ==, ADIT_ERROR_INVALID_ARGUMENT);
  g_assert_false (flow_engine_add_listener (engine, "::1:0", &code));
  g_assert_cmpint (code, ==, ADIT_ERROR_INVALID_ARGUMENT);

  g_assert_true (flow_engine_remove_listener (engine, "[::1]:0", NULL));
  flow_tunnel_check (&first);
  flow_tunnel_check (&second);
  g_assert_false (flow_engine_remove_listener (engine, "[::1]:0", &code));
  g_assert_cmpint (code, ==, ADIT_ERROR_NOT_FOUND);
  g_assert_false (flow_engine_enable_listener (engine, "[::1]:0", TRUE, &code));
  g_assert_cmpint (code, ==, ADIT_ERROR_NOT_FOUND);

  flow_tunnel_close (&first);
  flow_tunnel_close (&second);
  flow_engine_free (engine);
}

/* Moved, it is open there and not here; what went through it goes on. */
static void
check_move (void)
{
  guint16 port, occupied = 0;
  int reserved = flow_reserve ("127.0.0.1", &port);
  int occupant = flow_listen ("127.0.0.1", &occupied);
  g_autofree char *here = g_strdup_printf ("127.0.0.1:%u", port);
  g_autofree char *any = g_strdup_printf ("0.0.0.0:%u", port);
  g_autofree char *taken = g_strdup_printf ("127.0.0.1:%u", occupied);
  FlowEngine *engine = flow_engine_new (NULL);
  FlowTunnel before, after;
  int code = -1;

  g_assert_true (flow_engine_add_listener (engine, here, NULL));
  before = flow_tunnel_new_via ("127.0.0.1", port);
  g_assert_true (flow_engine_move_listener (engine, here, any, NULL));
  after = flow_tunnel_new_via ("127.0.0.2", port);
  flow_tunnel_check (&before);

  g_assert_true (flow_engine_move_listener (engine, any, here, NULL));
  flow_tunnel_check (&after);
  assert_state (engine, 1, ADIT_LISTENER_LISTENING);

  /* Where it cannot go it is not lost. */
  g_assert_false (flow_engine_move_listener (engine, here, taken, &code));
  g_assert_cmpint (code, ==, ADIT_ERROR_LISTEN_FAILED);
  g_assert_false (flow_engine_move_listener (engine, here, "127.0.0.1:0", &code));
  g_assert_cmpint (code, ==, ADIT_ERROR_EXISTS);
  g_assert_false (flow_engine_move_listener (engine, here, "nowhere", &code));
  g_assert_cmpint (code, ==, ADIT_ERROR_INVALID_ARGUMENT);
  g_assert_false (flow_engine_move_listener (engine, any, here, &code));
  g_assert_cmpint (code, ==, ADIT_ERROR_NOT_FOUND);
  g_assert_cmpuint (flow_engine_port_of (engine, 1), ==, port);
  flow_tunnel_close (&before);
  before = flow_tunnel_new_via ("127.0.0.1", port);
  flow_tunnel_check (&before);

  /* One that is off moves as well, and stays off. */
  g_assert_true (flow_engine_enable_listener (engine, here, FALSE, NULL));
  g_assert_true (flow_engine_move_listener (engine, here, taken, NULL));
  assert_state (engine, 1, ADIT_LISTENER_OFF);

  flow_tunnel_close (&before);
  flow_tunnel_close (&after);
  flow_close (occupant);
  flow_close (reserved);
  flow_engine_free (engine);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/listeners/both-families", check_both_families);
  g_test_add_func ("/listeners/off-and-on", check_off_and_on);
  g_test_add_func ("/listeners/off-refuses", check_off_refuses);
  g_test_add_func ("/listeners/port-in-use", check_port_in_use);
  g_test_add_func ("/listeners/all-fail", check_all_fail);
  g_test_add_func ("/listeners/add-and-remove", check_add_and_remove);
  g_test_add_func ("/listeners/move", check_move);

  return g_test_run ();
}
