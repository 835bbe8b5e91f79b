/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-help.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define HELP_URI "help:adit"

typedef struct
{
  GtkWindow *parent; /* weak; NULL: none, or it has gone */
  GPtrArray *uris;   /* of char*, still to be tried, the best one first */
} Attempt;

static void try_next (Attempt *attempt);

static void
attempt_free (Attempt *attempt)
{
  g_clear_weak_pointer (&attempt->parent);
  g_ptr_array_unref (attempt->uris);
  g_free (attempt);
}

/* A program that runs from its build folder is told where its help is. */
static const char *
get_path (void)
{
  const char *path = g_getenv ("ADIT_HELP");

  return path != NULL ? path : ADIT_HELP_PATH;
}

static gboolean
has_viewer (void)
{
  g_autoptr (GAppInfo) viewer = g_app_info_get_default_for_uri_scheme ("help");

  return viewer != NULL && !g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS) &&
         g_getenv ("ADIT_HELP") == NULL;
}

static void
tell (GtkWindow *parent)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, _ ("Help Cannot Be Shown"), NULL);

  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog),
                                  _ ("No help viewer and no browser could be opened. The help is "
                                     "in the file %s; in a terminal, "
                                     "“man adit” and “aditctl help” tell more."),
                                  get_path ());
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

/* Somebody who was asked with what to open it, and did not want to, has not to be told. */
static void
show_uri_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Attempt *attempt = user_data;
  g_autoptr (GError) error = NULL;

  if (gtk_show_uri_full_finish (attempt->parent, result, &error) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    attempt_free (attempt);
  else
    try_next (attempt);
}

static void
try_next (Attempt *attempt)
{
  g_autofree char *uri = NULL;

  if (attempt->uris->len == 0)
    {
      tell (attempt->parent);
      attempt_free (attempt);
      return;
    }

  uri = g_ptr_array_steal_index (attempt->uris, 0);
  gtk_show_uri_full (attempt->parent, uri, GDK_CURRENT_TIME, NULL, show_uri_cb, attempt);
}

void
adit_app_help_show (GtkWindow *parent)
{
  Attempt *attempt = g_new0 (Attempt, 1);

  attempt->uris = g_ptr_array_new_with_free_func (g_free);
  g_set_weak_pointer (&attempt->parent, parent);
  if (has_viewer ())
    g_ptr_array_add (attempt->uris, g_strdup (HELP_URI));
  if (g_file_test (get_path (), G_FILE_TEST_EXISTS))
    g_ptr_array_add (attempt->uris, g_filename_to_uri (get_path (), NULL, NULL));

  try_next (attempt);
}
