/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Passwords from where nobody else reads along: the terminal, without echo, or a descriptor. Never
 * from the command line, which every process can see. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* From the terminal: asks twice. @descriptor: its first line; -1: the terminal. NULL with @error, a
 * sentence. To be freed with adit_cli_password_free(). */
char *adit_cli_password_read (const char *user, int descriptor, GError **error);

/* Overwrites it before. */
void adit_cli_password_free (char *password);

G_END_DECLS
