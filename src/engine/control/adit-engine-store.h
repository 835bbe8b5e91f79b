/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The configuration on disk: `engine.conf` in the configuration's directory, mode 0600, always
 * whole. What cannot be read is never overwritten: it is set aside when something must be saved,
 * and the last good copy, kept beside it, is served from meanwhile. Main thread. */

#pragma once

#include "model/adit-settings.h"

G_BEGIN_DECLS

typedef struct _AditEngineStore AditEngineStore;

/* @directory: made when the first thing is saved. @state_directory: as with
 * adit_engine_kept_new(). */
AditEngineStore *adit_engine_store_new (const char *directory, const char *state_directory);
void adit_engine_store_free (AditEngineStore *self);

/* Never fails: without a file these are the defaults, with a bad one those of the last good copy.
 * @complaint gets a sentence that says where and why when the file was bad; NULL otherwise.
 * (transfer full) both */
AditSettings *adit_engine_store_load (AditEngineStore *self, char **complaint);

/* Writes file and good copy. ADIT_ERROR_SAVE_FAILED. */
gboolean
adit_engine_store_save (AditEngineStore *self, const AditSettings *settings, GError **error);

G_END_DECLS
