/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Users who were removed lately, with all that was known of them, so that who did it by mistake can
 * have them back. In memory only, for a while, and not more than a number of them: then they are
 * forgotten for good, the one first who was removed first. Main thread. */

#pragma once

#include "engine/account/adit-engine-accounts.h"

G_BEGIN_DECLS

#define ADIT_ENGINE_REMOVED_MAX    100
#define ADIT_ENGINE_REMOVED_KEPT_S 600

typedef struct _AditEngineRemoved AditEngineRemoved;

AditEngineRemoved *adit_engine_removed_new (void);
void adit_engine_removed_free (AditEngineRemoved *self);

/* In place of one with the same name. @state: what they had used on @day; NULL: never seen.
 * @user is copied, @state taken over. */
void adit_engine_removed_put (AditEngineRemoved *self,
                              const AditUser *user,
                              AditEngineAccountState *state,
                              guint day);

/* FALSE with ADIT_ERROR_NOT_FOUND. @user: (transfer full), @state: valid until drop() */
gboolean adit_engine_removed_find (AditEngineRemoved *self,
                                   const char *name,
                                   AditUser **user,
                                   const AditEngineAccountState **state,
                                   guint *day,
                                   GError **error);
void adit_engine_removed_drop (AditEngineRemoved *self, const char *name);

G_END_DECLS
