/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Connections to origins that are kept for the next request to the same place: RFC 9112, section
 * 9.3. One set a worker. A kept connection that says anything, even that it ends, is dropped: it
 * was asked nothing.
 *
 * Where it goes through an upstream proxy it is for requests that go the same way, and no others.
 * Worker's thread. */

#pragma once

#include "engine/channel/adit-engine-channel.h"
#include "engine/connect/adit-engine-upstream.h"
#include "engine/net/adit-engine-address.h"
#include "model/adit-authority.h"

G_BEGIN_DECLS

/* Connections kept to one place, and how long. */
#define ADIT_ENGINE_KEPT_PER_ORIGIN_MAX 8
#define ADIT_ENGINE_KEPT_US             (30 * G_USEC_PER_SEC)

typedef struct _AditEngineOrigins AditEngineOrigins;

/* @kept_max: in all; 0 keeps none. */
AditEngineOrigins *adit_engine_origins_new (AditEngineWorker *worker, guint kept_max);

/* Closes what is kept. */
void adit_engine_origins_free (AditEngineOrigins *self);
void adit_engine_origins_clear (AditEngineOrigins *self);

/* Keeps @channel, or closes it where there is no room; takes it over. @address: its other end.
 * @upstream: what it goes through; NULL: nothing. */
void adit_engine_origins_keep (AditEngineOrigins *self,
                               const AditAuthority *target,
                               gboolean is_secure,
                               const AditEngineUpstream *upstream,
                               const AditEngineAddress *address,
                               AditEngineChannel *channel);

/* The connection to that place, by that way, that was used last, with @address set, or NULL.
 * (transfer full) */
AditEngineChannel *adit_engine_origins_take (AditEngineOrigins *self,
                                             const AditAuthority *target,
                                             gboolean is_secure,
                                             const AditEngineUpstream *upstream,
                                             AditEngineAddress *address);

guint adit_engine_origins_count (const AditEngineOrigins *self);

G_END_DECLS
