/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What people who edit a key file by hand have to be told and GKeyFile does not: on which line
 * something stands, and that it stands there twice. GKeyFile would silently take the last one, so
 * that a block that was copied and not renamed would replace what it was copied from.
 *
 * Lines count from 1; 0 is none. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The line of @key in [@group]; of the group where it has no such key. */
guint adit_key_lines_find (const char *text, const char *group, const char *key);

/* The first line that GKeyFile refuses, which it does not say without showing it. */
guint adit_key_lines_find_bad (const char *text);

/* The first line on which a group, or a key of the same group, stands for the second time. @what
 * gets it: "[user-1]", or the key's name. (transfer full) */
guint adit_key_lines_find_double (const char *text, char **what);

G_END_DECLS
