/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "test-loop.h"

#include <errno.h>
#include <sys/socket.h>

/* Whether epoll itself is what the context waits in, as in a worker's thread. */
static gboolean is_entered;

static void
set_up (TestLoop *self, gconstpointer data)
{
  self->context = g_main_context_new ();
  self->loop = adit_engine_loop_new (self->context);
  if (is_entered)
    adit_engine_loop_enter (self->loop);
}

static void
tear_down (TestLoop *self, gconstpointer data)
{
  adit_engine_loop_enter (NULL);
  adit_engine_loop_free (self->loop);
  g_main_context_unref (self->context);
}

void
test_end_close (TestEnd *end)
{
  adit_engine_socket_close (g_steal_pointer (&end->socket), FALSE);
}

static void
on_ready (AditEngineSocket *socket, gpointer owner)
{
  TestEnd *end = owner;

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
    if (((TestEnd *) end->to_close->pdata[i])->socket)
      test_end_close (end->to_close->pdata[i]);
}

void
test_end_open_with (TestLoop *self, TestEnd *end, int fd)
{
  end->socket = adit_engine_loop_add (self->loop, fd, on_ready, end);
  g_assert_nonnull (end->socket);
}

void
test_end_open (TestLoop *self, TestEnd *end)
{
  int fds[2];

  test_sockets_local_pair (fds);
  end->peer = fds[1];
  test_end_open_with (self, end, fds[0]);
}

void
test_loop_turn_until_called (TestLoop *self, const TestEnd *end, guint n_calls)
{
  while (end->n_calls < n_calls)
    g_main_context_iteration (self->context, TRUE);
}

void
test_loop_settle (TestLoop *self)
{
  while (g_main_context_iteration (self->context, FALSE))
    continue;
}

void
test_end_drain (TestEnd *end)
{
  char bytes[64];

  while (recv (end->socket->fd, bytes, sizeof bytes, 0) > 0)
    continue;
  g_assert_cmpint (errno, ==, EAGAIN);
  end->socket->is_readable = FALSE;
}

static void
enter (TestLoop *self, gconstpointer data)
{
  is_entered = TRUE;
  set_up (self, data);
}

static void
leave (TestLoop *self, gconstpointer data)
{
  tear_down (self, data);
  is_entered = FALSE;
}

void
test_loop_add_cases (const char *group, const TestLoopCase *cases, guint n_cases)
{
  for (guint i = 0; i < n_cases; i++)
    {
      const TestLoopCase *row = &cases[i];
      g_autofree char *outside = g_strdup_printf ("/engine/%s/outside/%s", group, row->name);
      g_autofree char *entered = g_strdup_printf ("/engine/%s/entered/%s", group, row->name);

      g_test_add (outside, TestLoop, row->data, set_up, row->run, tear_down);
      g_test_add (entered, TestLoop, row->data, enter, row->run, leave);
    }
}
