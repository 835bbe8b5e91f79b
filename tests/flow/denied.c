/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Tunnels that run on although rules deny them by now: they can be named, and ended; they are
 * judged on the very address that they are connected to. */

#include "flow.h"

typedef struct
{
  const char *name;
  const char *rules;
  gboolean is_denied;
  const char *detail; /* of the row at the end */
} Case;

/* A tunnel to inside.example.org, which was 127.0.0.1 when it was made. */
static const Case cases[] = {
  { "/denied/nothing", "", FALSE, NULL },
  { "/denied/all", "default deny\n", TRUE, "default, line 1" },
  { "/denied/host", "# a\ndeny host inside.example.org\n", TRUE, "rule 1, line 2" },
  { "/denied/other-host", "deny host outside.example.org\n", FALSE, NULL },
  { "/denied/address", "deny address 127.0.0.0/8\n", TRUE, "rule 1, line 1" },
  { "/denied/other-address", "deny address 127.0.0.2\n", FALSE, NULL },
  { "/denied/port", "deny port 1-65535\n", TRUE, "rule 1, line 1" },
  { "/denied/first-decides", "allow address 127.0.0.1\ndefault deny\n", FALSE, NULL },
  { "/denied/other-user", "deny user alice\n", FALSE, NULL },
  { "/denied/through-upstream", "upstream up http 192.0.2.1:1\nvia up\n", FALSE, NULL },
};

static FlowTunnel
open_tunnel (FlowEngine *engine, int listener, guint16 port)
{
  FlowTunnel tunnel = { .client = flow_client_new (engine), .port = port };

  flow_client_connect (tunnel.client, "inside.example.org", port);
  tunnel.origin = flow_accept (listener);
  return tunnel;
}

static void
check_case (gconstpointer data)
{
  const Case *row = data;
  guint n_denied = row->is_denied ? 1 : 0;
  FlowEngine *engine = flow_engine_new (NULL);
  guint16 port = 0;
  int listener = flow_listen ("127.0.0.1", &port);
  FlowTunnel tunnel = open_tunnel (engine, listener, port);

  flow_engine_set_rules (engine, row->rules);
  flow_tunnel_check (&tunnel);
  g_assert_cmpuint (flow_engine_check_rules (engine, FALSE), ==, n_denied);
  flow_tunnel_check (&tunnel);
  g_assert_cmpuint (flow_engine_check_rules (engine, TRUE), ==, n_denied);
  if (row->is_denied)
    {
      g_autoptr (AditTunnel) ended = flow_engine_await_ended (engine, 1);

      g_assert_cmpint (ended->cause, ==, ADIT_CAUSE_DENIED_BY_RULE);
      g_assert_cmpstr (ended->detail, ==, row->detail);
      flow_hear_reset (tunnel.client);
      flow_hear_reset (tunnel.origin);
      g_assert_cmpuint (flow_engine_check_rules (engine, TRUE), ==, 0);
    }
  else
    flow_tunnel_check (&tunnel);

  flow_close (tunnel.client);
  flow_close (tunnel.origin);
  flow_close (listener);
  flow_engine_free (engine);
}

/* The name leads elsewhere by now; what counts is where the tunnel went. */
static void
check_where_it_went (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  guint16 port = 0;
  int listener = flow_listen ("127.0.0.1", &port);
  FlowTunnel tunnel = { .client = flow_client_new (engine), .port = port };

  flow_client_connect (tunnel.client, "moving.example.org", port);
  tunnel.origin = flow_accept (listener);
  flow_engine_set_rules (engine, "deny address 127.0.0.2\n");
  g_assert_cmpuint (flow_engine_check_rules (engine, FALSE), ==, 0);
  flow_engine_set_rules (engine, "deny address 127.0.0.1\n");
  g_assert_cmpuint (flow_engine_check_rules (engine, FALSE), ==, 1);

  flow_tunnel_close (&tunnel);
  flow_close (listener);
  flow_engine_free (engine);
}

/* Through an upstream only the name is known; that it may be somewhere denied ends nothing. */
static void
check_routed (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  guint16 port = 0;
  int upstream = flow_listen ("127.0.0.1", &port);
  g_autofree char *rules = g_strdup_printf ("upstream up http 127.0.0.1:%u\nvia up\n", port);
  g_autofree char *asked = NULL;
  g_autofree char *head = NULL;
  FlowTunnel tunnel;

  flow_engine_set_rules (engine, rules);
  tunnel.client = flow_client_new (engine);
  flow_say (tunnel.client, "CONNECT far.example.org:443 HTTP/1.1\r\n\r\n");
  tunnel.origin = flow_accept (upstream);
  asked = flow_read_head (tunnel.origin);
  flow_say (tunnel.origin, "HTTP/1.1 200 OK\r\n\r\n");
  head = flow_read_head (tunnel.client);
  flow_tunnel_check (&tunnel);

  flow_engine_set_rules (engine, "deny address 127.0.0.0/8\n");
  g_assert_cmpuint (flow_engine_check_rules (engine, FALSE), ==, 0);
  flow_engine_set_rules (engine, "deny host far.example.org\n");
  g_assert_cmpuint (flow_engine_check_rules (engine, FALSE), ==, 1);

  flow_tunnel_close (&tunnel);
  flow_close (upstream);
  flow_engine_free (engine);
}

/* Of several, those and only those. */
static void
check_some_of_many (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  guint16 port = 0;
  int listener = flow_listen ("127.0.0.1", &port);
  FlowTunnel inside = open_tunnel (engine, listener, port);
  FlowTunnel others[3];

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    others[i] = flow_tunnel_new (engine);
  flow_engine_set_rules (engine, "deny host inside.example.org\n");
  g_assert_cmpuint (flow_engine_check_rules (engine, TRUE), ==, 1);
  flow_hear_reset (inside.client);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      flow_tunnel_check (&others[i]);
      flow_tunnel_close (&others[i]);
    }

  flow_close (inside.client);
  flow_close (inside.origin);
  flow_close (listener);
  flow_engine_free (engine);
}

/* One that waits for its connection is refused, and told why. */
static void
check_connecting (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  FlowBlackHole hole;
  g_autofree char *request = NULL;
  g_autofree char *reply = NULL;
  g_autoptr (AditTunnel) row = NULL;
  int client = flow_client_new (engine);

  flow_black_hole_open (&hole, "127.0.0.1");
  request = g_strdup_printf ("CONNECT 127.0.0.1:%u HTTP/1.1\r\n\r\n", hole.port);
  flow_say (client, request);
  row = flow_engine_await_phase (engine, ADIT_PHASE_CONNECT);
  flow_engine_set_rules (engine, "default deny\n");
  g_assert_cmpuint (flow_engine_check_rules (engine, TRUE), ==, 1);
  reply = flow_read_to_end (client);
  g_assert_cmpuint (flow_status_of (reply), ==, 403);
  g_assert_nonnull (strstr (reply, "default, line 1"));

  flow_close (client);
  flow_black_hole_close (&hole);
  flow_engine_free (engine);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  flow_resolver_install ();
  flow_resolver_add ("inside.example.org", (const char *const[]){ "127.0.0.1", NULL });
  flow_resolver_add_turns ("moving.example.org",
                           (const char *const[]){ "127.0.0.1", "127.0.0.2", NULL });
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add_data_func (cases[i].name, &cases[i], check_case);
  g_test_add_func ("/denied/where-it-went", check_where_it_went);
  g_test_add_func ("/denied/routed", check_routed);
  g_test_add_func ("/denied/some-of-many", check_some_of_many);
  g_test_add_func ("/denied/connecting", check_connecting);

  return g_test_run ();
}
