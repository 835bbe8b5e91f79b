/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "test-portal.h"

#include "test-bus.h"

#define NAME "org.freedesktop.portal.Desktop"
#define PATH "/org/freedesktop/portal/desktop"

static const char xml[] = "<node><interface name='org.freedesktop.portal.Background'>"
                          "<method name='RequestBackground'>"
                          "<arg type='s' direction='in'/><arg type='a{sv}' direction='in'/>"
                          "<arg type='o' direction='out'/></method></interface></node>";

static void
note (TestPortal *self, const char *window, GVariant *options)
{
  g_autofree const char **command = NULL;
  gboolean is_start_wanted = FALSE;

  g_free (self->window);
  self->window = g_strdup (window);
  g_clear_pointer (&self->command, g_free);
  g_variant_lookup (options, "autostart", "b", &is_start_wanted);
  if (g_variant_lookup (options, "commandline", "^a&s", &command))
    self->command = g_strjoinv (" ", (char **) command);
  g_assert_true (is_start_wanted == (self->command != NULL));
  self->n_questions++;
}

/* The answer overtakes the call's own, as it may. */
static void
answer (TestPortal *self, const char *sender, const char *path)
{
  GVariantBuilder results;

  g_variant_builder_init (&results, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&results, "{sv}", "background",
                         g_variant_new_boolean (self->is_background_allowed));
  g_variant_builder_add (&results, "{sv}", "autostart",
                         g_variant_new_boolean (self->is_start_allowed));
  g_dbus_connection_emit_signal (self->connection, sender, path, "org.freedesktop.portal.Request",
                                 "Response", g_variant_new ("(ua{sv})", self->response, &results),
                                 NULL);
}

static void
on_call (GDBusConnection *connection,
         const char *sender,
         const char *object_path,
         const char *interface,
         const char *method,
         GVariant *arguments,
         GDBusMethodInvocation *invocation,
         gpointer user_data)
{
  TestPortal *self = user_data;
  g_autoptr (GVariant) options = NULL;
  g_autofree char *own = g_strdelimit (g_strdup (sender + 1), ".", '_');
  g_autofree char *path = NULL;
  const char *window, *token;

  g_variant_get (arguments, "(&s@a{sv})", &window, &options);
  g_assert_true (g_variant_lookup (options, "handle_token", "&s", &token));
  note (self, window, options);
  path = g_strdup_printf (PATH "/request/%s/%s", own, token);
  answer (self, sender, path);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", path));
}

static void
on_name_acquired (GDBusConnection *connection, const char *name, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

void
test_portal_set_up (TestPortal *self)
{
  static const GDBusInterfaceVTable vtable = { .method_call = on_call };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (xml, NULL);
  gboolean is_there = FALSE;

  self->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (self->bus);
  self->connection = test_bus_connect (self->bus);
  self->client_connection = test_bus_connect (self->bus);
  self->registration =
      g_dbus_connection_register_object (self->connection, PATH, node->interfaces[0], &vtable, self,
                                         NULL, NULL);
  self->name = g_bus_own_name_on_connection (self->connection, NAME, G_BUS_NAME_OWNER_FLAGS_NONE,
                                             on_name_acquired, NULL, &is_there, NULL);
  while (!is_there)
    g_main_context_iteration (NULL, TRUE);
}

void
test_portal_tear_down (TestPortal *self)
{
  test_portal_go (self);
  g_object_unref (self->connection);
  g_object_unref (self->client_connection);
  g_test_dbus_down (self->bus);
  g_object_unref (self->bus);
  g_free (self->window);
  g_free (self->command);
}

void
test_portal_answer (TestPortal *self,
                    guint response,
                    gboolean is_background_allowed,
                    gboolean is_start_allowed)
{
  self->response = response;
  self->is_background_allowed = is_background_allowed;
  self->is_start_allowed = is_start_allowed;
}

void
test_portal_go (TestPortal *self)
{
  g_clear_handle_id (&self->name, g_bus_unown_name);
  if (self->registration != 0)
    g_dbus_connection_unregister_object (self->connection, self->registration);
  self->registration = 0;
  g_dbus_connection_flush_sync (self->connection, NULL, NULL);
}
