/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/control/adit-engine-bus-tunnels.h"

#include "adit-bus-generated.h"
#include "bus/adit-bus-names.h"
#include "bus/adit-bus-wire.h"
#include "engine/control/adit-engine-bus-interface.h"
#include "engine/control/adit-engine-observer.h"

struct _AditEngineBusTunnels
{
  GDBusConnection *connection;
  AditEngineProxy *proxy;
  AditEngineObserver *observer;
  GHashTable *watches; /* subscriber's unique name → id of the watch on it */
  AditEngineBusInterface *interface;
};

/* ---- Subscriptions ---- */

static GVariant *
figures_to_variant (const GPtrArray *tunnels)
{
  g_auto (GVariantBuilder) builder =
      G_VARIANT_BUILDER_INIT ((const GVariantType *) "a" ADIT_BUS_FIGURES_TYPE);

  for (guint i = 0; i < tunnels->len; i++)
    g_variant_builder_add_value (&builder, adit_bus_figures_to_variant (
                                               &((AditTunnel *) tunnels->pdata[i])->figures));

  return g_variant_builder_end (&builder);
}

static void
send_changed (gpointer owner,
              const char *subscriber,
              gboolean is_snapshot,
              const GPtrArray *opened,
              const GPtrArray *updated,
              const GPtrArray *closed)
{
  AditEngineBusTunnels *self = owner;

  adit_engine_bus_interface_emit (self->interface, subscriber, "Changed",
                                  g_variant_new ("(b@a" ADIT_BUS_TUNNEL_TYPE
                                                 "@a" ADIT_BUS_FIGURES_TYPE "@a" ADIT_BUS_ENDED_TYPE
                                                 ")",
                                                 is_snapshot, adit_bus_tunnels_to_variant (opened),
                                                 figures_to_variant (updated),
                                                 adit_bus_endeds_to_variant (closed)));
}

static void
unsubscribe (AditEngineBusTunnels *self, const char *subscriber)
{
  adit_engine_observer_unsubscribe (self->observer, subscriber);
  g_hash_table_remove (self->watches, subscriber);
}

static void
on_subscriber_vanished (GDBusConnection *connection, const char *name, gpointer user_data)
{
  unsubscribe (user_data, name);
}

static void
unwatch (gpointer data)
{
  g_bus_unwatch_name (GPOINTER_TO_UINT (data));
}

static void
watch (AditEngineBusTunnels *self, const char *subscriber)
{
  guint id;

  if (g_hash_table_contains (self->watches, subscriber))
    return;

  id = g_bus_watch_name_on_connection (self->connection, subscriber, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                       NULL, on_subscriber_vanished, self, NULL);
  g_hash_table_insert (self->watches, g_strdup (subscriber), GUINT_TO_POINTER (id));
}

/* ---- Methods ---- */

static void
list_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AditEngineReport *report = adit_engine_proxy_report_finish (ADIT_ENGINE_PROXY (source), result);

  g_dbus_method_invocation_return_value (user_data, g_variant_new ("(@a" ADIT_BUS_TUNNEL_TYPE ")",
                                                                   adit_bus_tunnels_to_variant (
                                                                       report->opened)));
  adit_engine_report_free (report);
}

static void
run_list (gpointer owner, GVariant *arguments, GDBusMethodInvocation *invocation)
{
  AditEngineBusTunnels *self = owner;

  adit_engine_proxy_report_async (self->proxy, ADIT_ENGINE_REPORT_LIST, list_cb, invocation);
}

static void
recent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AditEngineReport *report = adit_engine_proxy_report_finish (ADIT_ENGINE_PROXY (source), result);

  g_dbus_method_invocation_return_value (user_data, g_variant_new ("(@a" ADIT_BUS_ENDED_TYPE ")",
                                                                   adit_bus_endeds_to_variant (
                                                                       report->closed)));
  adit_engine_report_free (report);
}

static void
run_recent (gpointer owner, GVariant *arguments, GDBusMethodInvocation *invocation)
{
  AditEngineBusTunnels *self = owner;

  adit_engine_proxy_report_async (self->proxy, ADIT_ENGINE_REPORT_RECENT, recent_cb, invocation);
}

static void
end_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  guint n_ended = adit_engine_proxy_end_finish (ADIT_ENGINE_PROXY (source), result);

  g_dbus_method_invocation_return_value (user_data, g_variant_new ("(u)", n_ended));
}

static void
run_close (gpointer owner, GVariant *arguments, GDBusMethodInvocation *invocation)
{
  AditEngineBusTunnels *self = owner;
  g_autoptr (GVariant) ids = g_variant_get_child_value (arguments, 0);
  g_autoptr (GArray) array = g_array_new (FALSE, FALSE, sizeof (guint64));
  gsize n_ids;
  const guint64 *values = g_variant_get_fixed_array (ids, &n_ids, sizeof (guint64));

  if (n_ids > 0)
    g_array_append_vals (array, values, (guint) n_ids);
  adit_engine_proxy_end_async (self->proxy, array, end_cb, invocation);
}

static void
run_close_all (gpointer owner, GVariant *arguments, GDBusMethodInvocation *invocation)
{
  AditEngineBusTunnels *self = owner;

  adit_engine_proxy_end_async (self->proxy, NULL, end_cb, invocation);
}

static void
run_subscribe (gpointer owner, GVariant *arguments, GDBusMethodInvocation *invocation)
{
  AditEngineBusTunnels *self = owner;
  const char *sender = g_dbus_method_invocation_get_sender (invocation);
  guint interval_ms;
  guint granted_ms;

  g_variant_get (arguments, "(u)", &interval_ms);
  granted_ms = adit_engine_observer_subscribe (self->observer, sender, interval_ms);
  watch (self, sender);

  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(u)", granted_ms));
}

static void
run_unsubscribe (gpointer owner, GVariant *arguments, GDBusMethodInvocation *invocation)
{
  AditEngineBusTunnels *self = owner;

  unsubscribe (self, g_dbus_method_invocation_get_sender (invocation));
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static const AditEngineBusMethod methods[] = {
  { "List", .run = run_list },
  { "Recent", .run = run_recent },
  { "Close", .run = run_close },
  { "CloseAll", .run = run_close_all },
  { "Subscribe", .run = run_subscribe },
  { "Unsubscribe", .run = run_unsubscribe },
  { NULL },
};

static const AditEngineBusService service = { .methods = methods };

/* ---- Life ---- */

AditEngineBusTunnels *
adit_engine_bus_tunnels_new (GDBusConnection *connection, AditEngineProxy *proxy, GError **error)
{
  AditEngineBusTunnels *self = g_new0 (AditEngineBusTunnels, 1);

  self->connection = g_object_ref (connection);
  self->proxy = proxy;
  self->observer = adit_engine_observer_new (proxy, send_changed, self);
  self->watches = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, unwatch);
  self->interface = adit_engine_bus_interface_new (connection, adit_bus_tunnels_interface_info (),
                                                   &service, self, error);
  if (self->interface)
    return self;

  adit_engine_bus_tunnels_free (self);
  return NULL;
}

void
adit_engine_bus_tunnels_free (AditEngineBusTunnels *self)
{
  g_clear_pointer (&self->interface, adit_engine_bus_interface_free);
  g_hash_table_unref (self->watches);
  adit_engine_observer_free (self->observer);
  g_object_unref (self->connection);
  g_free (self);
}
