/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What begins like TLS and is none, comes in unusual pieces, or stops in the middle. */

#include "flow-tls.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

/* The other side ends, in whatever manner; an alert may come first. */
static void
hear_any_end (int fd)
{
  char bytes[1024];
  ssize_t n_read;

  while ((n_read = recv (fd, bytes, sizeof bytes, 0)) > 0)
    g_assert_cmpint (bytes[0], ==, 21);
  if (n_read < 0)
    g_assert_cmpint (errno, ==, ECONNRESET);
}

/* Whoever comes next is served. */
static void
assert_serves (FlowEngine *engine)
{
  FlowTlsTunnel tunnel = flow_tls_tunnel_new (engine);

  flow_tls_tunnel_check (&tunnel);
  flow_tls_tunnel_close (&tunnel);
  flow_wait_until (flow_engine_count (engine) == 0);
}

static void
assert_ended (FlowEngine *engine, AditCause cause)
{
  g_autoptr (AditTunnel) row = flow_engine_await_ended (engine, 1);

  g_assert_cmpstr (adit_cause_row (row->cause)->word, ==, adit_cause_row (cause)->word);
  g_assert_true (row->is_encrypted);
  g_assert_cmpstr (row->target, ==, "");
  flow_wait_until (flow_engine_count (engine) == 0);
  g_assert_cmpuint (flow_engine_totals (engine).refused, ==, 1);
}

/* ---- No TLS ---- */

typedef struct
{
  const char *name;
  const char *bytes;
  gsize length;
} Garbage;

#define GARBAGE(name, bytes)                                                                       \
  {                                                                                                \
    "/tls-not-tls/" name, bytes, sizeof (bytes) - 1                                                \
  }

static const Garbage garbage[] = {
  GARBAGE ("text", "\x16 hello there"),
  GARBAGE ("version", "\x16\x02\x00\x00\x05hello"),
  GARBAGE ("oversized", "\x16\x03\x01\xff\xff"),
  GARBAGE ("just-oversized", "\x16\x03\x01\x48\x01"),
  GARBAGE ("empty-record", "\x16\x03\x01\x00\x00"),
  GARBAGE ("no-hello", "\x16\x03\x01\x00\x05\x68\x00\x00\x01x"),
  GARBAGE ("server-hello", "\x16\x03\x01\x00\x06\x02\x00\x00\x02\x03\x03"),
  GARBAGE ("hello-longer-than-said", "\x16\x03\x01\x00\x0a\x01\x00\x00\x02\x03\x03 rest"),
  GARBAGE ("empty-hello", "\x16\x03\x01\x00\x04\x01\x00\x00\x00"),
  GARBAGE ("other-record-behind", "\x16\x03\x01\x00\x04\x01\x00\x01\x00\x17\x03\x03\x00\x02hi"),
};

/* The client stays, and is told. */
static void
check_garbage (gconstpointer data)
{
  const Garbage *row = data;
  FlowEngine *engine = flow_tls_engine_new (NULL);
  int client = flow_client_new (engine);

  flow_send (client, row->bytes, row->length);
  hear_any_end (client);
  flow_close (client);
  assert_ended (engine, ADIT_CAUSE_TLS_FAILED);
  assert_serves (engine);

  flow_engine_free (engine);
}

/* With much more behind it. */
static void
check_much_garbage (void)
{
  FlowEngine *engine = flow_tls_engine_new (NULL);
  int client = flow_client_new (engine);
  g_autofree char *much = g_malloc (1024 * 1024);

  memset (much, 0x16, 1024 * 1024);
  for (guint n = 0; n < 1024 * 1024; n += 4096)
    if (send (client, much, 4096, MSG_NOSIGNAL) < 0)
      break;
  hear_any_end (client);
  flow_close (client);
  assert_ended (engine, ADIT_CAUSE_TLS_FAILED);

  flow_engine_free (engine);
}

/* A client that does not believe us says so in an alert. */
static void
check_client_refuses (void)
{
  FlowEngine *engine = flow_tls_engine_new (NULL);
  AditEngineKeyPair *unknown = flow_identity_new_unknown ("localhost");
  FlowTls *client;
  g_autoptr (AditTunnel) row = NULL;

  flow_engine_set_identity (engine, unknown);
  client = flow_tls_new (flow_client_new (engine), NULL);
  g_assert_cmpint (flow_tls_try_handshake (client), <, 0);
  flow_tls_cut (client);
  row = flow_engine_await_ended (engine, 1);
  g_assert_true (row->cause == ADIT_CAUSE_TLS_FAILED || row->cause == ADIT_CAUSE_TLS_TRUNCATED);
  flow_wait_until (flow_engine_count (engine) == 0);

  flow_identity_free (unknown);
  flow_engine_free (engine);
}

/* ---- Ends and stalls ---- */

static const Garbage parts[] = {
  { "first-byte", "\x16", 1 },
  { "record-head", "\x16\x03\x01\x01\x00", 5 },
  { "half-a-hello", "\x16\x03\x01\x01\x00\x01\x00\x00\xfc\x03\x03", 11 },
};

static void
check_end (gconstpointer data)
{
  const Garbage *row = data;
  FlowEngine *engine = flow_tls_engine_new (NULL);
  int client = flow_client_new (engine);

  flow_send (client, row->bytes, row->length);
  flow_half_close (client);
  hear_any_end (client);
  flow_close (client);
  assert_ended (engine, ADIT_CAUSE_TLS_FAILED);

  flow_engine_free (engine);
}

static FlowEngine *
engine_in_a_hurry (void)
{
  g_autoptr (AditSettings) settings = flow_tls_settings_new ();

  settings->head_timeout_s = 1;
  return flow_tls_engine_new (settings);
}

static void
check_stall (gconstpointer data)
{
  const Garbage *row = data;
  FlowEngine *engine = engine_in_a_hurry ();
  int client = flow_client_new (engine);
  gint64 since_us = g_get_monotonic_time ();

  flow_send (client, row->bytes, row->length);
  hear_any_end (client);
  flow_close (client);
  assert_ended (engine, ADIT_CAUSE_TLS_TIMEOUT);
  g_assert_cmpint (g_get_monotonic_time () - since_us, >=, G_USEC_PER_SEC);
  assert_serves (engine);

  flow_engine_free (engine);
}

/* A whole ClientHello; the rest never comes. */
static void
check_stall_after_hello (void)
{
  FlowEngine *engine = engine_in_a_hurry ();
  int client = flow_client_new (engine);

  flow_tls_send_hello (client);
  /* What the server has to say, and then its end. */
  while (recv (client, (char[4096]){ 0 }, 4096, 0) > 0)
    ;
  flow_close (client);
  assert_ended (engine, ADIT_CAUSE_TLS_TIMEOUT);
  assert_serves (engine);

  flow_engine_free (engine);
}

/* The handshake was made; the head never comes, and the reply is encrypted. */
static void
check_stall_after_handshake (void)
{
  FlowEngine *engine = engine_in_a_hurry ();
  FlowTls *client = flow_tls_dial (engine);
  g_autofree char *reply = flow_tls_read_to_end (client);

  flow_assert_refusal (reply, ADIT_CAUSE_HEAD_TIMEOUT, 1);
  flow_tls_close (client);
  assert_ended (engine, ADIT_CAUSE_HEAD_TIMEOUT);

  flow_engine_free (engine);
}

/* ---- Pieces ---- */

/* The handshake and the head in single bytes; in records of one byte each, too. */
static void
check_bytes (void)
{
  FlowEngine *engine = flow_tls_engine_new (NULL);
  FlowTlsTerms terms = { .piece = 1 };
  FlowTlsTunnel tunnel = { .client = flow_tls_new (flow_client_new (engine), &terms) };
  int listener = flow_listen ("127.0.0.1", &tunnel.port);
  g_autofree char *request =
      g_strdup_printf ("CONNECT 127.0.0.1:%u HTTP/1.1\r\nHost: x\r\n\r\n", tunnel.port);
  g_autofree char *reply = NULL;

  flow_tls_handshake (tunnel.client);
  for (const char *at = request; *at; at++)
    flow_tls_send (tunnel.client, at, 1);
  reply = flow_tls_read_head (tunnel.client);
  g_assert_cmpuint (flow_status_of (reply), ==, 200);
  tunnel.origin = flow_accept (listener);
  flow_tls_tunnel_check (&tunnel);

  flow_tls_tunnel_close (&tunnel);
  flow_close (listener);
  flow_engine_free (engine);
}

/* Bytes that belong to no record of their own: of one the end, of the next the beginning. */
static void
check_odd_pieces (void)
{
  FlowEngine *engine = flow_tls_engine_new (NULL);
  FlowTlsTerms terms = { .piece = 1000 };
  FlowTlsTunnel tunnel = { .client = flow_tls_new (flow_client_new (engine), &terms) };
  int listener = flow_listen ("127.0.0.1", &tunnel.port);
  FlowStream *sending;
  g_autofree char *sent = NULL;
  g_autofree char *received = NULL;

  flow_tls_handshake (tunnel.client);
  flow_tls_connect (tunnel.client, tunnel.port);
  tunnel.origin = flow_accept (listener);
  sending = flow_tls_stream_send (tunnel.client, 1024 * 1024, 1, TRUE);
  received = flow_stream_finish (flow_stream_receive (tunnel.origin), NULL);
  sent = flow_stream_finish (sending, NULL);
  g_assert_cmpstr (sent, ==, received);

  flow_tls_tunnel_close (&tunnel);
  flow_close (listener);
  flow_engine_free (engine);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  flow_authority_open ();
  for (guint i = 0; i < G_N_ELEMENTS (garbage); i++)
    g_test_add_data_func (garbage[i].name, &garbage[i], check_garbage);
  g_test_add_func ("/tls-not-tls/much", check_much_garbage);
  g_test_add_func ("/tls-not-tls/client-refuses", check_client_refuses);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *end = g_strconcat ("/tls-not-tls/end/", parts[i].name, NULL);
      g_autofree char *stall = g_strconcat ("/tls-not-tls/stall/", parts[i].name, NULL);

      g_test_add_data_func (end, &parts[i], check_end);
      g_test_add_data_func (stall, &parts[i], check_stall);
    }
  g_test_add_func ("/tls-not-tls/stall/after-hello", check_stall_after_hello);
  g_test_add_func ("/tls-not-tls/stall/after-handshake", check_stall_after_handshake);
  g_test_add_func ("/tls-not-tls/pieces/bytes", check_bytes);
  g_test_add_func ("/tls-not-tls/pieces/odd", check_odd_pieces);

  status = g_test_run ();
  flow_authority_close ();
  return status;
}
