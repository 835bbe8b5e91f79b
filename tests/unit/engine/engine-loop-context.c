/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The loop beside what else its context serves: timers, and other sources with descriptors. */

#include "test-loop.h"

#include <glib-unix.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---- Timers ---- */

typedef struct
{
  AditEngineTimer timer;
  AditEngineLoop *loop;
  gint64 due_us;
  guint n_fired;
  TestEnd *to_close;
} Alarm;

static void
on_due (gpointer owner)
{
  Alarm *alarm = owner;

  alarm->n_fired++;
  g_assert_cmpint (g_get_monotonic_time (), >=, alarm->due_us);
  g_assert_cmpint (adit_engine_loop_now_us (alarm->loop), >=, alarm->due_us);
  if (alarm->to_close)
    test_end_close (alarm->to_close);
}

static void
arm (TestLoop *self, Alarm *alarm, gint64 delay_us)
{
  alarm->loop = self->loop;
  alarm->due_us = g_get_monotonic_time () + delay_us;
  adit_engine_loop_arm (self->loop, &alarm->timer, delay_us, on_due, alarm);
}

/* The loop wakes up for the earlier timer, though it was armed last. */
static void
test_timers (TestLoop *self, gconstpointer data)
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
test_timer_before_sockets (TestLoop *self, gconstpointer data)
{
  TestEnd end = { 0 };
  Alarm alarm = { .to_close = &end };

  arm (self, &alarm, 1);
  while (g_get_monotonic_time () < alarm.due_us + 2 * ADIT_ENGINE_WHEEL_TICK_US)
    g_thread_yield (); /* what is waited for is the time itself */
  test_end_open (self, &end);
  test_loop_settle (self);
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
test_other_sources (TestLoop *self, gconstpointer data)
{
  GSource *sources[12];
  int fds[12][2];
  guint n_bytes = 0;
  TestEnd end = { 0 };

  test_end_open (self, &end);
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
      test_end_drain (&end);
    }

  for (guint n = 0; n < G_N_ELEMENTS (sources); n++)
    {
      g_source_destroy (sources[n]);
      g_source_unref (sources[n]);
      close (fds[n][0]);
      close (fds[n][1]);
    }
  test_loop_settle (self);
  test_end_close (&end);
  close (end.peer);
}

/* Sources come and go, and a later one's descriptor has the number of one before. */
static void
test_other_source_with_same_number (TestLoop *self, gconstpointer data)
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
      test_loop_settle (self);
      test_sockets_send (fds[1], "x", 1);
      test_loop_settle (self);
      g_assert_cmpuint (n_bytes, ==, 1);
      g_source_destroy (source);
      g_source_unref (source);
      test_loop_settle (self);
      close (fds[0]);
      close (fds[1]);
    }
}

/* A descriptor is closed when its source has only just gone, and the next source's has the number:
 * with a turn of the context in between, or without. */
static void
test_forgotten_number (TestLoop *self, gconstpointer data)
{
  int number = -1;

  for (guint i = 0; i < 5; i++)
    {
      GSource *source;
      guint n_bytes = 0;
      int fds[2];

      test_sockets_local_pair (fds);
      g_assert_true (number < 0 || fds[0] == number);
      number = fds[0];
      source = g_unix_fd_source_new (number, G_IO_IN);
      g_source_set_callback (source, G_SOURCE_FUNC (on_other), &n_bytes, NULL);
      g_source_attach (source, self->context);
      test_sockets_send (fds[1], "x", 1);
      test_loop_settle (self);
      g_assert_cmpuint (n_bytes, ==, 1);

      g_source_destroy (source);
      g_source_unref (source);
      adit_engine_loop_forget (self->loop, number);
      close (number);
      close (fds[1]);
      if (i % 2 == 1)
        g_main_context_iteration (self->context, FALSE);
    }
}

static const TestLoopCase cases[] = {
  { "timers", NULL, test_timers },
  { "timer-before-sockets", NULL, test_timer_before_sockets },
  { "other-sources", NULL, test_other_sources },
  { "other-source-with-same-number", NULL, test_other_source_with_same_number },
  { "forgotten-number", NULL, test_forgotten_number },
};

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_loop_add_cases ("loop-context", cases, G_N_ELEMENTS (cases));

  return g_test_run ();
}
