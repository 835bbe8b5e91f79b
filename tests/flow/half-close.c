/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* An end travels in its own direction only, while the other goes on; both ends end the tunnel. */

#include "flow.h"

#define MUCH (1024 * 1024)

static void
assert_finished (FlowEngine *engine)
{
  g_autoptr (AditTunnel) row = flow_engine_await_ended (engine, 1);

  g_assert_cmpint (row->cause, ==, ADIT_CAUSE_FINISHED);
  flow_wait_until (flow_engine_count (engine) == 0);
}

/* @first ends, @second goes on; then it ends too. */
static void
check_direction (int first, int second)
{
  FlowStream *sending;
  FlowStream *receiving;
  g_autofree char *sent = NULL;
  g_autofree char *received = NULL;

  flow_say (first, "last words");
  flow_half_close (first);
  flow_hear (second, "last words");
  flow_hear_end (second);

  receiving = flow_stream_receive (first);
  sending = flow_stream_send (second, MUCH, 1, TRUE);
  sent = flow_stream_finish (sending, NULL);
  received = flow_stream_finish (receiving, NULL);
  g_assert_cmpstr (sent, ==, received);
}

static void
check_client_first (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  FlowTunnel tunnel = flow_tunnel_new (engine);

  check_direction (tunnel.client, tunnel.origin);
  assert_finished (engine);

  flow_tunnel_close (&tunnel);
  flow_engine_free (engine);
}

static void
check_origin_first (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  FlowTunnel tunnel = flow_tunnel_new (engine);

  check_direction (tunnel.origin, tunnel.client);
  assert_finished (engine);

  flow_tunnel_close (&tunnel);
  flow_engine_free (engine);
}

/* One end alone does not end the tunnel: it is in the list, and carries. */
static void
check_half_open (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  FlowTunnel tunnel = flow_tunnel_new (engine);
  g_autoptr (AditTunnel) row = NULL;

  flow_half_close (tunnel.client);
  flow_hear_end (tunnel.origin);
  row = flow_engine_await_phase (engine, ADIT_PHASE_RELAY);
  flow_say (tunnel.origin, "still here");
  flow_hear (tunnel.client, "still here");
  g_assert_cmpuint (flow_engine_count (engine), ==, 1);

  flow_half_close (tunnel.origin);
  flow_hear_end (tunnel.client);
  assert_finished (engine);

  flow_tunnel_close (&tunnel);
  flow_engine_free (engine);
}

/* As nc does: the client's end comes right behind its head, before there is a tunnel. */
static void
check_before_reply (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  FlowTunnel tunnel = { .client = flow_client_new (engine) };
  int listener = flow_listen ("127.0.0.1", &tunnel.port);
  g_autofree char *request =
      g_strdup_printf ("CONNECT 127.0.0.1:%u HTTP/1.1\r\n\r\nquestion", tunnel.port);
  g_autofree char *reply = NULL;

  flow_say (tunnel.client, request);
  flow_half_close (tunnel.client);
  tunnel.origin = flow_accept (listener);
  flow_hear (tunnel.origin, "question");
  flow_hear_end (tunnel.origin);
  flow_say (tunnel.origin, "answer");
  flow_half_close (tunnel.origin);

  reply = flow_read_head (tunnel.client);
  g_assert_cmpuint (flow_status_of (reply), ==, 200);
  flow_hear (tunnel.client, "answer");
  flow_hear_end (tunnel.client);
  assert_finished (engine);

  flow_tunnel_close (&tunnel);
  flow_close (listener);
  flow_engine_free (engine);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/half-close/client-first", check_client_first);
  g_test_add_func ("/half-close/origin-first", check_origin_first);
  g_test_add_func ("/half-close/half-open", check_half_open);
  g_test_add_func ("/half-close/before-reply", check_before_reply);

  return g_test_run ();
}
