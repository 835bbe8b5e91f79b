/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/control/adit-engine-hasher.h"

#include "engine/authorise/adit-engine-password.h"

#include <string.h>

struct _AditEngineHasher
{
  GThreadPool *pool; /* of one thread */
};

typedef struct
{
  AditUser *user;
  char *password;
  AditSchemes schemes;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  explicit_bzero (job->password, strlen (job->password));
  g_free (job->password);
  adit_user_free (job->user);
  g_free (job);
}

static void
run (gpointer data, gpointer user_data)
{
  g_autoptr (GTask) task = data;
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;

  if (adit_engine_password_set (job->user, job->password, job->schemes, &error))
    g_task_return_pointer (task, adit_user_copy (job->user), (GDestroyNotify) adit_user_free);
  else
    g_task_return_error (task, error);
}

AditEngineHasher *
adit_engine_hasher_new (void)
{
  AditEngineHasher *self = g_new0 (AditEngineHasher, 1);

  self->pool = g_thread_pool_new (run, NULL, 1, FALSE, NULL);

  return self;
}

void
adit_engine_hasher_free (AditEngineHasher *self)
{
  g_thread_pool_free (self->pool, FALSE, TRUE);
  g_free (self);
}

void
adit_engine_hasher_set_async (AditEngineHasher *self,
                              const AditUser *user,
                              const char *password,
                              AditSchemes schemes,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->user = adit_user_copy (user);
  job->password = g_strdup (password);
  job->schemes = schemes;
  g_task_set_source_tag (task, adit_engine_hasher_set_async);
  g_task_set_task_data (task, job, job_free);
  g_thread_pool_push (self->pool, task, NULL);
}

AditUser *
adit_engine_hasher_set_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
