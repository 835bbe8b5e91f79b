/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The relay of the yardstick; see tunnel.h.
 *
 * Level-triggered: an end is watched for reading while its flow has nothing queued, and for
 * writing while the flow towards it has. Edge-triggered: both, once and for all; then each flow
 * must be pumped until the kernel says EAGAIN, which is one splice more per message.
 *
 * Variants, processor seconds per GiB, median of three rounds on two cores, loopback, Linux 6.18
 * (download over 4 tunnels / upload over 4 / download over 1), and µs per 64-byte round trip:
 *
 *   level, pipe of the default size (16 pages)      0.38 / 0.40 / 0.44    46
 *   edge,  default                                  0.38 / 0.36 / 0.46    43
 *   level, 256 KiB, back to epoll after <= 64 KiB   0.30 / 0.30 / 0.31    43
 *   edge,  256 KiB                                  0.29 / 0.30 / 0.35    37
 *   level, 512 KiB, back to epoll after <= 64 KiB   0.25 / 0.23 / 0.25    42
 *   level, 1 MiB, back to epoll after each splice   0.20 / 0.23 / 0.21    39
 *   level, 1 MiB, until EAGAIN                      0.19 / 0.20 / 0.22    42
 *   edge,  1 MiB                                    0.22 / 0.22 / 0.23    42
 *   level, 1 MiB, back to epoll after <= 64 KiB     0.22 / 0.19 / 0.19    39   <- the default
 *
 * The size of the pipe decides: it bounds what one splice moves and so how often the peers are
 * woken. Small pipes with a return to epoll after each splice do worst (0.7). */

#include "yardstick/tunnel.h"

#include "common/net.h"
#include "yardstick/pipe-pool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define SPLICE_FLAGS (SPLICE_F_MOVE | SPLICE_F_NONBLOCK)

typedef enum
{
  MOVE_WAIT,  /* nothing more now */
  MOVE_ENDED, /* the flow has ended and everything was passed on */
  MOVE_BROKEN,
} Move;

RelayOptions relay_options = { .pipe_size = 1 << 20, .chunk = 1 << 20, .keep_over = 64 << 10 };

static Tunnel *closed_tunnels;

static void
watch (Tunnel *self, int side, int operation, uint32_t events)
{
  /* A tunnel is aligned, so the lowest bit is free for the side. */
  struct epoll_event event = { .events = events, .data.u64 = (uintptr_t) self | (unsigned) side };

  self->mask[side] = events;
  if (epoll_ctl (relay_options.epoll, operation, self->fd[side], &event) < 0)
    bench_die ("epoll_ctl: %m");
}

Tunnel *
tunnel_new (int client)
{
  Tunnel *self = calloc (1, sizeof *self);

  if (self == NULL)
    bench_die ("memory: %m");
  self->fd[0] = client;
  self->fd[1] = -1;
  self->flow[0].pipe = self->flow[1].pipe = -1;
  watch (self, 0, EPOLL_CTL_ADD, EPOLLIN);
  return self;
}

void
tunnel_set_origin (Tunnel *self, int origin, uint32_t events)
{
  self->fd[1] = origin;
  watch (self, 1, EPOLL_CTL_ADD, events);
}

static void
watch_as_needed (Tunnel *self, int side)
{
  uint32_t events = 0;

  if (self->flow[side].queued == 0 && !self->flow[side].is_ended)
    events |= EPOLLIN;
  if (self->flow[!side].queued > 0)
    events |= EPOLLOUT;
  if (events != self->mask[side])
    watch (self, side, EPOLL_CTL_MOD, events);
}

void
tunnel_start_relay (Tunnel *self)
{
  self->is_connecting = false;
  for (int side = 0; side < 2; side++)
    if (relay_options.is_edge_triggered)
      watch (self, side, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT | EPOLLET);
    else
      watch_as_needed (self, side);
}

static ssize_t
fill (Flow *flow, int fd)
{
  ssize_t moved;

  if (flow->pipe < 0)
    flow->pipe = pipe_pool_borrow (relay_options.pipe_size);
  moved =
      splice (fd, NULL, pipe_pool_write_end (flow->pipe), NULL, relay_options.chunk, SPLICE_FLAGS);
  if (moved > 0)
    flow->queued = (uint32_t) moved;
  return moved;
}

static bool
drain (Flow *flow, int fd)
{
  ssize_t moved;

  while (flow->queued > 0)
    {
      moved = splice (pipe_pool_read_end (flow->pipe), NULL, fd, NULL, flow->queued, SPLICE_FLAGS);
      if (moved < 0)
        return errno == EAGAIN;
      flow->queued -= (uint32_t) moved;
    }
  return true;
}

static void
give_pipe_back (Flow *flow)
{
  if (flow->pipe >= 0 && flow->queued == 0)
    {
      pipe_pool_return (flow->pipe);
      flow->pipe = -1;
    }
}

/* Passes what is queued on, then takes more, as long as that is worth it. */
static Move
pump (Flow *flow, int from, int to)
{
  ssize_t taken = 0;

  while (true)
    {
      if (!drain (flow, to))
        return MOVE_BROKEN;
      if (flow->queued > 0)
        return MOVE_WAIT;
      if (!relay_options.is_edge_triggered && taken > 0 && taken <= relay_options.keep_over)
        return MOVE_WAIT;
      taken = fill (flow, from);
      if (taken == 0)
        return MOVE_ENDED;
      if (taken < 0)
        return errno == EAGAIN ? MOVE_WAIT : MOVE_BROKEN;
    }
}

/* False when the tunnel broke. */
static bool
run_flow (Tunnel *self, int side)
{
  Flow *flow = &self->flow[side];
  Move move;

  if (flow->is_ended)
    return true;
  move = pump (flow, self->fd[side], self->fd[!side]);
  give_pipe_back (flow);
  if (move == MOVE_ENDED)
    {
      flow->is_ended = true;
      shutdown (self->fd[!side], SHUT_WR);
    }
  return move != MOVE_BROKEN;
}

void
tunnel_on_ready (Tunnel *self, int side, uint32_t events)
{
  /* Nobody is left to hear what the other flow brings: waiting would only wake us again. */
  bool is_gone = (events & EPOLLHUP) && self->flow[side].is_ended;
  bool is_whole = !(events & EPOLLERR) && !is_gone;

  if (is_whole && (events & (EPOLLIN | EPOLLHUP)))
    is_whole = run_flow (self, side);
  if (is_whole && (events & EPOLLOUT) && self->flow[!side].queued > 0)
    is_whole = run_flow (self, !side);
  if (!is_whole || (self->flow[0].is_ended && self->flow[1].is_ended))
    tunnel_close (self);
  else if (!relay_options.is_edge_triggered)
    for (int i = 0; i < 2; i++)
      watch_as_needed (self, i);
}

void
tunnel_close (Tunnel *self)
{
  if (self->is_closed)
    return;
  self->is_closed = true;
  for (int side = 0; side < 2; side++)
    {
      if (self->flow[side].pipe >= 0)
        pipe_pool_discard (self->flow[side].pipe);
      if (self->fd[side] >= 0)
        close (self->fd[side]);
    }
  self->next_closed = closed_tunnels;
  closed_tunnels = self;
}

void
tunnel_free_closed (void)
{
  while (closed_tunnels != NULL)
    {
      Tunnel *next = closed_tunnels->next_closed;

      free (closed_tunnels);
      closed_tunnels = next;
    }
}
