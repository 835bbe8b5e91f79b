/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The loop: readiness is remembered, turns are fair, and a socket may be closed at any moment,
 * also while its events, or its own callback, are being served. */

#include "test-loop.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

static void
test_readiness (TestLoop *self, gconstpointer data)
{
  TestEnd end = { 0 };

  test_end_open (self, &end);
  test_loop_turn_until_called (self, &end, 1);
  g_assert_true (end.socket->is_writable);
  g_assert_false (end.socket->is_readable);
  g_assert_false (end.socket->is_broken);

  test_sockets_send (end.peer, "x", 1);
  test_loop_turn_until_called (self, &end, 2);
  g_assert_true (end.socket->is_readable);

  test_end_close (&end);
  close (end.peer);
}

/* Without a read there is no second call for the same bytes, and the first is not forgotten. */
static void
test_edges (TestLoop *self, gconstpointer data)
{
  TestEnd end = { 0 };

  test_end_open (self, &end);
  test_sockets_send (end.peer, "x", 1);
  test_loop_settle (self);
  g_assert_cmpuint (end.n_calls, ==, 1);
  test_loop_settle (self);
  g_assert_cmpuint (end.n_calls, ==, 1);
  g_assert_true (end.socket->is_readable);

  test_end_drain (&end);
  test_loop_settle (self);
  g_assert_cmpuint (end.n_calls, ==, 1);
  test_sockets_send (end.peer, "y", 1);
  test_loop_settle (self);
  g_assert_cmpuint (end.n_calls, ==, 2);
  g_assert_true (end.socket->is_readable);

  test_end_close (&end);
  close (end.peer);
}

/* A full socket is writable again once its reader has read. */
static void
test_writable_again (TestLoop *self, gconstpointer data)
{
  static const char bytes[65536] = "";
  char read[65536];
  TestEnd end = { 0 };

  test_end_open (self, &end);
  test_loop_settle (self);
  while (send (end.socket->fd, bytes, sizeof bytes, MSG_NOSIGNAL) > 0)
    continue;
  g_assert_cmpint (errno, ==, EAGAIN);
  end.socket->is_writable = FALSE;
  test_loop_settle (self);
  g_assert_cmpuint (end.n_calls, ==, 1);

  while (recv (end.peer, read, sizeof read, 0) > 0)
    continue;
  test_loop_turn_until_called (self, &end, 2);
  g_assert_true (end.socket->is_writable);

  test_end_close (&end);
  close (end.peer);
}

static void
test_peer_ends (TestLoop *self, gconstpointer data)
{
  TestEnd end = { 0 };

  test_end_open (self, &end);
  test_loop_settle (self);
  g_assert_false (end.socket->is_readable);
  shutdown (end.peer, SHUT_WR);
  test_loop_settle (self);
  g_assert_true (end.socket->is_readable);
  g_assert_false (end.socket->is_broken);

  test_end_close (&end);
  close (end.peer);
}

static void
test_reset (TestLoop *self, gconstpointer data)
{
  struct linger linger = { .l_onoff = 1 };
  TestEnd end = { 0 };
  int fds[2];

  test_sockets_tcp_pair (fds);
  test_end_open_with (self, &end, fds[0]);
  test_loop_settle (self);
  setsockopt (fds[1], SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  close (fds[1]);
  test_sockets_await_end (fds[0]);
  test_loop_settle (self);
  g_assert_true (end.socket->is_broken);
  g_assert_true (end.socket->is_readable);

  test_end_close (&end);
}

/* A peer is told which way it ends. */
static void
test_close_tells (TestLoop *self, gconstpointer data)
{
  for (guint is_reset = 0; is_reset <= 1; is_reset++)
    {
      TestEnd end = { 0 };
      int fds[2];
      char byte;

      test_sockets_tcp_pair (fds);
      test_end_open_with (self, &end, fds[0]);
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
test_again_order (TestLoop *self, gconstpointer data)
{
  g_autoptr (GString) log = g_string_new (NULL);
  TestEnd ends[3] = { 0 };

  for (guint i = 0; i < 3; i++)
    {
      ends[i].log = log;
      ends[i].name = (char) ('a' + i);
      test_end_open (self, &ends[i]);
    }
  test_loop_settle (self);
  g_string_truncate (log, 0);

  for (guint i = 0; i < 3; i++)
    {
      ends[i].n_again = 2 - i; /* besides the one asked for here */
      adit_engine_socket_call_again (ends[i].socket);
    }
  test_loop_settle (self);
  g_assert_cmpstr (log->str, ==, "abcaba");

  for (guint i = 0; i < 3; i++)
    {
      test_end_close (&ends[i]);
      close (ends[i].peer);
    }
}

/* One that always wants another turn does not keep the others from theirs. */
static void
test_again_is_fair (TestLoop *self, gconstpointer data)
{
  TestEnd busy = { .n_again = G_MAXUINT }, other = { 0 };

  test_end_open (self, &busy);
  test_end_open (self, &other);
  test_loop_turn_until_called (self, &busy, 10);
  test_sockets_send (other.peer, "x", 1);
  test_loop_turn_until_called (self, &other, 2);
  g_assert_cmpuint (busy.n_calls, <, 20);

  test_end_close (&busy); /* while it waits for a turn */
  test_end_close (&other);
  test_loop_settle (self);
  close (busy.peer);
  close (other.peer);
}

/* ---- Closing ---- */

/* All are ready in the same batch; whoever is called first closes all others, and perhaps itself.
 * Nobody is called after that. */
static void
test_close_others (TestLoop *self, gconstpointer data)
{
  guint n_again = GPOINTER_TO_UINT (data);
  g_autoptr (GPtrArray) to_close = g_ptr_array_new ();
  TestEnd ends[20] = { 0 };
  guint n_calls = 0;

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      ends[i].to_close = to_close;
      ends[i].n_again = n_again;
      test_end_open (self, &ends[i]);
      if (n_again > 0)
        adit_engine_socket_call_again (ends[i].socket);
      g_ptr_array_add (to_close, &ends[i]);
    }
  test_loop_settle (self);

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
test_close_one (TestLoop *self, gconstpointer data)
{
  g_autoptr (GPtrArray) to_close = g_ptr_array_new ();
  TestEnd ends[4] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    test_end_open (self, &ends[i]);
  ends[0].to_close = to_close;
  g_ptr_array_add (to_close, &ends[2]);
  test_loop_settle (self);

  g_assert_cmpuint (ends[0].n_calls, ==, 1);
  g_assert_cmpuint (ends[1].n_calls, ==, 1);
  g_assert_cmpuint (ends[2].n_calls, <=, 1);
  g_assert_cmpuint (ends[3].n_calls, ==, 1);
  g_assert_null (ends[2].socket);

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      test_end_close (&ends[i]);
      close (ends[i].peer);
    }
}

static void
on_ready_second (AditEngineSocket *socket, gpointer owner)
{
  ++*(guint *) owner;
}

static void
test_set_owner (TestLoop *self, gconstpointer data)
{
  TestEnd end = { 0 };
  guint n_second = 0;

  test_end_open (self, &end);
  test_loop_settle (self);
  adit_engine_socket_set_owner (end.socket, on_ready_second, &n_second);
  test_sockets_send (end.peer, "x", 1);
  test_loop_settle (self);
  g_assert_cmpuint (end.n_calls, ==, 1);
  g_assert_cmpuint (n_second, ==, 1);

  test_end_close (&end);
  close (end.peer);
}

/* What cannot be watched stays the caller's. */
static void
test_add_fails (TestLoop *self, gconstpointer data)
{
  guint n_calls = 0;

  g_assert_null (adit_engine_loop_add (self->loop, -1, on_ready_second, &n_calls));
  g_assert_cmpint (errno, ==, EBADF);
  adit_engine_socket_close (NULL, TRUE);
}

/* Out of the loop, also out of a turn it asked for; the descriptor works on. */
static void
test_detach (TestLoop *self, gconstpointer data)
{
  TestEnd end = { 0 };
  char byte = 0;
  int fd;

  test_end_open (self, &end);
  test_loop_settle (self);
  end.n_calls = 0;
  adit_engine_socket_call_again (end.socket);
  fd = adit_engine_socket_detach (g_steal_pointer (&end.socket));
  test_sockets_send (end.peer, "x", 1);
  test_loop_settle (self);
  g_assert_cmpuint (end.n_calls, ==, 0);
  g_assert_cmpint (recv (fd, &byte, 1, 0), ==, 1);
  g_assert_cmpint (byte, ==, 'x');

  close (fd);
  close (end.peer);
}

/* What came before it rested and was read by somebody else is not told; what came since is. */
static void
test_rest (TestLoop *self, gconstpointer data)
{
  TestEnd end = { 0 };
  char byte = 0;

  test_end_open (self, &end);
  test_sockets_send (end.peer, "a", 1);
  test_loop_settle (self);
  g_assert_true (end.socket->is_readable);
  end.n_calls = 0;

  adit_engine_socket_rest (end.socket);
  g_assert_cmpint (recv (end.socket->fd, &byte, 1, 0), ==, 1);
  test_sockets_send (end.peer, "b", 1);
  test_loop_settle (self);
  g_assert_cmpuint (end.n_calls, ==, 0);
  g_assert_cmpint (recv (end.socket->fd, &byte, 1, 0), ==, 1);

  adit_engine_socket_wake (end.socket);
  test_loop_settle (self);
  g_assert_false (end.socket->is_readable);

  adit_engine_socket_rest (end.socket);
  test_sockets_send (end.peer, "c", 1);
  test_loop_settle (self);
  adit_engine_socket_wake (end.socket);
  test_loop_settle (self);
  g_assert_true (end.socket->is_readable);

  test_end_close (&end);
  close (end.peer);
}

static const TestLoopCase cases[] = {
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
  { "detach", NULL, test_detach },
  { "rest", NULL, test_rest },
  { "set-owner", NULL, test_set_owner },
  { "add-fails", NULL, test_add_fails },
};

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_loop_add_cases ("loop", cases, G_N_ELEMENTS (cases));

  return g_test_run ();
}
