/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/relay/adit-engine-relay.h"

static void pump (AditEngineRelay *self);
static void on_idle (gpointer owner);

static void
arm_idle (AditEngineRelay *self, gint64 delay_us)
{
  adit_engine_loop_arm (self->worker->loop, &self->idle, delay_us, on_idle, self);
}

/* The timer is not moved at each byte: when it goes off it looks how long ago the last one was. */
static void
on_idle (gpointer owner)
{
  AditEngineRelay *self = owner;
  gint64 idle_us = adit_engine_loop_now_us (self->worker->loop) - self->moved_us;

  if (idle_us >= self->idle_limit_us)
    self->on_over (self->owner, ADIT_CAUSE_IDLE);
  else
    arm_idle (self, self->idle_limit_us - idle_us);
}

static void
note_moved (AditEngineRelay *self, guint64 sent_before, guint64 received_before)
{
  gsize n_sent = self->sent.meter->total - sent_before;
  gsize n_received = self->received.meter->total - received_before;

  if (n_sent == 0 && n_received == 0)
    return;

  self->moved_us = adit_engine_loop_now_us (self->worker->loop);
  self->on_moved (self->owner, n_sent, n_received);
}

/* What the two halves' states mean for the tunnel; ADIT_CAUSE_NONE: it goes on. */
static AditCause
judge (AditEngineRelay *self, AditEngineHalfStatus sent, AditEngineHalfStatus received)
{
  if (sent == ADIT_ENGINE_HALF_FROM_LOST || received == ADIT_ENGINE_HALF_TO_LOST ||
      self->client->socket->is_broken)
    return ADIT_CAUSE_CLIENT_RESET;
  if (sent == ADIT_ENGINE_HALF_TO_LOST || received == ADIT_ENGINE_HALF_FROM_LOST ||
      self->origin->socket->is_broken)
    return ADIT_CAUSE_ORIGIN_RESET;
  if (sent == ADIT_ENGINE_HALF_DONE && received == ADIT_ENGINE_HALF_DONE &&
      adit_engine_channel_is_flushed (self->client) &&
      adit_engine_channel_is_flushed (self->origin))
    return ADIT_CAUSE_FINISHED;

  if (sent == ADIT_ENGINE_HALF_HAS_MORE || received == ADIT_ENGINE_HALF_HAS_MORE)
    adit_engine_socket_call_again (self->client->socket);
  return ADIT_CAUSE_NONE;
}

static void
on_pace (gpointer owner)
{
  pump (owner);
}

/* Whoever waits for its turn at a rate is not idle. */
static void
slow_down (AditEngineRelay *self, AditEngineHalfStatus sent, AditEngineHalfStatus received)
{
  gint64 delay_us = G_MAXINT64;

  if (sent == ADIT_ENGINE_HALF_SLOWED)
    delay_us = self->sent.share.again_us;
  if (received == ADIT_ENGINE_HALF_SLOWED)
    delay_us = MIN (delay_us, self->received.share.again_us);
  if (delay_us == G_MAXINT64)
    return;

  self->moved_us = adit_engine_loop_now_us (self->worker->loop);
  adit_engine_loop_arm (self->worker->loop, &self->pace, delay_us, on_pace, self);
}

static void
pump (AditEngineRelay *self)
{
  guint64 sent_before = self->sent.meter->total;
  guint64 received_before = self->received.meter->total;
  AditEngineHalfStatus sent =
      adit_engine_half_pump (&self->sent, self->client, self->origin, self->worker);
  AditEngineHalfStatus received =
      adit_engine_half_pump (&self->received, self->origin, self->client, self->worker);
  AditCause cause;

  note_moved (self, sent_before, received_before);
  cause = judge (self, sent, received);
  if (cause != ADIT_CAUSE_NONE)
    self->on_over (self->owner, cause);
  else
    slow_down (self, sent, received);
}

static void
on_channel_ready (AditEngineChannel *channel, gpointer owner)
{
  pump (owner);
}

void
adit_engine_relay_init (AditEngineRelay *self,
                        AditEngineWorker *worker,
                        AditEngineMeter *sent,
                        AditEngineMeter *received,
                        gint64 idle_limit_us,
                        AditEngineRelayMovedFunc on_moved,
                        AditEngineRelayFunc on_over,
                        gpointer owner)
{
  *self = (AditEngineRelay){
    .sent.meter = sent,
    .received.meter = received,
    .worker = worker,
    .idle_limit_us = idle_limit_us,
    .on_moved = on_moved,
    .on_over = on_over,
    .owner = owner,
  };
}

void
adit_engine_relay_set_shapers (AditEngineRelay *self,
                               AditEngineShaper *sent,
                               AditEngineShaper *received)
{
  self->sent.share.shaper = sent;
  self->received.share.shaper = received;
}

void
adit_engine_relay_start (AditEngineRelay *self,
                         AditEngineChannel *client,
                         AditEngineChannel *origin)
{
  self->client = client;
  self->origin = origin;
  self->moved_us = adit_engine_loop_now_us (self->worker->loop);
  adit_engine_channel_set_owner (client, on_channel_ready, self);
  adit_engine_channel_set_owner (origin, on_channel_ready, self);
  if (self->idle_limit_us > 0)
    arm_idle (self, self->idle_limit_us);

  pump (self);
}

void
adit_engine_relay_clear (AditEngineRelay *self)
{
  if (!self->worker)
    return;

  adit_engine_half_clear (&self->sent, self->worker);
  adit_engine_half_clear (&self->received, self->worker);
  adit_engine_loop_disarm (self->worker->loop, &self->idle);
  adit_engine_loop_disarm (self->worker->loop, &self->pace);
}
