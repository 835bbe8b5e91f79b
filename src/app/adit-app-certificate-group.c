/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-certificate-group.h"

#include "app/adit-app-certificate-dialog.h"
#include "app/adit-app-toast.h"

#include <glib/gi18n.h>
#include <string.h>

#define AUTHORITY_FILE "adit-authority.pem"

struct _AditAppCertificateGroup
{
  AdwPreferencesGroup parent_instance;

  AdwActionRow *error_row;
  AdwActionRow *names_row;
  GtkButton *renew_button;
  AdwActionRow *end_row;
  GtkLabel *end_label;
  AdwActionRow *fingerprint_row;
  GtkButton *copy_button;
  AdwActionRow *authority_row;
  GtkButton *save_button;
  AdwActionRow *source_row;
  GtkButton *local_button;
  GtkButton *files_button;

  AditBusClient *client;
  GtkFileChooserNative *chooser; /* while a file is asked for */
};

G_DEFINE_FINAL_TYPE (AditAppCertificateGroup,
                     adit_app_certificate_group,
                     ADW_TYPE_PREFERENCES_GROUP)

/* ---- Showing ---- */

static void
show_subtitle (AdwActionRow *row, const char *text)
{
  g_autofree char *markup = g_markup_escape_text (text, -1);

  adw_action_row_set_subtitle (row, markup);
}

static void
show_names (AditAppCertificateGroup *self, const AditBusCertificateFacts *facts)
{
  g_autofree char *names = g_strjoinv (", ", (char **) facts->names);

  show_subtitle (self->names_row, names);
}

static void
show_end (AditAppCertificateGroup *self, const AditBusCertificateFacts *facts)
{
  g_autoptr (GDateTime) end = g_date_time_new_from_unix_local (facts->not_after_s);
  gboolean is_over = facts->not_after_s * G_USEC_PER_SEC <= g_get_real_time ();
  /* Translators: a date for g_date_time_format(), such as "24 November 2027" */
  g_autofree char *text = end != NULL ? g_date_time_format (end, _ ("%-d %B %Y")) : NULL;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->end_row),
                                 is_over ? _ ("Ended On") : _ ("Valid Until"));
  gtk_label_set_text (self->end_label, text != NULL ? text : "");
}

/* Lines may end behind every colon, not only before a letter. */
static void
show_fingerprint (AditAppCertificateGroup *self, const AditBusCertificateFacts *facts)
{
  g_auto (GStrv) pairs = g_strsplit (facts->fingerprint, ":", -1);
  g_autofree char *text = g_strjoinv (":\u200b", pairs);

  show_subtitle (self->fingerprint_row, text);
}

static void
show_source (AditAppCertificateGroup *self, const AditBusCertificateFacts *facts)
{
  g_autofree char *paths = NULL;

  if (facts->is_local)
    show_subtitle (self->source_row, _ ("Made by Adit"));
  else
    {
      paths = g_str_equal (facts->certificate_path, facts->key_path)
                  ? g_strdup (facts->certificate_path)
                  : g_strdup_printf ("%s\n%s", facts->certificate_path, facts->key_path);
      show_subtitle (self->source_row, paths);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->local_button), !facts->is_local);
}

static void
update (AditAppCertificateGroup *self)
{
  AditBusCertificateFacts facts;
  gboolean is_there;

  g_assert (ADIT_APP_IS_CERTIFICATE_GROUP (self));

  if (self->client == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)) ||
      adit_bus_client_get_state (self->client) != ADIT_BUS_CLIENT_READY)
    return;

  adit_bus_client_describe_certificate (self->client, &facts);
  is_there = facts.not_after_s != 0;

  show_subtitle (self->error_row, facts.error);
  gtk_widget_set_visible (GTK_WIDGET (self->error_row), facts.error[0] != '\0');
  show_names (self, &facts);
  gtk_widget_set_visible (GTK_WIDGET (self->names_row), is_there);
  show_end (self, &facts);
  gtk_widget_set_visible (GTK_WIDGET (self->end_row), is_there);
  show_fingerprint (self, &facts);
  gtk_widget_set_visible (GTK_WIDGET (self->fingerprint_row), is_there);
  gtk_widget_set_visible (GTK_WIDGET (self->authority_row), facts.authority[0] != '\0');
  show_source (self, &facts);
}

/* ---- Doing ---- */

static void
renew_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AditAppCertificateGroup) self = user_data;
  g_autoptr (GError) error = NULL;

  gtk_widget_set_sensitive (GTK_WIDGET (self->renew_button), TRUE);
  if (adit_bus_client_change_finish (ADIT_BUS_CLIENT (source), result, &error))
    adit_app_toast (GTK_WIDGET (self), _ ("Certificate renewed"));
  else
    adit_app_toast_error (GTK_WIDGET (self), _ ("Could not renew the certificate"), error);
}

static void
on_renew_clicked (GtkButton *button, AditAppCertificateGroup *self)
{
  g_assert (ADIT_APP_IS_CERTIFICATE_GROUP (self));

  gtk_widget_set_sensitive (GTK_WIDGET (button), FALSE);
  adit_bus_client_renew_certificate_async (self->client, NULL, renew_cb, g_object_ref (self));
}

static void
on_copy_clicked (GtkButton *button, AditAppCertificateGroup *self)
{
  AditBusCertificateFacts facts;

  g_assert (ADIT_APP_IS_CERTIFICATE_GROUP (self));

  adit_bus_client_describe_certificate (self->client, &facts);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), facts.fingerprint);
  adit_app_toast (GTK_WIDGET (self), _ ("Fingerprint copied"));
}

static void
use_local_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AditAppCertificateGroup) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!adit_bus_client_change_finish (ADIT_BUS_CLIENT (source), result, &error))
    adit_app_toast_error (GTK_WIDGET (self), _ ("Could not change the certificate"), error);
}

static void
on_local_clicked (GtkButton *button, AditAppCertificateGroup *self)
{
  g_assert (ADIT_APP_IS_CERTIFICATE_GROUP (self));

  adit_bus_client_use_local_certificate_async (self->client, NULL, use_local_cb,
                                               g_object_ref (self));
}

static void
on_files_clicked (GtkButton *button, AditAppCertificateGroup *self)
{
  GtkWidget *dialog;

  g_assert (ADIT_APP_IS_CERTIFICATE_GROUP (self));

  dialog = adit_app_certificate_dialog_new (self->client);
  gtk_window_set_transient_for (GTK_WINDOW (dialog),
                                GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));
  gtk_window_present (GTK_WINDOW (dialog));
}

/* ---- Saving the authority ---- */

static void
save_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AditAppCertificateGroup) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_file_get_basename (G_FILE (source));
  g_autofree char *text = NULL;

  if (!g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    {
      adit_app_toast_error (GTK_WIDGET (self), _ ("Could not save the authority"), error);
      return;
    }

  text = g_strdup_printf (_ ("Saved %s"), name);
  adit_app_toast (GTK_WIDGET (self), text);
}

static void
save_authority (AditAppCertificateGroup *self, GFile *file)
{
  AditBusCertificateFacts facts;
  g_autoptr (GBytes) text = NULL;

  adit_bus_client_describe_certificate (self->client, &facts);
  text = g_bytes_new (facts.authority, strlen (facts.authority));
  g_file_replace_contents_bytes_async (file, text, NULL, FALSE, G_FILE_CREATE_NONE, NULL, save_cb,
                                       g_object_ref (self));
}

static void
on_chooser_response (GtkNativeDialog *chooser, int response, AditAppCertificateGroup *self)
{
  g_assert (ADIT_APP_IS_CERTIFICATE_GROUP (self));

  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));

      save_authority (self, file);
    }
  g_clear_object (&self->chooser);
}

static void
on_save_clicked (GtkButton *button, AditAppCertificateGroup *self)
{
  g_assert (ADIT_APP_IS_CERTIFICATE_GROUP (self));

  g_clear_object (&self->chooser);
  self->chooser =
      gtk_file_chooser_native_new (_ ("Save Authority"),
                                   GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                   GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), AUTHORITY_FILE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_chooser_response), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* ---- Life ---- */

void
adit_app_certificate_group_set_client (AditAppCertificateGroup *self, AditBusClient *client)
{
  g_return_if_fail (ADIT_APP_IS_CERTIFICATE_GROUP (self) && self->client == NULL);

  self->client = g_object_ref (client);
  g_signal_connect_object (client, "certificate-changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
}

static void
adit_app_certificate_group_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (adit_app_certificate_group_parent_class)->map (widget);

  update (ADIT_APP_CERTIFICATE_GROUP (widget));
}

static void
adit_app_certificate_group_dispose (GObject *object)
{
  AditAppCertificateGroup *self = ADIT_APP_CERTIFICATE_GROUP (object);

  g_clear_object (&self->chooser);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (adit_app_certificate_group_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, AditAppCertificateGroup, error_row);
  gtk_widget_class_bind_template_child (widget_class, AditAppCertificateGroup, names_row);
  gtk_widget_class_bind_template_child (widget_class, AditAppCertificateGroup, renew_button);
  gtk_widget_class_bind_template_child (widget_class, AditAppCertificateGroup, end_row);
  gtk_widget_class_bind_template_child (widget_class, AditAppCertificateGroup, end_label);
  gtk_widget_class_bind_template_child (widget_class, AditAppCertificateGroup, fingerprint_row);
  gtk_widget_class_bind_template_child (widget_class, AditAppCertificateGroup, authority_row);
  gtk_widget_class_bind_template_child (widget_class, AditAppCertificateGroup, save_button);
  gtk_widget_class_bind_template_child (widget_class, AditAppCertificateGroup, copy_button);
  gtk_widget_class_bind_template_child (widget_class, AditAppCertificateGroup, source_row);
  gtk_widget_class_bind_template_child (widget_class, AditAppCertificateGroup, local_button);
  gtk_widget_class_bind_template_child (widget_class, AditAppCertificateGroup, files_button);
}

static void
adit_app_certificate_group_class_init (AditAppCertificateGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = adit_app_certificate_group_dispose;
  widget_class->map = adit_app_certificate_group_map;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/aditproxy/Adit/adit-app-certificate-group.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_renew_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_save_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_local_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_files_clicked);
}

static void
adit_app_certificate_group_init (AditAppCertificateGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
