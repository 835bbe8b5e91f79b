/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What `monitor` prints: each Changed signal as a line of JSON, or a line of text for each tunnel
 * that it tells about. For text it remembers the live rows, since updates bring only an id. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _AditCliEvents AditCliEvents;

/* (transfer full) */
AditCliEvents *adit_cli_events_new (gboolean as_json);
void adit_cli_events_free (AditCliEvents *self);

/* The arguments of io.github.aditproxy.Adit.Tunnels.Changed, with the types written there. */
void adit_cli_events_print (AditCliEvents *self,
                            gboolean is_snapshot,
                            GVariant *opened,
                            GVariant *updated,
                            GVariant *closed);

G_END_DECLS
