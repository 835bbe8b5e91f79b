/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-user-dialog.h"

#include "app/adit-app-form.h"
#include "app/adit-app-weak.h"
#include "bus/adit-bus-client-access.h"
#include "model/adit-password.h"
#include "model/adit-user.h"

#include <glib/gi18n.h>

struct _AditAppUserDialog
{
  AdwWindow parent_instance;

  GtkButton *done_button;
  AdwPreferencesGroup *group;
  AdwEntryRow *name_entry;
  AdwPasswordEntryRow *password_entry;
  AdwPasswordEntryRow *again_entry;
  GtkLabel *problem_label;
  GtkLabel *digest_label;

  AditBusClient *client;
  char *name;         /* of whom the password is to be changed; NULL: somebody new */
  GHashTable *taken;  /* names; NULL while they are not known */
  gboolean is_asking; /* the engine */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (AditAppUserDialog, adit_app_user_dialog, ADW_TYPE_WINDOW)

/* ---- What is typed ---- */

static const char *
text_in (gpointer entry)
{
  return gtk_editable_get_text (GTK_EDITABLE (entry));
}

/* Names are stored in composed form, whatever the keyboard or another program made of them.
 * (transfer full) */
static char *
name_in (AditAppUserDialog *self)
{
  return g_utf8_normalize (text_in (self->name_entry), -1, G_NORMALIZE_NFC);
}

static gboolean
check_name (AditAppUserDialog *self, GError **error)
{
  g_autofree char *name = name_in (self);

  if (self->name != NULL)
    return TRUE;
  if (!adit_user_check_name (name, error))
    return FALSE;
  if (self->taken == NULL || !g_hash_table_contains (self->taken, name))
    return TRUE;

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_EXISTS, _ ("This name is taken"));
  return FALSE;
}

/* As long as it may still become the same, it is not wrong. */
static gboolean
check_again (AditAppUserDialog *self, GError **error)
{
  if (g_str_has_prefix (text_in (self->password_entry), text_in (self->again_entry)))
    return TRUE;

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                       _ ("The second password is another one"));
  return FALSE;
}

/* What is empty is not wrong yet. */
static gboolean
is_begun (gpointer entry)
{
  return text_in (entry)[0] != '\0';
}

static void
check (AditAppUserDialog *self)
{
  g_autoptr (GError) name_error = NULL;
  g_autoptr (GError) password_error = NULL;
  g_autoptr (GError) again_error = NULL;
  gboolean is_name = check_name (self, &name_error);
  gboolean is_password = adit_password_check (text_in (self->password_entry), &password_error);
  gboolean is_same = g_str_equal (text_in (self->password_entry), text_in (self->again_entry));
  g_autofree char *problem = NULL;

  check_again (self, &again_error);
  adit_app_form_mark (self->name_entry, is_begun (self->name_entry) ? name_error : NULL, &problem);
  adit_app_form_mark (self->password_entry, is_begun (self->password_entry) ? password_error : NULL,
                      &problem);
  adit_app_form_mark (self->again_entry, again_error, &problem);
  adit_app_form_show_problem (self->problem_label, problem);
  gtk_widget_set_sensitive (GTK_WIDGET (self->done_button),
                            !self->is_asking && is_name && is_password && is_same);
}

static void
on_entry_changed (gpointer entry, AditAppUserDialog *self)
{
  g_assert (ADIT_APP_IS_USER_DIALOG (self));

  check (self);
}

/* ---- What is known already ---- */

static void
list_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AditAppUserDialog) self = adit_app_weak_take (user_data);
  g_autoptr (GPtrArray) users =
      adit_bus_client_list_users_finish (ADIT_BUS_CLIENT (source), result, NULL);

  /* Without them the engine says what is taken. */
  if (self == NULL || users == NULL)
    return;

  self->taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < users->len; i++)
    g_hash_table_add (self->taken, g_strdup (((AditBusUser *) users->pdata[i])->name));
  check (self);
}

/* What is stored of a password depends on how people sign in. */
static void
show_storing (AditAppUserDialog *self)
{
  AditAccess access;

  adit_bus_client_describe_access (self->client, &access);
  gtk_widget_set_visible (GTK_WIDGET (self->digest_label), access.schemes != ADIT_SCHEMES_BASIC);
}

/* ---- Asking the engine ---- */

static void
set_asking (AditAppUserDialog *self, gboolean is_asking)
{
  self->is_asking = is_asking;
  gtk_widget_set_sensitive (GTK_WIDGET (self->group), !is_asking);
  check (self);
}

static void
change_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AditAppUserDialog) self = adit_app_weak_take (user_data);
  g_autoptr (GError) error = NULL;

  adit_bus_client_change_finish (ADIT_BUS_CLIENT (source), result, &error);
  if (self == NULL)
    return;

  set_asking (self, FALSE);
  adit_app_form_finish (self, self->problem_label, error);
}

static void
on_done_clicked (GtkButton *button, AditAppUserDialog *self)
{
  g_autofree char *name = name_in (self);
  const char *password = text_in (self->password_entry);

  g_assert (ADIT_APP_IS_USER_DIALOG (self));

  set_asking (self, TRUE);
  if (self->name == NULL)
    adit_bus_client_add_user_async (self->client, name, password, TRUE, "", self->cancellable,
                                    change_cb, adit_app_weak_new (self));
  else
    adit_bus_client_set_password_async (self->client, self->name, password, self->cancellable,
                                        change_cb, adit_app_weak_new (self));
}

/* ---- Life ---- */

static void
adit_app_user_dialog_dispose (GObject *object)
{
  AditAppUserDialog *self = ADIT_APP_USER_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  if (self->client != NULL)
    g_signal_handlers_disconnect_by_data (self->client, self);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (adit_app_user_dialog_parent_class)->dispose (object);
}

static void
adit_app_user_dialog_finalize (GObject *object)
{
  AditAppUserDialog *self = ADIT_APP_USER_DIALOG (object);

  g_object_unref (self->cancellable);
  g_clear_pointer (&self->taken, g_hash_table_unref);
  g_free (self->name);

  G_OBJECT_CLASS (adit_app_user_dialog_parent_class)->finalize (object);
}

static void
adit_app_user_dialog_class_init (AditAppUserDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = adit_app_user_dialog_dispose;
  object_class->finalize = adit_app_user_dialog_finalize;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/aditproxy/Adit/adit-app-user-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AditAppUserDialog, done_button);
  gtk_widget_class_bind_template_child (widget_class, AditAppUserDialog, group);
  gtk_widget_class_bind_template_child (widget_class, AditAppUserDialog, name_entry);
  gtk_widget_class_bind_template_child (widget_class, AditAppUserDialog, password_entry);
  gtk_widget_class_bind_template_child (widget_class, AditAppUserDialog, again_entry);
  gtk_widget_class_bind_template_child (widget_class, AditAppUserDialog, problem_label);
  gtk_widget_class_bind_template_child (widget_class, AditAppUserDialog, digest_label);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_done_clicked);
}

static void
adit_app_user_dialog_init (AditAppUserDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  adit_app_form_name_icons (self->password_entry, _ ("Password"));
  adit_app_form_name_icons (self->again_entry, _ ("Password Again"));
}

static AditAppUserDialog *
new_dialog (GtkWidget *parent, AditBusClient *client)
{
  AditAppUserDialog *self =
      g_object_new (ADIT_APP_TYPE_USER_DIALOG, "transient-for", gtk_widget_get_root (parent), NULL);

  self->client = g_object_ref (client);
  g_signal_connect_swapped (client, "access-changed", G_CALLBACK (show_storing), self);
  show_storing (self);
  check (self);
  return self;
}

GtkWidget *
adit_app_user_dialog_present_new (GtkWidget *parent, AditBusClient *client)
{
  AditAppUserDialog *self = new_dialog (parent, client);

  adit_bus_client_list_users_async (client, self->cancellable, list_cb, adit_app_weak_new (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->name_entry));
  gtk_window_present (GTK_WINDOW (self));
  return GTK_WIDGET (self);
}

GtkWidget *
adit_app_user_dialog_present_password (GtkWidget *parent, AditBusClient *client, const char *name)
{
  AditAppUserDialog *self = new_dialog (parent, client);
  g_autofree char *title = g_strdup_printf (_ ("Password of %s"), name);

  self->name = g_strdup (name);
  gtk_window_set_title (GTK_WINDOW (self), title);
  gtk_widget_set_visible (GTK_WIDGET (self->name_entry), FALSE);
  adw_preferences_group_set_description (
      self->group, _ ("The old one is good for nothing then, and what they have open is ended."));
  gtk_button_set_label (self->done_button, _ ("_Change"));
  gtk_widget_grab_focus (GTK_WIDGET (self->password_entry));
  gtk_window_present (GTK_WINDOW (self));
  return GTK_WIDGET (self);
}
