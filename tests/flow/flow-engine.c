/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "flow.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>

struct _FlowEngine
{
  GThread *thread;
  GMainContext *context;
  const AditSettings *settings; /* while starting */

  /* The engine's thread only. */
  AditEngineProxy *proxy;
  gboolean is_ending;

  AditEngineMailbox *mailbox; /* to the engine's thread */
  pthread_mutex_t lock;
  pthread_cond_t changed;
  gboolean is_made;
  guint n_drained;
};

void
flow_pause (gint64 since_us, const char *where, const char *condition)
{
  if (g_get_monotonic_time () - since_us > FLOW_PATIENCE_S * G_USEC_PER_SEC)
    g_error ("%s: never came about: %s", where, condition);

  g_usleep (2000);
}

/* ---- The thread ---- */

static void
on_drained (AditEngineProxy *proxy, gpointer user_data)
{
  FlowEngine *self = user_data;

  pthread_mutex_lock (&self->lock);
  self->n_drained++;
  pthread_mutex_unlock (&self->lock);
}

static void
tell_made (FlowEngine *self)
{
  pthread_mutex_lock (&self->lock);
  self->is_made = TRUE;
  pthread_cond_broadcast (&self->changed);
  pthread_mutex_unlock (&self->lock);
}

static gpointer
run_engine (gpointer data)
{
  FlowEngine *self = data;

  g_main_context_push_thread_default (self->context);
  self->mailbox = adit_engine_mailbox_new (self->context);
  self->proxy = adit_engine_proxy_new (self->settings);
  g_signal_connect (self->proxy, "drained", G_CALLBACK (on_drained), self);
  tell_made (self);

  while (!self->is_ending)
    g_main_context_iteration (self->context, TRUE);

  adit_engine_proxy_close (self->proxy);
  g_object_unref (self->proxy);
  adit_engine_mailbox_free (self->mailbox);
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_pop_thread_default (self->context);

  return NULL;
}

AditSettings *
flow_settings_new (void)
{
  AditSettings *settings = adit_settings_new ();

  g_ptr_array_set_size (settings->listeners, 0);
  adit_settings_add_listener (settings, "127.0.0.1:0", TRUE);

  return settings;
}

void
flow_engine_limit_workers (void)
{
  cpu_set_t ours;
  cpu_set_t one;
  int cpu = 0;

  if (sched_getaffinity (0, sizeof ours, &ours) < 0)
    g_error ("sched_getaffinity: %s", g_strerror (errno));
  while (!CPU_ISSET (cpu, &ours))
    cpu++;

  CPU_ZERO (&one);
  CPU_SET (cpu, &one);
  if (sched_setaffinity (0, sizeof one, &one) < 0)
    g_error ("sched_setaffinity: %s", g_strerror (errno));
}

FlowEngine *
flow_engine_new (const AditSettings *settings)
{
  g_autoptr (AditSettings) defaults = flow_settings_new ();
  FlowEngine *self = g_new0 (FlowEngine, 1);

  self->settings = settings ? settings : defaults;
  self->context = g_main_context_new ();
  pthread_mutex_init (&self->lock, NULL);
  pthread_cond_init (&self->changed, NULL);
  self->thread = g_thread_new ("engine", run_engine, self);

  pthread_mutex_lock (&self->lock);
  while (!self->is_made)
    pthread_cond_wait (&self->changed, &self->lock);
  pthread_mutex_unlock (&self->lock);

  g_assert_true (flow_engine_start (self));
  return self;
}

static void
end_thread (gpointer data)
{
  ((FlowEngine *) data)->is_ending = TRUE;
}

void
flow_engine_free (FlowEngine *self)
{
  adit_engine_mailbox_post (self->mailbox, end_thread, self);
  g_thread_join (self->thread);
  g_main_context_unref (self->context);
  pthread_cond_destroy (&self->changed);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}

/* ---- Calls ---- */

typedef struct
{
  FlowEngine *engine;
  FlowEngineFunc func;
  gpointer data;
  gboolean is_done; /* under the engine's lock */
} Call;

static void
tell_done (Call *call)
{
  pthread_mutex_lock (&call->engine->lock);
  call->is_done = TRUE;
  pthread_cond_broadcast (&call->engine->changed);
  pthread_mutex_unlock (&call->engine->lock);
}

static void
call_and_wait (Call *call, AditEngineMailFunc run)
{
  FlowEngine *self = call->engine;

  adit_engine_mailbox_post (self->mailbox, run, call);
  pthread_mutex_lock (&self->lock);
  while (!call->is_done)
    pthread_cond_wait (&self->changed, &self->lock);
  pthread_mutex_unlock (&self->lock);
}

static void
run_call (gpointer data)
{
  Call *call = data;

  call->func (call->engine->proxy, call->data);
  tell_done (call);
}

void
flow_engine_call (FlowEngine *self, FlowEngineFunc func, gpointer data)
{
  Call call = { self, func, data, FALSE };

  call_and_wait (&call, run_call);
}

static void
start_proxy (AditEngineProxy *proxy, gpointer data)
{
  g_autoptr (GError) error = NULL;

  *(gboolean *) data = adit_engine_proxy_start (proxy, &error);
  g_assert_true (adit_engine_proxy_is_running (proxy) == (error == NULL));
}

gboolean
flow_engine_start (FlowEngine *self)
{
  gboolean is_started = FALSE;

  flow_engine_call (self, start_proxy, &is_started);
  return is_started;
}

static void
stop_proxy (AditEngineProxy *proxy, gpointer data)
{
  adit_engine_proxy_stop (proxy);
  g_assert_false (adit_engine_proxy_is_running (proxy));
}

void
flow_engine_stop (FlowEngine *self)
{
  flow_engine_call (self, stop_proxy, NULL);
}

guint
flow_engine_count_drained (FlowEngine *self)
{
  guint n_drained;

  pthread_mutex_lock (&self->lock);
  n_drained = self->n_drained;
  pthread_mutex_unlock (&self->lock);

  return n_drained;
}

static void
count_connections (AditEngineProxy *proxy, gpointer data)
{
  *(guint *) data = adit_engine_proxy_count (proxy);
}

guint
flow_engine_count (FlowEngine *self)
{
  guint n_connections = 0;

  flow_engine_call (self, count_connections, &n_connections);
  return n_connections;
}

static void
get_totals (AditEngineProxy *proxy, gpointer data)
{
  adit_engine_proxy_get_totals (proxy, data);
}

AditEngineTotals
flow_engine_totals (FlowEngine *self)
{
  AditEngineTotals totals = { 0 };

  flow_engine_call (self, get_totals, &totals);
  return totals;
}

/* ---- Rows ---- */

typedef struct
{
  Call call; /* first */
  AditEngineReportKind kind;
  AditEngineReport *report;
} Query;

static void
report_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Query *query = user_data;

  query->report = adit_engine_proxy_report_finish (ADIT_ENGINE_PROXY (source), result);
  tell_done (&query->call);
}

static void
run_query (gpointer data)
{
  Query *query = data;

  adit_engine_proxy_report_async (query->call.engine->proxy, query->kind, report_cb, query);
}

static AditEngineReport *
report (FlowEngine *self, AditEngineReportKind kind)
{
  Query query = { .call.engine = self, .kind = kind };

  call_and_wait (&query.call, run_query);
  return query.report;
}

GPtrArray *
flow_engine_list (FlowEngine *self)
{
  AditEngineReport *all = report (self, ADIT_ENGINE_REPORT_LIST);
  GPtrArray *rows = g_ptr_array_ref (all->opened);

  adit_engine_report_free (all);
  return rows;
}

GPtrArray *
flow_engine_recent (FlowEngine *self)
{
  AditEngineReport *all = report (self, ADIT_ENGINE_REPORT_RECENT);
  GPtrArray *rows = g_ptr_array_ref (all->closed);

  adit_engine_report_free (all);
  return rows;
}

static AditTunnel *
latest_of (FlowEngine *self, guint n_ended)
{
  g_autoptr (GPtrArray) rows = flow_engine_recent (self);

  g_assert_cmpuint (rows->len, <=, n_ended);
  return rows->len == n_ended ? adit_tunnel_copy (rows->pdata[0]) : NULL;
}

AditTunnel *
flow_engine_await_ended (FlowEngine *self, guint n_ended)
{
  AditTunnel *row;

  flow_wait_until ((row = latest_of (self, n_ended)));
  return row;
}

static AditTunnel *
only_one_in (FlowEngine *self, AditPhase phase)
{
  g_autoptr (GPtrArray) rows = flow_engine_list (self);
  const AditTunnel *row = rows->len == 1 ? rows->pdata[0] : NULL;

  return row && row->figures.phase == phase ? adit_tunnel_copy (row) : NULL;
}

AditTunnel *
flow_engine_await_phase (FlowEngine *self, AditPhase phase)
{
  AditTunnel *row;

  flow_wait_until ((row = only_one_in (self, phase)));
  return row;
}

/* ---- Ending ---- */

typedef struct
{
  Call call; /* first */
  GArray *ids;
  guint n_ended;
} Ending;

static void
end_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Ending *ending = user_data;

  ending->n_ended = adit_engine_proxy_end_finish (ADIT_ENGINE_PROXY (source), result);
  tell_done (&ending->call);
}

static void
run_end (gpointer data)
{
  Ending *ending = data;

  adit_engine_proxy_end_async (ending->call.engine->proxy, ending->ids, end_cb, ending);
}

guint
flow_engine_end (FlowEngine *self, const guint64 *ids, guint n_ids)
{
  g_autoptr (GArray) array = g_array_new (FALSE, FALSE, sizeof (guint64));
  Ending ending = { .call.engine = self, .ids = ids ? array : NULL };

  if (ids)
    g_array_append_vals (array, ids, n_ids);
  call_and_wait (&ending.call, run_end);

  return ending.n_ended;
}

typedef struct
{
  Call call; /* first */
  gboolean is_ending;
  guint n_denied;
} RulesCheck;

static void
check_rules_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  RulesCheck *check = user_data;
  g_autoptr (GArray) ids =
      adit_engine_proxy_check_rules_finish (ADIT_ENGINE_PROXY (source), result);

  check->n_denied = ids->len;
  tell_done (&check->call);
}

static void
run_check_rules (gpointer data)
{
  RulesCheck *check = data;

  adit_engine_proxy_check_rules_async (check->call.engine->proxy, check->is_ending, check_rules_cb,
                                       check);
}

guint
flow_engine_check_rules (FlowEngine *self, gboolean is_ending)
{
  RulesCheck check = { .call.engine = self, .is_ending = is_ending };

  call_and_wait (&check.call, run_check_rules);

  return check.n_denied;
}
