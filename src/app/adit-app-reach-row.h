/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* From where a listener can be reached: this computer only, all networks, or that of an interface;
 * to be chosen from. Choosing asks first, where others can connect then: adit-app-share.h. */

#pragma once

#include "bus/adit-bus-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ADIT_APP_TYPE_REACH_ROW (adit_app_reach_row_get_type ())
G_DECLARE_FINAL_TYPE (AditAppReachRow, adit_app_reach_row, ADIT_APP, REACH_ROW, AdwComboRow)

/* Takes a reference. Once. */
void adit_app_reach_row_set_client (AditAppReachRow *self, AditBusClient *client);

/* The listener as it is now, and the interfaces to choose from (AditInterface). */
void adit_app_reach_row_set (AditAppReachRow *self,
                             const AditListener *listener,
                             const GPtrArray *interfaces);

G_END_DECLS
