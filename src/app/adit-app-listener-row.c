/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-listener-row.h"

#include "app/adit-app-address-list.h"
#include "app/adit-app-name.h"
#include "app/adit-app-networks-entry.h"
#include "app/adit-app-reach-row.h"
#include "app/adit-app-share.h"
#include "app/adit-app-switch.h"
#include "app/adit-app-toast.h"
#include "bus/adit-bus-client-listeners.h"
#include "model/adit-place.h"

#include <glib/gi18n.h>

struct _AditAppListenerRow
{
  AdwExpanderRow parent_instance;

  GtkImage *warning;
  GtkButton *copy_button;
  GtkSwitch *toggle;
  AditAppReachRow *reach_row;
  AditAppAddressList *address_list;
  AdwComboRow *encryption_row;
  AditAppNetworksEntry *senders_entry;
  gboolean is_following; /* the engine, in what @encryption_row shows */

  AditBusClient *client;
  char *address; /* as configured: what calls name it by */
  char *shown;   /* the address really bound, where there is one */
  GPtrArray *interfaces;
};

G_DEFINE_FINAL_TYPE (AditAppListenerRow, adit_app_listener_row, ADW_TYPE_EXPANDER_ROW)

/* In the order of AditEncryption. */
static const char *const encryption_names[ADIT_N_ENCRYPTIONS] = {
  [ADIT_ENCRYPTION_BOTH] = N_ ("Plain and encrypted"),
  [ADIT_ENCRYPTION_PLAIN] = N_ ("Plain only"),
  [ADIT_ENCRYPTION_ENCRYPTED] = N_ ("Encrypted only"),
};

/* Of an address that is open: to this computer, to others as well. */
static const char *const open_sentences[2][ADIT_N_ENCRYPTIONS] = {
  {
      [ADIT_ENCRYPTION_BOTH] = N_ ("Open, plain and encrypted"),
      [ADIT_ENCRYPTION_PLAIN] = N_ ("Open, plain only"),
      [ADIT_ENCRYPTION_ENCRYPTED] = N_ ("Open, encrypted only"),
  },
  {
      [ADIT_ENCRYPTION_BOTH] = N_ ("Open to other devices, plain and encrypted"),
      [ADIT_ENCRYPTION_PLAIN] = N_ ("Open to other devices, plain only"),
      [ADIT_ENCRYPTION_ENCRYPTED] = N_ ("Open to other devices, encrypted only"),
  },
};

static gboolean
is_shared (const AditListener *listener)
{
  AditPlace place;

  return adit_place_parse (listener->address, &place) && !adit_place_is_loopback (&place);
}

static char *
describe (const AditListener *listener)
{
  if (listener->error[0] != '\0')
    return g_strdup (listener->error);
  if (listener->state == ADIT_LISTENER_FULL)
    return g_strdup (_ ("Full: new connections wait"));
  if (listener->state == ADIT_LISTENER_FAILED)
    return g_strdup (_ ("This address could not be opened"));
  if (!listener->is_enabled)
    return g_strdup (_ ("Off"));
  if (listener->state == ADIT_LISTENER_OFF)
    return g_strdup (_ ("Opens when the proxy is on"));
  return g_strdup (_ (open_sentences[is_shared (listener)][listener->encryption]));
}

static gboolean
is_open (const AditListener *listener)
{
  return listener->state == ADIT_LISTENER_LISTENING || listener->state == ADIT_LISTENER_FULL;
}

static void
name_controls (AditAppListenerRow *self)
{
  g_autofree char *copy_name = g_strdup_printf (_ ("Copy Address %s"), self->shown);
  g_autofree char *toggle_name = g_strdup_printf (_ ("Listen on %s"), self->shown);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->copy_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  copy_name, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->toggle), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  toggle_name, -1);
  adit_app_name_inner (self, GTK_TYPE_LIST_BOX, self->shown);
}

/* The parts of an address keep their order where text runs from right to left. */
static void
show_address (AditAppListenerRow *self)
{
  gboolean is_rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  g_autofree char *isolated = g_strconcat ("\u2066", self->shown, "\u2069", NULL);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), is_rtl ? isolated : self->shown);
}

/* All addresses are none that could be entered somewhere. */
static void
show_copying (AditAppListenerRow *self)
{
  AditPlace place;

  gtk_widget_set_visible (GTK_WIDGET (self->copy_button),
                          !adit_place_parse (self->shown, &place) || !adit_place_is_any (&place));
}

/* ---- Who can connect ---- */

static const AditListener *
find_listener (AditAppListenerRow *self)
{
  GPtrArray *listeners = adit_bus_client_get_listeners (self->client);

  for (guint i = 0; i < listeners->len; i++)
    {
      const AditListener *listener = listeners->pdata[i];

      if (g_strcmp0 (listener->address, self->address) == 0)
        return listener;
    }

  return NULL;
}

static void
show_reach (AditAppListenerRow *self, const AditListener *listener)
{
  adit_app_reach_row_set (self->reach_row, listener, self->interfaces);
  adit_app_address_list_set (self->address_list, listener, self->interfaces);
}

/* Without them there is less to choose from. */
static void
list_interfaces_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AditAppListenerRow) self = user_data;
  GPtrArray *interfaces =
      adit_bus_client_list_interfaces_finish (ADIT_BUS_CLIENT (source), result, NULL);
  const AditListener *listener = find_listener (self);

  if (interfaces == NULL)
    return;

  g_ptr_array_unref (self->interfaces);
  self->interfaces = interfaces;
  if (listener != NULL)
    show_reach (self, listener);
}

static void
ask_for_interfaces (AditAppListenerRow *self)
{
  if (self->client != NULL && adw_expander_row_get_expanded (ADW_EXPANDER_ROW (self)))
    adit_bus_client_list_interfaces_async (self->client, NULL, list_interfaces_cb,
                                           g_object_ref (self));
}

/* ---- The whole row ---- */

void
adit_app_listener_row_set (AditAppListenerRow *self, const AditListener *listener)
{
  g_autofree char *subtitle = describe (listener);
  g_autofree char *markup = g_markup_escape_text (subtitle, -1);
  g_autofree char *old_address = self->address;
  g_autofree char *old_shown = self->shown;

  self->address = g_strdup (listener->address);
  self->shown = g_strdup (listener->bound[0] != '\0' ? listener->bound : listener->address);

  show_address (self);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), markup);
  gtk_widget_set_visible (GTK_WIDGET (self->warning), listener->error[0] != '\0' ||
                                                          listener->state == ADIT_LISTENER_FAILED ||
                                                          listener->state == ADIT_LISTENER_FULL);
  adit_app_switch_follow (self->toggle, listener->is_enabled, is_open (listener));
  self->is_following = TRUE;
  adw_combo_row_set_selected (self->encryption_row, listener->encryption);
  self->is_following = FALSE;
  show_copying (self);
  adit_app_networks_entry_set_words (self->senders_entry, (const char *const *) listener->senders);
  show_reach (self, listener);
  name_controls (self);

  /* This is called with each change of the counters, too. */
  if (g_strcmp0 (old_address, self->address) != 0 || g_strcmp0 (old_shown, self->shown) != 0)
    ask_for_interfaces (self);
}

/* Where it was not done, the switch goes back. */
static void
finish_switching (AditAppListenerRow *self, const GError *error)
{
  const AditListener *listener = find_listener (self);

  if (error == NULL)
    return;

  if (listener != NULL)
    adit_app_switch_follow (self->toggle, listener->is_enabled, is_open (listener));
  adit_app_toast_error (GTK_WIDGET (self), _ ("Could not switch the address"), error);
}

static void
disable_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AditAppListenerRow) self = user_data;
  g_autoptr (GError) error = NULL;

  adit_bus_client_change_finish (ADIT_BUS_CLIENT (source), result, &error);
  finish_switching (self, error);
}

static void
enable_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  adit_app_share_finish (GTK_WIDGET (source), result, &error);
  finish_switching (ADIT_APP_LISTENER_ROW (source), error);
}

static gboolean
on_toggle_state_set (GtkSwitch *toggle, gboolean is_on, AditAppListenerRow *self)
{
  const AditListener *listener;

  g_assert (ADIT_APP_IS_LISTENER_ROW (self));

  if (adit_app_switch_is_following (toggle))
    return GDK_EVENT_STOP;

  listener = find_listener (self);
  if (is_on && listener != NULL)
    adit_app_share_enable_async (GTK_WIDGET (self), self->client, listener, enable_cb, NULL);
  else
    adit_bus_client_set_listener_enabled_async (self->client, self->address, is_on, NULL,
                                                disable_cb, g_object_ref (self));
  return GDK_EVENT_STOP;
}

/* The row shows what was chosen meanwhile; what the engine says next is shown then. */
static void
set_encryption_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AditAppListenerRow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!adit_bus_client_change_finish (ADIT_BUS_CLIENT (source), result, &error))
    adit_app_toast_error (GTK_WIDGET (self), _ ("Could not change the encryption"), error);
}

static void
on_encryption_selected (AdwComboRow *row, GParamSpec *pspec, AditAppListenerRow *self)
{
  guint selected = adw_combo_row_get_selected (row);

  g_assert (ADIT_APP_IS_LISTENER_ROW (self));

  if (!self->is_following && self->client != NULL && selected < ADIT_N_ENCRYPTIONS)
    adit_bus_client_set_listener_encryption_async (self->client, self->address, selected, NULL,
                                                   set_encryption_cb, g_object_ref (self));
}

static void
set_senders_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AditAppListenerRow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!adit_bus_client_change_finish (ADIT_BUS_CLIENT (source), result, &error))
    adit_app_toast_error (GTK_WIDGET (self), _ ("Could not change the load balancers"), error);
}

static void
on_senders_applied (AditAppNetworksEntry *entry, GStrv senders, AditAppListenerRow *self)
{
  g_assert (ADIT_APP_IS_LISTENER_ROW (self));

  adit_bus_client_set_listener_senders_async (self->client, self->address,
                                              (const char *const *) senders, NULL, set_senders_cb,
                                              g_object_ref (self));
}

static void
fill_encryption_row (AditAppListenerRow *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; i < ADIT_N_ENCRYPTIONS; i++)
    gtk_string_list_append (names, _ (encryption_names[i]));
  adw_combo_row_set_model (self->encryption_row, G_LIST_MODEL (names));
}

static void
on_copy_clicked (GtkButton *button, AditAppListenerRow *self)
{
  g_autofree char *text = g_strdup_printf (_ ("Copied %s"), self->shown);

  g_assert (ADIT_APP_IS_LISTENER_ROW (self));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->shown);
  adit_app_toast (GTK_WIDGET (self), text);
}

static void
adit_app_listener_row_finalize (GObject *object)
{
  AditAppListenerRow *self = ADIT_APP_LISTENER_ROW (object);

  g_clear_object (&self->client);
  g_free (self->address);
  g_free (self->shown);
  g_ptr_array_unref (self->interfaces);

  G_OBJECT_CLASS (adit_app_listener_row_parent_class)->finalize (object);
}

static void
adit_app_listener_row_class_init (AditAppListenerRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = adit_app_listener_row_finalize;

  g_type_ensure (ADIT_APP_TYPE_NETWORKS_ENTRY);
  g_type_ensure (ADIT_APP_TYPE_REACH_ROW);
  g_type_ensure (ADIT_APP_TYPE_ADDRESS_LIST);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/aditproxy/Adit/adit-app-listener-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AditAppListenerRow, warning);
  gtk_widget_class_bind_template_child (widget_class, AditAppListenerRow, copy_button);
  gtk_widget_class_bind_template_child (widget_class, AditAppListenerRow, toggle);
  gtk_widget_class_bind_template_child (widget_class, AditAppListenerRow, reach_row);
  gtk_widget_class_bind_template_child (widget_class, AditAppListenerRow, address_list);
  gtk_widget_class_bind_template_child (widget_class, AditAppListenerRow, encryption_row);
  gtk_widget_class_bind_template_child (widget_class, AditAppListenerRow, senders_entry);
  gtk_widget_class_bind_template_callback (widget_class, on_toggle_state_set);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_encryption_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_senders_applied);
}

static void
adit_app_listener_row_init (AditAppListenerRow *self)
{
  self->interfaces = g_ptr_array_new_with_free_func ((GDestroyNotify) adit_interface_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_encryption_row (self);
  g_signal_connect (self, "notify::expanded", G_CALLBACK (ask_for_interfaces), NULL);
}

GtkWidget *
adit_app_listener_row_new (AditBusClient *client)
{
  AditAppListenerRow *self = g_object_new (ADIT_APP_TYPE_LISTENER_ROW, NULL);

  self->client = g_object_ref (client);
  adit_app_reach_row_set_client (self->reach_row, client);
  return GTK_WIDGET (self);
}
