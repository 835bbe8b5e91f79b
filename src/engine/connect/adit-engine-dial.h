/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* From a target to a connection: look-up, loop check, guard, race, under one deadline.
 *
 * Names go to GResolver, never to the system's proxy settings, which may name us. Worker's thread;
 * the result goes to a callback, once; it may come from within start(). */

#pragma once

#include "engine/connect/adit-engine-own-addresses.h"
#include "engine/connect/adit-engine-race.h"
#include "model/adit-authority.h"

G_BEGIN_DECLS

typedef struct _AditEngineDial AditEngineDial;

/* As AditEngineRaceFunc. The dial is over and may be freed from here. */
typedef void (*AditEngineDialFunc) (gpointer owner,
                                    AditEngineSocket *socket,
                                    const AditEngineAddress *address,
                                    AditCause cause);

/* Whether an address may be dialled: ADIT_CAUSE_NONE, or why not. Asked about the very addresses
 * that are dialled, so that a name gains nothing. */
typedef AditCause (*AditEngineDialGuard) (gpointer owner, const AditEngineAddress *address);

AditEngineDial *adit_engine_dial_new (AditEngineWorker *worker,
                                      AditEngineOwnAddresses *own_addresses,
                                      AditEngineDialGuard guard,
                                      AditEngineDialFunc on_over,
                                      gpointer owner);

/* The callback may have come, and @self be gone, when it returns. */
void adit_engine_dial_start (AditEngineDial *self, const AditAuthority *target, gint64 deadline_us);

/* Drops whatever is under way. NULL is allowed. */
void adit_engine_dial_free (AditEngineDial *self);

/* How many look-ups of this worker have not come back; a worker cannot end before it is 0. */
guint adit_engine_dial_count_lookups (void);

G_END_DECLS
