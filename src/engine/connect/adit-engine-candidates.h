/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The addresses a name has, in the order in which they are to be tried. Pure. */

#pragma once

#include "engine/net/adit-engine-address.h"

G_BEGIN_DECLS

/* Addresses of one target that are tried; the rest is ignored. */
#define ADIT_ENGINE_CANDIDATES_MAX 16

typedef struct
{
  guint n_addresses;
  AditEngineAddress addresses[ADIT_ENGINE_CANDIDATES_MAX];
} AditEngineCandidates;

/* Takes a resolver's answer (GInetAddress), which is in the order of RFC 6724, and interleaves the
 * families, beginning with that of the first address: RFC 8305, section 4. */
void adit_engine_candidates_set (AditEngineCandidates *self, GList *answer, guint16 port);

G_END_DECLS
