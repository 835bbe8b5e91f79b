/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/control/adit-engine-observer.h"

#include "bus/adit-bus-names.h"

typedef struct
{
  guint interval_ms;
  gint64 due_us;
  guint64 told; /* the last round whose changes it knows; 0: nothing */
} Subscriber;

typedef struct
{
  AditTunnel *tunnel;
  guint64 row_round; /* the round in which its texts changed last */
  guint64 figures_round;
} Row;

typedef struct
{
  AditTunnel *tunnel;
  guint64 round;
} Closed;

struct _AditEngineObserver
{
  AditEngineProxy *proxy;
  AditEngineObserverFunc send;
  gpointer owner;

  GHashTable *subscribers; /* name → Subscriber */
  GHashTable *rows;        /* &id → Row: what lives, as of the last round */
  GQueue closed;           /* Closed, oldest first */
  guint64 round;
  gboolean is_afresh;   /* the next report has to hold everything */
  gboolean is_asking;   /* a report is under way */
  gboolean is_orphaned; /* freed while one was */
  GSource *timer;
};

static void ask (AditEngineObserver *self);

static void
row_free (gpointer data)
{
  Row *row = data;

  adit_tunnel_free (row->tunnel);
  g_free (row);
}

static void
closed_free (gpointer data)
{
  Closed *closed = data;

  adit_tunnel_free (closed->tunnel);
  g_free (closed);
}

/* ---- Taking a report into the table ---- */

static void
take_opened (AditEngineObserver *self, AditTunnel *tunnel)
{
  Row *row = g_new0 (Row, 1);

  row->tunnel = tunnel;
  row->row_round = row->figures_round = self->round;
  g_hash_table_replace (self->rows, &tunnel->figures.id, row);
}

static void
take_updated (AditEngineObserver *self, const AditTunnelFigures *figures)
{
  Row *row = g_hash_table_lookup (self->rows, &figures->id);

  if (!row)
    return;
  row->tunnel->figures = *figures;
  row->figures_round = self->round;
}

static void
take_closed (AditEngineObserver *self, AditTunnel *tunnel)
{
  Closed *closed = g_new0 (Closed, 1);

  g_hash_table_remove (self->rows, &tunnel->figures.id);
  closed->tunnel = tunnel;
  closed->round = self->round;
  g_queue_push_tail (&self->closed, closed);
}

static void
take_report (AditEngineObserver *self, AditEngineReport *report)
{
  self->round++;

  for (guint i = 0; i < report->opened->len; i++)
    take_opened (self, g_steal_pointer (&report->opened->pdata[i]));
  for (guint i = 0; i < report->updated->len; i++)
    take_updated (self, &g_array_index (report->updated, AditTunnelFigures, i));
  /* The latest comes first; the queue is the other way round. */
  for (guint i = report->closed->len; i > 0; i--)
    take_closed (self, g_steal_pointer (&report->closed->pdata[i - 1]));
}

/* ---- Telling the subscribers ---- */

static void
tell_rows (AditEngineObserver *self, guint64 told, GPtrArray *opened, GPtrArray *updated)
{
  GHashTableIter iter;
  Row *row;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &row))
    if (row->row_round > told)
      g_ptr_array_add (opened, row->tunnel);
    else if (row->figures_round > told)
      g_ptr_array_add (updated, row->tunnel);
}

static void
tell_closed (AditEngineObserver *self, guint64 told, GPtrArray *closed)
{
  for (GList *link = self->closed.tail; link && ((Closed *) link->data)->round > told;
       link = link->prev)
    g_ptr_array_add (closed, ((Closed *) link->data)->tunnel);
}

static void
tell (AditEngineObserver *self, const char *name, Subscriber *subscriber)
{
  g_autoptr (GPtrArray) opened = g_ptr_array_new ();
  g_autoptr (GPtrArray) updated = g_ptr_array_new ();
  g_autoptr (GPtrArray) closed = g_ptr_array_new ();
  gboolean is_snapshot = subscriber->told == 0;

  tell_rows (self, subscriber->told, opened, updated);
  if (!is_snapshot)
    tell_closed (self, subscriber->told, closed);
  subscriber->told = self->round;

  if (is_snapshot || opened->len > 0 || updated->len > 0 || closed->len > 0)
    self->send (self->owner, name, is_snapshot, opened, updated, closed);
}

static void
forget_told_closed (AditEngineObserver *self)
{
  GHashTableIter iter;
  Subscriber *subscriber;
  guint64 told_all = self->round;

  while (self->closed.length > ADIT_ENGINE_OBSERVER_CLOSED_MAX)
    closed_free (g_queue_pop_head (&self->closed));

  g_hash_table_iter_init (&iter, self->subscribers);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &subscriber))
    if (subscriber->told > 0)
      told_all = MIN (told_all, subscriber->told);

  while (self->closed.head && ((Closed *) self->closed.head->data)->round <= told_all)
    closed_free (g_queue_pop_head (&self->closed));
}

/* Ended rows beyond the bound are about to be dropped: whoever was not told of all of those yet
 * cannot be told any more, and starts afresh. */
static void
reset_laggards (AditEngineObserver *self)
{
  GHashTableIter iter;
  Subscriber *subscriber;
  const Closed *last_dropped;

  if (self->closed.length <= ADIT_ENGINE_OBSERVER_CLOSED_MAX)
    return;

  last_dropped =
      g_queue_peek_nth (&self->closed, self->closed.length - ADIT_ENGINE_OBSERVER_CLOSED_MAX - 1);
  g_hash_table_iter_init (&iter, self->subscribers);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &subscriber))
    if (subscriber->told < last_dropped->round)
      subscriber->told = 0;
}

static gint64
tell_due_subscribers (AditEngineObserver *self)
{
  GHashTableIter iter;
  const char *name;
  Subscriber *subscriber;
  gint64 now_us = g_get_monotonic_time ();
  gint64 next_us = G_MAXINT64;

  g_hash_table_iter_init (&iter, self->subscribers);
  while (g_hash_table_iter_next (&iter, (gpointer *) &name, (gpointer *) &subscriber))
    {
      if (subscriber->due_us <= now_us)
        {
          tell (self, name, subscriber);
          subscriber->due_us = now_us + subscriber->interval_ms * G_TIME_SPAN_MILLISECOND;
        }
      next_us = MIN (next_us, subscriber->due_us);
    }

  return next_us;
}

/* ---- The pace ---- */

static void
disarm (AditEngineObserver *self)
{
  if (self->timer)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

static gboolean
on_due (gpointer user_data)
{
  AditEngineObserver *self = user_data;

  disarm (self);
  ask (self);

  return G_SOURCE_REMOVE;
}

static void
arm (AditEngineObserver *self, gint64 due_us)
{
  disarm (self);
  self->timer = g_timeout_source_new (0);
  g_source_set_ready_time (self->timer, due_us);
  g_source_set_callback (self->timer, on_due, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}

static void
observer_dispose (AditEngineObserver *self)
{
  g_hash_table_unref (self->subscribers);
  g_hash_table_unref (self->rows);
  g_queue_clear_full (&self->closed, closed_free);
  g_free (self);
}

static void
forget_all (AditEngineObserver *self)
{
  disarm (self);
  g_hash_table_remove_all (self->rows);
  g_queue_clear_full (&self->closed, closed_free);
  adit_engine_proxy_unwatch (self->proxy);
}

static void
report_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AditEngineObserver *self = user_data;
  AditEngineReport *report = adit_engine_proxy_report_finish (ADIT_ENGINE_PROXY (source), result);

  self->is_asking = FALSE;
  if (self->is_orphaned)
    observer_dispose (self);
  else if (g_hash_table_size (self->subscribers) == 0)
    forget_all (self);
  else
    {
      take_report (self, report);
      reset_laggards (self);
      arm (self, tell_due_subscribers (self));
      forget_told_closed (self);
    }

  adit_engine_report_free (report);
}

static void
ask (AditEngineObserver *self)
{
  AditEngineReportKind kind =
      self->is_afresh ? ADIT_ENGINE_REPORT_CHANGES_AFRESH : ADIT_ENGINE_REPORT_CHANGES;

  if (self->is_asking)
    return;

  self->is_asking = TRUE;
  self->is_afresh = FALSE;
  adit_engine_proxy_report_async (self->proxy, kind, report_cb, self);
}

/* ---- Interface ---- */

AditEngineObserver *
adit_engine_observer_new (AditEngineProxy *proxy, AditEngineObserverFunc send, gpointer owner)
{
  AditEngineObserver *self = g_new0 (AditEngineObserver, 1);

  self->proxy = proxy;
  self->send = send;
  self->owner = owner;
  self->subscribers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->rows = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, row_free);

  return self;
}

void
adit_engine_observer_free (AditEngineObserver *self)
{
  disarm (self);
  if (self->is_asking)
    self->is_orphaned = TRUE;
  else
    observer_dispose (self);
}

guint
adit_engine_observer_subscribe (AditEngineObserver *self, const char *name, guint interval_ms)
{
  Subscriber *subscriber = g_new0 (Subscriber, 1);

  subscriber->interval_ms = CLAMP (interval_ms, ADIT_SUBSCRIPTION_MIN_MS, ADIT_SUBSCRIPTION_MAX_MS);
  /* While an answer is awaited the table is still kept, and goes on from there. */
  if (g_hash_table_size (self->subscribers) == 0 && !self->is_asking)
    self->is_afresh = TRUE;
  g_hash_table_replace (self->subscribers, g_strdup (name), subscriber);
  ask (self);

  return subscriber->interval_ms;
}

void
adit_engine_observer_unsubscribe (AditEngineObserver *self, const char *name)
{
  if (!g_hash_table_remove (self->subscribers, name))
    return;

  if (g_hash_table_size (self->subscribers) == 0 && !self->is_asking)
    forget_all (self);
}

gboolean
adit_engine_observer_has (AditEngineObserver *self, const char *name)
{
  return g_hash_table_contains (self->subscribers, name);
}
