/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The users on disk: `users.conf` in the configuration's directory. Without a file there is nobody,
 * as where it is bad and there never was a good one. Main thread. */

#pragma once

#include "engine/control/adit-engine-watched.h"
#include "model/adit-users.h"

G_BEGIN_DECLS

/* Its value is AditUsers. @state_directory: as with
 * adit_engine_kept_new(). (transfer full) */
AditEngineWatched *adit_engine_user_store_new (const char *directory, const char *state_directory);

G_END_DECLS
