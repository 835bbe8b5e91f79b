/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A head may come in any pieces, but not for ever. */

#include "flow.h"

#include <netinet/tcp.h>
#include <string.h>

/* Sends now, rather than when the other side has acknowledged. */
static void
set_no_delay (int fd)
{
  g_assert_cmpint (setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof (int)), ==, 0);
}

/* A round through every worker, so that each had the chance to read what came before. */
static void
let_engine_read (FlowEngine *engine)
{
  g_autoptr (GPtrArray) rows = flow_engine_list (engine);

  g_assert_cmpuint (rows->len, <=, 1);
}

static void
check_byte_by_byte (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  FlowTunnel tunnel = { .client = flow_client_new (engine) };
  int listener = flow_listen ("127.0.0.1", &tunnel.port);
  g_autofree char *head =
      g_strdup_printf ("CONNECT 127.0.0.1:%u HTTP/1.1\r\nHost: a\r\n\r\n", tunnel.port);
  g_autofree char *reply = NULL;

  set_no_delay (tunnel.client);
  for (gsize i = 0; head[i]; i++)
    {
      flow_send (tunnel.client, head + i, 1);
      let_engine_read (engine);
    }
  reply = flow_read_head (tunnel.client);
  g_assert_cmpuint (flow_status_of (reply), ==, 200);
  tunnel.origin = flow_accept (listener);
  flow_tunnel_check (&tunnel);

  flow_tunnel_close (&tunnel);
  flow_close (listener);
  flow_engine_free (engine);
}

/* Two pieces, cut at @position, with the engine known to have read the first. */
static void
check_split_at (FlowEngine *engine, int listener, const char *request, gsize position)
{
  FlowTunnel tunnel = { .client = flow_client_new (engine) };
  g_autoptr (AditTunnel) parsing = NULL;
  g_autofree char *reply = NULL;

  flow_send (tunnel.client, request, position);
  parsing = flow_engine_await_phase (engine, ADIT_PHASE_PARSE);
  flow_say (tunnel.client, request + position);
  reply = flow_read_head (tunnel.client);
  g_assert_cmpuint (flow_status_of (reply), ==, 200);
  tunnel.origin = flow_accept (listener);
  flow_hear (tunnel.origin, "first");
  flow_tunnel_check (&tunnel);

  flow_tunnel_close (&tunnel);
  flow_wait_until (flow_engine_count (engine) == 0);
}

static void
check_every_split (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  guint16 port = 0;
  int listener = flow_listen ("127.0.0.1", &port);
  g_autofree char *request =
      g_strdup_printf ("\r\nCONNECT 127.0.0.1:%u HTTP/1.1\r\nA: b\r\n\r\nfirst", port);
  gsize head_length = strlen (request) - strlen ("first");

  for (gsize position = 1; position < head_length; position++)
    check_split_at (engine, listener, request, position);

  flow_close (listener);
  flow_engine_free (engine);
}

/* ---- Too slow ---- */

static FlowEngine *
impatient_engine (void)
{
  g_autoptr (AditSettings) settings = flow_settings_new ();

  settings->head_timeout_s = 1;
  return flow_engine_new (settings);
}

/* What a client got to say before it fell silent. */
static const char *const beginnings[] = { "", "CONN", "CONNECT a:1 HTTP/1.1\r\nA: b\r\n" };

static void
assert_timed_out (int client)
{
  g_autofree char *reply = flow_read_to_end (client);

  flow_assert_refusal (reply, ADIT_CAUSE_HEAD_TIMEOUT, 1);
  g_assert_cmpuint (flow_status_of (reply), ==, 408);
}

static void
check_timeout (void)
{
  FlowEngine *engine = impatient_engine ();
  int clients[G_N_ELEMENTS (beginnings)];
  gint64 since_us = g_get_monotonic_time ();
  g_autoptr (AditTunnel) last = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (beginnings); i++)
    {
      clients[i] = flow_client_new (engine);
      flow_say (clients[i], beginnings[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (beginnings); i++)
    assert_timed_out (clients[i]);
  g_assert_cmpint (g_get_monotonic_time () - since_us, >=, G_USEC_PER_SEC);

  last = flow_engine_await_ended (engine, G_N_ELEMENTS (beginnings));
  rows = flow_engine_recent (engine);
  for (guint i = 0; i < rows->len; i++)
    {
      g_assert_cmpint (((AditTunnel *) rows->pdata[i])->cause, ==, ADIT_CAUSE_HEAD_TIMEOUT);
      g_assert_cmpuint (((AditTunnel *) rows->pdata[i])->status, ==, 408);
      flow_close (clients[i]);
    }
  flow_wait_until (flow_engine_count (engine) == 0);
  flow_engine_free (engine);
}

/* Bytes that trickle in do not put the deadline off: it is one for the whole head. */
static void
check_trickle (void)
{
  FlowEngine *engine = impatient_engine ();
  int client = flow_client_new (engine);
  gint64 since_us = g_get_monotonic_time ();
  g_autofree char *reply = NULL;

  flow_say (client, "CONNECT ");
  while (!flow_is_readable (client, 50))
    flow_say (client, "a");
  g_assert_cmpint (g_get_monotonic_time () - since_us, <, 5 * G_USEC_PER_SEC);
  reply = flow_read_to_end (client);
  flow_assert_refusal (reply, ADIT_CAUSE_HEAD_TIMEOUT, 1);

  flow_close (client);
  flow_engine_free (engine);
}

/* An established tunnel has nothing to do with the head's deadline. */
static void
check_tunnel_outlives_it (void)
{
  FlowEngine *engine = impatient_engine ();
  FlowTunnel tunnel = flow_tunnel_new (engine);
  int silent = flow_client_new (engine);
  g_autofree char *reply = flow_read_to_end (silent);

  flow_assert_refusal (reply, ADIT_CAUSE_HEAD_TIMEOUT, 1);
  flow_tunnel_check (&tunnel);

  flow_close (silent);
  flow_tunnel_close (&tunnel);
  flow_engine_free (engine);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/slow-head/byte-by-byte", check_byte_by_byte);
  g_test_add_func ("/slow-head/every-split", check_every_split);
  g_test_add_func ("/slow-head/timeout", check_timeout);
  g_test_add_func ("/slow-head/trickle", check_trickle);
  g_test_add_func ("/slow-head/tunnel-outlives-it", check_tunnel_outlives_it);

  return g_test_run ();
}
