/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Our own authority and leaf on disk: four PEM files in one directory, mode 0600. What is missing,
 * cannot be read, or is not good enough is made; the authority is kept as long as it is valid, for
 * devices were told to trust it. Main thread: it writes files. */

#pragma once

#include "engine/certificate/adit-engine-leaf.h"

G_BEGIN_DECLS

typedef struct _AditEngineLocal AditEngineLocal;

AditEngineLocal *adit_engine_local_new (const char *directory);
void adit_engine_local_free (AditEngineLocal *self);

/* A leaf that is for all of @names, signed by our authority, and not near its end at @now; the one
 * on disk if it is so and @is_forced is FALSE. @authority gets the authority's certificate as PEM.
 * (transfer full) both. NULL with ADIT_ERROR_SAVE_FAILED, and @authority untouched. */
AditEngineLeaf *adit_engine_local_ensure (AditEngineLocal *self,
                                          const char *const *names,
                                          gint64 now,
                                          gboolean is_forced,
                                          char **authority,
                                          GError **error);

const char *adit_engine_local_get_certificate_path (const AditEngineLocal *self);
const char *adit_engine_local_get_key_path (const AditEngineLocal *self);

G_END_DECLS
