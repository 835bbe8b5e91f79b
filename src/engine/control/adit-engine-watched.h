/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A file of AditEngineKept that people edit while the engine runs, and what of it is in force. The
 * file is watched: what is valid is in force a moment later. What is not is told, and the last good
 * value stays, over a restart too. Main thread.
 *
 * Signals:
 *
 * - "changed": another value, or another error
 */

#pragma once

#include "engine/control/adit-engine-kept.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define ADIT_ENGINE_TYPE_WATCHED (adit_engine_watched_get_type ())
G_DECLARE_FINAL_TYPE (AditEngineWatched, adit_engine_watched, ADIT_ENGINE, WATCHED, GObject)

/* Values never change and count their references; kept.free_value gives one back. */
typedef struct
{
  AditEngineKeptKind kept;
  const char *unsaved; /* "The … were not saved" */
  gpointer (*ref) (gpointer value);
  gboolean (*is_same) (gconstpointer a, gconstpointer b);

  /* Where there is no file; or, @is_bad, one that nobody understands and no good copy of it.
   * (transfer full) */
  gpointer (*new_initial) (gboolean is_bad);
} AditEngineWatchedKind;

/* @kind is static. @state_directory: as with adit_engine_kept_new(). Reads the file, if there is
 * one. (transfer full) */
AditEngineWatched *adit_engine_watched_new (const char *directory,
                                            const char *state_directory,
                                            const AditEngineWatchedKind *kind);

/* What is in force; never NULL. (transfer none) */
gpointer adit_engine_watched_get_value (AditEngineWatched *self);

/* File and reason, when the file as it is now is not valid; NULL otherwise. (transfer none) */
const char *adit_engine_watched_get_error (AditEngineWatched *self);

/* Reads the file now, rather than in a moment: before an edit, so that none by hand is lost. */
void adit_engine_watched_refresh (AditEngineWatched *self);

/* Saves @value, the outcome of an edit, which is in force then. Where the edit failed, NULL with
 * @error set already, that is the answer. ADIT_ERROR_SAVE_FAILED, and nothing changed.
 * @value: (transfer full) */
gboolean adit_engine_watched_save (AditEngineWatched *self, gpointer value, GError **error);

G_END_DECLS
