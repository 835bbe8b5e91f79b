/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A range of addresses in CIDR notation (RFC 4632, RFC 4291): `192.0.2.0/24`, `::1`. */

#pragma once

#include <glib.h>
#include <sys/socket.h>

G_BEGIN_DECLS

typedef struct
{
  int family;         /* AF_INET or AF_INET6 */
  guint prefix;       /* leading bits that count */
  guint8 address[16]; /* network byte order; AF_INET uses the first four */
} AditNetwork;

/* An address alone is a network of one. Bits beyond the prefix must be zero, so that a typing
 * error does not open more than was meant. IPv4-mapped IPv6 networks are read as IPv4.
 * @network is untouched when FALSE is returned. */
gboolean adit_network_parse (const char *text, AditNetwork *network);

/* The network of @prefix bits that @network lies in. FALSE, with @wider untouched, when it has
 * fewer bits itself. */
gboolean adit_network_widen (const AditNetwork *network, guint prefix, AditNetwork *wider);

/* Whether @address, of @family, is inside. IPv4-mapped IPv6 addresses count as IPv4. */
gboolean adit_network_contains (const AditNetwork *self, const struct sockaddr *address);

/* The same of any of @networks (AditNetwork). */
gboolean adit_networks_contain (const GArray *networks, const struct sockaddr *address);

/* The network of @prefix leading bits that @address is in, IPv4-mapped ones as above. FALSE, with
 * @network untouched, where an address of its family has fewer bits. */
gboolean adit_network_around (const struct sockaddr *address, guint prefix, AditNetwork *network);

/* The text form; an address alone where the network is one. (transfer full) */
char *adit_network_to_string (const AditNetwork *self);

G_END_DECLS
