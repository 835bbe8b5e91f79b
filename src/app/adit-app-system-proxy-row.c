/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-system-proxy-row.h"

#include "app/adit-app-switch.h"
#include "app/adit-app-toast.h"
#include "bus/adit-bus-client-system-proxy.h"
#include "bus/adit-bus-names.h"

#include <glib/gi18n.h>

struct _AditAppSystemProxyRow
{
  AdwActionRow parent_instance;

  GtkSwitch *toggle;

  AditBusClient *client;
};

G_DEFINE_FINAL_TYPE (AditAppSystemProxyRow, adit_app_system_proxy_row, ADW_TYPE_ACTION_ROW)

static const struct
{
  const char *state;
  const char *subtitle;
  gboolean is_by_hand;
} sentences[] = {
  { ADIT_SYSTEM_PROXY_OFF, N_ ("Programs find the proxy in the desktop’s settings"), FALSE },
  { ADIT_SYSTEM_PROXY_SET, N_ ("Programs find the proxy in the desktop’s settings"), FALSE },
  { ADIT_SYSTEM_PROXY_CHANGED,
    N_ ("The desktop’s settings were changed since: switch off and on to name the proxy again"),
    FALSE },
  { ADIT_SYSTEM_PROXY_WAITING,
    N_ ("Waits until the proxy is on, with an address of this computer that is not encrypted only"),
    FALSE },
  { ADIT_SYSTEM_PROXY_SANDBOXED,
    N_ ("In the desktop’s settings, open Network, Network Proxy, choose Manual, and enter an "
        "address from below"),
    TRUE },
  { ADIT_SYSTEM_PROXY_MISSING,
    N_ ("This desktop has no such setting: enter an address from below in your programs"), TRUE },
};

static void
update (AditAppSystemProxyRow *self)
{
  const char *state;
  gboolean is_set;

  g_assert (ADIT_APP_IS_SYSTEM_PROXY_ROW (self));

  state = adit_bus_client_get_system_proxy_state (self->client);
  is_set = g_str_equal (state, ADIT_SYSTEM_PROXY_SET);
  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (g_str_equal (state, sentences[i].state))
      {
        adw_action_row_set_subtitle (ADW_ACTION_ROW (self), _ (sentences[i].subtitle));
        gtk_widget_set_visible (GTK_WIDGET (self->toggle), !sentences[i].is_by_hand);
        /* a row would work one that is hidden as well */
        gtk_widget_set_sensitive (GTK_WIDGET (self->toggle), !sentences[i].is_by_hand);
      }
  adit_app_switch_follow (self->toggle, adit_bus_client_is_system_proxy_wanted (self->client),
                          is_set);
}

static void
set_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AditAppSystemProxyRow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!adit_bus_client_change_finish (ADIT_BUS_CLIENT (source), result, &error))
    adit_app_toast_error (GTK_WIDGET (self), _ ("Could not change the desktop’s settings"), error);
  if (self->client != NULL)
    update (self);
}

static gboolean
on_toggle_state_set (GtkSwitch *toggle, gboolean is_on, AditAppSystemProxyRow *self)
{
  g_assert (ADIT_APP_IS_SYSTEM_PROXY_ROW (self));

  if (!adit_app_switch_is_following (toggle) && self->client != NULL)
    adit_bus_client_set_system_proxy_async (self->client, is_on, NULL, set_cb, g_object_ref (self));
  return GDK_EVENT_STOP;
}

void
adit_app_system_proxy_row_set_client (AditAppSystemProxyRow *self, AditBusClient *client)
{
  g_return_if_fail (ADIT_APP_IS_SYSTEM_PROXY_ROW (self) && self->client == NULL);

  self->client = g_object_ref (client);
  g_signal_connect_object (client, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "notify::state", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

static void
adit_app_system_proxy_row_dispose (GObject *object)
{
  g_clear_object (&ADIT_APP_SYSTEM_PROXY_ROW (object)->client);

  G_OBJECT_CLASS (adit_app_system_proxy_row_parent_class)->dispose (object);
}

static void
adit_app_system_proxy_row_class_init (AditAppSystemProxyRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = adit_app_system_proxy_row_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/aditproxy/Adit/adit-app-system-proxy-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AditAppSystemProxyRow, toggle);
  gtk_widget_class_bind_template_callback (widget_class, on_toggle_state_set);
}

static void
adit_app_system_proxy_row_init (AditAppSystemProxyRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
