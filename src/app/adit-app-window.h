/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The one window: its views while the engine answers, and what to do while it does not. */

#pragma once

#include "app/adit-app-feed.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ADIT_APP_TYPE_WINDOW (adit_app_window_get_type ())
G_DECLARE_FINAL_TYPE (AditAppWindow, adit_app_window, ADIT_APP, WINDOW, AdwApplicationWindow)

/* @application: (nullable). Takes a reference to @client. */
GtkWidget *adit_app_window_new (GtkApplication *application, AditBusClient *client);

/* @name: "overview" or "tunnels". */
void adit_app_window_show_view (AditAppWindow *self, const char *name);

/* (transfer none) */
AditAppFeed *adit_app_window_get_feed (AditAppWindow *self);

G_END_DECLS
