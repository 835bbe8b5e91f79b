/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The interface io.github.aditproxy.Adit.Users. Rows are never told, only that there are others,
 * at most once a second: there may be thousands.
 *
 * Main thread. */

#pragma once

#include "engine/control/adit-engine-control.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _AditEngineBusUsers AditEngineBusUsers;

AditEngineBusUsers *
adit_engine_bus_users_new (GDBusConnection *connection, AditEngineControl *control, GError **error);
void adit_engine_bus_users_free (AditEngineBusUsers *self);

G_END_DECLS
