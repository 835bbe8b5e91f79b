/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Sockets that a service manager has opened for this process: socket activation. Each becomes a
 * listener, beside those that are configured, with the options of the one that is configured with
 * its address, where there is one. The listeners that there are by default do not come on top: with
 * sockets given, nobody needs them. Main thread. */

#pragma once

#include "engine/session/adit-engine-proxy.h"

G_BEGIN_DECLS

typedef struct _AditEngineLent AditEngineLent;

/* Takes those that are there, perhaps none. NULL with ADIT_ERROR_INVALID_ARGUMENT for one that is
 * not a listening TCP socket, or has the address of another. */
AditEngineLent *adit_engine_lent_take (GError **error);
void adit_engine_lent_free (AditEngineLent *self);

/* Adds their listeners, whenever the settings were read. */
void adit_engine_lent_add_to (const AditEngineLent *self, AditSettings *settings);

/* Hands the sockets over to @proxy's listeners, which were made from such settings: once. */
void adit_engine_lent_give (AditEngineLent *self, AditEngineProxy *proxy);

G_END_DECLS
