/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Networks in CIDR notation: what reads as one, and which addresses are inside. */

#include "model/adit-network.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

typedef union
{
  struct sockaddr any;
  struct sockaddr_in in;
  struct sockaddr_in6 in6;
} Address;

typedef struct
{
  const char *network;
  const char *address;
  gboolean is_inside;
} Row;

static const Row rows[] = {
  { "192.0.2.1", "192.0.2.1", TRUE },
  { "192.0.2.1", "192.0.2.0", FALSE },
  { "192.0.2.1/32", "192.0.2.1", TRUE },
  { "192.0.2.1/32", "192.0.2.2", FALSE },
  { "192.0.2.2/31", "192.0.2.2", TRUE },
  { "192.0.2.2/31", "192.0.2.3", TRUE },
  { "192.0.2.2/31", "192.0.2.1", FALSE },
  { "192.0.2.2/31", "192.0.2.4", FALSE },
  { "192.0.2.0/24", "192.0.2.255", TRUE },
  { "192.0.2.0/24", "192.0.3.0", FALSE },
  { "10.128.0.0/9", "10.255.255.255", TRUE },
  { "10.128.0.0/9", "10.127.255.255", FALSE },
  { "128.0.0.0/1", "255.255.255.255", TRUE },
  { "128.0.0.0/1", "127.255.255.255", FALSE },
  { "0.0.0.0/1", "127.255.255.255", TRUE },
  { "0.0.0.0/1", "128.0.0.0", FALSE },
  { "0.0.0.0/0", "255.255.255.255", TRUE },
  { "0.0.0.0/0", "0.0.0.0", TRUE },
  { "0.0.0.0/0", "::1", FALSE },

  { "::1", "::1", TRUE },
  { "::1", "::2", FALSE },
  { "2001:db8::/32", "2001:db8:ffff::1", TRUE },
  { "2001:db8::/32", "2001:db9::1", FALSE },
  { "2001:db8::/33", "2001:db8:7fff::1", TRUE },
  { "2001:db8::/33", "2001:db8:8000::1", FALSE },
  { "2001:db8::/127", "2001:db8::1", TRUE },
  { "2001:db8::/127", "2001:db8::2", FALSE },
  { "2001:db8::/128", "2001:db8::", TRUE },
  { "2001:db8::/128", "2001:db8::1", FALSE },
  { "::/0", "ffff::", TRUE },
  { "::/0", "192.0.2.1", FALSE },

  /* a client of a socket that speaks both */
  { "192.0.2.0/24", "::ffff:192.0.2.7", TRUE },
  { "192.0.2.0/24", "::ffff:192.0.3.7", FALSE },
  { "0.0.0.0/0", "::ffff:192.0.2.7", TRUE },
  { "::/0", "::ffff:192.0.2.7", FALSE },
  { "::ffff:192.0.2.0/120", "192.0.2.7", TRUE },
  { "::ffff:192.0.2.0/120", "::ffff:192.0.2.7", TRUE },
  { "::ffff:192.0.2.0/120", "192.0.3.7", FALSE },
  { "::ffff:192.0.2.7", "192.0.2.7", TRUE },
  { "::ffff:0.0.0.0/96", "198.51.100.1", TRUE },
};

static const char *const refused[] = {
  "",
  "/",
  "/24",
  "192.0.2.0/",
  "192.0.2.0/33",
  "192.0.2.0/-1",
  "192.0.2.0/+24",
  "192.0.2.0/24 ",
  " 192.0.2.0/24",
  "192.0.2.0/ 24",
  "192.0.2.0/24/24",
  "192.0.2.0/0x18",
  "192.0.2.0/4294967320",
  "192.0.2.0/255.255.255.0",
  "192.0.2/24",
  "192.0.2.256",
  "192.0.2.01",
  "example.org",
  "::/129",
  "2001:db8::/",
  "[::1]",
  "[::1]/128",
  "fe80::1%lo",
  "*",

  /* bits beyond the prefix */
  "192.0.2.1/31",
  "192.0.2.1/24",
  "192.0.2.1/0",
  "128.0.0.0/0",
  "192.0.0.0/1",
  "2001:db8::1/127",
  "2001:db8::1/64",
  "::1/0",
  "::ffff:0.0.0.0/95",
};

static void
read_address (const char *text, Address *address)
{
  memset (address, 0, sizeof *address);
  if (inet_pton (AF_INET, text, &address->in.sin_addr) == 1)
    {
      address->in.sin_family = AF_INET;
      return;
    }

  address->in6.sin6_family = AF_INET6;
  g_assert_cmpint (inet_pton (AF_INET6, text, &address->in6.sin6_addr), ==, 1);
}

static void
test_contains (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      AditNetwork network;
      Address address;

      g_test_message ("%s in %s", rows[i].address, rows[i].network);
      g_assert_true (adit_network_parse (rows[i].network, &network));
      read_address (rows[i].address, &address);
      g_assert_cmpint (adit_network_contains (&network, &address.any), ==, rows[i].is_inside);
    }
}

static void
test_refused (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      AditNetwork network = { .prefix = 77 };

      g_test_message ("%s", refused[i]);
      g_assert_false (adit_network_parse (refused[i], &network));
      g_assert_cmpuint (network.prefix, ==, 77);
    }
}

/* Each prefix tells the last address inside from the first one outside. */
static void
test_every_prefix (void)
{
  for (guint prefix = 1; prefix <= 32; prefix++)
    {
      guint32 mask = G_MAXUINT32 << (32 - prefix);
      g_autofree char *text = NULL;
      AditNetwork network;
      Address address = { .in.sin_family = AF_INET };
      char first[INET_ADDRSTRLEN];

      address.in.sin_addr.s_addr = htonl (0xaaaaaaaa & mask);
      inet_ntop (AF_INET, &address.in.sin_addr, first, sizeof first);
      text = g_strdup_printf ("%s/%u", first, prefix);
      g_assert_true (adit_network_parse (text, &network));

      address.in.sin_addr.s_addr = htonl ((0xaaaaaaaa & mask) | ~mask);
      g_assert_true (adit_network_contains (&network, &address.any));
      address.in.sin_addr.s_addr =
          htonl ((0xaaaaaaaa & mask) ^ (G_MAXUINT32 / 2 + 1) >> (prefix - 1));
      g_assert_false (adit_network_contains (&network, &address.any));
    }
}

static void
test_other_family (void)
{
  struct sockaddr local = { .sa_family = AF_UNIX };
  AditNetwork all;

  g_assert_true (adit_network_parse ("0.0.0.0/0", &all));
  g_assert_false (adit_network_contains (&all, &local));
}

static void
test_any (void)
{
  static const char *const texts[] = { "192.0.2.0/24", "2001:db8::/32" };
  g_autoptr (GArray) networks = g_array_new (FALSE, FALSE, sizeof (AditNetwork));
  Address first, last, other;

  read_address ("192.0.2.1", &first);
  read_address ("2001:db8::1", &last);
  read_address ("198.51.100.1", &other);
  g_assert_false (adit_networks_contain (networks, &first.any));
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      AditNetwork network;

      g_assert_true (adit_network_parse (texts[i], &network));
      g_array_append_val (networks, network);
    }
  g_assert_true (adit_networks_contain (networks, &first.any));
  g_assert_true (adit_networks_contain (networks, &last.any));
  g_assert_false (adit_networks_contain (networks, &other.any));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/network/contains", test_contains);
  g_test_add_func ("/model/network/any", test_any);
  g_test_add_func ("/model/network/refused", test_refused);
  g_test_add_func ("/model/network/every-prefix", test_every_prefix);
  g_test_add_func ("/model/network/other-family", test_other_family);

  return g_test_run ();
}
