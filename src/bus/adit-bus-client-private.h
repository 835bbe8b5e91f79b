/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What adit-bus-client.c (finding the engine) lends to adit-bus-client-calls.c (asking it). */

#pragma once

#include "bus/adit-bus-client.h"

#include "adit-bus-generated.h"

G_BEGIN_DECLS

/* The proxies; NULL unless READY. (transfer none) */
AditBusEngine *adit_bus_client_get_engine (AditBusClient *self);
AditBusTunnels *adit_bus_client_get_tunnels (AditBusClient *self);

G_END_DECLS
