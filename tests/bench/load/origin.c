/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The origin's process; see origin.h. One epoll, level-triggered; connections are found by their
 * descriptor. */

#include "load/origin.h"

#include "common/net.h"
#include "load/origin-http.h"
#include "load/transfer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define N_EVENTS  256
#define ECHO_SIZE 4096

typedef struct
{
  size_t n_read; /* bytes of the order that have come */
  OriginOrderWithCount order;
  Transfer transfer;
  OriginHttp *http; /* NULL unless it speaks HTTP */
  bool is_done;
} Connection;

static _Atomic uint64_t *counts; /* ORIGIN_SLOTS, shared by both processes */
static Connection *connections;
static size_t max_connections;
static int epoll_fd;
static bool is_tls_spoken;
static pid_t origin_pid; /* 0 in the origin's process itself */

static void
watch (int fd, int operation, uint32_t events)
{
  struct epoll_event event = { .events = events, .data.fd = fd };

  if (epoll_ctl (epoll_fd, operation, fd, &event) < 0)
    bench_die ("origin: epoll_ctl: %m");
}

static void
accept_all (int listener)
{
  int fd;

  while ((fd = accept4 (listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0)
    {
      if ((size_t) fd >= max_connections)
        bench_die ("origin: too many connections");
      connections[fd] = (Connection){ .n_read = 0 };
      if (is_tls_spoken)
        connections[fd].http = origin_http_new ((Link){ fd, tls_new_server (fd) }, "");
      bench_set_no_delay (fd);
      watch (fd, EPOLL_CTL_ADD, EPOLLIN);
    }
  if (errno != EAGAIN && errno != ECONNABORTED)
    bench_die ("origin: accept: %m");
}

static size_t
order_size (const Connection *self)
{
  char order = self->order.order;

  return self->n_read == 0 || order == ORIGIN_SINK || order == ORIGIN_ECHO || order == ORIGIN_HTTP
             ? 1
             : sizeof self->order;
}

static void
start_order (Connection *self, int fd)
{
  if (self->order.order == ORIGIN_COUNT && self->order.count >= ORIGIN_SLOTS)
    bench_die ("origin: no such slot");
  self->transfer.total = self->order.count;
  self->transfer.is_verified = self->order.order == ORIGIN_UPLOAD_VERIFIED;
  if (self->order.order == ORIGIN_DOWNLOAD)
    watch (fd, EPOLL_CTL_MOD, EPOLLOUT);
  else if (self->order.order == ORIGIN_HTTP)
    self->http = origin_http_new ((Link){ .fd = fd }, "G");
  else if (self->order.order == ORIGIN_ECHO)
    send (fd, &self->order.order, 1, MSG_NOSIGNAL);
}

/* Reads more of the order; false when the client has ended. */
static bool
read_order (Connection *self, int fd)
{
  while (self->n_read < order_size (self))
    {
      ssize_t n =
          recv (fd, (char *) &self->order + self->n_read, order_size (self) - self->n_read, 0);

      if (n <= 0)
        return n < 0 && errno == EAGAIN;
      self->n_read += (size_t) n;
    }
  start_order (self, fd);
  return true;
}

static bool
echo (int fd)
{
  char bytes[ECHO_SIZE];
  ssize_t n = recv (fd, bytes, sizeof bytes, 0);

  return n > 0 ? send (fd, bytes, (size_t) n, MSG_NOSIGNAL) == n : n < 0 && errno == EAGAIN;
}

static bool
sink (int fd)
{
  static char scrap[1 << 20]; /* nothing is written there; sanitizers do not know */
  ssize_t n = recv (fd, scrap, sizeof scrap, MSG_TRUNC);

  return n > 0 || (n < 0 && errno == EAGAIN);
}

static bool
receive_counted (uint64_t slot, int fd)
{
  static char scrap[1 << 20]; /* nothing is written there; sanitizers do not know */
  ssize_t n = recv (fd, scrap, sizeof scrap, MSG_TRUNC);

  if (n > 0)
    counts[slot] += (uint64_t) n;
  return n > 0 || (n < 0 && errno == EAGAIN);
}

static bool
run_transfer (Connection *self, int fd)
{
  bool is_download = self->order.order == ORIGIN_DOWNLOAD;
  Link link = { .fd = fd };
  TransferState state = is_download ? transfer_send (&self->transfer, &link)
                                    : transfer_receive (&self->transfer, &link);

  if (state == TRANSFER_AGAIN)
    return true;
  self->is_done = true;
  if (is_download)
    watch (fd, EPOLL_CTL_MOD, EPOLLIN);
  else
    send (fd, state == TRANSFER_DONE ? "+" : "-", 1, MSG_NOSIGNAL);
  return state == TRANSFER_DONE;
}

static bool
run_http (Connection *self, int fd)
{
  switch (origin_http_run (self->http))
    {
    case ORIGIN_HTTP_READS:
      watch (fd, EPOLL_CTL_MOD, EPOLLIN);
      return true;
    case ORIGIN_HTTP_WRITES:
      watch (fd, EPOLL_CTL_MOD, EPOLLOUT);
      return true;
    case ORIGIN_HTTP_ENDS:
    default:
      origin_http_free (self->http);
      return false;
    }
}

/* False when the connection is to be closed. */
static bool
serve_connection (Connection *self, int fd)
{
  if (self->http != NULL)
    return run_http (self, fd);
  if (self->n_read < order_size (self))
    return read_order (self, fd);
  if (self->order.order == ORIGIN_ECHO)
    return echo (fd);
  if (self->order.order == ORIGIN_COUNT)
    return receive_counted (self->order.count, fd);
  if (self->order.order == ORIGIN_SINK || self->is_done)
    return sink (fd);
  return run_transfer (self, fd);
}

static _Noreturn void
serve (int listener)
{
  struct epoll_event events[N_EVENTS];

  epoll_fd = epoll_create1 (EPOLL_CLOEXEC);
  watch (listener, EPOLL_CTL_ADD, EPOLLIN);
  while (true)
    {
      int n = epoll_wait (epoll_fd, events, N_EVENTS, -1);

      for (int i = 0; i < n; i++)
        if (events[i].data.fd == listener)
          accept_all (listener);
        else if (!serve_connection (&connections[events[i].data.fd], events[i].data.fd))
          close (events[i].data.fd);
    }
}

static void
allocate_connections (void)
{
  struct rlimit limit;

  getrlimit (RLIMIT_NOFILE, &limit);
  max_connections = limit.rlim_cur;
  connections = calloc (max_connections, sizeof *connections);
  if (connections == NULL)
    bench_die ("origin: memory: %m");
}

static void
share_counts (void)
{
  counts = mmap (NULL, ORIGIN_SLOTS * sizeof *counts, PROT_READ | PROT_WRITE,
                 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (counts == MAP_FAILED)
    bench_die ("mmap: %m");
}

uint64_t
origin_get_count (unsigned slot)
{
  return counts[slot];
}

static void
end_origin (void)
{
  if (origin_pid == 0)
    return;
  kill (origin_pid, SIGKILL);
  waitpid (origin_pid, NULL, 0);
}

void
origin_start (struct sockaddr_in *address, uint16_t port, bool is_encrypted)
{
  pid_t parent = getpid ();
  int listener;

  *address = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons (port) };
  inet_pton (AF_INET, "127.0.0.1", &address->sin_addr);
  listener = bench_listen (address);
  address->sin_port = htons (bench_local_port (listener));
  is_tls_spoken = is_encrypted;
  share_counts ();
  atexit (end_origin);
  origin_pid = fork ();
  switch (origin_pid)
    {
    case -1:
      bench_die ("fork: %m");
    case 0:
      prctl (PR_SET_PDEATHSIG, SIGKILL);
      if (getppid () != parent)
        _exit (1);
      allocate_connections ();
      serve (listener);
    default:
      close (listener);
    }
}
