/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-certificate-dialog.h"

#include "app/adit-app-form.h"
#include "app/adit-app-weak.h"

#include <glib/gi18n.h>

struct _AditAppCertificateDialog
{
  AdwWindow parent_instance;

  GtkButton *use_button;
  AdwEntryRow *certificate_entry;
  AdwEntryRow *key_entry;
  GtkButton *key_button;
  GtkLabel *error_label;

  AditBusClient *client;
  GCancellable *cancellable;
  GtkFileChooserNative *chooser; /* while a file is asked for … */
  AdwEntryRow *chosen_entry;     /* … and which entry it is for */
};

G_DEFINE_FINAL_TYPE (AditAppCertificateDialog, adit_app_certificate_dialog, ADW_TYPE_WINDOW)

/* The engine looks from elsewhere: names that begin nowhere mean nothing to it. */
static void
on_entry_changed (AdwEntryRow *entry, AditAppCertificateDialog *self)
{
  g_autofree char *certificate_path = adit_app_form_dup_text (self->certificate_entry);
  g_autofree char *key_path = adit_app_form_dup_text (self->key_entry);

  g_assert (ADIT_APP_IS_CERTIFICATE_DIALOG (self));

  adit_app_form_show_problem (self->error_label, NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->use_button),
                            g_path_is_absolute (certificate_path) && g_path_is_absolute (key_path));
}

/* ---- Choosing files ---- */

static void
on_chooser_response (GtkNativeDialog *chooser, int response, AditAppCertificateDialog *self)
{
  g_assert (ADIT_APP_IS_CERTIFICATE_DIALOG (self));

  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
      const char *path = g_file_peek_path (file);

      if (path != NULL)
        gtk_editable_set_text (GTK_EDITABLE (self->chosen_entry), path);
    }
  g_clear_object (&self->chooser);
}

static void
on_choose_clicked (GtkButton *button, AditAppCertificateDialog *self)
{
  gboolean is_key = button == self->key_button;

  g_assert (ADIT_APP_IS_CERTIFICATE_DIALOG (self));

  g_clear_object (&self->chooser);
  self->chosen_entry = is_key ? self->key_entry : self->certificate_entry;
  self->chooser =
      gtk_file_chooser_native_new (is_key ? _ ("Choose Private Key") : _ ("Choose Certificate"),
                                   GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Choose"),
                                   _ ("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_chooser_response), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* ---- Using them ---- */

static void
use_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AditAppCertificateDialog) self = adit_app_weak_take (user_data);
  g_autoptr (GError) error = NULL;

  adit_bus_client_change_finish (ADIT_BUS_CLIENT (source), result, &error);
  if (self == NULL)
    return;

  gtk_widget_set_sensitive (GTK_WIDGET (self->use_button), TRUE);
  adit_app_form_finish (self, self->error_label, error);
}

static void
on_use_clicked (GtkButton *button, AditAppCertificateDialog *self)
{
  g_autofree char *certificate_path = adit_app_form_dup_text (self->certificate_entry);
  g_autofree char *key_path = adit_app_form_dup_text (self->key_entry);

  g_assert (ADIT_APP_IS_CERTIFICATE_DIALOG (self));

  adit_app_form_show_problem (self->error_label, NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (button), FALSE);
  adit_bus_client_use_certificate_async (self->client, certificate_path, key_path,
                                         self->cancellable, use_cb, adit_app_weak_new (self));
}

/* ---- Life ---- */

static void
adit_app_certificate_dialog_dispose (GObject *object)
{
  AditAppCertificateDialog *self = ADIT_APP_CERTIFICATE_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->chooser);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (adit_app_certificate_dialog_parent_class)->dispose (object);
}

static void
adit_app_certificate_dialog_finalize (GObject *object)
{
  g_object_unref (ADIT_APP_CERTIFICATE_DIALOG (object)->cancellable);

  G_OBJECT_CLASS (adit_app_certificate_dialog_parent_class)->finalize (object);
}

static void
adit_app_certificate_dialog_class_init (AditAppCertificateDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = adit_app_certificate_dialog_dispose;
  object_class->finalize = adit_app_certificate_dialog_finalize;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/aditproxy/Adit/adit-app-certificate-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AditAppCertificateDialog, use_button);
  gtk_widget_class_bind_template_child (widget_class, AditAppCertificateDialog, certificate_entry);
  gtk_widget_class_bind_template_child (widget_class, AditAppCertificateDialog, key_entry);
  gtk_widget_class_bind_template_child (widget_class, AditAppCertificateDialog, key_button);
  gtk_widget_class_bind_template_child (widget_class, AditAppCertificateDialog, error_label);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_choose_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_use_clicked);
}

static void
adit_app_certificate_dialog_init (AditAppCertificateDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
adit_app_certificate_dialog_new (AditBusClient *client)
{
  AditAppCertificateDialog *self = g_object_new (ADIT_APP_TYPE_CERTIFICATE_DIALOG, NULL);

  self->client = g_object_ref (client);
  return GTK_WIDGET (self);
}
