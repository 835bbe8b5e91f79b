/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/adit-cli-exit.h"

#include "cli/adit-cli-text.h"
#include "model/adit-error.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

GQuark
adit_cli_unreachable_error_quark (void)
{
  return g_quark_from_static_string ("adit-cli-unreachable-error-quark");
}

const char *
adit_cli_exit_describe (AditCliExit code)
{
  static const char *const sentences[ADIT_CLI_N_EXITS] = {
    [ADIT_CLI_OK] = N_ ("done"),
    [ADIT_CLI_FAILED] = N_ ("the engine answered with an error"),
    [ADIT_CLI_USAGE] = N_ ("called in a wrong way"),
    [ADIT_CLI_UNREACHABLE] = N_ ("the engine cannot be reached"),
    [ADIT_CLI_NOTHING_SUCH] =
        N_ ("there is no such tunnel, listener, user, rule, upstream or blocked address"),
  };

  return _ (sentences[code]);
}

/* What GDBus says when a call got no answer, for whatever reason. */
static gboolean
is_without_answer (const GError *error)
{
  static const GDBusError codes[] = {
    G_DBUS_ERROR_SERVICE_UNKNOWN, G_DBUS_ERROR_NAME_HAS_NO_OWNER, G_DBUS_ERROR_NO_REPLY,
    G_DBUS_ERROR_NO_SERVER,       G_DBUS_ERROR_DISCONNECTED,      G_DBUS_ERROR_TIMEOUT,
    G_DBUS_ERROR_TIMED_OUT,
  };

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, G_DBUS_ERROR, codes[i]))
      return TRUE;

  return FALSE;
}

static void
say (const char *message)
{
  g_autofree char *safe = adit_cli_text_make_safe (message);

  g_printerr ("aditctl: %s\n", safe);
}

AditCliExit
adit_cli_exit_with_error (const GError *error)
{
  g_autoptr (GError) stripped = g_error_copy (error);
  g_autofree char *message = NULL;

  g_dbus_error_strip_remote_error (stripped);

  if (is_without_answer (stripped))
    {
      message = g_strdup_printf (_ ("The engine did not answer: %s"), stripped->message);
      say (message);
      return ADIT_CLI_UNREACHABLE;
    }

  say (stripped->message);
  if (stripped->domain == ADIT_CLI_UNREACHABLE_ERROR)
    return ADIT_CLI_UNREACHABLE;
  if (g_error_matches (stripped, ADIT_ERROR, ADIT_ERROR_NOT_FOUND))
    return ADIT_CLI_NOTHING_SUCH;
  return ADIT_CLI_FAILED;
}

AditCliExit
adit_cli_exit_with_usage (const char *message)
{
  say (message);
  say (_ ("“aditctl help” tells how it is used"));

  return ADIT_CLI_USAGE;
}
