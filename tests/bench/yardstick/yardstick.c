/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The yardstick: the barest CONNECT relay that epoll and splice(2) allow. Adit and other proxies
 * are measured in multiples of it, so that figures from different machines can be compared.
 *
 * One thread, IPv4 literals only, no names, no sign-in, no limits, no accounting, no error
 * replies. What it does, it does as cheaply as we could find out. The options are there to try
 * the alternatives again.
 *
 * Prints "listening ADDRESS:PORT" when it accepts connections; ends with SIGTERM. */

#include "common/net.h"
#include "yardstick/request.h"
#include "yardstick/tunnel.h"

#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#define N_EVENTS 256

static struct sockaddr_in listen_address = { .sin_family = AF_INET };

static uint32_t
parse_size (const char *text)
{
  char *end = NULL;
  unsigned long value = strtoul (text, &end, 10);

  if (*end == 'k')
    value <<= 10;
  if (end == text || value > 1 << 30)
    bench_die ("not a size: %s", text);
  return (uint32_t) value;
}

static void
parse_options (int argc, char **argv)
{
  static const struct option options[] = {
    { "listen", required_argument, NULL, 'l' },    { "edge", no_argument, NULL, 'e' },
    { "pipe-size", required_argument, NULL, 'p' }, { "chunk", required_argument, NULL, 'c' },
    { "keep-over", required_argument, NULL, 'k' }, { NULL, 0, NULL, 0 },
  };
  int option;

  inet_pton (AF_INET, "127.0.0.1", &listen_address.sin_addr);
  while ((option = getopt_long (argc, argv, "", options, NULL)) != -1)
    if (option == 'l' && bench_parse_address (optarg, &listen_address))
      continue;
    else if (option == 'e')
      relay_options.is_edge_triggered = true;
    else if (option == 'p')
      relay_options.pipe_size = (int) parse_size (optarg);
    else if (option == 'c')
      relay_options.chunk = parse_size (optarg);
    else if (option == 'k')
      relay_options.keep_over = parse_size (optarg);
    else
      bench_die ("usage: yardstick [--listen=IPV4:PORT] [--edge] [--pipe-size=N[k]] [--chunk=N[k]]"
                 " [--keep-over=N[k]]");
}

static void
accept_one (int listener)
{
  int client = accept4 (listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

  if (client >= 0)
    {
      bench_set_no_delay (client);
      tunnel_new (client);
    }
  else if (errno != EAGAIN && errno != ECONNABORTED)
    bench_die ("accept: %m");
}

static void
dispatch (const struct epoll_event *event)
{
  Tunnel *tunnel = (Tunnel *) (uintptr_t) (event->data.u64 & ~(uint64_t) 1);

  if (tunnel->is_closed)
    return;
  if (tunnel->fd[1] < 0)
    request_on_ready (tunnel);
  else if (!tunnel->is_connecting)
    tunnel_on_ready (tunnel, (int) (event->data.u64 & 1), event->events);
  else if ((event->data.u64 & 1) != 0)
    request_on_connected (tunnel);
  else if (event->events & (EPOLLHUP | EPOLLERR))
    tunnel_close (tunnel);
}

static void
serve (int listener)
{
  struct epoll_event events[N_EVENTS];

  while (true)
    {
      int n = epoll_wait (relay_options.epoll, events, N_EVENTS, -1);

      for (int i = 0; i < n; i++)
        if (events[i].data.u64 == 0)
          accept_one (listener);
        else
          dispatch (&events[i]);
      tunnel_free_closed ();
    }
}

int
main (int argc, char **argv)
{
  struct epoll_event event = { .events = EPOLLIN };
  char host[INET_ADDRSTRLEN];
  int listener;

  parse_options (argc, argv);
  signal (SIGPIPE, SIG_IGN);
  bench_raise_descriptor_limit ();
  listener = bench_listen (&listen_address);
  relay_options.epoll = epoll_create1 (EPOLL_CLOEXEC);
  if (epoll_ctl (relay_options.epoll, EPOLL_CTL_ADD, listener, &event) < 0)
    bench_die ("epoll: %m");
  inet_ntop (AF_INET, &listen_address.sin_addr, host, sizeof host);
  printf ("listening %s:%u\n", host, bench_local_port (listener));
  fflush (stdout);
  serve (listener);
}
