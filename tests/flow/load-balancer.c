/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A load balancer before a listener names its clients with a PROXY header. It has to, and nobody
 * else may; who it names is who the client is, and never this computer. */

#include "flow-tls.h"

#include <string.h>

/* The balancer is 127.0.0.1; its clients may use the proxy when they are from 192.0.2.0/24. */
#define V1    "PROXY TCP4 192.0.2.7 198.51.100.1 1234 80\r\n"
#define OTHER "PROXY TCP4 198.51.100.7 198.51.100.1 1234 80\r\n"
#define V2    "\r\n\r\n\0\r\nQUIT\n"

#define REQUEST "CONNECT 127.0.0.1:1 HTTP/1.1\r\n\r\n"

typedef struct
{
  const char *bytes;
  gsize length;
} Header;

#define HEADER(bytes)                                                                              \
  {                                                                                                \
    bytes, sizeof bytes - 1                                                                        \
  }

static const Header v1 = HEADER (V1);
static const Header v1_ipv6 = HEADER ("PROXY TCP6 ::ffff:192.0.2.7 ::1 1234 80\r\n");
static const Header v2 = HEADER (V2 "\41\21\0\14\300\0\2\7\306\63\144\1\4\322\0\120");
static const Header v2_with_more =
    HEADER (V2 "\41\21\0\24\300\0\2\7\306\63\144\1\4\322\0\120\4\0\5GET /");

static void
add_network (GArray *networks, const char *text)
{
  AditNetwork network;

  g_assert_true (adit_network_parse (text, &network));
  g_array_append_val (networks, network);
}

static void
expect_balancer (AditSettings *settings)
{
  settings->access.sign_in = ADIT_SIGN_IN_NEVER;
  add_network (((AditListenerSettings *) settings->listeners->pdata[0])->senders, "127.0.0.1");
  add_network (settings->clients.networks, "192.0.2.0/24");
}

/* The tests' origins are on this computer, where the balancer's clients are not. */
static FlowEngine *
let_reach_origins (FlowEngine *engine)
{
  flow_engine_set_rules (engine, "allow-local address 127.0.0.0/8\n");
  return engine;
}

static FlowEngine *
engine_new (void)
{
  g_autoptr (AditSettings) settings = flow_settings_new ();

  expect_balancer (settings);
  return let_reach_origins (flow_engine_new (settings));
}

static void
assert_cause (FlowEngine *engine, guint n_ended, AditCause cause)
{
  g_autoptr (AditTunnel) row = flow_engine_await_ended (engine, n_ended);

  g_assert_cmpstr (adit_cause_row (row->cause)->word, ==, adit_cause_row (cause)->word);
}

/* The tunnel that a client behind the balancer asks for now, having said the header. */
static void
assert_served (FlowEngine *engine, int client, const char *name)
{
  FlowTunnel tunnel = { .client = client };
  int listener = flow_listen ("127.0.0.1", &tunnel.port);
  g_autoptr (AditTunnel) row = NULL;

  flow_client_connect (tunnel.client, "127.0.0.1", tunnel.port);
  tunnel.origin = flow_accept (listener);
  flow_tunnel_check (&tunnel);
  row = flow_engine_await_phase (engine, ADIT_PHASE_RELAY);
  g_assert_cmpstr (row->client, ==, name);

  flow_tunnel_close (&tunnel);
  flow_close (listener);
}

static void
check_header (gconstpointer data)
{
  const Header *header = data;
  FlowEngine *engine = engine_new ();
  int client = flow_client_new (engine);

  flow_send (client, header->bytes, header->length);
  assert_served (engine, client, "192.0.2.7:1234");
  flow_engine_free (engine);
}

static void
check_pieces (gconstpointer data)
{
  const Header *header = data;
  FlowEngine *engine = engine_new ();
  int client = flow_client_new (engine);

  for (gsize i = 0; i < header->length; i++)
    {
      flow_send (client, header->bytes + i, 1);
      g_assert_false (flow_is_readable (client, 1));
    }
  assert_served (engine, client, "192.0.2.7:1234");
  flow_engine_free (engine);
}

/* The header, and behind it, at once, what the client said. */
static void
check_together (void)
{
  FlowEngine *engine = engine_new ();
  g_autofree char *reply =
      flow_ask (engine, V1 "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

  g_assert_cmpuint (flow_status_of (reply), ==, 200);
  flow_engine_free (engine);
}

/* What the client says behind the header may be TLS. */
static void
check_encrypted (gconstpointer data)
{
  const Header *header = data;
  g_autoptr (AditSettings) settings = flow_tls_settings_new ();
  g_autofree char *reply = NULL;
  FlowEngine *engine;
  FlowTls *client;
  int fd;

  expect_balancer (settings);
  engine = let_reach_origins (flow_tls_engine_new (settings));
  fd = flow_client_new (engine);
  flow_send (fd, header->bytes, header->length);
  client = flow_tls_new (fd, NULL);
  flow_tls_handshake (client);
  flow_tls_say (client, "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  reply = flow_tls_read_head (client);
  g_assert_cmpuint (flow_status_of (reply), ==, 200);

  flow_tls_close (client);
  flow_engine_free (engine);
}

/* ---- Who is behind the balancer ---- */

static void
check_not_admitted (void)
{
  FlowEngine *engine = engine_new ();
  g_autofree char *reply = flow_ask (engine, OTHER REQUEST);
  g_autoptr (AditTunnel) row = flow_engine_await_ended (engine, 1);

  flow_assert_refusal (reply, ADIT_CAUSE_CLIENT_NOT_ALLOWED, 1);
  g_assert_cmpstr (row->client, ==, "198.51.100.7:1234");
  flow_engine_free (engine);
}

/* Whatever it is called, it is not a program of this computer, though its balancer is. */
static void
check_never_local (void)
{
  FlowEngine *engine = engine_new ();
  g_autofree char *loopback =
      flow_ask (engine, "PROXY TCP4 127.0.0.1 127.0.0.1 1234 80\r\n" REQUEST);
  g_autofree char *unknown = flow_ask (engine, "PROXY UNKNOWN\r\n" REQUEST);

  flow_assert_refusal (loopback, ADIT_CAUSE_CLIENT_NOT_ALLOWED, 1);
  flow_assert_refusal (unknown, ADIT_CAUSE_CLIENT_NOT_ALLOWED, 1);
  flow_engine_free (engine);
}

/* The balancer speaks for itself. */
static void
check_balancer_itself (void)
{
  static const Header local = HEADER (V2 "\40\0\0\0");
  FlowEngine *engine = engine_new ();
  int client = flow_dial_from ("127.0.0.1", "127.0.0.1", flow_engine_port (engine));
  g_autoptr (AditTunnel) row = NULL;

  flow_send (client, local.bytes, local.length);
  row = flow_engine_await_phase (engine, ADIT_PHASE_ACCEPT);
  assert_served (engine, client, row->client);
  g_assert_true (g_str_has_prefix (row->client, "127.0.0.1:"));

  /* And when it only wanted to know whether we live. */
  client = flow_client_new (engine);
  flow_send (client, local.bytes, local.length);
  flow_half_close (client);
  flow_hear_end (client);
  assert_cause (engine, 2, ADIT_CAUSE_SILENT);
  flow_close (client);
  flow_engine_free (engine);
}

/* ---- From somebody else no header is taken ---- */

static void
check_other_sender (void)
{
  FlowEngine *engine = engine_new ();
  int client = flow_dial_from ("127.0.0.2", "127.0.0.1", flow_engine_port (engine));
  g_autofree char *reply = NULL;
  g_autoptr (AditTunnel) row = NULL;

  flow_say (client, V1);
  reply = flow_read_to_end (client);
  flow_assert_refusal (reply, ADIT_CAUSE_BAD_REQUEST, 1);
  row = flow_engine_await_ended (engine, 1);
  g_assert_true (g_str_has_prefix (row->client, "127.0.0.2:"));
  flow_close (client);

  client = flow_dial_from ("127.0.0.2", "127.0.0.1", flow_engine_port (engine));
  flow_send (client, v2.bytes, v2.length);
  g_free (g_steal_pointer (&reply));
  reply = flow_read_to_end (client);
  flow_assert_refusal (reply, ADIT_CAUSE_BAD_REQUEST, 1);
  flow_close (client);
  flow_engine_free (engine);
}

static void
check_without (void)
{
  FlowEngine *engine = engine_new ();
  FlowTunnel tunnel;
  guint16 port = 0;
  int client = flow_dial_from ("127.0.0.2", "127.0.0.1", flow_engine_port (engine));
  int listener = flow_listen ("127.0.0.1", &port);

  flow_client_connect (client, "127.0.0.1", port);
  tunnel = (FlowTunnel){ client, flow_accept (listener), port };
  flow_tunnel_check (&tunnel);
  flow_tunnel_close (&tunnel);
  flow_close (listener);
  flow_engine_free (engine);
}

/* ---- The balancer has to ---- */

/* What it says is no header, and that is the end: nothing is answered. */
static void
check_no_header (gconstpointer data)
{
  const Header *bytes = data;
  FlowEngine *engine = engine_new ();
  int client = flow_client_new (engine);

  flow_send (client, bytes->bytes, bytes->length);
  flow_hear_end (client);
  assert_cause (engine, 1, ADIT_CAUSE_BAD_PROXY_HEADER);
  flow_close (client);
  flow_engine_free (engine);
}

static void
check_cut (void)
{
  FlowEngine *engine = engine_new ();
  int client = flow_client_new (engine);

  flow_send (client, v2.bytes, v2.length - 1);
  g_assert_false (flow_is_readable (client, 20));
  flow_half_close (client);
  flow_hear_end (client);
  assert_cause (engine, 1, ADIT_CAUSE_BAD_PROXY_HEADER);
  flow_close (client);

  client = flow_client_new (engine);
  flow_say (client, "PROXY TCP4");
  flow_half_close (client);
  flow_hear_end (client);
  assert_cause (engine, 2, ADIT_CAUSE_BAD_PROXY_HEADER);
  flow_close (client);
  flow_engine_free (engine);
}

static void
check_silent (void)
{
  FlowEngine *engine = engine_new ();
  int client = flow_client_new (engine);

  flow_half_close (client);
  flow_hear_end (client);
  assert_cause (engine, 1, ADIT_CAUSE_SILENT);
  flow_close (client);

  client = flow_client_new (engine);
  flow_say (client, "PROXY");
  g_assert_false (flow_is_readable (client, 20));
  flow_reset (client);
  assert_cause (engine, 2, ADIT_CAUSE_CLIENT_GONE);

  /* Health checks break off before, or behind, the header. */
  flow_reset (flow_client_new (engine));
  assert_cause (engine, 3, ADIT_CAUSE_SILENT);
  client = flow_client_new (engine);
  flow_say (client, "PROXY UNKNOWN\r\n");
  g_assert_false (flow_is_readable (client, 20));
  flow_reset (client);
  assert_cause (engine, 4, ADIT_CAUSE_SILENT);
  flow_engine_free (engine);
}

/* The head's time begins with the connection, header included. */
static void
check_late (void)
{
  g_autoptr (AditSettings) settings = flow_settings_new ();
  FlowEngine *engine;
  int client;

  settings->head_timeout_s = 1;
  expect_balancer (settings);
  engine = let_reach_origins (flow_engine_new (settings));
  client = flow_client_new (engine);
  flow_say (client, "PROXY TCP4 192.0.2.7");
  assert_cause (engine, 1, ADIT_CAUSE_HEAD_TIMEOUT);
  flow_close (client);
  flow_engine_free (engine);
}

int
main (int argc, char **argv)
{
  static const Header garbage = HEADER ("\0\1\2\3");
  static const Header missing = HEADER (REQUEST);
  static const Header hello = HEADER ("\26\3\1\0\52\1\0\0\46\3\3 and so on");
  static const Header broken = HEADER ("PROXY TCP4 192.0.2.7 198.51.100.1 99999 80\r\n" REQUEST);
  static const Header version = HEADER (V2 "\61\21\0\14\300\0\2\7\306\63\144\1\4\322\0\120");
  int status;

  g_test_init (&argc, &argv, NULL);
  flow_authority_open ();
  g_test_add_data_func ("/load-balancer/v1", &v1, check_header);
  g_test_add_data_func ("/load-balancer/v1-ipv6", &v1_ipv6, check_header);
  g_test_add_data_func ("/load-balancer/v2", &v2, check_header);
  g_test_add_data_func ("/load-balancer/v2-with-more", &v2_with_more, check_header);
  g_test_add_data_func ("/load-balancer/v1-pieces", &v1, check_pieces);
  g_test_add_data_func ("/load-balancer/v2-pieces", &v2_with_more, check_pieces);
  g_test_add_func ("/load-balancer/together", check_together);
  g_test_add_data_func ("/load-balancer/v1-encrypted", &v1, check_encrypted);
  g_test_add_data_func ("/load-balancer/v2-encrypted", &v2, check_encrypted);
  g_test_add_func ("/load-balancer/not-admitted", check_not_admitted);
  g_test_add_func ("/load-balancer/never-local", check_never_local);
  g_test_add_func ("/load-balancer/balancer-itself", check_balancer_itself);
  g_test_add_func ("/load-balancer/other-sender", check_other_sender);
  g_test_add_func ("/load-balancer/without", check_without);
  g_test_add_data_func ("/load-balancer/garbage", &garbage, check_no_header);
  g_test_add_data_func ("/load-balancer/missing", &missing, check_no_header);
  g_test_add_data_func ("/load-balancer/missing-encrypted", &hello, check_no_header);
  g_test_add_data_func ("/load-balancer/broken", &broken, check_no_header);
  g_test_add_data_func ("/load-balancer/other-version", &version, check_no_header);
  g_test_add_func ("/load-balancer/cut", check_cut);
  g_test_add_func ("/load-balancer/silent", check_silent);
  g_test_add_func ("/load-balancer/late", check_late);

  status = g_test_run ();
  flow_authority_close ();
  return status;
}
