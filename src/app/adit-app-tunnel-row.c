/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-tunnel-row.h"

#include <string.h>

struct _AditAppTunnelRow
{
  GObject parent_instance;

  AditTunnel *tunnel;
};

G_DEFINE_FINAL_TYPE (AditAppTunnelRow, adit_app_tunnel_row, G_TYPE_OBJECT)

const AditTunnel *
adit_app_tunnel_row_get_tunnel (AditAppTunnelRow *self)
{
  return self->tunnel;
}

guint64
adit_app_tunnel_row_get_id (AditAppTunnelRow *self)
{
  return self->tunnel->figures.id;
}

gboolean
adit_app_tunnel_row_set_tunnel (AditAppTunnelRow *self, const AditTunnel *tunnel)
{
  g_autoptr (AditTunnel) before = g_steal_pointer (&self->tunnel);

  self->tunnel = adit_tunnel_copy (tunnel);
  return strcmp (before->target, tunnel->target) != 0 ||
         strcmp (before->client, tunnel->client) != 0 ||
         strcmp (before->address, tunnel->address) != 0 ||
         strcmp (before->method, tunnel->method) != 0 || strcmp (before->path, tunnel->path) != 0;
}

void
adit_app_tunnel_row_set_figures (AditAppTunnelRow *self, const AditTunnelFigures *figures)
{
  self->tunnel->figures = *figures;
}

/* Host names, addresses and paths on the wire are ASCII; strcasestr() is enough. */
gboolean
adit_app_tunnel_row_matches (AditAppTunnelRow *self, const char *needle)
{
  g_autofree char *description = adit_tunnel_describe (self->tunnel);

  return strcasestr (description, needle) != NULL ||
         strcasestr (self->tunnel->target, needle) != NULL ||
         strcasestr (self->tunnel->client, needle) != NULL ||
         strcasestr (self->tunnel->address, needle) != NULL;
}

static void
adit_app_tunnel_row_finalize (GObject *object)
{
  g_clear_pointer (&ADIT_APP_TUNNEL_ROW (object)->tunnel, adit_tunnel_free);

  G_OBJECT_CLASS (adit_app_tunnel_row_parent_class)->finalize (object);
}

static void
adit_app_tunnel_row_class_init (AditAppTunnelRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = adit_app_tunnel_row_finalize;
}

static void
adit_app_tunnel_row_init (AditAppTunnelRow *self)
{
}

AditAppTunnelRow *
adit_app_tunnel_row_new (const AditTunnel *tunnel)
{
  AditAppTunnelRow *self = g_object_new (ADIT_APP_TYPE_TUNNEL_ROW, NULL);

  self->tunnel = adit_tunnel_copy (tunnel);
  return self;
}
