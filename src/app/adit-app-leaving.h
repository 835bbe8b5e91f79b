/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The last window before it closes, while the proxy runs. In a sandbox the desktop may end what has
 * no window unless it was asked before; where it refuses, the person is told what that means, and
 * decides. Outside of a sandbox a window just closes.
 *
 * A window asks adit_app_leaving_begin() whenever it is to close. */

#pragma once

#include "bus/adit-bus-client.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct _AditAppLeaving AditAppLeaving;

/* @window: not owned, lives longer; its gtk_window_close() is called when the time has come. */
AditAppLeaving *adit_app_leaving_new (GtkWindow *window, AditBusClient *client);

/* What is still to be answered is forgotten. */
void adit_app_leaving_free (AditAppLeaving *self);

/* Whether the window may close now. Otherwise it closes by itself, unless the person decides that
 * it stays. Whoever closes it a second time meanwhile means it. */
gboolean adit_app_leaving_begin (AditAppLeaving *self);

G_END_DECLS
