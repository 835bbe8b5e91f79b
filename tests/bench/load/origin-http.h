/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

/* The origin's connections that speak HTTP: "GET /COUNT" is answered with COUNT bytes of the
 * pattern, one request after another. Pipelining is not understood; nobody here does it. */

typedef struct _OriginHttp OriginHttp;

typedef enum
{
  ORIGIN_HTTP_READS,  /* waits for a request */
  ORIGIN_HTTP_WRITES, /* waits for room */
  ORIGIN_HTTP_ENDS,   /* the client has ended */
} OriginHttpState;

/* For a connection whose first letter, the G, was read already. To be freed with free(). */
OriginHttp *origin_http_new (void);

/* Goes on with the non-blocking @fd. What is no request ends the origin. */
OriginHttpState origin_http_run (OriginHttp *self, int fd);
