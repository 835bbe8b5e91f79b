/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app-test.h"

#define PATIENCE_S 30

static gboolean
on_deadline (gpointer condition)
{
  g_error ("waited in vain for: %s", (const char *) condition);
  return G_SOURCE_REMOVE;
}

guint
app_test_begin_wait (const char *condition)
{
  return g_timeout_add_seconds (PATIENCE_S, on_deadline, (gpointer) condition);
}

GDBusConnection *
app_test_connect (const char *address)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *session = NULL;
  GDBusConnection *connection;

  if (address == NULL)
    address = session = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);

  connection =
      g_dbus_connection_new_for_address_sync (address,
                                              G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                  G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                              NULL, NULL, &error);
  g_assert_no_error (error);
  return connection;
}

static void
ping_cb (GObject *source, GAsyncResult *result, gpointer is_done)
{
  g_autoptr (GVariant) reply =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);

  g_assert_nonnull (reply);
  *(gboolean *) is_done = TRUE;
}

void
app_test_sync (GDBusConnection *connection)
{
  gboolean is_done = FALSE;

  g_dbus_connection_call (connection, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                          "org.freedesktop.DBus", "GetId", NULL, NULL, G_DBUS_CALL_FLAGS_NONE, -1,
                          NULL, ping_cb, &is_done);
  WAIT_UNTIL (is_done);
}
