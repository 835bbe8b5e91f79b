/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/adit-cli-status.h"

#include "bus/adit-bus-wire.h"
#include "cli/adit-cli-bus.h"
#include "cli/adit-cli-certificate.h"
#include "cli/adit-cli-json.h"
#include "cli/adit-cli-table.h"
#include "cli/adit-cli-verbs.h"
#include "model/adit-format.h"

#include <glib/gi18n-lib.h>

static void
add_certificate (JsonBuilder *builder, AditBusCertificate *certificate)
{
  json_builder_set_member_name (builder, "certificate");
  json_builder_begin_object (builder);
  adit_cli_certificate_add_members (builder, certificate);
  json_builder_end_object (builder);
}

static void
print_json (AditBusEngine *engine, AditBusCertificate *certificate, const GPtrArray *listeners)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  adit_cli_json_add_string (builder, "version", adit_bus_engine_get_version (engine));
  adit_cli_json_add_bool (builder, "running", adit_bus_engine_get_running (engine));
  adit_cli_json_add_int (builder, "started_us",
                         (guint64) MAX (adit_bus_engine_get_started_at (engine), 0));
  adit_cli_json_add_listeners (builder, "listeners", listeners);
  add_certificate (builder, certificate);
  adit_cli_json_add_int (builder, "active_tunnels", adit_bus_engine_get_active_tunnels (engine));
  adit_cli_json_add_int (builder, "opened_tunnels", adit_bus_engine_get_opened_tunnels (engine));
  adit_cli_json_add_int (builder, "refused_connections",
                         adit_bus_engine_get_refused_connections (engine));
  adit_cli_json_add_int (builder, "sent_bytes", adit_bus_engine_get_sent_bytes (engine));
  adit_cli_json_add_int (builder, "received_bytes", adit_bus_engine_get_received_bytes (engine));
  json_builder_end_object (builder);

  adit_cli_json_print (builder, ADIT_CLI_JSON_DOCUMENT);
}

/* Nothing where it is as usual. */
static const char *
remark_on_encryption (AditEncryption encryption)
{
  switch (encryption)
    {
    case ADIT_ENCRYPTION_PLAIN:
      return _ (", plain only");
    case ADIT_ENCRYPTION_ENCRYPTED:
      return _ (", encrypted only");
    default:
      return "";
    }
}

/* "listening", "listening, encrypted only", or "failed: Address already in use". */
static char *
describe_listener (const AditListener *listener)
{
  const char *word = adit_listener_state_to_word (listener->state);
  const char *remark = remark_on_encryption (listener->encryption);
  gboolean is_moved = *listener->bound != '\0' && !g_str_equal (listener->bound, listener->address);
  const char *detail = *listener->error != '\0' ? listener->error
                       : is_moved               ? listener->bound
                                                : NULL;

  if (detail == NULL)
    return g_strdup_printf ("%s  %s%s", listener->address, word, remark);
  return g_strdup_printf ("%s  %s: %s%s", listener->address, word, detail, remark);
}

static void
add_listeners (AditCliTable *table, const GPtrArray *listeners)
{
  for (guint i = 0; i < listeners->len; i++)
    {
      adit_cli_table_add (table, i == 0 ? _ ("Listeners") : "");
      adit_cli_table_take (table, describe_listener (listeners->pdata[i]));
    }
}

static void
print_text (AditBusEngine *engine, AditBusCertificate *certificate, const GPtrArray *listeners)
{
  g_autoptr (AditCliTable) table = adit_cli_table_new_facts ();
  gint64 age_us = g_get_real_time () - adit_bus_engine_get_started_at (engine);

  adit_cli_table_add (table, _ ("Proxy"));
  adit_cli_table_add (table, adit_bus_engine_get_running (engine) ? _ ("running") : _ ("stopped"));
  add_listeners (table, listeners);
  adit_cli_table_add (table, _ ("Certificate"));
  adit_cli_table_take (table, adit_cli_certificate_describe (certificate));
  adit_cli_table_add (table, _ ("Active tunnels"));
  adit_cli_table_add_number (table, adit_bus_engine_get_active_tunnels (engine));
  adit_cli_table_add (table, _ ("Opened"));
  adit_cli_table_add_number (table, adit_bus_engine_get_opened_tunnels (engine));
  adit_cli_table_add (table, _ ("Refused"));
  adit_cli_table_add_number (table, adit_bus_engine_get_refused_connections (engine));
  adit_cli_table_add (table, _ ("Sent"));
  adit_cli_table_take (table, adit_format_size (adit_bus_engine_get_sent_bytes (engine)));
  adit_cli_table_add (table, _ ("Received"));
  adit_cli_table_take (table, adit_format_size (adit_bus_engine_get_received_bytes (engine)));
  adit_cli_table_add (table, _ ("Up for"));
  adit_cli_table_take (table, adit_format_age (age_us));
  adit_cli_table_add (table, _ ("Version"));
  adit_cli_table_add (table, adit_bus_engine_get_version (engine));

  adit_cli_table_print (table);
}

GPtrArray *
adit_cli_status_read_listeners (const AditCliCall *call, GError **error)
{
  g_autoptr (AditBusEngine) engine = adit_cli_bus_read_engine (call, error);

  if (engine == NULL)
    return NULL;

  return adit_bus_listeners_from_variant (adit_bus_engine_get_listeners (engine));
}

AditCliExit
adit_cli_status_show (const AditCliCall *call)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AditBusEngine) engine = adit_cli_bus_read_engine (call, &error);
  g_autoptr (AditBusCertificate) certificate =
      engine == NULL ? NULL : adit_cli_bus_read_certificate (call, &error);
  g_autoptr (GPtrArray) listeners = NULL;

  if (certificate == NULL)
    return adit_cli_exit_with_error (error);

  listeners = adit_bus_listeners_from_variant (adit_bus_engine_get_listeners (engine));
  if (call->as_json)
    print_json (engine, certificate, listeners);
  else
    print_text (engine, certificate, listeners);

  return ADIT_CLI_OK;
}

AditCliExit
adit_cli_status (AditCliCall *call)
{
  if (!adit_cli_call_parse_counted (call, NULL, 0, 0))
    return ADIT_CLI_USAGE;

  return adit_cli_status_show (call);
}
