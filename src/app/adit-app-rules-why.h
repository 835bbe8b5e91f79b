/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* "Why?": asks the engine whether somebody may reach something, and shows what it says.
 *
 * Signals:
 *
 * - "answered" (guint number, gboolean is_default): the rule that decided; 0 where it was none,
 *   then perhaps the default; 0 and FALSE also when there is no answer any more
 */

#pragma once

#include "bus/adit-bus-client-rules.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ADIT_APP_TYPE_RULES_WHY (adit_app_rules_why_get_type ())
G_DECLARE_FINAL_TYPE (AditAppRulesWhy, adit_app_rules_why, ADIT_APP, RULES_WHY, AdwBin)

/* To be called once. The widget takes a reference. */
void adit_app_rules_why_set_client (AditAppRulesWhy *self, AditBusClient *client);

/* The rules have changed: what was answered is asked again. */
void adit_app_rules_why_refresh (AditAppRulesWhy *self);

/* Moves to the first entry. */
void adit_app_rules_why_start (AditAppRulesWhy *self);

/* Forgets the answer. */
void adit_app_rules_why_clear (AditAppRulesWhy *self);

G_END_DECLS
