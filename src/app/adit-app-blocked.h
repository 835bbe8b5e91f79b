/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The blocks that hold now, of those that the engine told: one that ends by itself is not told, so
 * somebody has to look again then.
 *
 * Signals:
 *
 *   "changed"  others are blocked than before
 */

#pragma once

#include "bus/adit-bus-client.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define ADIT_APP_TYPE_BLOCKED (adit_app_blocked_get_type ())
G_DECLARE_FINAL_TYPE (AditAppBlocked, adit_app_blocked, ADIT_APP, BLOCKED, GObject)

/* Takes a reference. */
AditAppBlocked *adit_app_blocked_new (AditBusClient *client);

/* Of AditBusBlock; replaced, not changed. (transfer none) */
GPtrArray *adit_app_blocked_get (AditAppBlocked *self);

G_END_DECLS
