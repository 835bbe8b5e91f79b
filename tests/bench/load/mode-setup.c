/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Tunnels that come and go; see modes.h. One epoll drives the tunnels that are under way, each
 * through the steps below; when one ends, the next begins in its place. */

#include "common/net.h"
#include "load/cost.h"
#include "load/modes.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define N_WARM_UP  200
#define REPLY_SIZE 1024

typedef enum
{
  STEP_CONNECT, /* the head goes out when it is done */
  STEP_REPLY,
  STEP_BYTE,
  STEP_END,
} Step;

typedef struct
{
  int fd;
  Step step;
  char reply[REPLY_SIZE];
  size_t length;
} Attempt;

typedef struct
{
  const Options *options;
  int epoll;
  int n_left; /* to begin */
  int n_live;
  char head[256];
} Campaign;

static void
watch (Campaign *self, Attempt *attempt, int operation, uint32_t events)
{
  struct epoll_event event = { .events = events, .data.ptr = attempt };

  if (epoll_ctl (self->epoll, operation, attempt->fd, &event) < 0)
    bench_die ("client: epoll_ctl: %m");
}

static void
send_head (Campaign *self, Attempt *attempt)
{
  client_send (attempt->fd, self->head, strlen (self->head));
  attempt->step = STEP_REPLY;
  attempt->length = 0;
}

static void
begin (Campaign *self, Attempt *attempt)
{
  const struct sockaddr_in *proxy = &self->options->route.proxy;

  self->n_left--;
  self->n_live++;
  attempt->step = STEP_CONNECT;
  attempt->fd = socket (AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (attempt->fd < 0)
    bench_die ("client: socket: %m");
  bench_set_no_delay (attempt->fd);
  if (connect (attempt->fd, (const struct sockaddr *) proxy, sizeof *proxy) == 0)
    send_head (self, attempt);
  else if (errno != EINPROGRESS)
    bench_die ("client: connect: %m");
  watch (self, attempt, EPOLL_CTL_ADD, attempt->step == STEP_CONNECT ? EPOLLOUT : EPOLLIN);
}

static void
finish_connect (Campaign *self, Attempt *attempt)
{
  send_head (self, attempt);
  watch (self, attempt, EPOLL_CTL_MOD, EPOLLIN);
}

static void
begin_end (Attempt *attempt)
{
  shutdown (attempt->fd, SHUT_WR);
  attempt->step = STEP_END;
}

static void
read_reply (Attempt *attempt, const char *bytes, size_t n, bool is_bare)
{
  char order = ORIGIN_ECHO;

  if (attempt->length + n >= sizeof attempt->reply)
    bench_die ("the proxy's reply is too long");
  memcpy (attempt->reply + attempt->length, bytes, n);
  attempt->length += n;
  if (client_check_reply (attempt->reply, attempt->length) == 0)
    return;
  if (is_bare)
    {
      begin_end (attempt);
      return;
    }
  client_send (attempt->fd, &order, 1);
  attempt->step = STEP_BYTE;
}

static void
end (Campaign *self, Attempt *attempt)
{
  close (attempt->fd);
  self->n_live--;
  if (self->n_left > 0)
    begin (self, attempt);
}

static void
advance (Campaign *self, Attempt *attempt)
{
  char bytes[REPLY_SIZE];
  ssize_t n;

  if (attempt->step == STEP_CONNECT)
    {
      finish_connect (self, attempt);
      return;
    }
  n = recv (attempt->fd, bytes, sizeof bytes, 0);
  if (n < 0 && errno != EAGAIN)
    bench_die ("client: a tunnel broke: %m");
  if (n == 0 && attempt->step != STEP_END)
    bench_die ("client: a tunnel ended early");
  if (n == 0)
    end (self, attempt);
  else if (n > 0 && attempt->step == STEP_REPLY)
    read_reply (attempt, bytes, (size_t) n, self->options->is_bare);
  else if (n > 0)
    begin_end (attempt);
}

static void
run (const Options *options, int count)
{
  Campaign self = { .options = options, .epoll = epoll_create1 (EPOLL_CLOEXEC), .n_left = count };
  Attempt *attempts = calloc ((size_t) options->concurrency, sizeof *attempts);
  struct epoll_event events[64];

  client_print_head (&options->route, self.head, sizeof self.head);
  for (int i = 0; i < options->concurrency && self.n_left > 0; i++)
    begin (&self, &attempts[i]);
  while (self.n_live > 0)
    {
      int n = epoll_wait (self.epoll, events, 64, -1);

      for (int i = 0; i < n; i++)
        advance (&self, events[i].data.ptr);
    }
  close (self.epoll);
  free (attempts);
}

void
mode_setup (const Options *options)
{
  int64_t cpu_ns, wall_ns;

  client_open_idle_tunnels (&options->route, options->idle);
  run (options, N_WARM_UP);
  cpu_ns = cost_cpu_ns (options->proxy_pid);
  wall_ns = bench_now_ns ();
  run (options, options->tunnels);
  wall_ns = bench_now_ns () - wall_ns;
  cpu_ns = cost_cpu_ns (options->proxy_pid) - cpu_ns;
  printf ("{\"mode\":\"setup\",\"tunnels\":%d,\"concurrency\":%d,\"idle\":%d,\"cpu_us\":%.3f,"
          "\"wall_us\":%.3f}\n",
          options->tunnels, options->concurrency, options->idle,
          (double) cpu_ns / 1e3 / options->tunnels, (double) wall_ns / 1e3 / options->tunnels);
}
