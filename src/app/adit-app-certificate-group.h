/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What encrypted clients see of the proxy: the certificate, until when it is valid, and whom they
 * have to trust for it; renewing it, and going over to files of one's own and back. It follows the
 * engine while it is mapped. */

#pragma once

#include "bus/adit-bus-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ADIT_APP_TYPE_CERTIFICATE_GROUP (adit_app_certificate_group_get_type ())
G_DECLARE_FINAL_TYPE (AditAppCertificateGroup,
                      adit_app_certificate_group,
                      ADIT_APP,
                      CERTIFICATE_GROUP,
                      AdwPreferencesGroup)

/* To be called once. Takes a reference. */
void adit_app_certificate_group_set_client (AditAppCertificateGroup *self, AditBusClient *client);

G_END_DECLS
