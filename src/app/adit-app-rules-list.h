/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The rules in their order, one of them selected. Nothing is changed here: what a person wants to
 * be changed is told by signals, with numbers of rules, which count from 1.
 *
 * Signals:
 *
 * - "edit-requested" (guint number): by Return, a double click or the row's menu
 * - "remove-requested" (guint number): by Delete or the row's menu
 * - "move-requested" (guint from, guint to): by dragging, Alt+Up, Alt+Down, Alt+Home, Alt+End or
 *   the row's menu
 */

#pragma once

#include "app/adit-app-rule-item.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ADIT_APP_TYPE_RULES_LIST (adit_app_rules_list_get_type ())
G_DECLARE_FINAL_TYPE (AditAppRulesList, adit_app_rules_list, ADIT_APP, RULES_LIST, AdwBin)

/* Of AditAppRuleItem. To be called once. */
void adit_app_rules_list_set_items (AditAppRulesList *self, GListModel *items);

GtkListView *adit_app_rules_list_get_view (AditAppRulesList *self);

/* Selects the rule and scrolls to it; it gets the focus where the list has it. Nothing happens
 * without such a rule. */
void adit_app_rules_list_select (AditAppRulesList *self, guint number);

G_END_DECLS
