/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Somebody asks for the metrics: the question on its way from the session to the main thread, which
 * collects them, and back. Who asked may have gone meanwhile. */

#pragma once

#include "engine/metrics/adit-engine-metrics.h"
#include "engine/worker/adit-engine-worker.h"

G_BEGIN_DECLS

typedef struct _AditEngineScrape AditEngineScrape;

struct _AditEngineScrape
{
  AditEngineWorker *worker; /* where the session lives */
  AditEngineMetricsFormat format;
  gboolean is_head;

  GString *metrics; /* the answer */

  /* The worker's thread only: called with the answer, unless @owner is NULL, who has gone. */
  void (*on_answered) (gpointer owner, AditEngineScrape *scrape);
  gpointer owner;
};

G_END_DECLS
