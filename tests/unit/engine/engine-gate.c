/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The gate as rules: how many run, who comes next, and who is cut when. Time is the test's. */

#include "engine/tls/adit-engine-gate.h"

#define TICKETS_MAX 64
#define NOW_US      (1000 * G_USEC_PER_SEC)

typedef struct
{
  AditEngineTicket ticket;
  gboolean is_running;
  guint n_admitted;
  guint n_cut;
} Pass;

static void
on_admitted (gpointer owner)
{
  Pass *pass = owner;

  pass->is_running = TRUE;
  pass->n_admitted++;
}

static void
on_cut (gpointer owner)
{
  Pass *pass = owner;

  pass->n_cut++;
}

static gboolean
enter (AditEngineGate *gate, Pass *pass, AditEngineGateSide side, const char *peer)
{
  *pass = (Pass){ .ticket = { .side = side, .on_admitted = on_admitted, .on_cut = on_cut } };
  pass->ticket.owner = pass;
  g_assert_true (adit_engine_address_parse (&pass->ticket.peer, peer, 443));
  pass->is_running = adit_engine_gate_enter (gate, &pass->ticket);
  g_assert_cmpuint (pass->n_admitted, ==, 0);

  return pass->is_running;
}

static gboolean
enter_client (AditEngineGate *gate, Pass *pass, const char *peer)
{
  return enter (gate, pass, ADIT_ENGINE_GATE_CLIENTS, peer);
}

static void
leave (AditEngineGate *gate, Pass *pass, AditEngineTicketEnd expected)
{
  g_assert_cmpint (adit_engine_gate_leave (gate, &pass->ticket), ==, expected);
}

/* Leaves in the order of the array, whatever becomes of the others meanwhile. */
static void
leave_all (AditEngineGate *gate, Pass *passes, guint n_passes)
{
  for (guint i = 0; i < n_passes; i++)
    adit_engine_gate_leave (gate, &passes[i].ticket);
  adit_engine_gate_free (gate);
}

static guint
count_running (const Pass *passes, guint n_passes)
{
  guint n_running = 0;

  for (guint i = 0; i < n_passes; i++)
    n_running += passes[i].is_running;

  return n_running;
}

static const char *const distinct[ADIT_ENGINE_ORIGIN_HANDSHAKES_MAX + 1] = {
  "192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4", "192.0.2.5", "192.0.2.6", "192.0.2.7",
};

static void
test_in_all (void)
{
  AditEngineGate *gate = adit_engine_gate_new ();
  Pass passes[ADIT_ENGINE_HANDSHAKES_MAX + 1];

  for (guint i = 0; i < ADIT_ENGINE_HANDSHAKES_MAX; i++)
    {
      g_autofree char *peer = g_strdup_printf ("192.0.2.%u", i + 1);

      g_assert_true (enter_client (gate, &passes[i], peer));
    }
  g_assert_false (enter_client (gate, &passes[ADIT_ENGINE_HANDSHAKES_MAX], "192.0.2.200"));

  leave (gate, &passes[0], ADIT_ENGINE_TICKET_RAN);
  g_assert_cmpuint (passes[ADIT_ENGINE_HANDSHAKES_MAX].n_admitted, ==, 1);
  leave_all (gate, passes + 1, ADIT_ENGINE_HANDSHAKES_MAX);
}

static void
test_per_address (void)
{
  AditEngineGate *gate = adit_engine_gate_new ();
  Pass passes[ADIT_ENGINE_HANDSHAKES_PER_ADDRESS_MAX + 2];
  guint last = ADIT_ENGINE_HANDSHAKES_PER_ADDRESS_MAX;

  for (guint i = 0; i < last; i++)
    g_assert_true (enter_client (gate, &passes[i], "192.0.2.1"));
  g_assert_false (enter_client (gate, &passes[last], "192.0.2.1"));
  g_assert_true (enter_client (gate, &passes[last + 1], "192.0.2.2"));

  leave (gate, &passes[last + 1], ADIT_ENGINE_TICKET_RAN); /* not its address */
  g_assert_cmpuint (passes[last].n_admitted, ==, 0);
  leave (gate, &passes[0], ADIT_ENGINE_TICKET_RAN);
  g_assert_cmpuint (passes[last].n_admitted, ==, 1);
  leave_all (gate, passes + 1, last);
}

/* One origin that stalls leaves a place to others. */
static void
test_per_origin (void)
{
  AditEngineGate *gate = adit_engine_gate_new ();
  Pass passes[ADIT_ENGINE_HANDSHAKES_PER_ORIGIN_MAX + 2];
  guint last = ADIT_ENGINE_HANDSHAKES_PER_ORIGIN_MAX;

  for (guint i = 0; i < last; i++)
    g_assert_true (enter (gate, &passes[i], ADIT_ENGINE_GATE_ORIGINS, distinct[0]));
  g_assert_false (enter (gate, &passes[last], ADIT_ENGINE_GATE_ORIGINS, distinct[0]));
  g_assert_true (enter (gate, &passes[last + 1], ADIT_ENGINE_GATE_ORIGINS, distinct[1]));
  leave_all (gate, passes, last + 2);
}

/* Origins neither take from clients nor give to them. */
static void
test_sides (void)
{
  AditEngineGate *gate = adit_engine_gate_new ();
  Pass origins[ADIT_ENGINE_ORIGIN_HANDSHAKES_MAX + 1];
  Pass client;
  guint last = ADIT_ENGINE_ORIGIN_HANDSHAKES_MAX;

  for (guint i = 0; i < last; i++)
    g_assert_true (enter (gate, &origins[i], ADIT_ENGINE_GATE_ORIGINS, distinct[i]));
  g_assert_false (enter (gate, &origins[last], ADIT_ENGINE_GATE_ORIGINS, distinct[last]));
  g_assert_true (enter_client (gate, &client, "192.0.2.1"));
  leave (gate, &client, ADIT_ENGINE_TICKET_RAN);
  g_assert_cmpuint (origins[last].n_admitted, ==, 0);

  leave_all (gate, origins, last + 1);
}

/* Clients of addresses that nothing else here has, which run. */
static void
enter_others (AditEngineGate *gate, Pass *passes, guint n_passes)
{
  for (guint i = 0; i < n_passes; i++)
    {
      g_autofree char *peer = g_strdup_printf ("198.51.100.%u", i + 1);

      g_assert_true (enter_client (gate, &passes[i], peer));
    }
}

/* Of .1 run four, of .2 two, and of others as many as may. Whoever has the fewest running comes
 * next, and of these the newest. */
static void
test_order (void)
{
  static const char *const peers[] = {
    "192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.2", "192.0.2.2",
    "192.0.2.3", "192.0.2.3", "192.0.2.2", "192.0.2.2", "192.0.2.1",
  };
  static const guint turns[] = { 7, 6, 10, 9 }; /* as 0, 1, 2 and 3 leave */
  AditEngineGate *gate = adit_engine_gate_new ();
  Pass others[ADIT_ENGINE_HANDSHAKES_MAX - 6];
  Pass passes[G_N_ELEMENTS (peers)];

  enter_others (gate, others, G_N_ELEMENTS (others));
  for (guint i = 0; i < G_N_ELEMENTS (peers); i++)
    g_assert_true (enter_client (gate, &passes[i], peers[i]) == (i < 6));
  for (guint i = 0; i < G_N_ELEMENTS (turns); i++)
    {
      leave (gate, &passes[i], ADIT_ENGINE_TICKET_RAN);
      g_assert_cmpuint (passes[turns[i]].n_admitted, ==, 1);
      g_assert_cmpuint (count_running (passes + 6, 5), ==, i + 1);
    }

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    leave (gate, &others[i], ADIT_ENGINE_TICKET_RAN);
  leave_all (gate, passes + 4, G_N_ELEMENTS (peers) - 4);
}

static void
test_newest_first (void)
{
  AditEngineGate *gate = adit_engine_gate_new ();
  Pass passes[TICKETS_MAX];
  guint running = ADIT_ENGINE_HANDSHAKES_PER_ADDRESS_MAX;

  for (guint i = 0; i < TICKETS_MAX; i++)
    g_assert_true (enter_client (gate, &passes[i], "192.0.2.1") == (i < running));
  for (guint i = 0; i < TICKETS_MAX - running; i++)
    {
      guint next = TICKETS_MAX - 1 - i;

      g_assert_cmpuint (passes[next].n_admitted, ==, 0);
      leave (gate, &passes[i < running ? i : next + running], ADIT_ENGINE_TICKET_RAN);
      g_assert_cmpuint (passes[next].n_admitted, ==, 1);
    }

  leave_all (gate, passes + running, running);
}

static void
test_leave_waiting (void)
{
  AditEngineGate *gate = adit_engine_gate_new ();
  Pass passes[TICKETS_MAX];

  for (guint i = 0; i < TICKETS_MAX; i++)
    enter_client (gate, &passes[i], "192.0.2.1");
  leave (gate, &passes[TICKETS_MAX - 1], ADIT_ENGINE_TICKET_WAITED);
  leave (gate, &passes[0], ADIT_ENGINE_TICKET_RAN);
  g_assert_cmpuint (passes[TICKETS_MAX - 1].n_admitted, ==, 0);
  g_assert_cmpuint (passes[TICKETS_MAX - 2].n_admitted, ==, 1);

  leave_all (gate, passes + 1, TICKETS_MAX - 2);
}

/* ---- Patience ---- */

/* As many of one address as may run, which wait for their peer since NOW_US. */
static void
enter_stalled (AditEngineGate *gate, Pass *passes)
{
  for (guint i = 0; i < ADIT_ENGINE_HANDSHAKES_PER_ADDRESS_MAX; i++)
    {
      g_assert_true (enter_client (gate, &passes[i], "192.0.2.1"));
      adit_engine_ticket_wait (&passes[i].ticket, NOW_US);
    }
}

static guint
count_cut (const Pass *passes)
{
  guint n_cut = 0;

  for (guint i = 0; i < ADIT_ENGINE_HANDSHAKES_PER_ADDRESS_MAX; i++)
    {
      g_assert_cmpuint (passes[i].n_cut, <=, 1);
      n_cut += passes[i].n_cut;
    }

  return n_cut;
}

#define LAST ADIT_ENGINE_HANDSHAKES_PER_ADDRESS_MAX

static void
test_cut_in_time (void)
{
  AditEngineGate *gate = adit_engine_gate_new ();
  Pass passes[LAST + 1];

  enter_stalled (gate, passes);
  g_assert_false (enter_client (gate, &passes[LAST], "192.0.2.1"));
  adit_engine_gate_review (gate, NOW_US + ADIT_ENGINE_HANDSHAKE_PATIENCE_US - 1000);
  g_assert_cmpuint (count_cut (passes), ==, 0);
  adit_engine_gate_review (gate, NOW_US + ADIT_ENGINE_HANDSHAKE_PATIENCE_US);
  g_assert_cmpuint (count_cut (passes), ==, 1); /* one place is enough for one */
  adit_engine_gate_review (gate, NOW_US + 2 * ADIT_ENGINE_HANDSHAKE_PATIENCE_US);
  g_assert_cmpuint (count_cut (passes), ==, 1);

  g_assert_cmpuint (passes[LAST].n_admitted, ==, 0); /* it is not back */
  leave (gate, &passes[0], ADIT_ENGINE_TICKET_WAS_CUT);
  g_assert_cmpuint (passes[LAST].n_admitted, ==, 1);
  leave_all (gate, passes + 1, LAST);
}

/* Another thread may have read the clock before the wait began. */
static void
test_cut_not_early (void)
{
  AditEngineGate *gate = adit_engine_gate_new ();
  Pass passes[LAST + 1];

  enter_stalled (gate, passes);
  g_assert_false (enter_client (gate, &passes[LAST], "192.0.2.1"));
  adit_engine_gate_review (gate, NOW_US - 1000);
  g_assert_cmpuint (count_cut (passes), ==, 0);
  leave_all (gate, passes, LAST + 1);
}

static void
test_alone_is_not_cut (void)
{
  AditEngineGate *gate = adit_engine_gate_new ();
  Pass passes[LAST];

  enter_stalled (gate, passes);
  adit_engine_gate_review (gate, NOW_US + 100 * ADIT_ENGINE_HANDSHAKE_PATIENCE_US);
  g_assert_cmpuint (count_cut (passes), ==, 0);
  leave_all (gate, passes, LAST);
}

/* Those who work, or whose peer answers, are not overdue, however long they take. */
static void
test_busy_is_not_cut (void)
{
  AditEngineGate *gate = adit_engine_gate_new ();
  Pass passes[LAST + 1];

  enter_stalled (gate, passes);
  for (guint i = 0; i < LAST; i++)
    adit_engine_ticket_go_on (&passes[i].ticket, NOW_US + 1000);
  g_assert_false (enter_client (gate, &passes[LAST], "192.0.2.1"));
  adit_engine_gate_review (gate, NOW_US + 100 * ADIT_ENGINE_HANDSHAKE_PATIENCE_US);
  g_assert_cmpuint (count_cut (passes), ==, 0);
  leave_all (gate, passes, LAST + 1);
}

/* All silences count together. */
static void
test_trickle (void)
{
  AditEngineGate *gate = adit_engine_gate_new ();
  gint64 step_us = ADIT_ENGINE_HANDSHAKE_PATIENCE_US / 4;
  gint64 now_us = NOW_US;
  Pass passes[LAST + 1];

  enter_stalled (gate, passes);
  g_assert_false (enter_client (gate, &passes[LAST], "192.0.2.1"));
  for (guint n = 1; n <= 4; n++)
    {
      g_assert_cmpuint (passes[0].n_cut, ==, 0);
      now_us += step_us;
      adit_engine_gate_review (gate, now_us);
      adit_engine_ticket_go_on (&passes[0].ticket, now_us);
      adit_engine_ticket_wait (&passes[0].ticket, now_us + 7 * step_us);
      now_us += 7 * step_us;
    }
  g_assert_cmpuint (passes[0].n_cut, ==, 1);
  leave_all (gate, passes, LAST + 1);
}

#define OTHERS (ADIT_ENGINE_HANDSHAKES_MAX - LAST)

/* All run that may, and all are overdue. A crowd waits; those that have less are not pushed out for
 * it. */
static void
test_crowd_does_not_push (void)
{
  AditEngineGate *gate = adit_engine_gate_new ();
  Pass passes[LAST + OTHERS + 1];

  enter_stalled (gate, passes);
  enter_others (gate, passes + LAST, OTHERS);
  for (guint i = LAST; i < LAST + OTHERS; i++)
    adit_engine_ticket_wait (&passes[i].ticket, NOW_US);
  g_assert_false (enter_client (gate, &passes[LAST + OTHERS], "192.0.2.1"));
  adit_engine_gate_review (gate, NOW_US + 2 * ADIT_ENGINE_HANDSHAKE_PATIENCE_US);
  g_assert_cmpuint (count_cut (passes), ==, 1);
  for (guint i = LAST; i < LAST + OTHERS; i++)
    g_assert_cmpuint (passes[i].n_cut, ==, 0);
  leave_all (gate, passes, LAST + OTHERS + 1);
}

static void
test_newcomer_pushes_crowd (void)
{
  AditEngineGate *gate = adit_engine_gate_new ();
  Pass passes[LAST + OTHERS + 1];

  enter_stalled (gate, passes);
  enter_others (gate, passes + LAST, OTHERS);
  g_assert_false (enter_client (gate, &passes[LAST + OTHERS], "192.0.2.3"));
  adit_engine_gate_review (gate, NOW_US + ADIT_ENGINE_HANDSHAKE_PATIENCE_US);
  g_assert_cmpuint (count_cut (passes), ==, 1);
  leave_all (gate, passes, LAST + OTHERS + 1);
}

/* One that waits and leaves is no reason to cut any more. */
static void
test_not_for_who_left (void)
{
  AditEngineGate *gate = adit_engine_gate_new ();
  Pass passes[LAST + 1];

  enter_stalled (gate, passes);
  g_assert_false (enter_client (gate, &passes[LAST], "192.0.2.1"));
  leave (gate, &passes[LAST], ADIT_ENGINE_TICKET_WAITED);
  adit_engine_gate_review (gate, NOW_US + ADIT_ENGINE_HANDSHAKE_PATIENCE_US);
  g_assert_cmpuint (count_cut (passes), ==, 0);
  leave_all (gate, passes, LAST);
}

static void
test_origins_have_longer (void)
{
  AditEngineGate *gate = adit_engine_gate_new ();
  guint last = ADIT_ENGINE_ORIGIN_HANDSHAKES_MAX;
  Pass passes[ADIT_ENGINE_ORIGIN_HANDSHAKES_MAX + 1];

  for (guint i = 0; i <= last; i++)
    {
      enter (gate, &passes[i], ADIT_ENGINE_GATE_ORIGINS, distinct[i]);
      if (i < last)
        adit_engine_ticket_wait (&passes[i].ticket, NOW_US);
    }
  adit_engine_gate_review (gate, NOW_US + ADIT_ENGINE_ORIGIN_HANDSHAKE_PATIENCE_US - 1000);
  g_assert_cmpuint (passes[0].n_cut, ==, 0);
  adit_engine_gate_review (gate, NOW_US + ADIT_ENGINE_ORIGIN_HANDSHAKE_PATIENCE_US);
  g_assert_cmpuint (passes[0].n_cut, ==, 1);
  leave_all (gate, passes, last + 1);
}

/* ---- Many threads ---- */

#define N_THREADS 4
#define N_ROUNDS  2000

typedef struct
{
  AditEngineGate *gate;
  int n_inside; /* atomic */
} Crowd;

typedef struct
{
  Crowd *crowd;
  AditEngineTicket ticket;
  int is_admitted; /* atomic */
} Walker;

static void
on_walker_admitted (gpointer owner)
{
  Walker *walker = owner;

  g_atomic_int_set (&walker->is_admitted, TRUE);
}

static void
on_walker_cut (gpointer owner)
{
  g_assert_not_reached ();
}

static gpointer
walk (gpointer data)
{
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      Walker walker = { .crowd = data };

      walker.ticket.side = ADIT_ENGINE_GATE_ORIGINS;
      walker.ticket.on_admitted = on_walker_admitted;
      walker.ticket.on_cut = on_walker_cut;
      walker.ticket.owner = &walker;
      adit_engine_address_parse (&walker.ticket.peer, "192.0.2.1", 1);
      if (!adit_engine_gate_enter (walker.crowd->gate, &walker.ticket))
        while (!g_atomic_int_get (&walker.is_admitted))
          g_thread_yield ();

      g_assert_cmpint (g_atomic_int_add (&walker.crowd->n_inside, 1), <,
                       ADIT_ENGINE_HANDSHAKES_PER_ORIGIN_MAX);
      adit_engine_gate_review (walker.crowd->gate, NOW_US);
      g_atomic_int_add (&walker.crowd->n_inside, -1);
      g_assert_cmpint (adit_engine_gate_leave (walker.crowd->gate, &walker.ticket), ==,
                       ADIT_ENGINE_TICKET_RAN);
    }

  return NULL;
}

static void
test_threads (void)
{
  Crowd crowd = { .gate = adit_engine_gate_new () };
  GThread *threads[N_THREADS];

  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("walker", walk, &crowd);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  adit_engine_gate_free (crowd.gate);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine/gate/in-all", test_in_all);
  g_test_add_func ("/engine/gate/per-address", test_per_address);
  g_test_add_func ("/engine/gate/per-origin", test_per_origin);
  g_test_add_func ("/engine/gate/sides", test_sides);
  g_test_add_func ("/engine/gate/order", test_order);
  g_test_add_func ("/engine/gate/newest-first", test_newest_first);
  g_test_add_func ("/engine/gate/leave-waiting", test_leave_waiting);
  g_test_add_func ("/engine/gate/cut/in-time", test_cut_in_time);
  g_test_add_func ("/engine/gate/cut/not-early", test_cut_not_early);
  g_test_add_func ("/engine/gate/cut/not-alone", test_alone_is_not_cut);
  g_test_add_func ("/engine/gate/cut/not-busy", test_busy_is_not_cut);
  g_test_add_func ("/engine/gate/cut/trickle", test_trickle);
  g_test_add_func ("/engine/gate/cut/not-for-a-crowd", test_crowd_does_not_push);
  g_test_add_func ("/engine/gate/cut/for-a-newcomer", test_newcomer_pushes_crowd);
  g_test_add_func ("/engine/gate/cut/not-for-who-left", test_not_for_who_left);
  g_test_add_func ("/engine/gate/cut/origins", test_origins_have_longer);
  g_test_add_func ("/engine/gate/threads", test_threads);

  return g_test_run ();
}
