/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Connections that ended lately, also refused ones, the latest first: a bounded list that is
 * filled from the engine's own and then kept up with what closes. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ADIT_APP_ENDED_MAX 1000

#define ADIT_APP_TYPE_ENDED (adit_app_ended_get_type ())
G_DECLARE_FINAL_TYPE (AditAppEnded, adit_app_ended, ADIT_APP, ENDED, GObject)

AditAppEnded *adit_app_ended_new (void);

/* Of AditAppTunnelRow. (transfer none) */
GListModel *adit_app_ended_get_rows (AditAppEnded *self);

/* @tunnels: (element-type AditTunnel): in any order. Adds those that are not in the list; all
 * are taken to be later than what it holds. */
void adit_app_ended_add (AditAppEnded *self, GPtrArray *tunnels);

void adit_app_ended_clear (AditAppEnded *self);

G_END_DECLS
