/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The header that a load balancer puts before a connection to say who its client is: the PROXY
 * protocol, versions 1 and 2, as HAProxy's doc/proxy-protocol.txt specifies it. Pure.
 *
 * Strict: what the specification does not allow is refused. TLVs are skipped. */

#pragma once

#include "engine/net/adit-engine-address.h"

G_BEGIN_DECLS

/* Bytes of a whole header: a line of version 1 with its CRLF; version 2 with its TLVs, for which
 * nothing is set. */
#define ADIT_ENGINE_PROXY_HEADER_LINE_MAX 107
#define ADIT_ENGINE_PROXY_HEADER_MAX      4096

typedef enum
{
  ADIT_ENGINE_PROXY_HEADER_MORE, /* so far valid; needs more bytes */
  ADIT_ENGINE_PROXY_HEADER_DONE,
  ADIT_ENGINE_PROXY_HEADER_BAD
} AditEngineProxyHeaderStatus;

typedef enum
{
  ADIT_ENGINE_PROXY_CLIENT_KNOWN,   /* `client` is its address */
  ADIT_ENGINE_PROXY_CLIENT_UNKNOWN, /* there is one, but not of TCP over IP: a local socket, say */
  ADIT_ENGINE_PROXY_CLIENT_NONE     /* the balancer speaks for itself: it checks our health */
} AditEngineProxyClient;

typedef struct
{
  guint16 length; /* bytes of the header; what follows is the client's */
  AditEngineProxyClient kind;
  AditEngineAddress client;
} AditEngineProxyHeader;

/* @bytes: all that came, from the first on; as often as there are more. @self is set when done. */
AditEngineProxyHeaderStatus
adit_engine_proxy_header_parse (AditEngineProxyHeader *self, const char *bytes, gsize length);

G_END_DECLS
