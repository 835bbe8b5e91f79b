/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Opening and using tunnels, one at a time; see client.h. */

#include "load/client.h"

#include "common/net.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define REPLY_SIZE     4096
#define ANSWER_LIMIT_S 60

void
client_print_head (const Route *route, char *head, size_t size)
{
  char host[INET_ADDRSTRLEN];
  unsigned port = ntohs (route->origin.sin_port);

  inet_ntop (AF_INET, &route->origin.sin_addr, host, sizeof host);
  snprintf (head, size, "CONNECT %s:%u HTTP/1.1\r\nHost: %s:%u\r\nUser-Agent: adit-bench/1\r\n\r\n",
            host, port, host, port);
}

size_t
client_check_reply (const char *reply, size_t length)
{
  const char *end = memmem (reply, length, "\r\n\r\n", 4);

  if (length >= 12 && (memcmp (reply, "HTTP/1.", 7) != 0 || memcmp (reply + 8, " 200", 4) != 0))
    bench_die ("the proxy answered: %.*s", (int) strcspn (reply, "\r\n"), reply);
  if (end == NULL && length >= REPLY_SIZE - 1)
    bench_die ("the proxy's reply does not end");
  return end != NULL ? (size_t) (end - reply) + 4 : 0;
}

static int
connect_to_proxy (const Route *route)
{
  struct timeval limit = { .tv_sec = ANSWER_LIMIT_S };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  if (fd < 0)
    bench_die ("client: socket: %m");
  setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  setsockopt (fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  bench_set_no_delay (fd);
  if (connect (fd, (const struct sockaddr *) &route->proxy, sizeof route->proxy) < 0)
    bench_die ("client: connect: %m");
  return fd;
}

/* The origin stays silent until it is spoken to, so nothing can follow the reply. */
static void
read_reply (int fd)
{
  char reply[REPLY_SIZE] = "";
  size_t length = 0;

  do
    {
      ssize_t n = recv (fd, reply + length, sizeof reply - 1 - length, 0);

      if (n <= 0)
        bench_die (n == 0 ? "the proxy closed instead of a reply" : "no reply from the proxy: %m");
      length += (size_t) n;
    }
  while (client_check_reply (reply, length) == 0);
}

int
client_open_tunnel (const Route *route)
{
  char head[256];
  int fd = connect_to_proxy (route);

  client_print_head (route, head, sizeof head);
  client_send (fd, head, strlen (head));
  read_reply (fd);
  return fd;
}

void
client_send (int fd, const void *bytes, size_t length)
{
  if (send (fd, bytes, length, MSG_NOSIGNAL) != (ssize_t) length)
    bench_die ("client: sending broke: %m");
}

void
client_receive (int fd, void *bytes, size_t length)
{
  if (recv (fd, bytes, length, MSG_WAITALL) != (ssize_t) length)
    bench_die ("client: receiving broke: %m");
}

void
client_end_tunnel (int fd)
{
  char byte;

  shutdown (fd, SHUT_WR);
  if (recv (fd, &byte, 1, 0) != 0)
    bench_die ("client: the tunnel did not end: %m");
  close (fd);
}

void
client_open_idle_tunnels (const Route *route, int count)
{
  char order = ORIGIN_SINK;

  for (int i = 0; i < count; i++)
    client_send (client_open_tunnel (route), &order, 1);
}
