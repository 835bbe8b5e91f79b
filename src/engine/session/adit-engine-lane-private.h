/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the files of the lane share: adit-engine-lane.c, and -access with who may use it and for
 * what. */

#pragma once

#include "engine/session/adit-engine-lane.h"

G_BEGIN_DECLS

struct _AditEngineLane
{
  AditEngineWorker *worker;
  AditEngineLedger *ledger;
  AditEngineHome home; /* the worker's thread only */
  guint n_sessions;    /* atomic; counted before the hand-over */
  guint64 (*take_id) (gpointer owner);
  gboolean (*has_room) (gpointer owner);
  void (*on_gone) (gpointer owner);
  void (*scrape) (gpointer owner, AditEngineScrape *scrape);
  gpointer owner;
};

G_END_DECLS
