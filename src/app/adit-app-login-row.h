/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The row that says whether the proxy is switched on at each login, and changes it. The switch
 * stays where it was until the engine, and in a sandbox the desktop, has agreed. */

#pragma once

#include "bus/adit-bus-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ADIT_APP_TYPE_LOGIN_ROW (adit_app_login_row_get_type ())
G_DECLARE_FINAL_TYPE (AditAppLoginRow, adit_app_login_row, ADIT_APP, LOGIN_ROW, AdwActionRow)

/* Once. */
void adit_app_login_row_set_client (AditAppLoginRow *self, AditBusClient *client);

G_END_DECLS
