/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-upstream-dialog.h"

#include "app/adit-app-form.h"
#include "app/adit-app-weak.h"

#include <glib/gi18n.h>

struct _AditAppUpstreamDialog
{
  AdwWindow parent_instance;

  GtkButton *save_button;
  AdwEntryRow *name_entry;
  AdwComboRow *kind_row;
  AdwEntryRow *address_entry;
  AdwEntryRow *user_entry;
  AdwEntryRow *password_entry;
  GtkLabel *problem_label;

  AditBusClient *client;
  gboolean is_new;
  gboolean is_saving;
  char *kept_for; /* the definition whose password is somewhere already; NULL: none */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (AditAppUpstreamDialog, adit_app_upstream_dialog, ADW_TYPE_WINDOW)

/* As it was typed: blanks may belong to it. */
static const char *
get_password (AditAppUpstreamDialog *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->password_entry));
}

/* ---- Checking ---- */

/* The definition as a line, with @user where that is not empty. (transfer full) */
static char *
print_line (AditAppUpstreamDialog *self, const char *name, const char *address, const char *user)
{
  AditUpstreamKind kind = (AditUpstreamKind) adw_combo_row_get_selected (self->kind_row);

  return g_strdup_printf ("upstream %s %s %s%s%s", name, adit_upstream_kind_to_word (kind), address,
                          user[0] != '\0' ? " user " : "", user);
}

/* Tries one field alone, with all others as they could be; empty ones are no mistake yet. */
static void
check_field (AdwEntryRow *entry, const char *text, char *line, char **problem)
{
  g_autofree char *owned = line;
  g_autoptr (GError) error = NULL;
  g_autoptr (AditUpstream) upstream = text[0] != '\0' ? adit_upstream_parse (owned, &error) : NULL;

  adit_app_form_mark (entry, error, problem);
}

static gboolean
is_taken (AditAppUpstreamDialog *self, const char *name)
{
  g_autoptr (GPtrArray) upstreams = adit_bus_client_get_upstreams (self->client);

  for (guint i = 0; self->is_new && i < upstreams->len; i++)
    if (g_str_equal (((AditBusUpstream *) upstreams->pdata[i])->name, name))
      return TRUE;

  return FALSE;
}

static void
check_password (AditAppUpstreamDialog *self, const AditUpstream *upstream, char **problem)
{
  g_autoptr (GError) error = NULL;

  if (upstream->user != NULL)
    adit_upstream_check_password (upstream, get_password (self), &error);
  adit_app_form_mark (self->password_entry, error, problem);
}

/* The definition, or NULL where it is none as yet. @problem: set to what is wrong, other than that
 * something is missing. (transfer full) both */
static char *
read_line (AditAppUpstreamDialog *self, char **problem)
{
  g_autofree char *name = adit_app_form_dup_text (self->name_entry);
  g_autofree char *address = adit_app_form_dup_text (self->address_entry);
  g_autofree char *user = adit_app_form_dup_text (self->user_entry);
  g_autofree char *line = print_line (self, name, address, user);
  g_autoptr (AditUpstream) upstream = NULL;

  check_field (self->name_entry, name, print_line (self, name, "a:1", ""), problem);
  check_field (self->address_entry, address, print_line (self, "a", address, ""), problem);
  check_field (self->user_entry, user, print_line (self, "a", "a:1", user), problem);
  if (*problem == NULL && is_taken (self, name))
    *problem = g_strdup (_ ("There is an upstream proxy of that name already"));

  upstream = adit_upstream_parse (line, NULL);
  if (upstream == NULL)
    return NULL;

  check_password (self, upstream, problem);
  return adit_upstream_print (upstream);
}

static void
update (AditAppUpstreamDialog *self)
{
  g_autofree char *problem = NULL;
  g_autofree char *line = read_line (self, &problem);
  g_autofree char *user = adit_app_form_dup_text (self->user_entry);

  gtk_widget_set_sensitive (GTK_WIDGET (self->password_entry), user[0] != '\0');
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->password_entry),
                                 line != NULL && g_strcmp0 (line, self->kept_for) == 0
                                     ? _ ("Another Password")
                                     : _ ("Password"));
  adit_app_form_show_problem (self->problem_label, problem);
  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button),
                            line != NULL && problem == NULL && !self->is_saving);
}

static void
on_changed (AditAppUpstreamDialog *self)
{
  g_assert (ADIT_APP_IS_UPSTREAM_DIALOG (self));

  if (self->client != NULL)
    update (self);
}

/* ---- Saving: the definition, and then the password ---- */

static void
finish (AditAppUpstreamDialog *self, const GError *error)
{
  self->is_saving = FALSE;
  update (self);
  adit_app_form_finish (self, self->problem_label, error);
}

static void
save_password_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AditAppUpstreamDialog) self = adit_app_weak_take (user_data);
  g_autoptr (GError) error = NULL;

  adit_bus_client_change_finish (ADIT_BUS_CLIENT (source), result, &error);
  if (self != NULL)
    finish (self, error);
}

static void
save_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AditAppUpstreamDialog) self = adit_app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  gboolean is_saved = adit_bus_client_change_finish (ADIT_BUS_CLIENT (source), result, &error);
  g_autofree char *name = NULL;
  const char *password;

  if (self == NULL)
    return;
  if (!is_saved)
    {
      finish (self, error);
      return;
    }

  /* It is there from now on, whatever becomes of its password. */
  self->is_new = FALSE;
  name = adit_app_form_dup_text (self->name_entry);
  password = get_password (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self->name_entry), FALSE);
  if (gtk_widget_get_sensitive (GTK_WIDGET (self->password_entry)) && password[0] != '\0')
    adit_bus_client_set_upstream_password_async (self->client, name, password, self->cancellable,
                                                 save_password_cb, adit_app_weak_new (self));
  else
    gtk_window_close (GTK_WINDOW (self));
}

static void
on_save_clicked (GtkButton *button, AditAppUpstreamDialog *self)
{
  g_autofree char *problem = NULL;
  g_autofree char *line = read_line (self, &problem);

  g_assert (ADIT_APP_IS_UPSTREAM_DIALOG (self));

  if (line == NULL || problem != NULL || self->is_saving)
    return;

  self->is_saving = TRUE;
  gtk_widget_set_sensitive (GTK_WIDGET (button), FALSE);
  adit_bus_client_set_upstream_async (self->client, line, self->cancellable, save_cb,
                                      adit_app_weak_new (self));
}

/* ---- Life ---- */

static void
fill (AditAppUpstreamDialog *self, const AditBusUpstream *upstream)
{
  gtk_editable_set_text (GTK_EDITABLE (self->name_entry), upstream->name);
  gtk_widget_set_sensitive (GTK_WIDGET (self->name_entry), FALSE);
  adw_combo_row_set_selected (self->kind_row, upstream->kind);
  gtk_editable_set_text (GTK_EDITABLE (self->address_entry), upstream->address);
  gtk_editable_set_text (GTK_EDITABLE (self->user_entry), upstream->user);
  if (upstream->password == ADIT_UPSTREAM_PASSWORD_KEYRING ||
      upstream->password == ADIT_UPSTREAM_PASSWORD_CREDENTIAL)
    self->kept_for = print_line (self, upstream->name, upstream->address, upstream->user);
}

static void
adit_app_upstream_dialog_dispose (GObject *object)
{
  AditAppUpstreamDialog *self = ADIT_APP_UPSTREAM_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (adit_app_upstream_dialog_parent_class)->dispose (object);
}

static void
adit_app_upstream_dialog_finalize (GObject *object)
{
  AditAppUpstreamDialog *self = ADIT_APP_UPSTREAM_DIALOG (object);

  g_object_unref (self->cancellable);
  g_free (self->kept_for);

  G_OBJECT_CLASS (adit_app_upstream_dialog_parent_class)->finalize (object);
}

static void
adit_app_upstream_dialog_class_init (AditAppUpstreamDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = adit_app_upstream_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = adit_app_upstream_dialog_finalize;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/aditproxy/Adit/adit-app-upstream-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AditAppUpstreamDialog, save_button);
  gtk_widget_class_bind_template_child (widget_class, AditAppUpstreamDialog, name_entry);
  gtk_widget_class_bind_template_child (widget_class, AditAppUpstreamDialog, kind_row);
  gtk_widget_class_bind_template_child (widget_class, AditAppUpstreamDialog, address_entry);
  gtk_widget_class_bind_template_child (widget_class, AditAppUpstreamDialog, user_entry);
  gtk_widget_class_bind_template_child (widget_class, AditAppUpstreamDialog, password_entry);
  gtk_widget_class_bind_template_child (widget_class, AditAppUpstreamDialog, problem_label);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_save_clicked);
}

static void
adit_app_upstream_dialog_init (AditAppUpstreamDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  adit_app_form_name_icons (self->password_entry, _ ("Password"));
}

GtkWidget *
adit_app_upstream_dialog_new (AditBusClient *client, const AditBusUpstream *upstream)
{
  AditAppUpstreamDialog *self = g_object_new (ADIT_APP_TYPE_UPSTREAM_DIALOG, NULL);

  self->is_new = upstream == NULL;
  gtk_button_set_label (self->save_button, self->is_new ? _ ("_Add") : _ ("_Save"));
  if (upstream != NULL)
    {
      fill (self, upstream);
      gtk_window_set_title (GTK_WINDOW (self), _ ("Edit Upstream Proxy"));
    }

  self->client = g_object_ref (client);
  update (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->is_new ? self->name_entry : self->address_entry));
  return GTK_WIDGET (self);
}
