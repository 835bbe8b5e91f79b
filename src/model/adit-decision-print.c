/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Why something was decided, in words. */

#include "model/adit-decision.h"

#include <glib/gi18n-lib.h>

/* Characters of a rule that are shown; a rule may be thousands long. */
#define RULE_SHOWN_MAX 160

static const char *const words[ADIT_N_VERDICTS] = {
  [ADIT_VERDICT_DENY] = "deny",
  [ADIT_VERDICT_ALLOW] = "allow",
  [ADIT_VERDICT_UPSTREAM] = "upstream",
};

const char *
adit_verdict_to_word (AditVerdict verdict)
{
  g_return_val_if_fail (verdict < ADIT_N_VERDICTS, "deny");

  return words[verdict];
}

/* (transfer full) */
static char *
print_rule (const AditRule *rule)
{
  g_autofree char *text = adit_rule_print (rule);
  g_autofree char *start = NULL;

  if (g_utf8_strlen (text, -1) <= RULE_SHOWN_MAX)
    return g_steal_pointer (&text);

  start = g_utf8_substring (text, 0, RULE_SHOWN_MAX);
  return g_strconcat (start, "…", NULL);
}

/* What has decided. (transfer full) */
static char *
print_reason (const AditDecision *self, const AditRules *rules)
{
  const AditRule *rule =
      self->rule > 0 ? adit_rules_get (rules, self->rule - 1) : adit_rules_get_default (rules);
  g_autofree char *text = print_rule (rule);

  if (self->safety != ADIT_SAFETY_NONE)
    return g_strdup_printf (_ ("Built in: %s"), _ (adit_safety_row (self->safety)->sentence));
  if (self->rule > 0)
    return g_strdup_printf (_ ("Rule %u, line %u: %s"), self->rule, self->line, text);
  if (self->line > 0)
    return g_strdup_printf (_ ("Default, line %u: %s"), self->line, text);
  return g_strdup_printf (_ ("No rule holds: %s"), text);
}

char *
adit_decision_to_sentence (const AditDecision *self, const AditRules *rules)
{
  g_autofree char *reason = print_reason (self, rules);

  if (self->needs_address)
    return g_strdup_printf (_ ("%s (it depends on the address)"), reason);
  return g_steal_pointer (&reason);
}

char *
adit_decision_to_detail (const AditDecision *self)
{
  if (self->safety != ADIT_SAFETY_NONE)
    return g_strdup_printf ("built-in %s", adit_safety_row (self->safety)->word);
  if (self->rule > 0)
    return g_strdup_printf ("rule %u, line %u", self->rule, self->line);
  if (self->line > 0)
    return g_strdup_printf ("default, line %u", self->line);
  return g_strdup ("default");
}
