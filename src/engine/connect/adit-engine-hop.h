/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Turns a channel to an upstream proxy into a channel to a target: by CONNECT (RFC 9110, section
 * 9.3.6) or SOCKS5 (RFC 1928), with sign-in, under one deadline. Names are sent as names.
 *
 * Exactly the upstream's answer is read: what it sent behind that stays held in the channel, as the
 * first that the target says. Which bytes are said and what the answer means is in
 * adit-engine-hop-http.h and adit-engine-hop-socks.h.
 *
 * Worker's thread. The result goes to a callback, once; it may come from within start(). */

#pragma once

#include "engine/channel/adit-engine-channel.h"
#include "engine/connect/adit-engine-upstream.h"
#include "model/adit-cause.h"

G_BEGIN_DECLS

/* Interim answers (1xx) before the answer to CONNECT. */
#define ADIT_ENGINE_HOP_INTERIM_MAX 16

typedef struct _AditEngineHop AditEngineHop;

/* ADIT_CAUSE_NONE: the channel leads to the target now. Otherwise UPSTREAM_…, and the channel is
 * good for nothing. The hop is over and may be freed from here; the channel wants an owner. */
typedef void (*AditEngineHopFunc) (gpointer owner, AditCause cause);

/* @channel: to @upstream, nothing said yet. It stays the caller's, and outlives the hop, which is
 * its owner from start() on. @upstream outlives the hop too. */
AditEngineHop *adit_engine_hop_new (AditEngineChannel *channel,
                                    const AditEngineUpstream *upstream,
                                    const AditAuthority *target,
                                    AditEngineHopFunc on_over,
                                    gpointer owner);

/* The callback may have come, and @self be gone, when it returns. */
void adit_engine_hop_start (AditEngineHop *self, gint64 deadline_us);

/* Drops what is under way. NULL is allowed. */
void adit_engine_hop_free (AditEngineHop *self);

G_END_DECLS
