/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/adit-rule.h"

#include "model/adit-rule-values.h"

static const char *const actions[ADIT_N_RULE_ACTIONS] = {
  [ADIT_RULE_ALLOW] = "allow",
  [ADIT_RULE_ALLOW_LOCAL] = "allow-local",
  [ADIT_RULE_DENY] = "deny",
  [ADIT_RULE_VIA] = "via",
};

const char *
adit_rule_action_to_word (AditRuleAction action)
{
  g_return_val_if_fail (action < ADIT_N_RULE_ACTIONS, "deny");

  return actions[action];
}

gboolean
adit_rule_action_from_word (const char *word, AditRuleAction *action)
{
  for (guint i = 0; i < ADIT_N_RULE_ACTIONS; i++)
    if (g_str_equal (actions[i], word))
      {
        *action = i;
        return TRUE;
      }

  return FALSE;
}

const char *
adit_rule_condition_to_word (AditRuleCondition condition)
{
  g_return_val_if_fail (condition < ADIT_N_RULE_CONDITIONS, "host");

  return adit_rule_value_kinds[condition].word;
}

gboolean
adit_rule_condition_from_word (const char *word, AditRuleCondition *condition)
{
  for (guint i = 0; i < ADIT_N_RULE_CONDITIONS; i++)
    if (g_str_equal (adit_rule_value_kinds[i].word, word))
      {
        *condition = i;
        return TRUE;
      }

  return FALSE;
}

void
adit_rule_free (AditRule *self)
{
  if (!self)
    return;

  g_free (self->upstream);
  for (guint i = 0; i < ADIT_N_RULE_CONDITIONS; i++)
    g_clear_pointer (&self->conditions[i], g_array_unref);
  g_free (self);
}

static void
print_condition (GString *text, const AditRuleValueKind *kind, const GArray *values)
{
  g_string_append_printf (text, " %s ", kind->word);
  for (guint i = 0; i < values->len; i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      kind->print (text, values->data + i * kind->size);
    }
}

char *
adit_rule_print (const AditRule *self)
{
  GString *text = g_string_new (actions[self->action]);

  if (self->upstream)
    g_string_append_printf (text, " %s", self->upstream);
  for (guint i = 0; i < ADIT_N_RULE_CONDITIONS; i++)
    if (self->conditions[i])
      print_condition (text, &adit_rule_value_kinds[i], self->conditions[i]);

  return g_string_free (text, FALSE);
}

static gboolean
are_values_equal (const AditRuleValueKind *kind, const GArray *a, const GArray *b)
{
  if (!a || !b)
    return a == b;
  if (a->len != b->len)
    return FALSE;

  for (guint i = 0; i < a->len; i++)
    if (!kind->equal (a->data + i * kind->size, b->data + i * kind->size))
      return FALSE;

  return TRUE;
}

gboolean
adit_rule_equal (const AditRule *a, const AditRule *b)
{
  if (a->action != b->action || g_strcmp0 (a->upstream, b->upstream) != 0)
    return FALSE;

  for (guint i = 0; i < ADIT_N_RULE_CONDITIONS; i++)
    if (!are_values_equal (&adit_rule_value_kinds[i], a->conditions[i], b->conditions[i]))
      return FALSE;

  return TRUE;
}
