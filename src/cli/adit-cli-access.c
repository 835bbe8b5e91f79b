/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bus/adit-bus-wire-access.h"
#include "cli/adit-cli-bus.h"
#include "cli/adit-cli-json.h"
#include "cli/adit-cli-table.h"
#include "cli/adit-cli-verbs.h"
#include "model/adit-access.h"
#include "model/adit-clients.h"

#include <glib/gi18n-lib.h>

#define NOBODY "none" /* in place of clients */

/* ---- Telling ---- */

static void
add_block (JsonBuilder *builder, gconstpointer row)
{
  const AditBusBlock *block = row;

  adit_cli_json_add_string (builder, "address", block->address);
  adit_cli_json_add_int (builder, "until_us", (guint64) MAX (block->until_us, 0));
  adit_cli_json_add_string (builder, "user", block->user);
}

static void
print_json (AditBusAccess *access, const GPtrArray *blocked)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  adit_cli_json_add_string (builder, "sign_in", adit_bus_access_get_sign_in (access));
  adit_cli_json_add_string (builder, "schemes", adit_bus_access_get_schemes (access));
  adit_cli_json_add_bool (builder, "plain_basic", adit_bus_access_get_plain_basic (access));
  adit_cli_json_add_strings (builder, "clients", adit_bus_access_get_clients (access));
  adit_cli_json_add_bool (builder, "private", adit_bus_access_get_private (access));
  adit_cli_json_add_objects (builder, "blocked", blocked, add_block);
  json_builder_end_object (builder);
  adit_cli_json_print (builder, ADIT_CLI_JSON_DOCUMENT);
}

static void
print_blocked (const GPtrArray *blocked)
{
  const AditCliColumn columns[] = { { _ ("Address") }, { _ ("Blocked until") }, { _ ("User") } };
  g_autoptr (AditCliTable) table = adit_cli_table_new (columns, G_N_ELEMENTS (columns));

  for (guint i = 0; i < blocked->len; i++)
    {
      const AditBusBlock *block = blocked->pdata[i];
      g_autoptr (GDateTime) end =
          g_date_time_new_from_unix_local (block->until_us / G_USEC_PER_SEC);

      adit_cli_table_add (table, block->address);
      adit_cli_table_take (table, end ? g_date_time_format (end, "%H:%M:%S") : g_strdup (""));
      adit_cli_table_add (table, block->user);
    }

  adit_cli_table_print (table);
}

static char *
join_clients (AditBusAccess *access)
{
  char **words = (char **) adit_bus_access_get_clients (access);

  return words[0] != NULL ? g_strjoinv (" ", words) : g_strdup (NOBODY);
}

static void
print_settings (AditBusAccess *access, guint n_blocked)
{
  g_autoptr (AditCliTable) table = adit_cli_table_new_facts ();

  adit_cli_table_add (table, _ ("Sign-in"));
  adit_cli_table_add (table, adit_bus_access_get_sign_in (access));
  adit_cli_table_add (table, _ ("Schemes"));
  adit_cli_table_add (table, adit_bus_access_get_schemes (access));
  adit_cli_table_add (table, _ ("Basic unencrypted from elsewhere"));
  adit_cli_table_add (table, adit_bus_access_get_plain_basic (access) ? _ ("yes") : _ ("no"));
  adit_cli_table_add (table, _ ("Other machines let in"));
  adit_cli_table_take (table, join_clients (access));
  adit_cli_table_add (table, _ ("Private addresses for these"));
  adit_cli_table_add (table, adit_bus_access_get_private (access) ? _ ("yes") : _ ("no"));
  adit_cli_table_add (table, _ ("Blocked addresses"));
  adit_cli_table_add_number (table, n_blocked);

  adit_cli_table_print (table);
}

static AditCliExit
show (const AditCliCall *call, gboolean is_only_blocked)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AditBusAccess) access = adit_cli_bus_read_access (call, &error);
  g_autoptr (GPtrArray) blocked = NULL;

  if (access == NULL)
    return adit_cli_exit_with_error (error);

  blocked = adit_bus_blocks_from_variant (adit_bus_access_get_blocked (access));
  if (call->as_json)
    print_json (access, blocked);
  else if (is_only_blocked)
    print_blocked (blocked);
  else
    print_settings (access, blocked->len);

  return ADIT_CLI_OK;
}

/* ---- Changing ---- */

/* The value of an option, floating; NULL where @words are none. There is one at least. */
static GVariant *
read_sign_in (char **words)
{
  AditSignIn known;

  return adit_sign_in_from_word (words[0], &known) ? g_variant_new_string (words[0]) : NULL;
}

static GVariant *
read_schemes (char **words)
{
  AditSchemes known;

  return adit_schemes_from_word (words[0], &known) ? g_variant_new_string (words[0]) : NULL;
}

static GVariant *
read_yes_or_no (char **words)
{
  gboolean is_yes = g_str_equal (words[0], "yes");

  return is_yes || g_str_equal (words[0], "no") ? g_variant_new_boolean (is_yes) : NULL;
}

static GVariant *
read_clients (char **words)
{
  g_auto (AditClients) clients = { 0 };

  if (words[1] == NULL && g_str_equal (words[0], NOBODY))
    return g_variant_new_strv (NULL, 0);

  adit_clients_init_empty (&clients);
  for (guint i = 0; words[i] != NULL; i++)
    if (!adit_clients_add_word (&clients, words[i]))
      return NULL;

  return g_variant_new_strv ((const char *const *) words, -1);
}

static const struct
{
  const char *name; /* here and on the bus */
  guint n_most;     /* words that may follow */
  GVariant *(*read) (char **words);
} options[] = {
  { "sign-in", 1, read_sign_in },         { "schemes", 1, read_schemes },
  { "plain-basic", 1, read_yes_or_no },   { "private", 1, read_yes_or_no },
  { "clients", G_MAXUINT, read_clients },
};

static GVariant *
new_dictionary (const char *name, GVariant *value)
{
  GVariantBuilder dictionary;

  g_variant_builder_init (&dictionary, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&dictionary, "{sv}", name, value);
  return g_variant_builder_end (&dictionary);
}

/* What is to be changed, floating; NULL: nothing of that name, or not to this. */
static GVariant *
read_change (const char *name, char **words, guint n_words)
{
  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    if (g_str_equal (name, options[i].name) && n_words > 0 && n_words <= options[i].n_most)
      {
        GVariant *value = options[i].read (words);

        return value != NULL ? new_dictionary (name, value) : NULL;
      }

  return NULL;
}

static AditCliExit
change (const AditCliCall *call, GVariant *dictionary)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (dictionary);
  g_autoptr (GError) error = NULL;
  g_autoptr (AditBusAccess) access = adit_cli_bus_call_access (call, &error);

  if (access == NULL || !adit_bus_access_call_set_sync (access, owned, NULL, &error))
    return adit_cli_exit_with_error (error);

  return show (call, FALSE);
}

static AditCliExit
lift (const AditCliCall *call, const char *address)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AditBusAccess) access = adit_cli_bus_call_access (call, &error);

  if (access == NULL || !adit_bus_access_call_lift_sync (access, address, NULL, &error))
    return adit_cli_exit_with_error (error);

  return show (call, TRUE);
}

AditCliExit
adit_cli_access (AditCliCall *call)
{
  const char *word;
  GVariant *dictionary;

  if (!adit_cli_call_parse_counted (call, NULL, 1, G_MAXUINT))
    return ADIT_CLI_USAGE;

  word = call->argv[0];
  if (call->argc == 1 && (g_str_equal (word, "show") || g_str_equal (word, "blocked")))
    return show (call, g_str_equal (word, "blocked"));
  if (call->argc == 2 && g_str_equal (word, "lift"))
    return lift (call, call->argv[1]);

  dictionary = read_change (word, call->argv + 1, call->argc - 1);
  if (dictionary != NULL)
    return change (call, dictionary);

  return adit_cli_exit_with_usage (
      _ ("“access” needs: show, or sign-in and never, elsewhere or always, or schemes and basic, "
         "digest or both, or plain-basic and yes or no, or clients and local, networks like "
         "192.0.2.0/24 or none, or private and yes or no, or blocked, or lift and an address"));
}
