/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/adit-rules-private.h"

static void
clear_rule (gpointer data)
{
  adit_rule_free (((AditRulesRule *) data)->rule);
}

static void
clear_upstream (gpointer data)
{
  adit_upstream_free (((AditRulesUpstream *) data)->upstream);
}

AditRules *
adit_rules_new (void)
{
  AditRules *self = g_new0 (AditRules, 1);

  self->ref_count = 1;
  self->text = g_strdup ("");
  self->rules = g_array_new (FALSE, FALSE, sizeof (AditRulesRule));
  g_array_set_clear_func (self->rules, clear_rule);
  self->index = adit_rules_index_new ();
  self->upstreams = g_array_new (FALSE, FALSE, sizeof (AditRulesUpstream));
  g_array_set_clear_func (self->upstreams, clear_upstream);
  self->standard.rule = g_new0 (AditRule, 1);
  self->standard.rule->action = ADIT_RULE_ALLOW;

  return self;
}

AditRules *
adit_rules_ref (AditRules *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
adit_rules_unref (AditRules *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_free (self->text);
  g_array_unref (self->rules);
  adit_rules_index_free (self->index);
  g_array_unref (self->upstreams);
  clear_rule (&self->standard);
  g_free (self);
}

const char *
adit_rules_get_text (const AditRules *self)
{
  return self->text;
}

guint
adit_rules_count (const AditRules *self)
{
  return self->rules->len;
}

const AditRule *
adit_rules_get (const AditRules *self, guint index)
{
  g_return_val_if_fail (index < self->rules->len, NULL);

  return g_array_index (self->rules, AditRulesRule, index).rule;
}

guint
adit_rules_get_line (const AditRules *self, guint index)
{
  g_return_val_if_fail (index < self->rules->len, 0);

  return g_array_index (self->rules, AditRulesRule, index).line;
}

const AditRule *
adit_rules_get_default (const AditRules *self)
{
  return self->standard.rule;
}

guint
adit_rules_get_default_line (const AditRules *self)
{
  return self->standard.line;
}

guint
adit_rules_count_upstreams (const AditRules *self)
{
  return self->upstreams->len;
}

const AditUpstream *
adit_rules_get_upstream (const AditRules *self, guint index)
{
  g_return_val_if_fail (index < self->upstreams->len, NULL);

  return g_array_index (self->upstreams, AditRulesUpstream, index).upstream;
}

const AditRulesUpstream *
adit_rules_find_upstream_row (const AditRules *self, const char *name)
{
  for (guint i = 0; i < self->upstreams->len; i++)
    {
      const AditRulesUpstream *row = &g_array_index (self->upstreams, AditRulesUpstream, i);

      if (g_str_equal (row->upstream->name, name))
        return row;
    }

  return NULL;
}

const AditUpstream *
adit_rules_find_upstream (const AditRules *self, const char *name)
{
  const AditRulesUpstream *row = adit_rules_find_upstream_row (self, name);

  return row ? row->upstream : NULL;
}

gboolean
adit_rules_equal (const AditRules *a, const AditRules *b)
{
  if (a->rules->len != b->rules->len || a->upstreams->len != b->upstreams->len ||
      !adit_rule_equal (a->standard.rule, b->standard.rule))
    return FALSE;

  for (guint i = 0; i < a->rules->len; i++)
    if (!adit_rule_equal (adit_rules_get (a, i), adit_rules_get (b, i)))
      return FALSE;

  for (guint i = 0; i < a->upstreams->len; i++)
    if (!adit_upstream_equal (adit_rules_get_upstream (a, i), adit_rules_get_upstream (b, i)))
      return FALSE;

  return TRUE;
}
