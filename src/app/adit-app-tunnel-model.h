/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The live tunnels as a GListModel of AditAppTunnelRow, in order of arrival. Batches of the bus
 * change it in place: "items-changed" comes once for all arrivals and once for each run of
 * departures, never for figures.
 *
 * Signal "renamed": texts of rows that stay became known, so filters on them are out of date. */

#pragma once

#include "model/adit-tunnel.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Bytes that a batch tells of for the first time. */
typedef struct
{
  guint64 sent_bytes;
  guint64 received_bytes;
} AditAppCarried;

#define ADIT_APP_TYPE_TUNNEL_MODEL (adit_app_tunnel_model_get_type ())
G_DECLARE_FINAL_TYPE (AditAppTunnelModel, adit_app_tunnel_model, ADIT_APP, TUNNEL_MODEL, GObject)

AditAppTunnelModel *adit_app_tunnel_model_new (void);

/* @tunnels: (element-type AditTunnel): all that lives. Rows that live on keep their objects. */
void adit_app_tunnel_model_reset (AditAppTunnelModel *self, GPtrArray *tunnels);

/* As the bus's Changed that is no snapshot. Returns what it carried, closed ones included. */
AditAppCarried adit_app_tunnel_model_apply (AditAppTunnelModel *self,
                                            GPtrArray *opened,
                                            GArray *updated,
                                            GPtrArray *closed);

void adit_app_tunnel_model_clear (AditAppTunnelModel *self);

G_END_DECLS
