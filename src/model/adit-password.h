/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What can be a password, wherever one is asked for: 1 to 511 bytes of UTF-8 without control
 * characters, which Basic could not carry (RFC 7617, 2). */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ADIT_PASSWORD_MAX 511 /* bytes; libxcrypt takes no more */

/* Sets ADIT_ERROR_INVALID_ARGUMENT with a translated sentence, in which it is not repeated. */
gboolean adit_password_check (const char *text, GError **error);

G_END_DECLS
