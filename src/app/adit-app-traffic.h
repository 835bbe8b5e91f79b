/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The last minute of traffic as samples: what the chart draws and the overview says in words.
 *
 * Bytes arrive in batches of about one interval. A batch that comes after a pause did not take the
 * whole pause to arrive (the engine stays silent while nothing changes), so its rate is counted
 * over one interval, not over the time since the last batch. Signal: "changed". */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define ADIT_APP_TRAFFIC_SPAN_US     (60 * G_USEC_PER_SEC)
#define ADIT_APP_TRAFFIC_INTERVAL_US G_USEC_PER_SEC

/* Samples further apart than this have a hole between them: nobody was looking. */
#define ADIT_APP_TRAFFIC_HOLE_US (ADIT_APP_TRAFFIC_INTERVAL_US * 5 / 2)

typedef struct
{
  gint64 time_us;        /* monotonic */
  guint64 sent_rate;     /* bytes per second */
  guint64 received_rate; /* bytes per second */
} AditAppSample;

#define ADIT_APP_TYPE_TRAFFIC (adit_app_traffic_get_type ())
G_DECLARE_FINAL_TYPE (AditAppTraffic, adit_app_traffic, ADIT_APP, TRAFFIC, GObject)

AditAppTraffic *adit_app_traffic_new (void);

/* @sent_bytes and @received_bytes are what was carried since the last batch. */
void adit_app_traffic_add (AditAppTraffic *self,
                           gint64 now_us,
                           guint64 sent_bytes,
                           guint64 received_bytes);

/* To be called about once an interval while somebody looks: notes that nothing was carried, unless
 * a batch came lately. */
void adit_app_traffic_tick (AditAppTraffic *self, gint64 now_us);

void adit_app_traffic_clear (AditAppTraffic *self);

/* Oldest first, none older than the span; valid until the next change. (transfer none) */
const AditAppSample *adit_app_traffic_get_samples (AditAppTraffic *self, guint *n_samples);

/* The latest sample and the largest rates of the span; zeros where there is none. */
AditAppSample adit_app_traffic_get_current (AditAppTraffic *self);
AditAppSample adit_app_traffic_get_peak (AditAppTraffic *self);

G_END_DECLS
