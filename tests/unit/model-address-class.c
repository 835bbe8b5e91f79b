/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What kind of machine is behind an address, in all the ways to write it. */

#include "model/adit-address-class.h"
#include "model/adit-safety.h"

#include <arpa/inet.h>
#include <string.h>

typedef union
{
  struct sockaddr any;
  struct sockaddr_in in;
  struct sockaddr_in6 in6;
} Address;

typedef struct
{
  const char *address;
  AditAddressClass klass;
} Row;

/* First and last of each range, and their neighbours. */
static const Row rows[] = {
  { "0.0.0.0", ADIT_ADDRESS_ANY },
  { "0.255.255.255", ADIT_ADDRESS_ANY },
  { "1.0.0.0", ADIT_ADDRESS_PUBLIC },
  { "9.255.255.255", ADIT_ADDRESS_PUBLIC },
  { "10.0.0.0", ADIT_ADDRESS_PRIVATE },
  { "10.255.255.255", ADIT_ADDRESS_PRIVATE },
  { "11.0.0.0", ADIT_ADDRESS_PUBLIC },
  { "100.63.255.255", ADIT_ADDRESS_PUBLIC },
  { "100.64.0.0", ADIT_ADDRESS_PRIVATE },
  { "100.100.100.199", ADIT_ADDRESS_PRIVATE },
  { "100.100.100.200", ADIT_ADDRESS_METADATA },
  { "100.127.255.255", ADIT_ADDRESS_PRIVATE },
  { "100.128.0.0", ADIT_ADDRESS_PUBLIC },
  { "126.255.255.255", ADIT_ADDRESS_PUBLIC },
  { "127.0.0.0", ADIT_ADDRESS_LOOPBACK },
  { "127.0.0.1", ADIT_ADDRESS_LOOPBACK },
  { "127.255.255.255", ADIT_ADDRESS_LOOPBACK },
  { "128.0.0.0", ADIT_ADDRESS_PUBLIC },
  { "168.63.129.16", ADIT_ADDRESS_METADATA },
  { "168.63.129.17", ADIT_ADDRESS_PUBLIC },
  { "169.253.255.255", ADIT_ADDRESS_PUBLIC },
  { "169.254.0.0", ADIT_ADDRESS_LINK_LOCAL },
  { "169.254.169.253", ADIT_ADDRESS_LINK_LOCAL },
  { "169.254.169.254", ADIT_ADDRESS_METADATA },
  { "169.254.170.2", ADIT_ADDRESS_METADATA },
  { "169.254.171.0", ADIT_ADDRESS_LINK_LOCAL },
  { "169.254.255.255", ADIT_ADDRESS_LINK_LOCAL },
  { "169.255.0.0", ADIT_ADDRESS_PUBLIC },
  { "172.15.255.255", ADIT_ADDRESS_PUBLIC },
  { "172.16.0.0", ADIT_ADDRESS_PRIVATE },
  { "172.31.255.255", ADIT_ADDRESS_PRIVATE },
  { "172.32.0.0", ADIT_ADDRESS_PUBLIC },
  { "191.255.255.255", ADIT_ADDRESS_PUBLIC },
  { "192.0.0.0", ADIT_ADDRESS_RESERVED },
  { "192.0.0.192", ADIT_ADDRESS_METADATA },
  { "192.0.0.255", ADIT_ADDRESS_RESERVED },
  { "192.0.1.0", ADIT_ADDRESS_PUBLIC },
  { "192.0.2.0", ADIT_ADDRESS_DOCUMENTATION },
  { "192.0.2.255", ADIT_ADDRESS_DOCUMENTATION },
  { "192.0.3.0", ADIT_ADDRESS_PUBLIC },
  { "192.88.99.1", ADIT_ADDRESS_RESERVED },
  { "192.167.255.255", ADIT_ADDRESS_PUBLIC },
  { "192.168.0.0", ADIT_ADDRESS_PRIVATE },
  { "192.168.255.255", ADIT_ADDRESS_PRIVATE },
  { "192.169.0.0", ADIT_ADDRESS_PUBLIC },
  { "198.17.255.255", ADIT_ADDRESS_PUBLIC },
  { "198.18.0.0", ADIT_ADDRESS_RESERVED },
  { "198.19.255.255", ADIT_ADDRESS_RESERVED },
  { "198.20.0.0", ADIT_ADDRESS_PUBLIC },
  { "198.51.100.1", ADIT_ADDRESS_DOCUMENTATION },
  { "203.0.113.1", ADIT_ADDRESS_DOCUMENTATION },
  { "223.255.255.255", ADIT_ADDRESS_PUBLIC },
  { "224.0.0.0", ADIT_ADDRESS_MULTICAST },
  { "239.255.255.255", ADIT_ADDRESS_MULTICAST },
  { "240.0.0.0", ADIT_ADDRESS_RESERVED },
  { "255.255.255.254", ADIT_ADDRESS_RESERVED },
  { "255.255.255.255", ADIT_ADDRESS_BROADCAST },

  { "::", ADIT_ADDRESS_ANY },
  { "::1", ADIT_ADDRESS_LOOPBACK },
  { "0:0:0:1::", ADIT_ADDRESS_RESERVED },
  { "100::1", ADIT_ADDRESS_RESERVED },
  { "1fff:ffff::", ADIT_ADDRESS_RESERVED },
  { "2000::", ADIT_ADDRESS_PUBLIC },
  { "2001:2::1", ADIT_ADDRESS_RESERVED },
  { "2001:1ff:ffff::", ADIT_ADDRESS_RESERVED },
  { "2001:200::", ADIT_ADDRESS_PUBLIC },
  { "2001:db7:ffff::", ADIT_ADDRESS_PUBLIC },
  { "2001:db8::", ADIT_ADDRESS_DOCUMENTATION },
  { "2001:db8:ffff:ffff::1", ADIT_ADDRESS_DOCUMENTATION },
  { "2001:db9::", ADIT_ADDRESS_PUBLIC },
  { "2a00:1450:4001:80e::200e", ADIT_ADDRESS_PUBLIC },
  { "3ffe:ffff::", ADIT_ADDRESS_PUBLIC },
  { "3fff::1", ADIT_ADDRESS_DOCUMENTATION },
  { "3fff:fff:ffff::", ADIT_ADDRESS_DOCUMENTATION },
  { "3fff:1000::", ADIT_ADDRESS_PUBLIC },
  { "4000::", ADIT_ADDRESS_RESERVED },
  { "5f00::1", ADIT_ADDRESS_RESERVED },
  { "fbff:ffff::", ADIT_ADDRESS_RESERVED },
  { "fc00::", ADIT_ADDRESS_PRIVATE },
  { "fd00:ec2::253", ADIT_ADDRESS_PRIVATE },
  { "fd00:ec2::254", ADIT_ADDRESS_METADATA },
  { "fd20:ce::254", ADIT_ADDRESS_METADATA },
  { "fdff:ffff::", ADIT_ADDRESS_PRIVATE },
  { "fe00::", ADIT_ADDRESS_RESERVED },
  { "fe7f:ffff::", ADIT_ADDRESS_RESERVED },
  { "fe80::1", ADIT_ADDRESS_LINK_LOCAL },
  { "febf:ffff::", ADIT_ADDRESS_LINK_LOCAL },
  { "fec0::1", ADIT_ADDRESS_PRIVATE },
  { "feff:ffff::", ADIT_ADDRESS_PRIVATE },
  { "ff00::", ADIT_ADDRESS_MULTICAST },
  { "ff02::1", ADIT_ADDRESS_MULTICAST },
};

typedef struct
{
  const char *address;
  const char *hidden; /* NULL: none */
  AditAddressClass klass;
} HiddenRow;

static const HiddenRow hidden_rows[] = {
  /* IPv4-mapped */
  { "::ffff:127.0.0.1", "127.0.0.1", ADIT_ADDRESS_LOOPBACK },
  { "::ffff:0.0.0.0", "0.0.0.0", ADIT_ADDRESS_ANY },
  { "::ffff:a9fe:a9fe", "169.254.169.254", ADIT_ADDRESS_METADATA },
  { "::ffff:10.0.0.1", "10.0.0.1", ADIT_ADDRESS_PRIVATE },
  { "::ffff:255.255.255.255", "255.255.255.255", ADIT_ADDRESS_BROADCAST },
  { "::ffff:8.8.8.8", "8.8.8.8", ADIT_ADDRESS_PUBLIC },

  /* IPv4-compatible: never public */
  { "::127.0.0.1", "127.0.0.1", ADIT_ADDRESS_LOOPBACK },
  { "::0.0.0.2", "0.0.0.2", ADIT_ADDRESS_ANY },
  { "::10.0.0.1", "10.0.0.1", ADIT_ADDRESS_PRIVATE },
  { "::8.8.8.8", "8.8.8.8", ADIT_ADDRESS_RESERVED },

  /* IPv4-translated */
  { "::ffff:0:127.0.0.1", "127.0.0.1", ADIT_ADDRESS_LOOPBACK },
  { "::ffff:0:8.8.8.8", "8.8.8.8", ADIT_ADDRESS_RESERVED },

  /* NAT64 */
  { "64:ff9b::127.0.0.1", "127.0.0.1", ADIT_ADDRESS_LOOPBACK },
  { "64:ff9b::169.254.169.254", "169.254.169.254", ADIT_ADDRESS_METADATA },
  { "64:ff9b::192.168.1.1", "192.168.1.1", ADIT_ADDRESS_PRIVATE },
  { "64:ff9b::8.8.8.8", "8.8.8.8", ADIT_ADDRESS_PUBLIC },
  { "64:ff9b::1:808:808", NULL, ADIT_ADDRESS_RESERVED },
  { "64:ff9b:2::8.8.8.8", NULL, ADIT_ADDRESS_RESERVED },

  /* NAT64 of one's own, prefixes of 96, 48, 56 and 64 bits */
  { "64:ff9b:1::8.8.8.8", "8.8.8.8", ADIT_ADDRESS_PRIVATE },
  { "64:ff9b:1::127.0.0.1", "127.0.0.1", ADIT_ADDRESS_LOOPBACK },
  { "64:ff9b:1:fffe::169.254.169.254", "169.254.169.254", ADIT_ADDRESS_METADATA },
  { "64:ff9b:1:7f00:0:100::", "0.0.0.0", ADIT_ADDRESS_LOOPBACK },
  { "64:ff9b:1:7f00:0:100:dead:beef", "222.173.190.239", ADIT_ADDRESS_LOOPBACK },
  { "64:ff9b:1:7f:0:1::", "0.0.0.0", ADIT_ADDRESS_LOOPBACK },
  { "64:ff9b:1:0:7f:0:100:0", "1.0.0.0", ADIT_ADDRESS_LOOPBACK },
  { "64:ff9b:1:a9fe:a9:fe00::", "0.0.0.0", ADIT_ADDRESS_METADATA },

  /* 6to4 */
  { "2002:7f00:1::", "127.0.0.1", ADIT_ADDRESS_LOOPBACK },
  { "2002:7f00:1:ffff::1", "127.0.0.1", ADIT_ADDRESS_LOOPBACK },
  { "2002:a9fe:a9fe::1", "169.254.169.254", ADIT_ADDRESS_METADATA },
  { "2002:c0a8:101::1", "192.168.1.1", ADIT_ADDRESS_PRIVATE },
  { "2002:808:808::1", "8.8.8.8", ADIT_ADDRESS_PUBLIC },
  { "2003:7f00:1::", NULL, ADIT_ADDRESS_PUBLIC },

  /* Teredo: the server at bytes 4 to 7, the client at the end, inverted */
  { "2001:0:808:808:0:0:80ff:fffe", "127.0.0.1", ADIT_ADDRESS_LOOPBACK },
  { "2001:0:808:808:8000:63bf:3fff:fdd2", "192.0.2.45", ADIT_ADDRESS_DOCUMENTATION },
  { "2001:0:808:808:0:0:f7f7:f7f7", "8.8.8.8", ADIT_ADDRESS_PUBLIC },
  { "2001:0:7f00:1:0:0:f7f7:f7f7", "8.8.8.8", ADIT_ADDRESS_LOOPBACK },
  { "2001:0:a00:1:0:0:f7f7:f7f7", "8.8.8.8", ADIT_ADDRESS_PRIVATE },

  /* ISATAP */
  { "2a00:1450::5efe:127.0.0.1", "127.0.0.1", ADIT_ADDRESS_LOOPBACK },
  { "2a00:1450::200:5efe:10.1.2.3", "10.1.2.3", ADIT_ADDRESS_PRIVATE },
  { "2a00:1450::5efe:8.8.8.8", "8.8.8.8", ADIT_ADDRESS_PUBLIC },
  { "fe80::5efe:8.8.8.8", "8.8.8.8", ADIT_ADDRESS_LINK_LOCAL },
  { "2a00:1450::100:5efe:10.1.2.3", NULL, ADIT_ADDRESS_PUBLIC },

  /* none */
  { "::", NULL, ADIT_ADDRESS_ANY },
  { "::1", NULL, ADIT_ADDRESS_LOOPBACK },
  { "2001:db8::127.0.0.1", NULL, ADIT_ADDRESS_DOCUMENTATION },
  { "127.0.0.1", NULL, ADIT_ADDRESS_LOOPBACK },
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
  address->in6.sin6_port = htons (443);
  g_assert_cmpint (inet_pton (AF_INET6, text, &address->in6.sin6_addr), ==, 1);
}

static void
assert_class (const char *text, AditAddressClass klass)
{
  Address address;

  g_test_message ("%s", text);
  read_address (text, &address);
  g_assert_cmpstr (adit_address_class_to_word (adit_address_classify (&address.any)), ==,
                   adit_address_class_to_word (klass));
}

static void
test_classes (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_class (rows[i].address, rows[i].klass);
}

static void
test_hidden (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (hidden_rows); i++)
    {
      const HiddenRow *row = &hidden_rows[i];
      struct sockaddr_in hidden = { .sin_port = 77 };
      char text[INET_ADDRSTRLEN];
      Address address;

      assert_class (row->address, row->klass);
      read_address (row->address, &address);
      g_assert_cmpint (adit_address_unwrap (&address.any, &hidden), ==, row->hidden != NULL);
      if (row->hidden)
        {
          g_assert_cmpint (hidden.sin_family, ==, AF_INET);
          g_assert_cmpuint (ntohs (hidden.sin_port), ==, 443);
          inet_ntop (AF_INET, &hidden.sin_addr, text, sizeof text);
          g_assert_cmpstr (text, ==, row->hidden);
        }
      else
        g_assert_cmpuint (hidden.sin_port, ==, 77);
    }
}

/* Whatever wraps an IPv4 address, it is guarded at least as well as by itself. */
static void
test_never_less (void)
{
  static const char *const wraps[] = { "::ffff:%s",   "::%s",          "::ffff:0:%s",
                                       "64:ff9b::%s", "64:ff9b:1::%s", "2a00:1450::5efe:%s" };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (wraps); j++)
      {
        const char *before = strstr (wraps[j], "%s");
        g_autofree char *prefix = g_strndup (wraps[j], (gsize) (before - wraps[j]));
        g_autofree char *text = g_strconcat (prefix, rows[i].address, NULL);
        Address address;

        /* "::0.0.0.0" is "::"; of 64:ff9b:1::/48, 0/8 is not taken for an address. */
        if (strchr (rows[i].address, ':') || rows[i].klass == ADIT_ADDRESS_ANY)
          continue;

        g_test_message ("%s", text);
        read_address (text, &address);
        g_assert_cmpint (adit_address_classify (&address.any), >=, rows[i].klass);
      }
}

static void
test_other_family (void)
{
  struct sockaddr local = { .sa_family = AF_UNIX };
  struct sockaddr_in hidden;

  g_assert_cmpint (adit_address_classify (&local), ==, ADIT_ADDRESS_RESERVED);
  g_assert_false (adit_address_unwrap (&local, &hidden));
}

typedef struct
{
  AditAddressClass klass;
  AditSafety safety;
  AditSafety safety_private_allowed;
} SafetyRow;

static const SafetyRow safety_rows[] = {
  { ADIT_ADDRESS_PUBLIC, ADIT_SAFETY_NONE, ADIT_SAFETY_NONE },
  { ADIT_ADDRESS_DOCUMENTATION, ADIT_SAFETY_PRIVATE, ADIT_SAFETY_NONE },
  { ADIT_ADDRESS_RESERVED, ADIT_SAFETY_PRIVATE, ADIT_SAFETY_NONE },
  { ADIT_ADDRESS_PRIVATE, ADIT_SAFETY_PRIVATE, ADIT_SAFETY_NONE },
  { ADIT_ADDRESS_MULTICAST, ADIT_SAFETY_GROUP, ADIT_SAFETY_GROUP },
  { ADIT_ADDRESS_BROADCAST, ADIT_SAFETY_GROUP, ADIT_SAFETY_GROUP },
  { ADIT_ADDRESS_LINK_LOCAL, ADIT_SAFETY_LINK_LOCAL, ADIT_SAFETY_LINK_LOCAL },
  { ADIT_ADDRESS_METADATA, ADIT_SAFETY_METADATA, ADIT_SAFETY_METADATA },
  { ADIT_ADDRESS_ANY, ADIT_SAFETY_THIS_COMPUTER, ADIT_SAFETY_THIS_COMPUTER },
  { ADIT_ADDRESS_LOOPBACK, ADIT_SAFETY_THIS_COMPUTER, ADIT_SAFETY_THIS_COMPUTER },
};

static void
test_safety (void)
{
  G_STATIC_ASSERT (G_N_ELEMENTS (safety_rows) == ADIT_N_ADDRESS_CLASSES);

  for (gsize i = 0; i < G_N_ELEMENTS (safety_rows); i++)
    {
      const SafetyRow *row = &safety_rows[i];

      g_test_message ("%s", adit_address_class_to_word (row->klass));
      g_assert_cmpint (row->klass, ==, i);
      g_assert_cmpint (adit_safety_check_address (row->klass, FALSE), ==, row->safety);
      g_assert_cmpint (adit_safety_check_address (row->klass, TRUE), ==,
                       row->safety_private_allowed);
    }

  g_assert_cmpint (adit_safety_check_port (24), ==, ADIT_SAFETY_NONE);
  g_assert_cmpint (adit_safety_check_port (25), ==, ADIT_SAFETY_MAIL);
  g_assert_cmpint (adit_safety_check_port (26), ==, ADIT_SAFETY_NONE);
}

static void
test_words (void)
{
  AditSafety safety = ADIT_SAFETY_MAIL;

  g_assert_false (adit_safety_from_word ("", &safety));
  g_assert_cmpint (safety, ==, ADIT_SAFETY_MAIL);
  for (guint i = 0; i < ADIT_N_SAFETIES; i++)
    {
      const AditSafetyRow *row = adit_safety_row (i);

      g_assert_cmpuint (strlen (row->sentence), >, 0);
      g_assert_true (adit_safety_from_word (row->word, &safety));
      g_assert_cmpint (safety, ==, i);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/address-class/classes", test_classes);
  g_test_add_func ("/model/address-class/hidden", test_hidden);
  g_test_add_func ("/model/address-class/never-less", test_never_less);
  g_test_add_func ("/model/address-class/other-family", test_other_family);
  g_test_add_func ("/model/safety/addresses-and-ports", test_safety);
  g_test_add_func ("/model/safety/words", test_words);

  return g_test_run ();
}
