/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* `complete -- WORD…`: what the last of these words, which may be empty, could become behind the
 * others. It is what the shells' completions ask, so that these know no more than how to ask; verbs
 * and options are those of the table, names and numbers those of the engine where one runs.
 *
 * A line for each: the word, and, behind a tab, what it means. Two lines ask the shell for what it
 * knows better: ":files", and ":command N", a command of its own from the Nth word on. */

#include "cli/adit-cli-candidates.h"
#include "cli/adit-cli-grammar.h"
#include "cli/adit-cli-verbs.h"

#include <glib/gi18n-lib.h>

/* What the words before the last one are. */
typedef struct
{
  const AditCliVerb *verb; /* NULL: not there yet */
  GArray *options;         /* GOptionEntry, the verb's; NULL without one */
  GPtrArray *operands;     /* of char*, the verb's arguments */
  const char *pending;     /* placeholder of the value that the last option waits for, or NULL */
  guint command;           /* where a wrapped command begins; 0: it does not yet */
  gboolean is_unknown;     /* no verb of that name */
  gboolean is_only_operands;
} Line;

/* ---- Reading the words ---- */

static const GOptionEntry *
find_option (const Line *line, const char *word)
{
  const char *name = word + strspn (word, "-");
  gsize length = strcspn (name, "=");

  for (guint i = 0; line->options != NULL && i < line->options->len; i++)
    {
      const GOptionEntry *option = &g_array_index (line->options, GOptionEntry, i);

      if (strlen (option->long_name) == length && strncmp (option->long_name, name, length) == 0)
        return option;
    }

  return NULL;
}

static void
read_option (Line *line, const char *word)
{
  const GOptionEntry *option = find_option (line, word);

  if (option != NULL && option->arg != G_OPTION_ARG_NONE && strchr (word, '=') == NULL)
    line->pending = option->arg_description;
}

static void
read_verb (Line *line, const char *word)
{
  guint n_shared;

  line->verb = adit_cli_verbs_find (word);
  if (line->verb != NULL && line->verb->help != NULL)
    line->options = adit_cli_call_list_options (line->verb, &n_shared);
  else
    line->is_unknown = TRUE;
}

static gboolean
is_wrapper (const Line *line)
{
  return line->verb != NULL && line->verb->is_wrapper;
}

static void
read_word (Line *line, char *word, guint number)
{
  if (line->command != 0)
    return;
  if (line->pending != NULL)
    line->pending = NULL;
  else if (g_str_equal (word, "--") && !line->is_only_operands)
    line->is_only_operands = TRUE;
  else if (word[0] == '-' && !line->is_only_operands)
    read_option (line, word);
  else if (line->verb == NULL)
    read_verb (line, word);
  else if (is_wrapper (line))
    line->command = number;
  else
    g_ptr_array_add (line->operands, word);
}

static void
line_clear (Line *line)
{
  g_clear_pointer (&line->options, g_array_unref);
  g_clear_pointer (&line->operands, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Line, line_clear)

/* ---- What can come next ---- */

static void
print_option (const GOptionEntry *option)
{
  const char *value = option->arg == G_OPTION_ARG_NONE ? "" : "=";
  g_autofree char *word = g_strconcat ("--", option->long_name, value, NULL);

  adit_cli_candidates_print ("", word, _ (option->description));
}

/* Before the verb there may be those that all verbs share: its row in the table is any. */
static void
print_options (const Line *line)
{
  guint n_shared;
  g_autoptr (GArray) any = adit_cli_call_list_options (adit_cli_verbs_get (0), &n_shared);
  const GArray *options = line->options != NULL ? line->options : any;
  guint n = line->options != NULL ? options->len : n_shared;

  for (guint i = 0; i < n; i++)
    print_option (&g_array_index (options, GOptionEntry, i));

  adit_cli_candidates_print ("", "--help", _ ("Show how it is used"));
  if (line->verb == NULL)
    adit_cli_candidates_print ("", "--version", _ ("Show the version of aditctl"));
}

/* @prefix: what of the last word comes before the value. */
static void
print_words (const Line *line, const char *prefix, const GPtrArray *words)
{
  guint n_operands = line->operands->len;
  const char *last = n_operands > 0 ? line->operands->pdata[n_operands - 1] : "";
  gboolean is_new = g_str_equal (last, "add") || g_str_equal (last, "restore");

  for (guint i = 0; i < words->len; i++)
    if (!adit_cli_grammar_is_placeholder (words->pdata[i]))
      adit_cli_candidates_print (prefix, words->pdata[i], "");
    else
      adit_cli_candidates_print_for (line->verb->name, words->pdata[i], prefix, is_new);
}

static void
print_value (const Line *line, const char *placeholder, const char *prefix)
{
  g_autoptr (GPtrArray) words = adit_cli_grammar_follow (placeholder, NULL, 0);

  print_words (line, prefix, words);
}

/* "--option=" and what of its value is there. */
static void
print_option_value (const Line *line, const char *word)
{
  const GOptionEntry *option = find_option (line, word);
  g_autofree char *prefix = g_strndup (word, strcspn (word, "=") + 1);

  if (option != NULL && option->arg != G_OPTION_ARG_NONE)
    print_value (line, option->arg_description, prefix);
}

static void
print_operands (const Line *line)
{
  g_autoptr (GPtrArray) words =
      adit_cli_grammar_follow (line->verb->arguments, (char **) line->operands->pdata,
                               line->operands->len);

  print_words (line, "", words);
}

/* @number: of @word, which is not complete. */
static void
print (const Line *line, const char *word, guint number)
{
  gboolean is_option = word[0] == '-' && !line->is_only_operands;

  if (line->is_unknown)
    return;
  if (line->command != 0)
    g_print (":command %u\n", line->command);
  else if (line->pending != NULL)
    print_value (line, line->pending, "");
  else if (is_option && strchr (word, '=') != NULL)
    print_option_value (line, word);
  else if (is_option)
    print_options (line);
  else if (line->verb == NULL)
    adit_cli_candidates_print_for ("", "VERB", "", FALSE);
  else if (is_wrapper (line))
    g_print (":command %u\n", number);
  else
    print_operands (line);
}

AditCliExit
adit_cli_complete (AditCliCall *call)
{
  g_auto (Line) line = { .operands = g_ptr_array_new () };

  if (!adit_cli_call_parse_counted (call, NULL, 1, G_MAXUINT))
    return ADIT_CLI_USAGE;

  for (guint i = 0; i + 1 < call->argc; i++)
    read_word (&line, call->argv[i], i + 1);
  print (&line, call->argv[call->argc - 1], call->argc);
  return ADIT_CLI_OK;
}
