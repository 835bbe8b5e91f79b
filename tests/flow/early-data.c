/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the client sends ahead of the reply, behind its head, is the tunnel's first bytes. */

#include "flow.h"

#include <string.h>

#define MUCH (3 * 1024 * 1024)

static char *
head_for (guint16 port)
{
  return g_strdup_printf ("CONNECT 127.0.0.1:%u HTTP/1.1\r\n\r\n", port);
}

static void
check_same_segment (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  FlowTunnel tunnel = { .client = flow_client_new (engine) };
  int listener = flow_listen ("127.0.0.1", &tunnel.port);
  g_autofree char *head = head_for (tunnel.port);
  g_autofree char *request = g_strconcat (head, "early \r\n\r\n bird", NULL);
  g_autofree char *reply = NULL;
  g_autoptr (AditTunnel) row = NULL;

  flow_say (tunnel.client, request);
  tunnel.origin = flow_accept (listener);
  flow_hear (tunnel.origin, "early \r\n\r\n bird");
  reply = flow_read_head (tunnel.client);
  flow_tunnel_check (&tunnel);

  /* The head is not the tunnel's: it does not count. */
  flow_tunnel_close (&tunnel);
  row = flow_engine_await_ended (engine, 1);
  g_assert_cmpuint (row->figures.sent_bytes, ==, strlen ("early \r\n\r\n bird") + 1);
  g_assert_cmpuint (row->figures.received_bytes, ==, 1);

  flow_close (listener);
  flow_engine_free (engine);
}

/* Far more than the engine looks at while it reads the head, and than sockets hold: the sender is
 * stopped until there is a tunnel. */
static void
check_large (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  FlowTunnel tunnel = { .client = flow_client_new (engine) };
  int listener = flow_listen ("127.0.0.1", &tunnel.port);
  g_autofree char *head = head_for (tunnel.port);
  g_autofree char *reply = NULL;
  g_autofree char *sent = NULL;
  g_autofree char *received = NULL;
  FlowStream *sending;

  flow_say (tunnel.client, head);
  sending = flow_stream_send (tunnel.client, MUCH, 7, TRUE);
  tunnel.origin = flow_accept (listener);
  received = flow_stream_finish (flow_stream_receive (tunnel.origin), NULL);
  sent = flow_stream_finish (sending, NULL);
  g_assert_cmpstr (sent, ==, received);

  reply = flow_read_head (tunnel.client);
  g_assert_cmpuint (flow_status_of (reply), ==, 200);

  flow_tunnel_close (&tunnel);
  flow_close (listener);
  flow_engine_free (engine);
}

/* The head's last byte comes with the tunnel's first, after the rest of the head was read. */
static void
check_behind_split_head (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  FlowTunnel tunnel = { .client = flow_client_new (engine) };
  int listener = flow_listen ("127.0.0.1", &tunnel.port);
  g_autofree char *head = head_for (tunnel.port);
  g_autoptr (AditTunnel) parsing = NULL;
  g_autofree char *reply = NULL;

  flow_send (tunnel.client, head, strlen (head) - 1);
  parsing = flow_engine_await_phase (engine, ADIT_PHASE_PARSE);
  flow_say (tunnel.client, "\nhello");
  tunnel.origin = flow_accept (listener);
  flow_hear (tunnel.origin, "hello");
  reply = flow_read_head (tunnel.client);
  flow_tunnel_check (&tunnel);

  flow_tunnel_close (&tunnel);
  flow_close (listener);
  flow_engine_free (engine);
}

/* While the target is being dialled, and the dial fails: the reply is still readable. */
static void
check_refused (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  guint16 port;
  int reserved = flow_reserve ("127.0.0.1", &port);
  g_autofree char *head = head_for (port);
  g_autofree char *more = g_strnfill (64 * 1024, 'x');
  g_autofree char *request = g_strconcat (head, more, NULL);
  g_autofree char *reply = flow_ask (engine, request);

  flow_assert_refusal (reply, ADIT_CAUSE_REFUSED, 1);

  flow_close (reserved);
  flow_engine_free (engine);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/early-data/same-segment", check_same_segment);
  g_test_add_func ("/early-data/large", check_large);
  g_test_add_func ("/early-data/behind-split-head", check_behind_split_head);
  g_test_add_func ("/early-data/refused", check_refused);

  return g_test_run ();
}
