/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One row of the rules' list: number, what the rule does and about what, its comment, and a menu.
 * It can be dragged, and dropped onto. */

#pragma once

#include "app/adit-app-rule-item.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ADIT_APP_TYPE_RULE_ROW (adit_app_rule_row_get_type ())
G_DECLARE_FINAL_TYPE (AditAppRuleRow, adit_app_rule_row, ADIT_APP, RULE_ROW, GtkWidget)

/* @on_dropped: @item is to stand where @self is, or right behind it. */
typedef void (*AditAppRuleDropFunc) (gpointer owner,
                                     AditAppRuleRow *self,
                                     AditAppRuleItem *item,
                                     gboolean is_behind);

GtkWidget *adit_app_rule_row_new (AditAppRuleDropFunc on_dropped, gpointer owner);

/* NULL: it shows nothing. */
void adit_app_rule_row_set_item (AditAppRuleRow *self, AditAppRuleItem *item);

/* Counts from 1; 0 while it shows nothing. */
void adit_app_rule_row_set_number (AditAppRuleRow *self, guint number);
guint adit_app_rule_row_get_number (AditAppRuleRow *self);

G_END_DECLS
