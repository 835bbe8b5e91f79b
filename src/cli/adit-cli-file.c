/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/adit-cli-file.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

/* The kernel's name for standard input, which can be read like any file. */
#define STANDARD_INPUT "/dev/stdin"

char *
adit_cli_file_read (const char *name, GError **error)
{
  const char *path = g_str_equal (name, "-") ? STANDARD_INPUT : name;
  g_autofree char *text = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;
  if (g_utf8_validate_len (text, length, NULL))
    return g_steal_pointer (&text);

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("%s is not a text in UTF-8"), name);
  return NULL;
}
