/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A tunnel inside TLS to the proxy: all that a plain one does, with close_notify for an end. */

#include "flow-tls.h"

#include <string.h>

#define SOME (1024 * 1024)
#define MUCH (64 * 1024 * 1024)

static void
assert_finished (FlowEngine *engine)
{
  g_autoptr (AditTunnel) row = flow_engine_await_ended (engine, 1);

  g_assert_cmpint (row->cause, ==, ADIT_CAUSE_FINISHED);
  g_assert_true (row->is_encrypted);
  flow_wait_until (flow_engine_count (engine) == 0);
}

static void
check_simple (void)
{
  FlowEngine *engine = flow_tls_engine_new (NULL);
  FlowTlsTunnel tunnel = flow_tls_tunnel_new (engine);
  g_autoptr (AditTunnel) row = flow_engine_await_phase (engine, ADIT_PHASE_RELAY);
  g_autofree char *target = g_strdup_printf ("127.0.0.1:%u", tunnel.port);

  g_assert_true (row->is_encrypted);
  g_assert_cmpstr (row->target, ==, target);
  flow_tls_tunnel_check (&tunnel);
  flow_tls_tunnel_close (&tunnel);
  assert_finished (engine);
  g_assert_cmpuint (flow_engine_totals (engine).refused, ==, 0);

  flow_engine_free (engine);
}

/* The records of TLS through TLS, as for an https:// page by an https:// proxy, are bytes. */
static void
check_tls_inside (void)
{
  FlowEngine *engine = flow_tls_engine_new (NULL);
  FlowTlsTunnel tunnel = flow_tls_tunnel_new (engine);
  const guint8 hello[] = { 0x16, 3, 1, 0, 1, 1 };
  guint8 heard[sizeof hello];

  flow_tls_send (tunnel.client, hello, sizeof hello);
  flow_read (tunnel.origin, heard, sizeof heard);
  g_assert_cmpmem (heard, sizeof heard, hello, sizeof hello);

  flow_tls_tunnel_close (&tunnel);
  flow_engine_free (engine);
}

/* ---- Who speaks first ---- */

/* In the record of the head, and in others right behind it. */
static void
check_early_data (void)
{
  FlowEngine *engine = flow_tls_engine_new (NULL);
  FlowTlsTunnel tunnel = { .client = flow_tls_dial (engine) };
  int listener = flow_listen ("127.0.0.1", &tunnel.port);
  g_autofree char *request =
      g_strdup_printf ("CONNECT 127.0.0.1:%u HTTP/1.1\r\n\r\nfirst, ", tunnel.port);
  g_autofree char *reply = NULL;

  flow_tls_say (tunnel.client, request);
  flow_tls_say (tunnel.client, "second, ");
  flow_tls_say (tunnel.client, "third");
  tunnel.origin = flow_accept (listener);
  flow_hear (tunnel.origin, "first, second, third");
  reply = flow_tls_read_head (tunnel.client);
  g_assert_cmpuint (flow_status_of (reply), ==, 200);
  flow_tls_tunnel_check (&tunnel);

  flow_close (listener);
  flow_tls_tunnel_close (&tunnel);
  flow_engine_free (engine);
}

/* More of it than any buffer holds, before the tunnel is there. */
static void
check_much_early_data (void)
{
  FlowEngine *engine = flow_tls_engine_new (NULL);
  FlowTlsTunnel tunnel = { .client = flow_tls_dial (engine) };
  int listener = flow_listen ("127.0.0.1", &tunnel.port);
  g_autofree char *request = g_strdup_printf ("CONNECT 127.0.0.1:%u HTTP/1.1\r\n\r\n", tunnel.port);
  FlowStream *sending;
  g_autofree char *sent = NULL;
  g_autofree char *received = NULL;
  g_autofree char *reply = NULL;

  flow_tls_say (tunnel.client, request);
  sending = flow_tls_stream_send (tunnel.client, SOME, 3, TRUE);
  tunnel.origin = flow_accept (listener);
  received = flow_stream_finish (flow_stream_receive (tunnel.origin), NULL);
  sent = flow_stream_finish (sending, NULL);
  g_assert_cmpstr (sent, ==, received);
  reply = flow_tls_read_head (tunnel.client);
  g_assert_cmpuint (flow_status_of (reply), ==, 200);

  flow_close (listener);
  flow_tls_tunnel_close (&tunnel);
  flow_engine_free (engine);
}

static void
check_server_first (void)
{
  FlowEngine *engine = flow_tls_engine_new (NULL);
  FlowTlsTunnel tunnel = flow_tls_tunnel_new (engine);

  flow_say (tunnel.origin, "220 welcome\r\n");
  flow_tls_hear (tunnel.client, "220 welcome\r\n");
  flow_tls_tunnel_check (&tunnel);

  flow_tls_tunnel_close (&tunnel);
  flow_engine_free (engine);
}

/* ---- Ends ---- */

/* close_notify becomes FIN, the other direction goes on. */
static void
check_client_ends_first (void)
{
  FlowEngine *engine = flow_tls_engine_new (NULL);
  FlowTlsTunnel tunnel = flow_tls_tunnel_new (engine);
  FlowStream *sending;
  g_autofree char *sent = NULL;
  g_autofree char *received = NULL;

  flow_tls_say (tunnel.client, "last words");
  flow_tls_end (tunnel.client);
  flow_hear (tunnel.origin, "last words");
  flow_hear_end (tunnel.origin);
  g_assert_cmpuint (flow_engine_count (engine), ==, 1);

  sending = flow_stream_send (tunnel.origin, SOME, 1, TRUE);
  received = flow_stream_finish (flow_tls_stream_receive (tunnel.client), NULL);
  sent = flow_stream_finish (sending, NULL);
  g_assert_cmpstr (sent, ==, received);
  assert_finished (engine);

  flow_tls_tunnel_close (&tunnel);
  flow_engine_free (engine);
}

/* FIN becomes close_notify, the other direction goes on. */
static void
check_origin_ends_first (void)
{
  FlowEngine *engine = flow_tls_engine_new (NULL);
  FlowTlsTunnel tunnel = flow_tls_tunnel_new (engine);
  FlowStream *sending;
  g_autofree char *sent = NULL;
  g_autofree char *received = NULL;

  flow_say (tunnel.origin, "last words");
  flow_half_close (tunnel.origin);
  flow_tls_hear (tunnel.client, "last words");
  flow_tls_hear_end (tunnel.client);
  g_assert_cmpuint (flow_engine_count (engine), ==, 1);

  sending = flow_tls_stream_send (tunnel.client, SOME, 1, TRUE);
  received = flow_stream_finish (flow_stream_receive (tunnel.origin), NULL);
  sent = flow_stream_finish (sending, NULL);
  g_assert_cmpstr (sent, ==, received);
  assert_finished (engine);

  flow_tls_tunnel_close (&tunnel);
  flow_engine_free (engine);
}

/* The end right behind the head, in the same packet or not, before there is a tunnel. */
static void
check_end_before_reply (void)
{
  FlowEngine *engine = flow_tls_engine_new (NULL);
  FlowTlsTunnel tunnel = { .client = flow_tls_dial (engine) };
  int listener = flow_listen ("127.0.0.1", &tunnel.port);
  g_autofree char *request =
      g_strdup_printf ("CONNECT 127.0.0.1:%u HTTP/1.1\r\n\r\nquestion", tunnel.port);
  g_autofree char *reply = NULL;

  flow_tls_say (tunnel.client, request);
  flow_tls_end (tunnel.client);
  tunnel.origin = flow_accept (listener);
  flow_hear (tunnel.origin, "question");
  flow_hear_end (tunnel.origin);
  flow_say (tunnel.origin, "answer");
  flow_half_close (tunnel.origin);

  reply = flow_tls_read_head (tunnel.client);
  g_assert_cmpuint (flow_status_of (reply), ==, 200);
  flow_tls_hear (tunnel.client, "answer");
  flow_tls_hear_end (tunnel.client);
  assert_finished (engine);

  flow_close (listener);
  flow_tls_tunnel_close (&tunnel);
  flow_engine_free (engine);
}

/* A client that says no more, and closes its connection as most do, with what it was sent unread:
 * what it said before arrives whole. */
static void
check_client_leaves (void)
{
  FlowEngine *engine = flow_tls_engine_new (NULL);
  FlowTlsTunnel tunnel = flow_tls_tunnel_new (engine);

  flow_tls_say (tunnel.client, "last words");
  flow_tls_close (tunnel.client);
  flow_hear (tunnel.origin, "last words");
  flow_hear_end (tunnel.origin);
  flow_close (tunnel.origin);
  assert_finished (engine);

  flow_engine_free (engine);
}

/* ---- Much ---- */

static void
check_bulk (gconstpointer priority)
{
  FlowEngine *engine = flow_tls_engine_new (NULL);
  FlowTlsTunnel tunnel = { .port = 0 };
  int listener = flow_listen ("127.0.0.1", &tunnel.port);
  guint64 n_up = MUCH + 12345;
  guint64 n_down = MUCH + 54321;
  FlowStream *streams[4];
  g_autoptr (AditTunnel) row = NULL;
  char *sums[4];

  tunnel.client = flow_tls_new (flow_client_new (engine), &(FlowTlsTerms){ .priority = priority });
  flow_tls_handshake (tunnel.client);
  flow_tls_connect (tunnel.client, tunnel.port);
  tunnel.origin = flow_accept (listener);

  streams[0] = flow_tls_stream_send (tunnel.client, n_up, 1, TRUE);
  streams[1] = flow_stream_receive (tunnel.origin);
  streams[2] = flow_stream_send (tunnel.origin, n_down, 2, TRUE);
  streams[3] = flow_tls_stream_receive (tunnel.client);
  for (guint i = 0; i < 4; i++)
    sums[i] = flow_stream_finish (streams[i], NULL);
  row = flow_engine_await_ended (engine, 1);

  g_assert_cmpstr (sums[0], ==, sums[1]);
  g_assert_cmpstr (sums[2], ==, sums[3]);
  g_assert_cmpint (row->cause, ==, ADIT_CAUSE_FINISHED);
  g_assert_cmpuint (row->figures.sent_bytes, ==, n_up);
  g_assert_cmpuint (row->figures.received_bytes, ==, n_down);

  for (guint i = 0; i < 4; i++)
    g_free (sums[i]);
  flow_close (listener);
  flow_tls_tunnel_close (&tunnel);
  flow_engine_free (engine);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  flow_authority_open ();
  g_test_add_func ("/tls-tunnel/simple", check_simple);
  g_test_add_func ("/tls-tunnel/tls-inside", check_tls_inside);
  g_test_add_func ("/tls-tunnel/early-data", check_early_data);
  g_test_add_func ("/tls-tunnel/much-early-data", check_much_early_data);
  g_test_add_func ("/tls-tunnel/server-speaks-first", check_server_first);
  g_test_add_func ("/tls-tunnel/client-ends-first", check_client_ends_first);
  g_test_add_func ("/tls-tunnel/origin-ends-first", check_origin_ends_first);
  g_test_add_func ("/tls-tunnel/end-before-reply", check_end_before_reply);
  g_test_add_func ("/tls-tunnel/client-leaves", check_client_leaves);
  g_test_add_data_func ("/tls-tunnel/bulk-1.3", "NORMAL:-VERS-ALL:+VERS-TLS1.3", check_bulk);
  g_test_add_data_func ("/tls-tunnel/bulk-1.2", "NORMAL:-VERS-ALL:+VERS-TLS1.2", check_bulk);

  status = g_test_run ();
  flow_authority_close ();
  return status;
}
