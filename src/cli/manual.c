/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* manual TEMPLATE: prints aditctl's manual page, mdoc(7). Of the template the line "@verbs@" is
 * replaced by what the table of verbs and their options say, so that the page knows each of them.
 * A tool of the build, which is not installed. */

#include "cli/adit-cli-grammar.h"
#include "cli/adit-cli-verbs.h"

#include <stdio.h>

#define PLACE "@verbs@\n"

/* Nothing in @text is a request or an escape, and a dash stays what it is. (transfer full) */
static char *
escape (const char *text)
{
  GString *escaped = g_string_new (strchr (".'", text[0]) != NULL ? "\\&" : "");

  for (const char *c = text; *c != '\0'; c++)
    if (*c == '\\')
      g_string_append (escaped, "\\e");
    else if (*c == '-')
      g_string_append (escaped, "\\-");
    else
      g_string_append_c (escaped, *c);

  return g_string_free (escaped, FALSE);
}

/* Sentences, a line each, as mdoc wants them. */
static void
print_text (const char *text)
{
  g_autofree char *escaped = escape (text);
  g_auto (GStrv) parts = g_strsplit (escaped, ". ", -1);
  g_autofree char *lines = g_strjoinv (".\n", parts);

  printf ("%s\n", lines);
}

/* ---- What a verb takes ---- */

static gboolean
is_option (const char *word)
{
  return g_str_has_prefix (word, "--");
}

/* One word of a verb's grammar as arguments of a macro: "Cm add | remove", "Ar FILE". */
static void
append_word (GString *line, const char *word)
{
  gboolean is_opening = word[0] == '[';
  gboolean is_closing = g_str_has_suffix (word, "]");
  g_autofree char *bare =
      g_strndup (word + is_opening, strlen (word) - (gsize) (is_opening + is_closing));
  g_auto (GStrv) literals = g_strsplit (bare, "|", -1);

  if (is_opening)
    g_string_append (line, " Oo");
  for (guint i = 0; literals[i] != NULL; i++)
    {
      const char *macro = is_option (bare) ? "Fl" : g_ascii_isupper (bare[0]) ? "Ar" : "Cm";
      g_autofree char *escaped = escape (literals[i] + (is_option (bare) ? 1 : 0));

      g_string_append_printf (line, "%s %s %s", i > 0 ? " |" : "", macro, escaped);
    }
  if (is_closing)
    g_string_append (line, " Oc");
}

static void
print_way (const AditCliVerb *verb, const char *way)
{
  g_autoptr (GString) line = g_string_new (NULL);
  g_auto (GStrv) words = g_strsplit (way, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    append_word (line, words[i]);

  printf (".It Ic %s%s\n", verb->name, line->str);
}

static void
print_ways (const AditCliVerb *verb)
{
  g_auto (GStrv) ways = adit_cli_grammar_split (verb->arguments);

  if (ways[0] == NULL)
    print_way (verb, "");
  for (guint i = 0; ways[i] != NULL; i++)
    print_way (verb, ways[i]);
}

static void
print_option (const GOptionEntry *option)
{
  g_autofree char *name = escape (option->long_name);

  if (option->arg == G_OPTION_ARG_NONE)
    printf (".It Fl \\-%s\n", name);
  else
    printf (".It Fl \\-%s Ns = Ns Ar %s\n", name, option->arg_description);
  print_text (option->description);
}

static void
print_options (const AditCliVerb *verb)
{
  guint n_shared;
  g_autoptr (GArray) options = adit_cli_call_list_options (verb, &n_shared);

  if (options->len == n_shared)
    return;

  printf (".Pp\n.Bl -tag -width Ds -compact\n");
  for (guint i = n_shared; i < options->len; i++)
    print_option (&g_array_index (options, GOptionEntry, i));
  printf (".El\n");
}

/* The verb above that answers with the same, or NULL. */
static const AditCliVerb *
find_same_members (const AditCliVerb *verb)
{
  const AditCliVerb *other;

  for (guint i = 0; (other = adit_cli_verbs_get (i)) != verb; i++)
    if (g_strcmp0 (other->members, verb->members) == 0)
      return other;

  return NULL;
}

/* Members are written with the indentation that the help has. */
static void
print_members (const AditCliVerb *verb)
{
  const AditCliVerb *same = find_same_members (verb);
  g_autofree char *escaped = NULL;

  if (verb->members == NULL)
    return;

  printf (".Pp\nMembers with\n.Fl \\-json :\n");
  if (same != NULL)
    {
      printf ("those of\n.Ic %s .\n", same->name);
      return;
    }

  escaped = escape (verb->members);
  printf (".Bd -literal -compact\n%s\n.Ed\n", escaped);
}

static void
print_verb (const AditCliVerb *verb)
{
  print_ways (verb);
  print_text (verb->help);
  print_options (verb);
  print_members (verb);
}

static void
print_verbs (void)
{
  const AditCliVerb *verb;

  printf (".Bl -tag -width Ds -compact\n");
  for (guint i = 0; (verb = adit_cli_verbs_get (i)) != NULL; i++)
    if (verb->help != NULL)
      {
        if (i > 0)
          printf (".Pp\n");
        print_verb (verb);
      }
  printf (".El\n");
}

int
main (int argc, char **argv)
{
  g_autofree char *template = NULL;
  g_autoptr (GError) error = NULL;
  char *place;

  if (argc != 2 || !g_file_get_contents (argv[1], &template, NULL, &error))
    g_error ("manual TEMPLATE: %s", error != NULL ? error->message : "one argument is needed");
  place = strstr (template, PLACE);
  if (place == NULL)
    g_error ("%s: there is no line @verbs@", argv[1]);

  printf ("%.*s", (int) (place - template), template);
  print_verbs ();
  printf ("%s", place + strlen (PLACE));
  return 0;
}
