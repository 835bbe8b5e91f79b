/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Texts that are handed to the engine. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The whole of the file; "-" is standard input. NULL with @error when it cannot be read, or is no
 * text in UTF-8. (transfer full) */
char *adit_cli_file_read (const char *name, GError **error);

G_END_DECLS
