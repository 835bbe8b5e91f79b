/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/account/adit-engine-usage.h"

AditEngineUsage
adit_engine_usage_since (const AditEngineUsage *total, const AditEngineUsage *base)
{
  return (AditEngineUsage){ total->sent_bytes - base->sent_bytes,
                            total->received_bytes - base->received_bytes };
}

guint64
adit_engine_usage_sum (const AditEngineUsage *self)
{
  return self->sent_bytes + self->received_bytes;
}

/* Where the clock is put forward at midnight, that is not there, and what GLib takes for it may be
 * on the other side of now. */
void
adit_engine_day_find (AditEngineDay *self, gint64 now_us)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (now_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) begin = NULL;
  g_autoptr (GDateTime) end = NULL;
  int year, month, day;

  g_date_time_get_ymd (now, &year, &month, &day);
  begin = g_date_time_new_local (year, month, day, 0, 0, 0);
  end = g_date_time_add_days (begin, 1);
  self->begins_us = MIN (g_date_time_to_unix (begin) * G_USEC_PER_SEC, now_us);
  self->ends_us = MAX (g_date_time_to_unix (end) * G_USEC_PER_SEC, now_us + 1);
  self->day = (guint) (year * 10000 + month * 100 + day);
}

guint
adit_engine_day_to_month (guint day)
{
  return day / 100;
}

/* Threads do not read the clock at the same moment: one that is late by less than a second does not
 * turn it back. */
gboolean
adit_engine_pace_is_over (const AditEnginePace *self, gint64 now_us)
{
  gint64 second = __atomic_load_n (&self->second, __ATOMIC_RELAXED);
  gint64 now = now_us / G_USEC_PER_SEC;

  return now > second || now < second - 1;
}

void
adit_engine_pace_begin (AditEnginePace *self, const AditEngineUsage *total, gint64 now_us)
{
  gint64 now = now_us / G_USEC_PER_SEC;

  if (!adit_engine_pace_is_over (self, now_us))
    return;

  self->last = now == self->second + 1 ? adit_engine_usage_since (total, &self->base)
                                       : (AditEngineUsage){ 0 };
  self->base = *total;
  __atomic_store_n (&self->second, now, __ATOMIC_RELAXED);
}

AditEngineUsage
adit_engine_pace_rate (const AditEnginePace *self, const AditEngineUsage *total, gint64 now_us)
{
  gint64 age = now_us / G_USEC_PER_SEC - self->second;

  return age == 0   ? self->last
         : age == 1 ? adit_engine_usage_since (total, &self->base)
                    : (AditEngineUsage){ 0 };
}
