/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* From the CONNECT head to a connected tunnel; see request.h. */

#include "yardstick/request.h"

#include "common/net.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define HEAD_SIZE 4096

static const char established[] = "HTTP/1.1 200 Connection Established\r\n\r\n";

static bool
parse_head (char *head, struct sockaddr_in *target)
{
  char *end_of_target;

  if (strncmp (head, "CONNECT ", 8) != 0 || strstr (head, "\r\n\r\n") == NULL)
    return false;
  end_of_target = strchr (head + 8, ' ');
  if (end_of_target == NULL)
    return false;
  *end_of_target = '\0';
  return bench_parse_address (head + 8, target);
}

static bool
read_head (int client, struct sockaddr_in *target)
{
  char head[HEAD_SIZE];
  ssize_t length = recv (client, head, sizeof head - 1, 0);

  if (length <= 0)
    return false;
  head[length] = '\0';
  return parse_head (head, target);
}

static bool
answer_and_relay (Tunnel *tunnel)
{
  ssize_t length = sizeof established - 1;

  if (send (tunnel->fd[0], established, (size_t) length, MSG_NOSIGNAL) != length)
    return false;
  tunnel_start_relay (tunnel);
  return true;
}

static bool
connect_to (Tunnel *tunnel, const struct sockaddr_in *target)
{
  int origin = socket (AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  bool is_pending;

  if (origin < 0)
    return false;
  bench_set_no_delay (origin);
  is_pending = connect (origin, (const struct sockaddr *) target, sizeof *target) < 0;
  if (is_pending && errno != EINPROGRESS)
    {
      close (origin);
      return false;
    }
  tunnel->is_connecting = is_pending;
  tunnel_set_origin (tunnel, origin, is_pending ? EPOLLOUT : EPOLLIN);
  return is_pending || answer_and_relay (tunnel);
}

void
request_on_ready (Tunnel *tunnel)
{
  struct sockaddr_in target;

  if (!read_head (tunnel->fd[0], &target) || !connect_to (tunnel, &target))
    tunnel_close (tunnel);
}

void
request_on_connected (Tunnel *tunnel)
{
  int error = 0;
  socklen_t length = sizeof error;

  if (getsockopt (tunnel->fd[1], SOL_SOCKET, SO_ERROR, &error, &length) < 0 || error != 0 ||
      !answer_and_relay (tunnel))
    tunnel_close (tunnel);
}
