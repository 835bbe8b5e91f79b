/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-scale.h"

static const struct
{
  guint64 peak, top;
} cases[] = {
  { 0, 10000 },
  { 10000, 10000 },
  { 10001, 20000 },
  { 20000, 20000 },
  { 20001, 50000 },
  { 50001, 100000 },
  { 3211800, 5000000 },
  { 999999999, 1000000000 },
  { G_GUINT64_CONSTANT (5000000000000000001), G_GUINT64_CONSTANT (10000000000000000000) },
  { G_MAXUINT64, G_GUINT64_CONSTANT (10000000000000000000) },
};

static void
test_round_values (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpuint (adit_app_scale_top (cases[i].peak), ==, cases[i].top);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/scale/round-values", test_round_values);
  return g_test_run ();
}
