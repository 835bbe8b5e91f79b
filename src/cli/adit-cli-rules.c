/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bus/adit-bus-wire-access.h"
#include "cli/adit-cli-bus.h"
#include "cli/adit-cli-file.h"
#include "cli/adit-cli-json.h"
#include "cli/adit-cli-table.h"
#include "cli/adit-cli-verbs.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

typedef struct
{
  int at;       /* of `add`; 0: not given */
  char *user;   /* of `test` */
  char *client; /* of `test` */
} Options;

/* ---- Telling ---- */

static void
print_json (AditBusRules *proxy, const GPtrArray *rules)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "rules");
  json_builder_begin_array (builder);
  for (guint i = 0; i < rules->len; i++)
    {
      const AditBusRule *rule = rules->pdata[i];

      json_builder_begin_object (builder);
      adit_cli_json_add_int (builder, "number", rule->number);
      adit_cli_json_add_int (builder, "line", rule->line);
      adit_cli_json_add_string (builder, "text", rule->text);
      adit_cli_json_add_string (builder, "action", rule->action);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  adit_cli_json_add_string (builder, "default", adit_bus_rules_get_default (proxy));
  adit_cli_json_add_string (builder, "error", adit_bus_rules_get_error (proxy));
  json_builder_end_object (builder);
  adit_cli_json_print (builder, ADIT_CLI_JSON_DOCUMENT);
}

static void
print_text (AditBusRules *proxy, const GPtrArray *rules)
{
  const AditCliColumn columns[] = {
    { _ ("Number"), ADIT_CLI_ALIGN_END },
    { _ ("Line"), ADIT_CLI_ALIGN_END },
    { _ ("Rule") },
  };
  g_autoptr (AditCliTable) table = adit_cli_table_new (columns, G_N_ELEMENTS (columns));

  for (guint i = 0; i < rules->len; i++)
    {
      const AditBusRule *rule = rules->pdata[i];

      adit_cli_table_add_number (table, rule->number);
      adit_cli_table_add_number (table, rule->line);
      adit_cli_table_add (table, rule->text);
    }
  adit_cli_table_add (table, "");
  adit_cli_table_add (table, "");
  adit_cli_table_take (table, g_strdup_printf ("default %s", adit_bus_rules_get_default (proxy)));

  adit_cli_table_print (table);
}

/* What is told is in force; that the file says something else must not go unseen. */
static void
warn (AditBusRules *proxy)
{
  g_autofree char *safe = adit_cli_text_make_safe (adit_bus_rules_get_error (proxy));

  if (safe[0] != '\0')
    g_printerr ("aditctl: %s\n", safe);
}

static AditCliExit
list (const AditCliCall *call)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AditBusRules) proxy = adit_cli_bus_read_rules (call, &error);
  g_autoptr (GPtrArray) rules = NULL;

  if (proxy == NULL)
    return adit_cli_exit_with_error (error);

  rules = adit_bus_rules_from_variant (adit_bus_rules_get_rules (proxy));
  if (call->as_json)
    print_json (proxy, rules);
  else
    print_text (proxy, rules);
  warn (proxy);

  return ADIT_CLI_OK;
}

static AditCliExit
show (const AditCliCall *call)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AditBusRules) proxy = adit_cli_bus_read_rules (call, &error);
  g_autoptr (JsonBuilder) builder = NULL;

  if (proxy == NULL)
    return adit_cli_exit_with_error (error);

  warn (proxy);
  if (!call->as_json)
    {
      fputs (adit_bus_rules_get_text (proxy), stdout);
      return ADIT_CLI_OK;
    }

  builder = json_builder_new ();
  json_builder_begin_object (builder);
  adit_cli_json_add_string (builder, "text", adit_bus_rules_get_text (proxy));
  adit_cli_json_add_string (builder, "error", adit_bus_rules_get_error (proxy));
  json_builder_end_object (builder);
  adit_cli_json_print (builder, ADIT_CLI_JSON_DOCUMENT);
  return ADIT_CLI_OK;
}

/* ---- Changing ---- */

/* @words: what follows the verb's word. */
typedef gboolean (*Change) (AditBusRules *proxy,
                            char **words,
                            const Options *options,
                            GError **error);

/* 0, which is no rule, where @word is not a number. */
static guint
read_number (const char *word)
{
  guint64 number = 0;

  return g_ascii_string_to_unsigned (word, 10, 1, G_MAXUINT, &number, NULL) ? (guint) number : 0;
}

static gboolean
add (AditBusRules *proxy, char **words, const Options *options, GError **error)
{
  g_autofree char *line = g_strjoinv (" ", words);

  return adit_bus_rules_call_insert_sync (proxy, (guint) options->at, line, NULL, error);
}

static gboolean
drop (AditBusRules *proxy, char **words, const Options *options, GError **error)
{
  return adit_bus_rules_call_remove_sync (proxy, read_number (words[0]), NULL, error);
}

static gboolean
replace (AditBusRules *proxy, char **words, const Options *options, GError **error)
{
  g_autofree char *line = g_strjoinv (" ", words + 1);

  return adit_bus_rules_call_replace_sync (proxy, read_number (words[0]), line, NULL, error);
}

static gboolean
move (AditBusRules *proxy, char **words, const Options *options, GError **error)
{
  return adit_bus_rules_call_move_sync (proxy, read_number (words[0]), read_number (words[1]), NULL,
                                        error);
}

static gboolean
set_default (AditBusRules *proxy, char **words, const Options *options, GError **error)
{
  g_autofree char *action = g_strjoinv (" ", words);

  return adit_bus_rules_call_set_default_sync (proxy, action, NULL, error);
}

static gboolean
set_text (AditBusRules *proxy, char **words, const Options *options, GError **error)
{
  g_autofree char *text = adit_cli_file_read (words[0], error);

  return text != NULL && adit_bus_rules_call_set_text_sync (proxy, text, NULL, error);
}

static const struct
{
  const char *word;
  guint n_numbers; /* words that have to be numbers of rules, the first ones */
  guint n_least;   /* words in all */
  guint n_most;
  Change change;
} changes[] = {
  { "add", 0, 1, G_MAXUINT, add },         { "remove", 1, 1, 1, drop },
  { "replace", 1, 2, G_MAXUINT, replace }, { "move", 2, 2, 2, move },
  { "default", 0, 1, 2, set_default },     { "edit-file", 0, 1, 1, set_text },
};

static AditCliExit
apply (const AditCliCall *call, Change change, const Options *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AditBusRules) proxy = adit_cli_bus_call_rules (call, &error);

  if (proxy == NULL || !change (proxy, call->argv + 1, options, &error))
    return adit_cli_exit_with_error (error);

  return list (call);
}

/* ---- Asking ---- */

typedef struct
{
  char *verdict;
  char *sentence;
  guint rule;
  guint line;
  char *address;
} Why;

static void
print_why (const AditCliCall *call, const Why *why)
{
  g_autoptr (JsonBuilder) builder = NULL;
  g_autofree char *safe = adit_cli_text_make_safe (why->sentence);

  if (!call->as_json)
    {
      const char *blank = why->address[0] != '\0' ? " " : "";

      g_print ("%s%s%s\n%s\n", why->verdict, blank, why->address, safe);
      return;
    }

  builder = json_builder_new ();
  json_builder_begin_object (builder);
  adit_cli_json_add_string (builder, "verdict", why->verdict);
  adit_cli_json_add_string (builder, "sentence", why->sentence);
  adit_cli_json_add_int (builder, "rule", why->rule);
  adit_cli_json_add_int (builder, "line", why->line);
  adit_cli_json_add_string (builder, "address", why->address);
  json_builder_end_object (builder);
  adit_cli_json_print (builder, ADIT_CLI_JSON_DOCUMENT);
}

static AditCliExit
test (const AditCliCall *call, const char *target, const Options *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AditBusRules) proxy = adit_cli_bus_call_rules (call, &error);
  Why why = { 0 };

  if (proxy == NULL ||
      !adit_bus_rules_call_test_sync (proxy, options->user ? options->user : "",
                                      options->client ? options->client : "", target, &why.verdict,
                                      &why.sentence, &why.rule, &why.line, &why.address, NULL,
                                      &error))
    return adit_cli_exit_with_error (error);

  print_why (call, &why);
  g_free (why.verdict);
  g_free (why.sentence);
  g_free (why.address);
  return ADIT_CLI_OK;
}

/* ---- The verb ---- */

static gboolean
has_numbers (char **words, guint n_numbers)
{
  for (guint i = 0; i < n_numbers; i++)
    if (read_number (words[i]) == 0)
      return FALSE;

  return TRUE;
}

/* NULL where no change was asked for, or not in this way. */
static Change
find_change (const AditCliCall *call)
{
  guint n_words = call->argc - 1;

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    if (g_str_equal (call->argv[0], changes[i].word) && n_words >= changes[i].n_least &&
        n_words <= changes[i].n_most && has_numbers (call->argv + 1, changes[i].n_numbers))
      return changes[i].change;

  return NULL;
}

static AditCliExit
run (const AditCliCall *call, const Options *options)
{
  gboolean is_test = g_str_equal (call->argv[0], "test") && call->argc == 2;
  Change change = find_change (call);
  gboolean is_at_wrong = options->at != 0 && (change != add || options->at < 0);

  if (is_test && options->at == 0)
    return test (call, call->argv[1], options);
  if (options->user == NULL && options->client == NULL && !is_at_wrong)
    {
      if (change != NULL)
        return apply (call, change, options);
      if (call->argc == 1 && g_str_equal (call->argv[0], "list"))
        return list (call);
      if (call->argc == 1 && g_str_equal (call->argv[0], "show"))
        return show (call);
    }

  return adit_cli_exit_with_usage (_ (
      "“rules” needs: list, show, or add and a rule, or remove and a number, or replace, a "
      "number and a rule, or move and two numbers, or default and what to do, or edit-file and a "
      "file, or test and a host with a port; and only options that fit"));
}

AditCliExit
adit_cli_rules (AditCliCall *call)
{
  Options options = { 0 };
  const GOptionEntry entries[] = {
    { "at", 0, 0, G_OPTION_ARG_INT, &options.at,
      N_ ("With “add”: which one it becomes, rather than the last"), N_ ("NUMBER") },
    { "user", 0, 0, G_OPTION_ARG_STRING, &options.user, N_ ("With “test”: who signed in"),
      N_ ("NAME") },
    { "client", 0, 0, G_OPTION_ARG_STRING, &options.client,
      N_ ("With “test”: the client’s address; this computer’s own when missing"), N_ ("ADDRESS") },
    G_OPTION_ENTRY_NULL,
  };
  AditCliExit code = adit_cli_call_parse_counted (call, entries, 1, G_MAXUINT)
                         ? run (call, &options)
                         : ADIT_CLI_USAGE;

  g_free (options.user);
  g_free (options.client);
  return code;
}
