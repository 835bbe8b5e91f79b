/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The values of a rule's conditions: a row for each kind, of what adit-rule.c does with them. */

#pragma once

#include "model/adit-rule.h"

G_BEGIN_DECLS

typedef struct
{
  const char *word;
  gsize size; /* of a value */

  /* Appends the value of @text to @values. Sets ADIT_ERROR_INVALID_ARGUMENT with the reason. */
  gboolean (*parse) (GArray *values, const char *text, GError **error);
  void (*print) (GString *text, gconstpointer value);
  gboolean (*equal) (gconstpointer a, gconstpointer b);
  GDestroyNotify clear; /* NULL: there is nothing to free */
} AditRuleValueKind;

extern const AditRuleValueKind adit_rule_value_kinds[ADIT_N_RULE_CONDITIONS];

G_END_DECLS
