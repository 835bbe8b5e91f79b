/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-login-row.h"

#include "app/adit-app-parent.h"
#include "app/adit-app-switch.h"
#include "app/adit-app-toast.h"
#include "bus/adit-bus-client-login.h"

#include <glib/gi18n.h>

struct _AditAppLoginRow
{
  AdwActionRow parent_instance;

  GtkSwitch *toggle;

  AditBusClient *client;
  gboolean is_waiting; /* for an answer */
  gboolean is_wanted;  /* what was asked for, while waiting */
};

G_DEFINE_FINAL_TYPE (AditAppLoginRow, adit_app_login_row, ADW_TYPE_ACTION_ROW)

static void
update (AditAppLoginRow *self)
{
  AditBusLoginFacts facts;

  g_assert (ADIT_APP_IS_LOGIN_ROW (self));

  adit_bus_client_describe_login (self->client, &facts);
  adit_app_switch_follow (self->toggle, self->is_waiting ? self->is_wanted : facts.is_start_set,
                          facts.is_start_set);
}

static void
set_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AditAppLoginRow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!adit_bus_client_change_finish (ADIT_BUS_CLIENT (source), result, &error))
    adit_app_toast_error (GTK_WIDGET (self), _ ("Could not change what starts at login"), error);
  self->is_waiting = FALSE;
  if (self->client != NULL)
    update (self);
}

static void
on_identified (const char *window, gpointer user_data)
{
  AditAppLoginRow *self = user_data;

  if (self->client != NULL)
    adit_bus_client_set_start_at_login_async (self->client, self->is_wanted, window, NULL, set_cb,
                                              g_object_ref (self));
}

static gboolean
on_toggle_state_set (GtkSwitch *toggle, gboolean is_on, AditAppLoginRow *self)
{
  g_assert (ADIT_APP_IS_LOGIN_ROW (self));

  if (adit_app_switch_is_following (toggle))
    return GDK_EVENT_STOP;
  if (self->is_waiting || self->client == NULL)
    {
      update (self);
      return GDK_EVENT_STOP;
    }

  self->is_waiting = TRUE;
  self->is_wanted = is_on;
  adit_app_parent_identify (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), on_identified,
                            g_object_ref (self), g_object_unref);
  return GDK_EVENT_STOP;
}

void
adit_app_login_row_set_client (AditAppLoginRow *self, AditBusClient *client)
{
  g_return_if_fail (ADIT_APP_IS_LOGIN_ROW (self) && self->client == NULL);

  self->client = g_object_ref (client);
  g_signal_connect_object (client, "login-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

static void
adit_app_login_row_dispose (GObject *object)
{
  g_clear_object (&ADIT_APP_LOGIN_ROW (object)->client);

  G_OBJECT_CLASS (adit_app_login_row_parent_class)->dispose (object);
}

static void
adit_app_login_row_class_init (AditAppLoginRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = adit_app_login_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/aditproxy/Adit/adit-app-login-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AditAppLoginRow, toggle);
  gtk_widget_class_bind_template_callback (widget_class, on_toggle_state_set);
}

static void
adit_app_login_row_init (AditAppLoginRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
