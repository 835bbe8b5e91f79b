/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-users-page.h"

#include "app/adit-app-limits-dialog.h"
#include "app/adit-app-name.h"
#include "app/adit-app-toast.h"
#include "app/adit-app-user-dialog.h"
#include "app/adit-app-user-files.h"
#include "app/adit-app-user-model.h"
#include "app/adit-app-user-row.h"

#include <glib/gi18n.h>

struct _AditAppUsersPage
{
  AdwBin parent_instance;

  GtkInfoBar *error_bar;
  GtkLabel *error_label;
  GtkWidget *toolbar;
  GtkSearchEntry *search;
  GtkMenuButton *menu_button;
  GtkStack *stack;
  GtkListView *list;
  GtkFilterListModel *filtered;
  GtkCustomFilter *filter;
  GtkSortListModel *sorted;

  AditBusClient *client;
  AditAppUserModel *model;
  char *needle; /* folded; "" finds everybody */
  gboolean is_looked_at;
};

G_DEFINE_FINAL_TYPE (AditAppUsersPage, adit_app_users_page, ADW_TYPE_BIN)

/* ---- What is shown ---- */

static guint
count (gpointer model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (model));
}

static const char *
find_state (AditAppUsersPage *self)
{
  if (count (adit_app_user_model_get_users (self->model)) == 0)
    return adit_app_user_model_is_known (self->model) ? "empty" : "loading";

  return count (self->filtered) == 0 ? "nothing" : "list";
}

static void
update (AditAppUsersPage *self)
{
  const char *error = adit_bus_client_get_users_error (self->client);
  gboolean is_anybody = count (adit_app_user_model_get_users (self->model)) > 0;

  gtk_stack_set_visible_child_name (self->stack, find_state (self));
  gtk_widget_set_visible (self->toolbar, is_anybody);
  gtk_label_set_text (self->error_label, error);
  gtk_info_bar_set_revealed (self->error_bar, error[0] != '\0');
  gtk_widget_set_visible (GTK_WIDGET (self->error_bar), error[0] != '\0');
}

static void
update_active (AditAppUsersPage *self)
{
  if (self->model != NULL)
    adit_app_user_model_set_active (self->model, self->is_looked_at &&
                                                     gtk_widget_get_mapped (GTK_WIDGET (self)));
}

static gboolean
matches (gpointer item, gpointer user_data)
{
  AditAppUsersPage *self = ADIT_APP_USERS_PAGE (user_data);

  return adit_app_user_matches (item, self->needle);
}

static void
on_search_changed (GtkSearchEntry *entry, AditAppUsersPage *self)
{
  g_assert (ADIT_APP_IS_USERS_PAGE (self));

  g_free (self->needle);
  self->needle = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (entry)), -1);
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  if (self->client != NULL)
    update (self);
}

static void
on_stop_search (GtkSearchEntry *entry, AditAppUsersPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
}

/* ---- Rows ---- */

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_child (item, adit_app_user_row_new ());
}

/* The row that takes the focus has no name by itself. */
static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *row = gtk_list_item_get_child (item);
  AditAppUser *user = gtk_list_item_get_item (item);

  adit_app_user_row_set_user (ADIT_APP_USER_ROW (row), user);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (row)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, adit_app_user_get_row (user)->name,
                                  -1);
}

static void
on_unbind (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  adit_app_user_row_set_user (ADIT_APP_USER_ROW (gtk_list_item_get_child (item)), NULL);
}

static void
show_limits (AditAppUsersPage *self, const char *name)
{
  AditAppUser *user = adit_app_user_model_find (self->model, name);

  if (user != NULL)
    adit_app_limits_dialog_present (GTK_WIDGET (self), self->client, adit_app_user_get_row (user));
}

static void
on_activate (GtkListView *list, guint position, AditAppUsersPage *self)
{
  g_autoptr (AditAppUser) user = g_list_model_get_item (G_LIST_MODEL (self->sorted), position);

  g_assert (ADIT_APP_IS_USERS_PAGE (self));

  show_limits (self, adit_app_user_get_row (user)->name);
}

/* ---- Changing somebody ---- */

/* A call about a user, until it is answered. */
typedef struct
{
  AditAppUsersPage *page;
  char *name;
} About;

static About *
about_new (AditAppUsersPage *self, const char *name)
{
  About *about = g_new (About, 1);

  about->page = g_object_ref (self);
  about->name = g_strdup (name);
  return about;
}

static void
about_free (gpointer data)
{
  About *about = data;

  g_object_unref (about->page);
  g_free (about->name);
  g_free (about);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (About, about_free)

/* The switch shows what the engine says, which may be what it was. */
static void
enable_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (About) about = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strdup_printf (_ ("Could not switch %s"), about->name);

  if (!adit_bus_client_change_finish (ADIT_BUS_CLIENT (source), result, &error))
    adit_app_toast_error (GTK_WIDGET (about->page), text, error);
}

static void
on_enable_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AditAppUsersPage *self = ADIT_APP_USERS_PAGE (widget);
  const char *name;
  gboolean is_enabled;

  g_variant_get (parameter, "(&sb)", &name, &is_enabled);
  adit_bus_client_set_user_enabled_async (self->client, name, is_enabled, NULL, enable_cb,
                                          about_new (self, name));
}

static void
restore_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (About) about = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strdup_printf (_ ("Could not bring %s back"), about->name);

  if (!adit_bus_client_change_finish (ADIT_BUS_CLIENT (source), result, &error))
    adit_app_toast_error (GTK_WIDGET (about->page), text, error);
}

static void
on_undo (About *about)
{
  adit_bus_client_restore_user_async (about->page->client, about->name, NULL, restore_cb,
                                      about_new (about->page, about->name));
}

static void
remove_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (About) about = user_data;
  g_autoptr (GError) error = NULL;
  GtkWidget *widget = GTK_WIDGET (about->page);
  g_autofree char *done = g_strdup_printf (_ ("Removed %s"), about->name);
  g_autofree char *failed = g_strdup_printf (_ ("Could not remove %s"), about->name);

  if (adit_bus_client_change_finish (ADIT_BUS_CLIENT (source), result, &error))
    adit_app_toast_undo (widget, done, G_CALLBACK (on_undo), about_new (about->page, about->name),
                         about_free);
  else
    adit_app_toast_error (widget, failed, error);
}

static void
on_remove_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AditAppUsersPage *self = ADIT_APP_USERS_PAGE (widget);
  const char *name = g_variant_get_string (parameter, NULL);

  adit_bus_client_remove_user_async (self->client, name, NULL, remove_cb, about_new (self, name));
}

static void
on_password_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  adit_app_user_dialog_present_password (widget, ADIT_APP_USERS_PAGE (widget)->client,
                                         g_variant_get_string (parameter, NULL));
}

static void
on_limits_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  show_limits (ADIT_APP_USERS_PAGE (widget), g_variant_get_string (parameter, NULL));
}

/* ---- Everybody ---- */

static void
on_add_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  adit_app_user_dialog_present_new (widget, ADIT_APP_USERS_PAGE (widget)->client);
}

static void
on_everyone_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  adit_app_limits_dialog_present (widget, ADIT_APP_USERS_PAGE (widget)->client, NULL);
}

static void
on_import_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  adit_app_user_files_import (widget, ADIT_APP_USERS_PAGE (widget)->client);
}

static void
on_export_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  adit_app_user_files_export (widget, ADIT_APP_USERS_PAGE (widget)->client);
}

/* ---- Life ---- */

void
adit_app_users_page_set_client (AditAppUsersPage *self, AditBusClient *client)
{
  g_return_if_fail (ADIT_APP_IS_USERS_PAGE (self) && self->client == NULL);

  self->client = g_object_ref (client);
  self->model = adit_app_user_model_new (client);
  gtk_filter_list_model_set_model (self->filtered, adit_app_user_model_get_users (self->model));
  g_signal_connect_object (self->model, "updated", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "users-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "notify::state", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  update_active (self);
}

void
adit_app_users_page_set_looked_at (AditAppUsersPage *self, gboolean is_looked_at)
{
  g_return_if_fail (ADIT_APP_IS_USERS_PAGE (self));

  self->is_looked_at = is_looked_at;
  update_active (self);
}

void
adit_app_users_page_start_search (AditAppUsersPage *self)
{
  g_return_if_fail (ADIT_APP_IS_USERS_PAGE (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

void
adit_app_users_page_capture_keys (AditAppUsersPage *self, GtkWidget *widget)
{
  g_return_if_fail (ADIT_APP_IS_USERS_PAGE (self));

  gtk_search_entry_set_key_capture_widget (self->search, widget);
}

static void
adit_app_users_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (adit_app_users_page_parent_class)->map (widget);
  update_active (ADIT_APP_USERS_PAGE (widget));
}

static void
adit_app_users_page_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (adit_app_users_page_parent_class)->unmap (widget);
  update_active (ADIT_APP_USERS_PAGE (widget));
}

static void
adit_app_users_page_dispose (GObject *object)
{
  AditAppUsersPage *self = ADIT_APP_USERS_PAGE (object);

  if (self->search != NULL)
    gtk_search_entry_set_key_capture_widget (self->search, NULL);
  if (self->model != NULL)
    adit_app_user_model_set_active (self->model, FALSE);
  g_clear_object (&self->model);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (adit_app_users_page_parent_class)->dispose (object);
}

static void
adit_app_users_page_finalize (GObject *object)
{
  g_free (ADIT_APP_USERS_PAGE (object)->needle);

  G_OBJECT_CLASS (adit_app_users_page_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/aditproxy/Adit/adit-app-users-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AditAppUsersPage, error_bar);
  gtk_widget_class_bind_template_child (widget_class, AditAppUsersPage, error_label);
  gtk_widget_class_bind_template_child (widget_class, AditAppUsersPage, toolbar);
  gtk_widget_class_bind_template_child (widget_class, AditAppUsersPage, search);
  gtk_widget_class_bind_template_child (widget_class, AditAppUsersPage, menu_button);
  gtk_widget_class_bind_template_child (widget_class, AditAppUsersPage, stack);
  gtk_widget_class_bind_template_child (widget_class, AditAppUsersPage, list);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_stop_search);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
  gtk_widget_class_bind_template_callback (widget_class, on_unbind);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
}

static void
adit_app_users_page_class_init (AditAppUsersPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = adit_app_users_page_dispose;
  object_class->finalize = adit_app_users_page_finalize;
  widget_class->map = adit_app_users_page_map;
  widget_class->unmap = adit_app_users_page_unmap;

  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "users.enable", "(sb)", on_enable_action);
  gtk_widget_class_install_action (widget_class, "users.password", "s", on_password_action);
  gtk_widget_class_install_action (widget_class, "users.limits", "s", on_limits_action);
  gtk_widget_class_install_action (widget_class, "users.remove", "s", on_remove_action);
  gtk_widget_class_install_action (widget_class, "users.add", NULL, on_add_action);
  gtk_widget_class_install_action (widget_class, "users.everyone", NULL, on_everyone_action);
  gtk_widget_class_install_action (widget_class, "users.import", NULL, on_import_action);
  gtk_widget_class_install_action (widget_class, "users.export", NULL, on_export_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_n, GDK_CONTROL_MASK, "users.add",
                                       NULL);
}

static void
adit_app_users_page_init (AditAppUsersPage *self)
{
  g_autoptr (GtkNoSelection) selection = NULL;

  g_type_ensure (ADIT_APP_TYPE_USER_ROW);
  self->needle = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));
  adit_app_name_menu_button (self->menu_button, _ ("More About Users"));
  adit_app_name_inner (gtk_stack_get_child_by_name (self->stack, "empty"), GTK_TYPE_SCROLLED_WINDOW,
                       _ ("No Users Yet"));
  adit_app_name_inner (gtk_stack_get_child_by_name (self->stack, "nothing"),
                       GTK_TYPE_SCROLLED_WINDOW, _ ("No Results Found"));

  self->filter = gtk_custom_filter_new (matches, self, NULL);
  self->filtered = gtk_filter_list_model_new (NULL, GTK_FILTER (self->filter));
  self->sorted = gtk_sort_list_model_new (G_LIST_MODEL (self->filtered),
                                          GTK_SORTER (gtk_custom_sorter_new (adit_app_user_compare,
                                                                             NULL, NULL)));
  selection = gtk_no_selection_new (G_LIST_MODEL (self->sorted));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
}
