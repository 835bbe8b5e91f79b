/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-reach-row.h"

#include "app/adit-app-share.h"
#include "app/adit-app-toast.h"
#include "model/adit-interface.h"
#include "model/adit-place.h"

#include <glib/gi18n.h>
#include <string.h>

struct _AditAppReachRow
{
  AdwComboRow parent_instance;

  AditBusClient *client;
  char *address;
  GPtrArray *places;     /* strings, one for each item */
  char *names;           /* of the items, as they are shown */
  guint current;         /* the item that is so */
  gboolean is_following; /* the engine, in what is selected */
};

G_DEFINE_FINAL_TYPE (AditAppReachRow, adit_app_reach_row, ADW_TYPE_COMBO_ROW)

/* ---- What can be chosen ---- */

typedef struct
{
  GPtrArray *places;
  GString *names;
} Choice;

/* Takes @name. */
static void
offer (Choice *choice, const AditPlace *place, char *name)
{
  g_ptr_array_add (choice->places, adit_place_to_string (place));
  g_string_append_printf (choice->names, "%s%s", choice->names->len > 0 ? "\n" : "", name);
  g_free (name);
}

static gboolean
is_taken (AditAppReachRow *self, const AditPlace *place)
{
  g_autofree char *text = adit_place_to_string (place);
  GPtrArray *listeners = adit_bus_client_get_listeners (self->client);

  for (guint i = 0; i < listeners->len; i++)
    {
      const char *address = ((AditListener *) listeners->pdata[i])->address;

      if (g_str_equal (address, text) && !g_str_equal (address, self->address))
        return TRUE;
    }

  return FALSE;
}

/* An address's own family; for an interface, which has both, the one that is free. */
static AditPlace
find_loopback (AditAppReachRow *self, const AditPlace *place)
{
  AditPlace found = { .kind = ADIT_PLACE_ADDRESS, .port = place->port };
  gboolean is_ipv6 = place->kind == ADIT_PLACE_ADDRESS && strchr (place->host, ':') != NULL;

  g_strlcpy (found.host, is_ipv6 ? "::1" : "127.0.0.1", sizeof found.host);
  if (place->kind == ADIT_PLACE_INTERFACE && is_taken (self, &found))
    g_strlcpy (found.host, "::1", sizeof found.host);

  return adit_place_is_loopback (place) ? *place : found;
}

static AditPlace
find_any (AditAppReachRow *self, const AditPlace *place)
{
  AditPlace loopback = find_loopback (self, place);
  AditPlace found = { .kind = ADIT_PLACE_ADDRESS, .port = place->port };

  g_strlcpy (found.host, strchr (loopback.host, ':') != NULL ? "::" : "0.0.0.0", sizeof found.host);

  return adit_place_is_any (place) ? *place : found;
}

/* Whether others could be at the other end of it. */
static gboolean
leads_elsewhere (const AditInterface *interface)
{
  for (guint i = 0; i < interface->addresses->len; i++)
    if (((AditInterfaceAddress *) interface->addresses->pdata[i])->klass == ADIT_ADDRESS_LOOPBACK)
      return FALSE;

  return TRUE;
}

static void
offer_interface (Choice *choice, const AditPlace *place, const char *name)
{
  AditPlace there = { .kind = ADIT_PLACE_INTERFACE, .port = place->port };

  if (place->port == 0)
    return;

  g_strlcpy (there.host, name, sizeof there.host);
  offer (choice, &there, g_strdup_printf (_ ("Local network at %s"), name));
}

/* What it has now is offered in any case. */
static void
offer_current (Choice *choice, const AditPlace *place)
{
  g_autofree char *text = adit_place_to_string (place);

  if (g_ptr_array_find_with_equal_func (choice->places, text, g_str_equal, NULL))
    return;
  if (place->kind == ADIT_PLACE_INTERFACE)
    offer_interface (choice, place, place->host);
  else
    offer (choice, place, g_strdup_printf (_ ("Only %s"), place->host));
}

static void
offer_all (AditAppReachRow *self,
           Choice *choice,
           const AditPlace *place,
           const GPtrArray *interfaces)
{
  AditPlace loopback = find_loopback (self, place);
  AditPlace any = find_any (self, place);

  offer (choice, &loopback, g_strdup (_ ("This computer only")));
  for (guint i = 0; i < interfaces->len; i++)
    {
      const AditInterface *interface = interfaces->pdata[i];

      if (leads_elsewhere (interface))
        offer_interface (choice, place, interface->name);
    }
  offer (choice, &any, g_strdup (_ ("All networks")));
  offer_current (choice, place);
}

/* Takes what is in @choice. */
static void
show (AditAppReachRow *self, Choice *choice)
{
  g_autofree char *names = g_string_free (choice->names, FALSE);
  guint current = 0;

  g_ptr_array_unref (self->places);
  self->places = choice->places;
  g_ptr_array_find_with_equal_func (self->places, self->address, g_str_equal, &current);
  self->current = current;

  self->is_following = TRUE;
  if (g_strcmp0 (names, self->names) != 0)
    {
      g_auto (GStrv) items = g_strsplit (names, "\n", -1);
      g_autoptr (GtkStringList) model = gtk_string_list_new ((const char *const *) items);

      adw_combo_row_set_model (ADW_COMBO_ROW (self), G_LIST_MODEL (model));
      g_free (self->names);
      self->names = g_steal_pointer (&names);
    }
  adw_combo_row_set_selected (ADW_COMBO_ROW (self), current);
  self->is_following = FALSE;
}

void
adit_app_reach_row_set (AditAppReachRow *self,
                        const AditListener *listener,
                        const GPtrArray *interfaces)
{
  Choice choice;
  AditPlace place;

  g_return_if_fail (ADIT_APP_IS_REACH_ROW (self) && self->client != NULL);

  gtk_widget_set_visible (GTK_WIDGET (self), adit_place_parse (listener->address, &place));
  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    return;

  g_free (self->address);
  self->address = adit_place_to_string (&place);
  choice = (Choice){ g_ptr_array_new_with_free_func (g_free), g_string_new (NULL) };
  offer_all (self, &choice, &place, interfaces);
  show (self, &choice);
}

/* ---- Choosing ---- */

static void
select_current (AditAppReachRow *self)
{
  self->is_following = TRUE;
  adw_combo_row_set_selected (ADW_COMBO_ROW (self), self->current);
  self->is_following = FALSE;
}

static void
share_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AditAppReachRow *self = ADIT_APP_REACH_ROW (source);
  g_autoptr (GError) error = NULL;

  gtk_widget_set_sensitive (GTK_WIDGET (self), TRUE);
  if (adit_app_share_finish (GTK_WIDGET (self), result, &error))
    return;

  select_current (self);
  adit_app_toast_error (GTK_WIDGET (self), _ ("Could not change who can connect"), error);
}

static void
on_selected (AditAppReachRow *self)
{
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self));

  if (self->is_following || self->client == NULL || selected >= self->places->len ||
      selected == self->current)
    return;

  gtk_widget_set_sensitive (GTK_WIDGET (self), FALSE);
  adit_app_share_async (GTK_WIDGET (self), self->client, self->address,
                        self->places->pdata[selected], share_cb, NULL);
}

/* ---- Life ---- */

static void
adit_app_reach_row_finalize (GObject *object)
{
  AditAppReachRow *self = ADIT_APP_REACH_ROW (object);

  g_clear_object (&self->client);
  g_ptr_array_unref (self->places);
  g_free (self->address);
  g_free (self->names);

  G_OBJECT_CLASS (adit_app_reach_row_parent_class)->finalize (object);
}

static void
adit_app_reach_row_class_init (AditAppReachRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = adit_app_reach_row_finalize;
}

static void
adit_app_reach_row_init (AditAppReachRow *self)
{
  self->places = g_ptr_array_new_with_free_func (g_free);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _ ("Can Be Reached From"));
  adw_combo_row_set_use_subtitle (ADW_COMBO_ROW (self), TRUE);
  g_signal_connect (self, "notify::selected", G_CALLBACK (on_selected), NULL);
}

void
adit_app_reach_row_set_client (AditAppReachRow *self, AditBusClient *client)
{
  g_return_if_fail (ADIT_APP_IS_REACH_ROW (self) && self->client == NULL);

  self->client = g_object_ref (client);
}
