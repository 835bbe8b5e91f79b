/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The interface io.github.aditproxy.Adit.Login. Its calls are answered when the desktop, or a
 * person, has answered.
 *
 * Main thread. */

#pragma once

#include "engine/login/adit-engine-login.h"

G_BEGIN_DECLS

typedef struct _AditEngineBusLogin AditEngineBusLogin;

AditEngineBusLogin *
adit_engine_bus_login_new (GDBusConnection *connection, AditEngineLogin *login, GError **error);
void adit_engine_bus_login_free (AditEngineBusLogin *self);

G_END_DECLS
