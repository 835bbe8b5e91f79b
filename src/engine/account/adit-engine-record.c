/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/account/adit-engine-record.h"

#include <string.h>

/* Which members are texts, so that none is forgotten in one of what follows. */
static const gsize texts[] = {
  G_STRUCT_OFFSET (AditEngineRecord, target), G_STRUCT_OFFSET (AditEngineRecord, user),
  G_STRUCT_OFFSET (AditEngineRecord, method), G_STRUCT_OFFSET (AditEngineRecord, path),
  G_STRUCT_OFFSET (AditEngineRecord, detail),
};

static char **
text_at (const AditEngineRecord *self, guint index)
{
  return G_STRUCT_MEMBER_P (self, texts[index]);
}

void
adit_engine_record_init_copy (AditEngineRecord *self, const AditEngineRecord *other)
{
  *self = *other;
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    *text_at (self, i) = g_strdup (*text_at (other, i));
}

void
adit_engine_record_take (AditEngineRecord *self, AditEngineRecord *other)
{
  *self = *other;
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    *text_at (other, i) = NULL;
}

gsize
adit_engine_record_get_size (const AditEngineRecord *self)
{
  gsize size = sizeof *self;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    size += *text_at (self, i) ? strlen (*text_at (self, i)) + 1 : 0;

  return size;
}

void
adit_engine_record_clear (AditEngineRecord *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_clear_pointer (text_at (self, i), g_free);
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
