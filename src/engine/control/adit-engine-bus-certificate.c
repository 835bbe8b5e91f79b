/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/control/adit-engine-bus-certificate.h"

#include "adit-bus-generated.h"
#include "bus/adit-bus-names.h"
#include "engine/control/adit-engine-bus-properties.h"

struct _AditEngineBusCertificate
{
  GDBusConnection *connection;
  AditEngineControl *control;
  AditEngineCertificates *certificates;
  guint registration;
  AditEngineBusProperties *properties;
};

/* ---- Properties ---- */

/* The bus wants UTF-8, and files may have other names. */
static GVariant *
new_path (const char *path)
{
  return g_variant_new_take_string (g_filename_display_name (path ? path : ""));
}

static GVariant *
new_text (const char *text)
{
  return g_variant_new_take_string (g_utf8_make_valid (text ? text : "", -1));
}

static GVariant *
get_source (AditEngineCertificates *certificates)
{
  return g_variant_new_string (adit_engine_certificates_is_local (certificates)
                                   ? ADIT_CERTIFICATE_LOCAL
                                   : ADIT_CERTIFICATE_FROM_FILES);
}

static GVariant *
get_names (AditEngineCertificates *certificates)
{
  return g_variant_new_strv (adit_engine_certificates_get_names (certificates), -1);
}

static GVariant *
get_not_after (AditEngineCertificates *certificates)
{
  return g_variant_new_int64 (adit_engine_certificates_get_not_after (certificates));
}

static GVariant *
get_fingerprint (AditEngineCertificates *certificates)
{
  return g_variant_new_string (adit_engine_certificates_get_fingerprint (certificates));
}

static GVariant *
get_certificate_path (AditEngineCertificates *certificates)
{
  return new_path (adit_engine_certificates_get_certificate_path (certificates));
}

static GVariant *
get_key_path (AditEngineCertificates *certificates)
{
  return new_path (adit_engine_certificates_get_key_path (certificates));
}

static GVariant *
get_authority (AditEngineCertificates *certificates)
{
  return new_text (adit_engine_certificates_get_authority (certificates));
}

static GVariant *
get_error (AditEngineCertificates *certificates)
{
  return new_text (adit_engine_certificates_get_error (certificates));
}

static const struct
{
  const char *name;
  GVariant *(*get) (AditEngineCertificates *certificates);
} getters[] = {
  { "Source", get_source },
  { "Names", get_names },
  { "NotAfter", get_not_after },
  { "Fingerprint", get_fingerprint },
  { "CertificatePath", get_certificate_path },
  { "KeyPath", get_key_path },
  { "Authority", get_authority },
  { "Error", get_error },
};

static GVariant *
get_property (gpointer owner, const char *name)
{
  AditEngineBusCertificate *self = owner;

  for (guint i = 0; i < G_N_ELEMENTS (getters); i++)
    if (g_str_equal (name, getters[i].name))
      return getters[i].get (self->certificates);

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
  AditEngineBusCertificate *self = user_data;

  return adit_engine_bus_properties_get (self->properties, name, error);
}

static void
tell (AditEngineBusCertificate *self)
{
  const char *names[G_N_ELEMENTS (getters) + 1] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (getters); i++)
    names[i] = getters[i].name;
  adit_engine_bus_properties_tell (self->properties, names);
}

static void
on_certificates_changed (AditEngineCertificates *certificates, AditEngineBusCertificate *self)
{
  tell (self);
}

/* ---- Methods ---- */

static gboolean
run_renew (AditEngineBusCertificate *self, GVariant *arguments, GError **error)
{
  return adit_engine_control_renew_certificate (self->control, error);
}

static gboolean
run_use (AditEngineBusCertificate *self, GVariant *arguments, GError **error)
{
  const char *certificate, *key;

  g_variant_get (arguments, "(&s&s)", &certificate, &key);

  return adit_engine_control_use_certificate (self->control, certificate, key, error);
}

static gboolean
run_use_local (AditEngineBusCertificate *self, GVariant *arguments, GError **error)
{
  return adit_engine_control_use_local_certificate (self->control, error);
}

static const struct
{
  const char *name;
  gboolean (*run) (AditEngineBusCertificate *self, GVariant *arguments, GError **error);
} methods[] = {
  { "Renew", run_renew },
  { "Use", run_use },
  { "UseLocal", run_use_local },
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
  AditEngineBusCertificate *self = user_data;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    if (g_str_equal (name, methods[i].name))
      {
        gboolean is_done = methods[i].run (self, arguments, &error);

        tell (self);
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

AditEngineBusCertificate *
adit_engine_bus_certificate_new (GDBusConnection *connection,
                                 AditEngineControl *control,
                                 GError **error)
{
  static const GDBusInterfaceVTable vtable = { .method_call = on_method_call,
                                               .get_property = on_get_property };
  AditEngineBusCertificate *self = g_new0 (AditEngineBusCertificate, 1);

  self->connection = g_object_ref (connection);
  self->control = control;
  self->certificates = adit_engine_control_get_certificates (control);
  self->properties =
      adit_engine_bus_properties_new (connection, ADIT_CERTIFICATE_INTERFACE, get_property, self);

  self->registration = g_dbus_connection_register_object (connection, ADIT_ENGINE_OBJECT_PATH,
                                                          adit_bus_certificate_interface_info (),
                                                          &vtable, self, NULL, error);
  g_signal_connect (self->certificates, "changed", G_CALLBACK (on_certificates_changed), self);
  if (self->registration != 0)
    return self;

  adit_engine_bus_certificate_free (self);
  return NULL;
}

void
adit_engine_bus_certificate_free (AditEngineBusCertificate *self)
{
  g_signal_handlers_disconnect_by_data (self->certificates, self);
  if (self->registration != 0)
    g_dbus_connection_unregister_object (self->connection, self->registration);
  adit_engine_bus_properties_free (self->properties);
  g_object_unref (self->connection);
  g_free (self);
}
