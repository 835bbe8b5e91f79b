/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Amounts as people type them: there and back, and at their limits. */

#include "model/adit-amount.h"
#include "model/adit-error.h"

#define MOST G_GUINT64_CONSTANT (1000000000000000000)

static const struct
{
  const char *text;
  guint64 bytes;
} good[] = {
  { "", 0 },
  { "  ", 0 },
  { "0", 0 },
  { "0.0", 0 },
  { "0 GB", 0 },
  { "1 B", 1 },
  { "1b", 1 },
  { "500kB", 500000 },
  { " 1.5 MB ", 1500000 },
  { "1,5 mb", 1500000 },
  { "1.5 MB/s", 1500000 },
  { "1.234 kB", 1234 },
  { "1.000 B", 1 },
  { "20 GB", G_GUINT64_CONSTANT (20000000000) },
  { "1000000 TB", MOST },
};

static const char *const bad[] = {
  "x",
  "1",
  "1.5",
  "MB",
  ".5 MB",
  "1. MB",
  "1.2345 MB",
  "-1 MB",
  "1.5 B",
  "0.0001 kB",
  "1 MiB",
  "1 M B",
  "1 /s",
  "1.5.5 MB",
  "1e3 B",
  "+1 B",
  "1000000.001 TB",
  "1000001 TB",
  "99999999999999999999 B",
  "18446744073709551 B x",
};

static void
test_good (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      guint64 bytes = 42;

      g_test_message ("%s", good[i].text);
      adit_amount_parse (good[i].text, MOST, &bytes, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (bytes, ==, good[i].bytes);
    }
}

static void
test_bad (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      guint64 bytes = 42;

      g_test_message ("%s", bad[i]);
      g_assert_false (adit_amount_parse (bad[i], MOST, &bytes, &error));
      g_assert_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT);
      g_assert_cmpuint (bytes, ==, 42);
    }
}

static void
assert_printed (guint64 bytes, const char *expected)
{
  g_autofree char *text = adit_amount_print (bytes);
  guint64 read = 42;

  if (expected != NULL)
    g_assert_cmpstr (text, ==, expected);
  g_assert_true (adit_amount_parse (text, G_MAXUINT64, &read, NULL));
  g_assert_cmpuint (read, ==, bytes);
}

static void
test_print (void)
{
  assert_printed (0, "");
  assert_printed (1, "1 B");
  assert_printed (999, "999 B");
  assert_printed (1000, "1 kB");
  assert_printed (1001, "1.001 kB");
  assert_printed (1500000, "1.5 MB");
  assert_printed (1234567, "1234.567 kB");
  assert_printed (5000000000, "5 GB");
  assert_printed (MOST / 1000, "1000 TB");
  for (guint i = 0; i < 1000; i++)
    assert_printed (((guint64) g_test_rand_int () << 20) ^ (guint64) g_test_rand_int (), NULL);
}

static void
test_count (void)
{
  guint count = 42;

  g_assert_true (adit_count_parse (" 7 ", 7, &count, NULL));
  g_assert_cmpuint (count, ==, 7);
  g_assert_false (adit_count_parse ("8", 7, &count, NULL));
  g_assert_false (adit_count_parse ("-1", 7, &count, NULL));
  g_assert_false (adit_count_parse ("x", 7, &count, NULL));
  g_assert_cmpuint (count, ==, 7);
  g_assert_true (adit_count_parse ("", 7, &count, NULL));
  g_assert_cmpuint (count, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/amount/good", test_good);
  g_test_add_func ("/model/amount/bad", test_bad);
  g_test_add_func ("/model/amount/print", test_print);
  g_test_add_func ("/model/amount/count", test_count);

  return g_test_run ();
}
