/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A tunnel as an item of a list model: one object from its opening to its end, so that selection
 * and widgets stay with it. It never notifies: cells on the screen are refreshed by a timer. */

#pragma once

#include "model/adit-tunnel.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define ADIT_APP_TYPE_TUNNEL_ROW (adit_app_tunnel_row_get_type ())
G_DECLARE_FINAL_TYPE (AditAppTunnelRow, adit_app_tunnel_row, ADIT_APP, TUNNEL_ROW, GObject)

/* Copies @tunnel. */
AditAppTunnelRow *adit_app_tunnel_row_new (const AditTunnel *tunnel);

/* Valid until the next set. (transfer none) */
const AditTunnel *adit_app_tunnel_row_get_tunnel (AditAppTunnelRow *self);
guint64 adit_app_tunnel_row_get_id (AditAppTunnelRow *self);

/* Whether any of the texts that searches look at became another. */
gboolean adit_app_tunnel_row_set_tunnel (AditAppTunnelRow *self, const AditTunnel *tunnel);
void adit_app_tunnel_row_set_figures (AditAppTunnelRow *self, const AditTunnelFigures *figures);

/* Whether destination (with method and path, as the window shows it), client or dialled address
 * contain @needle, in any case of letters. */
gboolean adit_app_tunnel_row_matches (AditAppTunnelRow *self, const char *needle);

G_END_DECLS
