/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* `monitor`: a subscription that is followed until the person has enough, the engine leaves the
 * bus, or the bus closes. The one verb with a main loop; everything runs on the main thread. */

#include "bus/adit-bus-names.h"
#include "cli/adit-cli-bus.h"
#include "cli/adit-cli-events.h"
#include "cli/adit-cli-verbs.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>

#define DEFAULT_INTERVAL_MS 1000

typedef struct
{
  GMainLoop *loop;
  AditBusTunnels *proxy;
  char *owner;           /* the engine's process that we subscribed to */
  AditCliEvents *events; /* prints */
  GError *error;         /* why it ended before its time */
} Monitor;

static void
monitor_clear (Monitor *self)
{
  g_clear_pointer (&self->loop, g_main_loop_unref);
  g_clear_object (&self->proxy);
  g_clear_pointer (&self->owner, g_free);
  g_clear_pointer (&self->events, adit_cli_events_free);
  g_clear_error (&self->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Monitor, monitor_clear)

static void
break_off (Monitor *self, const char *sentence)
{
  if (self->error == NULL)
    self->error = g_error_new_literal (ADIT_CLI_UNREACHABLE_ERROR, 0, sentence);
  g_main_loop_quit (self->loop);
}

static void
on_tunnels_changed (AditBusTunnels *proxy,
                    gboolean is_snapshot,
                    GVariant *opened,
                    GVariant *updated,
                    GVariant *closed,
                    gpointer data)
{
  Monitor *self = data;

  adit_cli_events_print (self->events, is_snapshot, opened, updated, closed);
}

/* A new owner would know nothing of our subscription. */
static void
on_proxy_owner_changed (GDBusProxy *proxy, GParamSpec *pspec, gpointer data)
{
  Monitor *self = data;
  g_autofree char *owner = g_dbus_proxy_get_name_owner (proxy);

  if (g_strcmp0 (owner, self->owner) != 0)
    break_off (self, _ ("The engine left the bus"));
}

static void
on_bus_closed (GDBusConnection *bus, gboolean is_remote, GError *error, gpointer data)
{
  break_off (data, _ ("The session bus closed"));
}

static gboolean
on_signal (gpointer data)
{
  Monitor *self = data;

  g_main_loop_quit (self->loop);
  return G_SOURCE_CONTINUE;
}

/* No answer is waited for: a person who pressed Ctrl+C has waited enough. */
static void
unsubscribe (Monitor *self)
{
  GDBusConnection *bus = g_dbus_proxy_get_connection (G_DBUS_PROXY (self->proxy));

  adit_bus_tunnels_call_unsubscribe (self->proxy, NULL, NULL, NULL);
  g_dbus_connection_flush_sync (bus, NULL, NULL);
}

static void
follow (Monitor *self)
{
  GDBusConnection *bus = g_dbus_proxy_get_connection (G_DBUS_PROXY (self->proxy));
  gulong closed_id = g_signal_connect (bus, "closed", G_CALLBACK (on_bus_closed), self);
  guint int_id = g_unix_signal_add (SIGINT, on_signal, self);
  guint term_id = g_unix_signal_add (SIGTERM, on_signal, self);

  g_main_loop_run (self->loop);

  g_source_remove (term_id);
  g_source_remove (int_id);
  g_signal_handler_disconnect (bus, closed_id);
}

static gboolean
subscribe (Monitor *self, const AditCliCall *call, guint interval_ms)
{
  guint granted_ms;

  self->proxy = adit_cli_bus_call_tunnels (call, &self->error);
  if (self->proxy == NULL)
    return FALSE;

  self->owner = g_dbus_proxy_get_name_owner (G_DBUS_PROXY (self->proxy));
  g_signal_connect (self->proxy, "changed", G_CALLBACK (on_tunnels_changed), self);
  g_signal_connect (self->proxy, "notify::g-name-owner", G_CALLBACK (on_proxy_owner_changed), self);

  return adit_bus_tunnels_call_subscribe_sync (self->proxy, interval_ms, &granted_ms, NULL,
                                               &self->error);
}

static AditCliExit
run (const AditCliCall *call, guint interval_ms)
{
  g_auto (Monitor) self = { 0 };

  self.loop = g_main_loop_new (NULL, FALSE);
  self.events = adit_cli_events_new (call->as_json);

  if (subscribe (&self, call, interval_ms))
    {
      follow (&self);
      if (self.error == NULL)
        unsubscribe (&self);
    }
  if (self.proxy != NULL)
    g_signal_handlers_disconnect_by_data (self.proxy, &self);

  return self.error == NULL ? ADIT_CLI_OK : adit_cli_exit_with_error (self.error);
}

AditCliExit
adit_cli_monitor (AditCliCall *call)
{
  int interval_ms = DEFAULT_INTERVAL_MS;
  const GOptionEntry options[] = {
    { "interval", 0, 0, G_OPTION_ARG_INT, &interval_ms,
      N_ ("How often to show changes, in milliseconds (100 to 60000)"), "MS" },
    G_OPTION_ENTRY_NULL,
  };

  if (!adit_cli_call_parse_counted (call, options, 0, 0))
    return ADIT_CLI_USAGE;
  if (interval_ms < ADIT_SUBSCRIPTION_MIN_MS || interval_ms > ADIT_SUBSCRIPTION_MAX_MS)
    return adit_cli_exit_with_usage (_ ("The interval is out of range: 100 to 60000"));

  return run (call, (guint) interval_ms);
}
