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
  MOVE_SLOWED,
  MOVE_END,
  MOVE_NO_PIPE,
  MOVE_FROM_LOST,
  MOVE_TO_LOST
} Move;

static void
count (AditEngineHalf *self, AditEngineWorker *worker, gsize n_bytes)
{
  adit_engine_meter_count (self->meter, adit_engine_loop_now_us (worker->loop), n_bytes);
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

/* How many of @wanted bytes may go now. */
static gsize
take (AditEngineHalf *self, AditEngineWorker *worker, gsize wanted)
{
  if (!self->share.shaper)
    return wanted;

  return adit_engine_share_take (&self->share, wanted, adit_engine_loop_now_us (worker->loop));
}

/* A read that got fewer bytes than it was allowed, and than the pipe has slots, cannot have stopped
 * for want of one: it got all there was. What comes later is a new edge, and an end that was there
 * already has been told: so there is no need to try again only to meet EAGAIN. */
static gboolean
has_got_all (const AditEngineHalf *self, const AditEngineSocket *from, gsize allowed)
{
  return self->n_in_pipe < MIN (self->pipe->n_slots, allowed) && !from->is_ended;
}

static Move
fill_pipe (AditEngineHalf *self, AditEngineSocket *from, AditEngineWorker *worker)
{
  gsize allowed = take (self, worker, SPLICE_MAX);
  ssize_t n_read;
  int error;

  if (allowed == 0)
    return MOVE_SLOWED;

  n_read = splice (from->fd, NULL, self->pipe->write_fd, NULL, allowed,
                   SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
  error = errno;
  adit_engine_share_give_back (&self->share, allowed - (gsize) MAX (n_read, 0));
  errno = error;
  if (n_read < 0)
    return failed_read (from);

  self->n_in_pipe = (guint32) n_read;
  if (n_read > 0 && has_got_all (self, from, allowed))
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

static Move
read_on (AditEngineChannel *from)
{
  switch (adit_engine_channel_fill (from))
    {
    case ADIT_ENGINE_FILL_BYTES:
    case ADIT_ENGINE_FILL_FULL:
      return MOVE_OK;
    case ADIT_ENGINE_FILL_WAITS:
      return MOVE_WAITS;
    case ADIT_ENGINE_FILL_END:
      return MOVE_END;
    case ADIT_ENGINE_FILL_LOST:
    default:
      return MOVE_FROM_LOST;
    }
}

static Move
failed_held (AditEngineHalf *self, gsize allowed)
{
  Move move = errno == EAGAIN ? MOVE_WAITS : MOVE_TO_LOST;

  adit_engine_share_give_back (&self->share, allowed);
  return move;
}

static Move
write_held (AditEngineHalf *self,
            AditEngineChannel *from,
            AditEngineChannel *to,
            AditEngineWorker *worker)
{
  gsize n_held;
  const char *held = adit_engine_channel_peek (from, &n_held);
  gsize allowed = take (self, worker, n_held);
  gssize n_written;

  if (allowed == 0)
    return MOVE_SLOWED;

  n_written = adit_engine_channel_write (to, held, allowed);
  if (n_written < 0)
    return failed_held (self, allowed);
  adit_engine_share_give_back (&self->share, allowed - (gsize) n_written);

  adit_engine_channel_consume (from, (gsize) n_written);
  count (self, worker, (gsize) n_written);
  return MOVE_OK;
}

/* What goes through the kernel only. */
static Move
splice_on (AditEngineHalf *self, AditEngineSocket *from, AditEngineWorker *worker)
{
  if (!from->is_readable)
    return MOVE_WAITS;

  if (!self->pipe)
    self->pipe = adit_engine_pipes_borrow (worker->pipes);
  return self->pipe ? fill_pipe (self, from, worker) : MOVE_NO_PIPE;
}

static Move
move (AditEngineHalf *self,
      AditEngineChannel *from,
      AditEngineChannel *to,
      AditEngineWorker *worker)
{
  gboolean is_plain = !from->tls && !to->tls;
  Move last = MOVE_NO_PIPE;

  if (self->n_in_pipe > 0)
    return drain_pipe (self, to->socket, worker);
  if (adit_engine_channel_count_held (from) > 0)
    return write_held (self, from, to, worker);

  if (is_plain && from->socket->is_urgent)
    begin_urgent (from->socket);
  else if (is_plain)
    last = splice_on (self, from->socket, worker);
  return last == MOVE_NO_PIPE ? read_on (from) : last;
}

static AditEngineHalfStatus
pass_on_end (AditEngineHalf *self, AditEngineChannel *to)
{
  adit_engine_channel_end_writing (to);
  self->is_done = TRUE;

  return ADIT_ENGINE_HALF_DONE;
}

static AditEngineHalfStatus
status_of (AditEngineHalf *self, AditEngineChannel *to, Move last)
{
  switch (last)
    {
    case MOVE_OK:
      return ADIT_ENGINE_HALF_HAS_MORE;
    case MOVE_SLOWED:
      return ADIT_ENGINE_HALF_SLOWED;
    case MOVE_END:
      return pass_on_end (self, to);
    case MOVE_FROM_LOST:
      return ADIT_ENGINE_HALF_FROM_LOST;
    case MOVE_TO_LOST:
      return ADIT_ENGINE_HALF_TO_LOST;
    case MOVE_WAITS:
    case MOVE_NO_PIPE:
    default:
      return ADIT_ENGINE_HALF_WAITS;
    }
}

static void
return_pipe (AditEngineHalf *self, AditEngineWorker *worker)
{
  if (self->pipe)
    adit_engine_pipes_give_back (worker->pipes, self->pipe, self->n_in_pipe == 0);

  self->pipe = NULL;
  self->n_in_pipe = 0;
}

AditEngineHalfStatus
adit_engine_half_pump (AditEngineHalf *self,
                       AditEngineChannel *from,
                       AditEngineChannel *to,
                       AditEngineWorker *worker)
{
  guint64 turn_end = self->meter->total + ADIT_ENGINE_HALF_TURN_MAX;
  Move last = MOVE_OK;

  if (self->is_done)
    return ADIT_ENGINE_HALF_DONE;

  while (last == MOVE_OK && self->meter->total < turn_end)
    last = move (self, from, to, worker);

  if (last != MOVE_OK && last != MOVE_SLOWED)
    adit_engine_share_leave (&self->share);
  if (self->n_in_pipe == 0)
    return_pipe (self, worker);
  return status_of (self, to, last);
}

void
adit_engine_half_clear (AditEngineHalf *self, AditEngineWorker *worker)
{
  adit_engine_share_leave (&self->share);
  return_pipe (self, worker);
}
