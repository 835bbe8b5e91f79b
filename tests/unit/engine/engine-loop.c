/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The loop: readiness is remembered, turns are fair, and a socket may be closed at any moment,
 * also while its events, or its own callback, are being served. */

#include "engine/worker/adit-engine-loop.h"

#include "test-sockets.h"

#include <errno.h>
#include <glib-unix.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct
{
  GMainContext *context;
  AditEngineLoop *loop;
} Fixture;

/* One end is in the loop, the other in the test's hand. */
typedef struct
{
  AditEngineSocket *socket;
  int peer;
  guint n_calls;
  GString *log; /* everybody's names, in the order of the calls */
  char name;
  guint n_again;       /* how many more turns to ask for */
  GPtrArray *to_close; /* Ends to close when called, or NULL */
} End;

/* Whether epoll itself is what the context waits in, as in a worker's thread. */
static gboolean is_entered;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->context = g_main_context_new ();
  self->loop = adit_engine_loop_new (self->context);
  if (is_entered)
    adit_engine_loop_enter (self->loop);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  adit_engine_loop_enter (NULL);
  adit_engine_loop_free (self->loop);
  g_main_context_unref (self->context);
}

static void
end_close (End *end)
{
  adit_engine_socket_close (g_steal_pointer (&end->socket), FALSE);
}

static void
on_ready (AditEngineSocket *socket, gpointer owner)
{
  End *end = owner;

  g_assert_true (socket == end->socket);
  end->n_calls++;
  if (end->log)
    g_string_append_c (end->log, end->name);
  if (end->n_again > 0)
    {
      end->n_again--;
      adit_engine_socket_call_again (socket);
      adit_engine_socket_call_again (socket); /* asking twice is asking once */
    }

  for (guint i = 0; end->to_close && i < end->to_close->len; i++)
    if (((End *) end->to_close->pdata[i])->socket)
      end_close (end->to_close->pdata[i]);
}

static void
end_open (Fixture *self, End *end)
{
  int fds[2];

  test_sockets_local_pair (fds);
  end->peer = fds[1];
  end->socket = adit_engine_loop_add (self->loop, fds[0], on_ready, end);
  g_assert_nonnull (end->socket);
}

static void
turn_until_called (Fixture *self, const End *end, guint n_calls)
{
  while (end->n_calls < n_calls)
    g_main_context_iteration (self->context, TRUE);
}

/* Whatever is there to be done has been. */
static void
settle (Fixture *self)
{
  while (g_main_context_iteration (self->context, FALSE))
    continue;
}

static void
drain (End *end)
{
  char bytes[64];

  while (recv (end->socket->fd, bytes, sizeof bytes, 0) > 0)
    continue;
  g_assert_cmpint (errno, ==, EAGAIN);
  end->socket->is_readable = FALSE;
}

static void
test_readiness (Fixture *self, gconstpointer data)
{
  End end = { 0 };

  end_open (self, &end);
  turn_until_called (self, &end, 1);
  g_assert_true (end.socket->is_writable);
  g_assert_false (end.socket->is_readable);
  g_assert_false (end.socket->is_broken);

  test_sockets_send (end.peer, "x", 1);
  turn_until_called (self, &end, 2);
  g_assert_true (end.socket->is_readable);

  end_close (&end);
  close (end.peer);
}

/* Without a read there is no second call for the same bytes, and the first is not forgotten. */
static void
test_edges (Fixture *self, gconstpointer data)
{
  End end = { 0 };

  end_open (self, &end);
  test_sockets_send (end.peer, "x", 1);
  settle (self);
  g_assert_cmpuint (end.n_calls, ==, 1);
  settle (self);
  g_assert_cmpuint (end.n_calls, ==, 1);
  g_assert_true (end.socket->is_readable);

  drain (&end);
  settle (self);
  g_assert_cmpuint (end.n_calls, ==, 1);
  test_sockets_send (end.peer, "y", 1);
  settle (self);
  g_assert_cmpuint (end.n_calls, ==, 2);
  g_assert_true (end.socket->is_readable);

  end_close (&end);
  close (end.peer);
}

/* A full socket is writable again once its reader has read. */
static void
test_writable_again (Fixture *self, gconstpointer data)
{
  static const char bytes[65536] = "";
  char read[65536];
  End end = { 0 };

  end_open (self, &end);
  settle (self);
  while (send (end.socket->fd, bytes, sizeof bytes, MSG_NOSIGNAL) > 0)
    continue;
  g_assert_cmpint (errno, ==, EAGAIN);
  end.socket->is_writable = FALSE;
  settle (self);
  g_assert_cmpuint (end.n_calls, ==, 1);

  while (recv (end.peer, read, sizeof read, 0) > 0)
    continue;
  turn_until_called (self, &end, 2);
  g_assert_true (end.socket->is_writable);

  end_close (&end);
  close (end.peer);
}

static void
test_peer_ends (Fixture *self, gconstpointer data)
{
  End end = { 0 };

  end_open (self, &end);
  settle (self);
  g_assert_false (end.socket->is_readable);
  shutdown (end.peer, SHUT_WR);
  settle (self);
  g_assert_true (end.socket->is_readable);
  g_assert_false (end.socket->is_broken);

  end_close (&end);
  close (end.peer);
}

static void
test_reset (Fixture *self, gconstpointer data)
{
  struct linger linger = { .l_onoff = 1 };
  End end = { 0 };
  int fds[2];

  test_sockets_tcp_pair (fds);
  end.socket = adit_engine_loop_add (self->loop, fds[0], on_ready, &end);
  settle (self);
  setsockopt (fds[1], SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  close (fds[1]);
  test_sockets_await_end (fds[0]);
  settle (self);
  g_assert_true (end.socket->is_broken);
  g_assert_true (end.socket->is_readable);

  end_close (&end);
}

/* A peer is told which way it ends. */
static void
test_close_tells (Fixture *self, gconstpointer data)
{
  for (guint is_reset = 0; is_reset <= 1; is_reset++)
    {
      End end = { 0 };
      int fds[2];
      char byte;

      test_sockets_tcp_pair (fds);
      end.socket = adit_engine_loop_add (self->loop, fds[0], on_ready, &end);
      adit_engine_socket_close (end.socket, is_reset);
      test_sockets_await_end (fds[1]);
      errno = 0;
      g_assert_cmpint (recv (fds[1], &byte, 1, 0), ==, is_reset ? -1 : 0);
      g_assert_cmpint (errno, ==, is_reset ? ECONNRESET : 0);
      close (fds[1]);
    }
}

/* ---- Another turn ---- */

/* Each is called as often as it asked for, one turn at a time, and none twice before the others. */
static void
test_again_order (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) log = g_string_new (NULL);
  End ends[3] = { 0 };

  for (guint i = 0; i < 3; i++)
    {
      ends[i].log = log;
      ends[i].name = (char) ('a' + i);
      end_open (self, &ends[i]);
    }
  settle (self);
  g_string_truncate (log, 0);

  for (guint i = 0; i < 3; i++)
    {
      ends[i].n_again = 2 - i; /* besides the one asked for here */
      adit_engine_socket_call_again (ends[i].socket);
    }
  settle (self);
  g_assert_cmpstr (log->str, ==, "abcaba");

  for (guint i = 0; i < 3; i++)
    {
      end_close (&ends[i]);
      close (ends[i].peer);
    }
}

/* One that always wants another turn does not keep the others from theirs. */
static void
test_again_is_fair (Fixture *self, gconstpointer data)
{
  End busy = { .n_again = G_MAXUINT }, other = { 0 };

  end_open (self, &busy);
  end_open (self, &other);
  turn_until_called (self, &busy, 10);
  test_sockets_send (other.peer, "x", 1);
  turn_until_called (self, &other, 2);
  g_assert_cmpuint (busy.n_calls, <, 20);

  end_close (&busy); /* while it waits for a turn */
  end_close (&other);
  settle (self);
  close (busy.peer);
  close (other.peer);
}

/* ---- Closing ---- */

/* All are ready in the same batch; whoever is called first closes all others, and perhaps itself.
 * Nobody is called after that. */
static void
test_close_others (Fixture *self, gconstpointer data)
{
  guint n_again = GPOINTER_TO_UINT (data);
  g_autoptr (GPtrArray) to_close = g_ptr_array_new ();
  End ends[20] = { 0 };
  guint n_calls = 0;

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      ends[i].to_close = to_close;
      ends[i].n_again = n_again;
      end_open (self, &ends[i]);
      if (n_again > 0)
        adit_engine_socket_call_again (ends[i].socket);
      g_ptr_array_add (to_close, &ends[i]);
    }
  settle (self);

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_assert_null (ends[i].socket);
      n_calls += ends[i].n_calls;
      close (ends[i].peer);
    }
  g_assert_cmpuint (n_calls, ==, 1);
}

/* One of a batch closes the next; the others still have theirs. */
static void
test_close_one (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) to_close = g_ptr_array_new ();
  End ends[4] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    end_open (self, &ends[i]);
  ends[0].to_close = to_close;
  g_ptr_array_add (to_close, &ends[2]);
  settle (self);

  g_assert_cmpuint (ends[0].n_calls, ==, 1);
  g_assert_cmpuint (ends[1].n_calls, ==, 1);
  g_assert_cmpuint (ends[2].n_calls, <=, 1);
  g_assert_cmpuint (ends[3].n_calls, ==, 1);
  g_assert_null (ends[2].socket);

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      end_close (&ends[i]);
      close (ends[i].peer);
    }
}

static void
on_ready_second (AditEngineSocket *socket, gpointer owner)
{
  ++*(guint *) owner;
}

static void
test_set_owner (Fixture *self, gconstpointer data)
{
  End end = { 0 };
  guint n_second = 0;

  end_open (self, &end);
  settle (self);
  adit_engine_socket_set_owner (end.socket, on_ready_second, &n_second);
  test_sockets_send (end.peer, "x", 1);
  settle (self);
  g_assert_cmpuint (end.n_calls, ==, 1);
  g_assert_cmpuint (n_second, ==, 1);

  end_close (&end);
  close (end.peer);
}

/* What cannot be watched stays the caller's. */
static void
test_add_fails (Fixture *self, gconstpointer data)
{
  End end = { 0 };

  g_assert_null (adit_engine_loop_add (self->loop, -1, on_ready, &end));
  g_assert_cmpint (errno, ==, EBADF);
  adit_engine_socket_close (NULL, TRUE);
}

/* ---- Timers ---- */

typedef struct
{
  AditEngineTimer timer;
  AditEngineLoop *loop;
  gint64 due_us;
  guint n_fired;
  End *to_close;
} Alarm;

static void
on_due (gpointer owner)
{
  Alarm *alarm = owner;

  alarm->n_fired++;
  g_assert_cmpint (g_get_monotonic_time (), >=, alarm->due_us);
  g_assert_cmpint (adit_engine_loop_now_us (alarm->loop), >=, alarm->due_us);
  if (alarm->to_close)
    end_close (alarm->to_close);
}

static void
arm (Fixture *self, Alarm *alarm, gint64 delay_us)
{
  alarm->loop = self->loop;
  alarm->due_us = g_get_monotonic_time () + delay_us;
  adit_engine_loop_arm (self->loop, &alarm->timer, delay_us, on_due, alarm);
}

/* The loop wakes up for the earlier timer, though it was armed last. */
static void
test_timers (Fixture *self, gconstpointer data)
{
  Alarm late = { 0 }, early = { 0 }, never = { 0 };

  arm (self, &late, 120000);
  arm (self, &never, 60000);
  arm (self, &early, 1000);
  adit_engine_loop_disarm (self->loop, &never.timer);
  while (early.n_fired == 0)
    g_main_context_iteration (self->context, TRUE);
  while (late.n_fired == 0)
    g_main_context_iteration (self->context, TRUE);
  g_assert_cmpuint (early.n_fired, ==, 1);
  g_assert_cmpuint (never.n_fired, ==, 0);
}

/* Timers are turned first: a socket that one closes is not served any more. */
static void
test_timer_before_sockets (Fixture *self, gconstpointer data)
{
  End end = { 0 };
  Alarm alarm = { .to_close = &end };

  arm (self, &alarm, 1);
  while (g_get_monotonic_time () < alarm.due_us + 2 * ADIT_ENGINE_WHEEL_TICK_US)
    g_thread_yield (); /* what is waited for is the time itself */
  end_open (self, &end);
  settle (self);
  g_assert_cmpuint (alarm.n_fired, ==, 1);
  g_assert_cmpuint (end.n_calls, ==, 0);
  close (end.peer);
}

/* ---- Other sources of the context ---- */

static gboolean
on_other (int fd, GIOCondition condition, gpointer user_data)
{
  char byte;

  while (recv (fd, &byte, 1, 0) > 0)
    ++*(guint *) user_data;

  return G_SOURCE_CONTINUE;
}

/* What else the context waits for is served as well: few others or many, from the first to the
 * last, with sockets or timers at the same time or without. */
static void
test_other_sources (Fixture *self, gconstpointer data)
{
  GSource *sources[12];
  int fds[12][2];
  guint n_bytes = 0;
  End end = { 0 };

  end_open (self, &end);
  for (guint n = 0; n < G_N_ELEMENTS (sources); n++)
    {
      test_sockets_local_pair (fds[n]);
      sources[n] = g_unix_fd_source_new (fds[n][0], G_IO_IN);
      g_source_set_callback (sources[n], G_SOURCE_FUNC (on_other), &n_bytes, NULL);
      g_source_attach (sources[n], self->context);

      n_bytes = 0;
      for (guint i = 0; i <= n; i++)
        test_sockets_send (fds[i][1], "x", 1);
      test_sockets_send (end.peer, "y", 1);
      while (n_bytes < n + 1 || end.n_calls < n + 1)
        g_main_context_iteration (self->context, TRUE);
      drain (&end);
    }

  for (guint n = 0; n < G_N_ELEMENTS (sources); n++)
    {
      g_source_destroy (sources[n]);
      g_source_unref (sources[n]);
      close (fds[n][0]);
      close (fds[n][1]);
    }
  settle (self);
  end_close (&end);
  close (end.peer);
}

/* Sources come and go, and a later one's descriptor has the number of one before. */
static void
test_other_source_with_same_number (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < 3; i++)
    {
      GSource *source;
      guint n_bytes = 0;
      int fds[2];

      test_sockets_local_pair (fds);
      source = g_unix_fd_source_new (fds[0], G_IO_IN);
      g_source_set_callback (source, G_SOURCE_FUNC (on_other), &n_bytes, NULL);
      g_source_attach (source, self->context);
      settle (self);
      test_sockets_send (fds[1], "x", 1);
      settle (self);
      g_assert_cmpuint (n_bytes, ==, 1);
      g_source_destroy (source);
      g_source_unref (source);
      settle (self);
      close (fds[0]);
      close (fds[1]);
    }
}

typedef struct
{
  const char *name;
  gpointer data;
  void (*run) (Fixture *self, gconstpointer data);
} Case;

static const Case cases[] = {
  { "readiness", NULL, test_readiness },
  { "edges", NULL, test_edges },
  { "writable-again", NULL, test_writable_again },
  { "peer-ends", NULL, test_peer_ends },
  { "reset", NULL, test_reset },
  { "close-tells", NULL, test_close_tells },
  { "again-order", NULL, test_again_order },
  { "again-is-fair", NULL, test_again_is_fair },
  { "close-others", NULL, test_close_others },
  { "close-others-that-wait", GUINT_TO_POINTER (1), test_close_others },
  { "close-one", NULL, test_close_one },
  { "set-owner", NULL, test_set_owner },
  { "add-fails", NULL, test_add_fails },
  { "timers", NULL, test_timers },
  { "timer-before-sockets", NULL, test_timer_before_sockets },
  { "other-sources", NULL, test_other_sources },
  { "other-source-with-same-number", NULL, test_other_source_with_same_number },
};

static void
enter (Fixture *self, gconstpointer data)
{
  is_entered = TRUE;
  set_up (self, data);
}

static void
leave (Fixture *self, gconstpointer data)
{
  tear_down (self, data);
  is_entered = FALSE;
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *row = &cases[i];
      g_autofree char *outside = g_strdup_printf ("/engine/loop/outside/%s", row->name);
      g_autofree char *entered = g_strdup_printf ("/engine/loop/entered/%s", row->name);

      g_test_add (outside, Fixture, row->data, set_up, row->run, tear_down);
      g_test_add (entered, Fixture, row->data, enter, row->run, leave);
    }

  return g_test_run ();
}
