/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* How much was carried, how fast, and the calendar by which it is reckoned: days and months as this
 * computer counts them. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint64 sent_bytes;
  guint64 received_bytes;
} AditEngineUsage;

/* What was carried since the total was @base. */
AditEngineUsage adit_engine_usage_since (const AditEngineUsage *total, const AditEngineUsage *base);

/* Both ways. */
guint64 adit_engine_usage_sum (const AditEngineUsage *self);

/* A day. */
typedef struct
{
  gint64 begins_us; /* Unix time */
  gint64
      ends_us; /* of the next day's begin: 23 to 25 hours later, or more where the clock is set */
  guint day;   /* YYYYMMDD */
} AditEngineDay;

/* What a running total rose by in the last whole second. Who counts asks is_over() before each time
 * it adds something, without a lock; the rest is for one thread at a time. */
typedef struct
{
  gint64 second;        /* of Unix time, that is being counted; atomic */
  AditEngineUsage base; /* the total as it began */
  AditEngineUsage last; /* in the second before it */
} AditEnginePace;

gboolean adit_engine_pace_is_over (const AditEnginePace *self, gint64 now_us);

/* Another second begins with this @total; does nothing when it has begun already. */
void adit_engine_pace_begin (AditEnginePace *self, const AditEngineUsage *total, gint64 now_us);

/* In bytes a second, 0 for what has been at rest. */
AditEngineUsage
adit_engine_pace_rate (const AditEnginePace *self, const AditEngineUsage *total, gint64 now_us);

/* The day that @now_us, Unix time, is in. */
void adit_engine_day_find (AditEngineDay *self, gint64 now_us);

/* YYYYMM of a YYYYMMDD. */
guint adit_engine_day_to_month (guint day);

G_END_DECLS
