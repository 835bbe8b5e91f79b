/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-upstreams-dialog.h"

#include "app/adit-app-rules-undo.h"
#include "app/adit-app-toast.h"
#include "app/adit-app-upstream-dialog.h"
#include "app/adit-app-weak.h"

#include <glib/gi18n.h>

struct _AditAppUpstreamsDialog
{
  AdwWindow parent_instance;

  GtkStack *stack;
  GtkListBox *list;

  AditBusClient *client;
  GPtrArray *upstreams; /* AditBusUpstream, as shown */
};

G_DEFINE_FINAL_TYPE (AditAppUpstreamsDialog, adit_app_upstreams_dialog, ADW_TYPE_WINDOW)

/* ---- Removing ---- */

typedef struct
{
  gpointer dialog; /* from adit_app_weak_new() */
  AditAppRulesUndo *undo;
  AditBusClient *client;
  char *name;
  gboolean has_password; /* in the keyring */
} Removal;

static void
removal_free (gpointer data)
{
  Removal *removal = data;

  g_object_unref (removal->client);
  g_free (removal->name);
  g_free (removal);
}

/* Nobody needs it any more. What cannot be forgotten now is not worth a word. */
static void
on_kept_removed (gpointer data)
{
  const Removal *removal = data;

  if (removal->has_password)
    adit_bus_client_set_upstream_password_async (removal->client, removal->name, NULL, NULL, NULL,
                                                 NULL);
}

static void
remove_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Removal *removal = user_data;
  g_autoptr (AditAppUpstreamsDialog) self = adit_app_weak_take (removal->dialog);
  g_autoptr (AditAppRulesUndo) undo = g_steal_pointer (&removal->undo);
  g_autoptr (GError) error = NULL;
  gboolean is_removed = adit_bus_client_change_finish (ADIT_BUS_CLIENT (source), result, &error);

  if (self == NULL)
    {
      if (is_removed)
        on_kept_removed (removal);
      removal_free (removal);
      return;
    }
  if (is_removed)
    {
      adit_app_rules_undo_offer (g_steal_pointer (&undo), GTK_WIDGET (self->stack),
                                 _ ("Upstream proxy removed"), on_kept_removed, removal,
                                 removal_free);
      return;
    }

  adit_app_toast_error (GTK_WIDGET (self->stack), _ ("Could not remove"), error);
  removal_free (removal);
}

static void
on_remove_clicked (GtkButton *button, AditAppUpstreamsDialog *self)
{
  const AditBusUpstream *upstream = g_object_get_data (G_OBJECT (button), "upstream");
  Removal *removal = g_new0 (Removal, 1);

  g_assert (ADIT_APP_IS_UPSTREAMS_DIALOG (self));

  *removal = (Removal){
    .dialog = adit_app_weak_new (self),
    .undo = adit_app_rules_undo_new (self->client),
    .client = g_object_ref (self->client),
    .name = g_strdup (upstream->name),
    .has_password = upstream->password == ADIT_UPSTREAM_PASSWORD_KEYRING,
  };
  adit_bus_client_remove_upstream_async (self->client, upstream->name, NULL, remove_cb, removal);
}

/* ---- Adding and editing ---- */

static void
ask (AditAppUpstreamsDialog *self, const AditBusUpstream *upstream)
{
  GtkWidget *dialog = adit_app_upstream_dialog_new (self->client, upstream);

  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (self));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_add_clicked (GtkButton *button, AditAppUpstreamsDialog *self)
{
  g_assert (ADIT_APP_IS_UPSTREAMS_DIALOG (self));

  ask (self, NULL);
}

static void
on_row_activated (GtkListBox *list, GtkListBoxRow *row, AditAppUpstreamsDialog *self)
{
  g_assert (ADIT_APP_IS_UPSTREAMS_DIALOG (self));

  ask (self, self->upstreams->pdata[gtk_list_box_row_get_index (row)]);
}

/* ---- The list ---- */

static const char *
describe_password (AditUpstreamPassword password)
{
  static const char *const texts[ADIT_N_UPSTREAM_PASSWORDS] = {
    [ADIT_UPSTREAM_PASSWORD_KEYRING] = N_ ("password in the keyring"),
    [ADIT_UPSTREAM_PASSWORD_CREDENTIAL] = N_ ("password from the system"),
    [ADIT_UPSTREAM_PASSWORD_MISSING] = N_ ("password missing"),
    [ADIT_UPSTREAM_PASSWORD_PENDING] = N_ ("the keyring is being asked"),
    [ADIT_UPSTREAM_PASSWORD_FAILED] = N_ ("the keyring did not answer"),
  };

  return texts[password] != NULL ? _ (texts[password]) : NULL;
}

/* "HTTPS · proxy.example.net:3129 · alice, password missing" (transfer full) */
static char *
describe (const AditBusUpstream *upstream)
{
  static const char *const kinds[ADIT_N_UPSTREAM_KINDS] = { "HTTP", "HTTPS", "SOCKS5" };
  const char *password = describe_password (upstream->password);
  g_autofree char *where = g_strdup_printf ("%s · %s", kinds[upstream->kind], upstream->address);

  if (password == NULL)
    return g_steal_pointer (&where);
  return g_strdup_printf ("%s · %s, %s", where, upstream->user, password);
}

/* The number of the first rule that names it; 0: none, G_MAXUINT: the default does. */
static guint
find_user (AditAppUpstreamsDialog *self, const char *name)
{
  g_autoptr (AditRules) rules =
      adit_rules_parse (adit_bus_client_get_rules_text (self->client), NULL);

  for (guint i = 0; rules != NULL && i < adit_rules_count (rules); i++)
    if (g_strcmp0 (adit_rules_get (rules, i)->upstream, name) == 0)
      return i + 1;

  return rules != NULL && g_strcmp0 (adit_rules_get_default (rules)->upstream, name) == 0
             ? G_MAXUINT
             : 0;
}

static GtkWidget *
new_remove_button (AditAppUpstreamsDialog *self, const AditBusUpstream *upstream)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  guint user = find_user (self, upstream->name);
  g_autofree char *name = g_strdup_printf (_ ("Remove %s"), upstream->name);
  g_autofree char *needed = user == G_MAXUINT ? g_strdup (_ ("The default needs it"))
                            : user > 0        ? g_strdup_printf (_ ("Rule %u needs it"), user)
                                              : NULL;

  gtk_widget_set_sensitive (button, needed == NULL);
  gtk_widget_set_tooltip_text (button, needed != NULL ? needed : name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_object_set_data (G_OBJECT (button), "upstream", (gpointer) upstream);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_remove_clicked), self, 0);
  return button;
}

static GtkWidget *
new_row (AditAppUpstreamsDialog *self, const AditBusUpstream *upstream)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *text = describe (upstream);
  g_autofree char *markup = g_markup_escape_text (text, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), upstream->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), markup);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), new_remove_button (self, upstream));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  return row;
}

static void
update (AditAppUpstreamsDialog *self)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  g_clear_pointer (&self->upstreams, g_ptr_array_unref);

  self->upstreams = adit_bus_client_get_upstreams (self->client);
  for (guint i = 0; i < self->upstreams->len; i++)
    gtk_list_box_append (self->list, new_row (self, self->upstreams->pdata[i]));
  gtk_stack_set_visible_child_name (self->stack, self->upstreams->len > 0 ? "list" : "empty");
}

/* ---- Life ---- */

static void
adit_app_upstreams_dialog_dispose (GObject *object)
{
  AditAppUpstreamsDialog *self = ADIT_APP_UPSTREAMS_DIALOG (object);

  if (self->client != NULL)
    g_signal_handlers_disconnect_by_data (self->client, self);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (adit_app_upstreams_dialog_parent_class)->dispose (object);
}

static void
adit_app_upstreams_dialog_finalize (GObject *object)
{
  AditAppUpstreamsDialog *self = ADIT_APP_UPSTREAMS_DIALOG (object);

  g_clear_pointer (&self->upstreams, g_ptr_array_unref);

  G_OBJECT_CLASS (adit_app_upstreams_dialog_parent_class)->finalize (object);
}

static void
adit_app_upstreams_dialog_class_init (AditAppUpstreamsDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = adit_app_upstreams_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = adit_app_upstreams_dialog_finalize;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/aditproxy/Adit/adit-app-upstreams-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AditAppUpstreamsDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, AditAppUpstreamsDialog, list);
  gtk_widget_class_bind_template_callback (widget_class, on_add_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
}

static void
adit_app_upstreams_dialog_init (AditAppUpstreamsDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
adit_app_upstreams_dialog_new (AditBusClient *client)
{
  AditAppUpstreamsDialog *self = g_object_new (ADIT_APP_TYPE_UPSTREAMS_DIALOG, NULL);

  self->client = g_object_ref (client);
  g_signal_connect_swapped (client, "rules-changed", G_CALLBACK (update), self);
  update (self);
  return GTK_WIDGET (self);
}
