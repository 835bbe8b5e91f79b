/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Where sessions live: what those of one worker share. The lane owns it; sessions use it. All of it
 * belongs to the worker's thread, except the terms, which nobody changes. */

#pragma once

#include "engine/account/adit-engine-ledger.h"
#include "engine/connect/adit-engine-own-addresses.h"
#include "engine/worker/adit-engine-worker.h"

G_BEGIN_DECLS

/* What a session is served on. */
typedef struct
{
  gint64 head_timeout_us;
  gint64 connect_timeout_us;
  gint64 idle_timeout_us; /* 0: none */
  GArray *clients;        /* AditNetwork: who may use the proxy besides this computer */
} AditEngineTerms;

typedef struct
{
  AditEngineWorker *worker;
  const AditEngineTerms *terms;
  AditEngineOwnAddresses *own_addresses; /* what the listeners are bound to */
  AditEngineLedger *ledger;
  GQueue sessions;     /* AditEngineSession, by their embedded links, oldest first */
  gboolean is_watched; /* somebody wants to be told of each end */
  gboolean is_logging;

  /* A session is gone and its descriptors are free. */
  void (*on_gone) (gpointer owner);
  gpointer owner;
} AditEngineHome;

G_END_DECLS
