/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A rule as a row of the list: texts that do not change, and whether it is the one that decided
 * what was asked last. Which number it has is its place in the list. */

#pragma once

#include "model/adit-rules.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define ADIT_APP_TYPE_RULE_ITEM (adit_app_rule_item_get_type ())
G_DECLARE_FINAL_TYPE (AditAppRuleItem, adit_app_rule_item, ADIT_APP, RULE_ITEM, GObject)

/* (transfer none) all */
AditRuleAction adit_app_rule_item_get_action (AditAppRuleItem *self);
const char *adit_app_rule_item_get_heading (AditAppRuleItem *self);    /* what it does */
const char *adit_app_rule_item_get_conditions (AditAppRuleItem *self); /* about what */
const char *adit_app_rule_item_get_comment (AditAppRuleItem *self);    /* "" none */
const char *adit_app_rule_item_get_line (AditAppRuleItem *self);       /* as in the file */

/* The property "deciding". */
gboolean adit_app_rule_item_is_deciding (AditAppRuleItem *self);
void adit_app_rule_item_set_deciding (AditAppRuleItem *self, gboolean is_deciding);

/* Makes @store, of AditAppRuleItem, the rules of @rules: only what differs is replaced, and what
 * moved stays the same object. */
void adit_app_rule_items_update (GListStore *store, const AditRules *rules);

G_END_DECLS
