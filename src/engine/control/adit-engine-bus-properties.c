/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/control/adit-engine-bus-properties.h"

#include "bus/adit-bus-names.h"

struct _AditEngineBusProperties
{
  GDBusConnection *connection;
  const char *interface;
  AditEngineBusGetter get;
  gpointer owner;
  GHashTable *told; /* property → GVariant as last told */
};

AditEngineBusProperties *
adit_engine_bus_properties_new (GDBusConnection *connection,
                                const char *interface,
                                AditEngineBusGetter get,
                                gpointer owner)
{
  AditEngineBusProperties *self = g_new0 (AditEngineBusProperties, 1);

  self->connection = g_object_ref (connection);
  self->interface = interface;
  self->get = get;
  self->owner = owner;
  self->told =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_variant_unref);

  return self;
}

void
adit_engine_bus_properties_free (AditEngineBusProperties *self)
{
  g_hash_table_unref (self->told);
  g_object_unref (self->connection);
  g_free (self);
}

/* Adds the property when it is not as it was told last; whether it was added. */
static gboolean
add_if_changed (AditEngineBusProperties *self, const char *name, GVariantBuilder *changed)
{
  g_autoptr (GVariant) value = g_variant_ref_sink (self->get (self->owner, name));
  GVariant *told = g_hash_table_lookup (self->told, name);

  if (told && g_variant_equal (told, value))
    return FALSE;

  g_variant_builder_add (changed, "{sv}", name, value);
  g_hash_table_replace (self->told, g_strdup (name), g_steal_pointer (&value));
  return TRUE;
}

gboolean
adit_engine_bus_properties_tell (AditEngineBusProperties *self, const char *const *names)
{
  g_auto (GVariantBuilder) changed = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  gboolean is_any = FALSE;

  for (guint i = 0; names[i]; i++)
    is_any |= add_if_changed (self, names[i], &changed);

  if (is_any)
    g_dbus_connection_emit_signal (self->connection, NULL, ADIT_ENGINE_OBJECT_PATH,
                                   "org.freedesktop.DBus.Properties", "PropertiesChanged",
                                   g_variant_new ("(sa{sv}as)", self->interface, &changed, NULL),
                                   NULL);
  return is_any;
}

GVariant *
adit_engine_bus_properties_get (AditEngineBusProperties *self, const char *name, GError **error)
{
  GVariant *value = self->get (self->owner, name);

  if (!value)
    g_set_error (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_PROPERTY, "No property %s", name);
  return value;
}
