/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Names that have no address, and names whose answer never comes. The resolver is a scripted one:
 * what the system's makes of a name depends on where the test runs. */

#include "flow.h"

static void
check_not_found (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  g_autofree char *reply = flow_ask_for (engine, "name.invalid:443");
  g_autoptr (AditTunnel) ended = flow_engine_await_ended (engine, 1);

  flow_assert_refusal (reply, ADIT_CAUSE_NAME_NOT_FOUND, 1);
  g_assert_cmpuint (flow_status_of (reply), ==, 502);
  g_assert_nonnull (g_strstr_len (reply, -1, "error=dns_error"));
  g_assert_cmpint (ended->cause, ==, ADIT_CAUSE_NAME_NOT_FOUND);
  g_assert_cmpstr (ended->target, ==, "name.invalid:443");

  flow_engine_free (engine);
}

static void
check_no_answer (void)
{
  g_autoptr (AditSettings) settings = flow_settings_new ();
  FlowEngine *engine;
  g_autofree char *reply = NULL;

  settings->connect_timeout_s = 1;
  engine = flow_engine_new (settings);
  reply = flow_ask_for (engine, "silent.example.org:443");
  flow_assert_refusal (reply, ADIT_CAUSE_NAME_TIMEOUT, 1);
  g_assert_cmpuint (flow_status_of (reply), ==, 504);
  g_assert_nonnull (g_strstr_len (reply, -1, "error=dns_timeout"));

  flow_engine_free (engine);
}

/* The client leaves while the name is being looked up: nothing of it stays. */
static void
check_client_leaves (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  int client = flow_client_new (engine);
  g_autoptr (AditTunnel) connecting = NULL;
  g_autoptr (AditTunnel) ended = NULL;

  flow_say (client, "CONNECT silent.example.org:443 HTTP/1.1\r\n\r\n");
  connecting = flow_engine_await_phase (engine, ADIT_PHASE_CONNECT);
  flow_reset (client);
  ended = flow_engine_await_ended (engine, 1);
  g_assert_cmpint (ended->cause, ==, ADIT_CAUSE_CLIENT_GONE);
  flow_wait_until (flow_engine_count (engine) == 0);

  flow_engine_free (engine);
}

/* An engine ends while a look-up is under way. */
static void
check_end_while_looking_up (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  int client = flow_client_new (engine);
  g_autoptr (AditTunnel) connecting = NULL;

  flow_say (client, "CONNECT silent.example.org:443 HTTP/1.1\r\n\r\n");
  connecting = flow_engine_await_phase (engine, ADIT_PHASE_CONNECT);
  flow_engine_free (engine);

  flow_close (client);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  flow_resolver_install ();
  flow_resolver_add ("silent.example.org", NULL);
  g_test_add_func ("/unresolvable/not-found", check_not_found);
  g_test_add_func ("/unresolvable/no-answer", check_no_answer);
  g_test_add_func ("/unresolvable/client-leaves", check_client_leaves);
  g_test_add_func ("/unresolvable/end-while-looking-up", check_end_while_looking_up);

  return g_test_run ();
}
