/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-traffic.h"

#define INTERVAL ADIT_APP_TRAFFIC_INTERVAL_US

struct _AditAppTraffic
{
  GObject parent_instance;

  GArray *samples; /* AditAppSample, oldest first */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AditAppTraffic, adit_app_traffic, G_TYPE_OBJECT)

static const AditAppSample *
last_sample (AditAppTraffic *self)
{
  if (self->samples->len == 0)
    return NULL;

  return &g_array_index (self->samples, AditAppSample, self->samples->len - 1);
}

static void
forget_before (AditAppTraffic *self, gint64 time_us)
{
  guint n_old = 0;

  while (n_old < self->samples->len &&
         g_array_index (self->samples, AditAppSample, n_old).time_us < time_us)
    n_old++;

  if (n_old > 0)
    g_array_remove_range (self->samples, 0, n_old);
}

static void
append (AditAppTraffic *self, gint64 now_us, guint64 sent_rate, guint64 received_rate)
{
  AditAppSample sample = { now_us, sent_rate, received_rate };

  forget_before (self, now_us - ADIT_APP_TRAFFIC_SPAN_US);
  g_array_append_val (self->samples, sample);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
adit_app_traffic_add (AditAppTraffic *self,
                      gint64 now_us,
                      guint64 sent_bytes,
                      guint64 received_bytes)
{
  const AditAppSample *last = last_sample (self);
  gint64 elapsed_us = INTERVAL;
  double seconds;

  if (last != NULL)
    elapsed_us = CLAMP (now_us - last->time_us, INTERVAL / 2, INTERVAL * 3 / 2);

  seconds = (double) elapsed_us / G_USEC_PER_SEC;
  append (self, now_us, (guint64) ((double) sent_bytes / seconds),
          (guint64) ((double) received_bytes / seconds));
}

void
adit_app_traffic_tick (AditAppTraffic *self, gint64 now_us)
{
  const AditAppSample *last = last_sample (self);

  if (last == NULL || now_us - last->time_us >= INTERVAL * 3 / 2)
    append (self, now_us, 0, 0);
}

void
adit_app_traffic_clear (AditAppTraffic *self)
{
  g_array_set_size (self->samples, 0);
  g_signal_emit (self, signals[CHANGED], 0);
}

const AditAppSample *
adit_app_traffic_get_samples (AditAppTraffic *self, guint *n_samples)
{
  *n_samples = self->samples->len;
  return (const AditAppSample *) (gpointer) self->samples->data;
}

AditAppSample
adit_app_traffic_get_current (AditAppTraffic *self)
{
  const AditAppSample *last = last_sample (self);

  return last != NULL ? *last : (AditAppSample){ 0 };
}

AditAppSample
adit_app_traffic_get_peak (AditAppTraffic *self)
{
  AditAppSample peak = { 0 };

  for (guint i = 0; i < self->samples->len; i++)
    {
      const AditAppSample *sample = &g_array_index (self->samples, AditAppSample, i);

      peak.sent_rate = MAX (peak.sent_rate, sample->sent_rate);
      peak.received_rate = MAX (peak.received_rate, sample->received_rate);
    }

  return peak;
}

static void
adit_app_traffic_finalize (GObject *object)
{
  g_array_unref (ADIT_APP_TRAFFIC (object)->samples);

  G_OBJECT_CLASS (adit_app_traffic_parent_class)->finalize (object);
}

static void
adit_app_traffic_class_init (AditAppTrafficClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = adit_app_traffic_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
adit_app_traffic_init (AditAppTraffic *self)
{
  self->samples = g_array_new (FALSE, FALSE, sizeof (AditAppSample));
}

AditAppTraffic *
adit_app_traffic_new (void)
{
  return g_object_new (ADIT_APP_TYPE_TRAFFIC, NULL);
}
