/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A row with addresses and networks, to be edited and then applied as a whole. What is none is said
 * in place of the title while it is typed, and cannot be applied.
 *
 * Signals:
 *
 *   "applied"  (GStrv words): what the person wants; valid
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define ADIT_APP_TYPE_NETWORKS_ENTRY (adit_app_networks_entry_get_type ())
G_DECLARE_FINAL_TYPE (AditAppNetworksEntry,
                      adit_app_networks_entry,
                      ADIT_APP,
                      NETWORKS_ENTRY,
                      AdwEntryRow)

/* Takes the word `local` as well: adit-clients.h. */
void adit_app_networks_entry_allow_local (AditAppNetworksEntry *self);

/* Shows what is so now; what somebody has begun to type stays. */
void adit_app_networks_entry_set_words (AditAppNetworksEntry *self, const char *const *words);

G_END_DECLS
