/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What clients send as Proxy-Authorization, as a table; and Digest's answers, as RFC 7616 has them
 * in its examples. */

#include "engine/authorise/adit-engine-credentials.h"
#include "engine/authorise/adit-engine-digest.h"
#include "model/adit-password.h"

#include <string.h>

#define NONE    ADIT_ENGINE_CREDENTIALS_NONE
#define BASIC   ADIT_ENGINE_CREDENTIALS_BASIC
#define DIGEST  ADIT_ENGINE_CREDENTIALS_DIGEST
#define UNKNOWN ADIT_ENGINE_CREDENTIALS_UNKNOWN
#define BAD     ADIT_ENGINE_CREDENTIALS_BAD

typedef struct
{
  const char *value;
  AditEngineCredentialsKind kind;
  const char *user;
  const char *password;
} Case;

static const Case cases[] = {
  { NULL, NONE },
  { "", NONE },
  { " \t", NONE },
  { "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", BASIC, "Aladdin", "open sesame" },
  { "basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", BASIC, "Aladdin", "open sesame" },
  { "  BASIC \t QWxhZGRpbjpvcGVuIHNlc2FtZQ== \t", BASIC, "Aladdin", "open sesame" },
  { "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ", BASIC, "Aladdin", "open sesame" }, /* no padding */
  { "Basic dGVzdDoxMjPCow==", BASIC, "test", "123£" },                     /* RFC 7617, 2.1 */
  { "Basic YTpiOmM=", BASIC, "a", "b:c" },
  { "Basic YTo6", BASIC, "a", ":" },
  { "Basic YTo=", BASIC, "a", "" },
  { "Basic w6k6eA==", BASIC, "é", "x" },
  { "Basic ZcyBOng=", BASIC, "é", "x" }, /* decomposed */
  { "Basic", BAD },
  { "Basic ", BAD },
  { "Basic =", BAD },
  { "Basic ====", BAD },
  { "Basic OnB3", BAD },                        /* ":pw" */
  { "Basic YWI=", BAD },                        /* no colon */
  { "Basic Y", BAD },                           /* half a byte */
  { "Basic YTpi=", BAD },                       /* too much padding */
  { "Basic YTo==", BAD },                       /* too much padding */
  { "Basic YTpi!", BAD },                       /* not of the alphabet */
  { "Basic YTp_", BAD },                        /* that of URLs */
  { "Basic YTpi YTpi", BAD },                   /* something behind it */
  { "Basic YTpi,YTpi", BAD },                   /* a list */
  { "Basic YTpi, Digest username=\"a\"", BAD }, /* two at once */
  { "Basic YQA6Yg==", BAD },                    /* a zero byte in the name */
  { "Basic YTpiAGM=", BAD },                    /* a zero byte in the password */
  { "Basic YTpiCmM=", BAD },                    /* a line break */
  { "Basic YQk6Yg==", BAD },                    /* a tab */
  { "Basic YTp/", BAD },                        /* DEL */
  { "Basic /zph", BASIC, "ÿ", "a" },            /* not UTF-8, so ISO 8859-1 */
  { "Basic YTr/", BASIC, "a", "ÿ" },
  { "Basic YTpw5A==", BASIC, "a", "pä" },
  { "Basic YTpww6Q=", BASIC, "a", "pä" },      /* UTF-8 */
  { "Basic YTpww4PCpA==", BASIC, "a", "pÃ¤" }, /* UTF-8, not ISO 8859-1 twice over */
  { "Basic YTrkw6Q=", BASIC, "a", "äÃ¤" },     /* not all of it UTF-8 */
  { "Basic YTr/Cg==", BAD },                   /* a control character */
  { "Basic6 YTpi", UNKNOWN },
  { "Bearer abc", UNKNOWN },
  { "Negotiate", UNKNOWN },
  { "YTpi", UNKNOWN },
  { "\x01\xff", UNKNOWN },
  { "Digest", BAD },
  { "Digest ,", BAD },
  { "Digest username", BAD },
  { "Digest username=", BAD },
  { "Digest username=\"a", BAD },
  { "Digest username=\"a\\", BAD },
  { "Digest =a", BAD },
};

static void
assert_read (const char *value,
             AditEngineCredentialsKind kind,
             const char *user,
             const char *password)
{
  g_auto (AditEngineCredentials) credentials;
  g_autofree char *shown = value ? g_strescape (value, NULL) : NULL;

  g_test_message ("%s", shown);
  adit_engine_credentials_read (&credentials, value);
  g_assert_cmpint (credentials.kind, ==, kind);
  g_assert_cmpstr (credentials.user, ==, user);
  g_assert_cmpstr (credentials.password, ==, password);
}

static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_read (cases[i].value, cases[i].kind, cases[i].user, cases[i].password);
}

static char *
make_basic (gsize n_password)
{
  g_autofree char *password = g_strnfill (n_password, 'p');
  g_autofree char *pair = g_strconcat ("u:", password, NULL);
  g_autofree char *text = g_base64_encode ((const guchar *) pair, strlen (pair));

  return g_strconcat ("Basic ", text, NULL);
}

/* So many characters of ISO 8859-1, which are stored as two bytes each. */
static AditEngineCredentialsKind
read_wide (gsize n_characters)
{
  g_autofree char *password = g_strnfill (n_characters, '\xe4');
  g_autofree char *pair = g_strconcat ("u:", password, NULL);
  g_autofree char *text = g_base64_encode ((const guchar *) pair, strlen (pair));
  g_autofree char *value = g_strconcat ("Basic ", text, NULL);
  g_auto (AditEngineCredentials) credentials;

  adit_engine_credentials_read (&credentials, value);
  return credentials.kind;
}

static void
test_wide_limits (void)
{
  g_assert_cmpint (read_wide (ADIT_PASSWORD_MAX / 2), ==, BASIC);
  g_assert_cmpint (read_wide (ADIT_PASSWORD_MAX / 2 + 1), ==, BAD);
}

static void
test_limits (void)
{
  g_autofree char *password = g_strnfill (ADIT_PASSWORD_MAX, 'p');
  g_autofree char *longest = make_basic (ADIT_PASSWORD_MAX);
  g_autofree char *longer = make_basic (ADIT_PASSWORD_MAX + 1);
  g_autofree char *blanks = g_strnfill (ADIT_ENGINE_CREDENTIALS_MAX - 10, ' ');
  g_autofree char *full = g_strconcat ("Basic YTpi", blanks, NULL);
  g_autofree char *over = g_strconcat (full, " ", NULL);

  assert_read (longest, BASIC, "u", password);
  assert_read (longer, BAD, NULL, NULL);
  assert_read (full, BASIC, "a", "b");
  assert_read (over, BAD, NULL, NULL);
}

/* ---- Digest ---- */

#define COMMON                                                                                     \
  "realm=\"http-auth@example.org\", uri=\"/dir/index.html\","                                      \
  " nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\","                                       \
  " nc=00000001, cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", qop=auth,"
#define MUFASA "username=\"Mufasa\", " COMMON
#define RIGHT_MD5                                                                                  \
  "Digest " MUFASA " response=\"8ca523f5e9506fed4657c9700eebdbec\", algorithm=MD5,"                \
  " opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\""
#define RIGHT_SHA_256                                                                              \
  "Digest " MUFASA " algorithm=SHA-256,"                                                           \
  " response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\""

typedef struct
{
  const char *value;
  const char *method;
  const char *target;
  const char *password;
  const char *realm;
  gboolean is_right;
} DigestCase;

#define REALM    "http-auth@example.org"
#define PASSWORD "Circle of Life"
#define PATH     "/dir/index.html"

static const DigestCase digests[] = {
  { RIGHT_MD5, "GET", PATH, PASSWORD, REALM, TRUE },
  { RIGHT_SHA_256, "GET", PATH, PASSWORD, REALM, TRUE },
  { RIGHT_SHA_256, "GET", "http://example.org/dir/index.html", PASSWORD, REALM, TRUE },
  { RIGHT_SHA_256, "GET", "http://example.org/dir/index.html?", PASSWORD, REALM, FALSE },
  { RIGHT_SHA_256, "GET", "http://example.org/other", PASSWORD, REALM, FALSE },
  { RIGHT_SHA_256, "GET", "example.org:443", PASSWORD, REALM, FALSE },
  { RIGHT_SHA_256, "GET", "/x?http://a/dir/index.html", PASSWORD, REALM, FALSE },
  { RIGHT_SHA_256, "POST", PATH, PASSWORD, REALM, FALSE },
  { RIGHT_SHA_256, "get", PATH, PASSWORD, REALM, FALSE },
  { RIGHT_SHA_256, "GET", PATH, "Circle of Lice", REALM, FALSE },
  { RIGHT_SHA_256, "GET", PATH, PASSWORD, "Adit", FALSE },
  { RIGHT_MD5, "GET", PATH, "", REALM, FALSE },
};

static gboolean
is_right (const DigestCase *row)
{
  g_auto (AditEngineCredentials) credentials;
  g_autofree char *secret = NULL;

  adit_engine_credentials_read (&credentials, row->value);
  g_assert_cmpint (credentials.kind, ==, DIGEST);
  g_assert_cmpstr (credentials.user, ==, "Mufasa");
  g_assert_cmpuint (credentials.nc, ==, 1);
  secret = adit_engine_digest_make_secret (credentials.algorithm, "Mufasa", REALM, row->password);

  return adit_engine_digest_is_right (&credentials, secret, row->realm, row->method, row->target);
}

static void
test_digest_answers (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (digests); i++)
    {
      g_test_message ("row %" G_GSIZE_FORMAT, i);
      g_assert_cmpint (is_right (&digests[i]), ==, digests[i].is_right);
    }
}

/* As curl 7.88 writes them, with --proxy-digest for a forwarded request, and with --proxy-anyauth
 * for a tunnel. */
#define NONCE "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define CURL  "Digest username=\"dö ra\", realm=\"Adit\", nonce=\"" NONCE "\", "

static const DigestCase curls[] = {
  { CURL "uri=\"/p?q=1\", cnonce=\"YjUzMmI3YTZiNDI1ZjI5YmI2YTYwMTg3ODAyZjg0YTI=\", nc=00000001,"
         " qop=auth, response=\"05913ea93348b69317068595150bf0ce5db3736a61507a318fbdf9e3d2cbffb0\","
         " algorithm=SHA-256",
    "GET", "http://example.org/p?q=1" },
  { CURL "uri=\"[2001:db8::1]:8443\", cnonce=\"YTUzODgyYjQyNGNjNTUzYTEyMzAwMTk2OGRlNGRiMjg=\","
         " nc=00000001, qop=auth,"
         " response=\"1462d61daea0313d9e8d4e604903a53aa94f29956dbd55957bbf322795a846f7\","
         " algorithm=SHA-256",
    "CONNECT", "[2001:db8::1]:8443" },
};

static void
test_digest_curl (void)
{
  g_autofree char *secret =
      adit_engine_digest_make_secret (ADIT_ENGINE_DIGEST_SHA_256, "dö ra", "Adit", "se:cret");

  for (gsize i = 0; i < G_N_ELEMENTS (curls); i++)
    {
      g_auto (AditEngineCredentials) credentials;

      adit_engine_credentials_read (&credentials, curls[i].value);
      g_assert_cmpstr (credentials.user, ==, "dö ra");
      g_assert_true (adit_engine_digest_is_right (&credentials, secret, "Adit", curls[i].method,
                                                  curls[i].target));
    }
}

#define R32 "response=0123456789abcdef0123456789abcdef"

/* Right or wrong in form; an answer of 32 digits is MD5's. */
static const Case forms[] = {
  { "Digest " MUFASA R32, DIGEST, "Mufasa" }, /* without algorithm: MD5 */
  { "DIGEST " MUFASA " RESPONSE=\"0123456789ABCDEF0123456789ABCDEF\"", DIGEST, "Mufasa" },
  { "Digest " MUFASA R32 ", algorithm=\"md5\"", DIGEST, "Mufasa" },
  { "Digest , " MUFASA ",, " R32 " ,", DIGEST, "Mufasa" },
  { "Digest username=\"a\\\"b\\\\\", " COMMON R32, DIGEST, "a\"b\\" },
  { "Digest username=Mufasa," COMMON R32 ", future=\"x, y=z\"", DIGEST, "Mufasa" },
  { "Digest username = \"M\" ," COMMON R32, DIGEST, "M" },
  { "Digest username*=UTF-8''J%C3%A4s%C3%B8n%20Doe," COMMON R32, DIGEST, "Jäsøn Doe" },
  { "Digest username*=ISO-8859-1''J%E4," COMMON R32, BAD },
  { "Digest username*=UTF-8''%zz," COMMON R32, BAD },
  { "Digest username*=UTF-8''%00," COMMON R32, BAD },
  { "Digest username*=UTF-8''a, username=\"a\", " COMMON R32, BAD },
  { "Digest " MUFASA R32 ", userhash=false", DIGEST, "Mufasa" },
  { "Digest " MUFASA R32 ", userhash=true", BAD },
  { "Digest username=\"\", " COMMON R32, BAD },
  { "Digest username=\"a\tb\", " COMMON R32, BAD },
  { "Digest username=\"\xff\", " COMMON R32, BAD },
  { "Digest " COMMON R32, BAD },
  { "Digest " MUFASA, BAD },
  { "Digest " MUFASA R32 ", algorithm=MD5-sess", BAD },
  { "Digest " MUFASA R32 ", algorithm=SHA-256", BAD }, /* too short an answer */
  { "Digest " MUFASA R32 "0", BAD },
  { "Digest " MUFASA "response=0123456789abcdef0123456789abcdeg", BAD },
  { "Digest " MUFASA R32 ", nc=00000002", BAD }, /* twice */
  { "Digest " MUFASA R32 " username=x", BAD },   /* no comma */
  { "Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"/\", cnonce=\"c\", " R32, BAD },
  { "Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"/\", cnonce=\"c\", nc=1, "
    "qop=auth, " R32,
    BAD },
  { "Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"/\", cnonce=\"c\", nc=0000000g,"
    " qop=auth, " R32,
    BAD },
  { "Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"/\", cnonce=\"c\", nc=00000001,"
    " qop=auth-int, " R32,
    BAD },
};

static void
test_digest_forms (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    assert_read (forms[i].value, forms[i].kind, forms[i].user, NULL);
}

static void
test_digest_challenge (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  adit_engine_digest_print_challenge (text, ADIT_ENGINE_DIGEST_SHA_256, "Adit", "abc", FALSE);
  adit_engine_digest_print_challenge (text, ADIT_ENGINE_DIGEST_MD5, "Adit", "def", TRUE);
  g_assert_cmpstr (text->str, ==,
                   "Proxy-Authenticate: Digest realm=\"Adit\", qop=\"auth\", algorithm=SHA-256,"
                   " nonce=\"abc\", charset=UTF-8\r\n"
                   "Proxy-Authenticate: Digest realm=\"Adit\", qop=\"auth\", algorithm=MD5,"
                   " nonce=\"def\", charset=UTF-8, stale=true\r\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine/credentials/table", test_table);
  g_test_add_func ("/engine/credentials/limits", test_limits);
  g_test_add_func ("/engine/credentials/wide-limits", test_wide_limits);
  g_test_add_func ("/engine/credentials/digest-forms", test_digest_forms);
  g_test_add_func ("/engine/digest/answers", test_digest_answers);
  g_test_add_func ("/engine/digest/curl", test_digest_curl);
  g_test_add_func ("/engine/digest/challenge", test_digest_challenge);

  return g_test_run ();
}
