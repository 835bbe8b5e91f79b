/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Where lines of a log go: a file, which can be begun anew when it is large enough, or standard
 * error. It never waits longer than a moment, whatever it writes to, and a line that was cut off is
 * not continued by the next. One thread at a time. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How long something that cannot take more right now, a pipe, is waited for. */
#define ADIT_ENGINE_LOG_PATIENCE_MS 1000

typedef struct _AditEngineLogFile AditEngineLogFile;

/* @path: NULL for standard error. Where a file would become larger than @size_max bytes it is put
 * away as "PATH.1", what was that as "PATH.2", up to @keep of them, and another is begun; 0: never.
 * Opened when something is written. */
AditEngineLogFile *adit_engine_log_file_new (const char *path, guint64 size_max, guint keep);
void adit_engine_log_file_free (AditEngineLogFile *self);

/* Writes lines, from a file's end. Returns the bytes that were written: less than @length with
 * @error, G_FILE_ERROR. */
gsize adit_engine_log_file_write (AditEngineLogFile *self,
                                  const char *lines,
                                  gsize length,
                                  GError **error);

/* Whether it is standard error, where other complaints go too, and takes nothing just now. */
gboolean adit_engine_log_file_is_stuck (const AditEngineLogFile *self);

G_END_DECLS
