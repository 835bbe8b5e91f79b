/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Asks for a new user's name and password, or for another password of somebody, and has the engine
 * keep it. What cannot be one is said while it is typed; what the engine refuses is shown, and the
 * dialog stays. It closes when it is done. */

#pragma once

#include "bus/adit-bus-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ADIT_APP_TYPE_USER_DIALOG (adit_app_user_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AditAppUserDialog, adit_app_user_dialog, ADIT_APP, USER_DIALOG, AdwWindow)

/* Over the window that @parent is in; both take a reference to @client. The dialog, for whoever
 * wants to know when it is gone; it lives by itself. (transfer none) */
GtkWidget *adit_app_user_dialog_present_new (GtkWidget *parent, AditBusClient *client);
GtkWidget *
adit_app_user_dialog_present_password (GtkWidget *parent, AditBusClient *client, const char *name);

G_END_DECLS
