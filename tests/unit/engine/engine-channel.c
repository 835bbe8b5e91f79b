/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A plain channel: what it holds, what it gives back, and how it tells its ends. */

#include "engine/channel/adit-engine-channel.h"

#include "test-sockets.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct
{
  AditEngineWorker worker;
  AditEngineSocket socket;
  AditEngineChannel channel;
  int peer;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  int fds[2];

  test_sockets_tcp_pair (fds);
  self->worker.blocks = adit_engine_blocks_new ();
  self->socket.fd = fds[0];
  self->socket.is_writable = TRUE;
  self->channel = (AditEngineChannel){ .worker = &self->worker, .socket = &self->socket };
  self->peer = fds[1];
}

/* That all blocks are back is asserted by the worker's blocks themselves. */
static void
tear_down (Fixture *self, gconstpointer data)
{
  adit_engine_channel_consume (&self->channel, adit_engine_channel_count_held (&self->channel));
  adit_engine_blocks_free (self->worker.blocks);
  close (self->socket.fd);
  close (self->peer);
}

static AditEngineFill
fill_now (Fixture *self)
{
  adit_engine_channel_doubt (&self->channel);

  return adit_engine_channel_fill (&self->channel);
}

static AditEngineFill
send_and_fill (Fixture *self, const char *bytes, gsize length)
{
  test_sockets_send (self->peer, bytes, length);
  test_sockets_await_bytes (self->socket.fd, length);

  return fill_now (self);
}

static void
assert_held (Fixture *self, const char *expected)
{
  gsize length;
  const char *held = adit_engine_channel_peek (&self->channel, &length);

  g_assert_cmpmem (held, length, expected, strlen (expected));
}

static void
test_bytes (Fixture *self, gconstpointer data)
{
  g_assert_cmpint (send_and_fill (self, "hello", 5), ==, ADIT_ENGINE_FILL_BYTES);
  assert_held (self, "hello");
  g_assert_false (adit_engine_channel_is_readable (&self->channel)); /* a short read got all */
  adit_engine_channel_consume (&self->channel, 2);
  assert_held (self, "llo");
  g_assert_cmpint (send_and_fill (self, " you", 4), ==, ADIT_ENGINE_FILL_BYTES);
  assert_held (self, "llo you");
  adit_engine_channel_consume (&self->channel, 7);
  g_assert_null (self->channel.input);
}

static void
test_nothing (Fixture *self, gconstpointer data)
{
  g_assert_cmpint (fill_now (self), ==, ADIT_ENGINE_FILL_WAITS);
  g_assert_null (self->channel.input);
  g_assert_false (adit_engine_channel_is_readable (&self->channel));
}

/* Whoever waits holds what its bytes need; more come behind them all the same. */
static void
test_stowed (Fixture *self, gconstpointer data)
{
  g_assert_cmpint (send_and_fill (self, "hello", 5), ==, ADIT_ENGINE_FILL_BYTES);
  g_assert_cmpuint (self->channel.input_size, ==, ADIT_ENGINE_BLOCK_SIZE);
  g_assert_cmpint (fill_now (self), ==, ADIT_ENGINE_FILL_WAITS);
  g_assert_cmpuint (self->channel.input_size, ==, 5);
  g_assert_cmpint (send_and_fill (self, "!", 1), ==, ADIT_ENGINE_FILL_BYTES);
  assert_held (self, "hello!");
}

/* A block of bytes is held, not one more. */
static void
test_full (Fixture *self, gconstpointer data)
{
  g_autofree char *bytes = g_strnfill (ADIT_ENGINE_BLOCK_SIZE, 'x');
  gsize length;

  test_sockets_send (self->peer, bytes, ADIT_ENGINE_BLOCK_SIZE);
  while (adit_engine_channel_count_held (&self->channel) < ADIT_ENGINE_BLOCK_SIZE)
    g_assert_cmpint (fill_now (self), !=, ADIT_ENGINE_FILL_FULL);
  test_sockets_send (self->peer, "y", 1);
  test_sockets_await_bytes (self->socket.fd, 1);
  g_assert_cmpint (fill_now (self), ==, ADIT_ENGINE_FILL_FULL);
  adit_engine_channel_peek (&self->channel, &length);
  g_assert_cmpuint (length, ==, ADIT_ENGINE_BLOCK_SIZE);

  adit_engine_channel_consume (&self->channel, 1);
  g_assert_cmpint (fill_now (self), ==, ADIT_ENGINE_FILL_BYTES);
  g_assert_cmpuint (adit_engine_channel_count_held (&self->channel), ==, ADIT_ENGINE_BLOCK_SIZE);
}

static void
test_end (Fixture *self, gconstpointer data)
{
  test_sockets_send (self->peer, "bye", 3);
  shutdown (self->peer, SHUT_WR);
  test_sockets_await_end (self->socket.fd);
  self->socket.is_ended = TRUE;
  g_assert_cmpint (fill_now (self), ==, ADIT_ENGINE_FILL_BYTES);
  g_assert_true (adit_engine_channel_is_readable (&self->channel)); /* the end is still to come */
  g_assert_cmpint (adit_engine_channel_fill (&self->channel), ==, ADIT_ENGINE_FILL_END);
  assert_held (self, "bye");
}

static void
test_lost (Fixture *self, gconstpointer data)
{
  struct linger linger = { .l_onoff = 1 };

  setsockopt (self->peer, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  close (self->peer);
  self->peer = dup (self->socket.fd);
  test_sockets_await_end (self->socket.fd);
  g_assert_cmpint (fill_now (self), ==, ADIT_ENGINE_FILL_LOST);
  g_assert_cmpint (errno, ==, ECONNRESET);
}

static void
test_write (Fixture *self, gconstpointer data)
{
  char read[5];

  g_assert_cmpint (adit_engine_channel_write (&self->channel, "hello", 5), ==, 5);
  g_assert_true (adit_engine_channel_is_flushed (&self->channel));
  g_assert_cmpint (recv (self->peer, read, 5, MSG_WAITALL), ==, 5);
  g_assert_cmpmem (read, 5, "hello", 5);
  adit_engine_channel_end_writing (&self->channel);
  g_assert_cmpint (recv (self->peer, read, 5, 0), ==, 0);
}

/* What the kernel does not take is the writer's; nothing is tried again before there is room. */
static void
test_write_waits (Fixture *self, gconstpointer data)
{
  g_autofree char *bytes = g_strnfill (1 << 20, 'x');
  gssize n_written;

  do
    n_written = adit_engine_channel_write (&self->channel, bytes, 1 << 20);
  while (n_written == 1 << 20);
  g_assert_false (self->socket.is_writable);
  errno = 0;
  g_assert_cmpint (adit_engine_channel_write (&self->channel, bytes, 1), ==, -1);
  g_assert_cmpint (errno, ==, EAGAIN);
}

#define ADD(name, run) g_test_add ("/engine/channel/" name, Fixture, NULL, set_up, run, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("bytes", test_bytes);
  ADD ("nothing", test_nothing);
  ADD ("stowed", test_stowed);
  ADD ("full", test_full);
  ADD ("end", test_end);
  ADD ("lost", test_lost);
  ADD ("write", test_write);
  ADD ("write-waits", test_write_waits);

  return g_test_run ();
}
