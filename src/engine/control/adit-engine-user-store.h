/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The users on disk: `users.conf` in the configuration's directory, mode 0600, always whole. What
 * cannot be read is never overwritten: it is set aside when something must be saved, and the last
 * good copy, kept beside it, is served from meanwhile. Main thread. */

#pragma once

#include "model/adit-users.h"

G_BEGIN_DECLS

typedef struct _AditEngineUserStore AditEngineUserStore;

/* @directory: made when the first thing is saved. */
AditEngineUserStore *adit_engine_user_store_new (const char *directory,
                                                 const char *state_directory);
void adit_engine_user_store_free (AditEngineUserStore *self);

/* Never fails: without a file there is nobody, with a bad one those of the last good copy.
 * @complaint gets a sentence that says where and why when the file was bad; NULL otherwise.
 * (transfer full) both */
AditUsers *adit_engine_user_store_load (AditEngineUserStore *self, char **complaint);

/* Writes file and good copy. ADIT_ERROR_SAVE_FAILED. */
gboolean
adit_engine_user_store_save (AditEngineUserStore *self, const AditUsers *users, GError **error);

G_END_DECLS
