/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Handshakes: which are made, why the others fail, how soon, and that nothing of them is left. */

#include "test-tls.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define DAY_S (24 * 60 * 60)

static void
assert_ends (int fd)
{
  struct pollfd poller = { .fd = fd, .events = POLLRDHUP };

  g_assert_cmpint (poll (&poller, 1, 20000), ==, 1);
}

/* ---- Versions and protocols ---- */

static const struct
{
  const char *name;
  const char *priority;
  gboolean is_served;
} versions[] = {
  { "1.0", "NORMAL:-VERS-TLS-ALL:+VERS-TLS1.0:%COMPAT", FALSE },
  { "1.1", "NORMAL:-VERS-TLS-ALL:+VERS-TLS1.1:%COMPAT", FALSE },
  { "1.2", "NORMAL:-VERS-TLS-ALL:+VERS-TLS1.2", TRUE },
  { "1.3", "NORMAL:-VERS-TLS-ALL:+VERS-TLS1.3", TRUE },
};

static void
test_version (TestTls *self, gconstpointer data)
{
  guint index = GPOINTER_TO_UINT (data) / 2;
  TestPeer peer = {
    .fixture = self,
    .priority = versions[index].priority,
    .is_server = GPOINTER_TO_UINT (data) % 2,
  };
  TestTlsEnd end = { 0 };
  int fds[2];

  test_sockets_tcp_pair (fds);
  peer.fd = fds[1];
  test_peer_start (&peer);
  if (peer.is_server)
    test_tls_start_client (self, &end, fds[0], "localhost");
  else
    test_tls_start_server (self, &end, fds[0], TEST_TLS_DEADLINE_US);

  g_assert_cmpstr (test_tls_await (self, &end), ==,
                   versions[index].is_served ? "none"
                   : peer.is_server          ? "origin-tls-failed"
                                             : "tls-failed");
  test_peer_join (&peer);
  if (versions[index].is_served)
    g_assert_cmpint (peer.result, ==, 0);
  else if (!peer.is_server)
    g_assert_cmpint (peer.result, ==, GNUTLS_E_FATAL_ALERT_RECEIVED);
  test_tls_close (&end);
}

static void
assert_protocol (gnutls_session_t session, int fd)
{
  gnutls_datum_t protocol;

  g_assert_cmpint (gnutls_alpn_get_selected_protocol (session, &protocol), ==, 0);
  g_assert_cmpmem (protocol.data, protocol.size, "http/1.1", 8);
}

static void
offer (gnutls_session_t session, const char *first, const char *second)
{
  gnutls_datum_t protocols[] = {
    { (void *) first, (unsigned int) strlen (first) },
    { (void *) second, (unsigned int) strlen (second) },
  };

  gnutls_alpn_set_protocols (session, protocols, 2, 0);
}

static void
offer_both (gnutls_session_t session)
{
  offer (session, "h2", "http/1.1");
}

static void
offer_others (gnutls_session_t session)
{
  offer (session, "h2", "h3");
}

static void
assert_no_common_protocol (const TestPeer *peer)
{
  g_assert_cmpint (peer->result, ==, GNUTLS_E_FATAL_ALERT_RECEIVED);
  g_assert_cmpint (peer->alert, ==, GNUTLS_A_NO_APPLICATION_PROTOCOL);
}

/* Who asks for none is served: see the versions. */
static void
test_protocol (TestTls *self, gconstpointer data)
{
  gboolean is_known = data != NULL;
  TestPeer peer = {
    .fixture = self,
    .prepare = is_known ? offer_both : offer_others,
    .script = assert_protocol,
  };
  TestTlsEnd end = { 0 };
  int fds[2];

  test_sockets_tcp_pair (fds);
  peer.fd = fds[1];
  test_peer_start (&peer);
  test_tls_start_server (self, &end, fds[0], TEST_TLS_DEADLINE_US);
  g_assert_cmpstr (test_tls_await (self, &end), ==, is_known ? "none" : "tls-failed");
  test_peer_join (&peer);
  if (is_known)
    g_assert_cmpint (peer.result, ==, 0);
  else
    assert_no_common_protocol (&peer);
  test_tls_close (&end);
}

static void
test_client_protocol (TestTls *self, gconstpointer data)
{
  TestPeer peer = { .fixture = self,
                    .is_server = TRUE,
                    .prepare = offer_both,
                    .script = assert_protocol };
  TestTlsEnd end = { 0 };
  int fds[2];

  test_sockets_tcp_pair (fds);
  peer.fd = fds[1];
  test_peer_start (&peer);
  test_tls_start_client (self, &end, fds[0], "localhost");
  g_assert_cmpstr (test_tls_await (self, &end), ==, "none");
  test_peer_join (&peer);
  test_tls_close (&end);
}

/* ---- Certificates ---- */

static const struct
{
  const char *name;
  const char *names;
  int days_ago; /* it is good for 90 */
  gboolean is_foreign;
  const char *server_name;
  const char *word;
} certificates[] = {
  { "name", "here.test", 0, FALSE, "here.test", "none" },
  { "name-case", "here.test", 0, FALSE, "HERE.test", "none" },
  { "name-wildcard", "*.here.test", 0, FALSE, "a.here.test", "none" },
  { "wrong-name", "here.test", 0, FALSE, "there.test", "certificate-wrong-name" },
  { "wrong-subdomain", "here.test", 0, FALSE, "a.here.test", "certificate-wrong-name" },
  { "ipv4", "127.0.0.1", 0, FALSE, "127.0.0.1", "none" },
  { "ipv6", "::1", 0, FALSE, "::1", "none" },
  { "wrong-address", "127.0.0.1", 0, FALSE, "127.0.0.2", "certificate-wrong-name" },
  { "address-as-name", "here.test", 0, FALSE, "127.0.0.1", "certificate-wrong-name" },
  { "expired", "here.test", 100, FALSE, "here.test", "certificate-expired" },
  { "not-yet-valid", "here.test", -2, FALSE, "here.test", "certificate-not-yet-valid" },
  { "untrusted", "here.test", 0, TRUE, "here.test", "certificate-untrusted" },
  { "untrusted-and-expired", "here.test", 100, TRUE, "here.test", "certificate-expired" },
  { "untrusted-and-wrong-name", "here.test", 0, TRUE, "a.test", "certificate-wrong-name" },
};

static void
test_certificate (TestTls *self, gconstpointer data)
{
  guint index = GPOINTER_TO_UINT (data);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  gint64 then = now - (gint64) certificates[index].days_ago * DAY_S;
  g_autoptr (GTlsCertificate) certificate = NULL;
  TestTlsEnd ends[2] = { 0 };
  int fds[2];

  if (certificates[index].is_foreign)
    {
      adit_engine_key_pair_clear (&self->authority);
      g_assert_true (adit_engine_authority_make (&self->authority, "other", then, NULL));
    }
  certificate = test_tls_make_certificate (self, certificates[index].names, then);

  test_sockets_tcp_pair (fds);
  test_tls_start_server_with (self, &ends[0], fds[0], certificate, TEST_TLS_DEADLINE_US);
  test_tls_start_client (self, &ends[1], fds[1], certificates[index].server_name);
  g_assert_cmpstr (test_tls_await (self, &ends[1]), ==, certificates[index].word);
  test_tls_close (&ends[1]);
  test_tls_await (self, &ends[0]);
  test_tls_close (&ends[0]);
}

/* Without the file it is the system's authorities alone that count. */
static void
test_system_trust_only (TestTls *self, gconstpointer data)
{
  TestTlsEnd ends[2] = { 0 };
  int fds[2];

  adit_engine_trust_unref (self->trust);
  self->trust = adit_engine_trust_new (NULL, NULL);
  test_sockets_tcp_pair (fds);
  test_tls_start_server (self, &ends[0], fds[0], TEST_TLS_DEADLINE_US);
  test_tls_start_client (self, &ends[1], fds[1], "localhost");
  g_assert_cmpstr (test_tls_await (self, &ends[1]), ==, "certificate-untrusted");
  test_tls_close (&ends[1]);
  test_tls_await (self, &ends[0]);
  test_tls_close (&ends[0]);
}

static void
test_bad_trust_file (TestTls *self, gconstpointer data)
{
  g_autofree char *missing = g_build_filename (self->directory, "missing.pem", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (adit_engine_trust_new (missing, &error));
  g_assert_error (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (self->trust_path, "no certificate", -1, NULL));
  g_assert_null (adit_engine_trust_new (self->trust_path, &error));
  g_assert_error (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE);
}

/* The authority's own certificate names nobody and is for no server. */
static void
test_authority_as_server (TestTls *self, gconstpointer data)
{
  g_autofree char *both = g_strconcat (self->authority.certificate, self->authority.key, NULL);
  g_autoptr (GTlsCertificate) authority = g_tls_certificate_new_from_pem (both, -1, NULL);

  g_assert_cmpint (adit_engine_trust_check (self->trust, authority, "localhost"), !=,
                   ADIT_CAUSE_NONE);
}

static void
test_causes (void)
{
  static const struct
  {
    guint status;
    const char *word;
  } rows[] = {
    { 0, "none" },
    { ~0u, "certificate-revoked" },
    { GNUTLS_CERT_NOT_ACTIVATED | GNUTLS_CERT_EXPIRED, "certificate-not-yet-valid" },
    { GNUTLS_CERT_EXPIRED | GNUTLS_CERT_UNEXPECTED_OWNER, "certificate-expired" },
    { GNUTLS_CERT_UNEXPECTED_OWNER | GNUTLS_CERT_SIGNER_NOT_FOUND, "certificate-wrong-name" },
    { GNUTLS_CERT_SIGNER_NOT_FOUND | GNUTLS_CERT_INVALID, "certificate-untrusted" },
    { GNUTLS_CERT_SIGNER_NOT_CA | GNUTLS_CERT_INSECURE_ALGORITHM, "certificate-untrusted" },
    { GNUTLS_CERT_INSECURE_ALGORITHM | GNUTLS_CERT_INVALID, "certificate-insecure" },
    { GNUTLS_CERT_PURPOSE_MISMATCH | GNUTLS_CERT_INVALID, "certificate-bad" },
    { GNUTLS_CERT_INVALID, "certificate-bad" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpstr (adit_cause_row (adit_engine_trust_cause (rows[i].status))->word, ==,
                     rows[i].word);
}

/* ---- Peers that are none ---- */

static const struct
{
  const char *name;
  const char *bytes;
  gsize length;
} strangers[] = {
  { "text", "GET / HTTP/1.1\r\n\r\n", 18 },
  { "half-record",
    "\x16\x03\x01\x01\x00"
    "abc",
    8 },
  { "garbage",
    "\x16\x03\x01\x00\x08"
    "abcdefgh",
    13 },
  { "no-handshake",
    "\x17\x03\x01\x00\x08"
    "abcdefgh",
    13 },
  { "alert", "\x15\x03\x01\x00\x02\x02\x28", 7 },
  { "too-long", "\x16\x03\x01\x48\x01", 5 },
  { "nothing", "", 0 },
};

static void
test_stranger (TestTls *self, gconstpointer data)
{
  guint index = GPOINTER_TO_UINT (data);
  TestTlsEnd end = { 0 };
  int fds[2];

  test_sockets_tcp_pair (fds);
  test_tls_start_server (self, &end, fds[0], TEST_TLS_DEADLINE_US);
  test_sockets_send (fds[1], strangers[index].bytes, strangers[index].length);
  shutdown (fds[1], SHUT_WR);
  g_assert_cmpstr (test_tls_await (self, &end), ==, "tls-failed");
  test_tls_close (&end);
  close (fds[1]);
}

static void
test_stranger_as_origin (TestTls *self, gconstpointer data)
{
  TestTlsEnd end = { 0 };
  int fds[2];

  test_sockets_tcp_pair (fds);
  test_tls_start_client (self, &end, fds[0], "localhost");
  test_sockets_send (fds[1], "HTTP/1.1 400 Bad Request\r\n\r\n", 28);
  g_assert_cmpstr (test_tls_await (self, &end), ==, "origin-tls-failed");
  test_tls_close (&end);
  close (fds[1]);
}

/* ---- Time ---- */

#define SHORT_US (100 * 1000)

static void
test_deadline (TestTls *self, gconstpointer data)
{
  char hello[4096];
  gsize length = test_tls_make_hello (hello, sizeof hello);
  gsize n_sent = length * GPOINTER_TO_UINT (data) / 100;
  gint64 begin_us = g_get_monotonic_time ();
  TestTlsEnd end = { 0 };
  int fds[2];

  test_sockets_tcp_pair (fds);
  test_sockets_send (fds[1], hello, n_sent);
  test_tls_start_server (self, &end, fds[0], SHORT_US);
  if (n_sent == length)
    test_tls_until (self, adit_engine_tls_count_handshakes () == 1);
  g_assert_cmpstr (test_tls_await (self, &end), ==, "tls-timeout");
  g_assert_cmpint (g_get_monotonic_time () - begin_us, >=, SHORT_US);
  if (n_sent < length)
    g_assert_cmpuint (adit_engine_tls_count_handshakes (), ==, 0); /* nothing was begun */

  test_tls_close (&end);
  assert_ends (fds[1]);
  test_tls_until (self, adit_engine_tls_count_handshakes () == 0);
  g_assert_cmpuint (end.n_done, ==, 1);
  close (fds[1]);
}

static void
test_origin_deadline (TestTls *self, gconstpointer data)
{
  AditEngineAddress peer = { .in = { .sin_family = AF_INET } };
  TestTlsEnd end = { 0 };
  int fds[2];

  test_sockets_tcp_pair (fds);
  test_tls_prepare_client (self, &end, fds[0], "localhost");
  adit_engine_tls_start (end.tls, self->gate, &peer, SHORT_US, test_tls_on_done, &end);
  g_assert_cmpstr (test_tls_await (self, &end), ==, "origin-tls-timeout");
  test_tls_close (&end);
  close (fds[1]);
}

/* Closed while the client has to answer: no call comes, and it sees the end at once. */
static void
test_close_while_running (TestTls *self, gconstpointer data)
{
  char hello[4096];
  gsize length = test_tls_make_hello (hello, sizeof hello);
  TestTlsEnd end = { 0 };
  int fds[2];

  test_sockets_tcp_pair (fds);
  test_sockets_send (fds[1], hello, length);
  test_tls_start_server (self, &end, fds[0], TEST_TLS_DEADLINE_US);
  test_tls_until (self, adit_engine_tls_count_handshakes () == 1);
  adit_engine_tls_close (end.tls, data != NULL);
  g_assert_cmpuint (adit_engine_tls_count_handshakes (), ==, 0);
  assert_ends (fds[1]);
  g_assert_cmpuint (end.n_done, ==, 0);
  close (fds[1]);
}

/* The same with an origin: the thread that works on it needs a moment. */
static void
test_close_origin_while_running (TestTls *self, gconstpointer data)
{
  TestTlsEnd end = { 0 };
  int fds[2];

  test_sockets_tcp_pair (fds);
  test_tls_start_client (self, &end, fds[0], "localhost");
  test_tls_until (self, adit_engine_tls_count_handshakes () == 1);
  adit_engine_tls_close (end.tls, data != NULL);
  g_assert_cmpuint (adit_engine_tls_count_handshakes (), ==, 1);
  assert_ends (fds[1]);
  test_tls_until (self, adit_engine_tls_count_handshakes () == 0);
  g_assert_cmpuint (end.n_done, ==, 0);
  close (fds[1]);
}

static void
test_close_before (TestTls *self, gconstpointer data)
{
  TestTlsEnd end = { 0 };
  int fds[2];

  test_sockets_tcp_pair (fds);
  test_tls_start_server (self, &end, fds[0], TEST_TLS_DEADLINE_US);
  test_tls_close (&end);
  assert_ends (fds[1]);
  g_assert_cmpuint (end.n_done, ==, 0);
  close (fds[1]);
}

#define ADD(name, data, run)                                                                       \
  g_test_add ("/engine/tls-handshake/" name, TestTls, data, test_tls_set_up, run,                  \
              test_tls_tear_down)

static void
add_row (const char *group,
         const char *name,
         guint index,
         void (*run) (TestTls *self, gconstpointer data))
{
  g_autofree char *path = g_strdup_printf ("/engine/tls-handshake/%s/%s", group, name);

  g_test_add (path, TestTls, GUINT_TO_POINTER (index), test_tls_set_up, run, test_tls_tear_down);
}

static void
add_rows (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (versions); i++)
    {
      add_row ("version-of-client", versions[i].name, i * 2, test_version);
      add_row ("version-of-origin", versions[i].name, i * 2 + 1, test_version);
    }
  for (guint i = 0; i < G_N_ELEMENTS (certificates); i++)
    add_row ("certificate", certificates[i].name, i, test_certificate);
  for (guint i = 0; i < G_N_ELEMENTS (strangers); i++)
    add_row ("stranger", strangers[i].name, i, test_stranger);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add_rows ();
  ADD ("protocol/known", GUINT_TO_POINTER (1), test_protocol);
  ADD ("protocol/unknown", NULL, test_protocol);
  ADD ("protocol/of-origin", NULL, test_client_protocol);
  ADD ("system-trust-only", NULL, test_system_trust_only);
  ADD ("bad-trust-file", NULL, test_bad_trust_file);
  ADD ("authority-as-server", NULL, test_authority_as_server);
  g_test_add_func ("/engine/tls-handshake/causes", test_causes);
  ADD ("stranger-as-origin", NULL, test_stranger_as_origin);
  ADD ("deadline/silent", GUINT_TO_POINTER (0), test_deadline);
  ADD ("deadline/half-hello", GUINT_TO_POINTER (50), test_deadline);
  ADD ("deadline/stalled", GUINT_TO_POINTER (100), test_deadline);
  ADD ("deadline/origin", NULL, test_origin_deadline);
  ADD ("close/running", NULL, test_close_while_running);
  ADD ("close/running-reset", GUINT_TO_POINTER (1), test_close_while_running);
  ADD ("close/origin-running", NULL, test_close_origin_while_running);
  ADD ("close/origin-running-reset", GUINT_TO_POINTER (1), test_close_origin_while_running);
  ADD ("close/before", NULL, test_close_before);

  return g_test_run ();
}
