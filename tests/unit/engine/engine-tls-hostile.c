/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Clients that keep to TLS and mean no good: records without end that hold nothing or next to it,
 * handshakes in crumbs, and what they may not ask for. */

#include "engine/tls/adit-engine-tls-session.h"
#include "engine/tls/adit-engine-tls-wire.h"

#include "test-tls.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define TLS_1_2 "NORMAL:-VERS-ALL:+VERS-TLS1.2"
#define TLS_1_3 "NORMAL:-VERS-ALL:+VERS-TLS1.3"

/* Kinds of records. */
#define RECORD_ALERT     21
#define RECORD_HANDSHAKE 22

#define N_FLOOD 1000 /* records: many turns' */

/* A server of ours, its handshake done. */
static void
serve (TestTls *self, TestTlsEnd *end, TestPeer *peer)
{
  int fds[2];

  test_sockets_tcp_pair (fds);
  peer->fixture = self;
  peer->fd = fds[1];
  test_peer_start (peer);
  test_tls_start_server (self, end, fds[0], TEST_TLS_DEADLINE_US);
  g_assert_cmpstr (test_tls_await (self, end), ==, "none");
}

/* ---- Floods ---- */

static void
say_fine (gnutls_session_t session)
{
  g_assert_cmpint (gnutls_record_send (session, "fine", 4), ==, 4);
  gnutls_bye (session, GNUTLS_SHUT_WR);
}

/* Of padding only (RFC 8446, section 5.4). */
static void
send_empty_ones (gnutls_session_t session, int fd)
{
  for (guint i = 0; i < N_FLOOD; i++)
    g_assert_cmpint (gnutls_record_send2 (session, "", 0, 1, 0), >=, 0);
  say_fine (session);
}

static void
send_warnings (gnutls_session_t session, int fd)
{
  for (guint i = 0; i < N_FLOOD; i++)
    g_assert_cmpint (gnutls_alert_send (session, GNUTLS_AL_WARNING, GNUTLS_A_USER_CANCELED), ==, 0);
  say_fine (session);
}

typedef struct
{
  const char *priority;
  void (*script) (gnutls_session_t session, int fd);
} Flood;

static const Flood floods[] = {
  { TLS_1_3, send_empty_ones },
  { TLS_1_2, send_warnings },
};

/* Each read lets others have their turn, and the loop comes back by itself: no byte is needed from
 * the peer, which has gone long before. */
static void
test_flood (TestTls *self, gconstpointer data)
{
  const Flood *flood = data;
  TestPeer peer = { .priority = flood->priority, .script = flood->script };
  TestTlsEnd end = { 0 };
  char buffer[16];
  gssize n;
  guint n_turns = 0;

  serve (self, &end, &peer);
  test_peer_join (&peer);
  while ((n = adit_engine_tls_read (end.tls, buffer, sizeof buffer)) < 0)
    {
      g_assert_cmpint (errno, ==, EAGAIN);
      g_main_context_iteration (self->context, TRUE);
      n_turns++;
    }

  g_assert_cmpmem (buffer, (gsize) n, "fine", 4);
  g_assert_cmpuint (n_turns, >=, N_FLOOD / ADIT_ENGINE_WIRE_RECORDS_MAX);
  g_assert_cmpint (test_tls_read_to_end (self, &end), ==, 0);
  test_tls_close (&end);
}

static void
send_crumbs (gnutls_session_t session, int fd)
{
  for (guint i = 0; i < N_FLOOD; i++)
    g_assert_cmpint (gnutls_record_send (session, "x", 1), ==, 1);
  gnutls_bye (session, GNUTLS_SHUT_WR);
}

static void
test_crumbs (TestTls *self, gconstpointer data)
{
  TestPeer peer = { .script = send_crumbs };
  TestTlsEnd end = { 0 };
  char buffer[N_FLOOD];
  gssize n;
  gsize n_read = 0;

  serve (self, &end, &peer);
  test_peer_join (&peer);
  g_main_context_iteration (self->context, FALSE);
  while ((n = adit_engine_tls_read (end.tls, buffer, sizeof buffer)) > 0)
    {
      g_assert_cmpint (n, <=, ADIT_ENGINE_WIRE_RECORDS_MAX);
      n_read += (gsize) n;
      g_assert_true (adit_engine_tls_is_readable (end.tls));
    }

  g_assert_cmpint (n, ==, 0);
  g_assert_cmpuint (n_read, ==, N_FLOOD);
  test_tls_close (&end);
}

/* With AES-GCM, a warning of TLS 1.2 is 31 bytes long. So many leave room for the five bytes of
 * the next record's head, after which its body is asked for. */
#define WARNING_SIZE 31
#define N_VAIN_MAX   ((ADIT_ENGINE_TLS_SESSION_VAIN_MAX - 5 - 1) / WARNING_SIZE)

static void
send_warnings_twice (gnutls_session_t session, guint n)
{
  for (guint round = 0; round < 2; round++)
    {
      for (guint i = 0; i < n; i++)
        g_assert_cmpint (gnutls_alert_send (session, GNUTLS_AL_WARNING, GNUTLS_A_USER_CANCELED), ==,
                         0);
      gnutls_record_send (session, "x", 1);
    }
  gnutls_bye (session, GNUTLS_SHUT_WR);
}

static void
send_as_many_as_may_be (gnutls_session_t session, int fd)
{
  send_warnings_twice (session, N_VAIN_MAX);
}

static void
send_too_many (gnutls_session_t session, int fd)
{
  send_warnings_twice (session, N_VAIN_MAX + 1);
}

/* What can be read in between counts anew. */
static void
test_vain_max (TestTls *self, gconstpointer data)
{
  TestPeer peer = {
    .priority = TLS_1_2 ":-CIPHER-ALL:+AES-256-GCM",
    .script = data ? send_too_many : send_as_many_as_may_be,
  };
  TestTlsEnd end = { 0 };

  serve (self, &end, &peer);
  g_assert_cmpint (test_tls_read_to_end (self, &end), ==, data ? EBADMSG : 0);
  test_peer_join (&peer);
  test_tls_close (&end);
}

/* Closed in the midst of them. */
static void
test_flood_closed (TestTls *self, gconstpointer data)
{
  TestPeer peer = { .priority = TLS_1_2, .script = send_warnings };
  TestTlsEnd end = { 0 };
  char byte;

  serve (self, &end, &peer);
  test_peer_join (&peer);
  g_main_context_iteration (self->context, FALSE);
  g_assert_cmpint (adit_engine_tls_read (end.tls, &byte, 1), ==, -1);
  g_assert_true (adit_engine_tls_get_socket (end.tls)->is_again);
  test_tls_close (&end);
  g_main_context_iteration (self->context, FALSE);
}

/* A new key costs more than a record; GnuTLS bounds how many there are in a second. */
static void
change_keys (gnutls_session_t session, int fd)
{
  char byte;

  for (guint i = 0; i < N_FLOOD && gnutls_session_key_update (session, 0) == 0; i++)
    continue;
  while (read (fd, &byte, 1) > 0)
    continue;
}

static void
test_key_updates (TestTls *self, gconstpointer data)
{
  TestPeer peer = { .priority = TLS_1_3, .script = change_keys };
  TestTlsEnd end = { 0 };

  serve (self, &end, &peer);
  g_assert_cmpint (test_tls_read_to_end (self, &end), ==, EBADMSG);
  test_tls_close (&end);
  test_peer_join (&peer);
}

/* ---- Handshakes ---- */

/* Each byte of what would be a record in a record of its own. */
static ssize_t
push_crumbs (gnutls_transport_ptr_t transport, const void *bytes, size_t length)
{
  int fd = GPOINTER_TO_INT (transport);
  const guint8 *record = bytes;

  if (record[0] != RECORD_HANDSHAKE)
    return send (fd, bytes, length, MSG_NOSIGNAL);

  for (gsize i = 5; i < length; i++)
    {
      guint8 crumb[6] = { RECORD_HANDSHAKE, 3, 3, 0, 1, record[i] };

      if (send (fd, crumb, sizeof crumb, MSG_NOSIGNAL) < 0)
        return -1;
    }
  return (ssize_t) length;
}

static void
push_in_crumbs (gnutls_session_t session)
{
  gnutls_transport_set_push_function (session, push_crumbs);
}

static void
say_fine_as_usual (gnutls_session_t session, int fd)
{
  say_fine (session);
}

/* A ClientHello of more records than one turn has. */
static void
test_hello_in_crumbs (TestTls *self, gconstpointer data)
{
  TestPeer peer = { .priority = TLS_1_3, .prepare = push_in_crumbs, .script = say_fine_as_usual };
  TestTlsEnd end = { 0 };
  char text[4];

  serve (self, &end, &peer);
  test_tls_read_all (self, &end, text, sizeof text);
  g_assert_cmpmem (text, sizeof text, "fine", 4);
  test_peer_join (&peer);
  test_tls_close (&end);
}

/* As a whole, this would be of 16 MiB: not so much of it is kept, and the peer is told. */
static void
test_huge_hello (TestTls *self, gconstpointer data)
{
  static const guint8 head[] = { RECORD_HANDSHAKE, 3, 1, 0x40, 0, 1, 0xff, 0xff, 0xff };
  g_autofree guint8 *record = g_malloc0 (5 + 16384);
  TestTlsEnd end = { 0 };
  guint8 alert[7];
  int fds[2];

  memcpy (record, head, sizeof head);
  test_sockets_tcp_pair (fds);
  test_tls_start_server (self, &end, fds[0], TEST_TLS_DEADLINE_US);
  for (gsize n = 0; n <= ADIT_ENGINE_TLS_SESSION_VAIN_MAX; n += 5 + 16384)
    test_sockets_send (fds[1], record, 5 + 16384);
  g_assert_cmpstr (test_tls_await (self, &end), ==, "tls-failed");
  g_assert_cmpint (recv (fds[1], alert, sizeof alert, MSG_WAITALL), ==, 7);
  g_assert_cmpint (alert[0], ==, RECORD_ALERT);
  g_assert_cmpint (alert[5], ==, GNUTLS_AL_FATAL);
  test_tls_close (&end);
  close (fds[1]);
}

/* Empty talk before the handshake is not listened to for long. */
static gpointer
chatter (gpointer data)
{
  static const char warning[] = "\x15\x03\x03\x00\x02\x01\x5a";
  GString *many = g_string_new (NULL);
  char hello[4096];
  gsize length = test_tls_make_hello (hello, sizeof hello);
  int fd = GPOINTER_TO_INT (data);

  for (guint i = 0; i < N_FLOOD; i++)
    g_string_append_len (many, warning, 7);
  if (send (fd, hello, length, MSG_NOSIGNAL) > 0)
    while (send (fd, many->str, many->len, MSG_NOSIGNAL) > 0)
      continue;
  g_string_free (many, TRUE);
  return NULL;
}

static void
test_endless_chatter (TestTls *self, gconstpointer data)
{
  TestTlsEnd end = { 0 };
  GThread *thread;
  int fds[2];

  test_sockets_tcp_pair (fds);
  thread = g_thread_new ("chatter", chatter, GINT_TO_POINTER (fds[1]));
  test_tls_start_server (self, &end, fds[0], TEST_TLS_DEADLINE_US);
  g_assert_cmpstr (test_tls_await (self, &end), ==, "tls-failed");
  test_tls_close (&end);
  g_thread_join (thread);
  close (fds[1]);
}

/* ---- What is agreed on ---- */

static void
ask_for_nobody (gnutls_session_t session)
{
  gnutls_server_name_set (session, GNUTLS_NAME_DNS, "nobody.example", 14);
}

/* No certificate is asked for, and one is shown whatever name is asked for. */
static void
assert_not_asked (gnutls_session_t session, int fd)
{
  unsigned int n_shown = 0;

  g_assert_cmpint (gnutls_certificate_client_get_request_status (session), ==, 0);
  g_assert_nonnull (gnutls_certificate_get_peers (session, &n_shown));
  g_assert_cmpuint (n_shown, ==, 1);
  gnutls_bye (session, GNUTLS_SHUT_WR);
}

static void
test_other_name (TestTls *self, gconstpointer data)
{
  TestPeer peer = { .priority = data, .prepare = ask_for_nobody, .script = assert_not_asked };
  TestTlsEnd end = { 0 };

  serve (self, &end, &peer);
  g_assert_cmpint (test_tls_read_to_end (self, &end), ==, 0);
  test_peer_join (&peer);
  test_tls_close (&end);
}

/* RFC 7627 binds the secret to the handshake, RFC 7366 makes CBC safe. */
static void
assert_modern (gnutls_session_t session, int fd)
{
  g_assert_cmpint (gnutls_protocol_get_version (session), ==, GNUTLS_TLS1_2);
  g_assert_true (gnutls_session_ext_master_secret_status (session));
  g_assert_true (gnutls_session_etm_status (session));
  g_assert_true (gnutls_safe_renegotiation_status (session));
  gnutls_bye (session, GNUTLS_SHUT_WR);
}

static void
test_old_version_made_safe (TestTls *self, gconstpointer data)
{
  TestPeer peer = { .priority = TLS_1_2 ":-CIPHER-ALL:+AES-256-CBC:-MAC-ALL:+SHA1",
                    .script = assert_modern };
  TestTlsEnd end = { 0 };

  serve (self, &end, &peer);
  g_assert_cmpint (test_tls_read_to_end (self, &end), ==, 0);
  test_peer_join (&peer);
  test_tls_close (&end);
}

/* Another certificate takes its place while the handshake runs. */
static void
test_certificate_replaced (TestTls *self, gconstpointer data)
{
  GTlsCertificate *certificate =
      test_tls_make_certificate (self, "localhost", g_get_real_time () / G_USEC_PER_SEC);
  TestPeer peer = { .fixture = self, .script = say_fine_as_usual };
  TestTlsEnd end = { 0 };
  int fds[2];

  test_sockets_tcp_pair (fds);
  peer.fd = fds[1];
  test_tls_start_server_with (self, &end, fds[0], certificate, TEST_TLS_DEADLINE_US);
  g_object_unref (certificate);
  test_peer_start (&peer);
  g_assert_cmpstr (test_tls_await (self, &end), ==, "none");
  g_assert_cmpint (test_tls_read_to_end (self, &end), ==, 0);
  test_peer_join (&peer);
  test_tls_close (&end);
}

#define ADD(name, data, run)                                                                       \
  g_test_add ("/engine/tls-hostile/" name, TestTls, data, test_tls_set_up, run, test_tls_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("empty-records", &floods[0], test_flood);
  ADD ("warnings", &floods[1], test_flood);
  ADD ("vain-max/below", GUINT_TO_POINTER (0), test_vain_max);
  ADD ("vain-max/above", GUINT_TO_POINTER (1), test_vain_max);
  ADD ("crumbs", NULL, test_crumbs);
  ADD ("flood-closed", NULL, test_flood_closed);
  ADD ("key-updates", NULL, test_key_updates);
  ADD ("hello-in-crumbs", NULL, test_hello_in_crumbs);
  ADD ("huge-hello", NULL, test_huge_hello);
  ADD ("endless-chatter", NULL, test_endless_chatter);
  ADD ("other-name/tls-1.2", TLS_1_2, test_other_name);
  ADD ("other-name/tls-1.3", TLS_1_3, test_other_name);
  ADD ("old-version-made-safe", NULL, test_old_version_made_safe);
  ADD ("certificate-replaced", NULL, test_certificate_replaced);

  return g_test_run ();
}
