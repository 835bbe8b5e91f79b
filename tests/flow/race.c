/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Addresses of one name are raced (RFC 8305): the dialler alone, with lists that no resolver would
 * give, and then through the whole engine. */

#include "flow.h"

#include "engine/connect/adit-engine-race.h"

#include <pthread.h>

/* A race on a worker of its own. */
typedef struct
{
  AditEngineWorker *worker;
  AditEngineCandidates candidates;
  AditEngineRace *race; /* the worker's thread only */

  pthread_mutex_t lock;
  pthread_cond_t changed;
  gboolean is_over;
  AditCause cause;
  AditEngineAddress winner;
  gint64 taken_us;
} Track;

static void
on_race_over (gpointer owner,
              AditEngineSocket *socket,
              const AditEngineAddress *address,
              AditCause cause)
{
  Track *self = owner;

  /* The address belongs to the race. */
  if (address)
    self->winner = *address;
  adit_engine_race_free (self->race);
  adit_engine_socket_close (socket, FALSE);

  pthread_mutex_lock (&self->lock);
  self->is_over = TRUE;
  self->cause = cause;
  pthread_cond_signal (&self->changed);
  pthread_mutex_unlock (&self->lock);
}

static void
start (gpointer data)
{
  Track *self = data;

  self->race = adit_engine_race_new (self->worker, &self->candidates, on_race_over, self);
  adit_engine_race_start (self->race);
}

static gboolean
is_empty (gpointer data)
{
  return TRUE;
}

static void
add_candidate (Track *self, const char *host, guint16 port)
{
  AditEngineAddress *slot = &self->candidates.addresses[self->candidates.n_addresses++];

  g_assert_true (adit_engine_address_parse (slot, host, port));
}

static void
run_race (Track *self)
{
  gint64 since_us = g_get_monotonic_time ();

  pthread_mutex_init (&self->lock, NULL);
  pthread_cond_init (&self->changed, NULL);
  self->worker = adit_engine_worker_new (0, 1);
  adit_engine_worker_post (self->worker, start, self);

  pthread_mutex_lock (&self->lock);
  while (!self->is_over)
    pthread_cond_wait (&self->changed, &self->lock);
  pthread_mutex_unlock (&self->lock);
  self->taken_us = g_get_monotonic_time () - since_us;

  adit_engine_worker_free (self->worker, is_empty, NULL);
  pthread_cond_destroy (&self->changed);
  pthread_mutex_destroy (&self->lock);
}

static void
assert_won_by (const Track *self, const char *host, guint16 port)
{
  char text[ADIT_ENGINE_ADDRESS_TEXT_SIZE];
  g_autofree char *expected = g_strdup_printf ("%s:%u", host, port);

  g_assert_cmpint (self->cause, ==, ADIT_CAUSE_NONE);
  g_assert_cmpstr (adit_engine_address_print (&self->winner, text), ==, expected);
}

static guint
count_sockets (void)
{
  g_autoptr (GDir) directory = g_dir_open ("/proc/self/fd", 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (directory)))
    {
      g_autofree char *path = g_build_filename ("/proc/self/fd", name, NULL);
      g_autofree char *target = g_file_read_link (path, NULL);

      if (target && g_str_has_prefix (target, "socket:"))
        n++;
    }

  return n;
}

static void
check_second_wins (void)
{
  Track track = { 0 };
  FlowBlackHole hole;
  guint16 port = 0;
  int listener = flow_listen ("127.0.0.2", &port);
  guint n_before;

  flow_black_hole_open (&hole, "127.0.0.1");
  n_before = count_sockets ();
  add_candidate (&track, "127.0.0.1", hole.port);
  add_candidate (&track, "127.0.0.2", port);
  run_race (&track);

  assert_won_by (&track, "127.0.0.2", port);
  g_assert_cmpint (track.taken_us, >=, ADIT_ENGINE_ATTEMPT_DELAY_US);
  g_assert_cmpint (track.taken_us, <, 8 * ADIT_ENGINE_ATTEMPT_DELAY_US);
  /* The loser was closed with the rest. */
  g_assert_cmpuint (count_sockets (), ==, n_before);

  flow_close (listener);
  flow_black_hole_close (&hole);
}

/* A refusal is not waited for: the next is dialled at once. */
static void
check_after_refusals (void)
{
  Track track = { 0 };
  guint16 port = 0;
  guint16 closed_port;
  int listener = flow_listen ("127.0.0.1", &port);
  int reserved = flow_reserve ("0.0.0.0", &closed_port);

  for (guint i = 1; i < ADIT_ENGINE_CANDIDATES_MAX; i++)
    add_candidate (&track, "127.0.0.1", closed_port);
  add_candidate (&track, "127.0.0.1", port);
  run_race (&track);

  assert_won_by (&track, "127.0.0.1", port);
  g_assert_cmpint (track.taken_us, <, 8 * ADIT_ENGINE_ATTEMPT_DELAY_US);

  flow_close (reserved);
  flow_close (listener);
}

static void
check_all_refused (void)
{
  Track track = { 0 };
  guint16 closed_port;
  int reserved = flow_reserve ("0.0.0.0", &closed_port);

  add_candidate (&track, "127.0.0.1", closed_port);
  add_candidate (&track, "127.0.0.2", closed_port);
  add_candidate (&track, "127.0.0.3", closed_port);
  run_race (&track);
  g_assert_cmpint (track.cause, ==, ADIT_CAUSE_REFUSED);

  flow_close (reserved);
}

/* A refusal says more than an address without a route, whichever came last. */
static void
check_refusal_is_told (void)
{
  Track track = { 0 };
  guint16 closed_port;
  int reserved = flow_reserve ("127.0.0.1", &closed_port);

  add_candidate (&track, "127.0.0.1", closed_port);
  add_candidate (&track, "255.255.255.255", closed_port);
  run_race (&track);
  g_assert_cmpint (track.cause, ==, ADIT_CAUSE_REFUSED);

  flow_close (reserved);
}

static void
check_no_address (void)
{
  Track track = { 0 };

  run_race (&track);
  g_assert_cmpint (track.cause, ==, ADIT_CAUSE_NAME_NOT_FOUND);
}

/* The first is dialled alone while its 250 ms last: an answer in time spares the second. */
static void
check_first_is_preferred (void)
{
  Track track = { 0 };
  guint16 port = 0;
  int first = flow_listen ("127.0.0.1", &port);
  int second = flow_listen ("127.0.0.2", &port);

  add_candidate (&track, "127.0.0.1", port);
  add_candidate (&track, "127.0.0.2", port);
  run_race (&track);
  assert_won_by (&track, "127.0.0.1", port);
  g_assert_false (flow_is_readable (second, 0));

  flow_close (first);
  flow_close (second);
}

/* From a name to a tunnel, and the row tells which address it was. */
static void
check_whole_engine (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  FlowTunnel tunnel = { .client = flow_client_new (engine) };
  int listener = flow_listen ("127.0.0.2", &tunnel.port);
  g_autoptr (AditTunnel) row = NULL;
  g_autofree char *address = g_strdup_printf ("127.0.0.2:%u", tunnel.port);
  g_autofree char *target = g_strdup_printf ("two.example.org:%u", tunnel.port);

  flow_client_connect (tunnel.client, "two.example.org", tunnel.port);
  tunnel.origin = flow_accept (listener);
  flow_tunnel_check (&tunnel);
  row = flow_engine_await_phase (engine, ADIT_PHASE_RELAY);
  g_assert_cmpstr (row->address, ==, address);
  g_assert_cmpstr (row->target, ==, target);

  flow_tunnel_close (&tunnel);
  flow_close (listener);
  flow_engine_free (engine);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  flow_resolver_install ();
  flow_resolver_add ("two.example.org", (const char *[]){ "::1", "127.0.0.2", NULL });
  g_test_add_func ("/race/second-wins", check_second_wins);
  g_test_add_func ("/race/after-refusals", check_after_refusals);
  g_test_add_func ("/race/all-refused", check_all_refused);
  g_test_add_func ("/race/refusal-is-told", check_refusal_is_told);
  g_test_add_func ("/race/no-address", check_no_address);
  g_test_add_func ("/race/first-is-preferred", check_first_is_preferred);
  g_test_add_func ("/race/whole-engine", check_whole_engine);

  return g_test_run ();
}
