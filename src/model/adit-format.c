/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/adit-format.h"

#include <glib/gi18n-lib.h>

#define STEP 1000

/* The number in the largest unit that leaves at least 1, with one digit after the point while
 * that still fits four characters. @unit gets the index of the unit: 0 for single bytes. */
static char *
format_number (guint64 bytes, guint *unit)
{
  guint64 tenths;
  guint64 scale = 1;

  *unit = 0;
  while (bytes / scale >= STEP)
    {
      scale *= STEP;
      (*unit)++;
    }

  if (*unit == 0)
    return g_strdup_printf ("%" G_GUINT64_FORMAT, bytes);

  tenths = bytes / (scale / 10);
  return g_strdup_printf ("%" G_GUINT64_FORMAT ".%u", tenths / 10, (guint) (tenths % 10));
}

char *
adit_format_size (guint64 bytes)
{
  static const char *const units[] = { N_ ("B"),  N_ ("kB"), N_ ("MB"), N_ ("GB"),
                                       N_ ("TB"), N_ ("PB"), N_ ("EB") };
  guint unit;
  g_autofree char *number = format_number (bytes, &unit);

  return g_strconcat (number, " ", _ (units[unit]), NULL);
}

char *
adit_format_rate (guint64 bytes_per_second)
{
  static const char *const units[] = { N_ ("B/s"),  N_ ("kB/s"), N_ ("MB/s"), N_ ("GB/s"),
                                       N_ ("TB/s"), N_ ("PB/s"), N_ ("EB/s") };
  g_autofree char *number = NULL;
  guint unit;

  if (bytes_per_second == 0)
    return g_strdup ("");

  number = format_number (bytes_per_second, &unit);
  return g_strconcat (number, " ", _ (units[unit]), NULL);
}

char *
adit_format_age (gint64 span_us)
{
  gint64 seconds = MAX (span_us, 0) / G_USEC_PER_SEC;
  int minutes = (int) (seconds / 60 % 60);
  int hours = (int) (seconds / 3600 % 24);

  if (seconds < 60)
    return g_strdup_printf (_ ("%d s"), (int) seconds);
  if (seconds < 3600)
    return g_strdup_printf (_ ("%d min"), minutes);
  if (seconds < 24 * 3600)
    return g_strdup_printf (_ ("%d h %d min"), hours, minutes);
  return g_strdup_printf (_ ("%d d %d h"), (int) (seconds / (24 * 3600)), hours);
}
