/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/control/adit-engine-bus-interface.h"

#include "bus/adit-bus-names.h"

struct _AditEngineBusInterface
{
  GDBusConnection *connection;
  GDBusInterfaceInfo *info;
  const AditEngineBusService *service;
  gpointer owner;
  guint registration;
  GHashTable *told; /* property → GVariant as last told */
};

/* ---- Methods ---- */

static void
run_change (AditEngineBusInterface *self,
            const AditEngineBusMethod *method,
            GVariant *arguments,
            GDBusMethodInvocation *invocation)
{
  g_autoptr (GError) error = NULL;
  gboolean is_done = method->change (self->owner, arguments, &error);

  if (self->service->tell)
    self->service->tell (self->owner);
  if (is_done)
    g_dbus_method_invocation_return_value (invocation, NULL);
  else
    g_dbus_method_invocation_return_gerror (invocation, error);
}

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
  AditEngineBusInterface *self = user_data;
  const AditEngineBusMethod *method = self->service->methods;

  while (method->name && !g_str_equal (name, method->name))
    method++;

  if (!method->name)
    g_dbus_method_invocation_return_error (invocation, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD,
                                           "No method %s", name);
  else if (method->change)
    run_change (self, method, arguments, invocation);
  else
    method->run (self->owner, arguments, invocation);
}

/* ---- Properties ---- */

static GVariant *
on_get_property (GDBusConnection *connection,
                 const char *sender,
                 const char *path,
                 const char *interface,
                 const char *name,
                 GError **error,
                 gpointer user_data)
{
  AditEngineBusInterface *self = user_data;
  GVariant *value = self->service->get ? self->service->get (self->owner, name) : NULL;

  if (!value)
    g_set_error (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_PROPERTY, "No property %s", name);
  return value;
}

/* Adds the property when it is not as it was told last; whether it was added. */
static gboolean
add_if_changed (AditEngineBusInterface *self, const char *name, GVariantBuilder *changed)
{
  g_autoptr (GVariant) value = g_variant_ref_sink (self->service->get (self->owner, name));
  GVariant *told = g_hash_table_lookup (self->told, name);

  if (told && g_variant_equal (told, value))
    return FALSE;

  g_variant_builder_add (changed, "{sv}", name, value);
  g_hash_table_replace (self->told, g_strdup (name), g_steal_pointer (&value));
  return TRUE;
}

gboolean
adit_engine_bus_interface_tell (AditEngineBusInterface *self, const char *const *names)
{
  g_auto (GVariantBuilder) changed = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  gboolean is_any = FALSE;

  for (guint i = 0; names[i]; i++)
    is_any |= add_if_changed (self, names[i], &changed);

  if (is_any)
    g_dbus_connection_emit_signal (self->connection, NULL, ADIT_ENGINE_OBJECT_PATH,
                                   "org.freedesktop.DBus.Properties", "PropertiesChanged",
                                   g_variant_new ("(sa{sv}as)", self->info->name, &changed, NULL),
                                   NULL);
  return is_any;
}

void
adit_engine_bus_interface_emit (AditEngineBusInterface *self,
                                const char *subscriber,
                                const char *signal,
                                GVariant *arguments)
{
  g_dbus_connection_emit_signal (self->connection, subscriber, ADIT_ENGINE_OBJECT_PATH,
                                 self->info->name, signal, arguments, NULL);
}

/* ---- Life ---- */

AditEngineBusInterface *
adit_engine_bus_interface_new (GDBusConnection *connection,
                               GDBusInterfaceInfo *info,
                               const AditEngineBusService *service,
                               gpointer owner,
                               GError **error)
{
  static const GDBusInterfaceVTable vtable = { .method_call = on_method_call,
                                               .get_property = on_get_property };
  AditEngineBusInterface *self = g_new0 (AditEngineBusInterface, 1);

  self->connection = g_object_ref (connection);
  self->info = info;
  self->service = service;
  self->owner = owner;
  self->told =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_variant_unref);
  self->registration = g_dbus_connection_register_object (connection, ADIT_ENGINE_OBJECT_PATH, info,
                                                          &vtable, self, NULL, error);
  if (self->registration != 0)
    return self;

  adit_engine_bus_interface_free (self);
  return NULL;
}

void
adit_engine_bus_interface_free (AditEngineBusInterface *self)
{
  if (self->registration != 0)
    g_dbus_connection_unregister_object (self->connection, self->registration);
  g_hash_table_unref (self->told);
  g_object_unref (self->connection);
  g_free (self);
}
