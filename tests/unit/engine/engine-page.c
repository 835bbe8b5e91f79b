/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The proxy's own pages: which there are and for whom, what they say as listeners differ, and that
 * nothing of the client's gets into them that means something there. */

#include "engine/reply/adit-engine-page.h"

#include <string.h>

/* Three bytes are enough of a certificate. Beside it what must never be shown. */
#define BLOCK  "-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----\n"
#define SECRET "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n"
#define FINGERPRINT                                                                                \
  "03:90:58:C6:F2:C0:CB:49:2C:53:3B:0A:4D:14:EF:77:CC:0F:78:AB:CC:CE:D5:28:7D:84:A1:A2:01:1C:FB:"  \
  "81"

static const AditEnginePageFacts everything = {
  .host = "192.0.2.1:3128",
  .is_plain_served = TRUE,
  .is_encrypted_served = TRUE,
  .authority_pem = "a remark\n" SECRET BLOCK SECRET,
  .now_s = 784111777, /* RFC 9110, section 5.6.7 */
};

static const AditEnginePageFacts plain = {
  .host = "proxy.example:80",
  .is_plain_served = TRUE,
  .authority_pem = BLOCK,
};

static const AditEnginePageFacts encrypted = {
  .host = "[2001:db8::1]:3128",
  .is_encrypted_served = TRUE,
  .authority_pem = BLOCK,
};

static const AditEnginePageFacts own_files = {
  .host = "192.0.2.1:3128",
  .is_plain_served = TRUE,
  .is_encrypted_served = TRUE,
};

typedef struct
{
  char *head;
  char *body;
  gsize body_length;
} Answer;

static void
answer_free (Answer *self)
{
  g_free (self->head);
  g_free (self->body);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Answer, answer_free)

/* Split behind the empty line; NULL bytes in a body are fine. */
static Answer *
answer_split (const GByteArray *bytes)
{
  Answer *self = g_new0 (Answer, 1);
  const char *text = (const char *) bytes->data;
  const char *end = g_strstr_len (text, bytes->len, "\r\n\r\n");
  gsize head_length;

  g_assert_nonnull (end);
  head_length = (gsize) (end + 4 - text);
  self->head = g_strndup (text, head_length);
  self->body_length = bytes->len - head_length;
  self->body = g_malloc0 (self->body_length + 1);
  memcpy (self->body, text + head_length, self->body_length);

  return self;
}

static Answer *
ask_method (const char *method, const char *path, const AditEnginePageFacts *facts)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();

  g_assert_cmpint (adit_engine_page_write (out, method, path, 1, TRUE, facts), ==, ADIT_CAUSE_NONE);

  return answer_split (out);
}

static Answer *
ask (const char *path, const AditEnginePageFacts *facts)
{
  return ask_method ("GET", path, facts);
}

static void
assert_holds (const char *text, const char *part)
{
  if (!strstr (text, part))
    g_error ("no “%s” in: %s", part, text);
}

static void
assert_lacks (const char *text, const char *part)
{
  if (strstr (text, part))
    g_error ("“%s” in: %s", part, text);
}

static void
assert_refused (const char *method,
                const char *path,
                const AditEnginePageFacts *facts,
                AditCause cause)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();

  g_byte_array_append (out, (const guint8 *) "before", 6);
  g_assert_cmpint (adit_engine_page_write (out, method, path, 1, TRUE, facts), ==, cause);
  g_assert_cmpmem (out->data, out->len, "before", 6);
}

static void
test_head (void)
{
  g_autoptr (Answer) answer = ask ("/adit-authority.crt", &everything);

  g_assert_cmpstr (answer->head, ==,
                   "HTTP/1.1 200 OK\r\n"
                   "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
                   "Content-Type: application/x-x509-ca-cert\r\n"
                   "Content-Length: 59\r\n"
                   "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; "
                   "base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n"
                   "X-Content-Type-Options: nosniff\r\n"
                   "Referrer-Policy: no-referrer\r\n"
                   "Cache-Control: no-store\r\n"
                   "\r\n");
}

static void
test_connection (void)
{
  static const struct
  {
    guint minor_version;
    gboolean is_persistent;
    const char *status_line;
    const char *field; /* NULL: none */
  } rows[] = {
    { 0, FALSE, "HTTP/1.0 200 OK\r\n", "\r\nConnection: close\r\n" },
    { 0, TRUE, "HTTP/1.0 200 OK\r\n", "\r\nConnection: keep-alive\r\n" },
    { 1, FALSE, "HTTP/1.1 200 OK\r\n", "\r\nConnection: close\r\n" },
    { 1, TRUE, "HTTP/1.1 200 OK\r\n", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GByteArray) out = g_byte_array_new ();
      g_autoptr (Answer) answer = NULL;

      g_assert_cmpint (adit_engine_page_write (out, "GET", "/", rows[i].minor_version,
                                               rows[i].is_persistent, &everything),
                       ==, ADIT_CAUSE_NONE);
      answer = answer_split (out);
      g_assert_true (g_str_has_prefix (answer->head, rows[i].status_line));
      if (rows[i].field)
        assert_holds (answer->head, rows[i].field);
      else
        assert_lacks (answer->head, "\r\nConnection:");
    }
}

/* RFC 9110, section 9.3.2: the same fields, no content. */
static void
test_head_method (gconstpointer path)
{
  g_autoptr (Answer) got = ask (path, &everything);
  g_autoptr (Answer) answer = ask_method ("HEAD", path, &everything);
  g_autofree char *length =
      g_strdup_printf ("\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n", got->body_length);

  g_assert_cmpuint (got->body_length, >, 0);
  g_assert_cmpuint (answer->body_length, ==, 0);
  g_assert_cmpstr (answer->head, ==, got->head);
  assert_holds (answer->head, length);
}

static void
test_appends (void)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();

  g_byte_array_append (out, (const guint8 *) "before", 6);
  g_assert_cmpint (adit_engine_page_write (out, "GET", "/", 1, TRUE, &everything), ==,
                   ADIT_CAUSE_NONE);
  g_assert_cmpmem (out->data, 15, "beforeHTTP/1.1 ", 15);
}

static void
test_paths (void)
{
  static const char *const known[] = { "/", "/?", "/?q=/none", "/proxy.pac", "/proxy.pac?a=1?b" };
  static const char *const unknown[] = {
    "",    "*",     "//",           "/index.html",  "/Proxy.pac",           "/proxy.pa",
    "?",   "/%2f",  "/proxy.pac/",  "/proxy.pacs",  "/adit-authority.crt/", "/../",
    "/#a", "/ pac", "/favicon.ico", "/engine.conf", "/adit-authority.pem",  "proxy.pac",
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      g_autoptr (Answer) answer = ask (known[i], &everything);

      g_assert_cmpuint (answer->body_length, >, 0);
    }
  for (guint i = 0; i < G_N_ELEMENTS (unknown); i++)
    {
      assert_refused ("GET", unknown[i], &everything, ADIT_CAUSE_NO_SUCH_PAGE);
      assert_refused ("POST", unknown[i], &everything, ADIT_CAUSE_NO_SUCH_PAGE);
    }
}

static void
test_methods (void)
{
  static const char *const methods[] = { "POST", "PUT",   "DELETE", "OPTIONS", "TRACE", "CONNECT",
                                         "get",  "HEADS", "GE",     "PATCH",   "" };

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    assert_refused (methods[i], "/", &everything, ADIT_CAUSE_NO_SUCH_PAGE);
}

/* With own files there is no authority to hand out; nor with a text that holds no certificate. */
static void
test_no_authority (void)
{
  static const char *const texts[] = { NULL,
                                       "",
                                       "AQID",
                                       SECRET,
                                       "-----BEGIN CERTIFICATE-----\nAQ",
                                       "-----END CERTIFICATE-----\n-----BEGIN CERTIFICATE-----" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      AditEnginePageFacts facts = own_files;

      facts.authority_pem = texts[i];
      assert_refused ("GET", "/adit-authority.crt", &facts, ADIT_CAUSE_NO_SUCH_PAGE);
      assert_refused ("HEAD", "/adit-authority.cer", &facts, ADIT_CAUSE_NO_SUCH_PAGE);
    }
}

static void
test_authority (void)
{
  g_autoptr (Answer) pem = ask ("/adit-authority.crt", &everything);
  g_autoptr (Answer) der = ask ("/adit-authority.cer", &everything);

  g_assert_cmpstr (pem->body, ==, BLOCK);
  g_assert_cmpmem (der->body, der->body_length, "\1\2\3", 3);
}

/* A host that could mean something in HTML, JavaScript or a shell is no valid authority. */
static void
test_hosts (void)
{
  static const char *const bad[] = {
    "",
    "example.org",
    "example.org:",
    "example.org:99999",
    "<b>:80",
    "a\"b:80",
    "a'b:80",
    "a&amp;b:80",
    "a\\b:80",
    "a b:80",
    "a;b:80",
    "$(a):80",
    "`a`:80",
    "{{name}}:80",
    "a\r\nb:80",
    "user@example.org:80",
    "[fe80::1%25eth0]:80",
    "ex\xc3\xa4mple.org:80",
    "a/b:80",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      AditEnginePageFacts facts = everything;

      facts.host = bad[i];
      assert_refused ("GET", "/", &facts, ADIT_CAUSE_BAD_TARGET);
      assert_refused ("GET", "/proxy.pac", &facts, ADIT_CAUSE_BAD_TARGET);
    }
}

static void
check_script (const AditEnginePageFacts *facts, const char *proxies)
{
  g_autoptr (Answer) answer = ask ("/proxy.pac", facts);
  g_autofree char *line = g_strdup_printf ("\n  return \"%s\";\n", proxies);

  assert_holds (answer->head, "\r\nContent-Type: application/x-ns-proxy-autoconfig\r\n");
  g_assert_true (g_str_has_prefix (answer->body, "// Adit"));
  assert_holds (answer->body, "\nfunction FindProxyForURL(url, host) {\n");
  assert_holds (answer->body, line);
  assert_lacks (answer->body, "{{");
}

static void
test_script (void)
{
  check_script (&everything, "HTTPS 192.0.2.1:3128; PROXY 192.0.2.1:3128; DIRECT");
  check_script (&plain, "PROXY proxy.example:80; DIRECT");
  check_script (&encrypted, "HTTPS [2001:db8::1]:3128; DIRECT");
}

/* The page as a whole: complete, without scripts, and nothing from elsewhere. */
static Answer *
ask_front (const AditEnginePageFacts *facts)
{
  Answer *answer = ask ("/", facts);

  assert_holds (answer->head, "\r\nContent-Type: text/html; charset=utf-8\r\n");
  g_assert_true (g_str_has_prefix (answer->body, "<!doctype html>\n<html lang=\"en\">\n"));
  g_assert_true (g_str_has_suffix (answer->body, "</html>\n"));
  g_assert_true (g_utf8_validate (answer->body, (gssize) answer->body_length, NULL));
  assert_holds (answer->body, "name=\"viewport\"");
  assert_lacks (answer->body, "{{");
  assert_lacks (answer->body, "<script");
  assert_lacks (answer->body, "src=");
  assert_lacks (answer->body, "@import");
  assert_lacks (answer->body, "<link");
  assert_lacks (answer->body, "href=\"http");
  assert_lacks (answer->body, "secret");
  assert_lacks (answer->body, "c2VjcmV0");

  return answer;
}

static void
test_front_both (void)
{
  g_autoptr (Answer) answer = ask_front (&everything);

  assert_holds (answer->body, "http://192.0.2.1:3128<");
  assert_holds (answer->body, "https://192.0.2.1:3128<");
  assert_holds (answer->body, ">http://192.0.2.1:3128/<wbr>proxy.pac<");
  assert_holds (answer->body, "href=\"/proxy.pac\"");
  assert_holds (answer->body, "href=\"/adit-authority.crt\"");
  assert_holds (answer->body, "href=\"/adit-authority.cer\"");
  assert_holds (answer->body, ">" FINGERPRINT "<");
  assert_holds (answer->body, ">Adit " ADIT_VERSION " ");
}

static void
test_front_plain (void)
{
  g_autoptr (Answer) answer = ask_front (&plain);

  assert_holds (answer->body, "<code>proxy.example</code>");
  assert_holds (answer->body, "<code>80</code>");
  assert_lacks (answer->body, "https://proxy.example");
  assert_lacks (answer->body, "adit-authority");
}

static void
test_front_encrypted (void)
{
  g_autoptr (Answer) answer = ask_front (&encrypted);

  assert_holds (answer->body, "https://[2001:db8::1]:3128<");
  assert_holds (answer->body, ">https://[2001:db8::1]:3128/<wbr>proxy.pac<");
  assert_holds (answer->body, "href=\"/adit-authority.crt\"");
  assert_lacks (answer->body, "http://[2001:db8::1]");
}

static void
test_front_own_files (void)
{
  g_autoptr (Answer) answer = ask_front (&own_files);

  assert_holds (answer->body, "https://192.0.2.1:3128<");
  assert_lacks (answer->body, "adit-authority");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine/page/head", test_head);
  g_test_add_func ("/engine/page/connection", test_connection);
  g_test_add_data_func ("/engine/page/head-method-front", "/", test_head_method);
  g_test_add_data_func ("/engine/page/head-method-script", "/proxy.pac", test_head_method);
  g_test_add_data_func ("/engine/page/head-method-pem", "/adit-authority.crt", test_head_method);
  g_test_add_data_func ("/engine/page/head-method-der", "/adit-authority.cer", test_head_method);
  g_test_add_func ("/engine/page/appends", test_appends);
  g_test_add_func ("/engine/page/paths", test_paths);
  g_test_add_func ("/engine/page/methods", test_methods);
  g_test_add_func ("/engine/page/no-authority", test_no_authority);
  g_test_add_func ("/engine/page/authority", test_authority);
  g_test_add_func ("/engine/page/hosts", test_hosts);
  g_test_add_func ("/engine/page/script", test_script);
  g_test_add_func ("/engine/page/front-both", test_front_both);
  g_test_add_func ("/engine/page/front-plain", test_front_plain);
  g_test_add_func ("/engine/page/front-encrypted", test_front_encrypted);
  g_test_add_func ("/engine/page/front-own-files", test_front_own_files);

  return g_test_run ();
}
