/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Sockets and clocks for the bench programs; see net.h. */

#include "common/net.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>

#define BACKLOG 4096

void
bench_die (const char *format, ...)
{
  va_list args;

  va_start (args, format);
  vfprintf (stderr, format, args);
  va_end (args);
  fputc ('\n', stderr);
  exit (1);
}

void
bench_raise_descriptor_limit (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) < 0)
    bench_die ("descriptor limit: %m");
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit (RLIMIT_NOFILE, &limit) < 0)
    bench_die ("descriptor limit: %m");
}

static bool
parse_port (const char *text, uint16_t *port)
{
  char *end = NULL;
  unsigned long value = strtoul (text, &end, 10);

  if (text[0] < '0' || text[0] > '9' || end == text || *end != '\0' || value > UINT16_MAX)
    return false;
  *port = (uint16_t) value;
  return true;
}

bool
bench_parse_address (const char *text, struct sockaddr_in *address)
{
  char host[INET_ADDRSTRLEN];
  const char *colon = strchr (text, ':');
  size_t length = colon != NULL ? (size_t) (colon - text) : sizeof host;
  uint16_t port;

  if (length >= sizeof host || !parse_port (colon + 1, &port))
    return false;
  memcpy (host, text, length);
  host[length] = '\0';
  *address = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons (port) };
  return inet_pton (AF_INET, host, &address->sin_addr) == 1;
}

int
bench_listen (const struct sockaddr_in *address)
{
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  int on = 1;

  if (fd < 0)
    bench_die ("socket: %m");
  setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind (fd, (const struct sockaddr *) address, sizeof *address) < 0)
    bench_die ("bind: %m");
  if (listen (fd, BACKLOG) < 0)
    bench_die ("listen: %m");
  return fd;
}

uint16_t
bench_local_port (int fd)
{
  struct sockaddr_in address;
  socklen_t length = sizeof address;

  if (getsockname (fd, (struct sockaddr *) &address, &length) < 0)
    bench_die ("getsockname: %m");
  return ntohs (address.sin_port);
}

void
bench_set_no_delay (int fd)
{
  int on = 1;

  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

int64_t
bench_now_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (int64_t) now.tv_sec * 1000000000 + now.tv_nsec;
}
