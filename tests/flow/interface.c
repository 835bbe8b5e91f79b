/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A listener at a network interface: it is open where that has addresses, as they come and go,
 * while tunnels go on; and it serves that network's neighbours. In a network of the test's own. */

#include "flow.h"

#include "model/adit-error.h"

#define PORT  3128
#define PLACE "%flow0:3128"

static gboolean is_in_network;

/* Whether the test can go on: in a network with an interface flow0 of these addresses. */
static gboolean
begin (const char *first, const char *second)
{
  const char *const addresses[] = { first, second };

  if (!is_in_network)
    {
      g_test_skip ("no network namespace can be made here, or there is no ip");
      return FALSE;
    }
  if (!flow_ip ("link add flow0 type bridge"))
    {
      g_test_skip ("no interface can be made here");
      return FALSE;
    }

  g_assert_true (flow_ip ("link set flow0 up"));
  for (guint i = 0; i < G_N_ELEMENTS (addresses) && addresses[i]; i++)
    {
      g_autofree char *arguments = g_strdup_printf ("address add %s dev flow0%s", addresses[i],
                                                    strchr (addresses[i], ':') ? " nodad" : "");

      g_assert_true (flow_ip (arguments));
    }
  return TRUE;
}

static void
end (FlowEngine *engine)
{
  flow_engine_free (engine);
  flow_ip ("link delete flow0");
}

/* Nobody has to sign in, and everything may be reached. */
static FlowEngine *
start (const char *clients, gboolean is_public_allowed)
{
  g_autoptr (AditSettings) settings = flow_settings_new ();
  g_autofree char *wrong = NULL;
  FlowEngine *engine;

  g_ptr_array_set_size (settings->listeners, 0);
  adit_settings_add_listener (settings, PLACE, TRUE)->is_public_allowed = is_public_allowed;
  settings->access.sign_in = ADIT_SIGN_IN_NEVER;
  g_assert_true (adit_clients_read (&settings->clients, clients, &wrong));
  engine = flow_engine_new (settings);
  flow_engine_set_rules (engine, "allow-local\n");
  return engine;
}

static char *
bound_of (FlowEngine *engine, guint index)
{
  g_autoptr (AditListener) row = flow_engine_listener (engine, index);

  return g_strjoinv (" ", row->addresses);
}

static gboolean
is_bound (FlowEngine *engine, guint index, const char *expected)
{
  g_autofree char *bound = bound_of (engine, index);

  return g_str_equal (bound, expected);
}

static void
run (const char *arguments)
{
  g_assert_true (flow_ip (arguments));
}

static void
check_follows (void)
{
  FlowEngine *engine;
  FlowTunnel by_first, by_second, by_loopback;
  g_autoptr (AditListener) gone = NULL;

  if (!begin ("10.7.0.1/24", "10.7.0.2/24"))
    return;

  engine = start ("local", FALSE);
  g_assert_true (is_bound (engine, 0, "10.7.0.1:3128 10.7.0.2:3128 127.0.0.1:3128 [::1]:3128"));
  by_first = flow_tunnel_new_via ("10.7.0.1", PORT);
  by_second = flow_tunnel_new_via ("10.7.0.2", PORT);
  by_loopback = flow_tunnel_new_via ("127.0.0.1", PORT);

  run ("address add fd07::1/64 dev flow0 nodad");
  flow_wait_until (
      is_bound (engine, 0, "10.7.0.1:3128 10.7.0.2:3128 [fd07::1]:3128 127.0.0.1:3128 [::1]:3128"));
  flow_tunnel_check (&by_first);
  flow_tunnel_close (&by_first);
  by_first = flow_tunnel_new_via ("fd07::1", PORT);

  run ("address delete 10.7.0.2/24 dev flow0");
  flow_wait_until (is_bound (engine, 0, "10.7.0.1:3128 [fd07::1]:3128 127.0.0.1:3128 [::1]:3128"));
  flow_tunnel_check (&by_first);
  flow_tunnel_check (&by_loopback);

  /* What went with its address is there again with it: nobody ended it. */
  run ("address add 10.7.0.2/24 dev flow0");
  flow_wait_until (
      is_bound (engine, 0, "10.7.0.1:3128 10.7.0.2:3128 [fd07::1]:3128 127.0.0.1:3128 [::1]:3128"));
  flow_tunnel_check (&by_second);

  run ("link delete flow0");
  flow_wait_until (is_bound (engine, 0, "127.0.0.1:3128 [::1]:3128"));
  flow_tunnel_check (&by_loopback);
  gone = flow_engine_listener (engine, 0);
  g_assert_cmpint (gone->state, ==, ADIT_LISTENER_LISTENING);
  g_assert_nonnull (strstr (gone->error, "flow0 has no address"));

  flow_tunnel_close (&by_loopback);
  end (engine);
}

static void
check_neighbours (void)
{
  FlowEngine *engine;

  if (!begin ("10.7.0.1/24", "10.7.0.2/24"))
    return;

  run ("address add 10.8.0.1/24 dev flow0");
  engine = start ("local", FALSE);
  g_assert_cmpuint (flow_status_from ("10.7.0.2", "10.7.0.1", PORT), ==, 200);
  g_assert_cmpuint (flow_status_from ("10.8.0.1", "10.7.0.1", PORT), ==, 403);

  /* A network that comes later has its neighbours, too. */
  run ("address add fd07::1/64 dev flow0 nodad");
  run ("address add fd07::2/64 dev flow0 nodad");
  flow_wait_until (is_bound (engine, 0,
                             "10.7.0.1:3128 10.7.0.2:3128 10.8.0.1:3128 "
                             "[fd07::1]:3128 [fd07::2]:3128 127.0.0.1:3128 "
                             "[::1]:3128"));
  g_assert_cmpuint (flow_status_from ("fd07::2", "fd07::1", PORT), ==, 200);
  end (engine);

  g_assert_true (begin ("10.7.0.1/24", "10.7.0.2/24"));
  engine = start ("", FALSE);
  g_assert_cmpuint (flow_status_from ("10.7.0.2", "10.7.0.1", PORT), ==, 403);
  end (engine);

  g_assert_true (begin ("10.7.0.1/24", "10.7.0.2/24"));
  engine = start ("10.7.0.2", FALSE);
  g_assert_cmpuint (flow_status_from ("10.7.0.2", "10.7.0.1", PORT), ==, 200);
  g_assert_cmpuint (flow_status_from ("10.7.0.1", "10.7.0.2", PORT), ==, 403);
  end (engine);
}

/* A public address is opened when that was asked for; its neighbours stay strangers. */
static void
check_public (void)
{
  FlowEngine *engine;

  if (!begin ("10.7.0.1/24", "8.8.4.4/24"))
    return;

  run ("address add 8.8.4.5/24 dev flow0");
  engine = start ("local", FALSE);
  g_assert_true (is_bound (engine, 0, "10.7.0.1:3128 127.0.0.1:3128 [::1]:3128"));
  end (engine);

  g_assert_true (begin ("8.8.4.5/24", "8.8.4.4/24"));
  engine = start ("local", TRUE);
  g_assert_true (is_bound (engine, 0, "8.8.4.4:3128 8.8.4.5:3128 127.0.0.1:3128 [::1]:3128"));
  g_assert_cmpuint (flow_status_from ("8.8.4.5", "8.8.4.4", PORT), ==, 403);
  end (engine);
}

/* Others at the same port: those at an address come first, then those that were there before. */
static void
check_shares_port (void)
{
  FlowEngine *engine;
  int code = -1;

  if (!begin ("10.7.0.1/24", NULL))
    return;

  engine = start ("local", FALSE);
  g_assert_true (flow_engine_add_listener (engine, "127.0.0.1:3128", NULL));
  g_assert_true (is_bound (engine, 0, "10.7.0.1:3128 [::1]:3128"));
  g_assert_true (is_bound (engine, 1, "127.0.0.1:3128"));

  g_assert_true (flow_engine_add_listener (engine, "%other0:3128", NULL));
  g_assert_true (is_bound (engine, 2, ""));
  g_assert_true (flow_engine_enable_listener (engine, PLACE, FALSE, NULL));
  g_assert_true (is_bound (engine, 0, ""));
  g_assert_true (is_bound (engine, 2, "[::1]:3128"));
  g_assert_true (flow_engine_enable_listener (engine, PLACE, TRUE, NULL));
  g_assert_true (is_bound (engine, 0, "10.7.0.1:3128 [::1]:3128"));
  g_assert_true (is_bound (engine, 2, ""));

  /* All of a family: what could not be opened takes nothing away. */
  g_assert_false (flow_engine_add_listener (engine, "0.0.0.0:3128", &code));
  g_assert_cmpint (code, ==, ADIT_ERROR_LISTEN_FAILED);
  g_assert_true (is_bound (engine, 0, "10.7.0.1:3128 [::1]:3128"));
  g_assert_true (flow_engine_remove_listener (engine, "127.0.0.1:3128", NULL));
  g_assert_true (flow_engine_enable_listener (engine, "0.0.0.0:3128", TRUE, NULL));
  g_assert_true (is_bound (engine, 0, "[::1]:3128"));
  end (engine);
}

/* From this computer alone to a network and back, with what is under way. */
static void
check_moves (void)
{
  FlowEngine *engine;
  FlowTunnel tunnel;
  int code = -1;

  if (!begin ("10.7.0.1/24", "10.7.0.2/24"))
    return;

  engine = start ("local", FALSE);
  tunnel = flow_tunnel_new_via ("127.0.0.1", PORT);
  g_assert_true (flow_engine_move_listener (engine, PLACE, "127.0.0.1:3128", NULL));
  g_assert_true (is_bound (engine, 0, "127.0.0.1:3128"));
  flow_tunnel_check (&tunnel);
  g_assert_true (flow_engine_move_listener (engine, "127.0.0.1:3128", PLACE, NULL));
  g_assert_true (is_bound (engine, 0, "10.7.0.1:3128 10.7.0.2:3128 127.0.0.1:3128 [::1]:3128"));
  g_assert_cmpuint (flow_status_from ("10.7.0.2", "10.7.0.1", PORT), ==, 200);
  flow_tunnel_check (&tunnel);

  g_assert_false (flow_engine_move_listener (engine, PLACE, "flow0:3128", &code));
  g_assert_cmpint (code, ==, ADIT_ERROR_INVALID_ARGUMENT);
  flow_tunnel_close (&tunnel);
  end (engine);
}

int
main (int argc, char **argv)
{
  is_in_network = flow_network_enter ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/interface/follows", check_follows);
  g_test_add_func ("/interface/neighbours", check_neighbours);
  g_test_add_func ("/interface/public", check_public);
  g_test_add_func ("/interface/shares-port", check_shares_port);
  g_test_add_func ("/interface/moves", check_moves);

  return g_test_run ();
}
