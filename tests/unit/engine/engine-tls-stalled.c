/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Handshakes that clients begin and leave there, through the gate: what others have of it. */

#include "test-tls.h"

#include <sys/socket.h>
#include <unistd.h>

#define N_STALLED (ADIT_ENGINE_HANDSHAKES_PER_ADDRESS_MAX + 20)

typedef struct
{
  TestTlsEnd ends[N_STALLED];
  int peers[N_STALLED];
  guint n;
} Stalled;

static void
open_one (TestTls *self, Stalled *stalled)
{
  int fds[2];

  test_sockets_tcp_pair (fds);
  stalled->peers[stalled->n] = fds[1];
  test_tls_start_server (self, &stalled->ends[stalled->n++], fds[0], TEST_TLS_DEADLINE_US);
}

/* Clients that send a ClientHello each and then nothing. */
static void
open_stalled (TestTls *self, Stalled *stalled, guint n)
{
  char hello[4096];
  gsize length = test_tls_make_hello (hello, sizeof hello);

  for (guint i = 0; i < n; i++)
    {
      open_one (self, stalled);
      test_sockets_send (stalled->peers[i], hello, length);
    }

  test_tls_until (self, adit_engine_tls_count_handshakes () == n);
}

static void
close_stalled (Stalled *stalled)
{
  for (guint i = 0; i < stalled->n; i++)
    {
      test_tls_close (&stalled->ends[i]);
      close (stalled->peers[i]);
    }
}

/* The same address as those who stall: it has to wait until their time is up, and no longer. */
static void
test_good_among_stalled (TestTls *self, gconstpointer data)
{
  Stalled stalled = { 0 };
  TestTlsEnd ends[2] = { 0 };
  gint64 begin_us;
  guint n_cut = 0;

  open_stalled (self, &stalled, N_STALLED);
  begin_us = g_get_monotonic_time ();
  test_tls_connect (self, ends);
  g_assert_cmpint (g_get_monotonic_time () - begin_us, <, 3 * ADIT_ENGINE_HANDSHAKE_PATIENCE_US);

  for (guint i = 0; i < N_STALLED; i++)
    if (stalled.ends[i].n_done > 0)
      {
        g_assert_cmpstr (test_tls_await (self, &stalled.ends[i]), ==, "tls-timeout");
        n_cut++;
      }
  g_assert_cmpuint (n_cut, >=, 1);

  test_tls_close (&ends[0]);
  test_tls_close (&ends[1]);
  close_stalled (&stalled);
}

/* Another address does not wait at all. */
static void
test_others_unharmed (TestTls *self, gconstpointer data)
{
  AditEngineAddress other = { 0 };
  Stalled stalled = { 0 };
  TestTlsEnd end = { 0 };
  TestPeer peer = { .fixture = self };
  gint64 begin_us;
  int fds[2];

  g_assert_true (adit_engine_address_parse (&other, "192.0.2.7", 1));
  open_stalled (self, &stalled, N_STALLED);
  begin_us = g_get_monotonic_time ();
  test_sockets_tcp_pair (fds);
  peer.fd = fds[1];
  test_peer_start (&peer);
  test_tls_prepare_server (self, &end, fds[0], self->certificate);
  adit_engine_tls_start (end.tls, self->gate, &other, TEST_TLS_DEADLINE_US, test_tls_on_done, &end);
  g_assert_cmpstr (test_tls_await (self, &end), ==, "none");
  g_assert_cmpint (g_get_monotonic_time () - begin_us, <, ADIT_ENGINE_HANDSHAKE_PATIENCE_US);

  test_peer_join (&peer);
  test_tls_close (&end);
  close_stalled (&stalled);
}

/* Fewer than one address may have keep nobody of that address waiting, though they all stall. */
static void
test_place_is_left (TestTls *self, gconstpointer data)
{
  Stalled stalled = { 0 };
  TestTlsEnd ends[2] = { 0 };
  gint64 begin_us;

  open_stalled (self, &stalled, ADIT_ENGINE_HANDSHAKES_PER_ADDRESS_MAX - 1);
  begin_us = g_get_monotonic_time ();
  test_tls_connect (self, ends);
  g_assert_cmpint (g_get_monotonic_time () - begin_us, <, ADIT_ENGINE_HANDSHAKE_PATIENCE_US);
  test_tls_close (&ends[0]);
  test_tls_close (&ends[1]);

  for (guint i = 0; i < stalled.n; i++)
    g_assert_cmpuint (stalled.ends[i].n_done, ==, 0);
  close_stalled (&stalled);
}

/* ---- Turns ---- */

#define N_AT_ONCE 5

static guint
count_answered (const Stalled *stalled)
{
  guint n_answered = 0;

  for (guint i = 0; i < stalled->n; i++)
    {
      char byte;

      n_answered += recv (stalled->peers[i], &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
    }

  return n_answered;
}

/* Clients whose ClientHellos come all at once. */
static void
open_at_once (TestTls *self, Stalled *stalled)
{
  char hello[4096];
  gsize length = test_tls_make_hello (hello, sizeof hello);

  for (guint i = 0; i < N_AT_ONCE; i++)
    open_one (self, stalled);
  while (g_main_context_iteration (self->context, FALSE))
    continue;
  for (guint i = 0; i < N_AT_ONCE; i++)
    test_sockets_send (stalled->peers[i], hello, length);
}

/* Handshakes that all could go on leave room between them for what else there is to do. */
static void
test_one_step_a_turn (TestTls *self, gconstpointer data)
{
  Stalled stalled = { 0 };
  guint n_answered;

  open_at_once (self, &stalled);
  while ((n_answered = count_answered (&stalled)) < N_AT_ONCE)
    {
      g_main_context_iteration (self->context, TRUE);
      g_assert_cmpuint (count_answered (&stalled), <=, n_answered + 1);
    }
  close_stalled (&stalled);
}

/* Whoever goes away passes the turn on. */
static void
test_turn_is_passed (TestTls *self, gconstpointer data)
{
  Stalled stalled = { 0 };

  open_at_once (self, &stalled);
  test_tls_until (self, adit_engine_tls_count_handshakes () == N_AT_ONCE);
  g_assert_cmpuint (count_answered (&stalled), <, N_AT_ONCE - 1);
  for (guint i = 0; i < N_AT_ONCE - 1; i++)
    test_tls_close (&stalled.ends[i]);
  while (recv (stalled.peers[N_AT_ONCE - 1], &(char){ 0 }, 1, MSG_PEEK | MSG_DONTWAIT) < 0)
    g_main_context_iteration (self->context, TRUE);
  close_stalled (&stalled);
}

#define ADD(name, run)                                                                             \
  g_test_add ("/engine/tls-stalled/" name, TestTls, NULL, test_tls_set_up, run, test_tls_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("good-among-them", test_good_among_stalled);
  ADD ("others-unharmed", test_others_unharmed);
  ADD ("place-is-left", test_place_is_left);
  ADD ("turns/one-step-each", test_one_step_a_turn);
  ADD ("turns/passed-on", test_turn_is_passed);

  return g_test_run ();
}
