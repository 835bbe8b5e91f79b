/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The rules on disk: `rules.conf` in the configuration's directory. Where there never were any that
 * are good, everything is denied, because nobody can know what was meant. Main thread. */

#pragma once

#include "engine/control/adit-engine-watched.h"
#include "model/adit-rules.h"

G_BEGIN_DECLS

/* Its value is AditRules; another text of the same rules is another one. @state_directory: as with
 * adit_engine_kept_new(). (transfer full) */
AditEngineWatched *adit_engine_rules_store_new (const char *directory, const char *state_directory);

G_END_DECLS
