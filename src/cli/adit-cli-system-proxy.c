/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/adit-cli-bus.h"
#include "cli/adit-cli-json.h"
#include "cli/adit-cli-table.h"
#include "cli/adit-cli-verbs.h"

#include <glib/gi18n-lib.h>

static void
print_json (AditBusEngine *engine)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  adit_cli_json_add_bool (builder, "system_proxy", adit_bus_engine_get_system_proxy (engine));
  adit_cli_json_add_string (builder, "state", adit_bus_engine_get_system_proxy_state (engine));
  json_builder_end_object (builder);
  adit_cli_json_print (builder, ADIT_CLI_JSON_DOCUMENT);
}

static void
print_table (AditBusEngine *engine)
{
  g_autoptr (AditCliTable) table = adit_cli_table_new_facts ();

  adit_cli_table_add (table, _ ("System proxy"));
  adit_cli_table_add (table, adit_bus_engine_get_system_proxy (engine) ? _ ("on") : _ ("off"));
  adit_cli_table_add (table, _ ("The desktop’s setting"));
  adit_cli_table_add (table, adit_bus_engine_get_system_proxy_state (engine));

  adit_cli_table_print (table);
}

static AditCliExit
show (const AditCliCall *call)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AditBusEngine) engine = adit_cli_bus_read_engine (call, &error);

  if (engine == NULL)
    return adit_cli_exit_with_error (error);

  if (call->as_json)
    print_json (engine);
  else
    print_table (engine);

  return ADIT_CLI_OK;
}

static AditCliExit
set (const AditCliCall *call, gboolean is_on)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AditBusEngine) engine = adit_cli_bus_call_engine (call, &error);

  if (engine == NULL || !adit_bus_engine_call_set_system_proxy_sync (engine, is_on, NULL, &error))
    return adit_cli_exit_with_error (error);

  return show (call);
}

AditCliExit
adit_cli_system_proxy (AditCliCall *call)
{
  const char *word;

  if (!adit_cli_call_parse_counted (call, NULL, 1, 1))
    return ADIT_CLI_USAGE;

  word = call->argv[0];
  if (g_str_equal (word, "show"))
    return show (call);
  if (g_str_equal (word, "on") || g_str_equal (word, "off"))
    return set (call, g_str_equal (word, "on"));

  return adit_cli_exit_with_usage (_ ("“system-proxy” needs: show, or on, or off"));
}
