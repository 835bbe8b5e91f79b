/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

/* One tunnel of the yardstick and the splicing of its bytes.
 *
 * A tunnel has two ends, client and origin; flow[i] carries bytes from end i to the other end. A
 * flow borrows a pipe from the pool only while bytes are in it, so an idle tunnel holds two
 * descriptors. The sockets belong to the tunnel and are closed by tunnel_close(). One thread. */

#include <stdbool.h>
#include <stdint.h>

typedef struct
{
  int pipe;        /* index into the pool; -1 while no byte is queued */
  uint32_t queued; /* bytes in the pipe */
  bool is_ended;   /* the end it reads from has said all it will say */
} Flow;

typedef struct Tunnel
{
  int fd[2];        /* -1: not connected yet */
  uint32_t mask[2]; /* what epoll watches of each end */
  Flow flow[2];
  struct Tunnel *next_closed;
  bool is_connecting;
  bool is_closed;
} Tunnel;

/* How the bytes are moved; the same for all tunnels. */
typedef struct
{
  int epoll;
  bool is_edge_triggered;
  int pipe_size;      /* 0: the system's default */
  uint32_t chunk;     /* asked of one splice */
  uint32_t keep_over; /* level-triggered: go on without asking epoll after more than this */
} RelayOptions;

extern RelayOptions relay_options;

/* A tunnel whose client end is @client; watched for reading. */
Tunnel *tunnel_new (int client);

/* Takes over @origin as the other end and watches it for @events. */
void tunnel_set_origin (Tunnel *self, int origin, uint32_t events);

/* Both ends are up: watches them for relaying. */
void tunnel_start_relay (Tunnel *self);

/* Moves what can be moved after epoll reported @events on end @side; closes the tunnel when both
 * flows have ended or one end broke. */
void tunnel_on_ready (Tunnel *self, int side, uint32_t events);

/* Closes both sockets. The memory lives until tunnel_free_closed(), because the current batch of
 * events may still name it. */
void tunnel_close (Tunnel *self);
void tunnel_free_closed (void);
