/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The interface io.github.aditproxy.Adit.Tunnels: rows on demand, and batched changes for those who
 * subscribed, each at its own pace, until they unsubscribe or leave the bus. Main thread. */

#pragma once

#include "engine/session/adit-engine-proxy.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _AditEngineBusTunnels AditEngineBusTunnels;

AditEngineBusTunnels *
adit_engine_bus_tunnels_new (GDBusConnection *connection, AditEngineProxy *proxy, GError **error);
void adit_engine_bus_tunnels_free (AditEngineBusTunnels *self);

G_END_DECLS
