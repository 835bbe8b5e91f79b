/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

/* The origin's connections that speak HTTP, plain or inside TLS: "GET /COUNT" is answered with
 * COUNT bytes of the pattern, one request after another. Pipelining is not understood; nobody here
 * does it. */

#include "load/link.h"

typedef struct _OriginHttp OriginHttp;

typedef enum
{
  ORIGIN_HTTP_READS,  /* waits for a request */
  ORIGIN_HTTP_WRITES, /* waits for room */
  ORIGIN_HTTP_ENDS,   /* the client has ended */
} OriginHttpState;

/* On a link that does not block, with what was read already. TLS's handshake is made here. */
OriginHttp *origin_http_new (Link link, const char *read);

/* The descriptor stays open. */
void origin_http_free (OriginHttp *self);

/* Goes on. What is no request ends the origin. */
OriginHttpState origin_http_run (OriginHttp *self);
