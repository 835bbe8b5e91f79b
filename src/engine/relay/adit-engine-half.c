/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/relay/adit-engine-half.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>

/* More than a pipe holds: the kernel moves what fits. */
#define SPLICE_MAX (1024 * 1024)

/* The outcome of one system call, which all of the moves below end with. */
typedef enum
{
  MOVE_OK,
  MOVE_WAITS,
  MOVE_END,
  MOVE_FROM_LOST,
  MOVE_TO_LOST
} Move;

static void
count (AditEngineHalf *self, AditEngineWorker *worker, gsize n_bytes)
{
  gint64 second = adit_engine_loop_now_us (worker->loop) / G_USEC_PER_SEC;

  if (second != self->second)
    {
      self->last_second = second == self->second + 1 ? self->this_second : 0;
      self->this_second = 0;
      self->second = second;
    }

  self->this_second += n_bytes;
  self->total += n_bytes;
}

static Move
failed_read (AditEngineSocket *from)
{
  if (errno == EINTR)
    return MOVE_OK;
  if (errno != EAGAIN)
    return MOVE_FROM_LOST;

  from->is_readable = FALSE;
  return MOVE_WAITS;
}

static Move
failed_write (AditEngineSocket *to)
{
  if (errno == EINTR)
    return MOVE_OK;
  if (errno != EAGAIN)
    return MOVE_TO_LOST;

  to->is_writable = FALSE;
  return MOVE_WAITS;
}

/* A read that got fewer bytes than the pipe has slots cannot have stopped for want of one: it got
 * all there was. What comes later is a new edge, and an end that was there already has been told:
 * so there is no need to try again only to meet EAGAIN. */
static gboolean
has_got_all (const AditEngineHalf *self, const AditEngineSocket *from)
{
  return self->n_in_pipe < self->pipe->n_slots && !from->is_ended;
}

static Move
fill_pipe (AditEngineHalf *self, AditEngineSocket *from)
{
  ssize_t n_read = splice (from->fd, NULL, self->pipe->write_fd, NULL, SPLICE_MAX,
                           SPLICE_F_MOVE | SPLICE_F_NONBLOCK);

  if (n_read < 0)
    return failed_read (from);

  self->n_in_pipe = (guint32) n_read;
  if (n_read > 0 && has_got_all (self, from))
    from->is_readable = FALSE;
  return n_read > 0 ? MOVE_OK : MOVE_END;
}

static Move
drain_pipe (AditEngineHalf *self, AditEngineSocket *to, AditEngineWorker *worker)
{
  ssize_t n_written;

  if (!to->is_writable)
    return MOVE_WAITS;

  n_written = splice (self->pipe->read_fd, NULL, to->fd, NULL, self->n_in_pipe,
                      SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
  if (n_written < 0)
    return failed_write (to);

  self->n_in_pipe -= (guint32) n_written;
  count (self, worker, (gsize) n_written);
  return MOVE_OK;
}

/* splice(2) stops before urgent data (RFC 9293, section 3.8.5) and cannot get past it; recv(2) can.
 * Its byte goes on in its place among the others, where telnet and FTP look for it: that it was
 * urgent is not passed on. */
static void
begin_urgent (AditEngineSocket *from)
{
  setsockopt (from->fd, SOL_SOCKET, SO_OOBINLINE, &(int){ 1 }, sizeof (int));
}

/* Without a pipe. What was looked at but not sent stays in @from. */
static Move
copy (AditEngineHalf *self, AditEngineSocket *from, AditEngineSocket *to, AditEngineWorker *worker)
{
  ssize_t n_seen =
      recv (from->fd, worker->scratch, ADIT_ENGINE_SCRATCH_SIZE, MSG_PEEK | MSG_DONTWAIT);
  ssize_t n_sent;

  if (n_seen < 0)
    {
      if (errno == EAGAIN)
        from->is_urgent = FALSE;
      return failed_read (from);
    }
  if (n_seen == 0)
    return MOVE_END;
  if (!to->is_writable)
    return MOVE_WAITS;

  n_sent = send (to->fd, worker->scratch, (gsize) n_seen, MSG_DONTWAIT | MSG_NOSIGNAL);
  if (n_sent < 0)
    return failed_write (to);

  count (self, worker, (gsize) n_sent);
  if (adit_engine_worker_drop (worker, from, (gsize) n_sent) != n_sent)
    return MOVE_FROM_LOST;
  return MOVE_OK;
}

static Move
move (AditEngineHalf *self, AditEngineSocket *from, AditEngineSocket *to, AditEngineWorker *worker)
{
  if (self->n_in_pipe > 0)
    return drain_pipe (self, to, worker);
  if (!from->is_readable)
    return MOVE_WAITS;

  if (from->is_urgent)
    begin_urgent (from);
  else if (!self->pipe)
    self->pipe = adit_engine_pipes_borrow (worker->pipes);
  return self->pipe && !from->is_urgent ? fill_pipe (self, from) : copy (self, from, to, worker);
}

static AditEngineHalfStatus
pass_on_end (AditEngineHalf *self, AditEngineSocket *to)
{
  /* It can only fail for a socket that is reset already, which its own events tell. */
  shutdown (to->fd, SHUT_WR);
  self->is_done = TRUE;

  return ADIT_ENGINE_HALF_DONE;
}

static AditEngineHalfStatus
status_of (AditEngineHalf *self, AditEngineSocket *to, Move last)
{
  switch (last)
    {
    case MOVE_OK:
      return ADIT_ENGINE_HALF_HAS_MORE;
    case MOVE_END:
      return pass_on_end (self, to);
    case MOVE_FROM_LOST:
      return ADIT_ENGINE_HALF_FROM_LOST;
    case MOVE_TO_LOST:
      return ADIT_ENGINE_HALF_TO_LOST;
    case MOVE_WAITS:
    default:
      return ADIT_ENGINE_HALF_WAITS;
    }
}

AditEngineHalfStatus
adit_engine_half_pump (AditEngineHalf *self,
                       AditEngineSocket *from,
                       AditEngineSocket *to,
                       AditEngineWorker *worker)
{
  guint64 turn_end = self->total + ADIT_ENGINE_HALF_TURN_MAX;
  Move last = MOVE_OK;

  if (self->is_done)
    return ADIT_ENGINE_HALF_DONE;

  while (last == MOVE_OK && self->total < turn_end)
    last = move (self, from, to, worker);

  if (self->pipe && self->n_in_pipe == 0)
    adit_engine_half_clear (self, worker);
  return status_of (self, to, last);
}

guint64
adit_engine_half_rate (const AditEngineHalf *self, gint64 now_us)
{
  gint64 age = now_us / G_USEC_PER_SEC - self->second;

  return age == 0 ? self->last_second : age == 1 ? self->this_second : 0;
}

void
adit_engine_half_clear (AditEngineHalf *self, AditEngineWorker *worker)
{
  if (self->pipe)
    adit_engine_pipes_give_back (worker->pipes, self->pipe, self->n_in_pipe == 0);

  self->pipe = NULL;
  self->n_in_pipe = 0;
}
