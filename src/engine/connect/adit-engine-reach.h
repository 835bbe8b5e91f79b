/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* From a target to a channel to it: dialled and, where the target is secure, encrypted and
 * verified, all under one deadline. What is kept from earlier requests is the caller's to look for.
 *
 * Through an upstream proxy it is that which is dialled, with all that holds for dialling; which
 * addresses the target has is its matter then. What goes wrong on the way there is told as
 * UPSTREAM_…. TLS runs on sockets, not in another TLS: a secure target cannot be reached through an
 * upstream that is encrypted itself.
 *
 * Worker's thread. The result goes to a callback, once; it may come from within start(). */

#pragma once

#include "engine/channel/adit-engine-channel.h"
#include "engine/connect/adit-engine-dial.h"
#include "engine/connect/adit-engine-upstream.h"

G_BEGIN_DECLS

typedef struct _AditEngineReach AditEngineReach;

/* What reaching needs besides the target; all of it outlives the reach, which counts itself in for
 * the upstream. */
typedef struct
{
  AditEngineWorker *worker;
  AditEngineOwnAddresses *own_addresses;
  AditEngineTrust *trust;       /* which authorities vouch for origins and upstreams */
  AditEngineGate *gate;         /* of handshakes with origins */
  AditEngineUpstream *upstream; /* to go through; NULL: nothing */
  AditCause (*guard) (gpointer owner, const AditEngineAddress *address); /* of @owner; NULL: any */
} AditEngineReachMeans;

/* @channel: now the callee's, with @address as its other end (the upstream's, where one was gone
 * through; then bytes that the target has sent already may be held in it); NULL when it failed, for
 * the reason @cause, and @address is set when something was dialled. The reach is over and may be
 * freed from here. */
typedef void (*AditEngineReachFunc) (gpointer owner,
                                     AditEngineChannel *channel,
                                     const AditEngineAddress *address,
                                     AditCause cause);

AditEngineReach *adit_engine_reach_new (const AditEngineReachMeans *means,
                                        AditEngineReachFunc on_over,
                                        gpointer owner);

/* The callback may have come, and @self be gone, when it returns. */
void adit_engine_reach_start (AditEngineReach *self,
                              const AditAuthority *target,
                              gboolean is_secure,
                              gint64 deadline_us);

/* Drops whatever is under way. NULL is allowed. */
void adit_engine_reach_free (AditEngineReach *self);

G_END_DECLS
