/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The header of a load balancer, both versions: each row whole, with a client's bytes behind it,
 * and in every piece it can come in. */

#include "engine/accept/adit-engine-proxy-header.h"

#include <string.h>

typedef struct
{
  const char *bytes;
  gsize length;
  const char *client; /* "ADDRESS:PORT", "unknown", "none"; NULL: not valid */
} Row;

#define ROW(bytes, client)                                                                         \
  {                                                                                                \
    bytes, sizeof bytes - 1, client                                                                \
  }
#define SIGNATURE                "\r\n\r\n\0\r\nQUIT\n"
#define V2(rest, client)         ROW (SIGNATURE rest, client)
#define IPV4                     "\300\0\2\7\306\63\144\1\4\322\0\120"
#define IPV6(last)               "\40\1\15\270\0\0\0\0\0\0\0\0\0\0\0" last
#define MAPPED                   "\0\0\0\0\0\0\0\0\0\0\377\377\300\0\2\7"
#define TEN(x)                   x x x x x x x x x x
#define LINE_OF(n_less_than_107) "PROXY UNKNOWN " TEN ("123456789") n_less_than_107

static const Row rows[] = {
  /* version 1 */
  ROW ("PROXY TCP4 192.0.2.7 198.51.100.1 1234 80\r\n", "192.0.2.7:1234"),
  ROW ("PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n", "255.255.255.255:65535"),
  ROW ("PROXY TCP4 192.0.2.7 198.51.100.1 0 0\r\n", "192.0.2.7:0"),
  ROW ("PROXY TCP6 2001:db8::7 2001:db8::1 1234 80\r\n", "[2001:db8::7]:1234"),
  ROW ("PROXY TCP6 ::ffff:192.0.2.7 ::ffff:192.0.2.1 1234 80\r\n", "192.0.2.7:1234"),
  ROW ("PROXY UNKNOWN\r\n", "unknown"),
  ROW ("PROXY UNKNOWN whatever is 1 there\r\n", "unknown"),
  ROW ("PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n", "unknown"),
  ROW (LINE_OF ("x"), NULL), /* without its end */
  ROW (LINE_OF ("x") "\r\n", "unknown"),
  ROW (LINE_OF ("xx") "\r\n", NULL),
  ROW ("PROXY TCP4 192.0.2.7 198.51.100.1 1234 80\n", NULL),
  ROW ("PROXY TCP4 192.0.2.7 198.51.100.1 1234 80\rx", NULL),
  ROW ("PROXY TCP4 192.0.2.7 198.51.100.1 1234 80 \r\n", NULL),
  ROW ("PROXY TCP4 192.0.2.7 198.51.100.1 1234 80 9\r\n", NULL),
  ROW ("PROXY TCP4 192.0.2.7 198.51.100.1 1234\r\n", NULL),
  ROW ("PROXY TCP4  192.0.2.7 198.51.100.1 1234 80\r\n", NULL),
  ROW ("PROXY TCP4\t192.0.2.7 198.51.100.1 1234 80\r\n", NULL),
  ROW ("PROXY TCP4 192.0.2.7 198.51.100.1 65536 80\r\n", NULL),
  ROW ("PROXY TCP4 192.0.2.7 198.51.100.1 1 65536\r\n", NULL),
  ROW ("PROXY TCP4 192.0.2.7 198.51.100.1 01 80\r\n", NULL),
  ROW ("PROXY TCP4 192.0.2.7 198.51.100.1 -1 80\r\n", NULL),
  ROW ("PROXY TCP4 192.0.2.7 198.51.100.1 +1 80\r\n", NULL),
  ROW ("PROXY TCP4 192.0.2.7 198.51.100.1 1x 80\r\n", NULL),
  ROW ("PROXY TCP4 192.0.2 198.51.100.1 1 80\r\n", NULL),
  ROW ("PROXY TCP4 192.0.2.007 198.51.100.1 1 80\r\n", NULL),
  ROW ("PROXY TCP4 192.0.2.7 198.51.100 1 80\r\n", NULL),
  ROW ("PROXY TCP4 2001:db8::7 2001:db8::1 1 80\r\n", NULL),
  ROW ("PROXY TCP6 192.0.2.7 198.51.100.1 1 80\r\n", NULL),
  ROW ("PROXY TCP6 fe80::1%lo fe80::2 1 80\r\n", NULL),
  ROW ("PROXY TCP6 [::1] ::2 1 80\r\n", NULL),
  ROW ("PROXY UDP4 192.0.2.7 198.51.100.1 1234 80\r\n", NULL),
  ROW ("PROXY tcp4 192.0.2.7 198.51.100.1 1234 80\r\n", NULL),
  ROW ("PROXY UNKNOWN\0\r\n", NULL),
  ROW ("PROXY UNKNOWNS\r\n", NULL),
  ROW ("PROXY \r\n", NULL),
  ROW ("PROXY  UNKNOWN\r\n", NULL),
  ROW ("proxy UNKNOWN\r\n", NULL),
  ROW ("PROXYUNKNOWN\r\n", NULL),
  ROW ("CONNECT a:1 HTTP/1.1\r\n\r\n", NULL),
  ROW ("\26\3\1\2\0\1", NULL),
  ROW ("\5\1\0", NULL),
  ROW ("\r\n\r\nGET", NULL),
  ROW ("\0", NULL),

  /* version 2 */
  V2 ("\41\21\0\14" IPV4, "192.0.2.7:1234"),
  V2 ("\41\21\0\20" IPV4 "\4\0\1x", "192.0.2.7:1234"),
  V2 ("\41\21\0\15" IPV4 "\377", "192.0.2.7:1234"),
  V2 ("\41\41\0\44" IPV6 ("\7") IPV6 ("\1") "\4\322\0\120", "[2001:db8::7]:1234"),
  V2 ("\41\41\0\44" MAPPED MAPPED "\4\322\0\120", "192.0.2.7:1234"),
  V2 ("\40\0\0\0", "none"),
  V2 ("\40\21\0\14" IPV4, "none"),
  V2 ("\40\21\0\0", "none"),
  V2 ("\40\377\0\1x", "none"), /* what is behind the command is to be ignored */
  V2 ("\41\0\0\0", "unknown"),
  V2 ("\41\0\0\3abc", "unknown"),
  V2 ("\41\1\0\0", "unknown"),
  V2 ("\41\22\0\14" IPV4, "unknown"), /* datagrams */
  V2 ("\41\20\0\14" IPV4, "unknown"),
  V2 ("\41\61\0\330" TEN ("123456789012345678901") "123456", "unknown"), /* a local socket */
  V2 ("\41\61\0\327" TEN ("123456789012345678901") "12345", NULL),
  V2 ("\41\21\0\13" IPV4, NULL),
  V2 ("\41\41\0\43" IPV6 ("\7") IPV6 ("\1") "\4\322\0", NULL),
  V2 ("\41\21\0\0", NULL),
  V2 ("\42\21\0\14" IPV4, NULL), /* no such command */
  V2 ("\21\21\0\14" IPV4, NULL), /* no such version */
  V2 ("\61\21\0\14" IPV4, NULL),
  V2 ("\41\101\0\14" IPV4, NULL), /* no such family */
  V2 ("\41\23\0\14" IPV4, NULL),  /* no such protocol */
  ROW ("\r\n\r\n\0\r\nQUIT\r\41\21\0\14" IPV4, NULL),
};

/* From memory of exactly that size, so that reading further is seen. */
static AditEngineProxyHeaderStatus
parse (AditEngineProxyHeader *header, const char *bytes, gsize length)
{
  g_autofree char *exact = g_memdup2 (bytes, length);

  return adit_engine_proxy_header_parse (header, exact, length);
}

static void
assert_client (const AditEngineProxyHeader *header, const char *expected)
{
  char text[ADIT_ENGINE_ADDRESS_TEXT_SIZE];

  if (header->kind == ADIT_ENGINE_PROXY_CLIENT_UNKNOWN)
    g_assert_cmpstr ("unknown", ==, expected);
  else if (header->kind == ADIT_ENGINE_PROXY_CLIENT_NONE)
    g_assert_cmpstr ("none", ==, expected);
  else
    g_assert_cmpstr (adit_engine_address_print (&header->client, text), ==, expected);
}

/* Once it is not valid it stays so, whatever comes. */
static void
assert_bad (const Row *row)
{
  gboolean is_bad = FALSE;

  for (gsize length = 0; length <= row->length; length++)
    {
      AditEngineProxyHeader header;
      AditEngineProxyHeaderStatus status = parse (&header, row->bytes, length);

      g_assert_cmpint (status, !=, ADIT_ENGINE_PROXY_HEADER_DONE);
      g_assert_true (!is_bad || status == ADIT_ENGINE_PROXY_HEADER_BAD);
      is_bad |= status == ADIT_ENGINE_PROXY_HEADER_BAD;
    }

  /* A line that has no end is not valid only when more comes. */
  g_assert_true (is_bad || row->length == ADIT_ENGINE_PROXY_HEADER_LINE_MAX - 2);
}

static void
assert_good (const Row *row)
{
  g_autofree char *more = g_malloc (row->length + 6);
  AditEngineProxyHeader header;

  for (gsize length = 0; length < row->length; length++)
    g_assert_cmpint (parse (&header, row->bytes, length), ==, ADIT_ENGINE_PROXY_HEADER_MORE);
  g_assert_cmpint (parse (&header, row->bytes, row->length), ==, ADIT_ENGINE_PROXY_HEADER_DONE);
  g_assert_cmpuint (header.length, ==, row->length);
  assert_client (&header, row->client);

  memcpy (more, row->bytes, row->length);
  memcpy (more + row->length, "\r\nGET ", 6);
  memset (&header, 0xff, sizeof header);
  g_assert_cmpint (parse (&header, more, row->length + 6), ==, ADIT_ENGINE_PROXY_HEADER_DONE);
  g_assert_cmpuint (header.length, ==, row->length);
  assert_client (&header, row->client);
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;

  if (row->client)
    assert_good (row);
  else
    assert_bad (row);
}

static AditEngineProxyHeaderStatus
parse_of_size (guint size)
{
  g_autofree char *bytes = g_malloc0 (size);
  AditEngineProxyHeader header;
  AditEngineProxyHeaderStatus status;

  memcpy (bytes, SIGNATURE "\41\21", 14);
  bytes[14] = (char) ((size - 16) >> 8);
  bytes[15] = (char) ((size - 16) & 0xff);
  status = parse (&header, bytes, size);
  if (status == ADIT_ENGINE_PROXY_HEADER_DONE)
    g_assert_cmpuint (header.length, ==, size);

  return status;
}

static void
test_size (void)
{
  g_assert_cmpint (parse_of_size (ADIT_ENGINE_PROXY_HEADER_MAX), ==, ADIT_ENGINE_PROXY_HEADER_DONE);
  g_assert_cmpint (parse_of_size (ADIT_ENGINE_PROXY_HEADER_MAX + 1), ==,
                   ADIT_ENGINE_PROXY_HEADER_BAD);
  g_assert_cmpint (parse_of_size (16 + 65535), ==, ADIT_ENGINE_PROXY_HEADER_BAD);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/engine/proxy-header/%zu", i);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/engine/proxy-header/size", test_size);

  return g_test_run ();
}
