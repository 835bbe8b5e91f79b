/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/adit-password.h"

#include "model/adit-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
has_control_characters (const char *text)
{
  for (const char *c = text; *c; c++)
    if (g_ascii_iscntrl (*c))
      return TRUE;

  return FALSE;
}

gboolean
adit_password_check (const char *text, GError **error)
{
  const char *wrong = *text == '\0'                       ? _ ("A password cannot be empty")
                      : strlen (text) > ADIT_PASSWORD_MAX ? _ ("The password is too long")
                      : !g_utf8_validate (text, -1, NULL) ? _ ("A password has to be UTF-8")
                      : has_control_characters (text)
                          ? _ ("A password cannot have control characters")
                          : NULL;

  if (!wrong)
    return TRUE;

  g_set_error_literal (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT, wrong);
  return FALSE;
}
