/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Files for nobody else's eyes, small enough to be read whole. Any thread. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a text may have in bytes; whatever is larger is none of ours. */
#define ADIT_ENGINE_FILE_MAX (1024 * 1024)

/* Writes the whole of @text or nothing: to "@path.new", which is synced and renamed; mode 0600. The
 * directory is made, mode 0700, where there is none. For one writer at a time. Errors:
 * G_FILE_ERROR. */
gboolean adit_engine_file_write (const char *path, const char *text, GError **error);

/* Removes what a write left behind that was killed, if anything. */
void adit_engine_file_clear (const char *path);

/* Reads a text. Only from an ordinary file, so that it can neither block nor have no end; with NUL
 * bytes it is none. NULL with G_FILE_ERROR. (transfer full) */
char *adit_engine_file_read (const char *path, GError **error);

/* Sets @error from errno, with @path. Returns FALSE. */
gboolean adit_engine_file_fail (const char *path, GError **error);

G_END_DECLS
