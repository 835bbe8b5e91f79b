/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bus/adit-bus-wire.h"
#include "cli/adit-cli-bus.h"
#include "cli/adit-cli-json.h"
#include "cli/adit-cli-status.h"
#include "cli/adit-cli-table.h"
#include "cli/adit-cli-verbs.h"
#include "model/adit-authority.h"

#include <glib/gi18n-lib.h>

/* @encryption: a word; NULL where none was given. */
typedef gboolean (*Change) (AditBusEngine *engine,
                            const char *address,
                            const char *encryption,
                            GError **error);

static gboolean
add (AditBusEngine *engine, const char *address, const char *encryption, GError **error)
{
  g_auto (GVariantBuilder) options = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  if (encryption != NULL)
    g_variant_builder_add (&options, "{sv}", "encryption", g_variant_new_string (encryption));

  return adit_bus_engine_call_add_listener_sync (engine, address, g_variant_builder_end (&options),
                                                 NULL, error);
}

static gboolean
set_encryption (AditBusEngine *engine, const char *address, const char *encryption, GError **error)
{
  return adit_bus_engine_call_set_listener_encryption_sync (engine, address, encryption, NULL,
                                                            error);
}

static gboolean
drop (AditBusEngine *engine, const char *address, const char *encryption, GError **error)
{
  return adit_bus_engine_call_remove_listener_sync (engine, address, NULL, error);
}

static gboolean
enable (AditBusEngine *engine, const char *address, const char *encryption, GError **error)
{
  return adit_bus_engine_call_set_listener_enabled_sync (engine, address, TRUE, NULL, error);
}

static gboolean
disable (AditBusEngine *engine, const char *address, const char *encryption, GError **error)
{
  return adit_bus_engine_call_set_listener_enabled_sync (engine, address, FALSE, NULL, error);
}

static const struct
{
  const char *word;
  guint n_arguments;          /* the word itself, an address, and maybe an encryption */
  gboolean is_with_an_option; /* takes --encryption */
  Change change;
} changes[] = {
  { "add", 2, TRUE, add },
  { "remove", 2, FALSE, drop },
  { "enable", 2, FALSE, enable },
  { "disable", 2, FALSE, disable },
  { "encryption", 3, FALSE, set_encryption },
};

static void
print_json (const GPtrArray *listeners)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  adit_cli_json_add_listeners (builder, "listeners", listeners);
  json_builder_end_object (builder);
  adit_cli_json_print (builder, ADIT_CLI_JSON_DOCUMENT);
}

static void
print_text (const GPtrArray *listeners)
{
  const AditCliColumn columns[] = {
    { _ ("Address") }, { _ ("Enabled") },    { _ ("State") },
    { _ ("Bound") },   { _ ("Encryption") }, { _ ("Error") },
  };
  g_autoptr (AditCliTable) table = adit_cli_table_new (columns, G_N_ELEMENTS (columns));

  for (guint i = 0; i < listeners->len; i++)
    {
      const AditListener *listener = listeners->pdata[i];

      adit_cli_table_add (table, listener->address);
      adit_cli_table_add (table, listener->is_enabled ? _ ("yes") : _ ("no"));
      adit_cli_table_add (table, adit_listener_state_to_word (listener->state));
      adit_cli_table_add (table, listener->bound);
      adit_cli_table_add (table, adit_encryption_to_word (listener->encryption));
      adit_cli_table_add (table, listener->error);
    }

  adit_cli_table_print (table);
}

static AditCliExit
show (const AditCliCall *call)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) listeners = adit_cli_status_read_listeners (call, &error);

  if (listeners == NULL)
    return adit_cli_exit_with_error (error);

  if (call->as_json)
    print_json (listeners);
  else
    print_text (listeners);

  return ADIT_CLI_OK;
}

static AditCliExit
apply (const AditCliCall *call, Change change, const char *address, const char *encryption)
{
  g_autoptr (AditBusEngine) engine = NULL;
  g_autoptr (GError) error = NULL;
  AditAuthority authority;
  AditEncryption known;

  if (!adit_authority_parse (address, strlen (address),
                             ADIT_AUTHORITY_PORT_0 | ADIT_AUTHORITY_ONLY_ADDRESS, &authority))
    return adit_cli_exit_with_usage (
        _ ("A listener is an address and a port, such as 127.0.0.1:3128 or [::1]:3128"));
  if (encryption != NULL && !adit_encryption_from_word (encryption, &known))
    return adit_cli_exit_with_usage (_ ("The encryption is one of: both, plain, encrypted"));

  engine = adit_cli_bus_call_engine (call, &error);
  if (engine == NULL || !change (engine, address, encryption, &error))
    return adit_cli_exit_with_error (error);

  return show (call);
}

AditCliExit
adit_cli_listener (AditCliCall *call)
{
  g_autofree char *encryption = NULL;
  const GOptionEntry options[] = {
    { "encryption", 0, 0, G_OPTION_ARG_STRING, &encryption,
      N_ ("What clients of an added listener speak with it: both, plain or encrypted"),
      "both|plain|encrypted" },
    G_OPTION_ENTRY_NULL,
  };

  if (!adit_cli_call_parse_counted (call, options, 1, 3))
    return ADIT_CLI_USAGE;

  if (call->argc == 1 && !encryption && g_str_equal (call->argv[0], "list"))
    return show (call);

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    if (call->argc == changes[i].n_arguments && (!encryption || changes[i].is_with_an_option) &&
        g_str_equal (call->argv[0], changes[i].word))
      return apply (call, changes[i].change, call->argv[1],
                    call->argc == 3 ? call->argv[2] : encryption);

  return adit_cli_exit_with_usage (
      _ ("“listener” needs: list, or add, remove, enable or disable and an address, or encryption, "
         "an address and a word"));
}
