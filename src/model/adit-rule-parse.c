/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading one rule: nothing in it is guessed at, and what is wrong is named. */

#include "model/adit-rule.h"

#include "model/adit-rule-line.h"
#include "model/adit-rule-values.h"
#include "model/adit-upstream.h"

#include <glib/gi18n-lib.h>

static guint
count_values (const AditRule *self)
{
  guint n = 0;

  for (guint i = 0; i < ADIT_N_RULE_CONDITIONS; i++)
    n += self->conditions[i] ? self->conditions[i]->len : 0;

  return n;
}

static gboolean
read_values (AditRule *self, AditRuleCondition condition, const char *list, GError **error)
{
  const AditRuleValueKind *kind = &adit_rule_value_kinds[condition];
  g_auto (GStrv) texts = g_strsplit (list, ",", -1);
  GArray *values = g_array_new (FALSE, FALSE, (guint) kind->size);

  if (kind->clear)
    g_array_set_clear_func (values, kind->clear);
  self->conditions[condition] = values;

  for (guint i = 0; texts[i]; i++)
    {
      if (texts[i][0] == '\0')
        return adit_rule_line_refuse (
            error, _ ("“%s” has nothing before or after a comma; no space may be there"), list);
      if (!kind->parse (values, texts[i], error))
        return FALSE;
    }

  return count_values (self) <= ADIT_RULE_VALUES_MAX ||
         adit_rule_line_refuse (error, _ ("more than %d values in one rule"), ADIT_RULE_VALUES_MAX);
}

static gboolean
read_condition (AditRule *self, const char *word, const char *list, GError **error)
{
  AditRuleCondition condition;

  if (!adit_rule_condition_from_word (word, &condition))
    return adit_rule_line_refuse (error, _ ("“%s” is not one of host, address, port, user, from"),
                                  word);
  if (!list)
    return adit_rule_line_refuse (error, _ ("nothing follows “%s”"), word);
  if (self->conditions[condition])
    return adit_rule_line_refuse (
        error, _ ("“%s” is there twice; several values go with commas, without spaces"), word);

  return read_values (self, condition, list, error);
}

/* @words behind the action; moves on to the conditions. */
static gboolean
read_upstream (AditRule *self, char ***words, GError **error)
{
  const char *name = **words;

  if (!name)
    return adit_rule_line_refuse (error, _ ("nothing follows “%s”"), "via");
  if (!adit_upstream_is_name (name))
    return adit_rule_line_refuse (error, _ ("“%s” cannot be an upstream's name"), name);

  self->upstream = g_strdup (name);
  (*words)++;
  return TRUE;
}

static gboolean
read_action (AditRule *self, char ***words, GError **error)
{
  const char *word = **words;

  if (!word)
    return adit_rule_line_refuse (error, _ ("there is no rule"));
  if (!adit_rule_action_from_word (word, &self->action))
    return adit_rule_line_refuse (error, _ ("“%s” is not one of allow, allow-local, deny, via"),
                                  word);

  (*words)++;
  return self->action != ADIT_RULE_VIA || read_upstream (self, words, error);
}

static AditRule *
read_words (char **words, GError **error)
{
  g_autoptr (AditRule) self = g_new0 (AditRule, 1);

  if (!read_action (self, &words, error))
    return NULL;

  for (; words[0]; words += 2)
    if (!read_condition (self, words[0], words[1], error))
      return NULL;

  return g_steal_pointer (&self);
}

AditRule *
adit_rule_parse (const char *line, GError **error)
{
  g_auto (AditRuleLine) read = { 0 };

  return adit_rule_line_read (&read, line, error) ? read_words (read.words, error) : NULL;
}
