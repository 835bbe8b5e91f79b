/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The engine on the session bus: the interfaces of data/dbus/ exported on one connection, their
 * calls passed to control, proxy and observer. Main thread. */

#pragma once

#include "engine/control/adit-engine-control.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _AditEngineBus AditEngineBus;

/* NULL, with @error set, when the object's path is taken on this connection. */
AditEngineBus *
adit_engine_bus_new (GDBusConnection *connection, AditEngineControl *control, GError **error);
void adit_engine_bus_free (AditEngineBus *self);

G_END_DECLS
