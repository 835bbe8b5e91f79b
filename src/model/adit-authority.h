/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A host and a port as text, the way CONNECT's request target (RFC 9110, section 9.3.6) and our
 * listeners' addresses write them: `name:443`, `192.0.2.1:443`, `[2001:db8::1]:443`. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Longest host name in DNS, without and with its final dot: RFC 1035, section 2.3.4. */
#define ADIT_HOST_NAME_MAX 253

typedef enum
{
  ADIT_HOST_NAME,
  ADIT_HOST_IPV4,
  ADIT_HOST_IPV6
} AditHostKind;

typedef struct
{
  AditHostKind kind;
  guint16 port;
  char host[ADIT_HOST_NAME_MAX + 2]; /* as written, without brackets; room for a final dot */
} AditAuthority;

typedef enum
{
  ADIT_AUTHORITY_PLAIN = 0,
  ADIT_AUTHORITY_PORT_0 = 1 << 0,       /* port 0 is allowed: a listener that takes any port */
  ADIT_AUTHORITY_ONLY_ADDRESS = 1 << 1, /* no host names */
} AditAuthorityFlags;

/* Reads exactly @length bytes of @text, which need not be terminated and may hold any bytes.
 * Strict: a host and a port are both needed; userinfo, paths, zones, percent-escapes, bytes
 * outside ASCII, labels longer than 63, and names whose last label is a number (which system
 * resolvers would take for an address in disguise) are refused.
 * Returns FALSE, with @authority untouched, when it is not valid. */
gboolean adit_authority_parse (const char *text,
                               gsize length,
                               AditAuthorityFlags flags,
                               AditAuthority *authority);

/* The same for the authority of a URI (RFC 3986, section 3.2), whose port may be empty or missing,
 * with its colon: it is @default_port then. */
gboolean adit_authority_parse_uri (const char *text,
                                   gsize length,
                                   guint16 default_port,
                                   AditAuthority *authority);

/* The text form, with brackets around IPv6. (transfer full) */
char *adit_authority_to_string (const AditAuthority *authority);

G_END_DECLS
