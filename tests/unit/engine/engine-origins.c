/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Connections kept to origins: found again, bounded, and dropped when they say something. */

#include "engine/connect/adit-engine-origins.h"

#include "test-sockets.h"
#include "test-upstream.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define KEPT_MAX 12

typedef struct
{
  AditEngineWorker worker;
  GMainContext *context;
  AditEngineOrigins *origins;
  AditEngineUpstream *upstream; /* what is gone through */
  int peers[KEPT_MAX + 1];
  guint n_peers;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->context = g_main_context_new ();
  self->worker.loop = adit_engine_loop_new (self->context);
  self->worker.blocks = adit_engine_blocks_new ();
  self->origins = adit_engine_origins_new (&self->worker, KEPT_MAX);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  adit_engine_origins_free (self->origins);
  for (guint i = 0; i < self->n_peers; i++)
    close (self->peers[i]);
  adit_engine_blocks_free (self->worker.blocks);
  adit_engine_loop_free (self->worker.loop);
  g_main_context_unref (self->context);
}

static AditAuthority
place (const char *text)
{
  AditAuthority authority;

  g_assert_true (adit_authority_parse (text, strlen (text), ADIT_AUTHORITY_PLAIN, &authority));

  return authority;
}

/* Keeps a new connection to @name, and returns the origin's end of it. */
static int
keep (Fixture *self, const char *name, gboolean is_secure)
{
  AditAuthority target = place (name);
  AditEngineAddress address;
  AditEngineSocket *socket;
  int fds[2];

  test_sockets_tcp_pair (fds);
  self->peers[self->n_peers++] = fds[1];
  adit_engine_address_parse (&address, "127.0.0.1", (guint16) (1000 + self->n_peers));
  socket = adit_engine_loop_add (self->worker.loop, fds[0], NULL, NULL);
  adit_engine_origins_keep (self->origins, &target, is_secure, self->upstream, &address,
                            adit_engine_channel_new (&self->worker, socket));

  return fds[1];
}

/* The number of the connection that is found, by its address; 0: none. */
static guint
take (Fixture *self, const char *name, gboolean is_secure)
{
  AditAuthority target = place (name);
  AditEngineAddress address;
  AditEngineChannel *channel =
      adit_engine_origins_take (self->origins, &target, is_secure, self->upstream, &address);

  if (!channel)
    return 0;

  adit_engine_channel_close (channel, FALSE);
  return adit_engine_address_port (&address) - 1000;
}

static void
test_last_first (Fixture *self, gconstpointer data)
{
  keep (self, "a.example:80", FALSE);
  keep (self, "a.example:80", FALSE);
  g_assert_cmpuint (adit_engine_origins_count (self->origins), ==, 2);
  g_assert_cmpuint (take (self, "a.example:80", FALSE), ==, 2);
  g_assert_cmpuint (take (self, "A.Example:80", FALSE), ==, 1);
  g_assert_cmpuint (take (self, "a.example:80", FALSE), ==, 0);
  g_assert_cmpuint (adit_engine_origins_count (self->origins), ==, 0);
}

static void
test_other_places (Fixture *self, gconstpointer data)
{
  keep (self, "a.example:80", FALSE);
  g_assert_cmpuint (take (self, "a.example:80", TRUE), ==, 0);
  g_assert_cmpuint (take (self, "a.example:81", FALSE), ==, 0);
  g_assert_cmpuint (take (self, "b.example:80", FALSE), ==, 0);
  g_assert_cmpuint (take (self, "a.example:80", FALSE), ==, 1);
}

/* What goes through an upstream is for that way alone. */
static void
test_other_ways (Fixture *self, gconstpointer data)
{
  AditEngineUpstream *one = test_upstream_new (ADIT_UPSTREAM_HTTP, "p.example:1", "u", "old");
  AditEngineUpstream *other = test_upstream_new (ADIT_UPSTREAM_HTTP, "p.example:1", "u", "new");

  keep (self, "a.example:80", FALSE);
  self->upstream = one;
  g_assert_cmpuint (take (self, "a.example:80", FALSE), ==, 0);
  keep (self, "a.example:80", FALSE);
  self->upstream = other;
  g_assert_cmpuint (take (self, "a.example:80", FALSE), ==, 0);
  self->upstream = NULL;
  g_assert_cmpuint (take (self, "a.example:80", FALSE), ==, 1);
  g_assert_cmpuint (take (self, "a.example:80", FALSE), ==, 0);
  self->upstream = one;
  g_assert_cmpuint (take (self, "a.example:80", FALSE), ==, 2);

  adit_engine_upstream_unref (one);
  adit_engine_upstream_unref (other);
}

static void
test_limit_of_a_place (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < ADIT_ENGINE_KEPT_PER_ORIGIN_MAX; i++)
    keep (self, "a.example:80", FALSE);
  g_assert_cmpuint (adit_engine_origins_count (self->origins), ==, ADIT_ENGINE_KEPT_PER_ORIGIN_MAX);
  keep (self, "a.example:80", FALSE);
  g_assert_cmpuint (adit_engine_origins_count (self->origins), ==, ADIT_ENGINE_KEPT_PER_ORIGIN_MAX);
  test_sockets_await_end (self->peers[self->n_peers - 1]);
  keep (self, "b.example:80", FALSE);
  g_assert_cmpuint (take (self, "b.example:80", FALSE), ==, self->n_peers);
}

static void
test_limit_in_all (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < KEPT_MAX; i++)
    {
      g_autofree char *name = g_strdup_printf ("host%u.example:80", i);

      keep (self, name, FALSE);
    }
  g_assert_cmpuint (adit_engine_origins_count (self->origins), ==, KEPT_MAX);
  keep (self, "more.example:80", FALSE);
  g_assert_cmpuint (adit_engine_origins_count (self->origins), ==, KEPT_MAX);
  g_assert_cmpuint (take (self, "more.example:80", FALSE), ==, 0);
}

static void
settle (Fixture *self)
{
  while (g_main_context_iteration (self->context, FALSE))
    continue;
}

static void
test_dropped_when_ended (Fixture *self, gconstpointer data)
{
  int peer = keep (self, "a.example:80", FALSE);

  settle (self);
  g_assert_cmpuint (adit_engine_origins_count (self->origins), ==, 1);
  shutdown (peer, SHUT_WR);
  while (adit_engine_origins_count (self->origins) > 0)
    g_main_context_iteration (self->context, TRUE);
}

static void
test_dropped_when_it_speaks (Fixture *self, gconstpointer data)
{
  int peer = keep (self, "a.example:80", FALSE);

  test_sockets_send (peer, "HTTP/1.1 408 Request Timeout\r\n\r\n", 32);
  while (adit_engine_origins_count (self->origins) > 0)
    g_main_context_iteration (self->context, TRUE);
  g_assert_cmpuint (take (self, "a.example:80", FALSE), ==, 0);
}

/* It ended, and the loop has not told yet. */
static void
test_ended_unseen (Fixture *self, gconstpointer data)
{
  int peer;

  keep (self, "a.example:80", FALSE);
  peer = keep (self, "a.example:80", FALSE);
  shutdown (peer, SHUT_WR);
  g_assert_cmpuint (take (self, "a.example:80", FALSE), ==, 1);
  g_assert_cmpuint (adit_engine_origins_count (self->origins), ==, 0);
}

#define ADD(name, run) g_test_add ("/engine/origins/" name, Fixture, NULL, set_up, run, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("last-first", test_last_first);
  ADD ("other-places", test_other_places);
  ADD ("other-ways", test_other_ways);
  ADD ("limit-of-a-place", test_limit_of_a_place);
  ADD ("limit-in-all", test_limit_in_all);
  ADD ("dropped-when-ended", test_dropped_when_ended);
  ADD ("dropped-when-it-speaks", test_dropped_when_it_speaks);
  ADD ("ended-unseen", test_ended_unseen);

  return g_test_run ();
}
