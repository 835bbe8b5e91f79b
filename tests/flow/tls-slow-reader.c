/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A reader that stops, stops the writer through TLS as well: what is under way is bounded, by what
 * the kernel keeps for the sockets and by a few blocks, and all of it arrives once the reader goes
 * on. */

#include "flow-tls.h"

#include "engine/tls/adit-engine-tls-wire.h"

#define MUCH     (256 * 1024 * 1024)
#define TRANSFER (24 * 1024 * 1024)

/* Besides the sockets: what a channel holds, and its TLS on either side of the encryption; and the
 * record in the client's hands. */
#define IN_MEMORY (8 * ADIT_ENGINE_BLOCK_SIZE)

static void
assert_bounded (guint64 n_taken)
{
  g_test_message ("%" G_GUINT64_FORMAT " bytes were under way", n_taken);
  g_assert_cmpuint (n_taken, >, 0);
  g_assert_cmpuint (n_taken, <=, flow_stream_in_sockets () + IN_MEMORY);
}

static guint64
limit (void)
{
  return MAX (MUCH, 2 * (flow_stream_in_sockets () + IN_MEMORY));
}

static void
assert_arrives (FlowStream *receiving, guint64 n_taken, guint32 seed)
{
  g_autofree char *received = flow_stream_finish (receiving, NULL);
  g_autofree char *expected = flow_stream_checksum (n_taken, seed);

  g_assert_cmpstr (received, ==, expected);
}

/* ---- Tunnels ---- */

static void
check_client_stops (void)
{
  FlowEngine *engine = flow_tls_engine_new (NULL);
  FlowTlsTunnel tunnel = flow_tls_tunnel_new (engine);
  guint64 n_taken = flow_stream_stuff (tunnel.origin, limit (), 5);

  assert_bounded (n_taken);
  flow_half_close (tunnel.origin);
  assert_arrives (flow_tls_stream_receive (tunnel.client), n_taken, 5);

  flow_tls_tunnel_close (&tunnel);
  flow_engine_free (engine);
}

static void
check_origin_stops (void)
{
  FlowEngine *engine = flow_tls_engine_new (NULL);
  FlowTlsTunnel tunnel = flow_tls_tunnel_new (engine);
  guint64 n_taken = flow_tls_stuff (tunnel.client, limit (), 5);
  FlowStream *receiving;

  assert_bounded (n_taken);
  receiving = flow_stream_receive (tunnel.origin);
  flow_tls_end (tunnel.client);
  assert_arrives (receiving, n_taken, 5);

  flow_tls_tunnel_close (&tunnel);
  flow_engine_free (engine);
}

/* The other direction goes on meanwhile. */
static void
check_other_direction (void)
{
  FlowEngine *engine = flow_tls_engine_new (NULL);
  FlowTlsTunnel tunnel = flow_tls_tunnel_new (engine);
  FlowStream *sending;
  g_autofree char *sent = NULL;
  g_autofree char *received = NULL;

  g_assert_cmpuint (flow_stream_stuff (tunnel.origin, MUCH, 5), >, 0);
  sending = flow_tls_stream_send (tunnel.client, TRANSFER, 6, TRUE);
  received = flow_stream_finish (flow_stream_receive (tunnel.origin), NULL);
  sent = flow_stream_finish (sending, NULL);
  g_assert_cmpstr (sent, ==, received);

  flow_tls_tunnel_close (&tunnel);
  flow_engine_free (engine);
}

/* It stops and goes on many times; nothing waits that could go. */
static void
check_stop_and_go (void)
{
  FlowEngine *engine = flow_tls_engine_new (NULL);
  FlowTlsTunnel tunnel = flow_tls_tunnel_new (engine);
  FlowStream *sending = flow_stream_send (tunnel.origin, TRANSFER, 7, TRUE);
  g_autofree char *expected = NULL;
  g_autofree char *content = g_malloc (TRANSFER);
  g_autofree char *received = NULL;

  for (gsize n = 0; n < TRANSFER; n += TRANSFER / 8)
    {
      flow_tls_read (tunnel.client, content + n, TRANSFER / 8);
      /* Nothing to wait for: the origin is to fill whatever there is. */
      g_usleep (20000);
    }
  flow_tls_hear_end (tunnel.client);
  received = g_compute_checksum_for_data (G_CHECKSUM_MD5, (const guchar *) content, TRANSFER);
  expected = flow_stream_finish (sending, NULL);
  g_assert_cmpstr (received, ==, expected);

  flow_tls_tunnel_close (&tunnel);
  flow_engine_free (engine);
}

/* ---- Forwarded requests, with TLS on both sides ---- */

typedef struct
{
  FlowEngine *engine;
  FlowTls *client;
  FlowTls *origin;
} Exchange;

static Exchange
exchange_open (const char *method, guint minor_version, const char *fields)
{
  AditEngineKeyPair *identity = flow_identity_new ("127.0.0.1");
  Exchange self = { .engine = flow_tls_engine_new (NULL) };
  guint16 port = 0;
  int listener = flow_listen ("127.0.0.1", &port);
  g_autofree char *request =
      g_strdup_printf ("%s https://127.0.0.1:%u/ HTTP/1.%u\r\nHost: x\r\n%s\r\n", method, port,
                       minor_version, fields);
  g_autofree char *asked = NULL;

  self.client = flow_tls_dial (self.engine);
  flow_tls_say (self.client, request);
  self.origin = flow_tls_accept (listener, identity);
  asked = flow_tls_read_head (self.origin);
  flow_close (listener);
  flow_identity_free (identity);

  return self;
}

static void
exchange_close (Exchange *self)
{
  flow_tls_close (self->client);
  flow_tls_close (self->origin);
  flow_engine_free (self->engine);
}

/* In HTTP/1.0 content goes to its end as it comes. */
static void
check_answer (void)
{
  Exchange exchange = exchange_open ("GET", 0, "");
  FlowStream *receiving;
  g_autofree char *head = NULL;
  guint64 n_taken;

  flow_tls_say (exchange.origin, "HTTP/1.1 200 OK\r\n\r\n");
  n_taken = flow_tls_stuff (exchange.origin, limit (), 8);
  assert_bounded (n_taken);

  head = flow_tls_read_head (exchange.client);
  receiving = flow_tls_stream_receive (exchange.client);
  flow_tls_end (exchange.origin);
  assert_arrives (receiving, n_taken, 8);

  exchange_close (&exchange);
}

static void
check_content (void)
{
  g_autofree char *fields =
      g_strdup_printf ("Content-Length: %" G_GUINT64_FORMAT "\r\n", G_MAXUINT64 / 4);
  Exchange exchange = exchange_open ("POST", 1, fields);

  assert_bounded (flow_tls_stuff (exchange.client, limit (), 9));

  exchange_close (&exchange);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  flow_authority_open ();
  g_test_add_func ("/tls-slow-reader/client", check_client_stops);
  g_test_add_func ("/tls-slow-reader/origin", check_origin_stops);
  g_test_add_func ("/tls-slow-reader/other-direction", check_other_direction);
  g_test_add_func ("/tls-slow-reader/stop-and-go", check_stop_and_go);
  g_test_add_func ("/tls-slow-reader/answer", check_answer);
  g_test_add_func ("/tls-slow-reader/content", check_content);

  status = g_test_run ();
  flow_authority_close ();
  return status;
}
