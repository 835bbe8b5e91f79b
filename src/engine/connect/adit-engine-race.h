/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Dials a list of addresses as RFC 8305, section 5 says: one after the other, the next as soon as
 * one failed or 250 ms have passed; the first to answer wins and the others are closed.
 *
 * Worker's thread. The result goes to a callback, once; it may come from within start(). */

#pragma once

#include "engine/connect/adit-engine-candidates.h"
#include "engine/worker/adit-engine-worker.h"
#include "model/adit-cause.h"

G_BEGIN_DECLS

/* "Connection Attempt Delay" of RFC 8305. */
#define ADIT_ENGINE_ATTEMPT_DELAY_US (250 * 1000)

typedef struct _AditEngineRace AditEngineRace;

/* @socket: the connection, now the callee's, with @address as its other end; NULL when every
 * address failed, for the reason @cause. The race is over and may be freed from here. */
typedef void (*AditEngineRaceFunc) (gpointer owner,
                                    AditEngineSocket *socket,
                                    const AditEngineAddress *address,
                                    AditCause cause);

AditEngineRace *adit_engine_race_new (AditEngineWorker *worker,
                                      const AditEngineCandidates *candidates,
                                      AditEngineRaceFunc on_over,
                                      gpointer owner);

/* The callback may have come, and @self be gone, when it returns. */
void adit_engine_race_start (AditEngineRace *self);

/* Closes what is still being dialled. NULL is allowed. */
void adit_engine_race_free (AditEngineRace *self);

G_END_DECLS
