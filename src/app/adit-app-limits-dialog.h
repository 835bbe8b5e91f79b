/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Asks for somebody's limits and last day, or for everybody's limits, and has the engine keep them.
 * What cannot be one is said while it is typed; what the engine refuses is shown, and the dialog
 * stays. It closes when it is done. */

#pragma once

#include "bus/adit-bus-client-access.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ADIT_APP_TYPE_LIMITS_DIALOG (adit_app_limits_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AditAppLimitsDialog,
                      adit_app_limits_dialog,
                      ADIT_APP,
                      LIMITS_DIALOG,
                      AdwWindow)

/* Over the window that @parent is in; takes a reference to @client. @user: NULL: for everybody who
 * has no limits of their own; it is copied. (transfer none) */
GtkWidget *
adit_app_limits_dialog_present (GtkWidget *parent, AditBusClient *client, const AditBusUser *user);

G_END_DECLS
