/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Where sessions live: what those of one worker share. The lane owns it; sessions use it. All of it
 * belongs to the worker's thread. */

#pragma once

#include "engine/account/adit-engine-accounts.h"
#include "engine/account/adit-engine-ledger.h"
#include "engine/authorise/adit-engine-admission.h"
#include "engine/authorise/adit-engine-sign-in.h"
#include "engine/connect/adit-engine-origins.h"
#include "engine/connect/adit-engine-own-addresses.h"
#include "engine/log/adit-engine-access-log.h"
#include "engine/session/adit-engine-scrape.h"
#include "engine/session/adit-engine-terms.h"
#include "engine/tls/adit-engine-gate.h"
#include "engine/tls/adit-engine-trust.h"
#include "engine/worker/adit-engine-worker.h"
#include "model/adit-decision.h"

G_BEGIN_DECLS

typedef struct
{
  AditEngineWorker *worker;
  AditEngineTerms *terms;
  AditEngineOwnAddresses *own_addresses; /* what the listeners are bound to */
  AditEngineAdmission admission;         /* who may use the proxy besides this computer */
  gboolean is_private_allowed;           /* they may reach private addresses */
  AditEngineSignIn *sign_in;
  AditEngineAccounts *accounts; /* the users', of all workers */
  AditRules *rules;             /* what may be reached */
  GPtrArray *upstreams;         /* AditEngineUpstream: those that the rules define */
  AditEngineOrigins *origins;
  AditEngineTrust *trust;
  AditEngineGate *gate;
  GTlsCertificate *certificate; /* of the proxy, with its key; NULL: no TLS is served */
  char *authority_pem;          /* who vouches for it; NULL: somebody else's */
  AditEngineLedger *ledger;
  AditEngineAccessLog *access_log; /* of all workers */
  GQueue sessions;                 /* AditEngineSession, by their embedded links, oldest first */
  gboolean is_watched;             /* somebody wants to be told of each end */
  gboolean is_draining;            /* connections do not go on after what they are at */
  gboolean is_logging;

  /* A number for the next row; rising. */
  guint64 (*take_id) (gpointer owner);
  /* Whether a connection that waits for its next request is in nobody's way. */
  gboolean (*has_room) (gpointer owner);
  /* A session is gone and its descriptors are free. */
  void (*on_gone) (gpointer owner);
  /* Somebody asks for the metrics. */
  void (*scrape) (gpointer owner, AditEngineScrape *scrape);
  gpointer owner;
} AditEngineHome;

G_END_DECLS
