/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "test-sockets.h"

#include <glib-unix.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

/* Only reached when something is broken. */
#define PATIENCE_MS 20000

void
test_sockets_tcp_pair (int fds[2])
{
  struct sockaddr_in address = { .sin_family = AF_INET };
  socklen_t length = sizeof address;
  int listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  g_assert_no_errno (bind (listener, (struct sockaddr *) &address, length));
  g_assert_no_errno (listen (listener, 1));
  g_assert_no_errno (getsockname (listener, (struct sockaddr *) &address, &length));

  fds[1] = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_no_errno (connect (fds[1], (struct sockaddr *) &address, length));
  fds[0] = accept4 (listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
  g_assert_no_errno (fds[0]);
  close (listener);
}

void
test_sockets_local_pair (int fds[2])
{
  g_assert_no_errno (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds));
}

void
test_sockets_send (int fd, gconstpointer bytes, gsize length)
{
  g_assert_cmpint (send (fd, bytes, length, MSG_NOSIGNAL), ==, (gssize) length);
}

static void
await (int fd, short events)
{
  struct pollfd poller = { .fd = fd, .events = events };

  g_assert_cmpint (poll (&poller, 1, PATIENCE_MS), ==, 1);
}

static void
set_low_water_mark (int fd, int n_bytes)
{
  g_assert_no_errno (setsockopt (fd, SOL_SOCKET, SO_RCVLOWAT, &n_bytes, sizeof n_bytes));
}

void
test_sockets_await_bytes (int fd, gsize n_bytes)
{
  set_low_water_mark (fd, (int) n_bytes);
  await (fd, POLLIN);
  set_low_water_mark (fd, 1);
}

void
test_sockets_await_end (int fd)
{
  await (fd, POLLRDHUP);
}
