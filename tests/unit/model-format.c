/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Figures as people read them, at the edges where the unit changes. */

#include "model/adit-format.h"

typedef struct
{
  guint64 bytes;
  const char *text;
} Size;

typedef struct
{
  gint64 seconds;
  const char *text;
} Age;

#define KB G_GUINT64_CONSTANT (1000)
#define MB (1000 * KB)
#define GB (1000 * MB)

static const Size sizes[] = {
  { 0, "0 B" },
  { 1, "1 B" },
  { 999, "999 B" },
  { KB, "1.0 kB" },
  { 1099, "1.0 kB" },
  { 1100, "1.1 kB" },
  { 9999, "9.9 kB" },
  { 10 * KB, "10.0 kB" },
  { MB - 1, "999.9 kB" },
  { MB, "1.0 MB" },
  { GB - 1, "999.9 MB" },
  { GB, "1.0 GB" },
  { 64 * MB + 250 * KB, "64.2 MB" },
  { 1000 * GB - 1, "999.9 GB" },
  { 1000 * GB, "1.0 TB" },
  { 1000 * 1000 * GB, "1.0 PB" },
  { 1000 * 1000 * GB * 1000, "1.0 EB" },
  { G_MAXUINT64, "18.4 EB" },
};

#define MINUTE 60
#define HOUR   3600
#define DAY    (24 * HOUR)

static const Age ages[] = {
  { -1, "0 s" },
  { 0, "0 s" },
  { 1, "1 s" },
  { MINUTE - 1, "59 s" },
  { MINUTE, "1 min" },
  { 2 * MINUTE - 1, "1 min" },
  { HOUR - 1, "59 min" },
  { HOUR, "1 h 0 min" },
  { 2 * HOUR + 5 * MINUTE + 59, "2 h 5 min" },
  { DAY - 1, "23 h 59 min" },
  { DAY, "1 d 0 h" },
  { 4 * DAY + 3 * HOUR, "4 d 3 h" },
  { 365 * DAY - 1, "364 d 23 h" },
};

static void
test_sizes (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *text = adit_format_size (sizes[i].bytes);

      g_assert_cmpstr (text, ==, sizes[i].text);
    }
}

/* As sizes, a second; what rests shows nothing. */
static void
test_rates (void)
{
  g_autofree char *nothing = adit_format_rate (0);

  for (gsize i = 1; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *text = adit_format_rate (sizes[i].bytes);
      g_autofree char *expected = g_strconcat (sizes[i].text, "/s", NULL);

      g_assert_cmpstr (text, ==, expected);
    }

  g_assert_cmpstr (nothing, ==, "");
}

/* Every figure has at most four digits, so that columns do not dance. */
static void
test_digits (void)
{
  for (guint64 bytes = 1; bytes < G_MAXUINT64 / 3; bytes = bytes * 3 + 1)
    {
      g_autofree char *text = adit_format_size (bytes);
      guint n_digits = 0;

      for (const char *c = text; *c; c++)
        n_digits += g_ascii_isdigit (*c);
      g_assert_cmpuint (n_digits, <=, 4);
    }
}

static void
test_ages (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ages); i++)
    {
      g_autofree char *text = adit_format_age (ages[i].seconds * G_USEC_PER_SEC);

      g_assert_cmpstr (text, ==, ages[i].text);
    }
}

static void
test_age_extremes (void)
{
  g_autofree char *almost = adit_format_age (G_USEC_PER_SEC - 1);
  g_autofree char *least = adit_format_age (G_MININT64);
  g_autofree char *most = adit_format_age (G_MAXINT64);

  g_assert_cmpstr (almost, ==, "0 s");
  g_assert_cmpstr (least, ==, "0 s");
  g_assert_cmpstr (most, ==, "106751991 d 4 h");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/format/sizes", test_sizes);
  g_test_add_func ("/model/format/rates", test_rates);
  g_test_add_func ("/model/format/digits", test_digits);
  g_test_add_func ("/model/format/ages", test_ages);
  g_test_add_func ("/model/format/age-extremes", test_age_extremes);

  return g_test_run ();
}
