/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What can come next, and that all verbs say what they take in a way that can be read. */

#include "cli/adit-cli-grammar.h"
#include "cli/adit-cli-verbs.h"

#define WAYS                                                                                       \
  "list | add|remove ADDRESS | set ADDRESS both|plain | use --local | all ID… | maybe [FILE] "   \
  "[TWO]"

static const struct
{
  const char *arguments;
  const char *typed; /* words with blanks between them */
  const char *next;  /* the same */
} cases[] = {
  { "", "", "" },
  { "", "x", "" },
  { "ID…", "", "ID" },
  { "ID…", "1 2 3", "ID" },
  { "[VERB]", "", "VERB" },
  { "[VERB]", "status", "" },
  { "HOST:PORT", "", "HOST:PORT" },
  { WAYS, "", "list add remove set use all maybe" },
  { WAYS, "list", "" },
  { WAYS, "remove", "ADDRESS" },
  { WAYS, "remove x", "" },
  { WAYS, "ad", "" },
  { WAYS, "add|remove", "" },
  { WAYS, "set x", "both plain" },
  { WAYS, "set x both", "" },
  { WAYS, "use", "--local" },
  { WAYS, "all 1 2", "ID" },
  { WAYS, "maybe", "FILE" },
  { WAYS, "maybe f", "TWO" },
  { "set NAME [user LOGIN] |\n  drop NAME", "", "set drop" },
  { "set NAME [user LOGIN] |\n  drop NAME", "set x", "user" },
  { "set NAME [user LOGIN] |\n  drop NAME", "set x user", "LOGIN" },
  { "go NAME | go home|back", "go", "NAME home back" },
  { "go NAME | go OTHER | go NAME", "go", "NAME OTHER" },
};

static void
test_follow (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) typed = g_strsplit (cases[i].typed, " ", -1);
      g_autoptr (GPtrArray) next =
          adit_cli_grammar_follow (cases[i].arguments, typed, g_strv_length (typed));
      g_autofree char *joined = NULL;

      g_ptr_array_add (next, NULL);
      joined = g_strjoinv (" ", (char **) next->pdata);
      g_assert_cmpstr (joined, ==, cases[i].next);
    }
}

static void
test_valid (void)
{
  static const char *const wrong[] = { " ",    "list |",   "add # ADDRESS", "Address", "<id>",
                                       "a||b", "NAME|add", "add/remove",    "[]" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_true (adit_cli_grammar_is_valid (cases[i].arguments));
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (adit_cli_grammar_is_valid (wrong[i]));
}

static void
test_verbs (void)
{
  const AditCliVerb *verb;

  for (guint i = 0; (verb = adit_cli_verbs_get (i)) != NULL; i++)
    {
      if (!adit_cli_grammar_is_valid (verb->arguments))
        g_error ("%s: “%s” is not as adit-cli-grammar.h tells", verb->name, verb->arguments);
      g_assert_true (adit_cli_verbs_find (verb->name) == verb);
    }
  g_assert_null (adit_cli_verbs_find ("frobnicate"));
  g_assert_null (adit_cli_verbs_find (NULL));
}

/* To ask for the options does nothing else, and each has a text; a value has a name. */
static void
test_options (void)
{
  const AditCliVerb *verb;

  for (guint i = 0; (verb = adit_cli_verbs_get (i)) != NULL; i++)
    {
      guint n_shared = 0;
      g_autoptr (GArray) options = adit_cli_call_list_options (verb, &n_shared);

      g_assert_cmpuint (options->len, >=, n_shared);
      g_assert_cmpstr (g_array_index (options, GOptionEntry, 0).long_name, ==, "json");
      for (guint j = 0; j < options->len; j++)
        {
          const GOptionEntry *option = &g_array_index (options, GOptionEntry, j);

          g_assert_nonnull (option->description);
          if (option->arg == G_OPTION_ARG_NONE)
            continue;
          g_assert_nonnull (option->arg_description);
          if (!adit_cli_grammar_is_valid (option->arg_description))
            g_error ("%s --%s: “%s”", verb->name, option->long_name, option->arg_description);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cli-grammar/follow", test_follow);
  g_test_add_func ("/cli-grammar/valid", test_valid);
  g_test_add_func ("/cli-grammar/verbs", test_verbs);
  g_test_add_func ("/cli-grammar/options", test_options);

  return g_test_run ();
}
