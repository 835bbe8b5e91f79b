/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-overview-page.h"

#include "app/adit-app-access-group.h"
#include "app/adit-app-blocked-bar.h"
#include "app/adit-app-certificate-group.h"
#include "app/adit-app-chart.h"
#include "app/adit-app-listener-row.h"
#include "app/adit-app-login-row.h"
#include "app/adit-app-switch.h"
#include "app/adit-app-system-proxy-row.h"
#include "model/adit-format.h"

#include <glib/gi18n.h>
#include <inttypes.h> /* xgettext knows its formats */

/* What the switch waits for. */
typedef enum
{
  WAIT_NONE,
  WAIT_START,
  WAIT_STOP,
} Wait;

struct _AditAppOverviewPage
{
  AdwBin parent_instance;

  GtkInfoBar *failure_bar;
  GtkLabel *failure_label;
  AdwActionRow *proxy_row;
  GtkSwitch *proxy_switch;
  AditAppSystemProxyRow *system_proxy_row;
  AditAppLoginRow *login_row;
  GtkLabel *received_rate_label;
  GtkLabel *received_peak_label;
  GtkLabel *sent_rate_label;
  GtkLabel *sent_peak_label;
  AditAppChart *chart;
  GtkLabel *active_label;
  GtkLabel *received_label;
  GtkLabel *sent_label;
  AdwPreferencesGroup *listeners_group;
  AditAppBlockedBar *blocked_bar;
  AditAppAccessGroup *access_group;
  AditAppCertificateGroup *certificate_group;
  GtkLabel *totals_label;

  AditAppFeed *feed;
  GPtrArray *listener_rows; /* AditAppListenerRow in @listeners_group, in order; not owned */
  Wait wait;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (AditAppOverviewPage, adit_app_overview_page, ADW_TYPE_BIN)

static AditBusClient *
client_of (AditAppOverviewPage *self)
{
  return adit_app_feed_get_client (self->feed);
}

static guint
count_open (GPtrArray *listeners)
{
  guint n_open = 0;

  for (guint i = 0; i < listeners->len; i++)
    {
      const AditListener *listener = listeners->pdata[i];

      if (listener->state == ADIT_LISTENER_LISTENING || listener->state == ADIT_LISTENER_FULL)
        n_open++;
    }

  return n_open;
}

static const char *
proxy_subtitle (AditAppOverviewPage *self, gboolean is_running, guint n_open)
{
  if (self->wait == WAIT_START)
    return _ ("Starting…");
  if (self->wait == WAIT_STOP)
    return _ ("Stopping…");
  if (!is_running)
    return _ ("Off: nothing can connect");
  if (n_open == 0)
    return _ ("On, but no address is open: nothing can connect");
  return _ ("On. It goes on when this window is closed; switch it off here to stop it");
}

static void
update_switch (AditAppOverviewPage *self)
{
  gboolean is_running = adit_bus_client_get_running (client_of (self));
  guint n_open = count_open (adit_bus_client_get_listeners (client_of (self)));
  gboolean is_wanted = is_running;

  if (self->wait != WAIT_NONE)
    is_wanted = self->wait == WAIT_START;

  adit_app_switch_follow (self->proxy_switch, is_wanted, is_running && n_open > 0);
  adw_action_row_set_subtitle (self->proxy_row, proxy_subtitle (self, is_running, n_open));
}

/* Rows are kept as long as there is a listener for them, so that a press on one is not lost. */
static void
update_listeners (AditAppOverviewPage *self)
{
  GPtrArray *listeners = adit_bus_client_get_listeners (client_of (self));

  while (self->listener_rows->len > listeners->len)
    adw_preferences_group_remove (self->listeners_group,
                                  g_ptr_array_steal_index (self->listener_rows,
                                                           self->listener_rows->len - 1));

  while (self->listener_rows->len < listeners->len)
    {
      GtkWidget *row = adit_app_listener_row_new (client_of (self));

      adw_preferences_group_add (self->listeners_group, row);
      g_ptr_array_add (self->listener_rows, row);
    }

  for (guint i = 0; i < listeners->len; i++)
    adit_app_listener_row_set (self->listener_rows->pdata[i], listeners->pdata[i]);
  gtk_widget_set_visible (GTK_WIDGET (self->listeners_group), listeners->len > 0);
}

/* Takes @text. */
static void
show_text (GtkLabel *label, char *text)
{
  if (g_strcmp0 (gtk_label_get_text (label), text) != 0)
    gtk_label_set_text (label, text);
  g_free (text);
}

static char *
totals_text (const AditBusCounters *counters)
{
  g_autofree char *opened = NULL;
  g_autofree char *refused = NULL;

  opened = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%" PRIu64 " tunnel opened",
                                         "%" PRIu64 " tunnels opened",
                                         (gulong) counters->opened_tunnels),
                            counters->opened_tunnels);
  refused = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%" PRIu64 " connection refused",
                                          "%" PRIu64 " connections refused",
                                          (gulong) counters->refused_connections),
                             counters->refused_connections);

  /* Translators: both since the engine started, such as "4 tunnels opened, 1 connection refused" */
  return g_strdup_printf (_ ("%s, %s since the engine started"), opened, refused);
}

static void
update_counters (AditAppOverviewPage *self)
{
  AditBusCounters counters;

  adit_bus_client_get_counters (client_of (self), &counters);
  show_text (self->active_label, g_strdup_printf ("%u", counters.active_tunnels));
  show_text (self->received_label, adit_format_size (counters.received_bytes));
  show_text (self->sent_label, adit_format_size (counters.sent_bytes));
  show_text (self->totals_label, totals_text (&counters));
}

static void
on_client_changed (AditAppOverviewPage *self)
{
  g_assert (ADIT_APP_IS_OVERVIEW_PAGE (self));

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) ||
      adit_bus_client_get_state (client_of (self)) != ADIT_BUS_CLIENT_READY)
    return;

  update_switch (self);
  update_listeners (self);
  update_counters (self);
}

static char *
rate_text (guint64 rate)
{
  return rate > 0 ? adit_format_rate (rate) : g_strdup (_ ("0 B/s"));
}

static char *
peak_text (guint64 rate)
{
  g_autofree char *text = rate_text (rate);

  /* Translators: the largest rate of the last minute, such as "at most 3.4 MB/s" */
  return g_strdup_printf (_ ("at most %s"), text);
}

static void
on_traffic_changed (AditAppOverviewPage *self)
{
  AditAppTraffic *traffic = adit_app_feed_get_traffic (self->feed);
  AditAppSample now = adit_app_traffic_get_current (traffic);
  AditAppSample peak = adit_app_traffic_get_peak (traffic);

  g_assert (ADIT_APP_IS_OVERVIEW_PAGE (self));

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  show_text (self->received_rate_label, rate_text (now.received_rate));
  show_text (self->received_peak_label, peak_text (peak.received_rate));
  show_text (self->sent_rate_label, rate_text (now.sent_rate));
  show_text (self->sent_peak_label, peak_text (peak.sent_rate));
}

static void
finish_switching (AditAppOverviewPage *self, const char *what, const GError *error)
{
  g_autofree char *text = NULL;

  self->wait = WAIT_NONE;
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      text = g_strdup_printf ("%s: %s", what, error->message);
      gtk_label_set_text (self->failure_label, text);
    }
  gtk_info_bar_set_revealed (self->failure_bar, text != NULL);
  if (self->feed != NULL)
    update_switch (self);
}

static void
start_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AditAppOverviewPage) self = user_data;
  g_autoptr (GError) error = NULL;

  adit_bus_client_change_finish (ADIT_BUS_CLIENT (source), result, &error);
  finish_switching (self, _ ("Could not switch on"), error);
}

static void
stop_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AditAppOverviewPage) self = user_data;
  g_autoptr (GError) error = NULL;

  adit_bus_client_change_finish (ADIT_BUS_CLIENT (source), result, &error);
  finish_switching (self, _ ("Could not switch off"), error);
}

static gboolean
on_proxy_switch_state_set (GtkSwitch *toggle, gboolean is_on, AditAppOverviewPage *self)
{
  g_assert (ADIT_APP_IS_OVERVIEW_PAGE (self));

  if (adit_app_switch_is_following (toggle))
    return GDK_EVENT_STOP;

  gtk_info_bar_set_revealed (self->failure_bar, FALSE);
  self->wait = is_on ? WAIT_START : WAIT_STOP;
  if (is_on)
    adit_bus_client_start_async (client_of (self), self->cancellable, start_cb,
                                 g_object_ref (self));
  else
    adit_bus_client_stop_async (client_of (self), self->cancellable, stop_cb, g_object_ref (self));
  update_switch (self);
  return GDK_EVENT_STOP;
}

static void
on_failure_response (GtkInfoBar *bar, int response, AditAppOverviewPage *self)
{
  gtk_info_bar_set_revealed (bar, FALSE);
}

void
adit_app_overview_page_set_feed (AditAppOverviewPage *self, AditAppFeed *feed)
{
  g_return_if_fail (ADIT_APP_IS_OVERVIEW_PAGE (self) && self->feed == NULL);

  self->feed = g_object_ref (feed);
  adit_app_blocked_bar_set_client (self->blocked_bar, client_of (self));
  adit_app_access_group_set_client (self->access_group, client_of (self));
  adit_app_certificate_group_set_client (self->certificate_group, client_of (self));
  adit_app_system_proxy_row_set_client (self->system_proxy_row, client_of (self));
  adit_app_login_row_set_client (self->login_row, client_of (self));
  adit_app_chart_set_traffic (self->chart, adit_app_feed_get_traffic (feed));
  g_signal_connect_object (client_of (self), "changed", G_CALLBACK (on_client_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adit_app_feed_get_traffic (feed), "changed",
                           G_CALLBACK (on_traffic_changed), self, G_CONNECT_SWAPPED);
}

static void
adit_app_overview_page_map (GtkWidget *widget)
{
  AditAppOverviewPage *self = ADIT_APP_OVERVIEW_PAGE (widget);

  GTK_WIDGET_CLASS (adit_app_overview_page_parent_class)->map (widget);
  if (self->feed == NULL)
    return;

  on_client_changed (self);
  on_traffic_changed (self);
}

static void
adit_app_overview_page_dispose (GObject *object)
{
  AditAppOverviewPage *self = ADIT_APP_OVERVIEW_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->feed);

  G_OBJECT_CLASS (adit_app_overview_page_parent_class)->dispose (object);
}

static void
adit_app_overview_page_finalize (GObject *object)
{
  AditAppOverviewPage *self = ADIT_APP_OVERVIEW_PAGE (object);

  g_ptr_array_unref (self->listener_rows);
  g_object_unref (self->cancellable);

  G_OBJECT_CLASS (adit_app_overview_page_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, AditAppOverviewPage, failure_bar);
  gtk_widget_class_bind_template_child (widget_class, AditAppOverviewPage, failure_label);
  gtk_widget_class_bind_template_child (widget_class, AditAppOverviewPage, proxy_row);
  gtk_widget_class_bind_template_child (widget_class, AditAppOverviewPage, proxy_switch);
  gtk_widget_class_bind_template_child (widget_class, AditAppOverviewPage, system_proxy_row);
  gtk_widget_class_bind_template_child (widget_class, AditAppOverviewPage, login_row);
  gtk_widget_class_bind_template_child (widget_class, AditAppOverviewPage, received_rate_label);
  gtk_widget_class_bind_template_child (widget_class, AditAppOverviewPage, received_peak_label);
  gtk_widget_class_bind_template_child (widget_class, AditAppOverviewPage, sent_rate_label);
  gtk_widget_class_bind_template_child (widget_class, AditAppOverviewPage, sent_peak_label);
  gtk_widget_class_bind_template_child (widget_class, AditAppOverviewPage, chart);
  gtk_widget_class_bind_template_child (widget_class, AditAppOverviewPage, active_label);
  gtk_widget_class_bind_template_child (widget_class, AditAppOverviewPage, received_label);
  gtk_widget_class_bind_template_child (widget_class, AditAppOverviewPage, sent_label);
  gtk_widget_class_bind_template_child (widget_class, AditAppOverviewPage, listeners_group);
  gtk_widget_class_bind_template_child (widget_class, AditAppOverviewPage, blocked_bar);
  gtk_widget_class_bind_template_child (widget_class, AditAppOverviewPage, access_group);
  gtk_widget_class_bind_template_child (widget_class, AditAppOverviewPage, certificate_group);
  gtk_widget_class_bind_template_child (widget_class, AditAppOverviewPage, totals_label);
}

static void
adit_app_overview_page_class_init (AditAppOverviewPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = adit_app_overview_page_dispose;
  object_class->finalize = adit_app_overview_page_finalize;
  widget_class->map = adit_app_overview_page_map;

  g_type_ensure (ADIT_APP_TYPE_ACCESS_GROUP);
  g_type_ensure (ADIT_APP_TYPE_BLOCKED_BAR);
  g_type_ensure (ADIT_APP_TYPE_CERTIFICATE_GROUP);
  g_type_ensure (ADIT_APP_TYPE_CHART);
  g_type_ensure (ADIT_APP_TYPE_SYSTEM_PROXY_ROW);
  g_type_ensure (ADIT_APP_TYPE_LOGIN_ROW);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/aditproxy/Adit/adit-app-overview-page.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_failure_response);
  gtk_widget_class_bind_template_callback (widget_class, on_proxy_switch_state_set);
}

static void
adit_app_overview_page_init (AditAppOverviewPage *self)
{
  self->listener_rows = g_ptr_array_new ();
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
