/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The page of rules: what may be reached, in the order in which it is decided, with the default at
 * the end; a test of them, and what is wrong with their file. */

#pragma once

#include "bus/adit-bus-client-rules.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ADIT_APP_TYPE_RULES_PAGE (adit_app_rules_page_get_type ())
G_DECLARE_FINAL_TYPE (AditAppRulesPage, adit_app_rules_page, ADIT_APP, RULES_PAGE, AdwBin)

/* To be called once. The page takes a reference. */
void adit_app_rules_page_set_client (AditAppRulesPage *self, AditBusClient *client);

G_END_DECLS
