/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Forwarded requests; see modes.h. One epoll drives the connections, each of which asks again as
 * soon as it has its answer. */

#include "common/net.h"
#include "load/cost.h"
#include "load/modes.h"
#include "load/pattern.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#define WARM_UP_SHARE 10

typedef struct
{
  Link link;
  char reply[CLIENT_HEAD_SIZE];
  size_t length;     /* of what has come of the head, and with it */
  bool is_head_read; /* of the present answer */
  uint64_t done;     /* bytes of its content */
} Exchange;

typedef struct
{
  const Options *options;
  Exchange *exchanges;
  int epoll;
  int n_left; /* to begin */
  int n_live;
  char head[CLIENT_HEAD_SIZE];
} Campaign;

static void
begin (Campaign *self, Exchange *exchange)
{
  self->n_left--;
  self->n_live++;
  exchange->length = 0;
  exchange->is_head_read = false;
  exchange->done = 0;
  client_send (&exchange->link, self->head, strlen (self->head));
}

static void
end (Campaign *self, Exchange *exchange)
{
  self->n_live--;
  if (self->n_left > 0)
    begin (self, exchange);
}

static void
count_content (Campaign *self, Exchange *exchange, const char *bytes, size_t n)
{
  uint64_t total = self->options->bytes;

  if (n > total - exchange->done)
    bench_die ("an answer is longer than it may be");
  if (self->options->is_verified && !pattern_matches (bytes, n, exchange->done))
    bench_die ("wrong bytes in an answer");
  exchange->done += n;
  if (exchange->done == total)
    end (self, exchange);
}

static void
take_head (Campaign *self, Exchange *exchange)
{
  size_t length = exchange->length;
  size_t head_length = client_check_reply (exchange->reply, length);

  if (head_length == 0)
    return;
  if (client_content_length (exchange->reply, head_length) != self->options->bytes)
    bench_die ("an answer of another length was promised");
  exchange->is_head_read = true;
  count_content (self, exchange, exchange->reply + head_length, length - head_length);
}

static ssize_t
receive_head (Campaign *self, Exchange *exchange)
{
  ssize_t n = link_receive (&exchange->link, exchange->reply + exchange->length,
                            sizeof exchange->reply - 1 - exchange->length);

  if (n > 0)
    {
      exchange->length += (size_t) n;
      take_head (self, exchange);
    }
  return n;
}

static ssize_t
receive_content (Campaign *self, Exchange *exchange)
{
  static char bytes[PATTERN_CHUNK];
  ssize_t n = link_receive (&exchange->link, bytes, sizeof bytes);

  if (n > 0)
    count_content (self, exchange, bytes, (size_t) n);
  return n;
}

static void
advance (Campaign *self, Exchange *exchange)
{
  ssize_t n;

  do
    n = exchange->is_head_read ? receive_content (self, exchange) : receive_head (self, exchange);
  while (link_has_input (&exchange->link));
  if (n == 0)
    bench_die ("the proxy closed a connection that was to be kept");
  if (n < 0 && errno != EAGAIN)
    bench_die ("client: a connection broke: %m");
}

static void
open_connections (Campaign *self)
{
  for (int i = 0; i < self->options->concurrency; i++)
    {
      Exchange *exchange = &self->exchanges[i];
      struct epoll_event event = { .events = EPOLLIN, .data.ptr = exchange };

      exchange->link = client_connect (&self->options->route);
      fcntl (exchange->link.fd, F_SETFL, O_NONBLOCK);
      if (epoll_ctl (self->epoll, EPOLL_CTL_ADD, exchange->link.fd, &event) < 0)
        bench_die ("client: epoll_ctl: %m");
    }
}

static void
run (Campaign *self, int count)
{
  struct epoll_event events[64];

  self->n_left = count;
  for (int i = 0; i < self->options->concurrency && self->n_left > 0; i++)
    begin (self, &self->exchanges[i]);
  while (self->n_live > 0)
    {
      int n = epoll_wait (self->epoll, events, 64, -1);

      for (int i = 0; i < n; i++)
        advance (self, events[i].data.ptr);
    }
}

void
mode_forward (const Options *options)
{
  Campaign self = { .options = options, .epoll = epoll_create1 (EPOLL_CLOEXEC) };
  int64_t cpu_ns, wall_ns;

  client_open_idle_tunnels (&options->route, options->idle);
  self.exchanges = calloc ((size_t) options->concurrency, sizeof *self.exchanges);
  client_print_get (&options->route, options->bytes, self.head, sizeof self.head);
  open_connections (&self);
  run (&self, options->concurrency + options->requests / WARM_UP_SHARE);
  cpu_ns = cost_cpu_ns (options->proxy_pid);
  wall_ns = bench_now_ns ();
  run (&self, options->requests);
  wall_ns = bench_now_ns () - wall_ns;
  cpu_ns = cost_cpu_ns (options->proxy_pid) - cpu_ns;
  printf ("{\"mode\":\"forward\",\"requests\":%d,\"concurrency\":%d,\"idle\":%d,\"bytes\":%" PRIu64
          ",\"cpu_us\":%.3f,\"wall_us\":%.3f}\n",
          options->requests, options->concurrency, options->idle, options->bytes,
          (double) cpu_ns / 1e3 / options->requests, (double) wall_ns / 1e3 / options->requests);
  for (int i = 0; i < options->concurrency; i++)
    link_close (&self.exchanges[i].link);
  free (self.exchanges);
}
