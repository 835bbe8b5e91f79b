/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Asks for an upstream proxy, and for what its user signs in with, which the engine keeps in the
 * keyring. What is typed is checked as it is typed, by what reads the file. */

#pragma once

#include "bus/adit-bus-client-rules.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ADIT_APP_TYPE_UPSTREAM_DIALOG (adit_app_upstream_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AditAppUpstreamDialog,
                      adit_app_upstream_dialog,
                      ADIT_APP,
                      UPSTREAM_DIALOG,
                      AdwWindow)

/* @upstream: the one that is edited, which keeps its name; NULL: a new one. */
GtkWidget *adit_app_upstream_dialog_new (AditBusClient *client, const AditBusUpstream *upstream);

G_END_DECLS
