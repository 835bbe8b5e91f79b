/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/session/adit-engine-lane-private.h"

#include "engine/connect/adit-engine-dial.h"
#include "engine/session/adit-engine-session.h"

AditEngineReport *
adit_engine_report_new (void)
{
  AditEngineReport *self = g_new0 (AditEngineReport, 1);

  self->opened = g_ptr_array_new_with_free_func ((GDestroyNotify) adit_tunnel_free);
  self->updated = g_array_new (FALSE, FALSE, sizeof (AditTunnelFigures));
  self->closed = g_ptr_array_new_with_free_func ((GDestroyNotify) adit_tunnel_free);

  return self;
}

void
adit_engine_report_free (AditEngineReport *self)
{
  g_ptr_array_unref (self->opened);
  g_array_unref (self->updated);
  g_ptr_array_unref (self->closed);
  g_free (self);
}

/* ---- Accepting ---- */

typedef struct
{
  AditEngineLane *lane;
  int fd;
  AditEngineListenerTerms *terms;
} Acceptance;

static void
run_accept (gpointer data)
{
  g_autofree Acceptance *acceptance = data;

  adit_engine_session_start (&acceptance->lane->home, acceptance->fd, acceptance->terms);
  adit_engine_listener_terms_unref (acceptance->terms);
}

void
adit_engine_lane_accept (AditEngineLane *self,
                         const AditEngineLane *from,
                         int fd,
                         AditEngineListenerTerms *terms)
{
  Acceptance *acceptance;

  g_atomic_int_inc (&self->n_sessions);
  if (self == from)
    {
      adit_engine_session_start (&self->home, fd, terms);
      return;
    }

  acceptance = g_new (Acceptance, 1);
  *acceptance = (Acceptance){ self, fd, adit_engine_listener_terms_ref (terms) };
  adit_engine_worker_post (self->worker, run_accept, acceptance);
}

/* ---- Reporting ---- */

typedef struct
{
  AditEngineLane *lane;
  AditEngineReportKind kind;
  AditEngineReport *report;
  AditEngineMailFunc on_done;
  gpointer data;
} Reporting;

static void
list_sessions (AditEngineLane *self, AditEngineReport *report)
{
  for (GList *link = self->home.sessions.head; link; link = link->next)
    if (!adit_engine_session_is_over (link->data))
      g_ptr_array_add (report->opened, adit_engine_session_to_tunnel (link->data));
}

static void
report_change (AditEngineSession *session, AditEngineReport *report)
{
  AditTunnelFigures figures;

  switch (adit_engine_session_take_change (session))
    {
    case ADIT_ENGINE_SESSION_NEW_ROW:
      g_ptr_array_add (report->opened, adit_engine_session_to_tunnel (session));
      break;
    case ADIT_ENGINE_SESSION_NEW_FIGURES:
      adit_engine_session_get_figures (session, &figures);
      g_array_append_val (report->updated, figures);
      break;
    case ADIT_ENGINE_SESSION_UNCHANGED:
    default:
      break;
    }
}

static void
list_changes (AditEngineLane *self, AditEngineReport *report, gboolean is_afresh)
{
  if (is_afresh)
    adit_engine_ledger_drop_closed (self->ledger);
  self->home.is_watched = TRUE;

  for (GList *link = self->home.sessions.head; link; link = link->next)
    {
      if (adit_engine_session_is_over (link->data))
        continue;
      if (is_afresh)
        adit_engine_session_forget_reports (link->data);
      report_change (link->data, report);
    }

  adit_engine_ledger_take_closed (self->ledger, report->closed);
}

static void
count_phases (AditEngineLane *self, AditEngineReport *report)
{
  for (GList *link = self->home.sessions.head; link; link = link->next)
    report->n_by_phase[adit_engine_session_get_phase (link->data)]++;
}

static void
run_report (gpointer data)
{
  g_autofree Reporting *reporting = data;
  AditEngineLane *self = reporting->lane;

  /* Rates are told as of now, also when nothing has moved since. */
  adit_engine_loop_refresh_now (self->worker->loop);
  switch (reporting->kind)
    {
    case ADIT_ENGINE_REPORT_LIST:
      list_sessions (self, reporting->report);
      break;
    case ADIT_ENGINE_REPORT_RECENT:
      adit_engine_ledger_list_recent (self->ledger, reporting->report->closed);
      break;
    case ADIT_ENGINE_REPORT_PHASES:
      count_phases (self, reporting->report);
      break;
    case ADIT_ENGINE_REPORT_CHANGES:
    case ADIT_ENGINE_REPORT_CHANGES_AFRESH:
    default:
      list_changes (self, reporting->report, reporting->kind == ADIT_ENGINE_REPORT_CHANGES_AFRESH);
    }

  reporting->on_done (reporting->data);
}

void
adit_engine_lane_report (AditEngineLane *self,
                         AditEngineReportKind kind,
                         AditEngineReport *report,
                         AditEngineMailFunc on_done,
                         gpointer data)
{
  Reporting *reporting = g_new (Reporting, 1);

  *reporting = (Reporting){ self, kind, report, on_done, data };
  adit_engine_worker_post (self->worker, run_report, reporting);
}

static void
run_unwatch (gpointer data)
{
  AditEngineLane *self = data;

  self->home.is_watched = FALSE;
  adit_engine_ledger_drop_closed (self->ledger);
}

void
adit_engine_lane_unwatch (AditEngineLane *self)
{
  adit_engine_worker_post (self->worker, run_unwatch, self);
}

/* ---- Ending ---- */

typedef struct
{
  AditEngineLane *lane;
  GArray *ids; /* guint64, sorted; NULL: all */
  AditCause cause;
  guint *n_ended;
  AditEngineMailFunc on_done;
  gpointer data;
} Ending;

int
adit_engine_lane_compare_ids (gconstpointer a, gconstpointer b)
{
  guint64 id_a = *(const guint64 *) a;
  guint64 id_b = *(const guint64 *) b;

  return id_a < id_b ? -1 : id_a > id_b;
}

static gboolean
is_meant (const Ending *ending, const AditEngineSession *session)
{
  guint64 id = adit_engine_session_get_id (session);

  if (adit_engine_session_is_over (session))
    return FALSE;
  return !ending->ids ||
         g_array_binary_search (ending->ids, &id, adit_engine_lane_compare_ids, NULL);
}

static void
run_end (gpointer data)
{
  g_autofree Ending *ending = data;
  GList *next;

  for (GList *link = ending->lane->home.sessions.head; link; link = next)
    {
      next = link->next;
      if (!is_meant (ending, link->data))
        continue;
      adit_engine_session_end (link->data, ending->cause);
      if (ending->n_ended)
        (*ending->n_ended)++;
    }

  g_clear_pointer (&ending->ids, g_array_unref);
  if (ending->on_done)
    ending->on_done (ending->data);
}

void
adit_engine_lane_end (AditEngineLane *self,
                      GArray *ids,
                      AditCause cause,
                      guint *n_ended,
                      AditEngineMailFunc on_done,
                      gpointer data)
{
  Ending *ending = g_new (Ending, 1);
  GArray *sorted = ids ? g_array_copy (ids) : NULL;

  if (sorted)
    g_array_sort (sorted, adit_engine_lane_compare_ids);
  *ending = (Ending){ self, sorted, cause, n_ended, on_done, data };
  adit_engine_worker_post (self->worker, run_end, ending);
}

/* ---- Ending what only waits ---- */

static void
run_drop_waiting (gpointer data)
{
  AditEngineLane *self = data;
  GList *next;

  for (GList *link = self->home.sessions.head; link; link = next)
    {
      next = link->next;
      if (adit_engine_session_is_waiting (link->data))
        adit_engine_session_end (link->data, ADIT_CAUSE_ANSWERED);
    }
  adit_engine_origins_clear (self->home.origins);
}

void
adit_engine_lane_drop_waiting (AditEngineLane *self)
{
  adit_engine_worker_post (self->worker, run_drop_waiting, self);
}

static void
run_drain (gpointer data)
{
  AditEngineLane *self = data;

  self->home.is_draining = TRUE;
  run_drop_waiting (self);
}

static void
run_undrain (gpointer data)
{
  AditEngineLane *self = data;

  self->home.is_draining = FALSE;
}

void
adit_engine_lane_set_draining (AditEngineLane *self, gboolean is_draining)
{
  adit_engine_worker_post (self->worker, is_draining ? run_drain : run_undrain, self);
}

/* ---- Our certificate ---- */

typedef struct
{
  AditEngineLane *lane;
  GTlsCertificate *certificate;
  char *authority_pem;
} Identity;

static void
run_identify (gpointer data)
{
  g_autofree Identity *identity = data;
  AditEngineHome *home = &identity->lane->home;

  g_clear_object (&home->certificate);
  g_free (home->authority_pem);
  home->certificate = identity->certificate;
  home->authority_pem = identity->authority_pem;
}

void
adit_engine_lane_set_certificate (AditEngineLane *self,
                                  GTlsCertificate *certificate,
                                  const char *authority_pem)
{
  Identity *identity = g_new (Identity, 1);

  *identity =
      (Identity){ self, certificate ? g_object_ref (certificate) : NULL, g_strdup (authority_pem) };
  adit_engine_worker_post (self->worker, run_identify, identity);
}

/* ---- Listeners changed ---- */

typedef struct
{
  AditEngineLane *lane;
  AditEngineOwnAddresses *own_addresses;
} Relisting;

static void
run_relist (gpointer data)
{
  g_autofree Relisting *relisting = data;

  adit_engine_own_addresses_unref (relisting->lane->home.own_addresses);
  relisting->lane->home.own_addresses = relisting->own_addresses;
}

void
adit_engine_lane_set_own_addresses (AditEngineLane *self, AditEngineOwnAddresses *own_addresses)
{
  Relisting *relisting = g_new (Relisting, 1);

  *relisting = (Relisting){ self, adit_engine_own_addresses_ref (own_addresses) };
  adit_engine_worker_post (self->worker, run_relist, relisting);
}

/* ---- Life ---- */

/* The worker's thread. */
static void
on_session_gone (gpointer owner)
{
  AditEngineLane *self = owner;

  g_atomic_int_add (&self->n_sessions, -1);
  self->on_gone (self->owner);
}

static guint64
take_id (gpointer owner)
{
  AditEngineLane *self = owner;

  return self->take_id (self->owner);
}

static gboolean
has_room (gpointer owner)
{
  AditEngineLane *self = owner;

  return self->has_room (self->owner);
}

static void
scrape (gpointer owner, AditEngineScrape *asked)
{
  AditEngineLane *self = owner;

  self->scrape (self->owner, asked);
}

AditEngineLane *
adit_engine_lane_new (guint number, const AditEngineLaneConfig *config)
{
  AditEngineLane *self = g_new0 (AditEngineLane, 1);

  self->worker = adit_engine_worker_new (number, config->pipes_max);
  self->ledger = adit_engine_ledger_new ();
  self->take_id = config->take_id;
  self->has_room = config->has_room;
  self->on_gone = config->on_gone;
  self->scrape = config->scrape;
  self->owner = config->owner;
  self->home = (AditEngineHome){
    .worker = self->worker,
    .terms = adit_engine_terms_ref (config->terms),
    .own_addresses = adit_engine_own_addresses_ref (config->own_addresses),
    .origins = adit_engine_origins_new (self->worker, config->kept_max),
    .trust = adit_engine_trust_ref (config->trust),
    .gate = config->gate,
    .is_private_allowed = config->is_private_allowed,
    .sign_in = adit_engine_sign_in_new (self->worker, config->desk),
    .accounts = config->accounts,
    .access_log = config->access_log,
    .rules = adit_rules_new (),
    .upstreams = g_ptr_array_new_with_free_func ((GDestroyNotify) adit_engine_upstream_unref),
    .ledger = self->ledger,
    .is_logging = !g_log_writer_default_would_drop (G_LOG_LEVEL_INFO, "adit-session"),
    .take_id = take_id,
    .has_room = has_room,
    .on_gone = on_session_gone,
    .scrape = scrape,
    .owner = self,
  };
  adit_engine_admission_init_copy (&self->home.admission, config->admission);

  return self;
}

static void
run_end_all (gpointer data)
{
  AditEngineLane *self = data;
  GList *next;

  for (GList *link = self->home.sessions.head; link; link = next)
    {
      next = link->next;
      adit_engine_session_end (link->data, ADIT_CAUSE_STOPPED);
    }
  adit_engine_origins_free (g_steal_pointer (&self->home.origins));
}

static gboolean
is_empty (gpointer data)
{
  AditEngineLane *self = data;

  return self->home.sessions.length == 0 && adit_engine_dial_count_lookups () == 0 &&
         adit_engine_tls_count_handshakes () == 0 &&
         adit_engine_sign_in_count_away (self->home.sign_in) == 0;
}

void
adit_engine_lane_free (AditEngineLane *self)
{
  adit_engine_worker_post (self->worker, run_end_all, self);
  adit_engine_worker_free (self->worker, is_empty, self);
  adit_engine_ledger_free (self->ledger);
  adit_engine_own_addresses_unref (self->home.own_addresses);
  adit_engine_terms_unref (self->home.terms);
  adit_engine_trust_unref (self->home.trust);
  adit_engine_admission_clear (&self->home.admission);
  adit_engine_sign_in_free (self->home.sign_in);
  adit_rules_unref (self->home.rules);
  g_ptr_array_unref (self->home.upstreams);
  g_clear_object (&self->home.certificate);
  g_free (self->home.authority_pem);
  g_free (self);
}

AditEngineWorker *
adit_engine_lane_get_worker (AditEngineLane *self)
{
  return self->worker;
}

guint
adit_engine_lane_count (const AditEngineLane *self)
{
  return (guint) g_atomic_int_get (&self->n_sessions);
}

void
adit_engine_lane_add_totals (const AditEngineLane *self, AditEngineTotals *totals)
{
  adit_engine_ledger_add_totals (self->ledger, totals);
}

void
adit_engine_lane_add_tally (const AditEngineLane *self, AditEngineTally *tally)
{
  adit_engine_ledger_add_tally (self->ledger, tally);
}
