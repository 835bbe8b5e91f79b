/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/connect/adit-engine-reach.h"

#include <string.h>

struct _AditEngineReach
{
  AditEngineReachMeans means;
  char *server_name; /* NULL: not to be encrypted */
  gint64 deadline_us;
  gint64 started_us;
  AditEngineDial *dial;
  AditEngineChannel *channel; /* while the handshake runs */
  AditEngineAddress address;
  AditEngineReachFunc on_over;
  gpointer owner;
};

static AditCause
on_guard (gpointer owner, const AditEngineAddress *address)
{
  AditEngineReach *self = owner;

  return self->means.guard (self->owner, address);
}

/* Nobody asks anything before the handshake is done. */
static void
on_channel_ready (AditEngineChannel *channel, gpointer owner)
{
}

static void
on_handshake_done (gpointer owner, AditCause cause)
{
  AditEngineReach *self = owner;

  if (cause == ADIT_CAUSE_NONE)
    {
      adit_engine_channel_set_owner (self->channel, on_channel_ready, self);
      self->on_over (self->owner, g_steal_pointer (&self->channel), &self->address, cause);
    }
  else
    self->on_over (self->owner, NULL, &self->address, cause);
}

static void
start_handshake (AditEngineReach *self, AditEngineSocket *socket)
{
  AditEngineWorker *worker = self->means.worker;
  gint64 spent_us = g_get_monotonic_time () - self->started_us;
  AditEngineTls *tls =
      adit_engine_tls_new_client (worker, socket, self->means.trust, self->server_name);

  adit_engine_channel_encrypt (self->channel, tls);
  adit_engine_tls_start (tls, self->means.gate, &self->address,
                         MAX (self->deadline_us - spent_us, 1), on_handshake_done, self);
}

static void
on_dial_over (gpointer owner,
              AditEngineSocket *socket,
              const AditEngineAddress *address,
              AditCause cause)
{
  AditEngineReach *self = owner;

  if (socket)
    self->address = *address;
  g_clear_pointer (&self->dial, adit_engine_dial_free);

  if (!socket)
    {
      self->on_over (self->owner, NULL, NULL, cause);
      return;
    }

  self->channel = adit_engine_channel_new (self->means.worker, socket);
  if (self->server_name)
    start_handshake (self, socket);
  else
    self->on_over (self->owner, g_steal_pointer (&self->channel), &self->address, cause);
}

AditEngineReach *
adit_engine_reach_new (const AditEngineReachMeans *means,
                       AditEngineReachFunc on_over,
                       gpointer owner)
{
  AditEngineReach *self = g_new0 (AditEngineReach, 1);

  self->means = *means;
  self->on_over = on_over;
  self->owner = owner;

  return self;
}

/* Certificates name hosts without the final dot that makes a name absolute. */
static char *
name_server (const AditAuthority *target)
{
  gsize length = strlen (target->host);
  gboolean has_dot = target->kind == ADIT_HOST_NAME && g_str_has_suffix (target->host, ".");

  return g_strndup (target->host, has_dot ? length - 1 : length);
}

void
adit_engine_reach_start (AditEngineReach *self,
                         const AditAuthority *target,
                         gboolean is_secure,
                         gint64 deadline_us)
{
  self->server_name = is_secure ? name_server (target) : NULL;
  self->deadline_us = deadline_us;
  self->started_us = g_get_monotonic_time ();
  self->dial = adit_engine_dial_new (self->means.worker, self->means.own_addresses,
                                     self->means.guard ? on_guard : NULL, on_dial_over, self);
  adit_engine_dial_start (self->dial, target, deadline_us);
}

void
adit_engine_reach_free (AditEngineReach *self)
{
  if (!self)
    return;

  adit_engine_dial_free (self->dial);
  adit_engine_channel_close (self->channel, FALSE);
  g_free (self->server_name);
  g_free (self);
}
