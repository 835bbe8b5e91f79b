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
has_all_properties (GDBusProxy *proxy, const GDBusInterfaceInfo *info, GError **error)
{
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

AditBusEngine *
adit_cli_bus_read_engine (const AditCliCall *call, GError **error)
{
  g_autoptr (GDBusConnection) bus = reach_engine (call, error);
  g_autoptr (AditBusEngine) engine = NULL;

  if (bus == NULL)
    return NULL;

  engine = adit_bus_engine_proxy_new_sync (bus, TO_READ, ADIT_ENGINE_BUS_NAME,
                                           ADIT_ENGINE_OBJECT_PATH, NULL, error);
  if (engine == NULL ||
      !has_all_properties (G_DBUS_PROXY (engine), adit_bus_engine_interface_info (), error))
    return NULL;

  return g_steal_pointer (&engine);
}

AditBusCertificate *
adit_cli_bus_read_certificate (const AditCliCall *call, GError **error)
{
  g_autoptr (GDBusConnection) bus = reach_engine (call, error);
  g_autoptr (AditBusCertificate) certificate = NULL;

  if (bus == NULL)
    return NULL;

  certificate = adit_bus_certificate_proxy_new_sync (bus, TO_READ, ADIT_ENGINE_BUS_NAME,
                                                     ADIT_ENGINE_OBJECT_PATH, NULL, error);
  if (certificate == NULL || !has_all_properties (G_DBUS_PROXY (certificate),
                                                  adit_bus_certificate_interface_info (), error))
    return NULL;

  return g_steal_pointer (&certificate);
}

AditBusUsers *
adit_cli_bus_read_users (const AditCliCall *call, GError **error)
{
  g_autoptr (GDBusConnection) bus = reach_engine (call, error);
  g_autoptr (AditBusUsers) users = NULL;

  if (bus == NULL)
    return NULL;

  users = adit_bus_users_proxy_new_sync (bus, TO_READ, ADIT_ENGINE_BUS_NAME,
                                         ADIT_ENGINE_OBJECT_PATH, NULL, error);
  if (users == NULL ||
      !has_all_properties (G_DBUS_PROXY (users), adit_bus_users_interface_info (), error))
    return NULL;

  return g_steal_pointer (&users);
}

AditBusAccess *
adit_cli_bus_read_access (const AditCliCall *call, GError **error)
{
  g_autoptr (GDBusConnection) bus = reach_engine (call, error);
  g_autoptr (AditBusAccess) access = NULL;

  if (bus == NULL)
    return NULL;

  access = adit_bus_access_proxy_new_sync (bus, TO_READ, ADIT_ENGINE_BUS_NAME,
                                           ADIT_ENGINE_OBJECT_PATH, NULL, error);
  if (access == NULL ||
      !has_all_properties (G_DBUS_PROXY (access), adit_bus_access_interface_info (), error))
    return NULL;

  return g_steal_pointer (&access);
}

AditBusRules *
adit_cli_bus_read_rules (const AditCliCall *call, GError **error)
{
  g_autoptr (GDBusConnection) bus = reach_engine (call, error);
  g_autoptr (AditBusRules) rules = NULL;

  if (bus == NULL)
    return NULL;

  rules = adit_bus_rules_proxy_new_sync (bus, TO_READ, ADIT_ENGINE_BUS_NAME,
                                         ADIT_ENGINE_OBJECT_PATH, NULL, error);
  if (rules == NULL ||
      !has_all_properties (G_DBUS_PROXY (rules), adit_bus_rules_interface_info (), error))
    return NULL;

  return g_steal_pointer (&rules);
}

AditBusLogin *
adit_cli_bus_read_login (const AditCliCall *call, GError **error)
{
  g_autoptr (GDBusConnection) bus = reach_engine (call, error);
  g_autoptr (AditBusLogin) login = NULL;

  if (bus == NULL)
    return NULL;

  login = adit_bus_login_proxy_new_sync (bus, TO_READ, ADIT_ENGINE_BUS_NAME,
                                         ADIT_ENGINE_OBJECT_PATH, NULL, error);
  if (login == NULL ||
      !has_all_properties (G_DBUS_PROXY (login), adit_bus_login_interface_info (), error))
    return NULL;

  return g_steal_pointer (&login);
}

AditBusEngine *
adit_cli_bus_call_engine (const AditCliCall *call, GError **error)
{
  g_autoptr (GDBusConnection) bus = reach_engine (call, error);

  if (bus == NULL)
    return NULL;

  return adit_bus_engine_proxy_new_sync (bus, TO_CALL, ADIT_ENGINE_BUS_NAME,
                                         ADIT_ENGINE_OBJECT_PATH, NULL, error);
}

AditBusTunnels *
adit_cli_bus_call_tunnels (const AditCliCall *call, GError **error)
{
  g_autoptr (GDBusConnection) bus = reach_engine (call, error);

  if (bus == NULL)
    return NULL;

  return adit_bus_tunnels_proxy_new_sync (bus, TO_CALL, ADIT_ENGINE_BUS_NAME,
                                          ADIT_ENGINE_OBJECT_PATH, NULL, error);
}

AditBusCertificate *
adit_cli_bus_call_certificate (const AditCliCall *call, GError **error)
{
  g_autoptr (GDBusConnection) bus = reach_engine (call, error);

  if (bus == NULL)
    return NULL;

  return adit_bus_certificate_proxy_new_sync (bus, TO_CALL, ADIT_ENGINE_BUS_NAME,
                                              ADIT_ENGINE_OBJECT_PATH, NULL, error);
}

AditBusUsers *
adit_cli_bus_call_users (const AditCliCall *call, GError **error)
{
  g_autoptr (GDBusConnection) bus = reach_engine (call, error);

  if (bus == NULL)
    return NULL;

  return adit_bus_users_proxy_new_sync (bus, TO_CALL, ADIT_ENGINE_BUS_NAME, ADIT_ENGINE_OBJECT_PATH,
                                        NULL, error);
}

AditBusAccess *
adit_cli_bus_call_access (const AditCliCall *call, GError **error)
{
  g_autoptr (GDBusConnection) bus = reach_engine (call, error);

  if (bus == NULL)
    return NULL;

  return adit_bus_access_proxy_new_sync (bus, TO_CALL, ADIT_ENGINE_BUS_NAME,
                                         ADIT_ENGINE_OBJECT_PATH, NULL, error);
}

AditBusRules *
adit_cli_bus_call_rules (const AditCliCall *call, GError **error)
{
  g_autoptr (GDBusConnection) bus = reach_engine (call, error);

  if (bus == NULL)
    return NULL;

  return adit_bus_rules_proxy_new_sync (bus, TO_CALL, ADIT_ENGINE_BUS_NAME, ADIT_ENGINE_OBJECT_PATH,
                                        NULL, error);
}

AditBusLogin *
adit_cli_bus_call_login (const AditCliCall *call, GError **error)
{
  g_autoptr (GDBusConnection) bus = reach_engine (call, error);

  if (bus == NULL)
    return NULL;

  return adit_bus_login_proxy_new_sync (bus, TO_CALL, ADIT_ENGINE_BUS_NAME, ADIT_ENGINE_OBJECT_PATH,
                                        NULL, error);
}
