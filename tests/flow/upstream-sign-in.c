/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* An upstream proxy that wants a sign-in, of each kind: the password that is known is said to it,
 * and to nobody else; without one nothing is dialled. */

#include "flow-tls.h"

#define NAME   "origin.example.org" /* the upstream looks it up */
#define TARGET NAME ":443"

static const char established[] = "HTTP/1.1 200 Connection Established\r\n\r\n";
static const char asked_again[] = "HTTP/1.1 407 Proxy Authentication Required\r\n"
                                  "Proxy-Authenticate: Basic realm=\"x\"\r\n"
                                  "Content-Length: 0\r\n\r\n";

typedef struct
{
  FlowEngine *engine;
  int upstream; /* its listener */
  int client;
} Fixture;

/* A client that has asked for a tunnel. @password: NULL: none is known. */
static Fixture
open_with (const char *kind, const char *password)
{
  g_autoptr (AditSettings) settings = flow_tls_settings_new ();
  Fixture fix = { .engine = flow_engine_new (settings) };
  guint16 port = 0;
  g_autofree char *rules = NULL;

  fix.upstream = flow_listen ("127.0.0.1", &port);
  rules = g_strdup_printf ("upstream up %s 127.0.0.1:%u user alice\nvia up\n", kind, port);
  flow_engine_set_rules_with (fix.engine, rules, password);
  fix.client = flow_client_new (fix.engine);
  flow_say (fix.client, "CONNECT " TARGET " HTTP/1.1\r\n\r\n");

  return fix;
}

static void
shut (Fixture *fix)
{
  flow_close (fix->client);
  flow_close (fix->upstream);
  flow_engine_free (fix->engine);
}

static void
expect_tunnel (const Fixture *fix, int origin)
{
  g_autofree char *head = flow_read_head (fix->client);
  FlowTunnel tunnel = { .client = fix->client, .origin = origin };

  g_assert_cmpuint (flow_status_of (head), ==, 200);
  flow_tunnel_check (&tunnel);
}

static void
expect_refusal (const Fixture *fix)
{
  g_autofree char *reply = flow_read_to_end (fix->client);
  g_autoptr (AditTunnel) ended = flow_engine_await_ended (fix->engine, 1);

  flow_assert_refusal (reply, ADIT_CAUSE_UPSTREAM_SIGN_IN, 1);
  g_assert_cmpint (ended->cause, ==, ADIT_CAUSE_UPSTREAM_SIGN_IN);
}

/* RFC 7617, section 2. */
static void
assert_asked (const char *asked, const char *user_and_password)
{
  g_autofree char *encoded =
      g_base64_encode ((const guchar *) user_and_password, strlen (user_and_password));
  g_autofree char *field = g_strdup_printf ("\r\nProxy-Authorization: Basic %s\r\n", encoded);

  g_assert_true (g_str_has_prefix (asked, "CONNECT " TARGET " HTTP/1.1\r\n"));
  g_assert_nonnull (strstr (asked, field));
}

/* ---- HTTP ---- */

static void
check_http (void)
{
  Fixture fix = open_with ("http", "p:ä ß");
  int origin = flow_accept (fix.upstream);
  g_autofree char *asked = flow_read_head (origin);

  assert_asked (asked, "alice:p:ä ß");
  flow_say (origin, established);
  expect_tunnel (&fix, origin);

  flow_close (origin);
  shut (&fix);
}

static void
check_http_wrong (void)
{
  Fixture fix = open_with ("http", "wrong");
  int origin = flow_accept (fix.upstream);
  g_autofree char *asked = flow_read_head (origin);

  flow_say (origin, asked_again);
  expect_refusal (&fix);

  flow_close (origin);
  shut (&fix);
}

/* What the client says to us is not what we say to the upstream, nor what the origin gets. */
static void
check_forwarded (void)
{
  Fixture fix = open_with ("http", "secret");
  int client = flow_client_new (fix.engine);
  int tunnel = flow_accept (fix.upstream);
  g_autofree char *first = flow_read_head (tunnel);
  g_autofree char *asked = NULL;
  g_autofree char *request = NULL;
  g_autofree char *answer = NULL;
  int origin;

  flow_say (client, "GET http://" NAME "/ HTTP/1.1\r\nHost: " NAME "\r\n"
                    "Proxy-Authorization: Basic Ym9iOmhpcw==\r\nConnection: close\r\n\r\n");
  origin = flow_accept (fix.upstream);
  asked = flow_read_head (origin);
  g_assert_nonnull (strstr (asked, "Proxy-Authorization: Basic YWxpY2U6c2VjcmV0\r\n"));
  g_assert_null (strstr (asked, "Ym9iOmhpcw=="));
  flow_say (origin, established);
  request = flow_read_head (origin);
  g_assert_true (g_str_has_prefix (request, "GET / HTTP/1.1\r\n"));
  g_assert_null (strstr (request, "uthorization"));
  flow_say (origin, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  answer = flow_read_to_end (client);
  g_assert_cmpuint (flow_status_of (answer), ==, 200);

  flow_close (client);
  flow_close (tunnel);
  flow_close (origin);
  shut (&fix);
}

/* ---- HTTPS ---- */

static void
check_https (void)
{
  Fixture fix = open_with ("https", "secret");
  AditEngineKeyPair *identity = flow_identity_new ("127.0.0.1");
  FlowTls *origin = flow_tls_accept (fix.upstream, identity);
  g_autofree char *asked = flow_tls_read_head (origin);
  g_autofree char *head = NULL;

  assert_asked (asked, "alice:secret");
  flow_tls_say (origin, established);
  head = flow_read_head (fix.client);
  g_assert_cmpuint (flow_status_of (head), ==, 200);
  flow_say (fix.client, "ping");
  flow_tls_hear (origin, "ping");
  flow_tls_say (origin, "pong");
  flow_hear (fix.client, "pong");

  flow_tls_close (origin);
  flow_identity_free (identity);
  shut (&fix);
}

static void
check_https_wrong (void)
{
  Fixture fix = open_with ("https", "wrong");
  AditEngineKeyPair *identity = flow_identity_new ("127.0.0.1");
  FlowTls *origin = flow_tls_accept (fix.upstream, identity);
  g_autofree char *asked = flow_tls_read_head (origin);

  flow_tls_say (origin, asked_again);
  expect_refusal (&fix);

  flow_tls_close (origin);
  flow_identity_free (identity);
  shut (&fix);
}

/* Who cannot show that it is the upstream never hears the password. */
static void
check_https_untrusted (void)
{
  Fixture fix = open_with ("https", "secret");
  AditEngineKeyPair *identity = flow_identity_new_unknown ("127.0.0.1");
  FlowTlsTerms terms = { .identity = identity };
  FlowTls *origin = flow_tls_new (flow_accept (fix.upstream), &terms);
  g_autoptr (AditTunnel) ended = NULL;

  flow_tls_try_handshake (origin);
  g_assert_cmpint (flow_tls_await_failure (origin), !=, 0);
  ended = flow_engine_await_ended (fix.engine, 1);
  g_assert_cmpint (ended->cause, ==, ADIT_CAUSE_UPSTREAM_UNTRUSTED);

  flow_tls_cut (origin);
  flow_identity_free (identity);
  shut (&fix);
}

/* ---- SOCKS5: RFC 1928, RFC 1929 ---- */

static const guint8 hello[] = { 5, 2, 0, 2 };
static const guint8 method_password[] = { 5, 2 };

static void
hear_bytes (int fd, const void *bytes, gsize length)
{
  g_autofree guint8 *heard = g_malloc (length);

  flow_read (fd, heard, length);
  g_assert_cmpmem (heard, length, bytes, length);
}

static int
accept_sign_in (const Fixture *fix, const char *password)
{
  int origin = flow_accept (fix->upstream);
  g_autoptr (GByteArray) said = g_byte_array_new ();
  guint8 length = (guint8) strlen (password);

  hear_bytes (origin, hello, sizeof hello);
  flow_send (origin, method_password, sizeof method_password);
  g_byte_array_append (said, (const guint8 *) "\1\5alice", 7);
  g_byte_array_append (said, &length, 1);
  g_byte_array_append (said, (const guint8 *) password, length);
  hear_bytes (origin, said->data, said->len);

  return origin;
}

static void
check_socks (void)
{
  static const char request[] = "\5\1\0\3\x12" NAME "\1\xbb"; /* and a NUL that is not said */
  Fixture fix = open_with ("socks5", "sécret");
  int origin = accept_sign_in (&fix, "sécret");

  flow_send (origin, "\1\0", 2);
  hear_bytes (origin, request, sizeof request - 1);
  flow_send (origin, "\5\0\0\1\0\0\0\0\0\0", 10);
  expect_tunnel (&fix, origin);

  flow_close (origin);
  shut (&fix);
}

static void
check_socks_wrong (void)
{
  Fixture fix = open_with ("socks5", "wrong");
  int origin = accept_sign_in (&fix, "wrong");

  flow_send (origin, "\1\1", 2);
  expect_refusal (&fix);

  flow_close (origin);
  shut (&fix);
}

/* ---- Without a password ---- */

static void
check_unknown (gconstpointer kind)
{
  Fixture fix = open_with (kind, NULL);

  expect_refusal (&fix);
  g_assert_false (flow_is_readable (fix.upstream, 0));
  shut (&fix);
}

/* An empty one is a password, too. */
static void
check_empty (void)
{
  Fixture fix = open_with ("http", "");
  int origin = flow_accept (fix.upstream);
  g_autofree char *asked = flow_read_head (origin);

  assert_asked (asked, "alice:");
  flow_say (origin, established);
  expect_tunnel (&fix, origin);

  flow_close (origin);
  shut (&fix);
}

/* ---- Time ---- */

/* A silent upstream is given up after the time to connect, whatever it is silent about. */
static void
check_silent (gconstpointer kind)
{
  g_autoptr (AditSettings) settings = flow_tls_settings_new ();
  guint16 port = 0;
  int upstream = flow_listen ("127.0.0.1", &port);
  g_autofree char *rules =
      g_strdup_printf ("upstream up %s 127.0.0.1:%u user alice\nvia up\n", (char *) kind, port);
  FlowEngine *engine;
  g_autofree char *reply = NULL;

  settings->connect_timeout_s = 1;
  engine = flow_engine_new (settings);
  flow_engine_set_rules_with (engine, rules, "secret");
  reply = flow_ask_for (engine, TARGET);
  flow_assert_refusal (reply, ADIT_CAUSE_UPSTREAM_TIMEOUT, 1);

  flow_close (upstream);
  flow_engine_free (engine);
}

int
main (int argc, char **argv)
{
  static const char *const kinds[] = { "http", "https", "socks5" };
  int code;

  g_test_init (&argc, &argv, NULL);
  flow_resolver_install ();
  flow_authority_open ();
  g_test_add_func ("/upstream-sign-in/http", check_http);
  g_test_add_func ("/upstream-sign-in/http-wrong", check_http_wrong);
  g_test_add_func ("/upstream-sign-in/forwarded", check_forwarded);
  g_test_add_func ("/upstream-sign-in/https", check_https);
  g_test_add_func ("/upstream-sign-in/https-wrong", check_https_wrong);
  g_test_add_func ("/upstream-sign-in/https-untrusted", check_https_untrusted);
  g_test_add_func ("/upstream-sign-in/socks5", check_socks);
  g_test_add_func ("/upstream-sign-in/socks5-wrong", check_socks_wrong);
  g_test_add_func ("/upstream-sign-in/empty", check_empty);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *unknown = g_strconcat ("/upstream-sign-in/unknown/", kinds[i], NULL);
      g_autofree char *silent = g_strconcat ("/upstream-sign-in/silent/", kinds[i], NULL);

      g_test_add_data_func (unknown, kinds[i], check_unknown);
      g_test_add_data_func (silent, kinds[i], check_silent);
    }

  code = g_test_run ();
  flow_authority_close ();
  return code;
}
