/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-access-group.h"

#include "bus/adit-bus-client-access.h"

#include <glib/gi18n.h>

struct _AditAppAccessGroup
{
  AdwPreferencesGroup parent_instance;

  AdwActionRow *row;
  AditBusClient *client;
};

G_DEFINE_FINAL_TYPE (AditAppAccessGroup, adit_app_access_group, ADW_TYPE_PREFERENCES_GROUP)

static const char *const sentences[ADIT_N_SIGN_INS] = {
  [ADIT_SIGN_IN_NEVER] = N_ ("Nobody has to: everybody who can connect is served"),
  [ADIT_SIGN_IN_ELSEWHERE] = N_ ("Other devices have to, programs of this computer do not"),
  [ADIT_SIGN_IN_ALWAYS] = N_ ("Everybody has to, programs of this computer as well"),
};

static void
update (AditAppAccessGroup *self)
{
  AditAccess access;

  adit_bus_client_describe_access (self->client, &access);
  adw_action_row_set_subtitle (self->row, _ (sentences[access.sign_in]));
}

static void
adit_app_access_group_dispose (GObject *object)
{
  g_clear_object (&ADIT_APP_ACCESS_GROUP (object)->client);

  G_OBJECT_CLASS (adit_app_access_group_parent_class)->dispose (object);
}

static void
adit_app_access_group_class_init (AditAppAccessGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = adit_app_access_group_dispose;
}

static void
adit_app_access_group_init (AditAppAccessGroup *self)
{
  GtkWidget *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");

  self->row = ADW_ACTION_ROW (adw_action_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->row), _ ("Sign-In"));
  adw_action_row_set_subtitle_lines (self->row, 3);
  adw_action_row_add_suffix (self->row, arrow);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self->row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->row), "win.preferences");
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (self->row));
}

void
adit_app_access_group_set_client (AditAppAccessGroup *self, AditBusClient *client)
{
  g_return_if_fail (ADIT_APP_IS_ACCESS_GROUP (self) && self->client == NULL);

  self->client = g_object_ref (client);
  g_signal_connect_object (client, "access-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
