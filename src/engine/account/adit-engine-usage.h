/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* How much was carried, and the calendar by which it is reckoned: days and months as this computer
 * counts them. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint64 sent_bytes;
  guint64 received_bytes;
} AditEngineUsage;

/* A day. */
typedef struct
{
  gint64 begins_us; /* Unix time */
  gint64
      ends_us; /* of the next day's begin: 23 to 25 hours later, or more where the clock is set */
  guint day;   /* YYYYMMDD */
} AditEngineDay;

/* The day that @now_us, Unix time, is in. */
void adit_engine_day_find (AditEngineDay *self, gint64 now_us);

/* YYYYMM of a YYYYMMDD. */
guint adit_engine_day_to_month (guint day);

G_END_DECLS
