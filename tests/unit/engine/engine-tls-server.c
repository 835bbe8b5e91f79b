/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The server's connection by itself, on plain sockets, where records come in pieces: what GIO's
 * functions tell of it, what it shows, and what cannot be had. */

#include "engine/tls/adit-engine-tls-server.h"

#include "engine/tls/adit-engine-tls-credentials.h"

#include "test-tls.h"

#include <poll.h>
#include <string.h>
#include <unistd.h>

static const char *const protocols[] = { "http/1.1", NULL };

/* @fd becomes the connection's. */
static GTlsConnection *
make (int fd, GTlsCertificate *certificate, GError **error)
{
  g_autoptr (GSocket) socket = g_socket_new_from_fd (fd, NULL);
  g_autoptr (GSocketConnection) below = g_socket_connection_factory_create_connection (socket);

  return g_initable_new (ADIT_TYPE_ENGINE_TLS_SERVER, NULL, error, "base-io-stream", below,
                         "certificate", certificate, "advertised-protocols", protocols, NULL);
}

static void
await (int fd)
{
  struct pollfd poller = { .fd = fd, .events = POLLIN };

  g_assert_cmpint (poll (&poller, 1, 20000), ==, 1);
}

/* NULL, or what it failed with. */
static GError *
shake_hands (GTlsConnection *connection, int fd)
{
  GError *error = NULL;

  while (!g_tls_connection_handshake (connection, NULL, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        return error;
      g_clear_error (&error);
      await (fd);
    }

  return NULL;
}

static gssize
read_some (GTlsConnection *connection, int fd, char *buffer, gsize size, GError **error)
{
  GPollableInputStream *input =
      G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (G_IO_STREAM (connection)));

  while (TRUE)
    {
      g_autoptr (GError) failure = NULL;
      gssize n = g_pollable_input_stream_read_nonblocking (input, buffer, size, NULL, &failure);

      if (n >= 0)
        return n;
      if (!g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return -1;
        }
      await (fd);
    }
}

/* ---- What it tells ---- */

static void
offer_http (gnutls_session_t session)
{
  gnutls_datum_t protocol = { (void *) "http/1.1", 8 };

  gnutls_alpn_set_protocols (session, &protocol, 1, 0);
}

static void
say_and_end (gnutls_session_t session, int fd)
{
  char answer[8];

  g_assert_cmpint (gnutls_record_send (session, "question", 8), ==, 8);
  gnutls_bye (session, GNUTLS_SHUT_WR);
  g_assert_cmpint (gnutls_record_recv (session, answer, sizeof answer), ==, 6);
  g_assert_cmpmem (answer, 6, "answer", 6);
  g_assert_cmpint (gnutls_record_recv (session, answer, sizeof answer), ==, 0);
}

static void
assert_told (GTlsConnection *connection, GTlsCertificate *certificate)
{
  g_autoptr (GIOStream) below = NULL;
  g_autofree char *protocol = NULL;
  g_autofree char *cipher = NULL;
  GTlsAuthenticationMode mode = G_TLS_AUTHENTICATION_REQUIRED;

  g_object_get (connection, "base-io-stream", &below, "negotiated-protocol", &protocol,
                "ciphersuite-name", &cipher, "authentication-mode", &mode, NULL);
  g_assert_true (G_IS_SOCKET_CONNECTION (below));
  g_assert_cmpstr (protocol, ==, "http/1.1");
  g_assert_cmpstr (cipher, ==, "AES-256-GCM");
  g_assert_cmpint (mode, ==, G_TLS_AUTHENTICATION_NONE);
  g_assert_true (G_IS_TLS_SERVER_CONNECTION (connection));
  g_assert_true (g_tls_connection_get_certificate (connection) == certificate);
  g_assert_true (g_tls_connection_get_require_close_notify (connection));
  g_assert_null (g_tls_connection_get_peer_certificate (connection));
  g_assert_cmpint (g_tls_connection_get_protocol_version (connection), ==,
                   G_TLS_PROTOCOL_VERSION_TLS_1_3);
}

static void
test_whole (TestTls *self, gconstpointer data)
{
  TestPeer peer = {
    .fixture = self,
    .priority = "NORMAL:-VERS-ALL:+VERS-TLS1.3:-CIPHER-ALL:+AES-256-GCM",
    .prepare = offer_http,
    .script = say_and_end,
  };
  g_autoptr (GTlsConnection) connection = NULL;
  GOutputStream *output;
  char buffer[16];
  int fds[2];

  test_sockets_tcp_pair (fds);
  peer.fd = fds[1];
  connection = make (fds[0], self->certificate, NULL);
  test_peer_start (&peer);
  g_assert_no_error (shake_hands (connection, fds[0]));
  assert_told (connection, self->certificate);

  g_assert_cmpint (read_some (connection, fds[0], buffer, 5, NULL), ==, 5);
  g_assert_cmpint (read_some (connection, fds[0], buffer + 5, sizeof buffer - 5, NULL), ==, 3);
  g_assert_cmpmem (buffer, 8, "question", 8);
  g_assert_cmpint (read_some (connection, fds[0], buffer, sizeof buffer, NULL), ==, 0);

  output = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  g_assert_cmpint (g_pollable_output_stream_write_nonblocking (G_POLLABLE_OUTPUT_STREAM (output),
                                                               "answer", 6, NULL, NULL),
                   ==, 6);
  g_assert_true (g_output_stream_close (output, NULL, NULL));
  test_peer_join (&peer);
}

/* ---- Ends that are none ---- */

static void
cut_off (gnutls_session_t session, int fd)
{
}

static void
test_truncated (TestTls *self, gconstpointer data)
{
  TestPeer peer = { .fixture = self, .script = cut_off };
  g_autoptr (GTlsConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  char byte;
  int fds[2];

  test_sockets_tcp_pair (fds);
  peer.fd = fds[1];
  connection = make (fds[0], self->certificate, NULL);
  test_peer_start (&peer);
  g_assert_no_error (shake_hands (connection, fds[0]));
  g_assert_cmpint (read_some (connection, fds[0], &byte, 1, &error), ==, -1);
  g_assert_error (error, G_TLS_ERROR, G_TLS_ERROR_EOF);
  test_peer_join (&peer);
}

static void
test_no_handshake (TestTls *self, gconstpointer data)
{
  g_autoptr (GTlsConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) failure = NULL;
  char bytes[16];
  int fds[2];

  test_sockets_tcp_pair (fds);
  test_sockets_send (fds[1], "GET / HTTP/1.1\r\n\r\n", 18);
  connection = make (fds[0], self->certificate, NULL);
  g_assert_cmpint (read_some (connection, fds[0], bytes, sizeof bytes, &error), ==, -1);
  g_assert_nonnull (error);
  failure = shake_hands (connection, fds[0]);
  g_assert_error (failure, G_TLS_ERROR, G_TLS_ERROR_HANDSHAKE);
  close (fds[1]);
}

/* ---- Certificates ---- */

static void
assert_two_shown (gnutls_session_t session, int fd)
{
  unsigned int n_shown = 0;

  g_assert_nonnull (gnutls_certificate_get_peers (session, &n_shown));
  g_assert_cmpuint (n_shown, ==, 2);
}

/* Whoever signed it is shown too, where it is known. */
static void
test_chain (TestTls *self, gconstpointer data)
{
  g_autofree char *leaf = NULL;
  g_autofree char *key = NULL;
  g_autofree char *all = NULL;
  g_autoptr (GTlsCertificate) chain = NULL;
  g_autoptr (GTlsConnection) connection = NULL;
  TestPeer peer = { .fixture = self, .script = assert_two_shown };
  int fds[2];

  g_object_get (self->certificate, "certificate-pem", &leaf, "private-key-pem", &key, NULL);
  all = g_strconcat (key, leaf, self->authority.certificate, NULL);
  chain = g_tls_certificate_new_from_pem (all, -1, NULL);
  g_assert_nonnull (g_tls_certificate_get_issuer (chain));

  test_sockets_tcp_pair (fds);
  peer.fd = fds[1];
  connection = make (fds[0], chain, NULL);
  test_peer_start (&peer);
  g_assert_no_error (shake_hands (connection, fds[0]));
  test_peer_join (&peer);
  g_assert_cmpint (peer.result, ==, 0);
}

static void
test_no_key (TestTls *self, gconstpointer data)
{
  g_autoptr (GTlsCertificate) keyless =
      g_tls_certificate_new_from_pem (self->authority.certificate, -1, NULL);
  g_autoptr (GError) error = NULL;
  int fds[2];

  test_sockets_tcp_pair (fds);
  g_assert_null (make (fds[0], keyless, &error));
  g_assert_error (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE);
  close (fds[1]);
}

static void
test_made_once (TestTls *self, gconstpointer data)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (GTlsCertificate) other = test_tls_make_certificate (self, "localhost", now);
  gpointer first = adit_engine_tls_credentials_of (self->certificate, NULL);

  g_assert_nonnull (first);
  g_assert_true (adit_engine_tls_credentials_of (self->certificate, NULL) == first);
  g_assert_true (adit_engine_tls_credentials_of (other, NULL) != first);
}

/* Who has a stream keeps what it needs. */
static void
test_stream_outlives (TestTls *self, gconstpointer data)
{
  GTlsConnection *connection;
  g_autoptr (GTlsCertificate) certificate =
      test_tls_make_certificate (self, "localhost", g_get_real_time () / G_USEC_PER_SEC);
  g_autoptr (GInputStream) input = NULL;
  char byte;
  int fds[2];

  test_sockets_tcp_pair (fds);
  connection = make (fds[0], certificate, NULL);
  input = g_object_ref (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  g_object_unref (connection);
  g_clear_object (&certificate);
  g_assert_cmpint (g_input_stream_read (input, &byte, 1, NULL, NULL), ==, -1);
  close (fds[1]);
}

#define ADD(name, run)                                                                             \
  g_test_add ("/engine/tls-server/" name, TestTls, NULL, test_tls_set_up, run, test_tls_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("whole", test_whole);
  ADD ("truncated", test_truncated);
  ADD ("no-handshake", test_no_handshake);
  ADD ("chain", test_chain);
  ADD ("no-key", test_no_key);
  ADD ("made-once", test_made_once);
  ADD ("stream-outlives", test_stream_outlives);

  return g_test_run ();
}
