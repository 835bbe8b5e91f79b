/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Holds up whoever fails to sign in. Failures are counted by client address, IPv6 by its /64, of
 * which anybody has as many addresses as they like:
 *
 * - the first few cost nothing: people mistype;
 * - then each further attempt waits, twice as long as the one before;
 * - after still more the address is blocked for a while, and its failures are forgotten then.
 *
 * This computer is delayed, too, but never blocked: the owner at the desk must not be locked out by
 * a program gone wild. Signing in forgets the failures.
 *
 * The table is bounded: when it is full, whoever failed longest ago and is not blocked is
 * forgotten; when all are blocked, the block that ends first. Under a mutex; any thread. Times are
 * those of g_get_monotonic_time(), told by the caller. */

#pragma once

#include "engine/net/adit-engine-address.h"

G_BEGIN_DECLS

#define ADIT_ENGINE_THROTTLE_FREE        3  /* failures without a delay */
#define ADIT_ENGINE_THROTTLE_MAX         10 /* the failure that blocks */
#define ADIT_ENGINE_THROTTLE_FIRST_US    (G_USEC_PER_SEC / 4)
#define ADIT_ENGINE_THROTTLE_DELAY_US    (4 * G_USEC_PER_SEC)       /* the longest */
#define ADIT_ENGINE_THROTTLE_BLOCK_US    (10 * 60 * G_USEC_PER_SEC) /* how long a block is */
#define ADIT_ENGINE_THROTTLE_MEMORY_US   (10 * 60 * G_USEC_PER_SEC) /* failures are forgotten */
#define ADIT_ENGINE_THROTTLE_ENTRIES_MAX 4096

typedef struct _AditEngineThrottle AditEngineThrottle;

typedef struct
{
  AditEngineAddress address; /* the last that failed, port 0 */
  guint n_failures;
  gint64 ends_us; /* of the block, monotonic */
  char user[65];  /* whose name was tried last, cut to fit; "" none */
} AditEngineBlock;

/* Called when a block begins or is lifted, after the mutex was released, in whatever thread that
 * happened: it may only pass on the word. */
typedef void (*AditEngineThrottleFunc) (gpointer owner);

AditEngineThrottle *adit_engine_throttle_new (void);
void adit_engine_throttle_free (AditEngineThrottle *self);

/* Set before other threads know of it. */
void adit_engine_throttle_set_watcher (AditEngineThrottle *self,
                                       AditEngineThrottleFunc on_changed,
                                       gpointer owner);

/* How long an attempt has to wait, 0: not at all; -1: it is blocked. */
gint64
adit_engine_throttle_ask (AditEngineThrottle *self, const AditEngineAddress *client, gint64 now_us);

/* An attempt failed. @is_client_here: never block. Returns whether this one began a block. */
gboolean adit_engine_throttle_fail (AditEngineThrottle *self,
                                    const AditEngineAddress *client,
                                    gboolean is_client_here,
                                    const char *user,
                                    gint64 now_us);

/* One was right. */
void adit_engine_throttle_succeed (AditEngineThrottle *self, const AditEngineAddress *client);

/* AditEngineBlock, the one that ends last first. (transfer full) */
GArray *adit_engine_throttle_list (AditEngineThrottle *self, gint64 now_us);

/* Whether there was a block, or failures, to lift. */
gboolean adit_engine_throttle_lift (AditEngineThrottle *self, const AditEngineAddress *client);
void adit_engine_throttle_lift_all (AditEngineThrottle *self);

G_END_DECLS
