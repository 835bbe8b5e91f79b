/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The rules that are in force, and their file: `rules.conf` in the configuration's directory, mode
 * 0600, always whole. People edit it as well: the file is watched, and what is valid is in force a
 * moment later. What is not is told, and the last good rules stay, over a restart too; where there
 * never were any, everything is denied, because nobody can know what was meant. What cannot be
 * read is never overwritten: it is set aside when something must be saved. Main thread.
 *
 * Signals:
 *
 * - "changed": other rules, another text, or another error
 */

#pragma once

#include "model/adit-rules.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define ADIT_ENGINE_TYPE_RULES_STORE (adit_engine_rules_store_get_type ())
G_DECLARE_FINAL_TYPE (AditEngineRulesStore,
                      adit_engine_rules_store,
                      ADIT_ENGINE,
                      RULES_STORE,
                      GObject)

/* Reads the file, if there is one. @state_directory: as with adit_engine_kept_new().
 * (transfer full) */
AditEngineRulesStore *adit_engine_rules_store_new (const char *directory,
                                                   const char *state_directory);

/* Never NULL. (transfer none) */
AditRules *adit_engine_rules_store_get_rules (AditEngineRulesStore *self);

/* File, line and reason, when the file as it is now is not valid; NULL otherwise.
 * (transfer none) */
const char *adit_engine_rules_store_get_error (AditEngineRulesStore *self);

/* Reads the file now, rather than in a moment: before an edit, so that none by hand is lost. */
void adit_engine_rules_store_refresh (AditEngineRulesStore *self);

/* Saves @rules, which are in force then. ADIT_ERROR_SAVE_FAILED, and nothing changed. */
gboolean
adit_engine_rules_store_save (AditEngineRulesStore *self, AditRules *rules, GError **error);

G_END_DECLS
