/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-rule-words.h"

#include "model/adit-rule-values.h"

#include <glib/gi18n.h>

char *
adit_app_rule_describe_action (const AditRule *rule)
{
  switch (rule->action)
    {
    case ADIT_RULE_ALLOW:
      return g_strdup (_ ("Allow"));
    case ADIT_RULE_ALLOW_LOCAL:
      return g_strdup (_ ("Allow, Even This Computer"));
    case ADIT_RULE_VIA:
      /* Translators: through an upstream proxy of that name */
      return g_strdup_printf (_ ("Through %s"), rule->upstream);
    case ADIT_RULE_DENY:
    case ADIT_N_RULE_ACTIONS:
    default:
      return g_strdup (_ ("Deny"));
    }
}

char *
adit_app_rule_print_values (AditRuleCondition condition, const GArray *values)
{
  const AditRuleValueKind *kind = &adit_rule_value_kinds[condition];
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < values->len; i++)
    {
      if (i > 0)
        g_string_append (text, ", ");
      kind->print (text, values->data + i * kind->size);
    }

  return g_string_free (text, FALSE);
}

/* (transfer full) */
static char *
describe_condition (AditRuleCondition condition, const GArray *values)
{
  g_autofree char *text = adit_app_rule_print_values (condition, values);

  switch (condition)
    {
    case ADIT_RULE_HOST:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "host %s", "hosts %s", values->len),
                              text);
    case ADIT_RULE_ADDRESS:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "address %s", "addresses %s",
                                           values->len),
                              text);
    case ADIT_RULE_PORT:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "port %s", "ports %s", values->len),
                              text);
    case ADIT_RULE_USER:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "user %s", "users %s", values->len),
                              text);
    case ADIT_RULE_FROM:
    case ADIT_N_RULE_CONDITIONS:
    default:
      return g_strdup_printf (_ ("clients in %s"), text);
    }
}

char *
adit_app_rule_describe_conditions (const AditRule *rule)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < ADIT_N_RULE_CONDITIONS; i++)
    {
      g_autofree char *condition =
          rule->conditions[i] != NULL ? describe_condition (i, rule->conditions[i]) : NULL;

      if (condition != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", condition);
    }
  if (text->len == 0)
    g_string_append (text, _ ("everything"));

  return g_string_free (text, FALSE);
}
