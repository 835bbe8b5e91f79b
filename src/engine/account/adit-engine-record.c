/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/account/adit-engine-record.h"

void
adit_engine_record_clear (AditEngineRecord *self)
{
  g_clear_pointer (&self->target, g_free);
  g_clear_pointer (&self->user, g_free);
  g_clear_pointer (&self->method, g_free);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->detail, g_free);
}

AditTunnel *
adit_engine_record_to_tunnel (const AditEngineRecord *self, const AditTunnelFigures *figures)
{
  char client[ADIT_ENGINE_ADDRESS_TEXT_SIZE];
  char dialled[ADIT_ENGINE_ADDRESS_TEXT_SIZE];
  AditTunnel *tunnel =
      adit_tunnel_new (self->id, adit_engine_address_print (&self->client, client), self->target,
                       adit_engine_address_print (&self->dialled, dialled));

  tunnel->figures = *figures;
  tunnel->figures.id = self->id;
  tunnel->started_us = self->started_us;
  tunnel->ended_us = self->ended_us;
  tunnel->cause = self->cause;
  tunnel->status = self->status;
  tunnel->is_encrypted = self->is_encrypted;
  if (self->user)
    adit_tunnel_set_user (tunnel, self->user);
  if (self->detail)
    adit_tunnel_set_detail (tunnel, self->detail);
  if (self->method)
    adit_tunnel_set_request (tunnel, self->method, self->path);

  return tunnel;
}
