/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Which texts are an authority (RFC 9110, section 9.3.6) and which only look like one. */

#include "model/adit-authority.h"

#include <string.h>

typedef struct
{
  const char *text;
  AditAuthorityFlags flags;
  AditHostKind kind;
  const char *host; /* NULL: it is to be refused */
  guint16 port;
} Row;

#define NAME(text, host, port)                                                                     \
  {                                                                                                \
    text, ADIT_AUTHORITY_PLAIN, ADIT_HOST_NAME, host, port                                         \
  }
#define IPV4(text, host, port)                                                                     \
  {                                                                                                \
    text, ADIT_AUTHORITY_PLAIN, ADIT_HOST_IPV4, host, port                                         \
  }
#define IPV6(text, host, port)                                                                     \
  {                                                                                                \
    text, ADIT_AUTHORITY_PLAIN, ADIT_HOST_IPV6, host, port                                         \
  }
#define REFUSED(text)                                                                              \
  {                                                                                                \
    text, ADIT_AUTHORITY_PLAIN, ADIT_HOST_NAME, NULL, 0                                            \
  }
#define REFUSED_WITH(flags, text)                                                                  \
  {                                                                                                \
    text, flags, ADIT_HOST_NAME, NULL, 0                                                           \
  }
#define TAKEN(flags, text, kind, host)                                                             \
  {                                                                                                \
    text, flags, kind, host, 0                                                                     \
  }

#define LABEL_63 "abcdefghijklmnopqrstuvwxyz-0123456789_ABCDEFGHIJKLMNOPQRSTUVWXY"
#define LABEL_61 "abcdefghijklmnopqrstuvwxyz-0123456789_ABCDEFGHIJKLMNOPQRSTUVW"
#define NAME_253 LABEL_63 "." LABEL_63 "." LABEL_63 "." LABEL_61
#define NAME_254 LABEL_63 "." LABEL_63 "." LABEL_63 "." LABEL_61 "X"

static const Row rows[] = {
  NAME ("example.org:443", "example.org", 443),
  NAME ("example.org.:443", "example.org.", 443),
  NAME ("EXAMPLE.org:443", "EXAMPLE.org", 443),
  NAME ("localhost:1", "localhost", 1),
  NAME ("a:65535", "a", 65535),
  NAME ("x--y.example:80", "x--y.example", 80),
  NAME ("_dmarc.example.org:80", "_dmarc.example.org", 80),
  NAME ("1.2.3.4.example:80", "1.2.3.4.example", 80),
  NAME ("127.0.0.1a:80", "127.0.0.1a", 80),
  NAME ("xn--bcher-kva.example:443", "xn--bcher-kva.example", 443),
  NAME ("example.org:00080", "example.org", 80),

  IPV4 ("192.0.2.1:443", "192.0.2.1", 443),
  IPV4 ("0.0.0.0:1", "0.0.0.0", 1),
  IPV4 ("255.255.255.255:65535", "255.255.255.255", 65535),

  IPV6 ("[::1]:443", "::1", 443),
  IPV6 ("[::]:443", "::", 443),
  IPV6 ("[2001:db8::1]:8080", "2001:db8::1", 8080),
  IPV6 ("[2001:DB8:0:0:0:0:0:1]:8080", "2001:DB8:0:0:0:0:0:1", 8080),
  IPV6 ("[::ffff:192.0.2.1]:80", "::ffff:192.0.2.1", 80),

  /* the port */
  REFUSED ("example.org"),
  REFUSED ("example.org:"),
  REFUSED ("example.org:0"),
  REFUSED ("example.org:00000"),
  REFUSED ("example.org:65536"),
  REFUSED ("example.org:99999"),
  REFUSED ("example.org:100000"),
  REFUSED ("example.org:4294967739"), /* 443 and 2^32 */
  REFUSED ("example.org:-1"),
  REFUSED ("example.org:+1"),
  REFUSED ("example.org:http"),
  REFUSED ("example.org:80a"),
  REFUSED ("example.org:0x50"),
  REFUSED ("example.org: 80"),
  REFUSED ("example.org:80 "),
  REFUSED ("[::1]"),
  REFUSED ("[::1]:"),
  REFUSED ("[::1]443"),
  REFUSED ("[::1]:0"),

  /* the host */
  REFUSED (""),
  REFUSED (":"),
  REFUSED (":443"),
  REFUSED (".:443"),
  REFUSED ("..:443"),
  REFUSED ("example.org..:443"),
  REFUSED (".example.org:443"),
  REFUSED ("example..org:443"),
  REFUSED ("-a.example:443"),
  REFUSED ("a-.example:443"),
  REFUSED ("exa mple.org:443"),
  REFUSED (" example.org:443"),
  REFUSED ("exam\tple.org:443"),
  REFUSED ("example.org\r:443"),
  REFUSED ("example.org\n:443"),
  REFUSED ("b\303\274cher.example:443"),
  REFUSED ("example.org\177:443"),
  REFUSED ("*.example.org:443"),
  REFUSED ("a,b:443"),

  /* more than a host and a port */
  REFUSED ("user@example.org:443"),
  REFUSED ("user:secret@example.org:443"),
  REFUSED ("@example.org:443"),
  REFUSED ("example.org:443/"),
  REFUSED ("example.org/:443"),
  REFUSED ("example.org:443?q"),
  REFUSED ("example.org:443#f"),
  REFUSED ("https://example.org:443"),
  REFUSED ("//example.org:443"),
  REFUSED ("example.org:80:443"),
  REFUSED ("example%2eorg:443"),
  REFUSED ("%31.example:443"),

  /* IPv6 */
  REFUSED ("::1:443"),
  REFUSED ("2001:db8::1:443"),
  REFUSED ("[]:443"),
  REFUSED ("[:443"),
  REFUSED ("]:443"),
  REFUSED ("[::1:443"),
  REFUSED ("::1]:443"),
  REFUSED ("[[::1]]:443"),
  REFUSED ("[::1%lo]:443"),
  REFUSED ("[fe80::1%25eth0]:443"),
  REFUSED ("[::1::]:443"),
  REFUSED ("[12345::]:443"),
  REFUSED ("[1:2:3:4:5:6:7:8:9]:443"),
  REFUSED ("[192.0.2.1]:443"),
  REFUSED ("[example.org]:443"),
  REFUSED ("[v1.a]:443"),

  /* what a resolver would take for an address */
  REFUSED ("127.1:443"),
  REFUSED ("127.0.1:443"),
  REFUSED ("2130706433:443"),
  REFUSED ("0x7f.1:443"),
  REFUSED ("0x7f000001:443"),
  REFUSED ("127.0.0.0x1:443"),
  REFUSED ("127.0.0.0X1:443"),
  REFUSED ("0177.0.0.1:443"),
  REFUSED ("127.0.0.01:443"),
  REFUSED ("127.0.0.1.:443"),
  REFUSED ("256.0.0.1:443"),
  REFUSED ("1.2.3.4.5:443"),
  REFUSED ("example.1:443"),
  REFUSED ("0:443"),

  /* lengths */
  NAME (LABEL_63 ".example:443", LABEL_63 ".example", 443),
  REFUSED (LABEL_63 "x.example:443"),
  NAME (NAME_253 ":443", NAME_253, 443),
  NAME (NAME_253 ".:443", NAME_253 ".", 443),
  REFUSED (NAME_254 ":443"),
  REFUSED (NAME_254 ".:443"),
  REFUSED (NAME_253 "." NAME_253 ":443"),

  /* listeners */
  TAKEN (ADIT_AUTHORITY_PORT_0, "127.0.0.1:0", ADIT_HOST_IPV4, "127.0.0.1"),
  TAKEN (ADIT_AUTHORITY_PORT_0, "[::1]:0", ADIT_HOST_IPV6, "::1"),
  TAKEN (ADIT_AUTHORITY_PORT_0, "localhost:0", ADIT_HOST_NAME, "localhost"),
  TAKEN (ADIT_AUTHORITY_PORT_0 | ADIT_AUTHORITY_ONLY_ADDRESS, "[::]:0", ADIT_HOST_IPV6, "::"),
  REFUSED_WITH (ADIT_AUTHORITY_PORT_0, "127.0.0.1:65536"),
  REFUSED_WITH (ADIT_AUTHORITY_PORT_0, "127.0.0.1:"),
  REFUSED_WITH (ADIT_AUTHORITY_ONLY_ADDRESS, "localhost:3128"),
  REFUSED_WITH (ADIT_AUTHORITY_ONLY_ADDRESS, "127.0.0.1:0"),
  REFUSED_WITH (ADIT_AUTHORITY_ONLY_ADDRESS, "127.1:3128"),
};

/* From memory that ends where the text does, so that a sanitizer sees a byte too many. */
static gboolean
parse (const char *text, gsize length, AditAuthorityFlags flags, AditAuthority *authority)
{
  g_autofree char *exact = g_malloc (MAX (length, 1));

  memcpy (exact, text, length);
  return adit_authority_parse (exact, length, flags, authority);
}

static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const Row *row = &rows[i];
      AditAuthority authority = { .port = 7 };
      gboolean is_valid = parse (row->text, strlen (row->text), row->flags, &authority);

      g_test_message ("%s", row->text);
      g_assert_cmpint (is_valid, ==, row->host != NULL);
      if (!row->host)
        {
          g_assert_cmpuint (authority.port, ==, 7);
          continue;
        }
      g_assert_cmpint (authority.kind, ==, row->kind);
      g_assert_cmpstr (authority.host, ==, row->host);
      g_assert_cmpuint (authority.port, ==, row->port);
    }
}

/* What was read and printed reads the same again. */
static void
test_round_trip (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      AditAuthority first = { 0 }, second = { 0 };
      g_autofree char *text = NULL;

      if (!rows[i].host)
        continue;
      g_assert_true (parse (rows[i].text, strlen (rows[i].text), rows[i].flags, &first));
      text = adit_authority_to_string (&first);
      g_assert_true (parse (text, strlen (text), rows[i].flags, &second));
      g_assert_cmpmem (&first, sizeof first, &second, sizeof second);
    }
}

static void
test_nul (void)
{
  static const char text[] = "example.org:443";

  for (gsize i = 0; i < sizeof text - 1; i++)
    {
      char copy[sizeof text];
      AditAuthority authority;

      memcpy (copy, text, sizeof text);
      copy[i] = '\0';
      g_assert_false (parse (copy, sizeof text - 1, ADIT_AUTHORITY_PLAIN, &authority));
    }
  g_assert_false (parse (text, sizeof text, ADIT_AUTHORITY_PLAIN, &(AditAuthority){ 0 }));
}

/* Only the bytes that were given count, whatever follows them. */
static void
test_length (void)
{
  AditAuthority authority = { 0 };

  g_assert_true (adit_authority_parse ("example.org:443 HTTP/1.1", 15, 0, &authority));
  g_assert_cmpuint (authority.port, ==, 443);
  g_assert_true (adit_authority_parse ("example.org:443 HTTP/1.1", 14, 0, &authority));
  g_assert_cmpuint (authority.port, ==, 44);
  g_assert_false (adit_authority_parse ("example.org:443", 12, 0, &authority));
  g_assert_false (adit_authority_parse ("example.org:443", 0, 0, &authority));
}

static void
assert_uri (const char *text, const Row *expected)
{
  gsize length = strlen (text);
  g_autofree char *exact = g_malloc (MAX (length, 1));
  AditAuthority authority = { .port = 7 };

  memcpy (exact, text, length);
  g_test_message ("%s", text);
  g_assert_cmpint (adit_authority_parse_uri (exact, length, 80, &authority), ==, expected != NULL);
  g_assert_cmpuint (authority.port, ==, expected ? expected->port : 7);
  if (expected)
    {
      g_assert_cmpint (authority.kind, ==, expected->kind);
      g_assert_cmpstr (authority.host, ==, expected->host);
    }
}

/* A URI's authority is the same, but that its port may be missing. */
static void
test_uri (void)
{
  static const Row uris[] = {
    NAME ("example.org", "example.org", 80),
    NAME ("example.org:", "example.org", 80),
    NAME ("example.org.", "example.org.", 80),
    IPV4 ("192.0.2.1", "192.0.2.1", 80),
    IPV6 ("[2001:db8::1]", "2001:db8::1", 80),
    IPV6 ("[::1]:", "::1", 80),
    NAME (NAME_253 ".", NAME_253 ".", 80),
    REFUSED (""),
    REFUSED (":"),
    REFUSED ("example.org::"),
    REFUSED ("example.org:0"),
    REFUSED ("::1"),
    REFUSED ("[::1"),
    REFUSED ("[]"),
    REFUSED ("[:]"),
    REFUSED ("[::1]]"),
    REFUSED ("[::1]x"),
    REFUSED ("["),
    REFUSED ("]"),
    REFUSED ("me@example.org"),
    REFUSED ("127.1"),
    REFUSED (NAME_254),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (uris); i++)
    assert_uri (uris[i].text, uris[i].host ? &uris[i] : NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].flags == ADIT_AUTHORITY_PLAIN && rows[i].host)
      assert_uri (rows[i].text, &rows[i]);
}

/* Of all bytes, only those of a label may stand in one. */
static void
test_every_byte (void)
{
  for (guint byte = 0; byte < 256; byte++)
    {
      char text[] = "a?b.example:80";
      AditAuthority authority;
      gboolean is_label_byte =
          (byte < 128 && g_ascii_isalnum ((char) byte)) || byte == '-' || byte == '_';

      text[1] = (char) byte;
      g_assert_cmpint (parse (text, sizeof text - 1, 0, &authority), ==,
                       is_label_byte || byte == '.');
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/authority/table", test_table);
  g_test_add_func ("/model/authority/round-trip", test_round_trip);
  g_test_add_func ("/model/authority/nul", test_nul);
  g_test_add_func ("/model/authority/length", test_length);
  g_test_add_func ("/model/authority/uri", test_uri);
  g_test_add_func ("/model/authority/every-byte", test_every_byte);

  return g_test_run ();
}
