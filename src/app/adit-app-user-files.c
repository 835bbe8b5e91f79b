/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-user-files.h"

#include "app/adit-app-import-dialog.h"
#include "app/adit-app-toast.h"

#include <glib/gi18n.h>
#include <string.h>

#define EXPORT_NAME "htpasswd"

/* From the choice of a file to its end. */
typedef struct
{
  GtkWidget *widget;
  GtkWindow *window; /* around it; while a file is being chosen */
  AditBusClient *client;
  GtkFileChooserNative *chooser;
  GFile *file;
  char *text; /* to be written */
  void (*begin) (gpointer job);
  gulong destroy_handler;
} Job;

static Job *
job_new (GtkWidget *widget, AditBusClient *client)
{
  Job *job = g_new0 (Job, 1);

  job->widget = g_object_ref (widget);
  job->client = g_object_ref (client);
  return job;
}

static void
job_free (Job *job)
{
  g_clear_signal_handler (&job->destroy_handler, job->window);
  g_object_unref (job->widget);
  g_object_unref (job->client);
  g_clear_object (&job->chooser);
  g_clear_object (&job->file);
  g_free (job->text);
  g_free (job);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Job, job_free)

/* ---- Choosing ---- */

static void
on_response (GtkNativeDialog *chooser, int response, Job *job)
{
  if (response != GTK_RESPONSE_ACCEPT)
    {
      job_free (job);
      return;
    }

  g_clear_signal_handler (&job->destroy_handler, job->window);
  job->file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  job->begin (job);
}

static void
on_window_destroyed (Job *job)
{
  gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (job->chooser));
  job_free (job);
}

static void
choose (Job *job, const char *title, GtkFileChooserAction action, const char *accept)
{
  job->window = GTK_WINDOW (gtk_widget_get_root (job->widget));
  job->chooser = gtk_file_chooser_native_new (title, job->window, action, accept, _ ("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (job->chooser), TRUE);
  if (action == GTK_FILE_CHOOSER_ACTION_SAVE)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (job->chooser), EXPORT_NAME);
  g_signal_connect (job->chooser, "response", G_CALLBACK (on_response), job);
  job->destroy_handler =
      g_signal_connect_swapped (job->window, "destroy", G_CALLBACK (on_window_destroyed), job);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (job->chooser));
}

/* ---- Import ---- */

static void
import_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Job) job = user_data;
  g_autoptr (GError) error = NULL;
  guint n_added = 0;
  g_autoptr (GPtrArray) refusals =
      adit_bus_client_import_users_finish (ADIT_BUS_CLIENT (source), result, &n_added, &error);
  g_autofree char *text = NULL;

  if (refusals == NULL)
    adit_app_toast_error (job->widget, _ ("Could not import users"), error);
  else if (refusals->len > 0)
    adit_app_import_dialog_present (job->widget, n_added, refusals);
  else
    {
      text = g_strdup_printf (ngettext ("Added %u user", "Added %u users", n_added), n_added);
      adit_app_toast (job->widget, text);
    }
}

static gboolean
is_short_enough (const char *contents, goffset size, gpointer user_data)
{
  return size <= ADIT_APP_IMPORT_MAX;
}

/* A bus carries only UTF-8 without NUL. */
static void
load_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Job) job = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *contents = NULL;
  gsize length = 0;

  if (!g_file_load_partial_contents_finish (G_FILE (source), result, &contents, &length, NULL,
                                            &error))
    adit_app_toast_error (job->widget, _ ("Could not read the file"), error);
  else if (length > ADIT_APP_IMPORT_MAX)
    adit_app_toast (job->widget, _ ("Could not read the file: it is too large"));
  else if (!g_utf8_validate_len (contents, length, NULL))
    adit_app_toast (job->widget, _ ("Could not read the file: it is not a text in UTF-8"));
  else
    {
      AditBusClient *client = job->client;

      adit_bus_client_import_users_async (client, contents, NULL, import_cb,
                                          g_steal_pointer (&job));
    }
}

static void
begin_import (gpointer data)
{
  Job *job = data;

  g_file_load_partial_contents_async (job->file, NULL, is_short_enough, load_cb, job);
}

void
adit_app_user_files_import (GtkWidget *widget, AditBusClient *client)
{
  Job *job = job_new (widget, client);

  job->begin = begin_import;
  choose (job, _ ("Import Users"), GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Import"));
}

/* ---- Export ---- */

static void
save_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Job) job = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_file_get_basename (job->file);
  g_autofree char *text = g_strdup_printf (_ ("Saved %s"), name);

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    adit_app_toast (job->widget, text);
  else
    adit_app_toast_error (job->widget, _ ("Could not save the users"), error);
}

/* Hashes are nobody else's business. */
static void
export_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Job) job = user_data;
  g_autoptr (GError) error = NULL;
  GFile *file = job->file;

  job->text = adit_bus_client_export_users_finish (ADIT_BUS_CLIENT (source), result, &error);
  if (job->text == NULL)
    {
      adit_app_toast_error (job->widget, _ ("Could not export users"), error);
      return;
    }

  g_file_replace_contents_async (file, job->text, strlen (job->text), NULL, FALSE,
                                 G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION, NULL,
                                 save_cb, job);
  g_steal_pointer (&job);
}

static void
begin_export (gpointer data)
{
  Job *job = data;

  adit_bus_client_export_users_async (job->client, NULL, export_cb, job);
}

void
adit_app_user_files_export (GtkWidget *widget, AditBusClient *client)
{
  Job *job = job_new (widget, client);

  job->begin = begin_export;
  choose (job, _ ("Export Users"), GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Export"));
}
