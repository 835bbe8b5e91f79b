/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Addresses as values: parse, print, tell apart; IPv4 in IPv6's clothes is IPv4. */

#include "engine/net/adit-engine-address.h"

#include <gio/gunixsocketaddress.h>
#include <string.h>

typedef struct
{
  const char *host;
  const char *text; /* printed with port 443; NULL: refused */
  gboolean is_any;
  gboolean is_loopback;
} Row;

static const Row rows[] = {
  { "192.0.2.1", "192.0.2.1:443", FALSE, FALSE },
  { "255.255.255.255", "255.255.255.255:443", FALSE, FALSE },
  { "0.0.0.0", "0.0.0.0:443", TRUE, FALSE },
  { "0.0.0.1", "0.0.0.1:443", FALSE, FALSE },
  { "127.0.0.1", "127.0.0.1:443", FALSE, TRUE },
  { "127.255.255.254", "127.255.255.254:443", FALSE, TRUE },
  { "126.255.255.255", "126.255.255.255:443", FALSE, FALSE },
  { "128.0.0.0", "128.0.0.0:443", FALSE, FALSE },
  { "::", "[::]:443", TRUE, FALSE },
  { "::1", "[::1]:443", FALSE, TRUE },
  { "::2", "[::2]:443", FALSE, FALSE },
  { "2001:db8::1", "[2001:db8::1]:443", FALSE, FALSE },
  { "2001:DB8:0:0:0:0:0:1", "[2001:db8::1]:443", FALSE, FALSE },
  { "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:443",
    FALSE, FALSE },
  { "::ffff:192.0.2.1", "192.0.2.1:443", FALSE, FALSE },
  { "::ffff:127.0.0.1", "127.0.0.1:443", FALSE, TRUE },
  { "::ffff:7f00:1", "127.0.0.1:443", FALSE, TRUE },
  { "::ffff:0.0.0.0", "0.0.0.0:443", TRUE, FALSE },
  { "::fffe:127.0.0.1", "[::fffe:7f00:1]:443", FALSE, FALSE },

  { "", NULL },
  { "a.example", NULL },
  { "192.0.2", NULL },
  { "192.0.2.256", NULL },
  { "127.1", NULL },
  { "0x7f.0.0.1", NULL },
  { "192.0.2.1:443", NULL },
  { "[::1]", NULL },
  { "::1%lo", NULL },
  { "1::2::3", NULL },
};

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  char text[ADIT_ENGINE_ADDRESS_TEXT_SIZE];
  AditEngineAddress address, before;
  gboolean is_valid;

  memset (&address, 0xa5, sizeof address);
  before = address;
  is_valid = adit_engine_address_parse (&address, row->host, 443);
  g_assert_cmpint (is_valid, ==, row->text != NULL);
  if (!is_valid)
    {
      g_assert_cmpmem (&address, sizeof address, &before, sizeof before);
      return;
    }

  g_assert_cmpstr (adit_engine_address_print (&address, text), ==, row->text);
  g_assert_cmpuint (adit_engine_address_port (&address), ==, 443);
  g_assert_cmpint (adit_engine_address_is_any (&address), ==, row->is_any);
  g_assert_cmpint (adit_engine_address_is_loopback (&address), ==, row->is_loopback);
  g_assert_cmpuint (adit_engine_address_length (&address), ==,
                    strchr (row->text, '[') ? sizeof (struct sockaddr_in6)
                                            : sizeof (struct sockaddr_in));
}

/* The longest text there is has room, also with the highest port. */
static void
test_print (void)
{
  char text[ADIT_ENGINE_ADDRESS_TEXT_SIZE];
  AditEngineAddress address = { 0 };

  g_assert_cmpstr (adit_engine_address_print (&address, text), ==, "");
  adit_engine_address_parse (&address, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 65535);
  g_assert_cmpstr (adit_engine_address_print (&address, text), ==,
                   "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535");
}

static void
test_from_gsocket (void)
{
  char text[ADIT_ENGINE_ADDRESS_TEXT_SIZE];
  AditEngineAddress address = { 0 };
  g_autoptr (GSocketAddress) v4 = g_inet_socket_address_new_from_string ("192.0.2.1", 80);
  g_autoptr (GSocketAddress) v6 = g_inet_socket_address_new_from_string ("2001:db8::1", 80);
  g_autoptr (GSocketAddress) mapped = g_inet_socket_address_new_from_string ("::ffff:1.2.3.4", 80);
  g_autoptr (GSocketAddress) path = g_unix_socket_address_new ("/nowhere");

  g_assert_true (adit_engine_address_from_gsocket (&address, v4));
  g_assert_cmpstr (adit_engine_address_print (&address, text), ==, "192.0.2.1:80");
  g_assert_true (adit_engine_address_from_gsocket (&address, v6));
  g_assert_cmpstr (adit_engine_address_print (&address, text), ==, "[2001:db8::1]:80");
  g_assert_true (adit_engine_address_from_gsocket (&address, mapped));
  g_assert_cmpstr (adit_engine_address_print (&address, text), ==, "1.2.3.4:80");

  g_assert_false (adit_engine_address_from_gsocket (&address, path));
  g_assert_cmpstr (adit_engine_address_print (&address, text), ==, "1.2.3.4:80");
}

static void
test_from_inet (void)
{
  char text[ADIT_ENGINE_ADDRESS_TEXT_SIZE];
  AditEngineAddress address = { 0 };
  g_autoptr (GInetAddress) v4 = g_inet_address_new_from_string ("192.0.2.1");
  g_autoptr (GInetAddress) mapped = g_inet_address_new_from_string ("::ffff:192.0.2.2");

  g_assert_true (adit_engine_address_from_inet (&address, v4, 1));
  g_assert_cmpstr (adit_engine_address_print (&address, text), ==, "192.0.2.1:1");
  g_assert_true (adit_engine_address_from_inet (&address, mapped, 65535));
  g_assert_cmpstr (adit_engine_address_print (&address, text), ==, "192.0.2.2:65535");
}

static void
assert_same_host (const char *a, const char *b, gboolean is_same)
{
  AditEngineAddress address_a, address_b;

  g_assert_true (adit_engine_address_parse (&address_a, a, 1));
  g_assert_true (adit_engine_address_parse (&address_b, b, 2));
  g_assert_cmpint (adit_engine_address_is_same_host (&address_a, &address_b), ==, is_same);
  g_assert_cmpint (adit_engine_address_is_same_host (&address_b, &address_a), ==, is_same);
}

static void
test_same_host (void)
{
  assert_same_host ("192.0.2.1", "192.0.2.1", TRUE);
  assert_same_host ("192.0.2.1", "192.0.2.2", FALSE);
  assert_same_host ("192.0.2.1", "::ffff:192.0.2.1", TRUE);
  assert_same_host ("2001:db8::1", "2001:db8::1", TRUE);
  assert_same_host ("2001:db8::1", "2001:db8::2", FALSE);
  assert_same_host ("0.0.0.0", "::", FALSE);
  assert_same_host ("127.0.0.1", "::1", FALSE);
}

static void
assert_here (const char *host, gboolean is_here)
{
  AditEngineAddress address;

  g_assert_true (adit_engine_address_parse (&address, host, 1));
  g_assert_cmpint (adit_engine_address_is_here (&address), ==, is_here);
}

/* The documentation's networks (RFC 5737, RFC 3849) are nobody's. */
static void
test_here (void)
{
  assert_here ("0.0.0.0", TRUE);
  assert_here ("::", TRUE);
  assert_here ("127.0.0.1", TRUE);
  assert_here ("127.9.9.9", TRUE);
  assert_here ("::1", TRUE);
  assert_here ("::ffff:127.0.0.1", TRUE);
  assert_here ("192.0.2.1", FALSE);
  assert_here ("2001:db8::1", FALSE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/engine/address/%u: %s", i, rows[i].host);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/engine/address/print", test_print);
  g_test_add_func ("/engine/address/from-gsocket", test_from_gsocket);
  g_test_add_func ("/engine/address/from-inet", test_from_inet);
  g_test_add_func ("/engine/address/same-host", test_same_host);
  g_test_add_func ("/engine/address/here", test_here);

  return g_test_run ();
}
