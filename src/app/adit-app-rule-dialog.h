/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Asks for a rule, field by field, and puts it into the rules, or in place of one of them. What is
 * typed is checked as it is typed, by what reads the file, and the line that comes of it is shown.
 */

#pragma once

#include "bus/adit-bus-client-rules.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ADIT_APP_TYPE_RULE_DIALOG (adit_app_rule_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AditAppRuleDialog, adit_app_rule_dialog, ADIT_APP, RULE_DIALOG, AdwWindow)

/* @number: of the rule that is edited; 0: a new one, behind all others. @rules: as they are now.
 * @page: where taking back is offered; kept weakly. */
GtkWidget *adit_app_rule_dialog_new (AditBusClient *client,
                                     const AditRules *rules,
                                     guint number,
                                     GtkWidget *page);

G_END_DECLS
