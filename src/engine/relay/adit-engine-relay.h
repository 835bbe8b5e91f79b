/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A tunnel that carries: two halves over two channels, until both ends are done, one breaks, or
 * nothing was sent for too long. An end is passed on in its own direction only; a reset at one side
 * becomes a reset at the other.
 *
 * Worker's thread. How it ended goes to a callback, once; it may come from within start(). */

#pragma once

#include "engine/relay/adit-engine-half.h"
#include "model/adit-cause.h"

G_BEGIN_DECLS

typedef struct _AditEngineRelay AditEngineRelay;

/* The relay is over and may be freed from here. */
typedef void (*AditEngineRelayFunc) (gpointer owner, AditCause cause);

/* Called after bytes were moved, at most once a wake-up: (client to origin, origin to client). */
typedef void (*AditEngineRelayMovedFunc) (gpointer owner, gsize n_sent, gsize n_received);

struct _AditEngineRelay
{
  AditEngineHalf sent;     /* client to origin */
  AditEngineHalf received; /* origin to client */
  AditEngineChannel *client;
  AditEngineChannel *origin;
  AditEngineWorker *worker;
  gint64 idle_limit_us; /* 0: none */
  gint64 moved_us;      /* when bytes were last moved */
  AditEngineTimer idle;
  AditEngineTimer pace; /* until a half that was slowed down may go on */
  AditEngineRelayMovedFunc on_moved;
  AditEngineRelayFunc on_over;
  gpointer owner;
};

/* @self is embedded in its owner, like the meters. Both channels stay the owner's to close. */
void adit_engine_relay_init (AditEngineRelay *self,
                             AditEngineWorker *worker,
                             AditEngineMeter *sent,
                             AditEngineMeter *received,
                             gint64 idle_limit_us,
                             AditEngineRelayMovedFunc on_moved,
                             AditEngineRelayFunc on_over,
                             gpointer owner);

/* Between init() and start(): the rates that each direction has a share of; NULL: none. They have
 * to outlive the relay, up to clear(). */
void adit_engine_relay_set_shapers (AditEngineRelay *self,
                                    AditEngineShaper *sent,
                                    AditEngineShaper *received);

/* The callback may have come when it returns. */
void adit_engine_relay_start (AditEngineRelay *self,
                              AditEngineChannel *client,
                              AditEngineChannel *origin);

/* Gives back pipes, timers and shares. Harmless on a relay that never started, and on zeroed
 * memory. */
void adit_engine_relay_clear (AditEngineRelay *self);

G_END_DECLS
