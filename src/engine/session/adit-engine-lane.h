/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A worker together with the sessions that live on it. Everything here is for the main thread and
 * posts to the worker, unless it says otherwise. */

#pragma once

#include "engine/accept/adit-engine-listener-terms.h"
#include "engine/session/adit-engine-home.h"

G_BEGIN_DECLS

typedef struct _AditEngineLane AditEngineLane;

typedef struct
{
  AditEngineTerms *terms;                /* these five: as yet */
  AditEngineOwnAddresses *own_addresses; /* what the listeners are bound to */
  const AditEngineAdmission *admission;  /* who may use the proxy; copied */
  gboolean is_private_allowed;           /* as in AditEngineHome */
  AditEngineTrust *trust;
  AditEngineGate *gate;         /* outlives the lane */
  AditEngineDesk *desk;         /* likewise */
  AditEngineAccounts *accounts; /* likewise, as the next */
  AditEngineAccessLog *access_log;
  guint pipes_max;
  guint kept_max; /* connections to origins */

  /* As in AditEngineHome; called in the worker's thread. */
  guint64 (*take_id) (gpointer owner);
  gboolean (*has_room) (gpointer owner);
  void (*on_gone) (gpointer owner);
  void (*scrape) (gpointer owner, AditEngineScrape *scrape);
  gpointer owner;
} AditEngineLaneConfig;

/* Which rows a report holds. */
typedef enum
{
  ADIT_ENGINE_REPORT_LIST,          /* everything that lives, as `opened` */
  ADIT_ENGINE_REPORT_RECENT,        /* what ended lately, as `closed` */
  ADIT_ENGINE_REPORT_PHASES,        /* no rows, but how many connections are in which phase */
  ADIT_ENGINE_REPORT_CHANGES,       /* what changed since the last report of this kind */
  ADIT_ENGINE_REPORT_CHANGES_AFRESH /* the same, as if nothing had been told before */
} AditEngineReportKind;

typedef struct
{
  GPtrArray *opened; /* AditTunnel */
  GArray *updated;   /* AditTunnelFigures */
  GPtrArray *closed; /* AditTunnel */
  guint n_by_phase[ADIT_N_PHASES];
} AditEngineReport;

AditEngineReport *adit_engine_report_new (void);
void adit_engine_report_free (AditEngineReport *self);

AditEngineLane *adit_engine_lane_new (guint number, const AditEngineLaneConfig *config);

/* Ends the sessions and then the worker; blocks for a moment. */
void adit_engine_lane_free (AditEngineLane *self);

AditEngineWorker *adit_engine_lane_get_worker (AditEngineLane *self);

/* Hands over a connection, which @from, in whose thread this is called, has accepted on @terms. One
 * of its own is served before this returns. */
void adit_engine_lane_accept (AditEngineLane *self,
                              const AditEngineLane *from,
                              int fd,
                              AditEngineListenerTerms *terms);

/* The proxy's own certificate, for handshakes that begin from now on, and the PEM of the authority
 * that vouches for it; NULL: none. */
void adit_engine_lane_set_certificate (AditEngineLane *self,
                                       GTlsCertificate *certificate,
                                       const char *authority_pem);

/* Who may sign in; exchanges of those who may not any more, or whose password is another now, end.
 * This and the next five take a reference of their own, or a copy, and are done when they return:
 * they wait for a turn of the worker's loop. */
void adit_engine_lane_set_users (AditEngineLane *self, AditUsers *users);
void adit_engine_lane_set_access (AditEngineLane *self, const AditAccess *access);

/* Which other machines may use the proxy, and whether they may reach private addresses, from the
 * next request on. */
void adit_engine_lane_set_admission (AditEngineLane *self,
                                     const AditEngineAdmission *admission,
                                     gboolean is_private_allowed);

/* What may be reached, from now on. @upstreams: those that the rules define, of
 * AditEngineUpstream. */
void adit_engine_lane_set_rules (AditEngineLane *self, AditRules *rules, GPtrArray *upstreams);

/* What sessions are served on, and whom origins may have their certificates from, from now on. */
void adit_engine_lane_set_terms (AditEngineLane *self, AditEngineTerms *terms);
void adit_engine_lane_set_trust (AditEngineLane *self, AditEngineTrust *trust);

/* Appends the ids (guint64) of what runs and the rules deny now to @ids, in the worker's thread,
 * and ends it when @is_ending; then calls @on_done there. */
void adit_engine_lane_check_rules (AditEngineLane *self,
                                   gboolean is_ending,
                                   GArray *ids,
                                   AditEngineMailFunc on_done,
                                   gpointer data);

/* Ends what runs for a user whose quota is used up. */
void adit_engine_lane_end_used_up (AditEngineLane *self, const char *name);

/* Whether connections end after what they are at. */
void adit_engine_lane_set_draining (AditEngineLane *self, gboolean is_draining);

/* Ends connections that only wait for another request, and those kept to origins. */
void adit_engine_lane_drop_waiting (AditEngineLane *self);

/* Appends to @report, in the worker's thread; then calls @on_done there. */
void adit_engine_lane_report (AditEngineLane *self,
                              AditEngineReportKind kind,
                              AditEngineReport *report,
                              AditEngineMailFunc on_done,
                              gpointer data);

/* Nobody asks for changes any more: stop keeping what ended. */
void adit_engine_lane_unwatch (AditEngineLane *self);

/* Ends the sessions with these ids (guint64), or all when @ids is NULL, for @cause; adds how many
 * there were to @n_ended, in the worker's thread, then calls @on_done there (may be NULL). */
void adit_engine_lane_end (AditEngineLane *self,
                           GArray *ids,
                           AditCause cause,
                           guint *n_ended,
                           AditEngineMailFunc on_done,
                           gpointer data);

/* The order of ids (guint64): rising. */
int adit_engine_lane_compare_ids (gconstpointer a, gconstpointer b);

void adit_engine_lane_set_own_addresses (AditEngineLane *self,
                                         AditEngineOwnAddresses *own_addresses);

/* Sessions on this lane and on their way to it; any thread. */
guint adit_engine_lane_count (const AditEngineLane *self);
void adit_engine_lane_add_totals (const AditEngineLane *self, AditEngineTotals *totals);
void adit_engine_lane_add_tally (const AditEngineLane *self, AditEngineTally *tally);

G_END_DECLS
