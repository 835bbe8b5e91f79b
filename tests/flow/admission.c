/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Who may use the proxy by where it comes from: this computer, and the networks that were named.
 * Nobody has to sign in here, and everything may be reached. */

#include "flow.h"

static FlowEngine *
engine_for (const char *network)
{
  g_autoptr (AditSettings) settings = flow_settings_new ();
  FlowEngine *engine;
  AditNetwork parsed;

  g_ptr_array_set_size (settings->listeners, 0);
  adit_settings_add_listener (settings, "0.0.0.0:0", TRUE);
  if (network)
    {
      g_assert_true (adit_network_parse (network, &parsed));
      g_array_append_val (settings->clients.networks, parsed);
    }

  settings->access.sign_in = ADIT_SIGN_IN_NEVER;
  engine = flow_engine_new (settings);
  flow_engine_set_rules (engine, "allow-local\n");
  return engine;
}

static guint
status_for (FlowEngine *engine, const char *from, const char *to)
{
  return flow_status_from (from, to, flow_engine_port (engine));
}

static void
check_loopback (void)
{
  FlowEngine *engine = engine_for (NULL);

  g_assert_cmpuint (status_for (engine, "127.0.0.1", "127.0.0.1"), ==, 200);
  g_assert_cmpuint (status_for (engine, "127.9.8.7", "127.0.0.1"), ==, 200);

  flow_engine_free (engine);
}

/* A program on this computer that dials the address others know it by. */
static void
check_own_address (void)
{
  g_autofree char *address = flow_find_own_address ();
  FlowEngine *engine;

  if (!address)
    {
      g_test_skip ("this computer has no address but loopback");
      return;
    }

  engine = engine_for (NULL);
  g_assert_cmpuint (status_for (engine, address, address), ==, 200);
  flow_engine_free (engine);
}

/* One whose address is neither loopback nor the one it dialled is, for all that the engine can
 * tell, another computer. A second address of this one makes it without any privilege. */
static void
check_other (void)
{
  g_autofree char *address = flow_find_own_address ();
  g_autoptr (AditTunnel) ended = NULL;
  FlowEngine *engine;

  if (!address)
    {
      g_test_skip ("this computer has no address but loopback");
      return;
    }

  engine = engine_for (NULL);
  g_assert_cmpuint (status_for (engine, address, "127.0.0.1"), ==, 403);
  ended = flow_engine_await_ended (engine, 1);
  g_assert_cmpint (ended->cause, ==, ADIT_CAUSE_CLIENT_NOT_ALLOWED);
  g_assert_cmpuint (ended->status, ==, 403);
  g_assert_true (g_str_has_prefix (ended->client, address));
  g_assert_cmpuint (flow_engine_totals (engine).opened, ==, 0);
  flow_engine_free (engine);
}

static void
check_named_networks (void)
{
  g_autofree char *address = flow_find_own_address ();
  FlowEngine *engine;

  if (!address)
    {
      g_test_skip ("this computer has no address but loopback");
      return;
    }

  engine = engine_for (address);
  g_assert_cmpuint (status_for (engine, address, "127.0.0.1"), ==, 200);
  flow_engine_free (engine);

  engine = engine_for ("0.0.0.0/0");
  g_assert_cmpuint (status_for (engine, address, "127.0.0.1"), ==, 200);
  flow_engine_free (engine);

  /* Another network, and one of the other family. */
  engine = engine_for ("127.0.0.0/8");
  g_assert_cmpuint (status_for (engine, address, "127.0.0.1"), ==, 403);
  flow_engine_free (engine);

  engine = engine_for ("::/0");
  g_assert_cmpuint (status_for (engine, address, "127.0.0.1"), ==, 403);
  flow_engine_free (engine);
}

int
main (int argc, char **argv)
{
  flow_network_need_own_address ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/admission/loopback", check_loopback);
  g_test_add_func ("/admission/own-address", check_own_address);
  g_test_add_func ("/admission/other", check_other);
  g_test_add_func ("/admission/named-networks", check_named_networks);

  return g_test_run ();
}
