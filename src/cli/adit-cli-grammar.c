/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/adit-cli-grammar.h"

#define MORE "…"

/* ---- One word of the grammar ---- */

static gboolean
is_repeated (const char *word)
{
  return g_str_has_suffix (word, MORE);
}

/* Without what says how often it comes. (transfer full) */
static char *
strip (const char *word)
{
  gsize length = strlen (word);

  if (is_repeated (word))
    length -= strlen (MORE);
  if (length > 1 && word[length - 1] == ']')
    length--;
  if (length > 1 && word[0] == '[')
    return g_strndup (word + 1, length - 1);

  return g_strndup (word, length);
}

gboolean
adit_cli_grammar_is_placeholder (const char *word)
{
  gboolean is_any = FALSE;

  for (const char *c = word; *c != '\0'; c++)
    if (g_ascii_isupper (*c))
      is_any = TRUE;
    else if (strchr (":-", *c) == NULL)
      return FALSE;

  return is_any;
}

static gboolean
is_literal (const char *word)
{
  for (const char *c = word; *c != '\0'; c++)
    if (!g_ascii_islower (*c) && !g_ascii_isdigit (*c) && *c != '-')
      return FALSE;

  return *word != '\0';
}

static gboolean
is_matched (const char *word, const char *typed)
{
  g_autofree char *bare = strip (word);
  g_auto (GStrv) literals = g_strsplit (bare, "|", -1);

  return adit_cli_grammar_is_placeholder (bare) ||
         g_strv_contains ((const char *const *) literals, typed);
}

static void
add_word (GPtrArray *next, const char *word)
{
  g_autofree char *bare = strip (word);
  g_auto (GStrv) literals = g_strsplit (bare, "|", -1);

  for (guint i = 0; literals[i] != NULL; i++)
    if (!g_ptr_array_find_with_equal_func (next, literals[i], g_str_equal, NULL))
      g_ptr_array_add (next, g_strdup (literals[i]));
}

/* ---- One way to go on ---- */

static void
follow_way (GPtrArray *next, char **way, char **words, guint n_words)
{
  guint at = 0;

  for (guint i = 0; i < n_words; i++)
    {
      if (way[at] == NULL || !is_matched (way[at], words[i]))
        return;
      if (!is_repeated (way[at]))
        at++;
    }

  if (way[at] != NULL)
    add_word (next, way[at]);
}

char **
adit_cli_grammar_split (const char *arguments)
{
  g_autoptr (GString) line = g_string_new (arguments);

  g_string_replace (line, "\n", " ", 0);
  while (g_string_replace (line, "  ", " ", 0) > 0)
    ;

  return g_strsplit (line->str, " | ", -1);
}

GPtrArray *
adit_cli_grammar_follow (const char *arguments, char **words, guint n_words)
{
  GPtrArray *next = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) ways = adit_cli_grammar_split (arguments);

  for (guint i = 0; ways[i] != NULL; i++)
    {
      g_auto (GStrv) way = g_strsplit (ways[i], " ", -1);

      follow_way (next, way, words, n_words);
    }

  return next;
}

static gboolean
is_valid_word (const char *word)
{
  g_autofree char *bare = strip (word);
  g_auto (GStrv) literals = g_strsplit (bare, "|", -1);

  if (adit_cli_grammar_is_placeholder (bare))
    return TRUE;

  for (guint i = 0; literals[i] != NULL; i++)
    if (!is_literal (literals[i]))
      return FALSE;

  return literals[0] != NULL;
}

gboolean
adit_cli_grammar_is_valid (const char *arguments)
{
  g_auto (GStrv) ways = adit_cli_grammar_split (arguments);

  if (*arguments == '\0')
    return TRUE;

  for (guint i = 0; ways[i] != NULL; i++)
    {
      g_auto (GStrv) way = g_strsplit (ways[i], " ", -1);

      for (guint j = 0; way[j] != NULL; j++)
        if (!is_valid_word (way[j]))
          return FALSE;
    }

  return ways[0] != NULL;
}
