/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/control/adit-engine-bus-certificate.h"

#include "adit-bus-generated.h"
#include "bus/adit-bus-names.h"
#include "engine/control/adit-engine-bus-interface.h"

struct _AditEngineBusCertificate
{
  AditEngineBusInterface *interface;
  AditEngineControl *control;
  AditEngineCertificates *certificates;
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

static void
tell (gpointer owner)
{
  AditEngineBusCertificate *self = owner;
  const char *names[G_N_ELEMENTS (getters) + 1] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (getters); i++)
    names[i] = getters[i].name;
  adit_engine_bus_interface_tell (self->interface, names);
}

static void
on_certificates_changed (AditEngineCertificates *certificates, AditEngineBusCertificate *self)
{
  tell (self);
}

/* ---- Methods ---- */

static gboolean
run_renew (gpointer owner, GVariant *arguments, GError **error)
{
  AditEngineBusCertificate *self = owner;

  return adit_engine_control_renew_certificate (self->control, error);
}

static gboolean
run_use (gpointer owner, GVariant *arguments, GError **error)
{
  AditEngineBusCertificate *self = owner;
  const char *certificate, *key;

  g_variant_get (arguments, "(&s&s)", &certificate, &key);

  return adit_engine_control_use_certificate (self->control, certificate, key, error);
}

static gboolean
run_use_local (gpointer owner, GVariant *arguments, GError **error)
{
  AditEngineBusCertificate *self = owner;

  return adit_engine_control_use_local_certificate (self->control, error);
}

static const AditEngineBusMethod methods[] = {
  { "Renew", .change = run_renew },
  { "Use", .change = run_use },
  { "UseLocal", .change = run_use_local },
  { NULL },
};

static const AditEngineBusService service = { .methods = methods,
                                              .get = get_property,
                                              .tell = tell };

/* ---- Life ---- */

AditEngineBusCertificate *
adit_engine_bus_certificate_new (GDBusConnection *connection,
                                 AditEngineControl *control,
                                 GError **error)
{
  AditEngineBusCertificate *self = g_new0 (AditEngineBusCertificate, 1);

  self->control = control;
  self->certificates = adit_engine_control_get_certificates (control);
  self->interface =
      adit_engine_bus_interface_new (connection, adit_bus_certificate_interface_info (), &service,
                                     self, error);
  g_signal_connect (self->certificates, "changed", G_CALLBACK (on_certificates_changed), self);
  if (self->interface)
    return self;

  adit_engine_bus_certificate_free (self);
  return NULL;
}

void
adit_engine_bus_certificate_free (AditEngineBusCertificate *self)
{
  g_signal_handlers_disconnect_by_data (self->certificates, self);
  g_clear_pointer (&self->interface, adit_engine_bus_interface_free);
  g_free (self);
}
