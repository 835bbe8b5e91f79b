/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Bulk transfer; see modes.h. All connections are established and one small transfer has gone
 * through before the clocks are read. */

#include "common/net.h"
#include "load/cost.h"
#include "load/modes.h"
#include "load/pattern.h"
#include "load/transfer.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#define WARM_UP_BYTES (8 << 20)

typedef struct
{
  Link link;
  Transfer transfer;
} Stream;

/* What came with the head is content already. */
static void
start_answer (Stream *self, const Options *options, uint64_t bytes)
{
  char head[CLIENT_HEAD_SIZE];
  size_t head_length, length;

  client_print_get (&options->route, bytes, head, sizeof head);
  client_send (&self->link, head, strlen (head));
  head_length = client_read_reply (&self->link, head, &length);
  if (client_content_length (head, head_length) != bytes)
    bench_die ("an answer of another length was promised");
  self->transfer.done = length - head_length;
  if (!pattern_matches (head + head_length, length - head_length, 0))
    bench_die ("wrong bytes at the beginning of an answer");
}

static void
start_order (Stream *self, const Options *options, uint64_t bytes)
{
  OriginOrderWithCount order = { .count = bytes };

  order.order = !options->is_upload    ? ORIGIN_DOWNLOAD
                : options->is_verified ? ORIGIN_UPLOAD_VERIFIED
                                       : ORIGIN_UPLOAD;
  client_send (&self->link, &order, sizeof order);
}

static void
start_stream (Stream *self, const Options *options, uint64_t bytes)
{
  self->transfer = (Transfer){ .total = bytes, .is_verified = options->is_verified };
  if (options->is_forwarded)
    start_answer (self, options, bytes);
  else
    start_order (self, options, bytes);
}

/* An upload is done when the origin says that it has everything. */
static void
end_stream (Stream *self, const Options *options)
{
  char verdict = '+';

  fcntl (self->link.fd, F_SETFL, 0);
  if (options->is_upload)
    client_receive (&self->link, &verdict, 1);
  if (verdict != '+')
    bench_die ("the origin got other bytes than were sent");
  client_end (&self->link);
}

static TransferState
run_stream (Stream *self, const Options *options)
{
  return options->is_upload ? transfer_send (&self->transfer, &self->link)
                            : transfer_receive (&self->transfer, &self->link);
}

static void
watch_streams (int epoll, Stream *streams, int n, bool is_upload)
{
  for (int i = 0; i < n; i++)
    {
      struct epoll_event event = { .events = is_upload ? EPOLLOUT : EPOLLIN,
                                   .data.ptr = &streams[i] };

      fcntl (streams[i].link.fd, F_SETFL, O_NONBLOCK);
      if (epoll_ctl (epoll, EPOLL_CTL_ADD, streams[i].link.fd, &event) < 0)
        bench_die ("client: epoll_ctl: %m");
    }
}

static void
run_until_done (int epoll, const Options *options, int n)
{
  struct epoll_event events[64];

  while (n > 0)
    {
      int n_ready = epoll_wait (epoll, events, 64, -1);

      for (int i = 0; i < n_ready; i++)
        {
          Stream *stream = events[i].data.ptr;
          TransferState state = run_stream (stream, options);

          if (state == TRANSFER_BROKEN)
            bench_die ("a transfer broke");
          if (state == TRANSFER_AGAIN)
            continue;
          epoll_ctl (epoll, EPOLL_CTL_DEL, stream->link.fd, NULL);
          n--;
        }
    }
}

/* Moves @bytes in all; false divisions go to the first stream. */
static void
transfer_all (const Options *options, Stream *streams, uint64_t bytes)
{
  int epoll = epoll_create1 (EPOLL_CLOEXEC);
  int n = options->tunnels;

  for (int i = 0; i < n; i++)
    start_stream (&streams[i], options, bytes / (uint64_t) n + (i == 0 ? bytes % (uint64_t) n : 0));
  watch_streams (epoll, streams, n, options->is_upload);
  run_until_done (epoll, options, n);
  for (int i = 0; i < n; i++)
    end_stream (&streams[i], options);
  close (epoll);
}

static void
open_streams (const Options *options, Stream *streams)
{
  for (int i = 0; i < options->tunnels; i++)
    streams[i].link = options->is_forwarded ? client_connect (&options->route)
                                            : client_open_tunnel (&options->route);
}

void
mode_relay (const Options *options)
{
  Stream *streams = calloc ((size_t) options->tunnels, sizeof *streams);
  int64_t cpu_ns, wall_ns;

  client_open_idle_tunnels (&options->route, options->idle);
  open_streams (options, streams);
  transfer_all (options, streams, WARM_UP_BYTES);
  open_streams (options, streams);
  cpu_ns = cost_cpu_ns (options->proxy_pid);
  wall_ns = bench_now_ns ();
  transfer_all (options, streams, options->bytes);
  wall_ns = bench_now_ns () - wall_ns;
  cpu_ns = cost_cpu_ns (options->proxy_pid) - cpu_ns;
  printf ("{\"mode\":\"relay\",\"direction\":\"%s\",\"tunnels\":%d,\"idle\":%d,\"bytes\":%" PRIu64
          ",\"cpu_s\":%.6f,\"wall_s\":%.6f}\n",
          options->is_upload ? "upload" : "download", options->tunnels, options->idle,
          options->bytes, (double) cpu_ns / 1e9, (double) wall_ns / 1e9);
  free (streams);
}
