/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading the file: the first line that is not valid is named. */

#include "model/adit-rules-private.h"

#include "model/adit-rule-line.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
add_rule (AditRules *self, const char *text, guint line, GError **error)
{
  AditRulesRule row = { adit_rule_parse (text, error), line };

  if (!row.rule)
    return FALSE;

  adit_rules_index_add (self->index, row.rule, self->rules->len);
  g_array_append_val (self->rules, row);
  if (self->standard.line > 0)
    return adit_rule_line_refuse (error, _ ("a rule behind the default, which is on line %u"),
                                  self->standard.line);
  return self->rules->len <= ADIT_RULES_MAX ||
         adit_rule_line_refuse (error, _ ("more than %d rules"), ADIT_RULES_MAX);
}

static gboolean
add_upstream (AditRules *self, const char *text, guint line, GError **error)
{
  AditRulesUpstream row = { adit_upstream_parse (text, error), line };
  const AditRulesUpstream *other;

  if (!row.upstream)
    return FALSE;

  other = adit_rules_find_upstream_row (self, row.upstream->name);
  g_array_append_val (self->upstreams, row);
  if (other)
    return adit_rule_line_refuse (error, _ ("there is an upstream “%s” already"),
                                  row.upstream->name);
  return self->upstreams->len <= ADIT_RULES_UPSTREAMS_MAX ||
         adit_rule_line_refuse (error, _ ("more than %d upstreams"), ADIT_RULES_UPSTREAMS_MAX);
}

static gboolean
has_conditions (const AditRule *rule)
{
  for (guint i = 0; i < ADIT_N_RULE_CONDITIONS; i++)
    if (rule->conditions[i])
      return TRUE;

  return FALSE;
}

/* @text: what follows the word "default". */
static gboolean
set_default (AditRules *self, const char *text, guint line, GError **error)
{
  AditRule *rule = adit_rule_parse (text, error);

  if (!rule)
    return FALSE;
  if (self->standard.line > 0 || has_conditions (rule) || rule->action == ADIT_RULE_ALLOW_LOCAL)
    {
      adit_rule_free (rule);
      return self->standard.line > 0
                 ? adit_rule_line_refuse (error, _ ("there is a default already, on line %u"),
                                          self->standard.line)
                 : adit_rule_line_refuse (error, _ ("a default is one of %s"),
                                          "allow, deny, via NAME");
    }

  adit_rule_free (self->standard.rule);
  self->standard = (AditRulesRule){ rule, line };
  return TRUE;
}

static gboolean
add_line (AditRules *self, const char *text, guint line, GError **error)
{
  g_auto (AditRuleLine) read = { 0 };
  const char *word;

  if (!adit_rule_line_read (&read, text, error))
    return FALSE;

  word = read.words[0];
  if (!word)
    return TRUE;
  if (g_str_equal (word, "default"))
    return set_default (self, text + read.begin + strlen (word), line, error);
  if (g_str_equal (word, "upstream"))
    return add_upstream (self, text, line, error);
  return add_rule (self, text, line, error);
}

/* Upstreams may be defined behind the rules that name them. */
static gboolean
check_upstream (const AditRules *self, const AditRulesRule *row, guint *line, GError **error)
{
  const char *name = row->rule->upstream;

  if (!name || adit_rules_find_upstream_row (self, name))
    return TRUE;

  *line = row->line;
  return adit_rule_line_refuse (error, _ ("there is no upstream “%s”"), name);
}

static gboolean
check_upstreams (const AditRules *self, guint *line, GError **error)
{
  for (guint i = 0; i < self->rules->len; i++)
    if (!check_upstream (self, &g_array_index (self->rules, AditRulesRule, i), line, error))
      return FALSE;

  return check_upstream (self, &self->standard, line, error);
}

static gboolean
add_lines (AditRules *self, const char *text, guint *line, GError **error)
{
  const char *end;

  for (*line = 1; *text; (*line)++, text = *end ? end + 1 : end)
    {
      g_autofree char *one = NULL;

      end = strchrnul (text, '\n');
      one = g_strndup (text, (gsize) (end - text));
      if (!add_line (self, one, *line, error))
        return FALSE;
    }

  return check_upstreams (self, line, error);
}

AditRules *
adit_rules_parse (const char *text, GError **error)
{
  g_autoptr (AditRules) self = adit_rules_new ();
  g_autoptr (GError) reason = NULL;
  guint line;

  if (strlen (text) > ADIT_RULES_TEXT_MAX)
    {
      adit_rule_line_refuse (error, _ ("more than %d bytes"), ADIT_RULES_TEXT_MAX);
      return NULL;
    }
  if (!add_lines (self, text, &line, &reason))
    {
      adit_rule_line_refuse (error, _ ("line %u: %s"), line, reason->message);
      return NULL;
    }

  g_free (self->text);
  self->text = g_strdup (text);
  return g_steal_pointer (&self);
}
