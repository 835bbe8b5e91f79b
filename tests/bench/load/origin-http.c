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
#include <sys/socket.h>

#define HEAD_SIZE 4096

struct _OriginHttp
{
  bool is_answering;
  Transfer transfer;
  size_t length;
  char head[HEAD_SIZE + 1];
};

OriginHttp *
origin_http_new (void)
{
  OriginHttp *self = calloc (1, sizeof *self);

  if (self == NULL)
    bench_die ("origin: memory: %m");
  self->head[self->length++] = 'G';
  return self;
}

/* The content follows at once: the kernel waits for it. */
static void
begin_answer (OriginHttp *self, int fd)
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
  if (send (fd, head, (size_t) length, MSG_NOSIGNAL | MSG_MORE) != length)
    bench_die ("origin: sending broke: %m");
  self->is_answering = true;
}

static OriginHttpState
read_head (OriginHttp *self, int fd)
{
  ssize_t n = recv (fd, self->head + self->length, HEAD_SIZE - self->length, 0);

  if (n <= 0)
    return n < 0 && errno == EAGAIN ? ORIGIN_HTTP_READS : ORIGIN_HTTP_ENDS;
  self->length += (size_t) n;
  self->head[self->length] = '\0';
  if (strstr (self->head, "\r\n\r\n") == NULL)
    return ORIGIN_HTTP_READS;
  begin_answer (self, fd);
  return ORIGIN_HTTP_WRITES;
}

static OriginHttpState
send_content (OriginHttp *self, int fd)
{
  Link link = { .fd = fd };

  switch (transfer_send (&self->transfer, &link))
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
origin_http_run (OriginHttp *self, int fd)
{
  OriginHttpState state = self->is_answering ? ORIGIN_HTTP_WRITES : read_head (self, fd);

  return state == ORIGIN_HTTP_WRITES ? send_content (self, fd) : state;
}
