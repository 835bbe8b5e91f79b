/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/connect/adit-engine-reach.h"

#include "engine/connect/adit-engine-hop.h"

#include <string.h>

/* dial → TLS with an upstream → hop → TLS with the target; all but the first where they are wanted.
 */
struct _AditEngineReach
{
  AditEngineReachMeans means;
  AditAuthority target;
  gboolean is_secure;
  gint64 deadline_us;
  gint64 started_us;
  AditEngineDial *dial;
  AditEngineChannel *channel; /* from dialled on */
  AditEngineHop *hop;
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

/* What went wrong on the way to an upstream, in words for that. */
static AditCause
blame_upstream (AditCause cause)
{
  switch (cause)
    {
    case ADIT_CAUSE_NAME_NOT_FOUND:
    case ADIT_CAUSE_REFUSED:
    case ADIT_CAUSE_UNREACHABLE:
    case ADIT_CAUSE_CONNECT_FAILED:
      return ADIT_CAUSE_UPSTREAM_UNREACHABLE;
    case ADIT_CAUSE_NAME_TIMEOUT:
    case ADIT_CAUSE_CONNECT_TIMEOUT:
    case ADIT_CAUSE_ORIGIN_TLS_TIMEOUT:
      return ADIT_CAUSE_UPSTREAM_TIMEOUT;
    case ADIT_CAUSE_ORIGIN_TLS_FAILED:
      return ADIT_CAUSE_UPSTREAM_TLS_FAILED;
    case ADIT_CAUSE_CERTIFICATE_UNTRUSTED:
    case ADIT_CAUSE_CERTIFICATE_WRONG_NAME:
    case ADIT_CAUSE_CERTIFICATE_EXPIRED:
    case ADIT_CAUSE_CERTIFICATE_NOT_YET_VALID:
    case ADIT_CAUSE_CERTIFICATE_REVOKED:
    case ADIT_CAUSE_CERTIFICATE_INSECURE:
    case ADIT_CAUSE_CERTIFICATE_BAD:
      return ADIT_CAUSE_UPSTREAM_UNTRUSTED;
    default:
      return cause;
    }
}

static gint64
left_us (const AditEngineReach *self)
{
  gint64 spent_us = g_get_monotonic_time () - self->started_us;

  return MAX (self->deadline_us - spent_us, 1);
}

/* ---- The end ---- */

/* Nobody asks anything before it is over. */
static void
on_channel_ready (AditEngineChannel *channel, gpointer owner)
{
}

static void
succeed (AditEngineReach *self)
{
  adit_engine_channel_set_owner (self->channel, on_channel_ready, self);
  self->on_over (self->owner, g_steal_pointer (&self->channel), &self->address, ADIT_CAUSE_NONE);
}

static void
fail (AditEngineReach *self, AditCause cause)
{
  self->on_over (self->owner, NULL, self->channel ? &self->address : NULL, cause);
}

/* ---- TLS, with the upstream and with the target ---- */

/* Certificates name hosts without the final dot that makes a name absolute. */
static char *
name_server (const AditAuthority *server)
{
  gsize length = strlen (server->host);
  gboolean has_dot = server->kind == ADIT_HOST_NAME && g_str_has_suffix (server->host, ".");

  return g_strndup (server->host, has_dot ? length - 1 : length);
}

static void
start_handshake (AditEngineReach *self, const AditAuthority *server, AditEngineTlsFunc on_done)
{
  g_autofree char *name = name_server (server);
  AditEngineTls *tls = adit_engine_tls_new_client (self->means.worker, self->channel->socket,
                                                   self->means.trust, name);

  adit_engine_channel_encrypt (self->channel, tls);
  adit_engine_tls_start (tls, self->means.gate, &self->address, left_us (self), on_done, self);
}

static void
on_target_handshake_done (gpointer owner, AditCause cause)
{
  AditEngineReach *self = owner;

  if (cause == ADIT_CAUSE_NONE)
    succeed (self);
  else
    fail (self, cause);
}

/* The channel leads to the target. */
static void
finish (AditEngineReach *self)
{
  if (!self->is_secure)
    succeed (self);
  /* A target of TLS never speaks first: that came from somebody else. */
  else if (adit_engine_channel_count_held (self->channel) > 0)
    fail (self, ADIT_CAUSE_UPSTREAM_BAD);
  else
    start_handshake (self, &self->target, on_target_handshake_done);
}

/* ---- Through an upstream ---- */

static void
on_hop_over (gpointer owner, AditCause cause)
{
  AditEngineReach *self = owner;

  g_clear_pointer (&self->hop, adit_engine_hop_free);
  if (cause == ADIT_CAUSE_NONE)
    finish (self);
  else
    fail (self, cause);
}

static void
start_hop (AditEngineReach *self)
{
  self->hop =
      adit_engine_hop_new (self->channel, self->means.upstream, &self->target, on_hop_over, self);
  adit_engine_hop_start (self->hop, left_us (self));
}

static void
on_upstream_handshake_done (gpointer owner, AditCause cause)
{
  AditEngineReach *self = owner;

  if (cause == ADIT_CAUSE_NONE)
    start_hop (self);
  else
    fail (self, blame_upstream (cause));
}

static void
pass_upstream (AditEngineReach *self)
{
  if (self->means.upstream->kind == ADIT_UPSTREAM_HTTPS)
    start_handshake (self, &self->means.upstream->authority, on_upstream_handshake_done);
  else
    start_hop (self);
}

/* ---- Dialling ---- */

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
      fail (self, self->means.upstream ? blame_upstream (cause) : cause);
      return;
    }

  self->channel = adit_engine_channel_new (self->means.worker, socket);
  if (self->means.upstream)
    pass_upstream (self);
  else
    finish (self);
}

AditEngineReach *
adit_engine_reach_new (const AditEngineReachMeans *means,
                       AditEngineReachFunc on_over,
                       gpointer owner)
{
  AditEngineReach *self = g_new0 (AditEngineReach, 1);

  self->means = *means;
  adit_engine_upstream_ref (self->means.upstream);
  self->on_over = on_over;
  self->owner = owner;

  return self;
}

void
adit_engine_reach_start (AditEngineReach *self,
                         const AditAuthority *target,
                         gboolean is_secure,
                         gint64 deadline_us)
{
  AditEngineUpstream *upstream = self->means.upstream;

  if (upstream && upstream->kind == ADIT_UPSTREAM_HTTPS && is_secure)
    {
      fail (self, ADIT_CAUSE_UPSTREAM_TLS_IN_TLS);
      return;
    }

  if (upstream && adit_engine_upstream_is_locked (upstream))
    {
      fail (self, ADIT_CAUSE_UPSTREAM_SIGN_IN);
      return;
    }

  self->target = *target;
  self->is_secure = is_secure;
  self->deadline_us = deadline_us;
  self->started_us = g_get_monotonic_time ();
  /* What may be reached says nothing about the way there, which is the owner's. */
  self->dial =
      adit_engine_dial_new (self->means.worker, self->means.own_addresses,
                            self->means.guard && !upstream ? on_guard : NULL, on_dial_over, self);
  adit_engine_dial_start (self->dial, upstream ? &upstream->authority : target, deadline_us);
}

void
adit_engine_reach_free (AditEngineReach *self)
{
  if (!self)
    return;

  adit_engine_dial_free (self->dial);
  adit_engine_hop_free (self->hop);
  adit_engine_channel_close (self->channel, FALSE);
  adit_engine_upstream_unref (self->means.upstream);
  g_free (self);
}
