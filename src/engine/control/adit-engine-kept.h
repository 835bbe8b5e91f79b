/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A text on disk that says how things are to be, and that people edit as well: mode 0600, always
 * whole. What cannot be read is never overwritten: it is set aside (".bad") when something must be
 * saved, and the last good copy (".good"), kept beside it or in a folder for such, is served from
 * meanwhile. What the text means is the owner's business. Main thread. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _AditEngineKept AditEngineKept;

typedef struct
{
  const char *name;    /* of the file */
  const char *initial; /* for a person: what is used where nothing good is left */

  /* What UTF-8 text means; NULL with @error. (transfer full) */
  gpointer (*parse) (const char *text, GError **error);

  /* @previous: what is to be written over, NULL where there is none. (transfer full) */
  char *(*print) (gconstpointer value, const char *previous);
  void (*free_value) (gpointer value);
} AditEngineKeptKind;

/* @kind is static. @directory: made when the first thing is saved; nobody else writes there.
 * @state_directory: for the good copy; NULL: @directory. */
AditEngineKept *adit_engine_kept_new (const char *directory,
                                      const char *state_directory,
                                      const AditEngineKeptKind *kind);
void adit_engine_kept_free (AditEngineKept *self);

/* NULL when there is nothing, or nothing good any more: the caller has initial values then.
 * @complaint gets a sentence that says where and why when the file was bad; NULL otherwise.
 * (transfer full) both */
gpointer adit_engine_kept_load (AditEngineKept *self, char **complaint);

/* Writes file and good copy. Errors of any domain. */
gboolean adit_engine_kept_save (AditEngineKept *self, gconstpointer value, GError **error);

G_END_DECLS
