/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Handshakes of several workers through one gate, with one certificate and one trust: more at once
 * than may run, some given up at any moment, and none left behind. */

#include "test-tls.h"

#include <fcntl.h>

#define N_WORKERS 3
#define N_PAIRS   40 /* of each worker, all at once */

typedef struct _Crew Crew;

/* A server and a client, both ours. */
typedef struct
{
  Crew *crew;
  AditEngineTls *ends[2];
  guint n_done;
} Pair;

struct _Crew
{
  TestTls *fixture;
  AditEngineWorker *worker;
  int fds[N_PAIRS][2];
  Pair pairs[N_PAIRS];
  guint n_open;
  guint n_good;
};

static void
close_pair (Pair *pair)
{
  adit_engine_tls_close (g_steal_pointer (&pair->ends[0]), FALSE);
  adit_engine_tls_close (g_steal_pointer (&pair->ends[1]), FALSE);
  pair->crew->n_open--;
}

static void
on_done (gpointer owner, AditCause cause)
{
  Pair *pair = owner;

  g_assert_cmpstr (adit_cause_row (cause)->word, ==, "none");
  if (++pair->n_done < 2)
    return;

  pair->crew->n_good++;
  close_pair (pair);
}

static void
on_ready (AditEngineSocket *socket, gpointer owner)
{
}

static AditEngineSocket *
add_socket (Crew *crew, int fd)
{
  g_assert_no_errno (fcntl (fd, F_SETFL, O_NONBLOCK));

  return adit_engine_loop_add (crew->worker->loop, fd, on_ready, NULL);
}

static void
start_pair (Crew *crew, guint index)
{
  Pair *pair = &crew->pairs[index];
  TestTls *fixture = crew->fixture;
  AditEngineAddress peer = { 0 };

  adit_engine_address_parse (&peer, "192.0.2.1", (guint16) index);
  pair->crew = crew;
  pair->ends[0] = adit_engine_tls_new_server (crew->worker, add_socket (crew, crew->fds[index][0]),
                                              fixture->certificate);
  pair->ends[1] = adit_engine_tls_new_client (crew->worker, add_socket (crew, crew->fds[index][1]),
                                              fixture->trust, "localhost");
  for (guint i = 0; i < 2; i++)
    adit_engine_tls_start (pair->ends[i], fixture->gate, &peer, TEST_TLS_DEADLINE_US, on_done,
                           pair);
  crew->n_open++;
}

static void
run_start (gpointer data)
{
  Crew *crew = data;

  for (guint i = 0; i < N_PAIRS; i++)
    start_pair (crew, i);
}

/* Every third is given up, in whatever state it is. */
static void
run_give_up (gpointer data)
{
  Crew *crew = data;

  for (guint i = 0; i < N_PAIRS; i += 3)
    if (crew->pairs[i].ends[0])
      close_pair (&crew->pairs[i]);
}

static gboolean
is_empty (gpointer data)
{
  Crew *crew = data;

  return crew->n_open == 0 && adit_engine_tls_count_handshakes () == 0;
}

static void
run_all (TestTls *self, gboolean is_giving_up)
{
  g_autofree Crew *crews = g_new0 (Crew, N_WORKERS);

  for (guint i = 0; i < N_WORKERS; i++)
    {
      crews[i].fixture = self;
      crews[i].worker = adit_engine_worker_new (i, 8);
      for (guint n = 0; n < N_PAIRS; n++)
        test_sockets_local_pair (crews[i].fds[n]);
    }
  for (guint i = 0; i < N_WORKERS; i++)
    adit_engine_worker_post (crews[i].worker, run_start, &crews[i]);
  for (guint i = 0; is_giving_up && i < N_WORKERS; i++)
    adit_engine_worker_post (crews[i].worker, run_give_up, &crews[i]);

  for (guint i = 0; i < N_WORKERS; i++)
    {
      adit_engine_worker_free (crews[i].worker, is_empty, &crews[i]);
      if (is_giving_up)
        g_assert_cmpuint (crews[i].n_good, >=, N_PAIRS - (N_PAIRS + 2) / 3);
      else
        g_assert_cmpuint (crews[i].n_good, ==, N_PAIRS);
    }
}

static void
test_all_served (TestTls *self, gconstpointer data)
{
  run_all (self, FALSE);
}

static void
test_some_give_up (TestTls *self, gconstpointer data)
{
  run_all (self, TRUE);
}

#define ADD(name, run)                                                                             \
  g_test_add ("/engine/tls-workers/" name, TestTls, NULL, test_tls_set_up, run, test_tls_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("all-served", test_all_served);
  ADD ("some-give-up", test_some_give_up);

  return g_test_run ();
}
