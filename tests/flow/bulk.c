/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Much data, both ways at once, whole and counted to the byte. */

#include "flow.h"

#define MUCH (64 * 1024 * 1024)

static void
check_both_ways (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  FlowTunnel tunnel = flow_tunnel_new (engine);
  /* Not the same amount, and no multiple of any buffer. */
  guint64 n_up = MUCH + 12345;
  guint64 n_down = MUCH + 54321;
  FlowStream *up = flow_stream_send (tunnel.client, n_up, 1, TRUE);
  FlowStream *down = flow_stream_send (tunnel.origin, n_down, 2, TRUE);
  FlowStream *at_origin = flow_stream_receive (tunnel.origin);
  FlowStream *at_client = flow_stream_receive (tunnel.client);
  g_autofree char *up_sent = flow_stream_finish (up, NULL);
  g_autofree char *up_received = flow_stream_finish (at_origin, NULL);
  g_autofree char *down_sent = flow_stream_finish (down, NULL);
  g_autofree char *down_received = flow_stream_finish (at_client, NULL);
  g_autoptr (AditTunnel) row = flow_engine_await_ended (engine, 1);
  AditEngineTotals totals = flow_engine_totals (engine);

  g_assert_cmpstr (up_sent, ==, up_received);
  g_assert_cmpstr (down_sent, ==, down_received);
  g_assert_cmpint (row->cause, ==, ADIT_CAUSE_FINISHED);
  g_assert_cmpuint (row->figures.sent_bytes, ==, n_up);
  g_assert_cmpuint (row->figures.received_bytes, ==, n_down);
  g_assert_cmpuint (totals.sent_bytes, ==, n_up);
  g_assert_cmpuint (totals.received_bytes, ==, n_down);

  flow_tunnel_close (&tunnel);
  flow_engine_free (engine);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bulk/both-ways", check_both_ways);

  return g_test_run ();
}
