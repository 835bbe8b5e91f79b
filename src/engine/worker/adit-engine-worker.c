/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/worker/adit-engine-worker.h"

#include <errno.h>
#include <sched.h>
#include <semaphore.h>
#include <sys/socket.h>

typedef struct
{
  AditEngineWorker worker; /* first: what others see */
  GThread *thread;
  GMainContext *context;
  gboolean is_ending; /* the worker's thread only */
  gboolean (*is_empty) (gpointer data);
  gpointer is_empty_data;
} Thread;

static gpointer
run_worker (gpointer data)
{
  Thread *self = data;

  g_main_context_push_thread_default (self->context);
  adit_engine_loop_enter (self->worker.loop);
  while (!self->is_ending || !self->is_empty (self->is_empty_data))
    g_main_context_iteration (self->context, TRUE);

  adit_engine_mailbox_free (self->worker.mailbox);
  adit_engine_loop_free (self->worker.loop);
  adit_engine_pipes_free (self->worker.pipes);
  adit_engine_blocks_free (self->worker.blocks);
  g_main_context_pop_thread_default (self->context);

  return NULL;
}

guint
adit_engine_worker_count_cores (void)
{
  cpu_set_t usable;

  if (sched_getaffinity (0, sizeof usable, &usable) < 0)
    return g_get_num_processors ();

  return (guint) CPU_COUNT (&usable);
}

AditEngineWorker *
adit_engine_worker_new (guint number, guint pipes_max)
{
  Thread *self = g_new0 (Thread, 1);
  g_autofree char *name = g_strdup_printf ("adit-worker-%u", number);

  self->context = g_main_context_new ();
  self->worker.loop = adit_engine_loop_new (self->context);
  self->worker.mailbox = adit_engine_mailbox_new (self->context);
  self->worker.pipes = adit_engine_pipes_new (pipes_max);
  self->worker.blocks = adit_engine_blocks_new ();
  self->worker.scratch = g_malloc (ADIT_ENGINE_SCRATCH_SIZE);
  self->thread = g_thread_new (name, run_worker, self);

  return &self->worker;
}

static void
end_worker (gpointer data)
{
  Thread *self = data;

  self->is_ending = TRUE;
}

void
adit_engine_worker_free (AditEngineWorker *worker,
                         gboolean (*is_empty) (gpointer data),
                         gpointer data)
{
  Thread *self = (Thread *) worker;

  self->is_empty = is_empty;
  self->is_empty_data = data;
  adit_engine_worker_post (worker, end_worker, self);
  g_thread_join (self->thread);

  g_main_context_unref (self->context);
  g_free (self->worker.scratch);
  g_free (self);
}

void
adit_engine_worker_post (AditEngineWorker *self, AditEngineMailFunc run, gpointer data)
{
  adit_engine_mailbox_post (self->mailbox, run, data);
}

typedef struct
{
  AditEngineMailFunc run;
  gpointer data;
  sem_t is_done;
} Call;

static void
run_call (gpointer data)
{
  Call *call = data;

  call->run (call->data);
  sem_post (&call->is_done);
}

void
adit_engine_worker_call (AditEngineWorker *self, AditEngineMailFunc run, gpointer data)
{
  Call call = { run, data };

  sem_init (&call.is_done, 0, 0);
  adit_engine_worker_post (self, run_call, &call);
  while (sem_wait (&call.is_done) < 0 && errno == EINTR)
    ;
  sem_destroy (&call.is_done);
}

gssize
adit_engine_worker_drop (AditEngineWorker *self, AditEngineSocket *socket, gsize length)
{
  /* The kernel writes nothing there; NULL would do, were it not for the sanitizers. */
  return recv (socket->fd, self->scratch, MIN (length, ADIT_ENGINE_SCRATCH_SIZE),
               MSG_TRUNC | MSG_DONTWAIT);
}
