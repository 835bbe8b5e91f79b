/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Nonces of Digest. One that is given out is not stored: it says when it was made, under a seal.
 * Only those that were answered rightly are kept, with the counts that were used, so that nobody
 * else can use them again; a client may use one on many connections, whose requests overtake each
 * other, so the last 64 counts are told apart and older ones refused.
 *
 * The table is bounded. When it is full, the nonce that was first used longest ago is forgotten,
 * and with it all that were made before and are not in the table. Under a mutex; any thread.
 * Times are those of g_get_monotonic_time(), told by the caller. */

#pragma once

#include "engine/authorise/adit-engine-seal.h"

G_BEGIN_DECLS

#define ADIT_ENGINE_NONCE_SIZE   65 /* in hex, and a terminator */
#define ADIT_ENGINE_NONCE_US     (5 * 60 * G_USEC_PER_SEC)
#define ADIT_ENGINE_NONCES_MAX   4096
#define ADIT_ENGINE_NONCE_COUNTS 64 /* bits in a window */

typedef struct _AditEngineNonces AditEngineNonces;

/* @seal outlives it. */
AditEngineNonces *adit_engine_nonces_new (const AditEngineSeal *seal);
void adit_engine_nonces_free (AditEngineNonces *self);

void
adit_engine_nonces_make (AditEngineNonces *self, char nonce[ADIT_ENGINE_NONCE_SIZE], gint64 now_us);

/* Whether @nonce is ours, has not expired, and was not used with this @count yet; it has been now.
 * For right answers only. */
gboolean
adit_engine_nonces_use (AditEngineNonces *self, const char *nonce, guint32 count, gint64 now_us);

G_END_DECLS
