/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bus/adit-bus-wire.h"
#include "cli/adit-cli-bus.h"
#include "cli/adit-cli-json.h"
#include "cli/adit-cli-table.h"
#include "cli/adit-cli-verbs.h"
#include "model/adit-format.h"

#include <glib/gi18n-lib.h>

static void
print_live_json (const GPtrArray *tunnels)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  adit_cli_json_add_tunnels (builder, "tunnels", tunnels);
  json_builder_end_object (builder);
  adit_cli_json_print (builder, ADIT_CLI_JSON_DOCUMENT);
}

static void
print_ended_json (const GPtrArray *tunnels)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  adit_cli_json_add_ended (builder, "recent", tunnels);
  json_builder_end_object (builder);
  adit_cli_json_print (builder, ADIT_CLI_JSON_DOCUMENT);
}

static void
add_status (AditCliTable *table, const AditTunnel *tunnel)
{
  adit_cli_table_take (table, tunnel->status == 0 ? g_strdup ("")
                                                  : g_strdup_printf ("%u", tunnel->status));
}

static void
print_live (const GPtrArray *tunnels)
{
  const AditCliColumn columns[] = {
    { _ ("ID"), ADIT_CLI_ALIGN_END },
    { _ ("Destination") },
    { _ ("Client") },
    { _ ("Encrypted") },
    { _ ("Sent"), ADIT_CLI_ALIGN_END },
    { _ ("Received"), ADIT_CLI_ALIGN_END },
    { _ ("Sending"), ADIT_CLI_ALIGN_END },
    { _ ("Receiving"), ADIT_CLI_ALIGN_END },
    { _ ("Age"), ADIT_CLI_ALIGN_END },
    { _ ("Status"), ADIT_CLI_ALIGN_END },
    { _ ("Phase") },
  };
  g_autoptr (AditCliTable) table = adit_cli_table_new (columns, G_N_ELEMENTS (columns));
  gint64 now_us = g_get_real_time ();

  for (guint i = 0; i < tunnels->len; i++)
    {
      const AditTunnel *tunnel = tunnels->pdata[i];
      const AditTunnelFigures *figures = &tunnel->figures;

      adit_cli_table_add_number (table, figures->id);
      adit_cli_table_take (table, adit_tunnel_describe (tunnel));
      adit_cli_table_add (table, tunnel->client);
      adit_cli_table_add (table, tunnel->is_encrypted ? _ ("yes") : _ ("no"));
      adit_cli_table_take (table, adit_format_size (figures->sent_bytes));
      adit_cli_table_take (table, adit_format_size (figures->received_bytes));
      adit_cli_table_take (table, adit_format_rate (figures->sent_rate));
      adit_cli_table_take (table, adit_format_rate (figures->received_rate));
      adit_cli_table_take (table, adit_format_age (now_us - tunnel->started_us));
      add_status (table, tunnel);
      adit_cli_table_add (table, adit_phase_to_word (figures->phase));
    }

  adit_cli_table_print (table);
}

static void
print_ended (const GPtrArray *tunnels)
{
  const AditCliColumn columns[] = {
    { _ ("ID"), ADIT_CLI_ALIGN_END },
    { _ ("Destination") },
    { _ ("Client") },
    { _ ("Encrypted") },
    { _ ("Sent"), ADIT_CLI_ALIGN_END },
    { _ ("Received"), ADIT_CLI_ALIGN_END },
    { _ ("Lasted"), ADIT_CLI_ALIGN_END },
    { _ ("Ended ago"), ADIT_CLI_ALIGN_END },
    { _ ("Status"), ADIT_CLI_ALIGN_END },
    { _ ("Why") },
  };
  g_autoptr (AditCliTable) table = adit_cli_table_new (columns, G_N_ELEMENTS (columns));
  gint64 now_us = g_get_real_time ();

  for (guint i = 0; i < tunnels->len; i++)
    {
      const AditTunnel *tunnel = tunnels->pdata[i];

      adit_cli_table_add_number (table, tunnel->figures.id);
      adit_cli_table_take (table, adit_tunnel_describe (tunnel));
      adit_cli_table_add (table, tunnel->client);
      adit_cli_table_add (table, tunnel->is_encrypted ? _ ("yes") : _ ("no"));
      adit_cli_table_take (table, adit_format_size (tunnel->figures.sent_bytes));
      adit_cli_table_take (table, adit_format_size (tunnel->figures.received_bytes));
      adit_cli_table_take (table, adit_format_age (tunnel->ended_us - tunnel->started_us));
      adit_cli_table_take (table, adit_format_age (now_us - tunnel->ended_us));
      add_status (table, tunnel);
      adit_cli_table_take (table, adit_tunnel_describe_end (tunnel));
    }

  adit_cli_table_print (table);
}

static AditCliExit
show_live (const AditCliCall *call, AditBusTunnels *proxy)
{
  g_autoptr (GVariant) rows = NULL;
  g_autoptr (GPtrArray) tunnels = NULL;
  g_autoptr (GError) error = NULL;

  if (!adit_bus_tunnels_call_list_sync (proxy, &rows, NULL, &error))
    return adit_cli_exit_with_error (error);

  tunnels = adit_bus_tunnels_from_variant (rows);
  if (call->as_json)
    print_live_json (tunnels);
  else if (tunnels->len > 0)
    print_live (tunnels);
  else
    g_print ("%s\n", _ ("No tunnel is open"));

  return ADIT_CLI_OK;
}

static AditCliExit
show_recent (const AditCliCall *call, AditBusTunnels *proxy)
{
  g_autoptr (GVariant) rows = NULL;
  g_autoptr (GPtrArray) tunnels = NULL;
  g_autoptr (GError) error = NULL;

  if (!adit_bus_tunnels_call_recent_sync (proxy, &rows, NULL, &error))
    return adit_cli_exit_with_error (error);

  tunnels = adit_bus_endeds_from_variant (rows);
  if (call->as_json)
    print_ended_json (tunnels);
  else if (tunnels->len > 0)
    print_ended (tunnels);
  else
    g_print ("%s\n", _ ("No tunnel has ended yet"));

  return ADIT_CLI_OK;
}

AditCliExit
adit_cli_tunnels (AditCliCall *call)
{
  gboolean is_recent = FALSE;
  const GOptionEntry options[] = {
    { "recent", 0, 0, G_OPTION_ARG_NONE, &is_recent,
      N_ ("List what ended lately, also what was refused"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (AditBusTunnels) proxy = NULL;
  g_autoptr (GError) error = NULL;

  if (!adit_cli_call_parse_counted (call, options, 0, 0))
    return ADIT_CLI_USAGE;

  proxy = adit_cli_bus_call_tunnels (call, &error);
  if (proxy == NULL)
    return adit_cli_exit_with_error (error);

  return is_recent ? show_recent (call, proxy) : show_live (call, proxy);
}
