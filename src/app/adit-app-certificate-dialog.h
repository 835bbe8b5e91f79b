/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Asks for the files of a certificate and its key, and has the engine use them. It closes when the
 * engine does; when it refuses them, the reason is shown and other files can be named. */

#pragma once

#include "bus/adit-bus-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ADIT_APP_TYPE_CERTIFICATE_DIALOG (adit_app_certificate_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AditAppCertificateDialog,
                      adit_app_certificate_dialog,
                      ADIT_APP,
                      CERTIFICATE_DIALOG,
                      AdwWindow)

/* Takes a reference to @client. */
GtkWidget *adit_app_certificate_dialog_new (AditBusClient *client);

G_END_DECLS
