/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* How much goes through in a time; see modes.h. What arrives is counted where it arrives, between
 * two looks at this process's clock: at the client what it reads, at the origin in slots that both
 * processes see. */

#include "common/net.h"
#include "load/cost.h"
#include "load/modes.h"
#include "load/transfer.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

/* Buffers on the way are full then, and whatever the proxy had saved up is gone. */
#define WARM_UP_NS INT64_C (1500000000)
#define NS_PER_MS  1000000

/* More than any tunnel carries, and than a transfer counts up to. */
#define ENDLESS (UINT64_MAX / 2)

typedef struct
{
  const Options *options;
  int epoll;
  Link *links;
  Transfer *transfers;
} Campaign;

static void
begin (Campaign *self, int i)
{
  bool is_upload = self->options->is_upload;
  OriginOrderWithCount order = { .order = is_upload ? ORIGIN_COUNT : ORIGIN_DOWNLOAD,
                                 .count = is_upload ? (uint64_t) i : ENDLESS };
  struct epoll_event event = { .events = is_upload ? EPOLLOUT : EPOLLIN, .data.u32 = (uint32_t) i };

  self->links[i] = client_open_tunnel (&self->options->route);
  self->transfers[i] = (Transfer){ .total = ENDLESS };
  client_send (&self->links[i], &order, sizeof order);
  fcntl (self->links[i].fd, F_SETFL, O_NONBLOCK);
  if (epoll_ctl (self->epoll, EPOLL_CTL_ADD, self->links[i].fd, &event) < 0)
    bench_die ("client: epoll_ctl: %m");
}

static void
carry (Campaign *self, uint32_t i)
{
  TransferState state = self->options->is_upload
                            ? transfer_send (&self->transfers[i], &self->links[i])
                            : transfer_receive (&self->transfers[i], &self->links[i]);

  if (state != TRANSFER_AGAIN)
    bench_die ("a transfer broke");
}

static void
carry_until (Campaign *self, int64_t end_ns)
{
  struct epoll_event events[64];
  int64_t left_ns;

  while ((left_ns = end_ns - bench_now_ns ()) > 0)
    {
      int n = epoll_wait (self->epoll, events, 64, (int) (left_ns / NS_PER_MS) + 1);

      for (int i = 0; i < n; i++)
        carry (self, events[i].data.u32);
    }
}

/* What has arrived so far of each, into @counts. */
static void
look (const Campaign *self, uint64_t *counts)
{
  for (int i = 0; i < self->options->tunnels; i++)
    counts[i] =
        self->options->is_upload ? origin_get_count ((unsigned) i) : self->transfers[i].done;
}

static void
print (const Options *options, const uint64_t *before, const uint64_t *after, int64_t wall_ns)
{
  uint64_t total = 0, least = UINT64_MAX, most = 0;

  for (int i = 0; i < options->tunnels; i++)
    {
      uint64_t carried = after[i] - before[i];

      total += carried;
      least = carried < least ? carried : least;
      most = carried > most ? carried : most;
    }
  printf ("{\"mode\":\"rate\",\"direction\":\"%s\",\"tunnels\":%d,\"bytes\":%" PRIu64
          ",\"least\":%" PRIu64 ",\"most\":%" PRIu64 ",\"wall_s\":%.6f",
          options->is_upload ? "upload" : "download", options->tunnels, total, least, most,
          (double) wall_ns / 1e9);
}

void
mode_rate (const Options *options)
{
  size_t n = (size_t) options->tunnels;
  Campaign self = { .options = options,
                    .epoll = epoll_create1 (EPOLL_CLOEXEC),
                    .links = calloc (n, sizeof (Link)),
                    .transfers = calloc (n, sizeof (Transfer)) };
  uint64_t *before = calloc (n, sizeof *before), *after = calloc (n, sizeof *after);
  int64_t begin_ns, cpu_ns;

  if (options->tunnels > ORIGIN_SLOTS)
    bench_die ("not so many tunnels for a rate");
  client_open_idle_tunnels (&options->route, options->idle);
  for (int i = 0; i < options->tunnels; i++)
    begin (&self, i);
  carry_until (&self, bench_now_ns () + WARM_UP_NS);
  cpu_ns = cost_cpu_ns (options->proxy_pid);
  begin_ns = bench_now_ns ();
  look (&self, before);
  carry_until (&self, begin_ns + (int64_t) options->milliseconds * NS_PER_MS);
  look (&self, after);
  print (options, before, after, bench_now_ns () - begin_ns);
  cpu_ns = cost_cpu_ns (options->proxy_pid) - cpu_ns;
  printf (",\"cpu_s\":%.6f}\n", (double) cpu_ns / 1e9);
  free (before);
  free (after);
  free (self.links);
  free (self.transfers);
  close (self.epoll);
}
