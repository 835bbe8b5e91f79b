/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Connections are budgeted, so that accepting never fails for want of a descriptor: those beyond
 * wait in the listener's queue, the tunnels that run are untouched, and nothing spins. */

#include "flow.h"

#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PLACES        4
#define WATCHED_MS    400
#define SPIN_FRACTION 4 /* more than a quarter of the time would be spinning */
#define DESCRIPTORS   96
#define MANY          60
#define CHILD_LIFE_S  50

static gint64
cpu_us (void)
{
  struct timespec used;

  g_assert_cmpint (clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &used), ==, 0);
  return used.tv_sec * G_USEC_PER_SEC + used.tv_nsec / 1000;
}

static FlowEngine *
engine_with_places (void)
{
  g_autoptr (AditSettings) settings = flow_settings_new ();

  settings->connections_max = PLACES;
  return flow_engine_new (settings);
}

static AditListenerState
state_of (FlowEngine *engine)
{
  g_autoptr (AditListener) row = flow_engine_listener (engine, 0);

  return row->state;
}

/* n are served and the next waits; it is served when a place is free. */
static void
check_one_too_many (void)
{
  FlowEngine *engine = engine_with_places ();
  guint16 engine_port = flow_engine_port (engine);
  FlowTunnel tunnels[PLACES];
  FlowTunnel waiting = { .port = 0 };
  int listener = flow_listen ("127.0.0.1", &waiting.port);
  gint64 cpu_before_us;
  g_autofree char *request = NULL;
  g_autofree char *reply = NULL;

  for (guint i = 0; i < PLACES; i++)
    tunnels[i] = flow_tunnel_new_via ("127.0.0.1", engine_port);
  flow_wait_until (state_of (engine) == ADIT_LISTENER_FULL);

  waiting.client = flow_dial ("127.0.0.1", engine_port);
  request = g_strdup_printf ("CONNECT 127.0.0.1:%u HTTP/1.1\r\n\r\n", waiting.port);
  flow_say (waiting.client, request);
  cpu_before_us = cpu_us ();
  g_assert_false (flow_is_readable (waiting.client, WATCHED_MS));
  g_assert_cmpint (cpu_us () - cpu_before_us, <, WATCHED_MS * 1000 / SPIN_FRACTION);
  g_assert_cmpuint (flow_engine_count (engine), ==, PLACES);
  for (guint i = 0; i < PLACES; i++)
    flow_tunnel_check (&tunnels[i]);

  flow_tunnel_close (&tunnels[1]);
  reply = flow_read_head (waiting.client);
  g_assert_cmpuint (flow_status_of (reply), ==, 200);
  waiting.origin = flow_accept (listener);
  flow_tunnel_check (&waiting);
  flow_wait_until (state_of (engine) == ADIT_LISTENER_FULL);

  flow_tunnel_close (&tunnels[0]);
  flow_wait_until (state_of (engine) == ADIT_LISTENER_LISTENING);
  flow_tunnel_check (&tunnels[2]);
  flow_tunnel_check (&tunnels[3]);

  flow_tunnel_close (&tunnels[2]);
  flow_tunnel_close (&tunnels[3]);
  flow_tunnel_close (&waiting);
  flow_close (listener);
  flow_engine_free (engine);
}

/* Full, and stopped and started: those inside are counted still. */
static void
check_full_and_started_again (void)
{
  FlowEngine *engine = engine_with_places ();
  FlowTunnel tunnels[PLACES];
  FlowTunnel next;

  for (guint i = 0; i < PLACES; i++)
    tunnels[i] = flow_tunnel_new (engine);
  flow_wait_until (state_of (engine) == ADIT_LISTENER_FULL);
  flow_engine_stop (engine);
  g_assert_true (flow_engine_start (engine));

  flow_tunnel_close (&tunnels[0]);
  flow_tunnel_close (&tunnels[1]);
  flow_wait_until (flow_engine_count (engine) == PLACES - 2);
  next = flow_tunnel_new (engine);
  flow_tunnel_check (&next);
  flow_tunnel_check (&tunnels[3]);

  flow_tunnel_close (&tunnels[2]);
  flow_tunnel_close (&tunnels[3]);
  flow_tunnel_close (&next);
  flow_engine_free (engine);
}

/* ---- A process that has few descriptors ---- */

/* Client and origin are another process, which has its own. Each client's early byte says which it
 * is, so that the origin's side of a tunnel finds its client. */
static void
serve_one (int listener, const int *clients)
{
  int origin = flow_accept (listener);
  guint8 number;
  g_autofree char *reply = NULL;
  char echo[2] = { 0 };

  flow_read (origin, &number, 1);
  flow_send (origin, &number, 1);
  flow_close (origin);

  echo[0] = (char) number;
  reply = flow_read_head (clients[number]);
  g_assert_cmpuint (flow_status_of (reply), ==, 200);
  flow_hear (clients[number], echo);
  flow_hear_end (clients[number]);
  flow_close (clients[number]);
}

static void
run_outside (int orders)
{
  guint16 engine_port;
  guint16 port = 0;
  int listener = flow_listen ("127.0.0.1", &port);
  int clients[MANY + 1];

  alarm (CHILD_LIFE_S);
  g_assert_cmpint (read (orders, &engine_port, sizeof engine_port), ==, sizeof engine_port);
  for (guint8 i = 1; i <= MANY; i++)
    {
      g_autofree char *request =
          g_strdup_printf ("CONNECT 127.0.0.1:%u HTTP/1.1\r\n\r\n%c", port, i);

      clients[i] = flow_dial ("127.0.0.1", engine_port);
      flow_say (clients[i], request);
    }

  /* All of them there, and none served to its end: time in which a spinning engine would spin. */
  poll (NULL, 0, WATCHED_MS);
  for (guint i = 0; i < MANY; i++)
    serve_one (listener, clients);
}

static pid_t
start_outside (int *orders)
{
  int ends[2];
  pid_t pid;

  g_assert_cmpint (pipe (ends), ==, 0);
  pid = fork ();
  g_assert_cmpint (pid, >=, 0);
  if (pid == 0)
    {
      flow_close (ends[1]);
      run_outside (ends[0]);
      _exit (0);
    }

  flow_close (ends[0]);
  *orders = ends[1];
  return pid;
}

static void
assert_nothing_failed (FlowEngine *engine)
{
  AditEngineTotals totals = flow_engine_totals (engine);
  g_autoptr (GPtrArray) rows = flow_engine_recent (engine);

  g_assert_cmpuint (totals.opened, ==, MANY);
  g_assert_cmpuint (totals.refused, ==, 0);
  g_assert_cmpuint (totals.sent_bytes, ==, MANY);
  g_assert_cmpuint (rows->len, ==, MANY);
  for (guint i = 0; i < rows->len; i++)
    g_assert_cmpint (((AditTunnel *) rows->pdata[i])->cause, ==, ADIT_CAUSE_FINISHED);
}

/* Comes first, while this process has one thread. */
static void
check_few_descriptors (void)
{
  struct rlimit limit = { DESCRIPTORS, DESCRIPTORS };
  int orders;
  pid_t outside = start_outside (&orders);
  FlowEngine *engine;
  guint16 port;
  gint64 cpu_before_us;
  int status;

  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &limit), ==, 0);
  engine = flow_engine_new (NULL);
  port = flow_engine_port (engine);
  cpu_before_us = cpu_us ();
  g_assert_cmpint (write (orders, &port, sizeof port), ==, sizeof port);
  flow_wait_until (state_of (engine) == ADIT_LISTENER_FULL);
  g_assert_cmpuint (flow_engine_count (engine), <, MANY);

  g_assert_cmpint (waitpid (outside, &status, 0), ==, outside);
  g_assert_cmpint (status, ==, 0);
  g_assert_cmpint (cpu_us () - cpu_before_us, <, WATCHED_MS * 1000 / 2);
  flow_wait_until (flow_engine_count (engine) == 0);
  assert_nothing_failed (engine);

  flow_close (orders);
  flow_engine_free (engine);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fd-budget/few-descriptors", check_few_descriptors);
  g_test_add_func ("/fd-budget/one-too-many", check_one_too_many);
  g_test_add_func ("/fd-budget/full-and-started-again", check_full_and_started_again);

  return g_test_run ();
}
