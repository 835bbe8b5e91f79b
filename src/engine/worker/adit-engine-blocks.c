/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/worker/adit-engine-blocks.h"

#define KEPT_MAX 16 /* kept for the next to borrow */

struct _AditEngineBlocks
{
  GPtrArray *kept;
  guint n_lent;
};

AditEngineBlocks *
adit_engine_blocks_new (void)
{
  AditEngineBlocks *self = g_new0 (AditEngineBlocks, 1);

  self->kept = g_ptr_array_new_with_free_func (g_free);

  return self;
}

void
adit_engine_blocks_free (AditEngineBlocks *self)
{
  g_assert (self->n_lent == 0);

  g_ptr_array_unref (self->kept);
  g_free (self);
}

gpointer
adit_engine_blocks_borrow (AditEngineBlocks *self)
{
  self->n_lent++;

  return self->kept->len > 0 ? g_ptr_array_steal_index_fast (self->kept, self->kept->len - 1)
                             : g_malloc (ADIT_ENGINE_BLOCK_SIZE);
}

void
adit_engine_blocks_give_back (AditEngineBlocks *self, gpointer block)
{
  self->n_lent--;
  if (self->kept->len < KEPT_MAX)
    g_ptr_array_add (self->kept, block);
  else
    g_free (block);
}

guint
adit_engine_blocks_count (const AditEngineBlocks *self)
{
  return self->n_lent;
}
