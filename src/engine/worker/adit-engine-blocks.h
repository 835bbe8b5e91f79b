/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Memory for bytes that are on their way through this process: blocks of one size, lent while bytes
 * are in them, so that a connection that waits holds none. A few are kept, the last one used first,
 * because it is still in the processor's cache. Worker's thread. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ADIT_ENGINE_BLOCK_SIZE 65536

/* Blocks kept for the next one who asks; the rest goes back to the allocator. */
#define ADIT_ENGINE_BLOCKS_KEPT_MAX 16

typedef struct _AditEngineBlocks AditEngineBlocks;

AditEngineBlocks *adit_engine_blocks_new (void);

/* All blocks must be back. */
void adit_engine_blocks_free (AditEngineBlocks *self);

/* ADIT_ENGINE_BLOCK_SIZE bytes. (transfer full: adit_engine_blocks_give_back) */
char *adit_engine_blocks_borrow (AditEngineBlocks *self);
void adit_engine_blocks_give_back (AditEngineBlocks *self, char *block);

G_END_DECLS
