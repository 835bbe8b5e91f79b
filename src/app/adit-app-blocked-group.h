/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The addresses that failed to sign in too often: until when each is blocked, and a button that
 * lets it try again at once. */

#pragma once

#include "bus/adit-bus-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ADIT_APP_TYPE_BLOCKED_GROUP (adit_app_blocked_group_get_type ())
G_DECLARE_FINAL_TYPE (AditAppBlockedGroup,
                      adit_app_blocked_group,
                      ADIT_APP,
                      BLOCKED_GROUP,
                      AdwPreferencesGroup)

/* Takes a reference; NULL gives it back. */
void adit_app_blocked_group_set_client (AditAppBlockedGroup *self, AditBusClient *client);

G_END_DECLS
