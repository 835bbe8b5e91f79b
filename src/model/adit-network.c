/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/adit-network.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

/* Whether the first @n_bits of two addresses are equal: rules ask this a thousand times over. */
static gboolean
are_bits_equal (const guint8 a[16], const guint8 b[16], guint n_bits)
{
  guint64 as[2], bs[2];
  guint64 high, low;

  memcpy (as, a, sizeof as);
  memcpy (bs, b, sizeof bs);
  high = GUINT64_FROM_BE (as[0] ^ bs[0]);
  low = GUINT64_FROM_BE (as[1] ^ bs[1]);

  if (n_bits > 64)
    return high == 0 && low >> (128 - n_bits) == 0;
  return n_bits == 0 || high >> (64 - n_bits) == 0;
}

static gboolean
are_host_bits_zero (const AditNetwork *network, guint width)
{
  for (guint bit = network->prefix; bit < width; bit++)
    if (network->address[bit / 8] & (0x80 >> (bit % 8)))
      return FALSE;

  return TRUE;
}

/* `::ffff:192.0.2.0/120` means 192.0.2.0/24: adit_network_contains() sees clients that way. */
static void
unmap (AditNetwork *network)
{
  static const guint8 mapped[12] = { [10] = 0xff, [11] = 0xff };

  if (network->family != AF_INET6 || memcmp (network->address, mapped, sizeof mapped) != 0)
    return;

  network->family = AF_INET;
  network->prefix -= 96;
  memmove (network->address, network->address + 12, 4);
  memset (network->address + 4, 0, 12);
}

gboolean
adit_network_parse (const char *text, AditNetwork *network)
{
  AditNetwork parsed = { 0 };
  const char *slash = strchr (text, '/');
  g_autofree char *address = slash ? g_strndup (text, (gsize) (slash - text)) : g_strdup (text);
  guint64 prefix;
  guint width;

  if (inet_pton (AF_INET, address, parsed.address) == 1)
    parsed.family = AF_INET;
  else if (inet_pton (AF_INET6, address, parsed.address) == 1)
    parsed.family = AF_INET6;
  else
    return FALSE;

  width = parsed.family == AF_INET ? 32 : 128;
  prefix = width;
  if (slash && !g_ascii_string_to_unsigned (slash + 1, 10, 0, width, &prefix, NULL))
    return FALSE;

  parsed.prefix = (guint) prefix;
  if (!are_host_bits_zero (&parsed, width))
    return FALSE;

  unmap (&parsed);
  *network = parsed;
  return TRUE;
}

gboolean
adit_network_widen (const AditNetwork *network, guint prefix, AditNetwork *wider)
{
  AditNetwork made = *network;

  if (prefix > network->prefix)
    return FALSE;

  made.prefix = prefix;
  for (guint bit = prefix; bit < 8 * sizeof made.address; bit++)
    made.address[bit / 8] &= (guint8) ~(0x80 >> (bit % 8));

  *wider = made;
  return TRUE;
}

/* The address as AditNetwork keeps it; returns its family. */
static int
read_address (const struct sockaddr *address, guint8 bytes[16])
{
  const struct in6_addr *in6 = &((const struct sockaddr_in6 *) address)->sin6_addr;
  int family = address->sa_family;

  if (family == AF_INET)
    memcpy (bytes, &((const struct sockaddr_in *) address)->sin_addr, 4);
  else if (family == AF_INET6 && IN6_IS_ADDR_V4MAPPED (in6))
    {
      family = AF_INET;
      memcpy (bytes, in6->s6_addr + 12, 4);
    }
  else if (family == AF_INET6)
    memcpy (bytes, in6->s6_addr, 16);

  return family;
}

gboolean
adit_network_contains (const AditNetwork *self, const struct sockaddr *address)
{
  guint8 bytes[16] = { 0 };

  return read_address (address, bytes) == self->family &&
         are_bits_equal (self->address, bytes, self->prefix);
}

gboolean
adit_networks_contain (const GArray *networks, const struct sockaddr *address)
{
  for (guint i = 0; i < networks->len; i++)
    if (adit_network_contains (&g_array_index (networks, AditNetwork, i), address))
      return TRUE;

  return FALSE;
}

gboolean
adit_network_around (const struct sockaddr *address, guint prefix, AditNetwork *network)
{
  AditNetwork around = { .prefix = prefix };
  guint n_whole = prefix / 8;

  around.family = read_address (address, around.address);
  if (prefix > (around.family == AF_INET ? 32 : 128))
    return FALSE;

  if (prefix % 8 > 0)
    around.address[n_whole++] &= (guint8) (0xff00 >> (prefix % 8));
  memset (around.address + n_whole, 0, sizeof around.address - n_whole);
  *network = around;
  return TRUE;
}

char *
adit_network_to_string (const AditNetwork *self)
{
  char address[INET6_ADDRSTRLEN];

  inet_ntop (self->family, self->address, address, sizeof address);
  return self->prefix == (self->family == AF_INET ? 32 : 128)
             ? g_strdup (address)
             : g_strdup_printf ("%s/%u", address, self->prefix);
}
