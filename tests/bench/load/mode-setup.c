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

#define N_WARM_UP 200

typedef enum
{
  STEP_CONNECT,
  STEP_HANDSHAKE, /* the head goes out when it is done */
  STEP_REPLY,
  STEP_BYTE,
  STEP_END,
} Step;

typedef struct
{
  Link link;
  Step step;
  char reply[CLIENT_HEAD_SIZE];
  size_t length;
} Attempt;

typedef struct
{
  const Options *options;
  int epoll;
  int n_left; /* to begin */
  int n_live;
  char head[CLIENT_HEAD_SIZE];
} Campaign;

static void
watch (Campaign *self, Attempt *attempt, int operation, uint32_t events)
{
  struct epoll_event event = { .events = events, .data.ptr = attempt };

  if (epoll_ctl (self->epoll, operation, attempt->link.fd, &event) < 0)
    bench_die ("client: epoll_ctl: %m");
}

static void
send_head (Campaign *self, Attempt *attempt)
{
  client_send (&attempt->link, self->head, strlen (self->head));
  attempt->step = STEP_REPLY;
  attempt->length = 0;
}

static void
shake_hands (Campaign *self, Attempt *attempt)
{
  attempt->step = STEP_HANDSHAKE;
  if (attempt->link.tls == NULL || tls_handshake (attempt->link.tls))
    send_head (self, attempt);
}

static void
begin (Campaign *self, Attempt *attempt)
{
  const Route *route = &self->options->route;
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

  self->n_left--;
  self->n_live++;
  attempt->step = STEP_CONNECT;
  if (fd < 0)
    bench_die ("client: socket: %m");
  bench_set_no_delay (fd);
  attempt->link = (Link){ .fd = fd, .tls = route->is_encrypted ? tls_new (fd) : NULL };
  if (connect (fd, (const struct sockaddr *) &route->proxy, sizeof route->proxy) == 0)
    shake_hands (self, attempt);
  else if (errno != EINPROGRESS)
    bench_die ("client: connect: %m");
  watch (self, attempt, EPOLL_CTL_ADD, attempt->step == STEP_CONNECT ? EPOLLOUT : EPOLLIN);
}

static void
finish_connect (Campaign *self, Attempt *attempt)
{
  shake_hands (self, attempt);
  watch (self, attempt, EPOLL_CTL_MOD, EPOLLIN);
}

static void
begin_end (Attempt *attempt)
{
  link_end_writing (&attempt->link);
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
  client_send (&attempt->link, &order, 1);
  attempt->step = STEP_BYTE;
}

static void
end (Campaign *self, Attempt *attempt)
{
  link_close (&attempt->link);
  self->n_live--;
  if (self->n_left > 0)
    begin (self, attempt);
}

/* Bytes that came, or the end. */
static void
take (Campaign *self, Attempt *attempt, const char *bytes, size_t n)
{
  if (n == 0 && attempt->step != STEP_END)
    bench_die ("client: a tunnel ended early");
  if (n == 0)
    end (self, attempt);
  else if (attempt->step == STEP_REPLY)
    read_reply (attempt, bytes, n, self->options->is_bare);
  else
    begin_end (attempt);
}

/* As client_end(): not every proxy says in TLS's words that it ends. */
static bool
is_end (const Attempt *attempt, ssize_t n)
{
  return n == 0 || (attempt->step == STEP_END && errno == EPROTO);
}

static void
receive (Campaign *self, Attempt *attempt)
{
  char bytes[CLIENT_HEAD_SIZE];
  ssize_t n = link_receive (&attempt->link, bytes, sizeof bytes);

  if (n > 0)
    take (self, attempt, bytes, (size_t) n);
  else if (is_end (attempt, n))
    take (self, attempt, NULL, 0);
  else if (errno != EAGAIN)
    bench_die ("client: a tunnel broke: %m");
}

static void
advance (Campaign *self, Attempt *attempt)
{
  if (attempt->step == STEP_CONNECT)
    finish_connect (self, attempt);
  else if (attempt->step == STEP_HANDSHAKE)
    shake_hands (self, attempt);
  else
    receive (self, attempt);
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
