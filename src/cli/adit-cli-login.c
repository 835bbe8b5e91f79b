/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bus/adit-bus-names.h"
#include "cli/adit-cli-bus.h"
#include "cli/adit-cli-json.h"
#include "cli/adit-cli-table.h"
#include "cli/adit-cli-verbs.h"

#include <glib/gi18n-lib.h>

static void
print_json (AditBusLogin *login)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  adit_cli_json_add_bool (builder, "starts_at_login", adit_bus_login_get_starts_at_login (login));
  adit_cli_json_add_bool (builder, "sandboxed", adit_bus_login_get_sandboxed (login));
  adit_cli_json_add_string (builder, "background", adit_bus_login_get_background (login));
  json_builder_end_object (builder);
  adit_cli_json_print (builder, ADIT_CLI_JSON_DOCUMENT);
}

static void
print_table (AditBusLogin *login)
{
  g_autoptr (AditCliTable) table = adit_cli_table_new_facts ();

  adit_cli_table_add (table, _ ("Starts at login"));
  adit_cli_table_add (table, adit_bus_login_get_starts_at_login (login) ? _ ("yes") : _ ("no"));
  adit_cli_table_add (table, _ ("Without a window"));
  adit_cli_table_add (table, adit_bus_login_get_background (login));

  adit_cli_table_print (table);
}

static AditCliExit
show (const AditCliCall *call)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AditBusLogin) login = adit_cli_bus_read_login (call, &error);

  if (login == NULL)
    return adit_cli_exit_with_error (error);

  if (call->as_json)
    print_json (login);
  else
    print_table (login);

  return ADIT_CLI_OK;
}

/* With the patience that a person needs whom the desktop asks. (transfer full) */
static AditBusLogin *
reach_login (const AditCliCall *call, GError **error)
{
  AditBusLogin *login = adit_cli_bus_call_login (call, error);

  if (login != NULL)
    g_dbus_proxy_set_default_timeout (G_DBUS_PROXY (login), G_MAXINT);
  return login;
}

static AditCliExit
set (const AditCliCall *call, gboolean is_on)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AditBusLogin) login = reach_login (call, &error);

  if (login == NULL ||
      !adit_bus_login_call_set_start_at_login_sync (login, is_on, "", NULL, &error))
    return adit_cli_exit_with_error (error);

  return show (call);
}

static AditCliExit
ask (const AditCliCall *call)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AditBusLogin) login = reach_login (call, &error);
  gboolean is_allowed;

  if (login == NULL ||
      !adit_bus_login_call_ask_for_background_sync (login, "", &is_allowed, NULL, &error))
    return adit_cli_exit_with_error (error);

  return show (call);
}

AditCliExit
adit_cli_login (AditCliCall *call)
{
  const char *word;

  if (!adit_cli_call_parse_counted (call, NULL, 1, 1))
    return ADIT_CLI_USAGE;

  word = call->argv[0];
  if (g_str_equal (word, "show"))
    return show (call);
  if (g_str_equal (word, "on") || g_str_equal (word, "off"))
    return set (call, g_str_equal (word, "on"));

  if (g_str_equal (word, "ask"))
    return ask (call);

  return adit_cli_exit_with_usage (_ ("“login” needs: show, or on, or off, or ask"));
}
