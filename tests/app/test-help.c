/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* F1 always does something: on a desktop with a help viewer, with only a browser, with one that
 * cannot be started, and with nothing. Each desktop is a process of its own, since GIO looks at
 * what is installed once. */

#include "app-test.h"
#include "app/adit-app-application.h"
#include "toolkit-test.h"

#include <glib/gstdio.h>

/* Writes down what it is asked to open. */
#define PROGRAM                                                                                    \
  "[Desktop Entry]\nType=Application\nName=Test\nExec=sh -c \"echo $1 > '%s'\" sh %%u\n"           \
  "MimeType=%s;\n"

static char *opened_path;
static char *help_path;

static void
install (const char *name, const char *type, const char *format)
{
  g_autofree char *folder = g_build_filename (g_getenv ("XDG_DATA_HOME"), "applications", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *defaults = g_build_filename (folder, "mimeapps.list", NULL);
  g_autofree char *text = NULL;
  g_autofree char *list = NULL;

  if (format == NULL)
    text = g_strdup_printf (PROGRAM, opened_path, type);
  else
    text = g_strdup_printf ("%sMimeType=%s;\n", format, type);
  list = g_strdup_printf ("[Default Applications]\n%s=%s\n", type, name);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_assert_true (g_file_set_contents (defaults, list, -1, NULL));
}

static char *
wait_for_opened (void)
{
  char *text = NULL;

  WAIT_UNTIL (g_file_get_contents (opened_path, &text, NULL, NULL) && text[0] != '\0');
  g_unlink (opened_path);
  return g_strchomp (text);
}

static void
press_f1 (void)
{
  g_autoptr (AditAppApplication) application = adit_app_application_new ();
  g_auto (GStrv) accels = NULL;

  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (application), NULL, NULL);
  accels = gtk_application_get_accels_for_action (GTK_APPLICATION (application), "app.help");
  g_assert_cmpstr (accels[0], ==, "F1");
  g_action_group_activate_action (G_ACTION_GROUP (application), "help", NULL);
}

static AdwMessageDialog *
find_dialog (void)
{
  GListModel *toplevels = gtk_window_get_toplevels ();
  g_autoptr (GtkWindow) window = g_list_model_get_item (toplevels, 0);

  return ADW_IS_MESSAGE_DIALOG (window) ? ADW_MESSAGE_DIALOG (window) : NULL;
}

static void
wait_for_dialog (void)
{
  g_autofree char *body = NULL;
  AdwMessageDialog *dialog;

  WAIT_UNTIL ((dialog = find_dialog ()) != NULL);
  g_object_get (dialog, "body", &body, NULL);
  g_assert_nonnull (strstr (body, g_getenv ("ADIT_HELP") ? g_getenv ("ADIT_HELP") : "help.html"));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_viewer (void)
{
  g_autofree char *opened = NULL;

  install ("viewer.desktop", "x-scheme-handler/help", NULL);
  press_f1 ();
  opened = wait_for_opened ();
  g_assert_cmpstr (opened, ==, "help:adit");
}

static void
test_browser (void)
{
  g_autofree char *opened = NULL;
  g_autoptr (GFile) file = NULL;

  g_setenv ("ADIT_HELP", help_path, TRUE);
  install ("browser.desktop", "text/html", NULL);
  press_f1 ();
  opened = wait_for_opened ();
  file = g_file_new_for_commandline_arg (opened);
  g_assert_cmpstr (g_file_peek_path (file), ==, help_path);
}

static void
test_broken (void)
{
  install ("broken.desktop", "x-scheme-handler/help",
           "[Desktop Entry]\nType=Application\nName=Test\nExec=/bin/sh\nPath=/nonexistent\n");
  press_f1 ();
  wait_for_dialog ();
}

static void
test_nothing (void)
{
  g_setenv ("ADIT_HELP", "/nonexistent/help.html", TRUE);
  press_f1 ();
  wait_for_dialog ();
}

static const struct
{
  const char *name;
  void (*run) (void);
} cases[] = {
  { "viewer", test_viewer },
  { "browser", test_browser },
  { "broken", test_broken },
  { "nothing", test_nothing },
};

int
main (int argc, char *argv[])
{
  const char *folder = g_getenv ("HOME"); /* the wrapper's, which goes with it */
  const char *name = argc > 1 ? argv[1] : "";

  opened_path = g_build_filename (folder, "opened", NULL);
  help_path = g_build_filename (folder, "help.html", NULL);
  g_assert_true (g_file_set_contents (help_path, "<!DOCTYPE html>\n<p>Help</p>\n", -1, NULL));
  g_unsetenv ("ADIT_HELP");
  toolkit_test_init (&argc, &argv);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (g_str_equal (cases[i].name, name))
      {
        g_autofree char *path = g_strconcat ("/app/help/", name, NULL);

        g_test_add_func (path, cases[i].run);
      }

  return g_test_run ();
}
