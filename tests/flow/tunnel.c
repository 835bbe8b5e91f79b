/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One simple tunnel: the reply to the byte, and a byte each way. */

#include "flow.h"

#include <string.h>

#define AGENT "Proxy-Agent: Adit/" ADIT_VERSION "\r\n"

typedef struct
{
  const char *name;
  const char *head; /* with the origin's port */
  const char *reply;
} Case;

static const Case cases[] = {
  { "/tunnel/http-1.1", "CONNECT 127.0.0.1:%u HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "HTTP/1.1 200 Connection Established\r\n" AGENT "\r\n" },
  { "/tunnel/http-1.0", "CONNECT 127.0.0.1:%u HTTP/1.0\r\n\r\n",
    "HTTP/1.0 200 Connection Established\r\n" AGENT "\r\n" },
  { "/tunnel/empty-line-first", "\r\nCONNECT 127.0.0.1:%u HTTP/1.1\r\n\r\n",
    "HTTP/1.1 200 Connection Established\r\n" AGENT "\r\n" },
  { "/tunnel/known-and-unknown-fields",
    "CONNECT 127.0.0.1:%u HTTP/1.1\r\nHost: other.example.org:1\r\nUser-Agent: flow/1\r\n"
    "Proxy-Connection: Keep-Alive\r\nProxy-Authorization: Basic Zm9vOmJhcg==\r\n"
    "X-Unknown:\t\xc3\xa9 \r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 200 Connection Established\r\n" AGENT "\r\n" },
};

static void
check_reply (gconstpointer data)
{
  const Case *row = data;
  FlowEngine *engine = flow_engine_new (NULL);
  FlowTunnel tunnel = { .client = flow_client_new (engine) };
  int listener = flow_listen ("127.0.0.1", &tunnel.port);
  g_auto (GStrv) around = g_strsplit (row->head, "%u", 2);
  g_autofree char *request = g_strdup_printf ("%s%u%s", around[0], tunnel.port, around[1]);

  flow_say (tunnel.client, request);
  flow_hear (tunnel.client, row->reply);
  tunnel.origin = flow_accept (listener);

  flow_tunnel_check (&tunnel);
  flow_tunnel_close (&tunnel);
  flow_close (listener);
  flow_engine_free (engine);
}

/* Names that the resolver knows, and every address family that is here. */
static void
check_name (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  FlowTunnel tunnel = { .client = flow_client_new (engine) };
  int listener = flow_listen ("127.0.0.1", &tunnel.port);

  flow_client_connect (tunnel.client, "origin.example.org", tunnel.port);
  tunnel.origin = flow_accept (listener);
  flow_tunnel_check (&tunnel);

  flow_tunnel_close (&tunnel);
  flow_close (listener);
  flow_engine_free (engine);
}

static void
check_ipv6_origin (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  FlowTunnel tunnel = { .client = flow_client_new (engine) };
  int listener = flow_listen ("::1", &tunnel.port);

  flow_client_connect (tunnel.client, "::1", tunnel.port);
  tunnel.origin = flow_accept (listener);
  flow_tunnel_check (&tunnel);

  flow_tunnel_close (&tunnel);
  flow_close (listener);
  flow_engine_free (engine);
}

/* What the environment says about proxies is not for us: it may name ourselves. */
static void
check_proxy_settings_ignored (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  FlowTunnel tunnel = flow_tunnel_new (engine);
  guint16 port = 0;
  int other = flow_listen ("127.0.0.1", &port);
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u", port);

  flow_tunnel_close (&tunnel);
  flow_engine_free (engine);

  g_setenv ("http_proxy", url, TRUE);
  g_setenv ("https_proxy", url, TRUE);
  g_setenv ("all_proxy", url, TRUE);
  engine = flow_engine_new (NULL);
  tunnel = flow_tunnel_new (engine);
  flow_tunnel_check (&tunnel);
  g_assert_false (flow_is_readable (other, 0));

  flow_tunnel_close (&tunnel);
  flow_close (other);
  flow_engine_free (engine);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  flow_resolver_install ();
  flow_resolver_add ("origin.example.org", (const char *[]){ "127.0.0.1", NULL });

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add_data_func (cases[i].name, &cases[i], check_reply);
  g_test_add_func ("/tunnel/by-name", check_name);
  g_test_add_func ("/tunnel/ipv6-origin", check_ipv6_origin);
  g_test_add_func ("/tunnel/proxy-settings-ignored", check_proxy_settings_ignored);

  return g_test_run ();
}
