/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-preferences.h"

#include "app/adit-app-blocked-group.h"
#include "app/adit-app-name.h"
#include "app/adit-app-networks-entry.h"
#include "app/adit-app-switch.h"
#include "app/adit-app-toast.h"
#include "app/adit-app-weak.h"
#include "bus/adit-bus-client-access.h"

#include <glib/gi18n.h>

struct _AditAppPreferences
{
  AdwPreferencesWindow parent_instance;

  AdwPreferencesPage *page;
  AdwComboRow *sign_in_row;
  AdwComboRow *schemes_row;
  GtkSwitch *plain_basic_switch;
  AditAppNetworksEntry *clients_entry;
  GtkSwitch *private_switch;
  AditAppBlockedGroup *blocked_group;
  gboolean is_following; /* the engine, in what the combo rows show */

  AditBusClient *client;
};

G_DEFINE_FINAL_TYPE (AditAppPreferences, adit_app_preferences, ADW_TYPE_PREFERENCES_WINDOW)

/* In the order of AditSignIn, and of AditSchemes. */
static const char *const sign_in_names[ADIT_N_SIGN_INS] = {
  [ADIT_SIGN_IN_NEVER] = N_ ("Nobody"),
  [ADIT_SIGN_IN_ELSEWHERE] = N_ ("Other devices"),
  [ADIT_SIGN_IN_ALWAYS] = N_ ("Everybody, this computer’s programs included"),
};

static const char *const scheme_names[ADIT_N_SCHEMES] = {
  [ADIT_SCHEMES_BASIC] = N_ ("Basic"),
  [ADIT_SCHEMES_DIGEST] = N_ ("Digest"),
  [ADIT_SCHEMES_BOTH] = N_ ("Both"),
};

/* What choosing one means for what is stored. */
static const char *const scheme_sentences[ADIT_N_SCHEMES] = {
  [ADIT_SCHEMES_BASIC] = N_ (
      "All programs know it. Of a password only a hash is stored, from which it cannot be read"),
  [ADIT_SCHEMES_DIGEST] =
      N_ ("Passwords are never sent, but what has to be stored of them is as good as the password "
          "for whoever reads it. It is stored when a password is set: set all of them anew. Few "
          "programs besides browsers know it"),
  [ADIT_SCHEMES_BOTH] = N_ (
      "Programs choose. What Digest needs is stored when a password is set, and is as good as "
      "the password for whoever reads it. Digest is offered once everybody has such a password"),
};

/* ---- Showing what is so ---- */

static void
select_item (AditAppPreferences *self, AdwComboRow *row, guint item)
{
  self->is_following = TRUE;
  adw_combo_row_set_selected (row, item);
  self->is_following = FALSE;
}

static void
show_access (AditAppPreferences *self)
{
  AditAccess access;
  gboolean is_plain = FALSE;

  adit_bus_client_describe_access (self->client, &access);
  is_plain = !access.is_plain_basic_forbidden;
  select_item (self, self->sign_in_row, access.sign_in);
  select_item (self, self->schemes_row, access.schemes);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->schemes_row),
                               _ (scheme_sentences[access.schemes]));
  adit_app_switch_follow (self->plain_basic_switch, is_plain, is_plain);
}

static void
show_others (AditAppPreferences *self)
{
  gboolean is_private = adit_bus_client_is_private_allowed (self->client);
  g_auto (AditClients) clients = { 0 };
  g_auto (GStrv) words = NULL;

  adit_bus_client_get_clients (self->client, &clients);
  words = adit_clients_to_words (&clients);
  adit_app_networks_entry_set_words (self->clients_entry, (const char *const *) words);
  adit_app_switch_follow (self->private_switch, is_private, is_private);
}

static void
on_access_changed (AditAppPreferences *self)
{
  g_assert (ADIT_APP_IS_PREFERENCES (self));

  /* Without an engine there is nothing to show. */
  if (adit_bus_client_get_state (self->client) != ADIT_BUS_CLIENT_READY)
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }

  show_access (self);
  show_others (self);
}

/* ---- Changing it ---- */

static void
set_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AditAppPreferences) self = adit_app_weak_take (user_data);
  g_autoptr (GError) error = NULL;

  if (adit_bus_client_change_finish (ADIT_BUS_CLIENT (source), result, &error) || self == NULL)
    return;

  adit_app_toast_error (GTK_WIDGET (self->page), _ ("Could not change it"), error);
  on_access_changed (self);
}

static void
set (AditAppPreferences *self, const char *option, GVariant *value)
{
  adit_bus_client_set_access_async (self->client, option, value, NULL, set_cb,
                                    adit_app_weak_new (self));
}

static void
on_sign_in_selected (AdwComboRow *row, GParamSpec *pspec, AditAppPreferences *self)
{
  guint selected = adw_combo_row_get_selected (row);

  if (!self->is_following && self->client != NULL && selected < ADIT_N_SIGN_INS)
    set (self, "sign-in", g_variant_new_string (adit_sign_in_to_word (selected)));
}

static void
on_schemes_selected (AdwComboRow *row, GParamSpec *pspec, AditAppPreferences *self)
{
  guint selected = adw_combo_row_get_selected (row);

  if (!self->is_following && self->client != NULL && selected < ADIT_N_SCHEMES)
    set (self, "schemes", g_variant_new_string (adit_schemes_to_word (selected)));
}

static gboolean
on_plain_basic_state_set (GtkSwitch *toggle, gboolean is_on, AditAppPreferences *self)
{
  if (!adit_app_switch_is_following (toggle))
    set (self, "plain-basic", g_variant_new_boolean (is_on));
  return GDK_EVENT_STOP;
}

static gboolean
on_private_state_set (GtkSwitch *toggle, gboolean is_on, AditAppPreferences *self)
{
  if (!adit_app_switch_is_following (toggle))
    set (self, "private", g_variant_new_boolean (is_on));
  return GDK_EVENT_STOP;
}

static void
on_clients_applied (AditAppNetworksEntry *entry, GStrv words, AditAppPreferences *self)
{
  set (self, "clients", g_variant_new_strv ((const char *const *) words, -1));
}

/* ---- Life ---- */

static void
fill (AdwComboRow *row, const char *const *names, guint n_names)
{
  g_autoptr (GtkStringList) items = gtk_string_list_new (NULL);

  for (guint i = 0; i < n_names; i++)
    gtk_string_list_append (items, _ (names[i]));
  adw_combo_row_set_model (row, G_LIST_MODEL (items));
}

static void
adit_app_preferences_dispose (GObject *object)
{
  AditAppPreferences *self = ADIT_APP_PREFERENCES (object);

  if (self->client != NULL)
    {
      /* libadwaita 1.2 leaks the groups of such a window. */
      adit_app_blocked_group_set_client (self->blocked_group, NULL);
      g_signal_handlers_disconnect_by_data (self->client, self);
    }
  g_clear_object (&self->client);

  G_OBJECT_CLASS (adit_app_preferences_parent_class)->dispose (object);
}

static void
adit_app_preferences_class_init (AditAppPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = adit_app_preferences_dispose;

  g_type_ensure (ADIT_APP_TYPE_BLOCKED_GROUP);
  g_type_ensure (ADIT_APP_TYPE_NETWORKS_ENTRY);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/aditproxy/Adit/adit-app-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, AditAppPreferences, page);
  gtk_widget_class_bind_template_child (widget_class, AditAppPreferences, sign_in_row);
  gtk_widget_class_bind_template_child (widget_class, AditAppPreferences, schemes_row);
  gtk_widget_class_bind_template_child (widget_class, AditAppPreferences, plain_basic_switch);
  gtk_widget_class_bind_template_child (widget_class, AditAppPreferences, clients_entry);
  gtk_widget_class_bind_template_child (widget_class, AditAppPreferences, private_switch);
  gtk_widget_class_bind_template_child (widget_class, AditAppPreferences, blocked_group);
  gtk_widget_class_bind_template_callback (widget_class, on_sign_in_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_schemes_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_plain_basic_state_set);
  gtk_widget_class_bind_template_callback (widget_class, on_private_state_set);
  gtk_widget_class_bind_template_callback (widget_class, on_clients_applied);
}

static void
adit_app_preferences_init (AditAppPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  fill (self->sign_in_row, sign_in_names, ADIT_N_SIGN_INS);
  fill (self->schemes_row, scheme_names, ADIT_N_SCHEMES);
  adit_app_networks_entry_allow_local (self->clients_entry);
  adit_app_name_inner (self->page, GTK_TYPE_SCROLLED_WINDOW, _ ("Preferences"));
}

GtkWidget *
adit_app_preferences_new (AditBusClient *client)
{
  AditAppPreferences *self = g_object_new (ADIT_APP_TYPE_PREFERENCES, NULL);

  self->client = g_object_ref (client);
  adit_app_blocked_group_set_client (self->blocked_group, client);
  g_signal_connect_swapped (client, "access-changed", G_CALLBACK (on_access_changed), self);
  on_access_changed (self);
  return GTK_WIDGET (self);
}
