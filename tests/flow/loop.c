/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A tunnel to one of our own listeners would come back as another request, and again: it is
 * refused, however the listener is called. */

#include "flow.h"

typedef struct
{
  const char *name;
  const char *listener; /* without its port */
  const char *target;
} Case;

static const Case cases[] = {
  { "/loop/address", "127.0.0.1", "127.0.0.1" },
  { "/loop/name", "127.0.0.1", "localhost.example.org" },
  { "/loop/name-with-final-dot", "127.0.0.1", "localhost.example.org." },
  { "/loop/one-address-of-many", "127.0.0.1", "many.example.org" },
  { "/loop/any-address-dialled", "127.0.0.1", "0.0.0.0" },
  { "/loop/ipv6-any-address-dialled", "127.0.0.1", "[::]" },
  { "/loop/mapped", "127.0.0.1", "[::ffff:127.0.0.1]" },
  { "/loop/mapped-in-hexadecimal", "127.0.0.1", "[::ffff:7f00:1]" },
  { "/loop/listener-on-any-address", "0.0.0.0", "127.0.0.1" },
  { "/loop/listener-on-any-address-by-another", "0.0.0.0", "127.5.5.5" },
};

static void
check_case (gconstpointer data)
{
  const Case *row = data;
  g_autoptr (AditSettings) settings = flow_settings_new ();
  g_autofree char *address = g_strdup_printf ("%s:0", row->listener);
  g_autofree char *target = NULL;
  g_autofree char *reply = NULL;
  FlowEngine *engine;
  g_autoptr (AditTunnel) ended = NULL;

  g_ptr_array_set_size (settings->listeners, 0);
  adit_settings_add_listener (settings, address, TRUE);
  engine = flow_engine_new (settings);
  target = g_strdup_printf ("%s:%u", row->target, flow_engine_port (engine));

  reply = flow_ask_for (engine, target);
  flow_assert_refusal (reply, ADIT_CAUSE_LOOP, 1);
  g_assert_cmpuint (flow_status_of (reply), ==, 502);
  g_assert_nonnull (g_strstr_len (reply, -1, "error=proxy_loop_detected"));
  ended = flow_engine_await_ended (engine, 1);
  g_assert_cmpint (ended->cause, ==, ADIT_CAUSE_LOOP);

  flow_engine_free (engine);
}

/* From one listener to another of ours is a loop as well; IPv6 is no different. */
static void
check_other_listener (void)
{
  g_autoptr (AditSettings) settings = flow_settings_new ();
  FlowEngine *engine;
  g_autofree char *reply = NULL;

  adit_settings_add_listener (settings, "[::1]:0", TRUE);
  engine = flow_engine_new (settings);
  reply = flow_ask_for_port (engine, "::1", flow_engine_port_of (engine, 1));
  flow_assert_refusal (reply, ADIT_CAUSE_LOOP, 1);

  flow_engine_free (engine);
}

/* What was a listener until a moment ago, and is somebody else's now, may be dialled. */
static void
check_closed_listener (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  FlowTunnel tunnel = { .port = 0 };
  int reserved = flow_reserve ("127.0.0.1", &tunnel.port);
  g_autofree char *address = g_strdup_printf ("127.0.0.1:%u", tunnel.port);
  g_autofree char *reply = NULL;
  int listener;

  g_assert_true (flow_engine_add_listener (engine, address, NULL));
  reply = flow_ask_for (engine, address);
  flow_assert_refusal (reply, ADIT_CAUSE_LOOP, 1);

  g_assert_true (flow_engine_enable_listener (engine, address, FALSE, NULL));
  listener = flow_listen ("127.0.0.1", &tunnel.port);
  tunnel.client = flow_client_new (engine);
  flow_client_connect (tunnel.client, "127.0.0.1", tunnel.port);
  tunnel.origin = flow_accept (listener);
  flow_tunnel_check (&tunnel);

  flow_tunnel_close (&tunnel);
  flow_close (listener);
  flow_close (reserved);
  flow_engine_free (engine);
}

/* The same port on another address of this computer is not ours. */
static void
check_same_port_elsewhere (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  FlowTunnel tunnel = { .port = flow_engine_port (engine) };
  int listener = flow_listen ("127.0.0.2", &tunnel.port);

  tunnel.client = flow_client_new (engine);
  flow_client_connect (tunnel.client, "127.0.0.2", tunnel.port);
  tunnel.origin = flow_accept (listener);
  flow_tunnel_check (&tunnel);

  flow_tunnel_close (&tunnel);
  flow_close (listener);
  flow_engine_free (engine);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  flow_resolver_install ();
  flow_resolver_add ("localhost.example.org", (const char *[]){ "127.0.0.1", NULL });
  flow_resolver_add ("localhost.example.org.", (const char *[]){ "127.0.0.1", NULL });
  flow_resolver_add ("many.example.org", (const char *[]){ "127.0.0.9", "::1", "127.0.0.1", NULL });
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add_data_func (cases[i].name, &cases[i], check_case);
  g_test_add_func ("/loop/other-listener", check_other_listener);
  g_test_add_func ("/loop/closed-listener", check_closed_listener);
  g_test_add_func ("/loop/same-port-elsewhere", check_same_port_elsewhere);

  return g_test_run ();
}
