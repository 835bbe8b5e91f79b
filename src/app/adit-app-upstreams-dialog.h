/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The upstream proxies that rules can go through: adds, changes and removes them. */

#pragma once

#include "bus/adit-bus-client-rules.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ADIT_APP_TYPE_UPSTREAMS_DIALOG (adit_app_upstreams_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AditAppUpstreamsDialog,
                      adit_app_upstreams_dialog,
                      ADIT_APP,
                      UPSTREAMS_DIALOG,
                      AdwWindow)

GtkWidget *adit_app_upstreams_dialog_new (AditBusClient *client);

G_END_DECLS
