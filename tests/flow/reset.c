/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A reset at one end is a reset at the other, whatever the tunnel is doing, and never looks like
 * an orderly end. */

#include "flow.h"

#define STUFF (256 * 1024 * 1024)

static void
assert_ended (FlowEngine *engine, AditCause cause)
{
  g_autoptr (AditTunnel) row = flow_engine_await_ended (engine, 1);

  g_assert_cmpint (row->cause, ==, cause);
  flow_wait_until (flow_engine_count (engine) == 0);
}

static void
check_client_resets (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  FlowTunnel tunnel = flow_tunnel_new (engine);

  flow_tunnel_check (&tunnel);
  flow_reset (tunnel.client);
  flow_hear_reset (tunnel.origin);
  assert_ended (engine, ADIT_CAUSE_CLIENT_RESET);

  flow_close (tunnel.origin);
  flow_engine_free (engine);
}

static void
check_origin_resets (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  FlowTunnel tunnel = flow_tunnel_new (engine);

  flow_tunnel_check (&tunnel);
  flow_reset (tunnel.origin);
  flow_hear_reset (tunnel.client);
  assert_ended (engine, ADIT_CAUSE_ORIGIN_RESET);

  flow_close (tunnel.client);
  flow_engine_free (engine);
}

/* After one direction has ended in order, too. */
static void
check_after_half_close (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  FlowTunnel tunnel = flow_tunnel_new (engine);

  flow_half_close (tunnel.client);
  flow_hear_end (tunnel.origin);
  flow_reset (tunnel.origin);
  flow_hear_reset (tunnel.client);
  assert_ended (engine, ADIT_CAUSE_ORIGIN_RESET);

  flow_close (tunnel.client);
  flow_engine_free (engine);
}

/* The reader has stopped, so the engine reads from neither side, and then the reader breaks off:
 * the writer hears of it. */
static void
check_reader_resets (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  FlowTunnel tunnel = flow_tunnel_new (engine);

  g_assert_cmpuint (flow_stream_stuff (tunnel.origin, STUFF, 1), <, STUFF);
  flow_reset (tunnel.client);
  flow_hear_reset (tunnel.origin);
  assert_ended (engine, ADIT_CAUSE_CLIENT_RESET);

  flow_close (tunnel.origin);
  flow_engine_free (engine);
}

/* The writer breaks off while nobody reads what it wrote. */
static void
check_blocked_writer_resets (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  FlowTunnel tunnel = flow_tunnel_new (engine);

  g_assert_cmpuint (flow_stream_stuff (tunnel.client, STUFF, 1), <, STUFF);
  flow_reset (tunnel.client);
  flow_hear_reset (tunnel.origin);
  assert_ended (engine, ADIT_CAUSE_CLIENT_RESET);

  flow_close (tunnel.origin);
  flow_engine_free (engine);
}

/* A peer that closes with bytes unread resets, without having meant to. */
static void
check_closed_with_bytes_unread (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  FlowTunnel tunnel = flow_tunnel_new (engine);

  flow_say (tunnel.client, "never read");
  g_assert_true (flow_is_readable (tunnel.origin, FLOW_PATIENCE_S * 1000));
  flow_close (tunnel.origin);
  flow_hear_reset (tunnel.client);
  assert_ended (engine, ADIT_CAUSE_ORIGIN_RESET);

  flow_close (tunnel.client);
  flow_engine_free (engine);
}

/* ---- Before there is a tunnel ---- */

static void
check_while_connecting (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  FlowBlackHole hole;
  int client = flow_client_new (engine);
  g_autofree char *request = NULL;
  g_autoptr (AditTunnel) connecting = NULL;

  flow_black_hole_open (&hole, "127.0.0.1");
  request = g_strdup_printf ("CONNECT 127.0.0.1:%u HTTP/1.1\r\n\r\n", hole.port);
  flow_say (client, request);
  connecting = flow_engine_await_phase (engine, ADIT_PHASE_CONNECT);
  flow_reset (client);
  assert_ended (engine, ADIT_CAUSE_CLIENT_GONE);

  flow_black_hole_close (&hole);
  flow_engine_free (engine);
}

static void
check_within_head (gconstpointer data)
{
  const char *begin = data;
  FlowEngine *engine = flow_engine_new (NULL);
  int client = flow_client_new (engine);
  g_autoptr (AditTunnel) row = NULL;

  flow_say (client, begin);
  row = flow_engine_await_phase (engine, *begin ? ADIT_PHASE_PARSE : ADIT_PHASE_ACCEPT);
  flow_reset (client);
  assert_ended (engine, ADIT_CAUSE_CLIENT_GONE);

  flow_engine_free (engine);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reset/client", check_client_resets);
  g_test_add_func ("/reset/origin", check_origin_resets);
  g_test_add_func ("/reset/after-half-close", check_after_half_close);
  g_test_add_func ("/reset/reader-that-stopped", check_reader_resets);
  g_test_add_func ("/reset/blocked-writer", check_blocked_writer_resets);
  g_test_add_func ("/reset/closed-with-bytes-unread", check_closed_with_bytes_unread);
  g_test_add_func ("/reset/while-connecting", check_while_connecting);
  g_test_add_data_func ("/reset/silent", "", check_within_head);
  g_test_add_data_func ("/reset/within-head", "CONNECT a", check_within_head);

  return g_test_run ();
}
