/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A snapshot as metrics: OpenMetrics 1.0, or Prometheus' text format 0.0.4 for readers that know
 * nothing newer. The two differ in the names of counters' families and in the end.
 *
 * Nothing in it tells who does what: neither clients nor destinations are named, and users only
 * where the snapshot has them. Pure; any thread. */

#pragma once

#include "engine/metrics/adit-engine-snapshot.h"

G_BEGIN_DECLS

typedef enum
{
  ADIT_ENGINE_METRICS_OPEN,
  ADIT_ENGINE_METRICS_TEXT
} AditEngineMetricsFormat;

/* By the Accept field (RFC 9110, section 12.5.1); OpenMetrics where that says nothing of either,
 * and for NULL. */
AditEngineMetricsFormat adit_engine_metrics_choose (const char *accept);

/* Appends the metrics to @out. */
void adit_engine_metrics_print (GString *out,
                                AditEngineMetricsFormat format,
                                const AditEngineSnapshot *snapshot);

/* Appends a whole answer with @metrics to @out, after which the connection ends; without its
 * content for @is_head. */
void adit_engine_metrics_write (GByteArray *out,
                                AditEngineMetricsFormat format,
                                const GString *metrics,
                                guint minor_version,
                                gboolean is_head);

G_END_DECLS
