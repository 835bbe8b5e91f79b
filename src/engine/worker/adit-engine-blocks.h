/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Blocks of memory of one size, lent only while bytes are in them: thousands of idle connections
 * need none, and a busy one finds its block warm. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A turn of 64 KiB and one TLS record beside it: five bytes of head, at most 2^14 + 2048 of body
 * (RFC 5246, section 6.2.3). */
#define ADIT_ENGINE_BLOCK_SIZE (65536 + 5 + 16384 + 2048)

typedef struct _AditEngineBlocks AditEngineBlocks;

AditEngineBlocks *adit_engine_blocks_new (void);

/* All blocks must be back. */
void adit_engine_blocks_free (AditEngineBlocks *self);

/* A block of ADIT_ENGINE_BLOCK_SIZE bytes. Never NULL. */
gpointer adit_engine_blocks_borrow (AditEngineBlocks *self);
void adit_engine_blocks_give_back (AditEngineBlocks *self, gpointer block);

/* How many are out. */
guint adit_engine_blocks_count (const AditEngineBlocks *self);

G_END_DECLS
