/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One direction of a tunnel between plain channels: its bytes with a pipe and without. */

#include "engine/relay/adit-engine-half.h"

#include "test-sockets.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct
{
  AditEngineWorker worker;
  GMainContext *context;
  AditEngineSocket from_socket, to_socket;
  AditEngineChannel from, to;
  AditEngineMeter meter;
  int client, origin; /* the outer ends */
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  int fds[2];

  self->context = g_main_context_new ();
  self->worker.loop = adit_engine_loop_new (self->context);
  self->worker.pipes = adit_engine_pipes_new (GPOINTER_TO_UINT (data));
  self->worker.blocks = adit_engine_blocks_new ();
  self->from = (AditEngineChannel){ .worker = &self->worker, .socket = &self->from_socket };
  self->to = (AditEngineChannel){ .worker = &self->worker, .socket = &self->to_socket };
  test_sockets_tcp_pair (fds);
  self->from_socket.fd = fds[0];
  self->client = fds[1];
  test_sockets_tcp_pair (fds);
  self->to_socket.fd = fds[0];
  self->origin = fds[1];
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  close (self->from_socket.fd);
  close (self->client);
  close (self->to_socket.fd);
  close (self->origin);
  adit_engine_channel_consume (&self->from, adit_engine_channel_count_held (&self->from));
  adit_engine_blocks_free (self->worker.blocks);
  adit_engine_pipes_free (self->worker.pipes);
  adit_engine_loop_free (self->worker.loop);
  g_main_context_unref (self->context);
}

static AditEngineHalfStatus
pump (Fixture *self, AditEngineHalf *half)
{
  self->from_socket.is_readable = self->to_socket.is_writable = TRUE;

  return adit_engine_half_pump (half, &self->from, &self->to, &self->worker);
}

/* As the loop tells it. */
static void
await_client_end (Fixture *self)
{
  test_sockets_await_end (self->from_socket.fd);
  self->from_socket.is_ended = TRUE;
}

static void
test_bytes (Fixture *self, gconstpointer data)
{
  AditEngineHalf half = { .meter = &self->meter };
  char read[5] = "";

  test_sockets_send (self->client, "hello", 5);
  test_sockets_await_bytes (self->from_socket.fd, 5);
  g_assert_cmpint (pump (self, &half), ==, ADIT_ENGINE_HALF_WAITS);
  g_assert_false (self->from_socket.is_readable);
  g_assert_cmpuint (self->meter.total, ==, 5);
  g_assert_null (half.pipe); /* nothing borrowed while nothing moves */
  g_assert_cmpint (recv (self->origin, read, 5, MSG_WAITALL), ==, 5);
  g_assert_cmpmem (read, 5, "hello", 5);
  g_assert_cmpint (pump (self, &half), ==, ADIT_ENGINE_HALF_WAITS);
  g_assert_cmpuint (self->meter.total, ==, 5);
}

/* What the channel holds, such as what came with the request, goes first. */
static void
test_held (Fixture *self, gconstpointer data)
{
  AditEngineHalf half = { .meter = &self->meter };
  char read[5];

  test_sockets_send (self->client, "he", 2);
  test_sockets_await_bytes (self->from_socket.fd, 2);
  self->from_socket.is_readable = TRUE;
  g_assert_cmpint (adit_engine_channel_fill (&self->from), ==, ADIT_ENGINE_FILL_BYTES);
  test_sockets_send (self->client, "llo", 3);
  test_sockets_await_bytes (self->from_socket.fd, 3);
  g_assert_cmpint (pump (self, &half), ==, ADIT_ENGINE_HALF_WAITS);
  g_assert_cmpuint (self->meter.total, ==, 5);
  g_assert_cmpuint (adit_engine_channel_count_held (&self->from), ==, 0);
  g_assert_cmpint (recv (self->origin, read, 5, MSG_WAITALL), ==, 5);
  g_assert_cmpmem (read, 5, "hello", 5);
}

/* The end is passed on once, behind the last byte. */
static void
test_end (Fixture *self, gconstpointer data)
{
  AditEngineHalf half = { .meter = &self->meter };
  char read[6];

  test_sockets_send (self->client, "bye", 3);
  shutdown (self->client, SHUT_WR);
  await_client_end (self);
  g_assert_cmpint (pump (self, &half), ==, ADIT_ENGINE_HALF_DONE);
  g_assert_cmpint (pump (self, &half), ==, ADIT_ENGINE_HALF_DONE);
  g_assert_cmpuint (self->meter.total, ==, 3);
  g_assert_cmpint (recv (self->origin, read, sizeof read, MSG_WAITALL), ==, 3);
  g_assert_cmpint (recv (self->origin, read, sizeof read, 0), ==, 0);
}

static void
test_from_lost (Fixture *self, gconstpointer data)
{
  struct linger linger = { .l_onoff = 1 };
  AditEngineHalf half = { .meter = &self->meter };

  setsockopt (self->client, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  close (self->client);
  test_sockets_await_end (self->from_socket.fd);
  g_assert_cmpint (pump (self, &half), ==, ADIT_ENGINE_HALF_FROM_LOST);
  self->client = dup (self->origin);
}

static void
test_to_lost (Fixture *self, gconstpointer data)
{
  struct linger linger = { .l_onoff = 1 };
  AditEngineHalf half = { .meter = &self->meter };

  test_sockets_send (self->client, "x", 1);
  test_sockets_await_bytes (self->from_socket.fd, 1);
  setsockopt (self->origin, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  close (self->origin);
  test_sockets_await_end (self->to_socket.fd);
  g_assert_cmpint (pump (self, &half), ==, ADIT_ENGINE_HALF_TO_LOST);
  adit_engine_half_clear (&half, &self->worker);
  self->origin = dup (self->client);
}

/* ---- At a rate ---- */

/* What was granted and not needed is not used up; nor is a place kept. */
static void
test_below_rate (Fixture *self, gconstpointer data)
{
  AditEngineShaper shaper;
  AditEngineHalf half = { .meter = &self->meter, .share.shaper = &shaper };
  gint64 begin_us = adit_engine_loop_now_us (self->worker.loop) - ADIT_ENGINE_SHAPER_BURST_US;

  adit_engine_shaper_init (&shaper, 1000000);
  test_sockets_send (self->client, "hello", 5);
  test_sockets_await_bytes (self->from_socket.fd, 5);
  g_assert_cmpint (pump (self, &half), ==, ADIT_ENGINE_HALF_WAITS);
  g_assert_cmpuint (self->meter.total, ==, 5);
  g_assert_cmpint (shaper.next_ns, ==, (begin_us + 5) * 1000);
  g_assert_cmpint (pump (self, &half), ==, ADIT_ENGINE_HALF_WAITS);
  g_assert_cmpint (shaper.next_ns, ==, (begin_us + 5) * 1000);
}

/* As much as the rate allows, and then the rest without it. */
static void
test_slowed (Fixture *self, gconstpointer data)
{
  static const char bytes[5000] = "";
  AditEngineShaper shaper;
  AditEngineHalf half = { .meter = &self->meter, .share.shaper = &shaper };

  adit_engine_shaper_init (&shaper, 1000);
  test_sockets_send (self->client, bytes, sizeof bytes);
  test_sockets_await_bytes (self->from_socket.fd, sizeof bytes);
  g_assert_cmpint (pump (self, &half), ==, ADIT_ENGINE_HALF_SLOWED);
  g_assert_cmpuint (self->meter.total, >=, 200);
  g_assert_cmpuint (self->meter.total, <=, 300);
  g_assert_cmpint (half.share.again_us, >, 0);
  g_assert_cmpuint (shaper.n_places, ==, 1);
  g_assert_null (half.pipe);
  g_assert_true (self->from_socket.is_readable || adit_engine_channel_count_held (&self->from) > 0);
  g_assert_cmpint (pump (self, &half), ==, ADIT_ENGINE_HALF_SLOWED);
  g_assert_cmpuint (self->meter.total, <=, 300);

  adit_engine_shaper_set_rate (&shaper, 0, 0);
  g_assert_cmpint (pump (self, &half), ==, ADIT_ENGINE_HALF_WAITS);
  g_assert_cmpuint (self->meter.total, ==, sizeof bytes);
  g_assert_cmpuint (shaper.n_places, ==, 0);
}

/* Its place is free when it is over in the middle. */
static void
test_slowed_clear (Fixture *self, gconstpointer data)
{
  static const char bytes[5000] = "";
  AditEngineShaper shaper;
  AditEngineHalf half = { .meter = &self->meter, .share.shaper = &shaper };

  adit_engine_shaper_init (&shaper, 1000);
  test_sockets_send (self->client, bytes, sizeof bytes);
  test_sockets_await_bytes (self->from_socket.fd, sizeof bytes);
  g_assert_cmpint (pump (self, &half), ==, ADIT_ENGINE_HALF_SLOWED);
  adit_engine_half_clear (&half, &self->worker);
  g_assert_cmpuint (shaper.n_places, ==, 0);
}

/* The end is passed on behind the last byte also where there is a rate; and a reader that stops
 * keeps no place. */
static void
test_end_at_rate (Fixture *self, gconstpointer data)
{
  AditEngineShaper shaper;
  AditEngineHalf half = { .meter = &self->meter, .share.shaper = &shaper };
  gint64 next_ns;

  adit_engine_shaper_init (&shaper, 1000);
  test_sockets_send (self->client, "bye", 3);
  shutdown (self->client, SHUT_WR);
  await_client_end (self);
  self->from_socket.is_readable = TRUE;
  self->to_socket.is_writable = FALSE;
  g_assert_cmpint (adit_engine_half_pump (&half, &self->from, &self->to, &self->worker), ==,
                   ADIT_ENGINE_HALF_WAITS);
  g_assert_cmpuint (shaper.n_places, ==, 0);
  g_assert_cmpint (pump (self, &half), ==, ADIT_ENGINE_HALF_DONE);
  g_assert_cmpuint (self->meter.total, ==, 3);
  next_ns = shaper.next_ns;
  g_assert_cmpint (pump (self, &half), ==, ADIT_ENGINE_HALF_DONE);
  g_assert_cmpint (shaper.next_ns, ==, next_ns);
}

/* Sends as much as the kernel takes. */
static guint64
flood (int fd)
{
  static const char bytes[65536] = "";
  guint64 n_sent = 0;
  gssize n;

  while ((n = send (fd, bytes, sizeof bytes, MSG_NOSIGNAL | MSG_DONTWAIT)) > 0)
    n_sent += (guint64) n;

  return n_sent;
}

/* Nobody reads: the writer is stopped too, and what is held is at most one pipe or block. What was
 * counted is what the kernel took; afterwards all of it arrives. */
static void
test_stopped_reader (Fixture *self, gconstpointer data)
{
  AditEngineHalf half = { .meter = &self->meter };
  AditEngineHalfStatus status = ADIT_ENGINE_HALF_HAS_MORE;
  g_autofree char *read = g_malloc (1 << 20);
  guint64 n_sent = 0, n_read = 0, n_more;

  do
    {
      n_sent += n_more = flood (self->client);
      status = pump (self, &half);
    }
  while (n_more > 0 || status == ADIT_ENGINE_HALF_HAS_MORE);
  g_assert_false (self->to_socket.is_writable);
  g_assert_cmpuint (half.n_in_pipe, <=, ADIT_ENGINE_PIPE_SIZE);
  g_assert_cmpuint (self->meter.total, <, n_sent);
  g_assert_cmpint (half.pipe != NULL, ==, half.n_in_pipe > 0);
  g_assert_cmpuint (adit_engine_channel_count_held (&self->from), <=, ADIT_ENGINE_BLOCK_SIZE);

  shutdown (self->client, SHUT_WR);
  self->from_socket.is_ended = TRUE;
  while (n_read < n_sent)
    {
      gssize n = recv (self->origin, read, 1 << 20, MSG_DONTWAIT);

      n_read += n > 0 ? (guint64) n : 0;
      pump (self, &half);
    }
  g_assert_cmpuint (n_read, ==, n_sent);
  g_assert_cmpuint (self->meter.total, ==, n_sent);
  g_assert_cmpint (pump (self, &half), ==, ADIT_ENGINE_HALF_DONE);
  adit_engine_half_clear (&half, &self->worker);
}

static void
add_both (const char *name, void (*run) (Fixture *self, gconstpointer data))
{
  g_autofree char *piped = g_strdup_printf ("/engine/half/%s/piped", name);
  g_autofree char *copied = g_strdup_printf ("/engine/half/%s/copied", name);

  g_test_add (piped, Fixture, GUINT_TO_POINTER (1), set_up, run, tear_down);
  g_test_add (copied, Fixture, GUINT_TO_POINTER (0), set_up, run, tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add_both ("bytes", test_bytes);
  add_both ("held", test_held);
  add_both ("end", test_end);
  add_both ("from-lost", test_from_lost);
  add_both ("to-lost", test_to_lost);
  add_both ("stopped-reader", test_stopped_reader);
  add_both ("below-rate", test_below_rate);
  add_both ("slowed", test_slowed);
  add_both ("slowed-clear", test_slowed_clear);
  add_both ("end-at-rate", test_end_at_rate);

  return g_test_run ();
}
