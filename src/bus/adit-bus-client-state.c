/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the client knows of the engine, out of the proxies' properties. */

#include "bus/adit-bus-client-private.h"

#include "bus/adit-bus-names.h"

gboolean
adit_bus_client_get_running (AditBusClient *self)
{
  AditBusEngine *engine;

  g_return_val_if_fail (ADIT_BUS_IS_CLIENT (self), FALSE);

  engine = adit_bus_client_get_engine (self);
  return engine != NULL && adit_bus_engine_get_running (engine);
}

const char *
adit_bus_client_get_version (AditBusClient *self)
{
  AditBusEngine *engine;

  g_return_val_if_fail (ADIT_BUS_IS_CLIENT (self), NULL);

  engine = adit_bus_client_get_engine (self);
  return engine != NULL ? adit_bus_engine_get_version (engine) : NULL;
}

void
adit_bus_client_get_counters (AditBusClient *self, AditBusCounters *counters)
{
  AditBusEngine *engine;

  g_return_if_fail (ADIT_BUS_IS_CLIENT (self));

  *counters = (AditBusCounters){ 0 };
  engine = adit_bus_client_get_engine (self);
  if (engine == NULL)
    return;

  counters->active_tunnels = adit_bus_engine_get_active_tunnels (engine);
  counters->opened_tunnels = adit_bus_engine_get_opened_tunnels (engine);
  counters->refused_connections = adit_bus_engine_get_refused_connections (engine);
  counters->sent_bytes = adit_bus_engine_get_sent_bytes (engine);
  counters->received_bytes = adit_bus_engine_get_received_bytes (engine);
}

const char *
adit_bus_text_or_empty (const char *text)
{
  return text != NULL ? text : "";
}

GPtrArray *
adit_bus_rows_or_none (GVariant *rows, GPtrArray *(*read) (GVariant *variant))
{
  return rows != NULL ? read (rows) : g_ptr_array_new ();
}

void
adit_bus_client_describe_certificate (AditBusClient *self, AditBusCertificateFacts *facts)
{
  static const char *const nothing[] = { NULL };
  AditBusCertificate *certificate;

  g_return_if_fail (ADIT_BUS_IS_CLIENT (self));

  certificate = adit_bus_client_get_certificate (self);
  *facts = (AditBusCertificateFacts){ TRUE, nothing, 0, "", "", "", "", "" };
  if (certificate == NULL)
    return;

  facts->is_local =
      g_strcmp0 (adit_bus_certificate_get_source (certificate), ADIT_CERTIFICATE_FROM_FILES) != 0;
  if (adit_bus_certificate_get_names (certificate) != NULL)
    facts->names = adit_bus_certificate_get_names (certificate);
  facts->not_after_s = adit_bus_certificate_get_not_after (certificate);
  facts->fingerprint = adit_bus_text_or_empty (adit_bus_certificate_get_fingerprint (certificate));
  facts->certificate_path =
      adit_bus_text_or_empty (adit_bus_certificate_get_certificate_path (certificate));
  facts->key_path = adit_bus_text_or_empty (adit_bus_certificate_get_key_path (certificate));
  facts->authority = adit_bus_text_or_empty (adit_bus_certificate_get_authority (certificate));
  facts->error = adit_bus_text_or_empty (adit_bus_certificate_get_error (certificate));
}
