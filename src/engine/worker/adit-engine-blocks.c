/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/worker/adit-engine-blocks.h"

struct _AditEngineBlocks
{
  guint n_lent;
  guint n_kept;
  char *kept[ADIT_ENGINE_BLOCKS_KEPT_MAX];
};

AditEngineBlocks *
adit_engine_blocks_new (void)
{
  return g_new0 (AditEngineBlocks, 1);
}

void
adit_engine_blocks_free (AditEngineBlocks *self)
{
  g_assert (self->n_lent == 0);

  while (self->n_kept > 0)
    g_free (self->kept[--self->n_kept]);
  g_free (self);
}

char *
adit_engine_blocks_borrow (AditEngineBlocks *self)
{
  self->n_lent++;

  return self->n_kept > 0 ? self->kept[--self->n_kept] : g_malloc (ADIT_ENGINE_BLOCK_SIZE);
}

void
adit_engine_blocks_give_back (AditEngineBlocks *self, char *block)
{
  self->n_lent--;
  if (self->n_kept < ADIT_ENGINE_BLOCKS_KEPT_MAX)
    self->kept[self->n_kept++] = block;
  else
    g_free (block);
}
