/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Where the proxy can be reached changes while it serves: its listeners, and the interfaces of this
 * computer. */

#include "engine/session/adit-engine-proxy-private.h"

static AditEngineOwnAddresses *
collect_own_addresses (AditEngineProxy *self)
{
  g_autoptr (GArray) bound = adit_engine_listeners_list_bound (self->listeners);

  return adit_engine_own_addresses_new (bound);
}

/* What was opened accepts only after every lane was told where we listen, so that no connection is
 * served that leads back to us unnoticed; and when full, only with the paused ones. */
void
adit_engine_proxy_apply_listeners (AditEngineProxy *self)
{
  AditEngineOwnAddresses *own_addresses = collect_own_addresses (self);

  for (guint i = 0; i < self->lanes->len; i++)
    adit_engine_lane_set_own_addresses (self->lanes->pdata[i], own_addresses);
  adit_engine_own_addresses_unref (own_addresses);
  if (adit_engine_budget_has_room (&self->budget))
    adit_engine_listeners_start (self->listeners);

  adit_engine_proxy_tell_listeners (self);
}

void
adit_engine_proxy_add_listeners (AditEngineProxy *self,
                                 const AditSettings *settings,
                                 const AditEngineReception *reception)
{
  self->listeners = adit_engine_listeners_new (reception);
  adit_engine_listeners_set_interfaces (self->listeners,
                                        adit_engine_interfaces_get (self->interfaces));
  for (guint i = 0; i < settings->listeners->len; i++)
    adit_engine_listeners_add (self->listeners, settings->listeners->pdata[i], NULL);
}

/* What was accepted is nobody's here: it goes on. */
void
adit_engine_proxy_on_interfaces_changed (gpointer owner)
{
  AditEngineProxy *self = owner;

  adit_engine_listeners_set_interfaces (self->listeners,
                                        adit_engine_interfaces_get (self->interfaces));
  adit_engine_proxy_apply_admission (self);
  adit_engine_proxy_apply_listeners (self);
}

GPtrArray *
adit_engine_proxy_get_interfaces (AditEngineProxy *self)
{
  return adit_engine_interfaces_get (self->interfaces);
}

gboolean
adit_engine_proxy_add_listener (AditEngineProxy *self,
                                const AditListenerSettings *settings,
                                GError **error)
{
  gboolean is_done = adit_engine_listeners_add (self->listeners, settings, error);

  adit_engine_proxy_apply_listeners (self);
  return is_done;
}

gboolean
adit_engine_proxy_remove_listener (AditEngineProxy *self, const char *address, GError **error)
{
  gboolean is_done = adit_engine_listeners_remove (self->listeners, address, error);

  adit_engine_proxy_apply_listeners (self);
  return is_done;
}

gboolean
adit_engine_proxy_move_listener (AditEngineProxy *self,
                                 const char *address,
                                 const char *to,
                                 gboolean is_public_allowed,
                                 GError **error)
{
  gboolean is_done =
      adit_engine_listeners_move (self->listeners, address, to, is_public_allowed, error);

  adit_engine_proxy_apply_listeners (self);
  return is_done;
}

gboolean
adit_engine_proxy_set_listener_enabled (AditEngineProxy *self,
                                        const char *address,
                                        gboolean is_enabled,
                                        GError **error)
{
  gboolean is_done =
      adit_engine_listeners_set_enabled (self->listeners, address, is_enabled, error);

  adit_engine_proxy_apply_listeners (self);
  return is_done;
}

gboolean
adit_engine_proxy_set_listener_encryption (AditEngineProxy *self,
                                           const char *address,
                                           AditEncryption encryption,
                                           GError **error)
{
  if (!adit_engine_listeners_set_encryption (self->listeners, address, encryption, error))
    return FALSE;

  adit_engine_proxy_tell_listeners (self);
  return TRUE;
}

gboolean
adit_engine_proxy_set_listener_senders (AditEngineProxy *self,
                                        const char *address,
                                        const GArray *senders,
                                        GError **error)
{
  if (!adit_engine_listeners_set_senders (self->listeners, address, senders, error))
    return FALSE;

  adit_engine_proxy_tell_listeners (self);
  return TRUE;
}

void
adit_engine_proxy_lend_socket (AditEngineProxy *self, const char *address, int fd)
{
  adit_engine_listeners_lend (self->listeners, address, fd);
}

GPtrArray *
adit_engine_proxy_list_listeners (AditEngineProxy *self)
{
  return adit_engine_listeners_list (self->listeners);
}
