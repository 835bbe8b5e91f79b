/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A rule in words for a person. */

#pragma once

#include "model/adit-rule.h"

G_BEGIN_DECLS

/* "Deny", "Through office". (transfer full) */
char *adit_app_rule_describe_action (const AditRule *rule);

/* "host *.example.org · port 25, 465 · user alice"; "everything" where it has no condition.
 * (transfer full) */
char *adit_app_rule_describe_conditions (const AditRule *rule);

/* "25, 465". (transfer full) */
char *adit_app_rule_print_values (AditRuleCondition condition, const GArray *values);

G_END_DECLS
