/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Reaching a target through an upstream proxy: which is dialled, encrypted, asked, and then, where
 * the target is secure, encrypted once more. The upstream is the test, by hand. */

#include "engine/connect/adit-engine-reach.h"

#include "test-tls.h"
#include "test-upstream.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ASKED "CONNECT localhost:443 HTTP/1.1\r\nHost: localhost:443\r\n\r\n"
#define YES   "HTTP/1.1 200 OK\r\n\r\n"

typedef struct
{
  TestTls tls;
  AditEngineUpstream *upstream;
  AditEngineOwnAddresses *own_addresses;
  AditEngineReach *reach;
  int listener;
  AditEngineAddress address; /* the listener's */

  AditEngineChannel *channel;
  AditEngineAddress reached;
  AditCause cause;
  guint n_over;
} Fixture;

static void
listen_somewhere (Fixture *self)
{
  socklen_t length = sizeof self->address.in;

  self->address.in = (struct sockaddr_in){ .sin_family = AF_INET };
  self->address.in.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  self->listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_no_errno (bind (self->listener, &self->address.any, length));
  g_assert_no_errno (listen (self->listener, 4));
  g_assert_no_errno (getsockname (self->listener, &self->address.any, &length));
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GArray) nowhere = g_array_new (FALSE, FALSE, sizeof (AditEngineAddress));

  test_tls_set_up (&self->tls, NULL);
  self->own_addresses = adit_engine_own_addresses_new (nowhere);
  listen_somewhere (self);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  adit_engine_reach_free (self->reach);
  adit_engine_channel_close (self->channel, FALSE);
  adit_engine_upstream_unref (self->upstream);
  adit_engine_own_addresses_unref (self->own_addresses);
  if (self->listener >= 0)
    close (self->listener);
  test_tls_tear_down (&self->tls, NULL);
}

static void
on_over (gpointer owner,
         AditEngineChannel *channel,
         const AditEngineAddress *address,
         AditCause cause)
{
  Fixture *self = owner;

  self->channel = channel;
  if (address)
    self->reached = *address;
  self->cause = cause;
  self->n_over++;
  g_clear_pointer (&self->reach, adit_engine_reach_free);
}

static void
start (Fixture *self, AditUpstreamKind kind, const char *target, gboolean is_secure)
{
  char address[ADIT_ENGINE_ADDRESS_TEXT_SIZE];
  AditAuthority authority = test_upstream_authority (target);
  AditEngineReachMeans means = {
    .worker = &self->tls.worker,
    .own_addresses = self->own_addresses,
    .trust = self->tls.trust,
    .gate = self->tls.gate,
  };

  adit_engine_address_print (&self->address, address);
  self->upstream = means.upstream = test_upstream_new (kind, address, NULL, NULL);
  self->reach = adit_engine_reach_new (&means, on_over, self);
  /* It has been counted in. */
  adit_engine_upstream_unref (g_steal_pointer (&self->upstream));
  adit_engine_reach_start (self->reach, &authority, is_secure, TEST_TLS_DEADLINE_US);
}

static void
await_over (Fixture *self, AditCause cause)
{
  test_tls_until (&self->tls, self->n_over > 0);
  g_assert_cmpuint (self->n_over, ==, 1);
  g_assert_cmpstr (adit_cause_row (self->cause)->word, ==, adit_cause_row (cause)->word);
  g_assert_cmpint (self->channel != NULL, ==, cause == ADIT_CAUSE_NONE);
}

/* The upstream's end of the connection that is being made. */
static int
accept_now (Fixture *self)
{
  int fd = accept4 (self->listener, NULL, NULL, SOCK_CLOEXEC);

  g_assert_no_errno (fd);
  return fd;
}

static void
say (int fd, const char *text)
{
  test_sockets_send (fd, text, strlen (text));
}

static void
hear (Fixture *self, int fd, const char *expected)
{
  g_autofree char *heard = g_malloc0 (strlen (expected) + 1);
  gsize n_heard = 0;

  while (n_heard < strlen (expected))
    {
      gssize n = recv (fd, heard + n_heard, strlen (expected) - n_heard, MSG_DONTWAIT);

      if (n > 0)
        n_heard += (gsize) n;
      else
        g_main_context_iteration (self->tls.context, FALSE);
    }

  g_assert_cmpstr (heard, ==, expected);
}

/* The next that the channel reads. */
static void
assert_reads (Fixture *self, const char *expected)
{
  gsize length;
  const char *held = adit_engine_channel_peek (self->channel, &length);

  while (length < strlen (expected))
    {
      adit_engine_channel_doubt (self->channel);
      if (adit_engine_channel_fill (self->channel) != ADIT_ENGINE_FILL_BYTES)
        g_main_context_iteration (self->tls.context, FALSE);
      held = adit_engine_channel_peek (self->channel, &length);
    }

  g_assert_cmpmem (held, length, expected, strlen (expected));
  adit_engine_channel_consume (self->channel, length);
}

/* ---- Plain ---- */

static void
test_http (Fixture *self, gconstpointer data)
{
  int fd;

  start (self, ADIT_UPSTREAM_HTTP, "localhost:443", FALSE);
  fd = accept_now (self);
  hear (self, fd, ASKED);
  say (fd, YES "early");
  await_over (self, ADIT_CAUSE_NONE);
  g_assert_true (adit_engine_address_is_same_host (&self->reached, &self->address));
  assert_reads (self, "early");
  g_assert_cmpint (adit_engine_channel_write (self->channel, "hello", 5), ==, 5);
  hear (self, fd, "hello");
  say (fd, "and back");
  assert_reads (self, "and back");
  close (fd);
}

static void
test_refused (Fixture *self, gconstpointer data)
{
  int fd;

  start (self, ADIT_UPSTREAM_HTTP, "localhost:443", FALSE);
  fd = accept_now (self);
  say (fd, "HTTP/1.1 403 No\r\n\r\n");
  await_over (self, ADIT_CAUSE_UPSTREAM_REFUSED);
  g_assert_true (adit_engine_address_is_same_host (&self->reached, &self->address));
  close (fd);
}

static void
test_unreachable (Fixture *self, gconstpointer data)
{
  close (self->listener);
  self->listener = -1;
  start (self, ADIT_UPSTREAM_SOCKS5, "a.example:443", FALSE);
  await_over (self, ADIT_CAUSE_UPSTREAM_UNREACHABLE);
}

/* The upstream is ourselves. */
static void
test_loop (Fixture *self, gconstpointer data)
{
  g_autoptr (GArray) here = g_array_new (FALSE, FALSE, sizeof (AditEngineAddress));

  g_array_append_val (here, self->address);
  adit_engine_own_addresses_unref (self->own_addresses);
  self->own_addresses = adit_engine_own_addresses_new (here);
  start (self, ADIT_UPSTREAM_HTTP, "a.example:443", FALSE);
  await_over (self, ADIT_CAUSE_LOOP);
}

static void
test_dropped (Fixture *self, gconstpointer data)
{
  int fd;

  start (self, ADIT_UPSTREAM_HTTP, "localhost:443", FALSE);
  fd = accept_now (self);
  hear (self, fd, ASKED);
  g_clear_pointer (&self->reach, adit_engine_reach_free);
  test_sockets_await_end (fd);
  g_assert_cmpuint (self->n_over, ==, 0);
  close (fd);
}

/* ---- TLS with the target, inside ---- */

static void
greet (gnutls_session_t session, int fd)
{
  g_assert_cmpint (gnutls_record_send (session, "secret", 6), ==, 6);
  gnutls_bye (session, GNUTLS_SHUT_RDWR);
}

static void
test_secure_target (Fixture *self, gconstpointer data)
{
  TestPeer target = { .fixture = &self->tls, .is_server = TRUE, .script = greet };

  start (self, ADIT_UPSTREAM_HTTP, "localhost:443", TRUE);
  target.fd = accept_now (self);
  hear (self, target.fd, ASKED);
  say (target.fd, YES);
  test_peer_start (&target);
  await_over (self, ADIT_CAUSE_NONE);
  assert_reads (self, "secret");
  adit_engine_channel_close (g_steal_pointer (&self->channel), FALSE);
  test_peer_join (&target);
}

/* It is the target's certificate that is wrong, and that is said. */
static void
test_wrong_target (Fixture *self, gconstpointer data)
{
  TestPeer target = { .fixture = &self->tls, .is_server = TRUE };

  start (self, ADIT_UPSTREAM_HTTP, "other.example:443", TRUE);
  target.fd = accept_now (self);
  hear (self, target.fd, "CONNECT other.example:443 HTTP/1.1\r\nHost: other.example:443\r\n\r\n");
  say (target.fd, YES);
  test_peer_start (&target);
  await_over (self, ADIT_CAUSE_CERTIFICATE_WRONG_NAME);
  test_peer_join (&target);
}

static void
test_secure_target_speaks_first (Fixture *self, gconstpointer data)
{
  int fd;

  start (self, ADIT_UPSTREAM_HTTP, "localhost:443", TRUE);
  fd = accept_now (self);
  say (fd, YES "\26\3\3");
  await_over (self, ADIT_CAUSE_UPSTREAM_BAD);
  close (fd);
}

/* ---- TLS with the upstream ---- */

static void
serve_connect (gnutls_session_t session, int fd)
{
  char heard[sizeof ASKED] = "";
  gsize n_heard = 0;

  while (n_heard < strlen (ASKED))
    {
      gssize n = gnutls_record_recv (session, heard + n_heard, strlen (ASKED) - n_heard);

      g_assert_cmpint (n, >, 0);
      n_heard += (gsize) n;
    }
  g_assert_cmpstr (heard, ==, ASKED);
  for (const char *c = YES "early"; *c; c++)
    g_assert_cmpint (gnutls_record_send (session, c, 1), ==, 1);
  gnutls_bye (session, GNUTLS_SHUT_RDWR);
}

static void
test_https (Fixture *self, gconstpointer data)
{
  TestPeer upstream = { .fixture = &self->tls, .is_server = TRUE, .script = serve_connect };

  start (self, ADIT_UPSTREAM_HTTPS, "localhost:443", FALSE);
  upstream.fd = accept_now (self);
  test_peer_start (&upstream);
  await_over (self, ADIT_CAUSE_NONE);
  assert_reads (self, "early");
  adit_engine_channel_close (g_steal_pointer (&self->channel), FALSE);
  test_peer_join (&upstream);
}

static void
test_untrusted (Fixture *self, gconstpointer data)
{
  TestPeer upstream = { .fixture = &self->tls, .is_server = TRUE };

  g_object_unref (self->tls.certificate);
  self->tls.certificate =
      test_tls_make_certificate (&self->tls, "other.example", g_get_real_time () / G_USEC_PER_SEC);
  start (self, ADIT_UPSTREAM_HTTPS, "localhost:443", FALSE);
  upstream.fd = accept_now (self);
  test_peer_start (&upstream);
  await_over (self, ADIT_CAUSE_UPSTREAM_UNTRUSTED);
  test_peer_join (&upstream);
}

static void
test_not_tls (Fixture *self, gconstpointer data)
{
  int fd;

  start (self, ADIT_UPSTREAM_HTTPS, "localhost:443", FALSE);
  fd = accept_now (self);
  say (fd, "HTTP/1.1 400 This is plain\r\n\r\n");
  await_over (self, ADIT_CAUSE_UPSTREAM_TLS_FAILED);
  close (fd);
}

static void
test_tls_in_tls (Fixture *self, gconstpointer data)
{
  start (self, ADIT_UPSTREAM_HTTPS, "localhost:443", TRUE);
  g_assert_cmpuint (self->n_over, ==, 1);
  await_over (self, ADIT_CAUSE_UPSTREAM_TLS_IN_TLS);
}

#define ADD(name, run) g_test_add ("/engine/reach/" name, Fixture, NULL, set_up, run, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("http", test_http);
  ADD ("refused", test_refused);
  ADD ("unreachable", test_unreachable);
  ADD ("loop", test_loop);
  ADD ("dropped", test_dropped);
  ADD ("secure-target", test_secure_target);
  ADD ("wrong-target", test_wrong_target);
  ADD ("secure-target-speaks-first", test_secure_target_speaks_first);
  ADD ("https", test_https);
  ADD ("untrusted", test_untrusted);
  ADD ("not-tls", test_not_tls);
  ADD ("tls-in-tls", test_tls_in_tls);

  return g_test_run ();
}
