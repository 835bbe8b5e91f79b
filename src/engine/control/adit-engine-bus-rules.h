/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The interface io.github.aditproxy.Adit.Rules. Properties are read fresh at each Get, and
 * told when they change; whoever has the answer to a call has been told them before.
 *
 * Main thread. */

#pragma once

#include "engine/control/adit-engine-control.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _AditEngineBusRules AditEngineBusRules;

AditEngineBusRules *
adit_engine_bus_rules_new (GDBusConnection *connection, AditEngineControl *control, GError **error);
void adit_engine_bus_rules_free (AditEngineBusRules *self);

G_END_DECLS
