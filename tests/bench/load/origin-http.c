/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The origin as an HTTP server; see origin-http.h. */

#include "load/origin-http.h"

#include "common/net.h"
#include "load/transfer.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEAD_SIZE 4096

struct _OriginHttp
{
  Link link;
  bool is_open; /* the handshake, if any, is done */
  bool is_answering;
  Transfer transfer;
  size_t length;
  char head[HEAD_SIZE + 1];
};

OriginHttp *
origin_http_new (Link link, const char *read)
{
  OriginHttp *self = calloc (1, sizeof *self);

  if (self == NULL)
    bench_die ("origin: memory: %m");
  self->link = link;
  self->is_open = link.tls == NULL;
  self->length = strlen (strcpy (self->head, read));
  return self;
}

void
origin_http_free (OriginHttp *self)
{
  link_forget (&self->link);
  free (self);
}

/* The content follows at once. */
static void
begin_answer (OriginHttp *self)
{
  char head[512];
  int length;

  self->transfer = (Transfer){ .done = 0 };
  if (sscanf (self->head, "GET /%" SCNu64 " HTTP/1.", &self->transfer.total) != 1)
    bench_die ("origin: no request: %.60s", self->head);
  length = snprintf (head, sizeof head,
                     "HTTP/1.1 200 OK\r\nDate: Mon, 02 Nov 2026 10:00:00 GMT\r\nServer: bench\r\n"
                     "Content-Type: application/octet-stream\r\nCache-Control: no-store\r\n"
                     "ETag: \"5f3-62a1\"\r\nAccept-Ranges: bytes\r\n"
                     "Content-Length: %" PRIu64 "\r\n\r\n",
                     self->transfer.total);
  if (link_gather (&self->link, head, (size_t) length) != length)
    bench_die ("origin: sending broke: %m");
  self->is_answering = true;
}

static OriginHttpState
read_head (OriginHttp *self)
{
  ssize_t n;

  self->is_open = self->is_open || tls_handshake (self->link.tls);
  if (!self->is_open)
    return ORIGIN_HTTP_READS;

  n = link_receive (&self->link, self->head + self->length, HEAD_SIZE - self->length);

  if (n <= 0)
    return n < 0 && errno == EAGAIN ? ORIGIN_HTTP_READS : ORIGIN_HTTP_ENDS;
  self->length += (size_t) n;
  self->head[self->length] = '\0';
  if (strstr (self->head, "\r\n\r\n") == NULL)
    return ORIGIN_HTTP_READS;
  begin_answer (self);
  return ORIGIN_HTTP_WRITES;
}

static OriginHttpState
send_content (OriginHttp *self)
{
  switch (transfer_send (&self->transfer, &self->link))
    {
    case TRANSFER_DONE:
      self->is_answering = false;
      self->length = 0;
      return ORIGIN_HTTP_READS;
    case TRANSFER_AGAIN:
      return ORIGIN_HTTP_WRITES;
    case TRANSFER_BROKEN:
    default:
      return ORIGIN_HTTP_ENDS;
    }
}

OriginHttpState
origin_http_run (OriginHttp *self)
{
  OriginHttpState state = self->is_answering ? ORIGIN_HTTP_WRITES : read_head (self);

  return state == ORIGIN_HTTP_WRITES ? send_content (self) : state;
}
