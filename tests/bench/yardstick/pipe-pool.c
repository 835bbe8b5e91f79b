/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The pool of pipes; see pipe-pool.h. A slot whose pipe was discarded is never used again: that
 * happens only to tunnels that break with bytes under way. */

#include "yardstick/pipe-pool.h"

#include "common/net.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static int (*ends)[2];
static int *spare;
static int n_pipes;
static int n_spare;

static int
make_pipe (int size)
{
  ends = realloc (ends, (size_t) (n_pipes + 1) * sizeof *ends);
  spare = realloc (spare, (size_t) (n_pipes + 1) * sizeof *spare);
  if (ends == NULL || spare == NULL || pipe2 (ends[n_pipes], O_NONBLOCK | O_CLOEXEC) < 0)
    bench_die ("pipe: %m");
  /* An ordinary user may have so much in large pipes; beyond that the default has to do. */
  if (size > 0)
    fcntl (ends[n_pipes][1], F_SETPIPE_SZ, size);
  return n_pipes++;
}

int
pipe_pool_borrow (int size)
{
  return n_spare > 0 ? spare[--n_spare] : make_pipe (size);
}

void
pipe_pool_return (int pipe)
{
  spare[n_spare++] = pipe;
}

void
pipe_pool_discard (int pipe)
{
  close (ends[pipe][0]);
  close (ends[pipe][1]);
}

int
pipe_pool_read_end (int pipe)
{
  return ends[pipe][0];
}

int
pipe_pool_write_end (int pipe)
{
  return ends[pipe][1];
}
