/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* How rows look on the bus: the value types of model/ to GVariant and back. The signatures are
 * documented in data/dbus/. Reading never fails halfway: a variant of the right type whose words
 * are unknown (a newer engine's) is read with the nearest meaning we know. */

#pragma once

#include "model/adit-interface.h"
#include "model/adit-listener.h"
#include "model/adit-tunnel.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define ADIT_BUS_TUNNEL_TYPE    "(tssssxttttsa{sv})"
#define ADIT_BUS_FIGURES_TYPE   "(tstttt)"
#define ADIT_BUS_ENDED_TYPE     "(" ADIT_BUS_TUNNEL_TYPE "xq)"
#define ADIT_BUS_LISTENER_TYPE  "(sbssssa{sv})"
#define ADIT_BUS_INTERFACE_TYPE "(sa(sus))"

/* Writers return floating references. */
GVariant *adit_bus_tunnel_to_variant (const AditTunnel *tunnel);
GVariant *adit_bus_ended_to_variant (const AditTunnel *tunnel);
GVariant *adit_bus_figures_to_variant (const AditTunnelFigures *figures);
GVariant *adit_bus_listener_to_variant (const AditListener *listener);

/* Arrays of rows; @items holds pointers to AditTunnel, to AditListener, or to AditInterface. */
GVariant *adit_bus_tunnels_to_variant (const GPtrArray *items);
GVariant *adit_bus_endeds_to_variant (const GPtrArray *items);
GVariant *adit_bus_listeners_to_variant (const GPtrArray *items);
GVariant *adit_bus_interfaces_to_variant (const GPtrArray *items);

/* @variant must have the matching type; GDBus checks that at the door. (transfer full) */
AditTunnel *adit_bus_tunnel_from_variant (GVariant *variant);
AditTunnel *adit_bus_ended_from_variant (GVariant *variant);
AditListener *adit_bus_listener_from_variant (GVariant *variant);
void adit_bus_figures_from_variant (GVariant *variant, AditTunnelFigures *figures);

/* Arrays that free their rows. (transfer full) */
GPtrArray *adit_bus_tunnels_from_variant (GVariant *variant);
GPtrArray *adit_bus_endeds_from_variant (GVariant *variant);
GPtrArray *adit_bus_listeners_from_variant (GVariant *variant);
GPtrArray *adit_bus_interfaces_from_variant (GVariant *variant);

G_END_DECLS
