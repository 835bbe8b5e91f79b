/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Who watches the tunnels over the bus, and what each was told last. One report is taken from the
 * lanes at the pace of whoever wants it fastest; each subscriber then gets, at its own pace, what
 * changed since its last signal. Without subscribers nothing is taken and nothing is kept.
 *
 * Main thread. */

#pragma once

#include "engine/session/adit-engine-proxy.h"

G_BEGIN_DECLS

/* Ended rows kept for slow subscribers; one that falls further behind gets a snapshot. */
#define ADIT_ENGINE_OBSERVER_CLOSED_MAX 4096

typedef struct _AditEngineObserver AditEngineObserver;

/* Sends the Changed signal's arguments to one subscriber. Rows stay the observer's. */
typedef void (*AditEngineObserverFunc) (gpointer owner,
                                        const char *subscriber,
                                        gboolean is_snapshot,
                                        const GPtrArray *opened,
                                        const GPtrArray *updated,
                                        const GPtrArray *closed);

AditEngineObserver *
adit_engine_observer_new (AditEngineProxy *proxy, AditEngineObserverFunc send, gpointer owner);
void adit_engine_observer_free (AditEngineObserver *self);

/* Begins, or begins anew with another interval. Returns the interval that is used. */
guint adit_engine_observer_subscribe (AditEngineObserver *self,
                                      const char *subscriber,
                                      guint interval_ms);

/* Does nothing when there is no such subscriber. */
void adit_engine_observer_unsubscribe (AditEngineObserver *self, const char *subscriber);

gboolean adit_engine_observer_has (AditEngineObserver *self, const char *subscriber);

G_END_DECLS
