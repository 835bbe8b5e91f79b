/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What can be a password, and a word on each that cannot. */

#include "model/adit-error.h"
#include "model/adit-password.h"

#include <string.h>

static void
test_good (void)
{
  static const char *const good[] = { "a", " ", "pass:word, äß €", "\xf0\x9f\x94\x91" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (adit_password_check (good[i], NULL));
}

static void
test_bad (void)
{
  static const char *const bad[] = { "", "a\nb", "\t", "a\x7f", "\xff", "\xc3" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (adit_password_check (bad[i], &error));
      g_assert_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT);
      g_assert_true (bad[i][0] == '\0' || strstr (error->message, bad[i]) == NULL);
    }
}

static void
test_length (void)
{
  g_autofree char *longest = g_strnfill (ADIT_PASSWORD_MAX, 'p');
  g_autofree char *longer = g_strnfill (ADIT_PASSWORD_MAX + 1, 'p');

  g_assert_true (adit_password_check (longest, NULL));
  g_assert_false (adit_password_check (longer, NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/password/good", test_good);
  g_test_add_func ("/model/password/bad", test_bad);
  g_test_add_func ("/model/password/length", test_length);

  return g_test_run ();
}
