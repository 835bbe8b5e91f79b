/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/worker/adit-engine-pipes.h"

#include <fcntl.h>
#include <unistd.h>

/* An ordinary user may have 64 MiB of pipes in all; beyond that they stay at their first size. */
#define KEPT_MAX 8 /* empty pipes kept for the next to borrow */

struct _AditEnginePipes
{
  GPtrArray *kept;
  guint n_lent;
  guint pipes_max;
};

static void
pipe_close (gpointer data)
{
  AditEnginePipe *pipe = data;

  close (pipe->read_fd);
  close (pipe->write_fd);
  g_free (pipe);
}

static AditEnginePipe *
pipe_open (void)
{
  AditEnginePipe *pipe;
  int fds[2];

  if (pipe2 (fds, O_CLOEXEC | O_NONBLOCK) < 0)
    return NULL;

  /* Where it is refused, the first size has to do. */
  fcntl (fds[1], F_SETPIPE_SZ, ADIT_ENGINE_PIPE_SIZE);

  pipe = g_new (AditEnginePipe, 1);
  pipe->read_fd = fds[0];
  pipe->write_fd = fds[1];
  pipe->n_slots = (guint) (fcntl (fds[1], F_GETPIPE_SZ) / sysconf (_SC_PAGESIZE));

  return pipe;
}

AditEnginePipes *
adit_engine_pipes_new (guint pipes_max)
{
  AditEnginePipes *self = g_new0 (AditEnginePipes, 1);

  self->kept = g_ptr_array_new_with_free_func (pipe_close);
  self->pipes_max = pipes_max;

  return self;
}

void
adit_engine_pipes_free (AditEnginePipes *self)
{
  g_assert (self->n_lent == 0);

  g_ptr_array_unref (self->kept);
  g_free (self);
}

AditEnginePipe *
adit_engine_pipes_borrow (AditEnginePipes *self)
{
  AditEnginePipe *pipe;

  if (self->n_lent >= self->pipes_max)
    return NULL;

  pipe = self->kept->len > 0 ? g_ptr_array_steal_index_fast (self->kept, self->kept->len - 1)
                             : pipe_open ();
  if (pipe)
    self->n_lent++;

  return pipe;
}

void
adit_engine_pipes_give_back (AditEnginePipes *self, AditEnginePipe *pipe, gboolean is_empty)
{
  self->n_lent--;
  if (is_empty && self->kept->len < KEPT_MAX)
    g_ptr_array_add (self->kept, pipe);
  else
    pipe_close (pipe);
}
