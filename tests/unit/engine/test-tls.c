/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "test-tls.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const AditEngineAddress loopback = {
  .in = { .sin_family = AF_INET, .sin_addr.s_addr = 0x0100007f },
};

static gint64
now_s (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static void
make_worker (TestTls *self)
{
  self->context = g_main_context_new ();
  g_main_context_push_thread_default (self->context);
  self->worker = (AditEngineWorker){
    .loop = adit_engine_loop_new (self->context),
    .pipes = adit_engine_pipes_new (8),
    .blocks = adit_engine_blocks_new (),
    .scratch = g_malloc (ADIT_ENGINE_SCRATCH_SIZE),
    .mailbox = adit_engine_mailbox_new (self->context),
  };
  adit_engine_loop_enter (self->worker.loop);
}

void
test_tls_set_up (TestTls *self, gconstpointer data)
{
  make_worker (self);
  self->gate = adit_engine_gate_new ();
  g_assert_true (adit_engine_authority_make (&self->authority, "test", now_s (), NULL));
  self->directory = g_dir_make_tmp ("adit-tls-XXXXXX", NULL);
  self->trust_path = g_build_filename (self->directory, "trust.pem", NULL);
  g_assert_true (g_file_set_contents (self->trust_path, self->authority.certificate, -1, NULL));
  self->trust = adit_engine_trust_new (self->trust_path, NULL);
  g_assert_nonnull (self->trust);
  self->certificate = test_tls_make_certificate (self, "localhost 127.0.0.1", now_s ());
}

void
test_tls_tear_down (TestTls *self, gconstpointer data)
{
  test_tls_until (self, adit_engine_tls_count_handshakes () == 0);

  g_object_unref (self->certificate);
  adit_engine_trust_unref (self->trust);
  g_unlink (self->trust_path);
  g_rmdir (self->directory);
  g_free (self->trust_path);
  g_free (self->directory);
  adit_engine_key_pair_clear (&self->authority);
  adit_engine_gate_free (self->gate);

  adit_engine_loop_enter (NULL);
  adit_engine_mailbox_free (self->worker.mailbox);
  adit_engine_loop_free (self->worker.loop);
  adit_engine_pipes_free (self->worker.pipes);
  adit_engine_blocks_free (self->worker.blocks);
  g_free (self->worker.scratch);
  g_main_context_pop_thread_default (self->context);
  g_main_context_unref (self->context);
}

GTlsCertificate *
test_tls_make_certificate (TestTls *self, const char *names, gint64 now)
{
  g_auto (GStrv) list = g_strsplit (names, " ", -1);
  g_auto (AditEngineKeyPair) pair = { 0 };
  g_autofree char *both = NULL;
  GTlsCertificate *certificate;

  g_assert_true (adit_engine_authority_make_leaf (&pair, &self->authority,
                                                  (const char *const *) list, now, NULL));
  both = g_strconcat (pair.certificate, pair.key, NULL);
  certificate = g_tls_certificate_new_from_pem (both, -1, NULL);
  g_assert_nonnull (certificate);

  return certificate;
}

/* ---- Our ends ---- */

static void
on_ready (AditEngineSocket *socket, gpointer owner)
{
  /* Whoever turns the loop looks for itself. */
}

void
test_tls_on_done (gpointer owner, AditCause cause)
{
  TestTlsEnd *end = owner;

  end->cause = cause;
  end->n_done++;
  if (cause == ADIT_CAUSE_NONE)
    adit_engine_socket_set_owner (adit_engine_tls_get_socket (end->tls), on_ready, end);
}

static AditEngineSocket *
add_socket (TestTls *self, int fd)
{
  AditEngineSocket *socket;

  g_assert_no_errno (fcntl (fd, F_SETFL, O_NONBLOCK));
  socket = adit_engine_loop_add (self->worker.loop, fd, on_ready, NULL);
  g_assert_nonnull (socket);

  return socket;
}

void
test_tls_prepare_server (TestTls *self, TestTlsEnd *end, int fd, GTlsCertificate *certificate)
{
  end->tls = adit_engine_tls_new_server (&self->worker, add_socket (self, fd), certificate);
}

void
test_tls_prepare_client (TestTls *self, TestTlsEnd *end, int fd, const char *name)
{
  end->tls = adit_engine_tls_new_client (&self->worker, add_socket (self, fd), self->trust, name);
}

static void
start (TestTls *self, TestTlsEnd *end, gint64 deadline_us)
{
  adit_engine_tls_start (end->tls, self->gate, &loopback, deadline_us, test_tls_on_done, end);
  g_assert_cmpuint (end->n_done, ==, 0);
}

void
test_tls_start_server_with (TestTls *self,
                            TestTlsEnd *end,
                            int fd,
                            GTlsCertificate *certificate,
                            gint64 deadline_us)
{
  test_tls_prepare_server (self, end, fd, certificate);
  start (self, end, deadline_us);
}

void
test_tls_start_server (TestTls *self, TestTlsEnd *end, int fd, gint64 deadline_us)
{
  test_tls_start_server_with (self, end, fd, self->certificate, deadline_us);
}

void
test_tls_start_client (TestTls *self, TestTlsEnd *end, int fd, const char *name)
{
  test_tls_prepare_client (self, end, fd, name);
  start (self, end, TEST_TLS_DEADLINE_US);
}

void
test_tls_connect (TestTls *self, TestTlsEnd ends[2])
{
  int fds[2];

  test_sockets_tcp_pair (fds);
  test_tls_start_server (self, &ends[0], fds[0], TEST_TLS_DEADLINE_US);
  test_tls_start_client (self, &ends[1], fds[1], "localhost");
  g_assert_cmpstr (test_tls_await (self, &ends[0]), ==, adit_cause_row (ADIT_CAUSE_NONE)->word);
  g_assert_cmpstr (test_tls_await (self, &ends[1]), ==, adit_cause_row (ADIT_CAUSE_NONE)->word);
}

const char *
test_tls_await (TestTls *self, TestTlsEnd *end)
{
  test_tls_until (self, end->n_done > 0);
  g_assert_cmpuint (end->n_done, ==, 1);

  return adit_cause_row (end->cause)->word;
}

void
test_tls_close (TestTlsEnd *end)
{
  adit_engine_tls_close (g_steal_pointer (&end->tls), FALSE);
}

void
test_tls_read_all (TestTls *self, TestTlsEnd *end, char *buffer, gsize length)
{
  gsize n_read = 0;

  while (n_read < length)
    {
      gssize n = adit_engine_tls_read (end->tls, buffer + n_read, length - n_read);

      if (n < 0)
        {
          g_assert_cmpint (errno, ==, EAGAIN);
          g_assert_false (adit_engine_tls_is_readable (end->tls));
          g_main_context_iteration (self->context, TRUE);
          continue;
        }
      g_assert_cmpint (n, >, 0);
      n_read += (gsize) n;
    }
}

int
test_tls_read_to_end (TestTls *self, TestTlsEnd *end)
{
  char buffer[4096];
  gssize n;

  while ((n = adit_engine_tls_read (end->tls, buffer, sizeof buffer)) != 0)
    {
      if (n < 0 && errno != EAGAIN)
        return errno;
      if (n < 0)
        g_main_context_iteration (self->context, TRUE);
    }

  return 0;
}

/* ---- Peers ---- */

static gnutls_certificate_credentials_t
make_credentials (TestPeer *peer)
{
  gnutls_certificate_credentials_t credentials;

  gnutls_certificate_allocate_credentials (&credentials);
  if (peer->is_server)
    {
      g_autofree char *certificate = NULL;
      g_autofree char *key = NULL;
      gnutls_datum_t texts[2];

      g_object_get (peer->fixture->certificate, "certificate-pem", &certificate, "private-key-pem",
                    &key, NULL);
      texts[0] = (gnutls_datum_t){ (void *) certificate, (unsigned int) strlen (certificate) };
      texts[1] = (gnutls_datum_t){ (void *) key, (unsigned int) strlen (key) };
      g_assert_cmpint (gnutls_certificate_set_x509_key_mem (credentials, &texts[0], &texts[1],
                                                            GNUTLS_X509_FMT_PEM),
                       ==, 0);
    }

  return credentials;
}

static gpointer
run_peer (gpointer data)
{
  TestPeer *peer = data;
  gnutls_certificate_credentials_t credentials = make_credentials (peer);
  gnutls_session_t session;

  gnutls_init (&session, (peer->is_server ? GNUTLS_SERVER : GNUTLS_CLIENT) | GNUTLS_NO_SIGNAL);
  g_assert_cmpint (gnutls_priority_set_direct (session, peer->priority ? peer->priority : "NORMAL",
                                               NULL),
                   ==, 0);
  gnutls_credentials_set (session, GNUTLS_CRD_CERTIFICATE, credentials);
  gnutls_transport_set_int (session, peer->fd);
  if (peer->prepare)
    peer->prepare (session);

  do
    peer->result = gnutls_handshake (session);
  while (peer->result < 0 && !gnutls_error_is_fatal (peer->result));
  peer->alert = gnutls_alert_get (session);
  if (peer->result == 0 && peer->script)
    peer->script (session, peer->fd);

  gnutls_deinit (session);
  gnutls_certificate_free_credentials (credentials);
  close (peer->fd);
  g_atomic_int_set (&peer->is_over, TRUE);
  g_main_context_wakeup (peer->fixture->context);

  return NULL;
}

void
test_peer_start (TestPeer *peer)
{
  g_assert_no_errno (fcntl (peer->fd, F_SETFL, 0));
  peer->thread = g_thread_new ("peer", run_peer, peer);
}

void
test_peer_join (TestPeer *peer)
{
  test_tls_until (peer->fixture, g_atomic_int_get (&peer->is_over));
  g_thread_join (peer->thread);
}

gsize
test_tls_make_hello (char *hello, gsize size)
{
  gnutls_certificate_credentials_t credentials;
  gnutls_session_t session;
  gssize length;
  int fds[2];

  test_sockets_local_pair (fds);
  gnutls_certificate_allocate_credentials (&credentials);
  gnutls_init (&session, GNUTLS_CLIENT | GNUTLS_NONBLOCK);
  gnutls_set_default_priority (session);
  gnutls_credentials_set (session, GNUTLS_CRD_CERTIFICATE, credentials);
  gnutls_transport_set_int (session, fds[0]);
  g_assert_cmpint (gnutls_handshake (session), ==, GNUTLS_E_AGAIN);
  length = recv (fds[1], hello, size, 0);
  g_assert_cmpint (length, >, 100);

  gnutls_deinit (session);
  gnutls_certificate_free_credentials (credentials);
  close (fds[0]);
  close (fds[1]);
  return (gsize) length;
}
