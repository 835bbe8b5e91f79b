/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-window.h"

#include "app/adit-app-leaving.h"
#include "app/adit-app-name.h"
#include "app/adit-app-overview-page.h"
#include "app/adit-app-preferences.h"
#include "app/adit-app-rules-page.h"
#include "app/adit-app-tunnels-page.h"
#include "app/adit-app-users-page.h"
#include "bus/adit-bus-names.h"

#include <glib/gi18n.h>

struct _AditAppWindow
{
  AdwApplicationWindow parent_instance;

  AdwViewSwitcherTitle *switcher_title;
  AdwViewSwitcherBar *switcher_bar;
  GtkMenuButton *menu_button;
  GtkStack *states;
  GtkSpinner *spinner;
  AdwStatusPage *lost_page;
  AdwViewStack *views;
  AditAppOverviewPage *overview;
  AditAppTunnelsPage *tunnels;
  AditAppUsersPage *users;
  AditAppRulesPage *rules;

  AditBusClient *client;
  AditAppFeed *feed;
  AditAppLeaving *leaving;
  GSettings *settings;
  GdkSurface *surface; /* whose state is watched; while realized */
  guint switcher_idle; /* source */
};

G_DEFINE_FINAL_TYPE (AditAppWindow, adit_app_window, ADW_TYPE_APPLICATION_WINDOW)

/* Whether a person can see the window at all. */
static gboolean
is_looked_at (AditAppWindow *self)
{
  GdkToplevelState hidden = GDK_TOPLEVEL_STATE_MINIMIZED;

#if GTK_CHECK_VERSION(4, 12, 0)
  hidden |= GDK_TOPLEVEL_STATE_SUSPENDED;
#endif

  return gtk_widget_get_mapped (GTK_WIDGET (self)) && self->surface != NULL &&
         (gdk_toplevel_get_state (GDK_TOPLEVEL (self->surface)) & hidden) == 0;
}

static void
update_feed (AditAppWindow *self)
{
  if (self->feed == NULL)
    return;

  adit_app_feed_set_active (self->feed, is_looked_at (self));
  adit_app_users_page_set_looked_at (self->users, is_looked_at (self));
}

/* With animations off the bar would stay hidden in a window that starts narrow, were it revealed
 * while the title is being allocated; so it is revealed from an idle. */
static gboolean
update_switcher_bar (gpointer user_data)
{
  AditAppWindow *self = ADIT_APP_WINDOW (user_data);
  gboolean is_ready = adit_bus_client_get_state (self->client) == ADIT_BUS_CLIENT_READY;

  self->switcher_idle = 0;
  adw_view_switcher_bar_set_reveal (self->switcher_bar,
                                    is_ready && adw_view_switcher_title_get_title_visible (
                                                    self->switcher_title));
  return G_SOURCE_REMOVE;
}

static void
on_title_visible (AdwViewSwitcherTitle *title, GParamSpec *pspec, AditAppWindow *self)
{
  g_assert (ADIT_APP_IS_WINDOW (self));

  if (self->switcher_idle == 0 && self->client != NULL)
    self->switcher_idle = g_idle_add (update_switcher_bar, self);
}

static void
on_client_state (AditBusClient *client, GParamSpec *pspec, AditAppWindow *self)
{
  AditBusClientState state = adit_bus_client_get_state (client);
  static const char *const pages[] = {
    [ADIT_BUS_CLIENT_STARTING] = "starting",
    [ADIT_BUS_CLIENT_READY] = "ready",
    [ADIT_BUS_CLIENT_LOST] = "lost",
  };

  g_assert (ADIT_APP_IS_WINDOW (self));

  gtk_stack_set_visible_child_name (self->states, pages[state]);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.preferences",
                                 state == ADIT_BUS_CLIENT_READY);
  gtk_spinner_set_spinning (self->spinner, state == ADIT_BUS_CLIENT_STARTING);
  adw_view_switcher_title_set_view_switcher_enabled (self->switcher_title,
                                                     state == ADIT_BUS_CLIENT_READY);
  if (state == ADIT_BUS_CLIENT_LOST)
    {
      g_autofree char *reason = g_markup_escape_text (adit_bus_client_get_reason (client), -1);

      adw_status_page_set_description (self->lost_page, reason);
    }
  on_title_visible (self->switcher_title, NULL, self);
}

static void
on_retry_clicked (GtkButton *button, AditAppWindow *self)
{
  g_assert (ADIT_APP_IS_WINDOW (self));

  adit_bus_client_retry (self->client);
}

void
adit_app_window_show_view (AditAppWindow *self, const char *name)
{
  g_return_if_fail (ADIT_APP_IS_WINDOW (self));

  adw_view_stack_set_visible_child_name (self->views, name);
}

AditAppFeed *
adit_app_window_get_feed (AditAppWindow *self)
{
  g_return_val_if_fail (ADIT_APP_IS_WINDOW (self), NULL);

  return self->feed;
}

static void
on_view_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  adit_app_window_show_view (ADIT_APP_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
on_search_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AditAppWindow *self = ADIT_APP_WINDOW (widget);

  if (adit_bus_client_get_state (self->client) != ADIT_BUS_CLIENT_READY)
    return;

  if (g_strcmp0 (adw_view_stack_get_visible_child_name (self->views), "users") == 0)
    {
      adit_app_users_page_start_search (self->users);
      return;
    }

  adit_app_window_show_view (self, "tunnels");
  adit_app_tunnels_page_start_search (self->tunnels);
}

static void
on_preferences_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AditAppWindow *self = ADIT_APP_WINDOW (widget);
  GtkWidget *preferences;

  if (adit_bus_client_get_state (self->client) != ADIT_BUS_CLIENT_READY)
    return;

  preferences = adit_app_preferences_new (self->client);
  gtk_window_set_transient_for (GTK_WINDOW (preferences), GTK_WINDOW (self));
  gtk_window_present (GTK_WINDOW (preferences));
}

static void
load_state (AditAppWindow *self)
{
  g_autofree char *view = g_settings_get_string (self->settings, "view");

  gtk_window_set_default_size (GTK_WINDOW (self), g_settings_get_int (self->settings, "width"),
                               g_settings_get_int (self->settings, "height"));
  if (g_settings_get_boolean (self->settings, "is-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  if (adw_view_stack_get_child_by_name (self->views, view) != NULL)
    adit_app_window_show_view (self, view);
  adit_app_tunnels_page_load_state (self->tunnels, self->settings);
}

static void
save_state (AditAppWindow *self)
{
  int width, height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set_int (self->settings, "width", width);
  g_settings_set_int (self->settings, "height", height);
  g_settings_set_boolean (self->settings, "is-maximized",
                          gtk_window_is_maximized (GTK_WINDOW (self)));
  g_settings_set_string (self->settings, "view",
                         adw_view_stack_get_visible_child_name (self->views));
  adit_app_tunnels_page_save_state (self->tunnels, self->settings);
}

static gboolean
adit_app_window_close_request (GtkWindow *window)
{
  AditAppWindow *self = ADIT_APP_WINDOW (window);

  save_state (self);
  if (!adit_app_leaving_begin (self->leaving))
    return GDK_EVENT_STOP;

  return GTK_WINDOW_CLASS (adit_app_window_parent_class)->close_request (window);
}

static void
adit_app_window_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (adit_app_window_parent_class)->map (widget);
  update_feed (ADIT_APP_WINDOW (widget));
}

static void
adit_app_window_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (adit_app_window_parent_class)->unmap (widget);
  update_feed (ADIT_APP_WINDOW (widget));
}

static void
adit_app_window_realize (GtkWidget *widget)
{
  AditAppWindow *self = ADIT_APP_WINDOW (widget);

  GTK_WIDGET_CLASS (adit_app_window_parent_class)->realize (widget);
  self->surface = g_object_ref (gtk_native_get_surface (GTK_NATIVE (self)));
  g_signal_connect_swapped (self->surface, "notify::state", G_CALLBACK (update_feed), self);
}

static void
adit_app_window_unrealize (GtkWidget *widget)
{
  AditAppWindow *self = ADIT_APP_WINDOW (widget);

  g_signal_handlers_disconnect_by_func (self->surface, update_feed, self);
  g_clear_object (&self->surface);
  GTK_WIDGET_CLASS (adit_app_window_parent_class)->unrealize (widget);
}

static void
adit_app_window_dispose (GObject *object)
{
  AditAppWindow *self = ADIT_APP_WINDOW (object);

  g_clear_handle_id (&self->switcher_idle, g_source_remove);
  if (self->feed != NULL)
    adit_app_feed_set_active (self->feed, FALSE);
  if (self->client != NULL)
    g_signal_handlers_disconnect_by_data (self->client, self);
  g_clear_pointer (&self->leaving, adit_app_leaving_free);
  g_clear_object (&self->feed);
  g_clear_object (&self->client);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (adit_app_window_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/aditproxy/Adit/adit-app-window.ui");
  gtk_widget_class_bind_template_child (widget_class, AditAppWindow, switcher_title);
  gtk_widget_class_bind_template_child (widget_class, AditAppWindow, switcher_bar);
  gtk_widget_class_bind_template_child (widget_class, AditAppWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, AditAppWindow, states);
  gtk_widget_class_bind_template_child (widget_class, AditAppWindow, spinner);
  gtk_widget_class_bind_template_child (widget_class, AditAppWindow, lost_page);
  gtk_widget_class_bind_template_child (widget_class, AditAppWindow, views);
  gtk_widget_class_bind_template_child (widget_class, AditAppWindow, overview);
  gtk_widget_class_bind_template_child (widget_class, AditAppWindow, tunnels);
  gtk_widget_class_bind_template_child (widget_class, AditAppWindow, users);
  gtk_widget_class_bind_template_child (widget_class, AditAppWindow, rules);
  gtk_widget_class_bind_template_callback (widget_class, on_title_visible);
  gtk_widget_class_bind_template_callback (widget_class, on_retry_clicked);
}

static void
adit_app_window_class_init (AditAppWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = adit_app_window_dispose;
  widget_class->map = adit_app_window_map;
  widget_class->unmap = adit_app_window_unmap;
  widget_class->realize = adit_app_window_realize;
  widget_class->unrealize = adit_app_window_unrealize;
  GTK_WINDOW_CLASS (klass)->close_request = adit_app_window_close_request;

  g_type_ensure (ADIT_APP_TYPE_OVERVIEW_PAGE);
  g_type_ensure (ADIT_APP_TYPE_TUNNELS_PAGE);
  g_type_ensure (ADIT_APP_TYPE_USERS_PAGE);
  g_type_ensure (ADIT_APP_TYPE_RULES_PAGE);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "win.show-view", "s", on_view_action);
  gtk_widget_class_install_action (widget_class, "win.search", NULL, on_search_action);
  gtk_widget_class_install_action (widget_class, "win.preferences", NULL, on_preferences_action);
}

static void
adit_app_window_init (AditAppWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  adit_app_name_menu_button (self->menu_button, _ ("Main Menu"));
}

GtkWidget *
adit_app_window_new (GtkApplication *application, AditBusClient *client)
{
  AditAppWindow *self = g_object_new (ADIT_APP_TYPE_WINDOW, "application", application, NULL);

  self->client = g_object_ref (client);
  self->feed = adit_app_feed_new (client);
  self->leaving = adit_app_leaving_new (GTK_WINDOW (self), client);
  self->settings = g_settings_new (ADIT_APP_ID);
  adit_app_overview_page_set_feed (self->overview, self->feed);
  adit_app_tunnels_page_set_feed (self->tunnels, self->feed);
  adit_app_users_page_set_client (self->users, client);
  adit_app_users_page_capture_keys (self->users, GTK_WIDGET (self));
  adit_app_rules_page_set_client (self->rules, client);
  adit_app_tunnels_page_capture_keys (self->tunnels, GTK_WIDGET (self));
  load_state (self);

  g_signal_connect (client, "notify::state", G_CALLBACK (on_client_state), self);
  on_client_state (client, NULL, self);
  return GTK_WIDGET (self);
}
