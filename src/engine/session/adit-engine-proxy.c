/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/session/adit-engine-proxy-private.h"

#include "engine/session/adit-engine-gather.h"
#include "model/adit-error.h"

#define WORKERS_MAX 4

G_DEFINE_FINAL_TYPE (AditEngineProxy, adit_engine_proxy, G_TYPE_OBJECT)

enum
{
  LISTENERS_CHANGED,
  ACTIVITY,
  DRAINED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

void
adit_engine_proxy_tell_listeners (AditEngineProxy *self)
{
  g_signal_emit (self, signals[LISTENERS_CHANGED], 0);
}

/* ---- Connections come and go ---- */

/* All listeners' connections come in here. */
static AditEngineLane *
accepting_lane (AditEngineProxy *self)
{
  return self->lanes->pdata[0];
}

static AditEngineLane *
least_loaded_lane (AditEngineProxy *self)
{
  AditEngineLane *best = accepting_lane (self);

  for (guint i = 1; i < self->lanes->len; i++)
    if (adit_engine_lane_count (self->lanes->pdata[i]) < adit_engine_lane_count (best))
      best = self->lanes->pdata[i];

  return best;
}

/* Those who only might want something make room for those who do. */
static void
drop_waiting (AditEngineProxy *self)
{
  for (guint i = 0; i < self->lanes->len; i++)
    adit_engine_lane_drop_waiting (self->lanes->pdata[i]);
}

static void
tell_activity (gpointer data)
{
  g_signal_emit (data, signals[ACTIVITY], 0);
}

/* The accepting lane's thread. */
static gboolean
on_listener_accepted (gpointer owner, int fd, AditEngineListenerTerms *terms)
{
  AditEngineProxy *self = owner;
  gboolean has_room = adit_engine_budget_take (&self->budget);

  adit_engine_lane_accept (least_loaded_lane (self), accepting_lane (self), fd, terms);
  if (g_atomic_int_compare_and_exchange (&self->is_activity_awaited, TRUE, FALSE))
    adit_engine_mailbox_post (self->mailbox, tell_activity, self);
  if (!has_room)
    drop_waiting (self);

  return has_room;
}

static void
resume_listeners (gpointer data)
{
  AditEngineProxy *self = data;

  if (!adit_engine_budget_has_room (&self->budget))
    return;

  adit_engine_listeners_start (self->listeners);
  adit_engine_proxy_tell_listeners (self);
}

/* A place may have become free between taking the last one and pausing. */
static void
tell_paused (gpointer data)
{
  adit_engine_proxy_tell_listeners (data);
  resume_listeners (data);
}

/* The accepting lane's thread. */
static void
on_listener_paused (gpointer owner)
{
  AditEngineProxy *self = owner;

  adit_engine_mailbox_post (self->mailbox, tell_paused, self);
}

static void
cancel_grace (AditEngineProxy *self)
{
  if (self->grace)
    g_source_destroy (self->grace);
  g_clear_pointer (&self->grace, g_source_unref);
}

static void
check_drained (gpointer data)
{
  AditEngineProxy *self = data;

  if (!g_atomic_int_get (&self->is_draining) || adit_engine_budget_count (&self->budget) > 0)
    return;

  g_atomic_int_set (&self->is_draining, FALSE);
  cancel_grace (self);
  g_signal_emit (self, signals[DRAINED], 0);
}

/* A worker's thread, like the next two. */
static guint64
take_id (gpointer owner)
{
  AditEngineProxy *self = owner;

  return __atomic_add_fetch (&self->last_id, 1, __ATOMIC_RELAXED);
}

static gboolean
has_room (gpointer owner)
{
  AditEngineProxy *self = owner;

  return adit_engine_budget_has_room (&self->budget);
}

static void
on_session_gone (gpointer owner)
{
  AditEngineProxy *self = owner;

  if (adit_engine_budget_give_back (&self->budget))
    adit_engine_mailbox_post (self->mailbox, resume_listeners, self);
  if (g_atomic_int_get (&self->is_draining) && adit_engine_budget_count (&self->budget) == 0)
    adit_engine_mailbox_post (self->mailbox, check_drained, self);
}

/* ---- Our certificate ---- */

void
adit_engine_proxy_set_certificate (AditEngineProxy *self,
                                   GTlsCertificate *certificate,
                                   const char *authority_pem)
{
  for (guint i = 0; i < self->lanes->len; i++)
    adit_engine_lane_set_certificate (self->lanes->pdata[i], certificate, authority_pem);
}

/* ---- Running and stopping ---- */

static void
set_lanes_draining (AditEngineProxy *self, gboolean is_draining)
{
  for (guint i = 0; i < self->lanes->len; i++)
    adit_engine_lane_set_draining (self->lanes->pdata[i], is_draining);
}

gboolean
adit_engine_proxy_start (AditEngineProxy *self, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  cancel_grace (self);
  g_atomic_int_set (&self->is_draining, FALSE);
  set_lanes_draining (self, FALSE);

  self->is_running = adit_engine_listeners_open (self->listeners, &local_error) > 0;
  adit_engine_proxy_apply_listeners (self);
  if (self->is_running)
    return TRUE;

  if (local_error)
    g_propagate_error (error, g_steal_pointer (&local_error));
  else
    g_set_error (error, ADIT_ERROR, ADIT_ERROR_LISTEN_FAILED, "No listener is enabled");
  return FALSE;
}

static void
end_all (AditEngineProxy *self)
{
  for (guint i = 0; i < self->lanes->len; i++)
    adit_engine_lane_end (self->lanes->pdata[i], NULL, ADIT_CAUSE_STOPPED, NULL, NULL, NULL);
}

static gboolean
on_grace_over (gpointer user_data)
{
  AditEngineProxy *self = user_data;

  cancel_grace (self);
  end_all (self);

  return G_SOURCE_REMOVE;
}

static void
arm_grace (AditEngineProxy *self)
{
  cancel_grace (self);
  self->grace = g_timeout_source_new_seconds (self->grace_s);
  g_source_set_callback (self->grace, on_grace_over, self, NULL);
  g_source_attach (self->grace, g_main_context_get_thread_default ());
}

void
adit_engine_proxy_stop (AditEngineProxy *self)
{
  adit_engine_listeners_close (self->listeners);
  self->is_running = FALSE;
  g_atomic_int_set (&self->is_draining, TRUE);
  set_lanes_draining (self, TRUE);
  adit_engine_proxy_apply_listeners (self);

  if (self->grace_s == 0)
    end_all (self);
  else
    arm_grace (self);
  adit_engine_mailbox_post (self->mailbox, check_drained, self);
}

gboolean
adit_engine_proxy_is_running (AditEngineProxy *self)
{
  return self->is_running;
}

/* ---- Asking the lanes ---- */

guint
adit_engine_proxy_count (AditEngineProxy *self)
{
  return adit_engine_budget_count (&self->budget);
}

void
adit_engine_proxy_get_totals (AditEngineProxy *self, AditEngineTotals *totals)
{
  *totals = (AditEngineTotals){ 0 };

  for (guint i = 0; i < self->lanes->len; i++)
    adit_engine_lane_add_totals (self->lanes->pdata[i], totals);
}

void
adit_engine_proxy_await_activity (AditEngineProxy *self)
{
  g_atomic_int_set (&self->is_activity_awaited, TRUE);
}

void
adit_engine_proxy_report_async (AditEngineProxy *self,
                                AditEngineReportKind kind,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  adit_engine_gather_report (task, self->lanes, self->mailbox, kind);
}

AditEngineReport *
adit_engine_proxy_report_finish (AditEngineProxy *self, GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

void
adit_engine_proxy_unwatch (AditEngineProxy *self)
{
  for (guint i = 0; i < self->lanes->len; i++)
    adit_engine_lane_unwatch (self->lanes->pdata[i]);
}

void
adit_engine_proxy_end_async (AditEngineProxy *self,
                             GArray *ids,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  adit_engine_gather_end (task, self->lanes, self->mailbox, ids, ADIT_CAUSE_CLOSED);
}

guint
adit_engine_proxy_end_finish (AditEngineProxy *self, GAsyncResult *result)
{
  return (guint) g_task_propagate_int (G_TASK (result), NULL);
}

/* ---- Life ---- */

static void
start_lanes (AditEngineProxy *self, guint connections_max)
{
  guint n_lanes = CLAMP (adit_engine_worker_count_cores (), 1, WORKERS_MAX);
  AditEngineAllowance allowance;
  g_autoptr (GArray) nowhere = g_array_new (FALSE, FALSE, sizeof (AditEngineAddress));
  AditEngineAdmission admission;
  AditEngineLaneConfig config = {
    .terms = self->terms,
    .own_addresses = adit_engine_own_addresses_new (nowhere),
    .admission = &admission,
    .is_private_allowed = self->is_private_allowed,
    .trust = self->trust,
    .gate = self->gate,
    .desk = self->desk,
    .accounts = self->accounts,
    .access_log = self->access_log,
    .take_id = take_id,
    .has_room = has_room,
    .on_gone = on_session_gone,
    .scrape = adit_engine_proxy_scrape,
    .owner = self,
  };

  self->n_descriptors = adit_engine_budget_raise_limit ();
  allowance = adit_engine_budget_share (self->n_descriptors, n_lanes, connections_max);
  config.pipes_max = allowance.pipes_max / n_lanes;
  config.kept_max = allowance.kept_max / n_lanes;
  adit_engine_admission_init (&admission, &self->clients,
                              adit_engine_interfaces_get (self->interfaces));
  adit_engine_budget_init (&self->budget, allowance.connections_max);
  for (guint i = 0; i < n_lanes; i++)
    g_ptr_array_add (self->lanes, adit_engine_lane_new (i, &config));
  adit_engine_own_addresses_unref (config.own_addresses);
  adit_engine_admission_clear (&admission);
}

static void
add_listeners (AditEngineProxy *self, const AditSettings *settings)
{
  AditEngineReception reception = {
    .worker = adit_engine_lane_get_worker (accepting_lane (self)),
    .on_accepted = on_listener_accepted,
    .on_paused = on_listener_paused,
    .owner = self,
  };

  adit_engine_proxy_add_listeners (self, settings, &reception);
}

AditEngineProxy *
adit_engine_proxy_new (const AditSettings *settings)
{
  AditEngineProxy *self = g_object_new (ADIT_ENGINE_TYPE_PROXY, NULL);

  self->grace_s = settings->grace_s;
  self->is_metrics_by_user = settings->is_metrics_by_user;
  adit_engine_access_log_configure (self->access_log, &settings->log);
  self->terms = adit_engine_terms_new (settings);
  adit_clients_init_copy (&self->clients, &settings->clients);
  self->is_private_allowed = settings->is_private_allowed;
  self->trust = adit_engine_proxy_load_trust (settings->trust_path, NULL);
  start_lanes (self, settings->connections_max);
  adit_engine_proxy_set_access (self, &settings->access);
  add_listeners (self, settings);

  return self;
}

void
adit_engine_proxy_close (AditEngineProxy *self)
{
  if (!self->mailbox)
    return;

  g_clear_pointer (&self->interfaces, adit_engine_interfaces_free);
  adit_engine_listeners_close (self->listeners);
  self->is_running = FALSE;
  cancel_grace (self);
  /* The accepting lane first: what it handed over is on its way to lanes that live. */
  while (self->lanes->len > 0)
    g_ptr_array_remove_index (self->lanes, 0);
  g_clear_pointer (&self->mailbox, adit_engine_mailbox_free);
  g_clear_pointer (&self->access_log, adit_engine_access_log_free);
}

static void
adit_engine_proxy_finalize (GObject *object)
{
  AditEngineProxy *self = ADIT_ENGINE_PROXY (object);

  g_assert (!self->mailbox);
  g_ptr_array_unref (self->lanes);
  adit_engine_gate_free (self->gate);
  adit_engine_desk_free (self->desk);
  adit_engine_accounts_free (self->accounts);
  g_clear_pointer (&self->trust, adit_engine_trust_unref);
  adit_engine_listeners_free (self->listeners);
  adit_engine_terms_unref (self->terms);
  adit_clients_clear (&self->clients);

  G_OBJECT_CLASS (adit_engine_proxy_parent_class)->finalize (object);
}

static void
adit_engine_proxy_class_init (AditEngineProxyClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = adit_engine_proxy_finalize;

  signals[LISTENERS_CHANGED] =
      g_signal_new ("listeners-changed", ADIT_ENGINE_TYPE_PROXY, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 0);
  signals[ACTIVITY] = g_signal_new ("activity", ADIT_ENGINE_TYPE_PROXY, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 0);
  signals[DRAINED] = g_signal_new ("drained", ADIT_ENGINE_TYPE_PROXY, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
adit_engine_proxy_init (AditEngineProxy *self)
{
  GMainContext *context = g_main_context_get_thread_default ();

  self->mailbox = adit_engine_mailbox_new (context ? context : g_main_context_default ());
  self->interfaces = adit_engine_interfaces_new (adit_engine_proxy_on_interfaces_changed, self);
  self->gate = adit_engine_gate_new ();
  self->desk = adit_engine_desk_new ();
  self->accounts =
      adit_engine_accounts_new (g_get_real_time (), adit_engine_proxy_on_used_up, self);
  self->started_us = g_get_real_time ();
  self->access_log = adit_engine_access_log_new ();
  self->lanes = g_ptr_array_new_with_free_func ((GDestroyNotify) adit_engine_lane_free);
}
