/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Files that the person chooses, with GTK's own file chooser. It leaks while it looks around, so
 * this is a program of its own, and not run where leaks are looked for. */

#include "app/adit-app-certificate-dialog.h"
#include "app/adit-app-certificate-group.h"
#include "app/adit-app-import-dialog.h"
#include "app/adit-app-users-page.h"
#include "window-test.h"

#include <glib/gstdio.h>

static gpointer
certificate_child (WindowTest *test, const char *name)
{
  return window_test_get_child (window_test_get_overview_child (test, "certificate_group"),
                                ADIT_APP_TYPE_CERTIFICATE_GROUP, name);
}

static gpointer
dialog_child (gpointer dialog, const char *name)
{
  return window_test_get_child (dialog, ADIT_APP_TYPE_CERTIFICATE_DIALOG, name);
}

static GtkWidget *
open_dialog (WindowTest *test)
{
  window_test_click (certificate_child (test, "files_button"));
  WAIT_UNTIL (window_test_find_toplevel (ADIT_APP_TYPE_CERTIFICATE_DIALOG) != NULL);

  return window_test_find_toplevel (ADIT_APP_TYPE_CERTIFICATE_DIALOG);
}

static gboolean
has_chosen (GtkWidget *chooser, GFile *file)
{
  g_autoptr (GFile) chosen = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));

  return chosen != NULL && g_file_equal (chosen, file);
}

/* A file that is to be made cannot be chosen as one that is there. */
static void
point_at (GtkFileChooser *chooser, GFile *file)
{
  g_autoptr (GFile) folder = g_file_get_parent (file);
  g_autofree char *name = g_file_get_basename (file);

  if (gtk_file_chooser_get_action (chooser) == GTK_FILE_CHOOSER_ACTION_OPEN)
    g_assert_true (gtk_file_chooser_set_file (chooser, file, NULL));
  else
    {
      g_assert_true (gtk_file_chooser_set_current_folder (chooser, folder, NULL));
      gtk_file_chooser_set_current_name (chooser, name);
    }
}

/* GTK's own dialog, which desktops with portals never show, cannot be answered by a program any
 * more since it loads its folders later than it says: it fails in its own lists. */
static gboolean
can_choose (void)
{
  if (gtk_check_version (4, 10, 0) != NULL)
    return TRUE;

  g_test_skip ("this GTK's file chooser cannot be driven by a test");
  return FALSE;
}

/* Answers the file chooser that is opening. */
static void
answer (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GtkWidget *chooser;

  WAIT_UNTIL (window_test_find_toplevel (GTK_TYPE_FILE_CHOOSER_DIALOG) != NULL);
  chooser = window_test_find_toplevel (GTK_TYPE_FILE_CHOOSER_DIALOG);
  gtk_test_widget_wait_for_draw (chooser); /* then it opens a folder by itself */
  point_at (GTK_FILE_CHOOSER (chooser), file);
  WAIT_UNTIL (has_chosen (chooser, file)); /* it looks into the folder first */
  gtk_dialog_response (GTK_DIALOG (chooser), GTK_RESPONSE_ACCEPT);
  WAIT_UNTIL (window_test_find_toplevel (GTK_TYPE_FILE_CHOOSER_DIALOG) == NULL);
}

static void
choose (gpointer button, const char *path)
{
  window_test_click (button);
  answer (path);
}

static void
test_dialog_chooses (WindowTest *test)
{
  GtkWidget *dialog;
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;

  window_test_show (test);
  if (!can_choose ())
    return;

  dialog = open_dialog (test);
  folder = g_dir_make_tmp ("adit-files.XXXXXX", NULL);
  path = g_build_filename (folder, "key.pem", NULL);
  g_assert_true (g_file_set_contents (path, "key", -1, NULL));
  choose (dialog_child (dialog, "key_button"), path);
  WAIT_UNTIL (g_str_equal (gtk_editable_get_text (dialog_child (dialog, "key_entry")), path));
  g_assert_cmpstr (gtk_editable_get_text (dialog_child (dialog, "certificate_entry")), ==, "");
  gtk_window_close (GTK_WINDOW (dialog));

  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_save_authority (WindowTest *test)
{
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;

  window_test_show (test);
  if (!can_choose ())
    return;

  folder = g_dir_make_tmp ("adit-authority.XXXXXX", NULL);
  path = g_build_filename (folder, "ours.pem", NULL);
  WAIT_UNTIL (gtk_widget_get_mapped (certificate_child (test, "save_button")));
  choose (certificate_child (test, "save_button"), path);
  WAIT_UNTIL (g_file_get_contents (path, &text, NULL, NULL) && text[0] != '\0');
  g_assert_cmpstr (text, ==, adit_bus_certificate_get_authority (test->engine->certificate));

  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static gpointer
users_page (WindowTest *test)
{
  adit_app_window_show_view (test->window, "users");
  window_test_show (test);
  return window_test_get_child (test->window, ADIT_APP_TYPE_WINDOW, "users");
}

static void
test_import_users (WindowTest *test)
{
  g_autofree char *folder = g_dir_make_tmp ("adit-users.XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "htpasswd", NULL);
  GtkWidget *page = users_page (test);
  GtkWidget *dialog;

  g_assert_true (g_file_set_contents (path,
                                      "alice:$2y$05$abcdefghijklmnopqrstuu5s8Ntp8NYJmCWvb1BVNIPf2"
                                      "MKPRVtTK\nbob:$apr1$x\n",
                                      -1, NULL));
  gtk_widget_activate_action (page, "users.import", NULL);
  answer (path);
  WAIT_UNTIL ((dialog = window_test_find_toplevel (ADIT_APP_TYPE_IMPORT_DIALOG)) != NULL);
  g_assert_nonnull (fake_users_find (test->engine->users, "alice"));
  g_assert_null (fake_users_find (test->engine->users, "bob"));
  gtk_window_destroy (GTK_WINDOW (dialog));

  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* For nobody else's eyes: hashes are in it. */
static void
test_export_users (WindowTest *test)
{
  g_autofree char *folder = g_dir_make_tmp ("adit-users.XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "ours", NULL);
  g_autofree char *text = NULL;
  GStatBuf status;

  fake_users_add (test->engine->users, "alice", NULL);
  gtk_widget_activate_action (users_page (test), "users.export", NULL);
  answer (path);
  WAIT_UNTIL (g_file_get_contents (path, &text, NULL, NULL) && text[0] != '\0');
  g_assert_true (g_str_has_prefix (text, "alice:$y$"));
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);

  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* A window that is closed while a file is being chosen takes all of it along. */
static void
test_closed_meanwhile (WindowTest *test)
{
  gtk_widget_activate_action (users_page (test), "users.import", NULL);
  WAIT_UNTIL (window_test_find_toplevel (GTK_TYPE_FILE_CHOOSER_DIALOG) != NULL);
  gtk_test_widget_wait_for_draw (window_test_find_toplevel (GTK_TYPE_FILE_CHOOSER_DIALOG));
}

int
main (int argc, char *argv[])
{
  g_autoptr (AditAppApplication) application = window_test_init (&argc, &argv);

  window_test_add ("/app/choosers/own-certificate", test_dialog_chooses);
  window_test_add ("/app/choosers/save-authority", test_save_authority);
  window_test_add ("/app/choosers/import-users", test_import_users);
  window_test_add ("/app/choosers/export-users", test_export_users);
  window_test_add ("/app/choosers/closed-meanwhile", test_closed_meanwhile);
  return g_test_run ();
}
