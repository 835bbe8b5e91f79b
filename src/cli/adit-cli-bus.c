/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/adit-cli-bus.h"

#include "bus/adit-bus-names.h"

#include <glib/gi18n-lib.h>

/* Starting a process may take longer than GDBus' usual patience on a machine that is busy. */
#define START_TIMEOUT_MS 60000

#define TO_READ G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START
#define TO_CALL (TO_READ | G_DBUS_PROXY_FLAGS_DO_NOT_LOAD_PROPERTIES)

static void
set_unreachable (GError **error, const char *sentence, GError *reason)
{
  g_dbus_error_strip_remote_error (reason);
  g_set_error (error, ADIT_CLI_UNREACHABLE_ERROR, 0, "%s: %s", sentence, reason->message);
  g_error_free (reason);
}

static GDBusConnection *
open_session_bus (GError **error)
{
  GError *reason = NULL;
  GDBusConnection *bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &reason);

  if (bus == NULL)
    set_unreachable (error, _ ("There is no session bus to reach the engine on"), reason);
  else
    g_dbus_connection_set_exit_on_close (bus, FALSE);

  return bus;
}

/* (transfer full): the answer of the bus itself */
static GVariant *
ask_bus (GDBusConnection *bus, const char *method, GVariant *arguments, GError **error)
{
  return g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                      "org.freedesktop.DBus", method, arguments, NULL,
                                      G_DBUS_CALL_FLAGS_NONE, START_TIMEOUT_MS, NULL, error);
}

static const char *
explain_wake_up (const GError *reason)
{
  if (g_error_matches (reason, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER))
    return _ ("The engine is not running");
  if (g_error_matches (reason, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN))
    return _ ("The engine is not running, and it is not installed where this session bus looks");
  return _ ("The engine could not be started");
}

/* Makes sure that somebody owns the engine's name, before anything is asked of it: later errors
 * then mean what they say. An engine that was started by hand may have no service file, which
 * StartServiceByName insists on even then. */
static gboolean
wake_engine (GDBusConnection *bus, gboolean is_passive, GError **error)
{
  GError *reason = NULL;
  g_autoptr (GVariant) owner =
      ask_bus (bus, "GetNameOwner", g_variant_new ("(s)", ADIT_ENGINE_BUS_NAME), &reason);
  g_autoptr (GVariant) started = NULL;

  if (owner != NULL)
    return TRUE;

  if (!is_passive)
    {
      g_clear_error (&reason);
      started = ask_bus (bus, "StartServiceByName", g_variant_new ("(su)", ADIT_ENGINE_BUS_NAME, 0),
                         &reason);
    }
  if (started == NULL)
    set_unreachable (error, explain_wake_up (reason), reason);

  return started != NULL;
}

static GDBusConnection *
reach_engine (const AditCliCall *call, GError **error)
{
  g_autoptr (GDBusConnection) bus = open_session_bus (error);

  if (bus == NULL || !wake_engine (bus, call->is_passive, error))
    return NULL;

  return g_steal_pointer (&bus);
}

/* GDBus makes a proxy all the same when nobody answers for its properties. */
static gboolean
has_all_properties (GDBusProxy *proxy, GError **error)
{
  const GDBusInterfaceInfo *info = g_dbus_proxy_get_interface_info (proxy);

  for (guint i = 0; info->properties[i] != NULL; i++)
    {
      g_autoptr (GVariant) value =
          g_dbus_proxy_get_cached_property (proxy, info->properties[i]->name);

      if (value == NULL)
        {
          g_set_error_literal (error, ADIT_CLI_UNREACHABLE_ERROR, 0,
                               _ ("The engine did not tell its state: it just ended, or it is of "
                                  "another version"));
          return FALSE;
        }
    }

  return TRUE;
}

/* A generated proxy of @type for @interface. (transfer full) */
static gpointer
new_proxy (const AditCliCall *call,
           GType type,
           const char *interface,
           GDBusProxyFlags flags,
           GError **error)
{
  g_autoptr (GDBusConnection) bus = reach_engine (call, error);

  if (bus == NULL)
    return NULL;

  return g_initable_new (type, NULL, error, "g-flags", flags, "g-name", ADIT_ENGINE_BUS_NAME,
                         "g-connection", bus, "g-object-path", ADIT_ENGINE_OBJECT_PATH,
                         "g-interface-name", interface, NULL);
}

static gpointer
read_proxy (const AditCliCall *call, GType type, const char *interface, GError **error)
{
  g_autoptr (GDBusProxy) proxy = new_proxy (call, type, interface, TO_READ, error);

  if (proxy == NULL || !has_all_properties (proxy, error))
    return NULL;

  return g_steal_pointer (&proxy);
}

AditBusEngine *
adit_cli_bus_read_engine (const AditCliCall *call, GError **error)
{
  return read_proxy (call, ADIT_BUS_TYPE_ENGINE_PROXY, ADIT_ENGINE_INTERFACE, error);
}

AditBusCertificate *
adit_cli_bus_read_certificate (const AditCliCall *call, GError **error)
{
  return read_proxy (call, ADIT_BUS_TYPE_CERTIFICATE_PROXY, ADIT_CERTIFICATE_INTERFACE, error);
}

AditBusUsers *
adit_cli_bus_read_users (const AditCliCall *call, GError **error)
{
  return read_proxy (call, ADIT_BUS_TYPE_USERS_PROXY, ADIT_USERS_INTERFACE, error);
}

AditBusAccess *
adit_cli_bus_read_access (const AditCliCall *call, GError **error)
{
  return read_proxy (call, ADIT_BUS_TYPE_ACCESS_PROXY, ADIT_ACCESS_INTERFACE, error);
}

AditBusRules *
adit_cli_bus_read_rules (const AditCliCall *call, GError **error)
{
  return read_proxy (call, ADIT_BUS_TYPE_RULES_PROXY, ADIT_RULES_INTERFACE, error);
}

AditBusLogin *
adit_cli_bus_read_login (const AditCliCall *call, GError **error)
{
  return read_proxy (call, ADIT_BUS_TYPE_LOGIN_PROXY, ADIT_LOGIN_INTERFACE, error);
}

AditBusEngine *
adit_cli_bus_call_engine (const AditCliCall *call, GError **error)
{
  return new_proxy (call, ADIT_BUS_TYPE_ENGINE_PROXY, ADIT_ENGINE_INTERFACE, TO_CALL, error);
}

AditBusTunnels *
adit_cli_bus_call_tunnels (const AditCliCall *call, GError **error)
{
  return new_proxy (call, ADIT_BUS_TYPE_TUNNELS_PROXY, ADIT_TUNNELS_INTERFACE, TO_CALL, error);
}

AditBusCertificate *
adit_cli_bus_call_certificate (const AditCliCall *call, GError **error)
{
  return new_proxy (call, ADIT_BUS_TYPE_CERTIFICATE_PROXY, ADIT_CERTIFICATE_INTERFACE, TO_CALL,
                    error);
}

AditBusUsers *
adit_cli_bus_call_users (const AditCliCall *call, GError **error)
{
  return new_proxy (call, ADIT_BUS_TYPE_USERS_PROXY, ADIT_USERS_INTERFACE, TO_CALL, error);
}

AditBusAccess *
adit_cli_bus_call_access (const AditCliCall *call, GError **error)
{
  return new_proxy (call, ADIT_BUS_TYPE_ACCESS_PROXY, ADIT_ACCESS_INTERFACE, TO_CALL, error);
}

AditBusRules *
adit_cli_bus_call_rules (const AditCliCall *call, GError **error)
{
  return new_proxy (call, ADIT_BUS_TYPE_RULES_PROXY, ADIT_RULES_INTERFACE, TO_CALL, error);
}

AditBusLogin *
adit_cli_bus_call_login (const AditCliCall *call, GError **error)
{
  return new_proxy (call, ADIT_BUS_TYPE_LOGIN_PROXY, ADIT_LOGIN_INTERFACE, TO_CALL, error);
}
