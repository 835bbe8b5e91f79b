/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* On the overview: who has to sign in, in a line, and the way to where that is set. */

#pragma once

#include "bus/adit-bus-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ADIT_APP_TYPE_ACCESS_GROUP (adit_app_access_group_get_type ())
G_DECLARE_FINAL_TYPE (AditAppAccessGroup,
                      adit_app_access_group,
                      ADIT_APP,
                      ACCESS_GROUP,
                      AdwPreferencesGroup)

/* Takes a reference. Once. */
void adit_app_access_group_set_client (AditAppAccessGroup *self, AditBusClient *client);

G_END_DECLS
