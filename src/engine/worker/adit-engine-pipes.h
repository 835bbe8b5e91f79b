/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Pipes to splice through, lent only while bytes are in them: an idle tunnel has none, so it holds
 * two descriptors and not six. How many may be out at once is bounded, so that tunnels whose
 * readers have stopped cannot use up the descriptors; without a pipe the relay copies. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bytes a pipe is asked to hold. It bounds what one splice moves, and with that how often both
 * peers are woken: that decides what relaying costs. */
#define ADIT_ENGINE_PIPE_SIZE (1024 * 1024)

typedef struct _AditEnginePipes AditEnginePipes;

typedef struct
{
  int read_fd;
  int write_fd;
  guint n_slots; /* pieces it can hold, of a byte or of a page */
} AditEnginePipe;

AditEnginePipes *adit_engine_pipes_new (guint pipes_max);

/* All pipes must be back. */
void adit_engine_pipes_free (AditEnginePipes *self);

/* NULL when @pipes_max are lent or the kernel has none. */
AditEnginePipe *adit_engine_pipes_borrow (AditEnginePipes *self);

/* @is_empty: FALSE when bytes are left in it; it is closed then, not lent again. */
void adit_engine_pipes_give_back (AditEnginePipes *self, AditEnginePipe *pipe, gboolean is_empty);

G_END_DECLS
