/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "toolkit-test.h"

#include <adwaita.h>

static const char *
find_message (const GLogField *fields, gsize n_fields)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE"))
      return fields[i].value;

  return "";
}

static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  if (g_str_has_prefix (find_message (fields, n_fields), "Trying to measure GtkLabel "))
    return G_LOG_WRITER_HANDLED;

  g_log_writer_default (level, fields, n_fields, user_data);
  if (level & G_LOG_LEVEL_WARNING)
    G_BREAKPOINT ();

  return G_LOG_WRITER_HANDLED;
}

/* Message dialogs of libadwaita 1.7 measure their heading for any width, whoever shows one. No
 * handler of tests sees what is logged with fields: warnings are ended here instead. */
void
toolkit_test_init (int *argc, char ***argv)
{
  gtk_test_init (argc, argv, NULL);
  if (adw_get_major_version () != 1 || adw_get_minor_version () != 7)
    return;

  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
  g_log_set_writer_func (write_log, NULL, NULL);
}
