/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Opening and using connections, one at a time; see client.h. */

#include "load/client.h"

#include "common/net.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define ANSWER_LIMIT_S 60
#define LENGTH_FIELD   "\r\nContent-Length:"

static void
print_origin (const Route *route, char *text, size_t size)
{
  char host[INET_ADDRSTRLEN];

  inet_ntop (AF_INET, &route->origin.sin_addr, host, sizeof host);
  snprintf (text, size, "%s:%u", host, ntohs (route->origin.sin_port));
}

static void
end_head (const Route *route, char *head, size_t size)
{
  size_t length = strlen (head);
  int n = route->field != NULL ? snprintf (head + length, size - length, "%s\r\n\r\n", route->field)
                               : snprintf (head + length, size - length, "\r\n");

  if ((size_t) n >= size - length)
    bench_die ("the request's head is too long");
}

void
client_print_head (const Route *route, char *head, size_t size)
{
  char origin[64];

  print_origin (route, origin, sizeof origin);
  snprintf (head, size, "CONNECT %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: adit-bench/1\r\n", origin,
            origin);
  end_head (route, head, size);
}

/* The fields that a browser sends for a picture, so that proxies have something to look at. */
void
client_print_get (const Route *route, uint64_t count, char *head, size_t size)
{
  char origin[64];

  print_origin (route, origin, sizeof origin);
  snprintf (head, size,
            "GET %s://%s/%" PRIu64 " HTTP/1.1\r\nHost: %s\r\nProxy-Connection: keep-alive\r\n"
            "User-Agent: adit-bench/1\r\nAccept: image/avif,image/webp,*/*;q=0.8\r\n"
            "Referer: http://%s/\r\nAccept-Encoding: gzip, deflate\r\n"
            "Accept-Language: en-GB,en;q=0.9\r\n",
            route->is_origin_encrypted ? "https" : "http", origin, count, origin, origin);
  end_head (route, head, size);
}

size_t
client_check_reply (const char *reply, size_t length)
{
  const char *end = memmem (reply, length, "\r\n\r\n", 4);

  if (length >= 12 && (memcmp (reply, "HTTP/1.", 7) != 0 || memcmp (reply + 8, " 200", 4) != 0))
    bench_die ("the proxy answered: %.*s", (int) strcspn (reply, "\r\n"), reply);
  if (end == NULL && length >= CLIENT_HEAD_SIZE - 1)
    bench_die ("the proxy's reply does not end");
  return end != NULL ? (size_t) (end - reply) + 4 : 0;
}

uint64_t
client_content_length (const char *reply, size_t length)
{
  char head[CLIENT_HEAD_SIZE];
  const char *field;

  memcpy (head, reply, length);
  head[length] = '\0';
  field = strcasestr (head, LENGTH_FIELD);
  if (field == NULL)
    bench_die ("the proxy's answer tells no length");
  return strtoull (field + strlen (LENGTH_FIELD), NULL, 10);
}

Link
client_connect (const Route *route)
{
  struct timeval limit = { .tv_sec = ANSWER_LIMIT_S };
  Link link = { .fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) };

  if (link.fd < 0)
    bench_die ("client: socket: %m");
  setsockopt (link.fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  setsockopt (link.fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  bench_set_no_delay (link.fd);
  if (connect (link.fd, (const struct sockaddr *) &route->proxy, sizeof route->proxy) < 0)
    bench_die ("client: connect: %m");
  if (!route->is_encrypted)
    return link;
  link.tls = tls_new (link.fd);
  if (!tls_handshake (link.tls))
    bench_die ("client: the TLS handshake takes too long");
  return link;
}

size_t
client_read_reply (Link *link, char *reply, size_t *length)
{
  size_t head_length;

  *length = 0;
  memset (reply, 0, CLIENT_HEAD_SIZE);
  do
    {
      ssize_t n = link_receive (link, reply + *length, CLIENT_HEAD_SIZE - 1 - *length);

      if (n <= 0)
        bench_die (n == 0 ? "the proxy closed instead of a reply" : "no reply from the proxy: %m");
      *length += (size_t) n;
    }
  while ((head_length = client_check_reply (reply, *length)) == 0);
  return head_length;
}

/* The origin stays silent until it is spoken to, so nothing can follow the reply. */
Link
client_open_tunnel (const Route *route)
{
  char head[CLIENT_HEAD_SIZE];
  Link link = client_connect (route);
  size_t length;

  client_print_head (route, head, sizeof head);
  client_send (&link, head, strlen (head));
  client_read_reply (&link, head, &length);
  return link;
}

void
client_send (Link *link, const void *bytes, size_t length)
{
  if (link_send (link, bytes, length) != (ssize_t) length || !link_flush (link))
    bench_die ("client: sending broke: %m");
}

void
client_receive (Link *link, void *bytes, size_t length)
{
  size_t n_received = 0;

  while (n_received < length)
    {
      ssize_t n = link_receive (link, (char *) bytes + n_received, length - n_received);

      if (n <= 0)
        bench_die (n == 0 ? "client: the stream ended" : "client: receiving broke: %m");
      n_received += (size_t) n;
    }
}

/* TLS's word for the end is not waited for: not every proxy says it. */
void
client_end (Link *link)
{
  char byte;
  ssize_t n;

  link_end_writing (link);
  n = link_receive (link, &byte, 1);
  if (n > 0 || (n < 0 && errno != EPROTO))
    bench_die ("client: the connection did not end: %m");
  link_close (link);
}

void
client_open_idle_tunnels (const Route *route, int count)
{
  char order = ORIGIN_SINK;

  for (int i = 0; i < count; i++)
    {
      Link link = client_open_tunnel (route);

      client_send (&link, &order, 1);
      link_forget (&link);
    }
}
