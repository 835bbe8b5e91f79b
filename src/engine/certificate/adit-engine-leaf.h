/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A certificate with its key, ready to be served, and what there is to tell of it. An immutable
 * value. Any thread. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  GTlsCertificate *certificate;
  GStrv names;       /* DNS names, then addresses */
  gint64 not_before; /* seconds since 1970 */
  gint64 not_after;
  char *fingerprint; /* SHA-256, "AB:CD:…" */
} AditEngineLeaf;

/* Reads both PEM files, which may be one. NULL, with ADIT_ERROR_INVALID_ARGUMENT and a sentence
 * that says which file and why, when they cannot be read or do not belong together.
 * (transfer full) */
AditEngineLeaf *
adit_engine_leaf_read (const char *certificate_path, const char *key_path, GError **error);

/* As read, and refuses what is not valid at @now, in seconds since 1970. (transfer full) */
AditEngineLeaf *adit_engine_leaf_load (const char *certificate_path,
                                       const char *key_path,
                                       gint64 now,
                                       GError **error);
void adit_engine_leaf_free (AditEngineLeaf *self);

/* Whether it is for each of @names, which may be addresses. */
gboolean adit_engine_leaf_covers (const AditEngineLeaf *self, const char *const *names);

/* Whether less than a third of its life is left. */
gboolean adit_engine_leaf_is_ageing (const AditEngineLeaf *self, gint64 now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AditEngineLeaf, adit_engine_leaf_free)

G_END_DECLS
