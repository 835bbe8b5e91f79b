/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-tunnels-page.h"

#include "app/adit-app-name.h"
#include "app/adit-app-toast.h"
#include "app/adit-app-tunnel-table.h"

#include <glib/gi18n.h>

struct _AditAppTunnelsPage
{
  AdwBin parent_instance;

  GtkToggleButton *live_button;
  GtkToggleButton *ended_button;
  GtkSearchEntry *search;
  GtkStack *stack;
  AdwStatusPage *empty_page;
  GtkButton *start_button;
  GtkActionBar *action_bar;
  GtkLabel *count_label;
  GtkButton *close_button;
  AditAppTunnelTable *live_table;  /* in @stack as "live" */
  AditAppTunnelTable *ended_table; /* in @stack as "ended" */

  AditAppFeed *feed;
  GCancellable *cancellable; /* of calls whose answers concern this page */
};

G_DEFINE_FINAL_TYPE (AditAppTunnelsPage, adit_app_tunnels_page, ADW_TYPE_BIN)

static AditBusClient *
client_of (AditAppTunnelsPage *self)
{
  return adit_app_feed_get_client (self->feed);
}

static gboolean
is_live (AditAppTunnelsPage *self)
{
  return gtk_toggle_button_get_active (self->live_button);
}

static const char *
search_text (AditAppTunnelsPage *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->search));
}

static gboolean
has_search (AditAppTunnelsPage *self)
{
  return search_text (self)[0] != '\0';
}

/* The name of the page of @stack that says how things are. */
static const char *
find_page (AditAppTunnelsPage *self, guint n_rows, guint n_shown)
{
  if (n_shown > 0)
    return is_live (self) ? "live" : "ended";
  if (n_rows > 0)
    return "none-found";
  if (!is_live (self))
    return "none-ended";
  return adit_bus_client_get_running (client_of (self)) ? "empty" : "off";
}

static GListModel *
rows_of (AditAppTunnelsPage *self)
{
  if (is_live (self))
    return G_LIST_MODEL (adit_app_feed_get_tunnels (self->feed));

  return adit_app_ended_get_rows (adit_app_feed_get_ended (self->feed));
}

static AditAppTunnelTable *
table_of (AditAppTunnelsPage *self)
{
  return is_live (self) ? self->live_table : self->ended_table;
}

/* How many the button would close: what is selected, else what the search found. */
static guint
count_closable (AditAppTunnelsPage *self)
{
  guint n_selected = adit_app_tunnel_table_get_n_selected (self->live_table);

  if (!is_live (self))
    return 0;
  if (n_selected > 0)
    return n_selected;
  return has_search (self) ? adit_app_tunnel_table_get_n_shown (self->live_table) : 0;
}

static void
update_close_button (AditAppTunnelsPage *self)
{
  guint n_closable = count_closable (self);
  g_autofree char *label = NULL;

  /* Translators: on a button; "tunnel" is a connection through the proxy */
  label = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Close %u Tunnel", "Close %u Tunnels",
                                        n_closable),
                           n_closable);
  gtk_button_set_label (self->close_button, label);
  gtk_widget_set_visible (GTK_WIDGET (self->close_button), n_closable > 0);
}

static void
update_action_bar (AditAppTunnelsPage *self, guint n_rows, guint n_shown)
{
  guint n_selected = adit_app_tunnel_table_get_n_selected (table_of (self));
  g_autofree char *text = NULL;

  if (n_selected > 0)
    text = g_strdup_printf (_ ("%u of %u selected"), n_selected, n_shown);
  else if (has_search (self))
    text = g_strdup_printf (_ ("%u of %u found"), n_shown, n_rows);
  gtk_label_set_text (self->count_label, text != NULL ? text : "");
  gtk_action_bar_set_revealed (self->action_bar, text != NULL && n_shown > 0);
  update_close_button (self);
}

static void
describe_listeners (AditAppTunnelsPage *self)
{
  GPtrArray *listeners = adit_bus_client_get_listeners (client_of (self));
  g_autofree char *text = NULL;

  for (guint i = 0; i < listeners->len && text == NULL; i++)
    {
      const AditListener *listener = listeners->pdata[i];

      if (listener->bound[0] != '\0')
        text =
            g_strdup_printf (_ ("Programs that use the proxy at %s appear here"), listener->bound);
    }

  adw_status_page_set_description (self->empty_page,
                                   text != NULL ? text
                                                : _ ("The proxy is on, but no address is open"));
}

static void
update (AditAppTunnelsPage *self)
{
  guint n_rows, n_shown;

  if (self->feed == NULL)
    return;

  n_rows = g_list_model_get_n_items (rows_of (self));
  n_shown = adit_app_tunnel_table_get_n_shown (table_of (self));
  gtk_stack_set_visible_child_name (self->stack, find_page (self, n_rows, n_shown));
  update_action_bar (self, n_rows, n_shown);
  describe_listeners (self);
}

static void
on_kind_toggled (GtkToggleButton *button, AditAppTunnelsPage *self)
{
  g_assert (ADIT_APP_IS_TUNNELS_PAGE (self));

  update (self);
}

static void
on_search_changed (GtkSearchEntry *entry, AditAppTunnelsPage *self)
{
  g_autofree char *text = g_strstrip (g_strdup (search_text (self)));

  g_assert (ADIT_APP_IS_TUNNELS_PAGE (self));

  adit_app_tunnel_table_set_search (self->live_table, text);
  adit_app_tunnel_table_set_search (self->ended_table, text);
  update (self);
}

static void
on_stop_search (GtkSearchEntry *entry, AditAppTunnelsPage *self)
{
  g_assert (ADIT_APP_IS_TUNNELS_PAGE (self));

  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  gtk_widget_grab_focus (GTK_WIDGET (adit_app_tunnel_table_get_view (table_of (self))));
}

static void
start_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AditAppTunnelsPage) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!adit_bus_client_change_finish (ADIT_BUS_CLIENT (source), result, &error))
    adit_app_toast_error (GTK_WIDGET (self), _ ("Could not switch on"), error);
  gtk_widget_set_sensitive (GTK_WIDGET (self->start_button), TRUE);
}

static void
on_start_clicked (GtkButton *button, AditAppTunnelsPage *self)
{
  g_assert (ADIT_APP_IS_TUNNELS_PAGE (self));

  gtk_widget_set_sensitive (GTK_WIDGET (button), FALSE);
  adit_bus_client_start_async (client_of (self), self->cancellable, start_cb, g_object_ref (self));
}

static void
close_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AditAppTunnelsPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gssize n_closed = adit_bus_client_close_finish (ADIT_BUS_CLIENT (source), result, &error);

  if (n_closed < 0)
    {
      adit_app_toast_error (GTK_WIDGET (self), _ ("Could not close"), error);
      return;
    }

  text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u tunnel closed", "%u tunnels closed",
                                       (gulong) n_closed),
                          (guint) n_closed);
  adit_app_toast (GTK_WIDGET (self), text);
}

static void
close_tunnels (AditAppTunnelsPage *self, GArray *ids)
{
  adit_bus_client_close_async (client_of (self), (const guint64 *) (gpointer) ids->data, ids->len,
                               self->cancellable, close_cb, g_object_ref (self));
}

static void
on_dialog_response (AdwMessageDialog *dialog, const char *response, AditAppTunnelsPage *self)
{
  GArray *ids = g_object_get_data (G_OBJECT (dialog), "ids");

  if (g_str_equal (response, "close"))
    close_tunnels (self, ids);
}

/* A connection that was cut cannot be brought back: more than one is asked about. */
static void
confirm_closing (AditAppTunnelsPage *self, GArray *ids)
{
  GtkWidget *dialog;
  g_autofree char *heading = NULL;

  heading = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Close %u Tunnel?", "Close %u Tunnels?",
                                          ids->len),
                             ids->len);
  dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), heading,
                                   _ ("Programs that use them lose their connections."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "close",
                                    _ ("C_lose"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "close",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "ids", g_array_ref (ids),
                          (GDestroyNotify) g_array_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_dialog_response), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
request_closing (AditAppTunnelsPage *self, GArray *ids)
{
  if (ids->len > 1)
    confirm_closing (self, ids);
  else if (ids->len == 1)
    close_tunnels (self, ids);
}

static void
on_close_clicked (GtkButton *button, AditAppTunnelsPage *self)
{
  g_autoptr (GArray) ids = NULL;

  g_assert (ADIT_APP_IS_TUNNELS_PAGE (self));

  if (adit_app_tunnel_table_get_n_selected (self->live_table) > 0)
    ids = adit_app_tunnel_table_get_selected_ids (self->live_table);
  else
    ids = adit_app_tunnel_table_get_shown_ids (self->live_table);
  request_closing (self, ids);
}

static void
on_table_close_requested (AditAppTunnelTable *table, AditAppTunnelsPage *self)
{
  g_autoptr (GArray) ids = adit_app_tunnel_table_get_selected_ids (table);

  g_assert (ADIT_APP_IS_TUNNELS_PAGE (self));

  request_closing (self, ids);
}

void
adit_app_tunnels_page_set_feed (AditAppTunnelsPage *self, AditAppFeed *feed)
{
  g_return_if_fail (ADIT_APP_IS_TUNNELS_PAGE (self) && self->feed == NULL);

  self->feed = g_object_ref (feed);
  adit_app_tunnel_table_set_rows (self->live_table,
                                  G_LIST_MODEL (adit_app_feed_get_tunnels (feed)));
  adit_app_tunnel_table_set_rows (self->ended_table,
                                  adit_app_ended_get_rows (adit_app_feed_get_ended (feed)));
  g_signal_connect_object (adit_app_feed_get_tunnels (feed), "renamed",
                           G_CALLBACK (adit_app_tunnel_table_rows_renamed), self->live_table,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (client_of (self), "changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  update (self);
}

void
adit_app_tunnels_page_load_state (AditAppTunnelsPage *self, GSettings *settings)
{
  g_autofree char *column = g_settings_get_string (settings, "sort-column");

  adit_app_tunnel_table_set_sort (self->live_table, column,
                                  g_settings_get_boolean (settings, "sort-descending")
                                      ? GTK_SORT_DESCENDING
                                      : GTK_SORT_ASCENDING);
}

void
adit_app_tunnels_page_save_state (AditAppTunnelsPage *self, GSettings *settings)
{
  GtkSortType order;
  const char *column = adit_app_tunnel_table_get_sort (self->live_table, &order);

  g_settings_set_string (settings, "sort-column", column != NULL ? column : "");
  g_settings_set_boolean (settings, "sort-descending", order == GTK_SORT_DESCENDING);
}

void
adit_app_tunnels_page_start_search (AditAppTunnelsPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

void
adit_app_tunnels_page_capture_keys (AditAppTunnelsPage *self, GtkWidget *widget)
{
  gtk_search_entry_set_key_capture_widget (self->search, widget);
}

static void
adit_app_tunnels_page_dispose (GObject *object)
{
  AditAppTunnelsPage *self = ADIT_APP_TUNNELS_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  if (self->search != NULL)
    gtk_search_entry_set_key_capture_widget (self->search, NULL);
  g_clear_object (&self->feed);

  G_OBJECT_CLASS (adit_app_tunnels_page_parent_class)->dispose (object);
}

static void
adit_app_tunnels_page_finalize (GObject *object)
{
  g_object_unref (ADIT_APP_TUNNELS_PAGE (object)->cancellable);

  G_OBJECT_CLASS (adit_app_tunnels_page_parent_class)->finalize (object);
}

static void
adit_app_tunnels_page_class_init (AditAppTunnelsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = adit_app_tunnels_page_dispose;
  object_class->finalize = adit_app_tunnels_page_finalize;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/aditproxy/Adit/adit-app-tunnels-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AditAppTunnelsPage, live_button);
  gtk_widget_class_bind_template_child (widget_class, AditAppTunnelsPage, ended_button);
  gtk_widget_class_bind_template_child (widget_class, AditAppTunnelsPage, search);
  gtk_widget_class_bind_template_child (widget_class, AditAppTunnelsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, AditAppTunnelsPage, empty_page);
  gtk_widget_class_bind_template_child (widget_class, AditAppTunnelsPage, start_button);
  gtk_widget_class_bind_template_child (widget_class, AditAppTunnelsPage, action_bar);
  gtk_widget_class_bind_template_child (widget_class, AditAppTunnelsPage, count_label);
  gtk_widget_class_bind_template_child (widget_class, AditAppTunnelsPage, close_button);
  gtk_widget_class_bind_template_callback (widget_class, on_kind_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_stop_search);
  gtk_widget_class_bind_template_callback (widget_class, on_start_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_close_clicked);
}

static AditAppTunnelTable *
add_table (AditAppTunnelsPage *self,
           const char *id,
           const char *name,
           const AditAppColumn *columns,
           gboolean can_close)
{
  GtkWidget *table = adit_app_tunnel_table_new (name, columns, can_close);

  gtk_stack_add_named (self->stack, table, id);
  g_signal_connect_object (table, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (table, "close-requested", G_CALLBACK (on_table_close_requested), self,
                           0);
  return ADIT_APP_TUNNEL_TABLE (table);
}

/* By their titles. */
static void
name_status_pages (AditAppTunnelsPage *self)
{
  for (GtkWidget *page = gtk_widget_get_first_child (GTK_WIDGET (self->stack)); page != NULL;
       page = gtk_widget_get_next_sibling (page))
    if (ADW_IS_STATUS_PAGE (page))
      adit_app_name_inner (page, GTK_TYPE_SCROLLED_WINDOW,
                           adw_status_page_get_title (ADW_STATUS_PAGE (page)));
}

static void
adit_app_tunnels_page_init (AditAppTunnelsPage *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  name_status_pages (self);
  self->live_table = add_table (self, "live", _ ("Live tunnels"), adit_app_live_columns, TRUE);
  self->ended_table =
      add_table (self, "ended", _ ("Ended connections"), adit_app_ended_columns, FALSE);
}
