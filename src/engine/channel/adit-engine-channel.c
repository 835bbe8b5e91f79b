/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/channel/adit-engine-channel.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

/* ---- Life ---- */

AditEngineChannel *
adit_engine_channel_new (AditEngineWorker *worker, AditEngineSocket *socket)
{
  AditEngineChannel *self = g_new0 (AditEngineChannel, 1);

  self->worker = worker;
  self->socket = socket;

  return self;
}

/* What TLS could not send goes out before anybody hears that there is room for more. That it could
 * not is told by the next write. */
static void
on_socket_ready (AditEngineSocket *socket, gpointer owner)
{
  AditEngineChannel *self = owner;

  if (self->tls && socket->is_writable)
    adit_engine_tls_flush (self->tls);

  self->on_ready (self, self->owner);
}

void
adit_engine_channel_set_owner (AditEngineChannel *self,
                               AditEngineChannelFunc on_ready,
                               gpointer owner)
{
  self->on_ready = on_ready;
  self->owner = owner;
  adit_engine_socket_set_owner (self->socket, on_socket_ready, self);
}

void
adit_engine_channel_encrypt (AditEngineChannel *self, AditEngineTls *tls)
{
  g_assert (!self->input);

  self->tls = tls;
}

static void
release_input (AditEngineChannel *self)
{
  if (self->input && self->input_size == ADIT_ENGINE_BLOCK_SIZE)
    adit_engine_blocks_give_back (self->worker->blocks, self->input);
  else
    g_free (self->input);

  self->input = NULL;
  self->input_start = self->input_end = self->input_size = 0;
}

void
adit_engine_channel_close (AditEngineChannel *self, gboolean is_reset)
{
  if (!self)
    return;

  release_input (self);
  if (self->tls)
    adit_engine_tls_close (self->tls, is_reset);
  else
    adit_engine_socket_close (self->socket, is_reset);
  g_free (self);
}

/* ---- Reading ---- */

/* Moves what is held to the beginning of a whole block, where it is not there already. */
static void
make_room (AditEngineChannel *self)
{
  gsize n_held = adit_engine_channel_count_held (self);
  char *block = self->input;

  if (self->input_size == ADIT_ENGINE_BLOCK_SIZE && self->input_start == 0)
    return;

  if (self->input_size != ADIT_ENGINE_BLOCK_SIZE)
    block = adit_engine_blocks_borrow (self->worker->blocks);
  if (n_held > 0)
    memmove (block, self->input + self->input_start, n_held);
  if (block != self->input)
    g_free (self->input);

  self->input = block;
  self->input_size = ADIT_ENGINE_BLOCK_SIZE;
  self->input_start = 0;
  self->input_end = (guint32) n_held;
}

/* Whoever waits for the rest of something keeps no more memory than the bytes need. */
static void
stow (AditEngineChannel *self)
{
  gsize n_held = adit_engine_channel_count_held (self);
  char *input;

  if (n_held == 0)
    {
      release_input (self);
      return;
    }
  if (self->input_size != ADIT_ENGINE_BLOCK_SIZE || n_held > ADIT_ENGINE_BLOCK_SIZE / 2)
    return;

  input = g_memdup2 (self->input + self->input_start, n_held);
  release_input (self);
  self->input = input;
  self->input_size = self->input_end = (guint32) n_held;
}

/* A short read of a plain socket got all there was: what comes later is a new edge, and an end that
 * was there already has been told. */
static gssize
read_plain (AditEngineChannel *self, char *room, gsize size)
{
  AditEngineSocket *socket = self->socket;
  gssize n_read;

  do
    n_read = recv (socket->fd, room, size, MSG_DONTWAIT);
  while (n_read < 0 && errno == EINTR);

  if (n_read < 0 && errno == EAGAIN)
    socket->is_readable = socket->is_urgent = FALSE;
  else if (n_read > 0 && (gsize) n_read < size && !socket->is_ended && !socket->is_urgent)
    socket->is_readable = FALSE;

  return n_read;
}

gboolean
adit_engine_channel_is_readable (const AditEngineChannel *self)
{
  return self->tls ? adit_engine_tls_is_readable (self->tls) : self->socket->is_readable;
}

/* Nothing came; errno stays what it was. */
static AditEngineFill
end_fill (AditEngineChannel *self, gssize n_read)
{
  int error = n_read < 0 ? errno : 0;

  stow (self);
  errno = error;

  return n_read == 0       ? ADIT_ENGINE_FILL_END
         : error == EAGAIN ? ADIT_ENGINE_FILL_WAITS
                           : ADIT_ENGINE_FILL_LOST;
}

AditEngineFill
adit_engine_channel_fill (AditEngineChannel *self)
{
  char *room;
  gsize size;
  gssize n_read;

  if (!adit_engine_channel_is_readable (self))
    {
      stow (self);
      return ADIT_ENGINE_FILL_WAITS;
    }

  make_room (self);
  if (self->input_end == self->input_size)
    return ADIT_ENGINE_FILL_FULL;

  room = self->input + self->input_end;
  size = self->input_size - self->input_end;
  n_read = self->tls ? adit_engine_tls_read (self->tls, room, size) : read_plain (self, room, size);
  if (n_read <= 0)
    return end_fill (self, n_read);

  self->input_end += (guint32) n_read;
  return ADIT_ENGINE_FILL_BYTES;
}

void
adit_engine_channel_doubt (AditEngineChannel *self)
{
  self->socket->is_readable = TRUE;
}

const char *
adit_engine_channel_peek (const AditEngineChannel *self, gsize *length)
{
  *length = self->input_end - self->input_start;

  return self->input + self->input_start;
}

void
adit_engine_channel_consume (AditEngineChannel *self, gsize length)
{
  g_assert (length <= adit_engine_channel_count_held (self));

  self->input_start += (guint32) length;
  if (self->input && self->input_start == self->input_end)
    release_input (self);
}

gsize
adit_engine_channel_count_held (const AditEngineChannel *self)
{
  return self->input_end - self->input_start;
}

/* ---- Writing ---- */

static gssize
write_plain (AditEngineSocket *socket, const char *bytes, gsize length)
{
  gssize n_written;

  if (!socket->is_writable)
    {
      errno = EAGAIN;
      return -1;
    }

  do
    n_written = send (socket->fd, bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL);
  while (n_written < 0 && errno == EINTR);

  if (n_written < 0 ? errno == EAGAIN : (gsize) n_written < length)
    socket->is_writable = FALSE;
  return n_written;
}

gssize
adit_engine_channel_write (AditEngineChannel *self, const char *bytes, gsize length)
{
  return self->tls ? adit_engine_tls_write (self->tls, bytes, length)
                   : write_plain (self->socket, bytes, length);
}

/* That ending fails, as it can for what is broken already, is told by the socket's own events. */
void
adit_engine_channel_end_writing (AditEngineChannel *self)
{
  if (self->tls)
    adit_engine_tls_end_writing (self->tls);
  else
    shutdown (self->socket->fd, SHUT_WR);
}

gboolean
adit_engine_channel_is_flushed (const AditEngineChannel *self)
{
  return !self->tls || !adit_engine_tls_has_unsent (self->tls);
}
