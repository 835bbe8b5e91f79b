/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The row that says whether the desktop's proxy setting names the proxy, and changes it. Where that
 * cannot be, in a sandbox, it tells what to do by hand instead. */

#pragma once

#include "bus/adit-bus-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ADIT_APP_TYPE_SYSTEM_PROXY_ROW (adit_app_system_proxy_row_get_type ())
G_DECLARE_FINAL_TYPE (AditAppSystemProxyRow,
                      adit_app_system_proxy_row,
                      ADIT_APP,
                      SYSTEM_PROXY_ROW,
                      AdwActionRow)

/* Once. */
void adit_app_system_proxy_row_set_client (AditAppSystemProxyRow *self, AditBusClient *client);

G_END_DECLS
