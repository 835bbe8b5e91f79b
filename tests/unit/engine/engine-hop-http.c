/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* An upstream as a value, what is said to an HTTP proxy, and what its status means. */

#include "engine/connect/adit-engine-hop-http.h"

#include "test-upstream.h"

#include <string.h>

static void
assert_printed (const char *user, const char *password, const char *target, const char *expected)
{
  AditEngineUpstream *upstream =
      test_upstream_new (ADIT_UPSTREAM_HTTP, "proxy.example:3128", user, password);
  AditAuthority authority = test_upstream_authority (target);
  g_autoptr (GString) request = g_string_new (NULL);

  g_assert_cmpint (adit_engine_hop_http_print (request, upstream, &authority), ==,
                   expected != NULL);
  g_assert_cmpstr (request->str, ==, expected ? expected : "");
  adit_engine_upstream_unref (upstream);
}

static void
test_print (void)
{
  assert_printed (NULL, NULL, "a.example:443",
                  "CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n");
  assert_printed (NULL, NULL, "[2001:db8::1]:1",
                  "CONNECT [2001:db8::1]:1 HTTP/1.1\r\nHost: [2001:db8::1]:1\r\n\r\n");
  /* RFC 7617, section 2. */
  assert_printed ("Aladdin", "open sesame", "a:1",
                  "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n"
                  "Proxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n\r\n");
  assert_printed ("u", "a:b", "a:1",
                  "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\nProxy-Authorization: Basic "
                  "dTphOmI=\r\n\r\n");
  assert_printed ("u", NULL, "a:1",
                  "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\nProxy-Authorization: Basic dTo=\r\n\r\n");
  assert_printed ("a:b", "c", "a:1", NULL);
}

static void
test_judge (void)
{
  static const struct
  {
    guint16 status;
    AditCause cause;
  } rows[] = {
    { 101, ADIT_CAUSE_UPSTREAM_BAD },
    { 200, ADIT_CAUSE_NONE },
    { 204, ADIT_CAUSE_NONE },
    { 299, ADIT_CAUSE_NONE },
    { 300, ADIT_CAUSE_UPSTREAM_REFUSED },
    { 302, ADIT_CAUSE_UPSTREAM_REFUSED },
    { 401, ADIT_CAUSE_UPSTREAM_REFUSED },
    { 403, ADIT_CAUSE_UPSTREAM_REFUSED },
    { 406, ADIT_CAUSE_UPSTREAM_REFUSED },
    { 407, ADIT_CAUSE_UPSTREAM_SIGN_IN },
    { 408, ADIT_CAUSE_UPSTREAM_REFUSED },
    { 502, ADIT_CAUSE_UPSTREAM_REFUSED },
    { 504, ADIT_CAUSE_UPSTREAM_REFUSED },
    { 599, ADIT_CAUSE_UPSTREAM_REFUSED },
    { 600, ADIT_CAUSE_UPSTREAM_BAD },
    { 999, ADIT_CAUSE_UPSTREAM_BAD },
  };
  AditCause cause = ADIT_CAUSE_LOOP;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_assert_cmpint (adit_engine_hop_http_judge (rows[i].status, &cause), ==,
                       ADIT_ENGINE_HOP_HTTP_FINAL);
      g_assert_cmpuint (cause, ==, rows[i].cause);
    }

  g_assert_cmpint (adit_engine_hop_http_judge (100, &cause), ==, ADIT_ENGINE_HOP_HTTP_INTERIM);
  g_assert_cmpint (adit_engine_hop_http_judge (199, &cause), ==, ADIT_ENGINE_HOP_HTTP_INTERIM);
}

/* Each value is another way, also where all of it is the same. */
static void
test_value (void)
{
  AditEngineUpstream *one = test_upstream_new (ADIT_UPSTREAM_SOCKS5, "a:1", "u", "p");
  AditEngineUpstream *other = test_upstream_new (ADIT_UPSTREAM_SOCKS5, "a:1", "u", "p");

  g_assert_cmpstr (one->name, ==, "work");
  g_assert_cmpstr (one->password, ==, "p");
  g_assert_cmpuint (one->number, >, 0);
  g_assert_cmpuint (other->number, !=, one->number);
  g_assert_true (adit_engine_upstream_ref (one) == one);
  adit_engine_upstream_unref (one);
  adit_engine_upstream_unref (one);
  adit_engine_upstream_unref (other);
  g_assert_null (adit_engine_upstream_ref (NULL));
  adit_engine_upstream_unref (NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine/hop-http/print", test_print);
  g_test_add_func ("/engine/hop-http/judge", test_judge);
  g_test_add_func ("/engine/hop-http/value", test_value);

  return g_test_run ();
}
