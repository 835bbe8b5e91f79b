/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Hashes new passwords in a thread of its own, one after another: that is slow on purpose, and of
 * two passwords for one user the later one has to come out last. Main thread. */

#pragma once

#include "model/adit-access.h"
#include "model/adit-user.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _AditEngineHasher AditEngineHasher;

AditEngineHasher *adit_engine_hasher_new (void);

/* Waits for what is under way. */
void adit_engine_hasher_free (AditEngineHasher *self);

/* Makes the secrets that @schemes need of @password, for a copy of @user. */
void adit_engine_hasher_set_async (AditEngineHasher *self,
                                   const AditUser *user,
                                   const char *password,
                                   AditSchemes schemes,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);

/* ADIT_ERROR_INVALID_ARGUMENT when @password cannot be one. (transfer full) */
AditUser *adit_engine_hasher_set_finish (GAsyncResult *result, GError **error);

G_END_DECLS
