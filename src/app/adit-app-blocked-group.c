/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-blocked-group.h"

#include "app/adit-app-blocked.h"
#include "app/adit-app-toast.h"
#include "bus/adit-bus-client-access.h"

#include <glib/gi18n.h>

#define ADDRESS_KEY "adit-app-blocked-group-address"

struct _AditAppBlockedGroup
{
  AdwPreferencesGroup parent_instance;

  AditBusClient *client;
  AditAppBlocked *blocked;
  GPtrArray *rows; /* AdwActionRow; not owned */
};

G_DEFINE_FINAL_TYPE (AditAppBlockedGroup, adit_app_blocked_group, ADW_TYPE_PREFERENCES_GROUP)

/* ---- Lifting ---- */

/* Somebody else may have done it, or time: then it is as was wanted. */
static void
lift_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) button = user_data;
  g_autoptr (GError) error = NULL;

  if (adit_bus_client_change_finish (ADIT_BUS_CLIENT (source), result, &error))
    return;

  gtk_widget_set_sensitive (button, TRUE);
  adit_app_toast_error (button, _ ("Could not unblock it"), error);
}

static void
on_lift_clicked (GtkButton *button, AditAppBlockedGroup *self)
{
  g_assert (ADIT_APP_IS_BLOCKED_GROUP (self));

  gtk_widget_set_sensitive (GTK_WIDGET (button), FALSE);
  adit_bus_client_lift_async (self->client, g_object_get_data (G_OBJECT (button), ADDRESS_KEY),
                              NULL, lift_cb, g_object_ref (button));
}

/* ---- Showing ---- */

static char *
describe (const AditBusBlock *block)
{
  g_autoptr (GDateTime) end = g_date_time_new_from_unix_local (block->until_us / G_USEC_PER_SEC);
  /* Translators: a time for g_date_time_format(), such as "14:05" */
  g_autofree char *time = end != NULL ? g_date_time_format (end, _ ("%H:%M")) : g_strdup ("");

  if (block->user[0] == '\0')
    return g_strdup_printf (_ ("Blocked until %s"), time);
  /* Translators: a time, and the name of a user who may not exist */
  return g_strdup_printf (_ ("Blocked until %s, tried as “%s”"), time, block->user);
}

static GtkWidget *
create_row (AditAppBlockedGroup *self, const AditBusBlock *block)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Unblock"));
  g_autofree char *text = describe (block);
  g_autofree char *name = g_strdup_printf (_ ("Unblock %s"), block->address);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), block->address);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (button), ADDRESS_KEY, g_strdup (block->address), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (on_lift_clicked), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return row;
}

static void
add_row (AditAppBlockedGroup *self, GtkWidget *row)
{
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_ptr_array_add (self->rows, row);
}

static void
update (AditAppBlockedGroup *self)
{
  GPtrArray *blocks = adit_app_blocked_get (self->blocked);

  g_assert (ADIT_APP_IS_BLOCKED_GROUP (self));

  while (self->rows->len > 0)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self),
                                  g_ptr_array_steal_index (self->rows, self->rows->len - 1));
  for (guint i = 0; i < blocks->len; i++)
    add_row (self, create_row (self, blocks->pdata[i]));

  adw_preferences_group_set_description (
      ADW_PREFERENCES_GROUP (self),
      blocks->len > 0 ? _ ("They failed to sign in too often, and may try again later.")
                      : _ ("None. Whoever fails to sign in too often is blocked for a while; this "
                           "computer never is."));
}

/* ---- Life ---- */

static void
let_go (AditAppBlockedGroup *self)
{
  if (self->blocked != NULL)
    g_signal_handlers_disconnect_by_data (self->blocked, self);
  g_clear_object (&self->blocked);
  g_clear_object (&self->client);
}

static void
adit_app_blocked_group_dispose (GObject *object)
{
  let_go (ADIT_APP_BLOCKED_GROUP (object));

  G_OBJECT_CLASS (adit_app_blocked_group_parent_class)->dispose (object);
}

static void
adit_app_blocked_group_finalize (GObject *object)
{
  g_ptr_array_unref (ADIT_APP_BLOCKED_GROUP (object)->rows);

  G_OBJECT_CLASS (adit_app_blocked_group_parent_class)->finalize (object);
}

static void
adit_app_blocked_group_class_init (AditAppBlockedGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = adit_app_blocked_group_dispose;
  G_OBJECT_CLASS (klass)->finalize = adit_app_blocked_group_finalize;
}

static void
adit_app_blocked_group_init (AditAppBlockedGroup *self)
{
  self->rows = g_ptr_array_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _ ("Blocked Addresses"));
}

void
adit_app_blocked_group_set_client (AditAppBlockedGroup *self, AditBusClient *client)
{
  g_return_if_fail (ADIT_APP_IS_BLOCKED_GROUP (self));

  let_go (self);
  if (client == NULL)
    return;

  self->client = g_object_ref (client);
  self->blocked = adit_app_blocked_new (client);
  g_signal_connect_swapped (self->blocked, "changed", G_CALLBACK (update), self);
  update (self);
}
