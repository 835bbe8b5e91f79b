/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One direction of a tunnel: its rate as arithmetic, and its bytes with a pipe and without. */

#include "engine/relay/adit-engine-half.h"

#include "test-sockets.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define SECOND ((gint64) G_USEC_PER_SEC)

typedef struct
{
  gint64 second;
  guint64 this_second;
  guint64 last_second;
  gint64 now_us;
  guint64 rate;
} Row;

static const Row rows[] = {
  { 0, 0, 0, 0, 0 },
  { 0, 0, 0, 1000 * SECOND, 0 },

  /* the second that runs is not whole yet */
  { 10, 5, 7, 10 * SECOND, 7 },
  { 10, 5, 7, 11 * SECOND - 1, 7 },
  { 10, 5, 0, 10 * SECOND + 1, 0 },

  /* the one of the last count is */
  { 10, 5, 7, 11 * SECOND, 5 },
  { 10, 5, 7, 12 * SECOND - 1, 5 },

  /* nothing since */
  { 10, 5, 7, 12 * SECOND, 0 },
  { 10, 5, 7, 1000 * SECOND, 0 },
};

static void
test_rate (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      AditEngineHalf half = {
        .second = rows[i].second,
        .this_second = rows[i].this_second,
        .last_second = rows[i].last_second,
      };

      g_assert_cmpuint (adit_engine_half_rate (&half, rows[i].now_us), ==, rows[i].rate);
    }
}

/* ---- Bytes ---- */

typedef struct
{
  AditEngineWorker worker;
  GMainContext *context;
  AditEngineSocket from, to;
  int client, origin; /* the outer ends */
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  int fds[2];

  self->context = g_main_context_new ();
  self->worker.loop = adit_engine_loop_new (self->context);
  self->worker.pipes = adit_engine_pipes_new (GPOINTER_TO_UINT (data));
  self->worker.scratch = g_malloc (ADIT_ENGINE_SCRATCH_SIZE);
  test_sockets_tcp_pair (fds);
  self->from.fd = fds[0];
  self->client = fds[1];
  test_sockets_tcp_pair (fds);
  self->to.fd = fds[0];
  self->origin = fds[1];
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  close (self->from.fd);
  close (self->client);
  close (self->to.fd);
  close (self->origin);
  g_free (self->worker.scratch);
  adit_engine_pipes_free (self->worker.pipes);
  adit_engine_loop_free (self->worker.loop);
  g_main_context_unref (self->context);
}

static AditEngineHalfStatus
pump (Fixture *self, AditEngineHalf *half)
{
  self->from.is_readable = self->to.is_writable = TRUE;

  return adit_engine_half_pump (half, &self->from, &self->to, &self->worker);
}

/* As the loop tells it. */
static void
await_client_end (Fixture *self)
{
  test_sockets_await_end (self->from.fd);
  self->from.is_ended = TRUE;
}

static void
test_bytes (Fixture *self, gconstpointer data)
{
  AditEngineHalf half = { 0 };
  char read[5] = "";

  test_sockets_send (self->client, "hello", 5);
  test_sockets_await_bytes (self->from.fd, 5);
  g_assert_cmpint (pump (self, &half), ==, ADIT_ENGINE_HALF_WAITS);
  g_assert_false (self->from.is_readable);
  g_assert_cmpuint (half.total, ==, 5);
  g_assert_null (half.pipe); /* nothing borrowed while nothing moves */
  g_assert_cmpint (recv (self->origin, read, 5, MSG_WAITALL), ==, 5);
  g_assert_cmpmem (read, 5, "hello", 5);
  g_assert_cmpint (pump (self, &half), ==, ADIT_ENGINE_HALF_WAITS);
  g_assert_cmpuint (half.total, ==, 5);
}

/* The end is passed on once, behind the last byte. */
static void
test_end (Fixture *self, gconstpointer data)
{
  AditEngineHalf half = { 0 };
  char read[6];

  test_sockets_send (self->client, "bye", 3);
  shutdown (self->client, SHUT_WR);
  await_client_end (self);
  g_assert_cmpint (pump (self, &half), ==, ADIT_ENGINE_HALF_DONE);
  g_assert_cmpint (pump (self, &half), ==, ADIT_ENGINE_HALF_DONE);
  g_assert_cmpuint (half.total, ==, 3);
  g_assert_cmpint (recv (self->origin, read, sizeof read, MSG_WAITALL), ==, 3);
  g_assert_cmpint (recv (self->origin, read, sizeof read, 0), ==, 0);
}

static void
test_from_lost (Fixture *self, gconstpointer data)
{
  struct linger linger = { .l_onoff = 1 };
  AditEngineHalf half = { 0 };

  setsockopt (self->client, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  close (self->client);
  test_sockets_await_end (self->from.fd);
  g_assert_cmpint (pump (self, &half), ==, ADIT_ENGINE_HALF_FROM_LOST);
  self->client = dup (self->origin);
}

static void
test_to_lost (Fixture *self, gconstpointer data)
{
  struct linger linger = { .l_onoff = 1 };
  AditEngineHalf half = { 0 };

  test_sockets_send (self->client, "x", 1);
  test_sockets_await_bytes (self->from.fd, 1);
  setsockopt (self->origin, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  close (self->origin);
  test_sockets_await_end (self->to.fd);
  g_assert_cmpint (pump (self, &half), ==, ADIT_ENGINE_HALF_TO_LOST);
  adit_engine_half_clear (&half, &self->worker);
  self->origin = dup (self->client);
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

/* Nobody reads: the writer is stopped too, and what is held is at most one pipe. What was
 * counted is what the kernel took; afterwards all of it arrives. */
static void
test_stopped_reader (Fixture *self, gconstpointer data)
{
  AditEngineHalf half = { 0 };
  AditEngineHalfStatus status = ADIT_ENGINE_HALF_HAS_MORE;
  g_autofree char *read = g_malloc (1 << 20);
  guint64 n_sent = 0, n_read = 0, n_more;

  do
    {
      n_sent += n_more = flood (self->client);
      status = pump (self, &half);
    }
  while (n_more > 0 || status == ADIT_ENGINE_HALF_HAS_MORE);
  g_assert_false (self->to.is_writable);
  g_assert_cmpuint (half.n_in_pipe, <=, ADIT_ENGINE_PIPE_SIZE);
  g_assert_cmpuint (half.total, <, n_sent);
  g_assert_cmpint (half.pipe != NULL, ==, half.n_in_pipe > 0);

  shutdown (self->client, SHUT_WR);
  self->from.is_ended = TRUE;
  while (n_read < n_sent)
    {
      gssize n = recv (self->origin, read, 1 << 20, MSG_DONTWAIT);

      n_read += n > 0 ? (guint64) n : 0;
      pump (self, &half);
    }
  g_assert_cmpuint (n_read, ==, n_sent);
  g_assert_cmpuint (half.total, ==, n_sent);
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

  g_test_add_func ("/engine/half/rate", test_rate);
  add_both ("bytes", test_bytes);
  add_both ("end", test_end);
  add_both ("from-lost", test_from_lost);
  add_both ("to-lost", test_to_lost);
  add_both ("stopped-reader", test_stopped_reader);

  return g_test_run ();
}
