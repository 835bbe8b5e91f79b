/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Another proxy to go through, with what it takes to sign in there, as an immutable, counted value.
 *
 * Each value has a number of its own: connections that were made through one are never used for
 * another, so that a changed password or address counts at once. Make one when rules or the keyring
 * change, not for each request. Any thread. */

#pragma once

#include "model/adit-upstream.h"

G_BEGIN_DECLS

typedef struct
{
  int ref_count; /* atomic; not a gatomicrefcount, which thread sanitizers cannot see */
  guint number;  /* never 0 */
  char *name;
  AditUpstreamKind kind;
  AditAuthority authority;
  char *user;     /* NULL: no sign-in */
  char *password; /* of the user; may be empty; NULL: not known, so that nobody can sign in */
} AditEngineUpstream;

/* @password: of the definition's user; NULL: not known. (transfer full) */
AditEngineUpstream *adit_engine_upstream_new (const AditUpstream *definition, const char *password);

/* Whether it wants a sign-in that it has no password for. */
gboolean adit_engine_upstream_is_locked (const AditEngineUpstream *self);

/* NULL is allowed in both. The password is wiped with the last reference. */
AditEngineUpstream *adit_engine_upstream_ref (AditEngineUpstream *self);
void adit_engine_upstream_unref (AditEngineUpstream *self);

G_END_DECLS
