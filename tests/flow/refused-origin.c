/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Nobody listens where the tunnel should go. */

#include "flow.h"

static void
check_refused (gconstpointer data)
{
  const char *host = data;
  FlowEngine *engine = flow_engine_new (NULL);
  guint16 port;
  int reserved = flow_reserve (host, &port);
  g_autofree char *reply = flow_ask_for_port (engine, host, port);
  g_autoptr (AditTunnel) ended = flow_engine_await_ended (engine, 1);

  flow_assert_refusal (reply, ADIT_CAUSE_REFUSED, 1);
  g_assert_cmpuint (flow_status_of (reply), ==, 502);
  g_assert_cmpint (ended->cause, ==, ADIT_CAUSE_REFUSED);
  g_assert_cmpuint (ended->status, ==, 502);
  g_assert_cmpstr (ended->address, ==, "");
  g_assert_cmpuint (flow_engine_totals (engine).opened, ==, 0);

  flow_close (reserved);
  flow_engine_free (engine);
}

/* No route leads to it: the kernel says so at once. */
static void
check_unreachable (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  g_autofree char *reply = flow_ask_for (engine, "255.255.255.255:80");

  flow_assert_refusal (reply, ADIT_CAUSE_UNREACHABLE, 1);
  g_assert_cmpuint (flow_status_of (reply), ==, 502);

  flow_engine_free (engine);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/refused-origin/ipv4", "127.0.0.1", check_refused);
  g_test_add_data_func ("/refused-origin/ipv6", "::1", check_refused);
  g_test_add_func ("/refused-origin/unreachable", check_unreachable);

  return g_test_run ();
}
