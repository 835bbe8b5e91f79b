/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* `certificate`, and what other verbs tell of the certificate. */

#pragma once

#include "adit-bus-generated.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* All that is known, as members of the object that is being built. @certificate has properties. */
void adit_cli_certificate_add_members (JsonBuilder *builder, AditBusCertificate *certificate);

/* "until 2027-03-01 12:00, by Adit", or why there is none. (transfer full) */
char *adit_cli_certificate_describe (AditBusCertificate *certificate);

G_END_DECLS
