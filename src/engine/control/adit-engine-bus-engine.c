/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/control/adit-engine-bus-engine.h"

#include "adit-bus-generated.h"
#include "bus/adit-bus-names.h"
#include "bus/adit-bus-wire.h"
#include "engine/control/adit-engine-bus-properties.h"
#include "model/adit-error.h"

/* Listeners may change in bursts, when connections come and go at the budget. */
#define LISTENERS_DELAY_MS 100

struct _AditEngineBusEngine
{
  GDBusConnection *connection;
  AditEngineControl *control;
  AditEngineProxy *proxy;
  guint registration;
  gint64 started_us;
  AditEngineBusProperties *properties;
  guint tick_source;
  guint listeners_source;
};

/* ---- Properties ---- */

static GVariant *
get_listeners (AditEngineBusEngine *self)
{
  g_autoptr (GPtrArray) rows = adit_engine_proxy_list_listeners (self->proxy);

  return adit_bus_listeners_to_variant (rows);
}

static GVariant *
get_total (AditEngineBusEngine *self, gsize offset)
{
  AditEngineTotals totals;

  adit_engine_proxy_get_totals (self->proxy, &totals);

  return g_variant_new_uint64 (G_STRUCT_MEMBER (guint64, &totals, offset));
}

static GVariant *
get_property (gpointer owner, const char *name)
{
  AditEngineBusEngine *self = owner;
  static const struct
  {
    const char *name;
    gsize offset;
  } totals[] = {
    { "OpenedTunnels", G_STRUCT_OFFSET (AditEngineTotals, opened) },
    { "RefusedConnections", G_STRUCT_OFFSET (AditEngineTotals, refused) },
    { "SentBytes", G_STRUCT_OFFSET (AditEngineTotals, sent_bytes) },
    { "ReceivedBytes", G_STRUCT_OFFSET (AditEngineTotals, received_bytes) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (totals); i++)
    if (g_str_equal (name, totals[i].name))
      return get_total (self, totals[i].offset);

  if (g_str_equal (name, "Version"))
    return g_variant_new_string (ADIT_VERSION);
  if (g_str_equal (name, "Running"))
    return g_variant_new_boolean (adit_engine_proxy_is_running (self->proxy));
  if (g_str_equal (name, "Listeners"))
    return get_listeners (self);
  if (g_str_equal (name, "ActiveTunnels"))
    return g_variant_new_uint32 (adit_engine_proxy_count (self->proxy));
  if (g_str_equal (name, "StartedAt"))
    return g_variant_new_int64 (self->started_us);

  return NULL;
}

static GVariant *
on_get_property (GDBusConnection *connection,
                 const char *sender,
                 const char *path,
                 const char *interface,
                 const char *name,
                 GError **error,
                 gpointer user_data)
{
  AditEngineBusEngine *self = user_data;

  return adit_engine_bus_properties_get (self->properties, name, error);
}

/* ---- Telling changes ---- */

static gboolean
tell_counters (AditEngineBusEngine *self)
{
  return adit_engine_bus_properties_tell (self->properties,
                                          (const char *const[]){ "ActiveTunnels", "OpenedTunnels",
                                                                 "RefusedConnections", "SentBytes",
                                                                 "ReceivedBytes", NULL });
}

static void
tell_state (AditEngineBusEngine *self)
{
  adit_engine_bus_properties_tell (self->properties,
                                   (const char *const[]){ "Running", "Listeners", NULL });
}

static gboolean
on_tick (gpointer user_data)
{
  AditEngineBusEngine *self = user_data;

  if (tell_counters (self) || adit_engine_proxy_count (self->proxy) > 0)
    return G_SOURCE_CONTINUE;

  self->tick_source = 0;
  adit_engine_proxy_await_activity (self->proxy);
  return G_SOURCE_REMOVE;
}

static void
on_activity (AditEngineProxy *proxy, AditEngineBusEngine *self)
{
  if (self->tick_source == 0)
    self->tick_source = g_timeout_add_seconds (1, on_tick, self);
}

static gboolean
on_listeners_delay (gpointer user_data)
{
  AditEngineBusEngine *self = user_data;

  self->listeners_source = 0;
  tell_state (self);

  return G_SOURCE_REMOVE;
}

static void
on_listeners_changed (AditEngineProxy *proxy, AditEngineBusEngine *self)
{
  if (self->listeners_source == 0)
    self->listeners_source = g_timeout_add (LISTENERS_DELAY_MS, on_listeners_delay, self);
}

/* ---- Methods ---- */

static gboolean
run_start (AditEngineBusEngine *self, GVariant *arguments, GError **error)
{
  return adit_engine_control_start (self->control, error);
}

static gboolean
run_stop (AditEngineBusEngine *self, GVariant *arguments, GError **error)
{
  return adit_engine_control_stop (self->control, error);
}

static gboolean
read_encryption (const char *word, AditEncryption *encryption, GError **error)
{
  if (adit_encryption_from_word (word, encryption))
    return TRUE;

  g_set_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT,
               "“%s” is not one of both, plain, encrypted", word);
  return FALSE;
}

static gboolean
run_add_listener (AditEngineBusEngine *self, GVariant *arguments, GError **error)
{
  g_autoptr (GVariant) options = g_variant_get_child_value (arguments, 1);
  const char *address, *word;
  gboolean is_enabled = TRUE;
  AditEncryption encryption = ADIT_ENCRYPTION_BOTH;

  g_variant_get_child (arguments, 0, "&s", &address);
  g_variant_lookup (options, "enabled", "b", &is_enabled);
  if (g_variant_lookup (options, "encryption", "&s", &word) &&
      !read_encryption (word, &encryption, error))
    return FALSE;

  return adit_engine_control_add_listener (self->control, address, is_enabled, encryption, error);
}

static gboolean
run_remove_listener (AditEngineBusEngine *self, GVariant *arguments, GError **error)
{
  const char *address;

  g_variant_get (arguments, "(&s)", &address);

  return adit_engine_control_remove_listener (self->control, address, error);
}

static gboolean
run_set_listener_enabled (AditEngineBusEngine *self, GVariant *arguments, GError **error)
{
  const char *address;
  gboolean is_enabled;

  g_variant_get (arguments, "(&sb)", &address, &is_enabled);

  return adit_engine_control_set_listener_enabled (self->control, address, is_enabled, error);
}

static gboolean
run_set_listener_encryption (AditEngineBusEngine *self, GVariant *arguments, GError **error)
{
  const char *address, *word;
  AditEncryption encryption;

  g_variant_get (arguments, "(&s&s)", &address, &word);

  return read_encryption (word, &encryption, error) &&
         adit_engine_control_set_listener_encryption (self->control, address, encryption, error);
}

static const struct
{
  const char *name;
  gboolean (*run) (AditEngineBusEngine *self, GVariant *arguments, GError **error);
} methods[] = {
  { "Start", run_start },
  { "Stop", run_stop },
  { "AddListener", run_add_listener },
  { "RemoveListener", run_remove_listener },
  { "SetListenerEnabled", run_set_listener_enabled },
  { "SetListenerEncryption", run_set_listener_encryption },
};

static void
on_method_call (GDBusConnection *connection,
                const char *sender,
                const char *path,
                const char *interface,
                const char *name,
                GVariant *arguments,
                GDBusMethodInvocation *invocation,
                gpointer user_data)
{
  AditEngineBusEngine *self = user_data;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    if (g_str_equal (name, methods[i].name))
      {
        gboolean is_done = methods[i].run (self, arguments, &error);

        /* Whoever has the answer has been told the new state before. */
        tell_state (self);
        if (is_done)
          g_dbus_method_invocation_return_value (invocation, NULL);
        else
          g_dbus_method_invocation_return_gerror (invocation, error);
        return;
      }

  g_dbus_method_invocation_return_error (invocation, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD,
                                         "No method %s", name);
}

/* ---- Life ---- */

AditEngineBusEngine *
adit_engine_bus_engine_new (GDBusConnection *connection, AditEngineControl *control, GError **error)
{
  static const GDBusInterfaceVTable vtable = { .method_call = on_method_call,
                                               .get_property = on_get_property };
  AditEngineBusEngine *self = g_new0 (AditEngineBusEngine, 1);

  self->connection = g_object_ref (connection);
  self->control = control;
  self->proxy = adit_engine_control_get_proxy (control);
  self->started_us = g_get_real_time ();
  self->properties =
      adit_engine_bus_properties_new (connection, ADIT_ENGINE_INTERFACE, get_property, self);

  self->registration = g_dbus_connection_register_object (connection, ADIT_ENGINE_OBJECT_PATH,
                                                          adit_bus_engine_interface_info (),
                                                          &vtable, self, NULL, error);
  g_signal_connect (self->proxy, "activity", G_CALLBACK (on_activity), self);
  g_signal_connect (self->proxy, "listeners-changed", G_CALLBACK (on_listeners_changed), self);
  on_activity (self->proxy, self);
  if (self->registration != 0)
    return self;

  adit_engine_bus_engine_free (self);
  return NULL;
}

void
adit_engine_bus_engine_free (AditEngineBusEngine *self)
{
  g_signal_handlers_disconnect_by_data (self->proxy, self);
  g_clear_handle_id (&self->tick_source, g_source_remove);
  g_clear_handle_id (&self->listeners_source, g_source_remove);
  if (self->registration != 0)
    g_dbus_connection_unregister_object (self->connection, self->registration);
  adit_engine_bus_properties_free (self->properties);
  g_object_unref (self->connection);
  g_free (self);
}
