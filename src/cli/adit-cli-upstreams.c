/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/adit-cli-upstreams.h"

#include "bus/adit-bus-wire-upstream.h"
#include "cli/adit-cli-json.h"
#include "cli/adit-cli-password.h"
#include "cli/adit-cli-table.h"

#include <glib/gi18n-lib.h>

/* ---- Telling ---- */

static void
add_members (JsonBuilder *builder, gconstpointer row)
{
  const AditBusUpstream *upstream = row;

  adit_cli_json_add_string (builder, "name", upstream->name);
  adit_cli_json_add_string (builder, "kind", adit_upstream_kind_to_word (upstream->kind));
  adit_cli_json_add_string (builder, "address", upstream->address);
  adit_cli_json_add_string (builder, "user", upstream->user);
  adit_cli_json_add_string (builder, "password",
                            adit_upstream_password_to_word (upstream->password));
}

static void
print_json (const GPtrArray *upstreams)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  adit_cli_json_add_objects (builder, "upstreams", upstreams, add_members);
  json_builder_end_object (builder);
  adit_cli_json_print (builder, ADIT_CLI_JSON_DOCUMENT);
}

static const char *
describe_password (AditUpstreamPassword password)
{
  static const char *const texts[ADIT_N_UPSTREAM_PASSWORDS] = {
    [ADIT_UPSTREAM_PASSWORD_NONE] = N_ ("not needed"),
    [ADIT_UPSTREAM_PASSWORD_KEYRING] = N_ ("in the keyring"),
    [ADIT_UPSTREAM_PASSWORD_CREDENTIAL] = N_ ("passed by systemd"),
    [ADIT_UPSTREAM_PASSWORD_MISSING] = N_ ("missing"),
    [ADIT_UPSTREAM_PASSWORD_PENDING] = N_ ("the keyring is being asked"),
    [ADIT_UPSTREAM_PASSWORD_FAILED] = N_ ("cannot be read"),
  };

  return _ (texts[password]);
}

static void
print_text (const GPtrArray *upstreams)
{
  const AditCliColumn columns[] = {
    { _ ("Name") }, { _ ("Kind") }, { _ ("Address") }, { _ ("User") }, { _ ("Password") },
  };
  g_autoptr (AditCliTable) table = adit_cli_table_new (columns, G_N_ELEMENTS (columns));

  for (guint i = 0; i < upstreams->len; i++)
    {
      const AditBusUpstream *upstream = upstreams->pdata[i];

      adit_cli_table_add (table, upstream->name);
      adit_cli_table_add (table, adit_upstream_kind_to_word (upstream->kind));
      adit_cli_table_add (table, upstream->address);
      adit_cli_table_add (table, upstream->user);
      adit_cli_table_add (table, describe_password (upstream->password));
    }

  adit_cli_table_print (table);
}

void
adit_cli_upstreams_print (const AditCliCall *call, AditBusRules *proxy)
{
  g_autoptr (GPtrArray) upstreams =
      adit_bus_upstreams_from_variant (adit_bus_rules_get_upstreams (proxy));

  if (call->as_json)
    print_json (upstreams);
  else
    print_text (upstreams);
}

/* ---- Changing ---- */

gboolean
adit_cli_upstreams_set (AditBusRules *proxy, char **words, GError **error)
{
  g_autofree char *joined = g_strjoinv (" ", words);
  g_autofree char *line = g_strconcat ("upstream ", joined, NULL);

  return adit_bus_rules_call_set_upstream_sync (proxy, line, NULL, error);
}

gboolean
adit_cli_upstreams_remove (AditBusRules *proxy, char **words, GError **error)
{
  if (!adit_bus_rules_call_remove_upstream_sync (proxy, words[0], NULL, error))
    return FALSE;

  /* Where there is no keyring, nothing is in it. */
  adit_bus_rules_call_clear_upstream_password_sync (proxy, words[0], NULL, NULL);
  return TRUE;
}

gboolean
adit_cli_upstreams_set_password (AditBusRules *proxy, char **words, int descriptor, GError **error)
{
  char *password = adit_cli_password_read (words[0], descriptor, error);
  gboolean is_done =
      password != NULL &&
      adit_bus_rules_call_set_upstream_password_sync (proxy, words[0], password, NULL, error);

  adit_cli_password_free (password);
  return is_done;
}

gboolean
adit_cli_upstreams_forget_password (AditBusRules *proxy, char **words, GError **error)
{
  return adit_bus_rules_call_clear_upstream_password_sync (proxy, words[0], NULL, error);
}
