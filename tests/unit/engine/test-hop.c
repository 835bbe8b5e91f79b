/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "test-hop.h"

#include "test-sockets.h"

#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

static void
on_quiet (AditEngineChannel *channel, gpointer owner)
{
}

static void
on_over (gpointer owner, AditCause cause)
{
  TestHop *self = owner;

  self->cause = cause;
  self->n_over++;
  adit_engine_channel_set_owner (self->channel, on_quiet, self);
  g_clear_pointer (&self->hop, adit_engine_hop_free);
}

void
test_hop_open (TestHop *self, AditUpstreamKind kind, const char *user, const char *password)
{
  AditEngineSocket *socket;
  int fds[2];

  *self = (TestHop){ .context = g_main_context_new () };
  self->worker.loop = adit_engine_loop_new (self->context);
  self->worker.blocks = adit_engine_blocks_new ();
  self->upstream = test_upstream_new (kind, "proxy.example:3128", user, password);
  test_sockets_tcp_pair (fds);
  self->peer = fds[1];
  socket = adit_engine_loop_add (self->worker.loop, fds[0], NULL, NULL);
  socket->is_writable = TRUE;
  self->channel = adit_engine_channel_new (&self->worker, socket);
}

void
test_hop_start (TestHop *self, const char *target, gint64 deadline_us)
{
  AditAuthority authority = test_upstream_authority (target);

  self->hop = adit_engine_hop_new (self->channel, self->upstream, &authority, on_over, self);
  adit_engine_hop_start (self->hop, deadline_us);
}

void
test_hop_close (TestHop *self)
{
  adit_engine_hop_free (self->hop);
  adit_engine_channel_close (self->channel, FALSE);
  adit_engine_upstream_unref (self->upstream);
  if (self->peer >= 0)
    close (self->peer);
  adit_engine_blocks_free (self->worker.blocks);
  adit_engine_loop_free (self->worker.loop);
  g_main_context_unref (self->context);
}

void
test_hop_turn (TestHop *self)
{
  while (g_main_context_iteration (self->context, FALSE))
    ;
}

void
test_hop_await_over (TestHop *self)
{
  while (self->n_over == 0)
    g_main_context_iteration (self->context, TRUE);
}

void
test_hop_hear (TestHop *self, const TestHopBytes *expected)
{
  g_autofree char *heard = g_malloc (expected->length + 1);
  int n_waiting = 0;

  while ((gsize) n_waiting < expected->length)
    {
      test_hop_turn (self);
      g_assert_no_errno (ioctl (self->peer, FIONREAD, &n_waiting));
    }
  g_assert_cmpint (n_waiting, ==, expected->length);
  if (n_waiting > 0)
    g_assert_cmpint (recv (self->peer, heard, expected->length, 0), ==, n_waiting);
  g_assert_cmpmem (heard, n_waiting, expected->text, expected->length);
}

void
test_hop_answer (TestHop *self, const TestHopBytes *bytes, gboolean is_in_pieces)
{
  if (!is_in_pieces && bytes->length > 0)
    test_sockets_send (self->peer, bytes->text, bytes->length);
  for (gsize i = 0; is_in_pieces && i < bytes->length; i++)
    {
      test_sockets_send (self->peer, bytes->text + i, 1);
      test_hop_turn (self);
    }
}

void
test_hop_end (TestHop *self, TestHopEnding ending)
{
  struct linger linger = { .l_onoff = 1 };

  if (ending == TEST_HOP_STAYS)
    return;
  if (ending == TEST_HOP_RESETS)
    g_assert_no_errno (setsockopt (self->peer, SOL_SOCKET, SO_LINGER, &linger, sizeof linger));
  close (self->peer);
  self->peer = -1;
}

void
test_hop_assert_rest (TestHop *self, const TestHopBytes *rest)
{
  gsize length;
  const char *held;

  do
    {
      adit_engine_channel_doubt (self->channel);
      adit_engine_channel_fill (self->channel);
      held = adit_engine_channel_peek (self->channel, &length);
    }
  while (length < rest->length);

  g_assert_cmpmem (held, length, rest->text, rest->length);
}
