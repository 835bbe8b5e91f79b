/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-application.h"

#include "adit-app-resources.h"
#include "app/adit-app-help.h"
#include "app/adit-app-window.h"
#include "bus/adit-bus-names.h"

#include <glib/gi18n.h>

struct _AditAppApplication
{
  AdwApplication parent_instance;

  AditBusClient *client; /* from the first window on */
};

G_DEFINE_FINAL_TYPE (AditAppApplication, adit_app_application, ADW_TYPE_APPLICATION)

void
adit_app_application_load_resources (void)
{
  g_resources_register (adit_app_resources_get_resource ());
}

static void
on_about (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkApplication *application = GTK_APPLICATION (user_data);

  adw_show_about_window (gtk_application_get_active_window (application), "application-name",
                         "Adit", "application-icon", ADIT_APP_ID, "version", ADIT_VERSION,
                         "developer-name", _ ("The Adit authors"), "copyright",
                         _ ("© 2026 The Adit authors"), "license-type", GTK_LICENSE_GPL_3_0,
                         "comments",
                         _ ("A proxy for the programs and devices around you, with every "
                            "tunnel in sight"),
                         NULL);
}

static void
on_help (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  adit_app_help_show (gtk_application_get_active_window (GTK_APPLICATION (user_data)));
}

static void
on_quit (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (user_data));

  /* Closing keeps the window's state; the application ends with its last window. */
  if (window != NULL)
    gtk_window_close (window);
}

static void
set_accels (GtkApplication *application, const char *action, const char *accel)
{
  gtk_application_set_accels_for_action (application, action, (const char *[]){ accel, NULL });
}

static void
adit_app_application_startup (GApplication *application)
{
  static const GActionEntry actions[] = {
    { "about", on_about },
    { "help", on_help },
    { "quit", on_quit },
  };

  G_APPLICATION_CLASS (adit_app_application_parent_class)->startup (application);

  gtk_window_set_default_icon_name (ADIT_APP_ID);
  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions),
                                   application);
  set_accels (GTK_APPLICATION (application), "app.help", "F1");
  set_accels (GTK_APPLICATION (application), "app.quit", "<Control>q");
  set_accels (GTK_APPLICATION (application), "window.close", "<Control>w");
  set_accels (GTK_APPLICATION (application), "win.search", "<Control>f");
  set_accels (GTK_APPLICATION (application), "win.preferences", "<Control>comma");
  set_accels (GTK_APPLICATION (application), "win.show-view::overview", "<Alt>1");
  set_accels (GTK_APPLICATION (application), "win.show-view::tunnels", "<Alt>2");
  set_accels (GTK_APPLICATION (application), "win.show-view::users", "<Alt>3");
  set_accels (GTK_APPLICATION (application), "win.show-view::rules", "<Alt>4");
}

static void
adit_app_application_activate (GApplication *application)
{
  AditAppApplication *self = ADIT_APP_APPLICATION (application);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  if (self->client == NULL)
    self->client = adit_bus_client_new (g_application_get_dbus_connection (application));
  if (window == NULL)
    window = GTK_WINDOW (adit_app_window_new (GTK_APPLICATION (application), self->client));

  gtk_window_present (window);
}

static void
adit_app_application_shutdown (GApplication *application)
{
  g_clear_object (&ADIT_APP_APPLICATION (application)->client);

  G_APPLICATION_CLASS (adit_app_application_parent_class)->shutdown (application);
}

/* -1 goes on with the usual start. */
static int
adit_app_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  if (!g_variant_dict_contains (options, "version"))
    return -1;

  g_print ("adit %s\n", ADIT_VERSION);
  return 0;
}

static void
adit_app_application_class_init (AditAppApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  application_class->startup = adit_app_application_startup;
  application_class->activate = adit_app_application_activate;
  application_class->shutdown = adit_app_application_shutdown;
  application_class->handle_local_options = adit_app_application_handle_local_options;
}

static void
adit_app_application_init (AditAppApplication *self)
{
  adit_app_application_load_resources ();
  g_application_add_main_option (G_APPLICATION (self), "version", 0, 0, G_OPTION_ARG_NONE,
                                 _ ("Print the version and exit"), NULL);
}

AditAppApplication *
adit_app_application_new (void)
{
  return g_object_new (ADIT_APP_TYPE_APPLICATION, "application-id", ADIT_APP_ID,
                       "resource-base-path", "/io/github/aditproxy/Adit", NULL);
}
