/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What sign-in has in common on all workers: one in the process.
 *
 * - a key, made at random when the process starts, under which things are sealed;
 * - nonces of Digest (a nonce given out on one worker may come back on another);
 * - right and wrong answers that are remembered, so that a slow hash is paid once;
 * - the throttle, which holds up addresses that fail;
 * - the threads that compute slow hashes.
 *
 * Each has a mutex of its own. */

#pragma once

#include "engine/authorise/adit-engine-memory.h"
#include "engine/authorise/adit-engine-nonces.h"
#include "engine/authorise/adit-engine-seal.h"
#include "engine/authorise/adit-engine-throttle.h"
#include "engine/authorise/adit-engine-verifier.h"

G_BEGIN_DECLS

typedef struct
{
  AditEngineSeal seal;
  AditEngineNonces *nonces;
  AditEngineMemory *memory;
  AditEngineThrottle *throttle;
  AditEngineVerifier *verifier;
  gint64 (*now_us) (void); /* g_get_monotonic_time(); tests have another */
  guint (*today) (void);   /* YYYYMMDD, this computer's calendar */
} AditEngineDesk;

AditEngineDesk *adit_engine_desk_new (void);

/* Waits for hashes under way. Nobody may be waiting for one. */
void adit_engine_desk_free (AditEngineDesk *self);

G_END_DECLS
