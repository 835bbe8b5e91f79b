/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A bar that is there while addresses are blocked, with the way to where they are listed. */

#pragma once

#include "bus/adit-bus-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ADIT_APP_TYPE_BLOCKED_BAR (adit_app_blocked_bar_get_type ())
G_DECLARE_FINAL_TYPE (AditAppBlockedBar, adit_app_blocked_bar, ADIT_APP, BLOCKED_BAR, AdwBin)

/* Takes a reference. Once. */
void adit_app_blocked_bar_set_client (AditAppBlockedBar *self, AditBusClient *client);

G_END_DECLS
