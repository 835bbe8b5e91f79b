/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/login/adit-engine-autostart.h"

#include "bus/adit-bus-names.h"
#include "engine/certificate/adit-engine-file.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

char *
adit_engine_autostart_get_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "autostart", ADIT_APP_ID ".desktop", NULL);
}

gboolean
adit_engine_autostart_is_set (const char *path)
{
  g_autoptr (GKeyFile) entry = g_key_file_new ();

  return g_key_file_load_from_file (entry, path, G_KEY_FILE_NONE, NULL) &&
         !g_key_file_get_boolean (entry, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_HIDDEN,
                                  NULL);
}

/* What is special in quotes, each to be escaped by a backslash; and field codes begin with a
 * percent sign. (Desktop Entry Specification, "The Exec key") */
static char *
quote (const char *program)
{
  GString *quoted = g_string_new ("\"");

  for (const char *next = program; *next != '\0'; next++)
    {
      if (*next == '"' || *next == '`' || *next == '$' || *next == '\\')
        g_string_append_c (quoted, '\\');
      if (*next == '%')
        g_string_append_c (quoted, '%');
      g_string_append_c (quoted, *next);
    }
  g_string_append_c (quoted, '"');

  return g_string_free (quoted, FALSE);
}

static char *
print (const AditEngineAutostartCommand *command)
{
  g_autoptr (GKeyFile) entry = g_key_file_new ();
  g_autofree char *program = quote (command->program);
  g_autofree char *exec = g_strconcat (program, " ", command->argument, NULL);
  const char *group = G_KEY_FILE_DESKTOP_GROUP;

  g_key_file_set_string (entry, group, G_KEY_FILE_DESKTOP_KEY_TYPE, "Application");
  g_key_file_set_string (entry, group, G_KEY_FILE_DESKTOP_KEY_NAME, "Adit");
  g_key_file_set_string (entry, group, G_KEY_FILE_DESKTOP_KEY_COMMENT, _ ("Switches the proxy on"));
  g_key_file_set_string (entry, group, G_KEY_FILE_DESKTOP_KEY_EXEC, exec);
  g_key_file_set_string (entry, group, G_KEY_FILE_DESKTOP_KEY_TRY_EXEC, command->program);
  g_key_file_set_string (entry, group, G_KEY_FILE_DESKTOP_KEY_ICON, ADIT_APP_ID);
  g_key_file_set_boolean (entry, group, G_KEY_FILE_DESKTOP_KEY_NO_DISPLAY, TRUE);

  return g_key_file_to_data (entry, NULL, NULL);
}

gboolean
adit_engine_autostart_set (const char *path,
                           const AditEngineAutostartCommand *command,
                           gboolean is_set,
                           GError **error)
{
  g_autofree char *text = NULL;

  if (!is_set)
    return g_unlink (path) == 0 || errno == ENOENT || adit_engine_file_fail (path, error);

  text = print (command);
  return adit_engine_file_write (path, text, error);
}
