/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Each code of ADIT_ERROR has its name on the bus and comes back from it as itself. */

#include "bus/adit-bus-error.h"
#include "bus/adit-bus-names.h"

#include <gio/gio.h>

static const char *const names[] = {
  [ADIT_ERROR_FAILED] = "Failed",
  [ADIT_ERROR_INVALID_ARGUMENT] = "InvalidArgument",
  [ADIT_ERROR_NOT_FOUND] = "NotFound",
  [ADIT_ERROR_EXISTS] = "Exists",
  [ADIT_ERROR_LISTEN_FAILED] = "ListenFailed",
  [ADIT_ERROR_SAVE_FAILED] = "SaveFailed",
};

static void
test_names (void)
{
  g_assert_cmpuint (G_N_ELEMENTS (names), ==, ADIT_N_ERRORS);
  for (guint code = 0; code < ADIT_N_ERRORS; code++)
    {
      g_autoptr (GError) error = g_error_new_literal (ADIT_ERROR, (int) code, "text");
      g_autofree char *name = g_dbus_error_encode_gerror (error);
      g_autofree char *expected = g_strconcat (ADIT_ERROR_PREFIX, names[code], NULL);

      g_assert_cmpstr (name, ==, expected);
    }
}

static void
test_back (void)
{
  for (guint code = 0; code < ADIT_N_ERRORS; code++)
    {
      g_autofree char *name = g_strconcat (ADIT_ERROR_PREFIX, names[code], NULL);
      g_autoptr (GError) error = g_dbus_error_new_for_dbus_error (name, "text");
      g_autofree char *remote = g_dbus_error_get_remote_error (error);

      g_assert_error (error, ADIT_ERROR, (int) code);
      g_assert_cmpstr (remote, ==, name);
      g_assert_true (g_dbus_error_strip_remote_error (error));
      g_assert_cmpstr (error->message, ==, "text");
    }
}

/* Whoever comes second may register as well. */
static void
test_again (void)
{
  adit_bus_error_register ();
  test_names ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adit_bus_error_register ();

  g_test_add_func ("/bus/error/names", test_names);
  g_test_add_func ("/bus/error/back", test_back);
  g_test_add_func ("/bus/error/again", test_again);

  return g_test_run ();
}
