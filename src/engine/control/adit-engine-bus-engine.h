/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The interface io.github.aditproxy.Adit.Engine. Properties are read fresh at each Get; changes are
 * told at most once a second, and not at all while nothing happens. Main thread. */

#pragma once

#include "engine/control/adit-engine-control.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _AditEngineBusEngine AditEngineBusEngine;

AditEngineBusEngine *adit_engine_bus_engine_new (GDBusConnection *connection,
                                                 AditEngineControl *control,
                                                 GError **error);
void adit_engine_bus_engine_free (AditEngineBusEngine *self);

G_END_DECLS
