/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One address that the proxy listens on: copy it, switch it, see what is wrong with it, and choose
 * what clients speak with it. */

#pragma once

#include "bus/adit-bus-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ADIT_APP_TYPE_LISTENER_ROW (adit_app_listener_row_get_type ())
G_DECLARE_FINAL_TYPE (AditAppListenerRow,
                      adit_app_listener_row,
                      ADIT_APP,
                      LISTENER_ROW,
                      AdwExpanderRow)

/* Takes a reference to @client. */
GtkWidget *adit_app_listener_row_new (AditBusClient *client);

/* Shows @listener, which is copied. */
void adit_app_listener_row_set (AditAppListenerRow *self, const AditListener *listener);

G_END_DECLS
