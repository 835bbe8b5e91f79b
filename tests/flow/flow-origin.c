/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "flow.h"

#include "engine/net/adit-engine-address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <sys/time.h>

#define BACKLOG       1024
#define FILLERS_MAX   8
#define FILL_PAUSE_MS 100

static AditEngineAddress
address_of (const char *host, guint16 port)
{
  AditEngineAddress address;

  g_assert_true (adit_engine_address_parse (&address, host, port));
  return address;
}

static void
must (int result, const char *what)
{
  if (result < 0)
    g_error ("%s: %s", what, g_strerror (errno));
}

static int
patient (int fd)
{
  struct timeval patience = { .tv_sec = FLOW_PATIENCE_S };

  must (setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience), "SO_RCVTIMEO");
  must (setsockopt (fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience), "SO_SNDTIMEO");
  return fd;
}

static int
bound_socket (const char *host, guint16 *port, int type)
{
  AditEngineAddress address = address_of (host, *port);
  socklen_t length = adit_engine_address_length (&address);
  int fd = socket (address.any.sa_family, type | SOCK_CLOEXEC, 0);

  must (fd, "socket");
  must (setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof (int)), "SO_REUSEADDR");
  must (bind (fd, &address.any, length), "bind");
  must (getsockname (fd, &address.any, &length), "getsockname");
  *port = adit_engine_address_port (&address);

  return fd;
}

int
flow_reserve (const char *host, guint16 *port)
{
  *port = 0;
  return bound_socket (host, port, SOCK_STREAM);
}

int
flow_listen (const char *host, guint16 *port)
{
  int fd = bound_socket (host, port, SOCK_STREAM);

  must (listen (fd, BACKLOG), "listen");
  return patient (fd);
}

int
flow_accept (int listener)
{
  int fd = accept4 (listener, NULL, NULL, SOCK_CLOEXEC);

  must (fd, "accept");
  return patient (fd);
}

static int
dial (int fd, const char *host, guint16 port)
{
  AditEngineAddress address = address_of (host, port);

  patient (fd);
  must (connect (fd, &address.any, adit_engine_address_length (&address)), "connect");
  return fd;
}

int
flow_dial (const char *host, guint16 port)
{
  AditEngineAddress address = address_of (host, port);
  int fd = socket (address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

  must (fd, "socket");
  return dial (fd, host, port);
}

int
flow_dial_from (const char *local_host, const char *host, guint16 port)
{
  guint16 local_port = 0;

  return dial (bound_socket (local_host, &local_port, SOCK_STREAM), host, port);
}

char *
flow_find_own_address (void)
{
  struct ifaddrs *all = NULL;
  char *found = NULL;

  g_assert_cmpint (getifaddrs (&all), ==, 0);
  for (struct ifaddrs *at = all; at && !found; at = at->ifa_next)
    {
      char text[INET_ADDRSTRLEN];

      if (!at->ifa_addr || at->ifa_addr->sa_family != AF_INET || !(at->ifa_flags & IFF_UP) ||
          (at->ifa_flags & IFF_LOOPBACK))
        continue;
      inet_ntop (AF_INET, &((struct sockaddr_in *) at->ifa_addr)->sin_addr, text, sizeof text);
      found = g_strdup (text);
    }
  freeifaddrs (all);

  return found;
}

/* ---- A port where nobody answers ---- */

/* Whether this one still found room in the queue. */
static gboolean
fill_one (FlowBlackHole *self, const AditEngineAddress *address)
{
  int fd = socket (address->any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

  must (fd, "socket");
  if (connect (fd, &address->any, adit_engine_address_length (address)) < 0)
    g_assert_cmpint (errno, ==, EINPROGRESS);
  g_array_append_val (self->fillers, fd);

  return flow_is_writable (fd, FILL_PAUSE_MS);
}

void
flow_black_hole_open (FlowBlackHole *self, const char *host)
{
  AditEngineAddress address;

  self->port = 0;
  self->fillers = g_array_new (FALSE, FALSE, sizeof (int));
  self->listener = bound_socket (host, &self->port, SOCK_STREAM);
  must (listen (self->listener, 0), "listen");

  address = address_of (host, self->port);
  while (fill_one (self, &address))
    g_assert_cmpuint (self->fillers->len, <, FILLERS_MAX);
}

void
flow_black_hole_close (FlowBlackHole *self)
{
  for (guint i = 0; i < self->fillers->len; i++)
    flow_close (g_array_index (self->fillers, int, i));
  flow_close (self->listener);
  g_array_unref (self->fillers);
}
