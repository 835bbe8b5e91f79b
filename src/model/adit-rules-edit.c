/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Edits work on the lines of the text; what comes out is read like any other file. */

#include "model/adit-rules-private.h"

#include "model/adit-error.h"
#include "model/adit-rule-line.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The lines without their line feeds; a carriage return before one is part of the line. */
static GPtrArray *
split (const AditRules *self)
{
  g_auto (GStrv) parts = g_strsplit (self->text, "\n", -1);
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; parts[i]; i++)
    if (parts[i + 1] || parts[i][0] != '\0')
      g_ptr_array_add (lines, g_strdup (parts[i]));

  return lines;
}

static AditRules *
join (const GPtrArray *lines, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (text, "%s\n", (const char *) lines->pdata[i]);

  return adit_rules_parse (text->str, error);
}

/* A new line ends like the first one of the file. (transfer full) */
static char *
new_line (const GPtrArray *lines, const char *text)
{
  gboolean is_dos = lines->len > 0 && g_str_has_suffix (lines->pdata[0], "\r");

  return g_strconcat (text, is_dos && !g_str_has_suffix (text, "\r") ? "\r" : NULL, NULL);
}

static gboolean
has_rule (const AditRules *self, guint index, GError **error)
{
  if (index < self->rules->len)
    return TRUE;

  g_set_error (error, ADIT_ERROR, ADIT_ERROR_NOT_FOUND, _ ("there is no rule %u"), index + 1);
  return FALSE;
}

static gboolean
is_rule (const char *line, GError **error)
{
  g_autoptr (AditRule) rule = adit_rule_parse (line, error);

  return rule != NULL;
}

/* Of rule or default on @line (from 1): where the comments right above it begin, counted from 0.
 * Those that begin the file are the file's. */
static guint
block_start (const GPtrArray *lines, guint line)
{
  guint start = line - 1;

  while (start > 0 && adit_rule_line_is_comment (lines->pdata[start - 1]))
    start--;

  return start > 0 ? start : line - 1;
}

/* ---- What is said about rules ---- */

/* Without its mark. (transfer full) */
static char *
read_comment (const char *text)
{
  const char *start = text + strspn (text, " \t");

  return g_strstrip (g_strdup (start + strspn (start, "#")));
}

/* (transfer full) */
static char *
read_comments_above (const GPtrArray *lines, guint line)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = block_start (lines, line); i < line - 1; i++)
    {
      g_autofree char *one = read_comment (lines->pdata[i]);

      if (one[0] != '\0' && text->len > 0)
        g_string_append_c (text, ' ');
      g_string_append (text, one);
    }

  return g_strdup (text->str);
}

/* (transfer full) */
static char *
read_comment_behind (const char *line)
{
  g_auto (AditRuleLine) read = { 0 };

  return adit_rule_line_read (&read, line, NULL) ? read_comment (line + read.end) : g_strdup ("");
}

char *
adit_rules_get_comment_behind (const AditRules *self, guint index)
{
  g_autoptr (GPtrArray) lines = split (self);

  return read_comment_behind (lines->pdata[adit_rules_get_line (self, index) - 1]);
}

char **
adit_rules_list_comments (const AditRules *self)
{
  g_autoptr (GPtrArray) lines = split (self);
  GPtrArray *comments = g_ptr_array_new ();

  for (guint i = 0; i < self->rules->len; i++)
    {
      guint line = adit_rules_get_line (self, i);
      g_autofree char *behind = read_comment_behind (lines->pdata[line - 1]);

      g_ptr_array_add (comments, behind[0] != '\0' ? g_steal_pointer (&behind)
                                                   : read_comments_above (lines, line));
    }

  g_ptr_array_add (comments, NULL);
  return (char **) g_ptr_array_free (comments, FALSE);
}

/* ---- Editing ---- */

/* Where the line of a new rule @index goes. */
static guint
place_of (const AditRules *self, const GPtrArray *lines, guint index)
{
  if (index > 0)
    return adit_rules_get_line (self, index - 1);
  if (self->rules->len > 0)
    return block_start (lines, adit_rules_get_line (self, 0));
  if (self->standard.line > 0)
    return block_start (lines, self->standard.line);
  return lines->len;
}

AditRules *
adit_rules_insert (const AditRules *self, guint index, const char *line, GError **error)
{
  g_autoptr (GPtrArray) lines = split (self);

  if ((index > 0 && !has_rule (self, index - 1, error)) || !is_rule (line, error))
    return NULL;

  g_ptr_array_insert (lines, (int) place_of (self, lines, index), new_line (lines, line));
  return join (lines, error);
}

AditRules *
adit_rules_remove (const AditRules *self, guint index, GError **error)
{
  g_autoptr (GPtrArray) lines = split (self);

  if (!has_rule (self, index, error))
    return NULL;

  g_ptr_array_remove_index (lines, adit_rules_get_line (self, index) - 1);
  return join (lines, error);
}

AditRules *
adit_rules_move (const AditRules *self, guint from, guint to, GError **error)
{
  g_autoptr (GPtrArray) lines = split (self);
  g_autoptr (GPtrArray) block = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (AditRules) without = NULL;
  guint start, place;

  if (!has_rule (self, from, error) || !has_rule (self, to, error))
    return NULL;
  if (from == to)
    return adit_rules_parse (self->text, error);

  start = block_start (lines, adit_rules_get_line (self, from));
  for (guint line = start; line < adit_rules_get_line (self, from); line++)
    g_ptr_array_add (block, g_ptr_array_steal_index (lines, start));

  without = join (lines, error);
  if (!without)
    return NULL;

  place = place_of (without, lines, to);
  while (block->len > 0)
    g_ptr_array_insert (lines, (int) place, g_ptr_array_steal_index (block, block->len - 1));
  return join (lines, error);
}

/* Whether this is a comment that says nothing. */
static gboolean
is_empty_comment (const char *text)
{
  g_autofree char *comment = g_strstrip (g_strdup (text));

  return g_str_equal (comment, "#");
}

/* Puts @text where the words of a line are; its indent stays, and its comment where @text has none,
 * not even an empty one. @line counts from 1. FALSE where @text is no line. */
static gboolean
put_words (GPtrArray *lines, guint line, const char *text, GError **error)
{
  char **old = (char **) &lines->pdata[line - 1];
  g_auto (AditRuleLine) old_read = { 0 };
  g_auto (AditRuleLine) read = { 0 };
  g_autofree char *words = NULL;
  g_autofree char *indent = NULL;
  g_autofree char *put = NULL;
  const char *rest;
  gboolean is_dos;

  if (!adit_rule_line_read (&old_read, *old, error) || !adit_rule_line_read (&read, text, error))
    return FALSE;

  rest = is_empty_comment (text + read.end)            ? ""
         : adit_rule_line_is_comment (text + read.end) ? text + read.end
                                                       : *old + old_read.end;
  words = g_strndup (text + read.begin, read.end - read.begin);
  indent = g_strndup (*old, old_read.begin);
  is_dos = g_str_has_suffix (*old, "\r") && !g_str_has_suffix (rest, "\r");
  put = g_strconcat (indent, words, rest, is_dos ? "\r" : NULL, NULL);
  g_free (*old);
  *old = g_steal_pointer (&put);
  return TRUE;
}

AditRules *
adit_rules_replace (const AditRules *self, guint index, const char *line, GError **error)
{
  g_autoptr (GPtrArray) lines = split (self);

  if (!has_rule (self, index, error) || !is_rule (line, error) ||
      !put_words (lines, adit_rules_get_line (self, index), line, error))
    return NULL;

  return join (lines, error);
}

AditRules *
adit_rules_set_default (const AditRules *self, const char *action, GError **error)
{
  g_autoptr (GPtrArray) lines = split (self);
  g_autofree char *line = g_strconcat ("default ", action, NULL);
  g_auto (AditRuleLine) read = { 0 };

  if (!adit_rule_line_read (&read, line, error))
    return NULL;
  if (self->standard.line == 0)
    g_ptr_array_add (lines, new_line (lines, line));
  else if (!put_words (lines, self->standard.line, line, error))
    return NULL;

  return join (lines, error);
}

AditRules *
adit_rules_set_upstream (const AditRules *self, const char *line, GError **error)
{
  g_autoptr (GPtrArray) lines = split (self);
  g_autoptr (AditUpstream) upstream = adit_upstream_parse (line, error);
  const AditRulesUpstream *row;

  if (!upstream)
    return NULL;

  row = adit_rules_find_upstream_row (self, upstream->name);
  if (!row)
    g_ptr_array_insert (lines, (int) place_of (self, lines, 0), new_line (lines, line));
  else if (!put_words (lines, row->line, line, error))
    return NULL;

  return join (lines, error);
}

AditRules *
adit_rules_remove_upstream (const AditRules *self, const char *name, GError **error)
{
  g_autoptr (GPtrArray) lines = split (self);
  const AditRulesUpstream *row = adit_rules_find_upstream_row (self, name);

  if (!row)
    {
      g_set_error (error, ADIT_ERROR, ADIT_ERROR_NOT_FOUND, _ ("there is no upstream “%s”"), name);
      return NULL;
    }

  g_ptr_array_remove_index (lines, row->line - 1);
  return join (lines, error);
}
