/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* TLS that is cut off, on either side, is never passed on as an end in order. */

#include "flow-tls.h"

#include <errno.h>

static void
assert_ended (FlowEngine *engine, AditCause cause)
{
  g_autoptr (AditTunnel) row = flow_engine_await_ended (engine, 1);

  g_assert_cmpstr (adit_cause_row (row->cause)->word, ==, adit_cause_row (cause)->word);
  flow_wait_until (flow_engine_count (engine) == 0);
}

/* ---- The client ---- */

/* Its connection ends without close_notify: somebody on the way may have done that. */
static void
check_client_cut (void)
{
  FlowEngine *engine = flow_tls_engine_new (NULL);
  FlowTlsTunnel tunnel = flow_tls_tunnel_new (engine);

  flow_tls_say (tunnel.client, "half a sen");
  flow_tls_cut (tunnel.client);
  flow_hear_reset (tunnel.origin);
  assert_ended (engine, ADIT_CAUSE_CLIENT_RESET);

  flow_close (tunnel.origin);
  flow_engine_free (engine);
}

/* Also where its half of the connection alone ends, while it still listens. */
static void
check_client_half_cut (void)
{
  FlowEngine *engine = flow_tls_engine_new (NULL);
  FlowTlsTunnel tunnel = flow_tls_tunnel_new (engine);

  flow_half_close (flow_tls_fd (tunnel.client));
  flow_hear_reset (tunnel.origin);
  flow_tls_hear_cut (tunnel.client);
  assert_ended (engine, ADIT_CAUSE_CLIENT_RESET);

  flow_tls_cut (tunnel.client);
  flow_close (tunnel.origin);
  flow_engine_free (engine);
}

/* In the middle of a record: its first part is not passed on either. */
static void
check_client_cut_within_record (void)
{
  FlowEngine *engine = flow_tls_engine_new (NULL);
  FlowTlsTunnel tunnel = flow_tls_tunnel_new (engine);
  const guint8 half[] = { 23, 3, 3, 1, 0, 'h', 'a', 'l', 'f' };
  char byte;

  flow_send (flow_tls_fd (tunnel.client), half, sizeof half);
  flow_half_close (flow_tls_fd (tunnel.client));
  g_assert_cmpint (recv (tunnel.origin, &byte, 1, 0), ==, -1);
  g_assert_cmpint (errno, ==, ECONNRESET);
  assert_ended (engine, ADIT_CAUSE_CLIENT_RESET);

  flow_tls_cut (tunnel.client);
  flow_close (tunnel.origin);
  flow_engine_free (engine);
}

/* A record that somebody else wrote. */
static void
check_client_forged (void)
{
  FlowEngine *engine = flow_tls_engine_new (NULL);
  FlowTlsTunnel tunnel = flow_tls_tunnel_new (engine);
  const guint8 forged[] = { 23,  3,   3,   0,   20,  'n', 'o', 'b', 'o', 'd', 'y', ' ', 'h',
                            'a', 's', ' ', 's', 'i', 'g', 'n', 'e', 'd', 'i', 't', '!' };

  flow_send (flow_tls_fd (tunnel.client), forged, sizeof forged);
  flow_hear_reset (tunnel.origin);
  flow_tls_hear_cut (tunnel.client);
  assert_ended (engine, ADIT_CAUSE_CLIENT_RESET);

  flow_tls_cut (tunnel.client);
  flow_close (tunnel.origin);
  flow_engine_free (engine);
}

static void
check_client_reset (void)
{
  FlowEngine *engine = flow_tls_engine_new (NULL);
  FlowTlsTunnel tunnel = flow_tls_tunnel_new (engine);

  flow_tls_reset (tunnel.client);
  flow_hear_reset (tunnel.origin);
  assert_ended (engine, ADIT_CAUSE_CLIENT_RESET);

  flow_close (tunnel.origin);
  flow_engine_free (engine);
}

/* A reset behind an end is seen by who writes. */
static gboolean
is_broken (int fd)
{
  return send (fd, ".", 1, MSG_NOSIGNAL) < 0;
}

/* Its end came in order, and then its connection goes before it has the answer. */
static void
check_client_gone_after_end (void)
{
  FlowEngine *engine = flow_tls_engine_new (NULL);
  FlowTlsTunnel tunnel = flow_tls_tunnel_new (engine);

  flow_tls_end (tunnel.client);
  flow_hear_end (tunnel.origin);
  flow_tls_reset (tunnel.client);
  flow_wait_until (is_broken (tunnel.origin));
  assert_ended (engine, ADIT_CAUSE_CLIENT_RESET);

  flow_close (tunnel.origin);
  flow_engine_free (engine);
}

/* ---- The origin ---- */

static void
check_origin_reset (void)
{
  FlowEngine *engine = flow_tls_engine_new (NULL);
  FlowTlsTunnel tunnel = flow_tls_tunnel_new (engine);

  flow_tls_tunnel_check (&tunnel);
  flow_reset (tunnel.origin);
  flow_tls_hear_cut (tunnel.client);
  assert_ended (engine, ADIT_CAUSE_ORIGIN_RESET);

  flow_tls_cut (tunnel.client);
  flow_engine_free (engine);
}

/* ---- Before there is a tunnel ---- */

static void
check_before (const char *text, gboolean is_cut, AditCause cause)
{
  FlowEngine *engine = flow_tls_engine_new (NULL);
  FlowTls *client = flow_tls_dial (engine);

  flow_tls_say (client, text);
  if (is_cut)
    flow_tls_cut (client);
  else
    flow_tls_close (client);
  assert_ended (engine, cause);

  flow_engine_free (engine);
}

static void
check_before_request (void)
{
  check_before ("", TRUE, ADIT_CAUSE_TLS_TRUNCATED);
  check_before ("", FALSE, ADIT_CAUSE_SILENT);
}

static void
check_within_head (void)
{
  check_before ("CONNECT 127.0.0.1:1 HTTP/1.1\r\nHo", TRUE, ADIT_CAUSE_TLS_TRUNCATED);
  check_before ("CONNECT 127.0.0.1:1 HTTP/1.1\r\nHo", FALSE, ADIT_CAUSE_BAD_REQUEST);
}

/* A request's content that is cut off: the origin sees it broken off, not complete. */
static void
check_within_content (gconstpointer framing)
{
  FlowEngine *engine = flow_tls_engine_new (NULL);
  FlowTls *client = flow_tls_dial (engine);
  guint16 port = 0;
  int listener = flow_listen ("127.0.0.1", &port);
  g_autofree char *request =
      g_strdup_printf ("POST http://127.0.0.1:%u/ HTTP/1.1\r\nHost: 127.0.0.1\r\n%s", port,
                       (const char *) framing);
  g_autofree char *head = NULL;
  int origin;

  flow_tls_say (client, request);
  origin = flow_accept (listener);
  head = flow_read_head (origin);
  flow_tls_cut (client);
  flow_hear_reset (origin);
  assert_ended (engine, ADIT_CAUSE_CLIENT_RESET);

  flow_close (origin);
  flow_close (listener);
  flow_engine_free (engine);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  flow_authority_open ();
  g_test_add_func ("/tls-cut/client", check_client_cut);
  g_test_add_func ("/tls-cut/client-half", check_client_half_cut);
  g_test_add_func ("/tls-cut/client-within-record", check_client_cut_within_record);
  g_test_add_func ("/tls-cut/client-forged", check_client_forged);
  g_test_add_func ("/tls-cut/client-reset", check_client_reset);
  g_test_add_func ("/tls-cut/client-gone-after-end", check_client_gone_after_end);
  g_test_add_func ("/tls-cut/origin-reset", check_origin_reset);
  g_test_add_func ("/tls-cut/before-request", check_before_request);
  g_test_add_func ("/tls-cut/within-head", check_within_head);
  g_test_add_data_func ("/tls-cut/within-length", "Content-Length: 9\r\n\r\nhalf",
                        check_within_content);
  g_test_add_data_func ("/tls-cut/within-chunks", "Transfer-Encoding: chunked\r\n\r\n9\r\nhalf",
                        check_within_content);

  status = g_test_run ();
  flow_authority_close ();
  return status;
}
