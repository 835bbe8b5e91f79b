/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the files of the proxy share: adit-engine-proxy.c; -listeners with where it can be reached;
 * -access with who may use it and for what; -settings with other settings while it runs; -scrape
 * with the metrics. */

#pragma once

#include "engine/accept/adit-engine-budget.h"
#include "engine/accept/adit-engine-listeners.h"
#include "engine/net/adit-engine-interfaces.h"
#include "engine/session/adit-engine-proxy.h"

G_BEGIN_DECLS

struct _AditEngineProxy
{
  GObject parent_instance;

  AditEngineMailbox *mailbox; /* the main thread's */
  AditEngineBudget budget;
  guint n_descriptors; /* that this process may have */
  AditEngineTerms *terms;
  guint grace_s;
  AditEngineListeners *listeners;
  AditEngineInterfaces *interfaces;
  AditClients clients;
  gboolean is_private_allowed;
  GPtrArray *lanes;
  guint64 last_id; /* atomic */
  AditEngineGate *gate;
  AditEngineTrust *trust;
  AditEngineDesk *desk; /* where clients sign in */
  AditEngineAccounts *accounts;
  AditEngineAccessLog *access_log;
  gint64 started_us; /* Unix time */
  gboolean is_metrics_by_user;
  gboolean is_running;
  gboolean is_activity_awaited; /* atomic: the accepting lane clears it */
  GSource *grace;               /* NULL unless stopping */
  guint is_draining;            /* atomic: the workers tell when the last connection is gone */
};

/* Never NULL. Authorities that cannot be read are not believed: with @before that stays, without it
 * those of the system are. (transfer full) */
AditEngineTrust *adit_engine_proxy_load_trust (const char *path, AditEngineTrust *before);

/* Collects the metrics and answers. Any thread. */
void adit_engine_proxy_scrape (gpointer owner, AditEngineScrape *scrape);

/* Makes the set of listeners, as the settings have it. */
void adit_engine_proxy_add_listeners (AditEngineProxy *self,
                                      const AditSettings *settings,
                                      const AditEngineReception *reception);

/* Tells the lanes where the listeners are now, and has those accept that were opened. */
void adit_engine_proxy_apply_listeners (AditEngineProxy *self);

/* The interfaces are others now. */
void adit_engine_proxy_on_interfaces_changed (gpointer owner);

/* Tells the lanes which machines are admitted, with the interfaces there are now. */
void adit_engine_proxy_apply_admission (AditEngineProxy *self);

/* Emits "listeners-changed". */
void adit_engine_proxy_tell_listeners (AditEngineProxy *self);

/* Ends what runs for the user with this @name, whose quota is used up. Any thread. */
void adit_engine_proxy_on_used_up (gpointer owner, const char *name);

G_END_DECLS
