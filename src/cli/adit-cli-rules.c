/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bus/adit-bus-wire-access.h"
#include "cli/adit-cli-bus.h"
#include "cli/adit-cli-file.h"
#include "cli/adit-cli-json.h"
#include "cli/adit-cli-table.h"
#include "cli/adit-cli-upstreams.h"
#include "cli/adit-cli-verbs.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

typedef struct
{
  int at;             /* of `add`; 0: not given */
  char *user;         /* of `test` */
  char *client;       /* of `test` */
  int password_fd;    /* of `upstream-password`; -1: not given */
  gboolean is_ending; /* of what changes something: ends what is denied then */
} Options;

/* ---- Telling ---- */

static void
add_members (JsonBuilder *builder, gconstpointer row)
{
  const AditBusRule *rule = row;

  adit_cli_json_add_int (builder, "number", rule->number);
  adit_cli_json_add_int (builder, "line", rule->line);
  adit_cli_json_add_string (builder, "text", rule->text);
  adit_cli_json_add_string (builder, "action", rule->action);
}

/* @n_ended: NULL where it was not asked for. */
static void
print_json (AditBusRules *proxy, const GPtrArray *rules, const guint *n_ended)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  adit_cli_json_add_objects (builder, "rules", rules, add_members);
  adit_cli_json_add_string (builder, "default", adit_bus_rules_get_default (proxy));
  adit_cli_json_add_string (builder, "error", adit_bus_rules_get_error (proxy));
  if (n_ended != NULL)
    adit_cli_json_add_int (builder, "ended", *n_ended);
  json_builder_end_object (builder);
  adit_cli_json_print (builder, ADIT_CLI_JSON_DOCUMENT);
}

static void
print_ended (guint n_ended)
{
  g_print (g_dngettext (GETTEXT_PACKAGE, "%u tunnel ended\n", "%u tunnels ended\n", n_ended),
           n_ended);
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

/* @n_ended: NULL where it was not asked for. */
static AditCliExit
list (const AditCliCall *call, const guint *n_ended)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AditBusRules) proxy = adit_cli_bus_read_rules (call, &error);
  g_autoptr (GPtrArray) rules = NULL;

  if (proxy == NULL)
    return adit_cli_exit_with_error (error);

  rules = adit_bus_rules_from_variant (adit_bus_rules_get_rules (proxy));
  if (call->as_json)
    print_json (proxy, rules, n_ended);
  else
    print_text (proxy, rules);
  if (n_ended != NULL && !call->as_json)
    print_ended (*n_ended);
  warn (proxy);

  return ADIT_CLI_OK;
}

static AditCliExit
list_upstreams (const AditCliCall *call)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AditBusRules) proxy = adit_cli_bus_read_rules (call, &error);

  if (proxy == NULL)
    return adit_cli_exit_with_error (error);

  adit_cli_upstreams_print (call, proxy);
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

static gboolean
set_upstream (AditBusRules *proxy, char **words, const Options *options, GError **error)
{
  return adit_cli_upstreams_set (proxy, words, error);
}

static gboolean
remove_upstream (AditBusRules *proxy, char **words, const Options *options, GError **error)
{
  return adit_cli_upstreams_remove (proxy, words, error);
}

static gboolean
set_upstream_password (AditBusRules *proxy, char **words, const Options *options, GError **error)
{
  return adit_cli_upstreams_set_password (proxy, words, options->password_fd, error);
}

static gboolean
forget_upstream_password (AditBusRules *proxy, char **words, const Options *options, GError **error)
{
  return adit_cli_upstreams_forget_password (proxy, words, error);
}

/* Which options a change takes. */
enum
{
  TAKES_AT = 1 << 0,
  TAKES_PASSWORD = 1 << 1,
  TAKES_ENDING = 1 << 2,
  TAKES_QUESTION = 1 << 3 /* only of `test` */
};

typedef struct
{
  const char *word;
  guint n_numbers; /* words that have to be numbers of rules, the first ones */
  guint n_least;   /* words in all */
  guint n_most;
  guint takes;
  Change change;
  gboolean is_about_upstreams; /* which are shown then */
} ChangeVerb;

static const ChangeVerb changes[] = {
  { "add", 0, 1, G_MAXUINT, TAKES_AT | TAKES_ENDING, add },
  { "remove", 1, 1, 1, TAKES_ENDING, drop },
  { "replace", 1, 2, G_MAXUINT, TAKES_ENDING, replace },
  { "move", 2, 2, 2, TAKES_ENDING, move },
  { "default", 0, 1, 2, TAKES_ENDING, set_default },
  { "edit-file", 0, 1, 1, TAKES_ENDING, set_text },
  { "upstream-set", 0, 3, 5, 0, set_upstream, TRUE },
  { "upstream-remove", 0, 1, 1, 0, remove_upstream, TRUE },
  { "upstream-password", 0, 1, 1, TAKES_PASSWORD, set_upstream_password, TRUE },
  { "upstream-forget", 0, 1, 1, 0, forget_upstream_password, TRUE },
};

static AditCliExit
apply (const AditCliCall *call, const ChangeVerb *verb, const Options *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AditBusRules) proxy = adit_cli_bus_call_rules (call, &error);
  guint n_ended = 0;

  if (proxy == NULL || !verb->change (proxy, call->argv + 1, options, &error) ||
      (options->is_ending && !adit_bus_rules_call_end_denied_sync (proxy, &n_ended, NULL, &error)))
    return adit_cli_exit_with_error (error);

  if (verb->is_about_upstreams)
    return list_upstreams (call);
  return list (call, options->is_ending ? &n_ended : NULL);
}

/* ---- What runs and is denied now ---- */

static AditCliExit
list_denied (const AditCliCall *call)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AditBusRules) proxy = adit_cli_bus_call_rules (call, &error);
  g_autoptr (GVariant) rows = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  const guint64 *ids;
  gsize n_ids;

  if (proxy == NULL || !adit_bus_rules_call_denied_sync (proxy, &rows, NULL, &error))
    return adit_cli_exit_with_error (error);

  ids = g_variant_get_fixed_array (rows, &n_ids, sizeof *ids);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "denied");
  json_builder_begin_array (builder);
  for (gsize i = 0; i < n_ids; i++)
    {
      json_builder_add_int_value (builder, (gint64) ids[i]);
      if (!call->as_json)
        g_print ("%" G_GUINT64_FORMAT "\n", ids[i]);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (call->as_json)
    adit_cli_json_print (builder, ADIT_CLI_JSON_DOCUMENT);

  return ADIT_CLI_OK;
}

static AditCliExit
end_denied (const AditCliCall *call)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AditBusRules) proxy = adit_cli_bus_call_rules (call, &error);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  guint n_ended = 0;

  if (proxy == NULL || !adit_bus_rules_call_end_denied_sync (proxy, &n_ended, NULL, &error))
    return adit_cli_exit_with_error (error);

  if (!call->as_json)
    {
      print_ended (n_ended);
      return ADIT_CLI_OK;
    }

  json_builder_begin_object (builder);
  adit_cli_json_add_int (builder, "ended", n_ended);
  json_builder_end_object (builder);
  adit_cli_json_print (builder, ADIT_CLI_JSON_DOCUMENT);
  return ADIT_CLI_OK;
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

static guint
given (const Options *options)
{
  return (options->at != 0 ? TAKES_AT : 0) | (options->password_fd >= 0 ? TAKES_PASSWORD : 0) |
         (options->is_ending ? TAKES_ENDING : 0) |
         (options->user != NULL || options->client != NULL ? TAKES_QUESTION : 0);
}

/* NULL where no change was asked for, or not in this way. */
static const ChangeVerb *
find_change (const AditCliCall *call, const Options *options)
{
  guint n_words = call->argc - 1;

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    if (g_str_equal (call->argv[0], changes[i].word) && n_words >= changes[i].n_least &&
        n_words <= changes[i].n_most && has_numbers (call->argv + 1, changes[i].n_numbers) &&
        (given (options) & ~changes[i].takes) == 0)
      return &changes[i];

  return NULL;
}

/* What is told without a change, and without options. */
static const struct
{
  const char *word;
  AditCliExit (*tell) (const AditCliCall *call);
} tellings[] = {
  { "show", show },
  { "upstreams", list_upstreams },
  { "denied", list_denied },
  { "end-denied", end_denied },
};

static AditCliExit
run (const AditCliCall *call, const Options *options)
{
  const ChangeVerb *change = find_change (call, options);

  if (g_str_equal (call->argv[0], "test") && call->argc == 2 &&
      (given (options) & ~TAKES_QUESTION) == 0)
    return test (call, call->argv[1], options);
  if (change != NULL && options->at >= 0)
    return apply (call, change, options);
  if (call->argc == 1 && given (options) == 0)
    {
      if (g_str_equal (call->argv[0], "list"))
        return list (call, NULL);
      for (guint i = 0; i < G_N_ELEMENTS (tellings); i++)
        if (g_str_equal (call->argv[0], tellings[i].word))
          return tellings[i].tell (call);
    }

  return adit_cli_exit_with_usage (_ (
      "“rules” needs: list, show, upstreams, denied or end-denied, or add and a rule, or remove "
      "and "
      "a number, or replace, a number and a rule, or move and two numbers, or default and what to "
      "do, or edit-file and a file, or test and a host with a port, or upstream-set and NAME KIND "
      "HOST:PORT [user NAME], or upstream-remove, upstream-password or upstream-forget and a name; "
      "and only options that fit"));
}

AditCliExit
adit_cli_rules (AditCliCall *call)
{
  Options options = { .password_fd = -1 };
  const GOptionEntry entries[] = {
    { "at", 0, 0, G_OPTION_ARG_INT, &options.at,
      N_ ("With “add”: which one it becomes, rather than the last"), N_ ("N") },
    { "end-denied", 0, 0, G_OPTION_ARG_NONE, &options.is_ending,
      N_ ("With what changes rules: also end what runs and they deny then"), NULL },
    { "user", 0, 0, G_OPTION_ARG_STRING, &options.user, N_ ("With “test”: who signed in"),
      N_ ("USER") },
    { "client", 0, 0, G_OPTION_ARG_STRING, &options.client,
      N_ ("With “test”: the client’s address; this computer’s own when missing"), N_ ("ADDRESS") },
    { "password-fd", 0, 0, G_OPTION_ARG_INT, &options.password_fd,
      N_ ("With “upstream-password”: read the password from this descriptor, to the end of the "
          "line, rather than ask for it"),
      N_ ("NUMBER") },
    G_OPTION_ENTRY_NULL,
  };
  AditCliExit code = adit_cli_call_parse_counted (call, entries, 1, G_MAXUINT)
                         ? run (call, &options)
                         : ADIT_CLI_USAGE;

  g_free (options.user);
  g_free (options.client);
  return code;
}
