/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A thread with a GMainContext, a loop, a mailbox and what the connections living there share.
 * A connection is handed to a worker when it was accepted and stays there: the data path needs no
 * locks. The worker knows nothing about what it carries. */

#pragma once

#include "engine/worker/adit-engine-blocks.h"
#include "engine/worker/adit-engine-loop.h"
#include "engine/worker/adit-engine-mailbox.h"
#include "engine/worker/adit-engine-pipes.h"

G_BEGIN_DECLS

/* One buffer a worker, for bytes that do not outlive the call that reads them. */
#define ADIT_ENGINE_SCRATCH_SIZE 65536

typedef struct _AditEngineWorker AditEngineWorker;

struct _AditEngineWorker
{
  /* The worker's thread only. */
  AditEngineLoop *loop;
  AditEnginePipes *pipes;
  AditEngineBlocks *blocks;
  char *scratch; /* ADIT_ENGINE_SCRATCH_SIZE bytes */

  /* Any thread may post. */
  AditEngineMailbox *mailbox;
};

/* The cores that this process may run on, which g_get_num_processors() of GLib 2.74 does not ask:
 * it counts those of the machine. */
guint adit_engine_worker_count_cores (void);

/* Starts the thread. @number is for its name. */
AditEngineWorker *adit_engine_worker_new (guint number, guint pipes_max);

/* Ends the thread once everything posted has run; blocks until then. Whatever lives on the worker
 * must have been told to end before; @is_empty is asked there after each turn, and the thread
 * stays until it answers TRUE. */
void adit_engine_worker_free (AditEngineWorker *self,
                              gboolean (*is_empty) (gpointer data),
                              gpointer data);

/* Takes up to @length bytes, at most ADIT_ENGINE_SCRATCH_SIZE, out of the socket and drops them
 * without copying (MSG_TRUNC: tcp(7)). As recv(2); the scratch buffer keeps what it holds. */
gssize adit_engine_worker_drop (AditEngineWorker *self, AditEngineSocket *socket, gsize length);

/* Runs @run in the worker's thread. */
void adit_engine_worker_post (AditEngineWorker *self, AditEngineMailFunc run, gpointer data);

/* The same, and waits until it has run, after all that was posted before: at most for a turn of the
 * loop, since nothing there blocks. From another thread only, and for rare things. */
void adit_engine_worker_call (AditEngineWorker *self, AditEngineMailFunc run, gpointer data);

G_END_DECLS
