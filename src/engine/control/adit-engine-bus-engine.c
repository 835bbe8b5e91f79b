/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/control/adit-engine-bus-engine.h"

#include "adit-bus-generated.h"
#include "bus/adit-bus-names.h"
#include "bus/adit-bus-wire.h"
#include "engine/control/adit-engine-bus-interface.h"
#include "model/adit-error.h"

/* Listeners may change in bursts, when connections come and go at the budget. */
#define LISTENERS_DELAY_MS 100

struct _AditEngineBusEngine
{
  AditEngineBusInterface *interface;
  AditEngineControl *control;
  AditEngineProxy *proxy;
  gint64 started_us;
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
  if (g_str_equal (name, "SystemProxy"))
    return g_variant_new_boolean (
        adit_engine_control_get_settings (self->control)->is_system_proxy);
  if (g_str_equal (name, "SystemProxyState"))
    return g_variant_new_string (adit_engine_control_get_system_proxy_state (self->control));
  if (g_str_equal (name, "StartedAt"))
    return g_variant_new_int64 (self->started_us);

  return NULL;
}

/* ---- Telling changes ---- */

static gboolean
tell_counters (AditEngineBusEngine *self)
{
  return adit_engine_bus_interface_tell (self->interface,
                                         (const char *const[]){ "ActiveTunnels", "OpenedTunnels",
                                                                "RefusedConnections", "SentBytes",
                                                                "ReceivedBytes", NULL });
}

static void
tell_state (gpointer owner)
{
  AditEngineBusEngine *self = owner;

  adit_engine_bus_interface_tell (self->interface,
                                  (const char *const[]){ "Running", "Listeners", "SystemProxy",
                                                         "SystemProxyState", NULL });
}

static void
tell_system_proxy (AditEngineBusEngine *self)
{
  adit_engine_bus_interface_tell (self->interface,
                                  (const char *const[]){ "SystemProxy", "SystemProxyState", NULL });
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
run_start (gpointer owner, GVariant *arguments, GError **error)
{
  AditEngineBusEngine *self = owner;

  return adit_engine_control_start (self->control, error);
}

static gboolean
run_stop (gpointer owner, GVariant *arguments, GError **error)
{
  AditEngineBusEngine *self = owner;

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

/* Appends to @senders. */
static gboolean
read_senders (GVariant *words, GArray *senders, GError **error)
{
  for (gsize i = 0; i < g_variant_n_children (words); i++)
    {
      const char *word;
      AditNetwork network;

      g_variant_get_child (words, i, "&s", &word);
      if (!adit_network_parse (word, &network))
        {
          g_set_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT,
                       "“%s” is not an address or a network like 192.0.2.0/24", word);
          return FALSE;
        }
      g_array_append_val (senders, network);
    }

  return TRUE;
}

static gboolean
run_add_listener (gpointer owner, GVariant *arguments, GError **error)
{
  AditEngineBusEngine *self = owner;
  g_autoptr (GVariant) options = g_variant_get_child_value (arguments, 1);
  g_autoptr (GVariant) senders =
      g_variant_lookup_value (options, "proxy-protocol", G_VARIANT_TYPE_STRING_ARRAY);
  g_autoptr (AditListenerSettings) listener = NULL;
  const char *address, *word;

  g_variant_get_child (arguments, 0, "&s", &address);
  listener = adit_listener_settings_new (address, TRUE);
  g_variant_lookup (options, "enabled", "b", &listener->is_enabled);
  g_variant_lookup (options, "public", "b", &listener->is_public_allowed);
  if (g_variant_lookup (options, "encryption", "&s", &word) &&
      !read_encryption (word, &listener->encryption, error))
    return FALSE;
  if (senders && !read_senders (senders, listener->senders, error))
    return FALSE;

  return adit_engine_control_add_listener (self->control, g_steal_pointer (&listener), error);
}

static gboolean
run_move_listener (gpointer owner, GVariant *arguments, GError **error)
{
  AditEngineBusEngine *self = owner;
  g_autoptr (GVariant) options = g_variant_get_child_value (arguments, 2);
  const char *address, *to;
  gboolean is_public_allowed = FALSE;

  g_variant_get_child (arguments, 0, "&s", &address);
  g_variant_get_child (arguments, 1, "&s", &to);
  g_variant_lookup (options, "public", "b", &is_public_allowed);

  return adit_engine_control_move_listener (self->control, address, to, is_public_allowed, error);
}

static gboolean
run_set_listener_senders (gpointer owner, GVariant *arguments, GError **error)
{
  AditEngineBusEngine *self = owner;
  g_autoptr (GVariant) words = g_variant_get_child_value (arguments, 1);
  g_autoptr (GArray) senders = g_array_new (FALSE, FALSE, sizeof (AditNetwork));
  const char *address;

  g_variant_get_child (arguments, 0, "&s", &address);

  return read_senders (words, senders, error) &&
         adit_engine_control_set_listener_senders (self->control, address, senders, error);
}

static void
run_list_interfaces (gpointer owner, GVariant *arguments, GDBusMethodInvocation *invocation)
{
  AditEngineBusEngine *self = owner;
  GVariant *rows = adit_bus_interfaces_to_variant (adit_engine_proxy_get_interfaces (self->proxy));

  g_dbus_method_invocation_return_value (invocation, g_variant_new_tuple (&rows, 1));
}

static gboolean
run_remove_listener (gpointer owner, GVariant *arguments, GError **error)
{
  AditEngineBusEngine *self = owner;
  const char *address;

  g_variant_get (arguments, "(&s)", &address);

  return adit_engine_control_remove_listener (self->control, address, error);
}

static gboolean
run_set_listener_enabled (gpointer owner, GVariant *arguments, GError **error)
{
  AditEngineBusEngine *self = owner;
  const char *address;
  gboolean is_enabled;

  g_variant_get (arguments, "(&sb)", &address, &is_enabled);

  return adit_engine_control_set_listener_enabled (self->control, address, is_enabled, error);
}

static gboolean
run_set_listener_encryption (gpointer owner, GVariant *arguments, GError **error)
{
  AditEngineBusEngine *self = owner;
  const char *address, *word;
  AditEncryption encryption;

  g_variant_get (arguments, "(&s&s)", &address, &word);

  return read_encryption (word, &encryption, error) &&
         adit_engine_control_set_listener_encryption (self->control, address, encryption, error);
}

static gboolean
run_set_system_proxy (gpointer owner, GVariant *arguments, GError **error)
{
  AditEngineBusEngine *self = owner;
  gboolean is_wanted;

  g_variant_get (arguments, "(b)", &is_wanted);

  return adit_engine_control_set_system_proxy (self->control, is_wanted, error);
}

static const AditEngineBusMethod methods[] = {
  { "Start", .change = run_start },
  { "Stop", .change = run_stop },
  { "AddListener", .change = run_add_listener },
  { "RemoveListener", .change = run_remove_listener },
  { "MoveListener", .change = run_move_listener },
  { "SetListenerEnabled", .change = run_set_listener_enabled },
  { "SetListenerEncryption", .change = run_set_listener_encryption },
  { "SetListenerSenders", .change = run_set_listener_senders },
  { "SetSystemProxy", .change = run_set_system_proxy },
  { "ListInterfaces", .run = run_list_interfaces },
  { NULL },
};

static const AditEngineBusService service = { .methods = methods,
                                              .get = get_property,
                                              .tell = tell_state };

/* ---- Life ---- */

AditEngineBusEngine *
adit_engine_bus_engine_new (GDBusConnection *connection, AditEngineControl *control, GError **error)
{
  AditEngineBusEngine *self = g_new0 (AditEngineBusEngine, 1);

  self->control = control;
  self->proxy = adit_engine_control_get_proxy (control);
  self->started_us = g_get_real_time ();
  self->interface = adit_engine_bus_interface_new (connection, adit_bus_engine_interface_info (),
                                                   &service, self, error);
  g_signal_connect (self->proxy, "activity", G_CALLBACK (on_activity), self);
  g_signal_connect (self->proxy, "listeners-changed", G_CALLBACK (on_listeners_changed), self);
  g_signal_connect_swapped (control, "system-proxy-changed", G_CALLBACK (tell_system_proxy), self);
  on_activity (self->proxy, self);
  if (self->interface)
    return self;

  adit_engine_bus_engine_free (self);
  return NULL;
}

void
adit_engine_bus_engine_free (AditEngineBusEngine *self)
{
  g_signal_handlers_disconnect_by_data (self->proxy, self);
  g_signal_handlers_disconnect_by_data (self->control, self);
  g_clear_handle_id (&self->tick_source, g_source_remove);
  g_clear_handle_id (&self->listeners_source, g_source_remove);
  g_clear_pointer (&self->interface, adit_engine_bus_interface_free);
  g_free (self);
}
