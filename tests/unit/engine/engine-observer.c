/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What subscribers are told, against a proxy that answers when and what the test wants. Each
 * subscriber keeps a picture of its own, as a client on the bus would; whatever happens, it must
 * come to equal what lives. */

#include "engine/control/adit-engine-observer.h"

#include "bus/adit-bus-names.h"
#include "fake-proxy.h"

typedef struct
{
  AditEngineProxy *proxy;
  AditEngineObserver *observer;
  GHashTable *pictures; /* subscriber → GHashTable of id → sent bytes */
  GString *log;         /* what was sent, such as "a!+1+2 b~1-2 "; "!" marks a snapshot */
  guint n_sent;
} Fixture;

static GHashTable *
picture_of (Fixture *self, const char *subscriber)
{
  GHashTable *picture = g_hash_table_lookup (self->pictures, subscriber);

  if (!picture)
    {
      picture = g_hash_table_new (NULL, NULL);
      g_hash_table_insert (self->pictures, g_strdup (subscriber), picture);
    }

  return picture;
}

static void
note (Fixture *self, GHashTable *picture, char sign, const GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    {
      const AditTunnelFigures *figures = &((AditTunnel *) rows->pdata[i])->figures;

      g_string_append_printf (self->log, "%c%" G_GUINT64_FORMAT, sign, figures->id);
      if (sign == '-')
        g_hash_table_remove (picture, GSIZE_TO_POINTER (figures->id));
      else
        g_hash_table_insert (picture, GSIZE_TO_POINTER (figures->id),
                             GSIZE_TO_POINTER (figures->sent_bytes));
    }
}

static void
send_changed (gpointer owner,
              const char *subscriber,
              gboolean is_snapshot,
              const GPtrArray *opened,
              const GPtrArray *updated,
              const GPtrArray *closed)
{
  Fixture *self = owner;
  GHashTable *picture = picture_of (self, subscriber);

  self->n_sent++;
  g_string_append_printf (self->log, "%s%s", subscriber, is_snapshot ? "!" : "");
  if (is_snapshot)
    g_hash_table_remove_all (picture);
  note (self, picture, '+', opened);
  note (self, picture, '~', updated);
  note (self, picture, '-', closed);
  g_string_append_c (self->log, ' ');
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->proxy = fake_proxy_new ();
  self->observer = adit_engine_observer_new (self->proxy, send_changed, self);
  self->pictures =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_hash_table_unref);
  self->log = g_string_new (NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  if (self->observer)
    adit_engine_observer_free (self->observer);
  if (fake_proxy_is_asked (self->proxy))
    fake_proxy_answer (self->proxy);
  g_object_unref (self->proxy);
  g_hash_table_unref (self->pictures);
  g_string_free (self->log, TRUE);
}

static void
subscribe (Fixture *self, const char *name)
{
  g_assert_cmpuint (adit_engine_observer_subscribe (self->observer, name, 1), ==,
                    ADIT_SUBSCRIPTION_MIN_MS);
}

/* Lets it ask, at its pace, and answers. */
static void
answer_next (Fixture *self)
{
  while (!fake_proxy_is_asked (self->proxy))
    g_main_context_iteration (NULL, TRUE);
  fake_proxy_answer (self->proxy);
}

static void
assert_log (Fixture *self, const char *expected)
{
  g_assert_cmpstr (self->log->str, ==, expected);
  g_string_truncate (self->log, 0);
}

/* Answers until something was sent to somebody. */
static void
answer_until_sent (Fixture *self)
{
  guint n_before = self->n_sent;

  while (self->n_sent == n_before)
    answer_next (self);
}

static void
test_interval (Fixture *self, gconstpointer data)
{
  static const guint rows[][2] = {
    { 0, 100 },       { 99, 100 },      { 100, 100 },     { 101, 101 },
    { 59999, 59999 }, { 60000, 60000 }, { 60001, 60000 }, { G_MAXUINT, 60000 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpuint (adit_engine_observer_subscribe (self->observer, "a", rows[i][0]), ==,
                      rows[i][1]);
}

static void
test_snapshot (Fixture *self, gconstpointer data)
{
  subscribe (self, "a");
  g_assert_true (adit_engine_observer_has (self->observer, "a"));
  g_assert_false (adit_engine_observer_has (self->observer, "b"));
  g_assert_cmpint (fake_proxy_get_kind (self->proxy), ==, ADIT_ENGINE_REPORT_CHANGES_AFRESH);
  fake_proxy_opened (self->proxy, 1);
  answer_next (self);
  assert_log (self, "a!+1 ");
}

/* Also of nothing: the subscriber then knows that there is nothing. */
static void
test_empty_snapshot (Fixture *self, gconstpointer data)
{
  subscribe (self, "a");
  answer_next (self);
  assert_log (self, "a! ");
  answer_next (self);
  answer_next (self);
  assert_log (self, ""); /* nothing changed, nothing is said */
}

static void
test_changes (Fixture *self, gconstpointer data)
{
  subscribe (self, "a");
  fake_proxy_opened (self->proxy, 1);
  answer_next (self);
  assert_log (self, "a!+1 ");

  fake_proxy_updated (self->proxy, 1, 10);
  answer_until_sent (self);
  g_assert_cmpint (fake_proxy_get_kind (self->proxy), ==, ADIT_ENGINE_REPORT_CHANGES);
  assert_log (self, "a~1 ");

  fake_proxy_opened (self->proxy, 2);
  fake_proxy_closed (self->proxy, 1);
  fake_proxy_closed (self->proxy, 3); /* came and went in between */
  answer_until_sent (self);
  assert_log (self, "a+2-3-1 ");

  fake_proxy_updated (self->proxy, 99, 1); /* never heard of */
  answer_next (self);
  assert_log (self, "");
}

/* Whoever comes later gets all that lives; the other is told nothing twice. */
static void
test_second_subscriber (Fixture *self, gconstpointer data)
{
  subscribe (self, "a");
  fake_proxy_opened (self->proxy, 1);
  answer_next (self);
  assert_log (self, "a!+1 ");

  subscribe (self, "b");
  g_assert_cmpint (fake_proxy_get_kind (self->proxy), ==, ADIT_ENGINE_REPORT_CHANGES);
  answer_next (self);
  assert_log (self, "b!+1 ");
}

static void
test_unsubscribe (Fixture *self, gconstpointer data)
{
  subscribe (self, "a");
  answer_next (self);
  assert_log (self, "a! ");

  adit_engine_observer_unsubscribe (self->observer, "nobody");
  g_assert_cmpuint (fake_proxy_count_unwatched (self->proxy), ==, 0);
  adit_engine_observer_unsubscribe (self->observer, "a");
  g_assert_false (adit_engine_observer_has (self->observer, "a"));
  g_assert_cmpuint (fake_proxy_count_unwatched (self->proxy), ==, 1);
  g_assert_false (g_main_context_iteration (NULL, FALSE)); /* no timer is left */
  g_assert_false (fake_proxy_is_asked (self->proxy));

  adit_engine_observer_unsubscribe (self->observer, "a");
  g_assert_cmpuint (fake_proxy_count_unwatched (self->proxy), ==, 1);
}

/* The answer to the last question comes when nobody listens any more. */
static void
test_unsubscribe_while_asking (Fixture *self, gconstpointer data)
{
  subscribe (self, "a");
  adit_engine_observer_unsubscribe (self->observer, "a");
  fake_proxy_opened (self->proxy, 1);
  answer_next (self);
  assert_log (self, "");
  g_assert_cmpuint (fake_proxy_count_unwatched (self->proxy), ==, 1);

  subscribe (self, "a");
  g_assert_cmpint (fake_proxy_get_kind (self->proxy), ==, ADIT_ENGINE_REPORT_CHANGES_AFRESH);
  fake_proxy_opened (self->proxy, 2);
  answer_next (self);
  assert_log (self, "a!+2 "); /* nothing was kept from before */
}

/* Leaving and coming back while a question is under way: nothing that lived is forgotten, and
 * nothing that ended stays. An answer from afresh would not name what ended before it. */
static void
test_come_back_while_asking (Fixture *self, gconstpointer data)
{
  subscribe (self, "a");
  fake_proxy_opened (self->proxy, 1);
  answer_next (self);
  while (!fake_proxy_is_asked (self->proxy))
    g_main_context_iteration (NULL, TRUE);
  adit_engine_observer_unsubscribe (self->observer, "a");
  subscribe (self, "a");
  answer_next (self);
  assert_log (self, "a!+1 a!+1 ");

  while (!fake_proxy_is_asked (self->proxy))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (fake_proxy_get_kind (self->proxy), ==, ADIT_ENGINE_REPORT_CHANGES);
  fake_proxy_closed (self->proxy, 1);
  answer_until_sent (self);
  g_assert_cmpuint (g_hash_table_size (picture_of (self, "a")), ==, 0);
}

static void
test_subscribe_again (Fixture *self, gconstpointer data)
{
  subscribe (self, "a");
  fake_proxy_opened (self->proxy, 1);
  answer_next (self);
  subscribe (self, "a");
  answer_next (self);
  assert_log (self, "a!+1 a!+1 ");
}

static void
test_free_while_asking (Fixture *self, gconstpointer data)
{
  subscribe (self, "a");
  g_clear_pointer (&self->observer, adit_engine_observer_free);
  fake_proxy_opened (self->proxy, 1);
  fake_proxy_answer (self->proxy);
  assert_log (self, "");
}

/* ---- Slow subscribers ---- */

/* Ends rows @first to @last in one answer. */
static void
close_rows (Fixture *self, guint64 first, guint64 last)
{
  for (guint64 id = first; id <= last; id++)
    fake_proxy_closed (self->proxy, id);
  answer_next (self);
}

static gboolean
are_pictures_empty (Fixture *self)
{
  return g_hash_table_size (picture_of (self, "fast")) == 0 &&
         g_hash_table_size (picture_of (self, "slow")) == 0 &&
         g_hash_table_size (picture_of (self, "slower")) == 0;
}

/* More ends than is kept for those who are not told yet, in rounds that some were told of and
 * others not: each is told of every end, or starts afresh. Row 3 ends among what is dropped, in a
 * round later than the oldest. */
static void
test_laggards (Fixture *self, gconstpointer data)
{
  gint64 patience_us = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  adit_engine_observer_subscribe (self->observer, "fast", 100);
  adit_engine_observer_subscribe (self->observer, "slower", 1500);
  for (guint64 id = 1; id <= 3; id++)
    fake_proxy_opened (self->proxy, id);
  answer_next (self);
  close_rows (self, 1, 1); /* "slower" does not know */
  adit_engine_observer_subscribe (self->observer, "slow", 1000);
  answer_next (self); /* "slow" knows of 1, not of what follows */
  close_rows (self, 2, 3);
  close_rows (self, 10, 10 + ADIT_ENGINE_OBSERVER_CLOSED_MAX);

  while (!are_pictures_empty (self) && g_get_monotonic_time () < patience_us)
    answer_next (self);
  g_assert_true (are_pictures_empty (self));
}

#define ADD(name, data, run)                                                                       \
  g_test_add ("/engine/observer/" name, Fixture, data, set_up, run, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("interval", NULL, test_interval);
  ADD ("snapshot", NULL, test_snapshot);
  ADD ("empty-snapshot", NULL, test_empty_snapshot);
  ADD ("changes", NULL, test_changes);
  ADD ("second-subscriber", NULL, test_second_subscriber);
  ADD ("unsubscribe", NULL, test_unsubscribe);
  ADD ("unsubscribe-while-asking", NULL, test_unsubscribe_while_asking);
  ADD ("come-back-while-asking", NULL, test_come_back_while_asking);
  ADD ("subscribe-again", NULL, test_subscribe_again);
  ADD ("free-while-asking", NULL, test_free_while_asking);
  ADD ("laggards", NULL, test_laggards);

  return g_test_run ();
}
