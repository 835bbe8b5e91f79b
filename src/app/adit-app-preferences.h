/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The preferences: who has to sign in and how, which other devices are let in and where to, and who
 * is blocked. What is changed here holds at once. */

#pragma once

#include "bus/adit-bus-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ADIT_APP_TYPE_PREFERENCES (adit_app_preferences_get_type ())
G_DECLARE_FINAL_TYPE (AditAppPreferences,
                      adit_app_preferences,
                      ADIT_APP,
                      PREFERENCES,
                      AdwPreferencesWindow)

/* Takes a reference to @client. */
GtkWidget *adit_app_preferences_new (AditBusClient *client);

G_END_DECLS
