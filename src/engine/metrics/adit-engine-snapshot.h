/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The proxy at one moment, for whoever watches it from outside. */

#pragma once

#include "engine/account/adit-engine-accounts.h"
#include "engine/account/adit-engine-ledger.h"
#include "engine/log/adit-engine-access-log.h"
#include "engine/metrics/adit-engine-process.h"
#include "model/adit-listener.h"

G_BEGIN_DECLS

typedef struct
{
  AditEngineTotals totals;
  AditEngineTally tally;
  guint n_by_phase[ADIT_N_PHASES]; /* connections */
  guint n_connections;
  guint connections_max;
  GPtrArray *listeners; /* AditListener; borrowed, like the next */
  GPtrArray *accounts;  /* AditEngineAccountState; NULL: what users do is not told */
  AditEngineAccessLogCounts log;
  AditEngineProcess process;
  gint64 started_us; /* Unix time */
} AditEngineSnapshot;

G_END_DECLS
