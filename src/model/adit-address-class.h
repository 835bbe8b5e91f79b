/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What kind of machine stands behind an address: nobody outside may be led to some of them. By the
 * special-purpose registries of IANA (RFC 6890), and the few addresses where clouds keep their
 * machines' credentials.
 *
 * IPv6 has many ways to write an IPv4 address; each leads to that address wherever a tunnel or a
 * translator for it stands. They are unwrapped:
 *
 *     ::ffff:0:0/96     IPv4-mapped (RFC 4291)
 *     ::/96             IPv4-compatible (RFC 4291, deprecated)
 *     ::ffff:0:0:0/96   IPv4-translated (RFC 2765)
 *     64:ff9b::/96      NAT64 (RFC 6052)
 *     64:ff9b:1::/48    NAT64 of one's own (RFC 8215), in all layouts that fit
 *     2002::/16         6to4 (RFC 3056)
 *     2001::/32         Teredo (RFC 4380): server and client
 *     …:0:5efe:0:0/96   ISATAP (RFC 5214), after any prefix; 200:5efe as well
 *
 * Prefixes that a network has chosen for its own NAT64 cannot be told from others. */

#pragma once

#include "model/adit-network.h"

#include <netinet/in.h>
#include <sys/socket.h>

G_BEGIN_DECLS

/* In the order of how much they are guarded: of several forms that are in one address, the last
 * counts. */
typedef enum
{
  ADIT_ADDRESS_PUBLIC,
  ADIT_ADDRESS_DOCUMENTATION,
  ADIT_ADDRESS_RESERVED, /* for protocols, benchmarks, or nothing yet */
  ADIT_ADDRESS_PRIVATE,  /* RFC 1918, RFC 6598 (shared), RFC 4193 (unique local), site-local */
  ADIT_ADDRESS_MULTICAST,
  ADIT_ADDRESS_BROADCAST,
  ADIT_ADDRESS_LINK_LOCAL,
  ADIT_ADDRESS_METADATA, /* where a cloud tells a machine its secrets */
  ADIT_ADDRESS_ANY,      /* "this host": Linux dials loopback */
  ADIT_ADDRESS_LOOPBACK,
  ADIT_N_ADDRESS_CLASSES
} AditAddressClass;

/* The class of @address. What is not IP is reserved. */
AditAddressClass adit_address_classify (const struct sockaddr *address);

/* That of a network's first address; of a network of one, the address's. */
AditAddressClass adit_network_classify (const AditNetwork *network);

/* The IPv4 address that @address, of IPv6, leads to; with its port. Of Teredo the client's, of
 * 64:ff9b:1::/48 the last four bytes. FALSE, with @hidden untouched, where there is none. */
gboolean adit_address_unwrap (const struct sockaddr *address, struct sockaddr_in *hidden);

/* The class's word, such as "link-local". Never NULL. */
const char *adit_address_class_to_word (AditAddressClass klass);

G_END_DECLS
