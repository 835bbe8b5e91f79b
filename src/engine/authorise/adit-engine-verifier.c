/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/authorise/adit-engine-verifier.h"

#include "engine/authorise/adit-engine-password.h"

#include <pthread.h>

typedef struct
{
  AditEngineMark mark;
  AditEngineAddress client;
  char *password;
  char *hash;
  GQueue jobs; /* who waits for the answer */
  gboolean is_running;
  GList link; /* in `questions` */
} Question;

struct _AditEngineVerifier
{
  pthread_mutex_t lock; /* not GLib's: see the mailbox */
  pthread_cond_t changed;
  GQueue questions; /* the oldest first */
  pthread_t threads[ADIT_ENGINE_VERIFIER_THREADS];
  guint n_threads; /* they start when they are needed and stay */
  guint n_idle;
  gboolean is_closing;
};

static void
question_free (AditEngineVerifier *self, Question *question)
{
  g_queue_unlink (&self->questions, &question->link);
  adit_engine_wipe_text (question->password);
  g_free (question->password);
  g_free (question->hash);
  g_free (question);
}

/* ---- The threads ---- */

static Question *
take_waiting (AditEngineVerifier *self)
{
  for (GList *link = self->questions.head; link; link = link->next)
    {
      Question *question = link->data;

      if (question->is_running)
        continue;
      question->is_running = TRUE;
      return question;
    }

  return NULL;
}

static void
answer (Question *question, gboolean is_right)
{
  gboolean is_first = TRUE;
  GList *link;

  while ((link = g_queue_pop_head_link (&question->jobs)))
    {
      AditEngineJob *job = link->data;

      job->question = NULL;
      job->on_done (job->owner, is_right, is_first);
      is_first = FALSE;
    }
}

/* Under the lock, but for the hash: nobody writes to what runs but under the lock, and then to
 * `jobs` only. */
static void
work_on (AditEngineVerifier *self, Question *question)
{
  gboolean is_right;

  pthread_mutex_unlock (&self->lock);
  is_right = adit_engine_password_verify (question->password, question->hash);
  pthread_mutex_lock (&self->lock);

  answer (question, is_right);
  question_free (self, question);
}

static void *
work (void *data)
{
  AditEngineVerifier *self = data;
  Question *question;

  pthread_mutex_lock (&self->lock);
  while (!self->is_closing)
    if ((question = take_waiting (self)))
      work_on (self, question);
    else
      {
        self->n_idle++;
        pthread_cond_wait (&self->changed, &self->lock);
        self->n_idle--;
      }
  pthread_mutex_unlock (&self->lock);

  return NULL;
}

/* Without the thread that cannot be had the others do its work; there is always one. */
static void
call_thread (AditEngineVerifier *self)
{
  if (self->n_idle == 0 && self->n_threads < ADIT_ENGINE_VERIFIER_THREADS)
    {
      if (pthread_create (&self->threads[self->n_threads], NULL, work, self) == 0)
        self->n_threads++;
      else if (self->n_threads == 0)
        g_error ("The system gives no thread");
    }
  pthread_cond_signal (&self->changed);
}

/* ---- Asking ---- */

static Question *
find (AditEngineVerifier *self, const AditEngineMark *mark, const AditEngineAddress *client)
{
  for (GList *link = self->questions.head; link; link = link->next)
    {
      Question *question = link->data;

      if (adit_engine_bytes_equal (&question->mark, mark, sizeof *mark) &&
          adit_engine_address_is_same_host (&question->client, client))
        return question;
    }

  return NULL;
}

static gboolean
has_room (AditEngineVerifier *self, const AditEngineAddress *client)
{
  guint n_same = 0;

  if (self->questions.length >= ADIT_ENGINE_VERIFIER_MAX)
    return FALSE;

  for (GList *link = self->questions.head; link; link = link->next)
    n_same += adit_engine_address_is_same_host (&((Question *) link->data)->client, client);

  return n_same < ADIT_ENGINE_VERIFIER_PER_ADDRESS_MAX;
}

static Question *
add (AditEngineVerifier *self,
     const AditEngineMark *mark,
     const AditEngineAddress *client,
     const char *password,
     const char *hash)
{
  Question *question;

  if (!has_room (self, client))
    return NULL;

  question = g_new0 (Question, 1);
  question->mark = *mark;
  question->client = *client;
  question->password = g_strdup (password);
  question->hash = g_strdup (hash);
  question->link.data = question;
  g_queue_push_tail_link (&self->questions, &question->link);
  call_thread (self);

  return question;
}

gboolean
adit_engine_verifier_start (AditEngineVerifier *self,
                            AditEngineJob *job,
                            const AditEngineMark *mark,
                            const AditEngineAddress *client,
                            const char *password,
                            const char *hash)
{
  Question *question;

  pthread_mutex_lock (&self->lock);
  question = find (self, mark, client);
  if (!question)
    question = add (self, mark, client, password, hash);
  if (question)
    {
      job->question = question;
      job->link = (GList){ .data = job };
      g_queue_push_tail_link (&question->jobs, &job->link);
    }
  pthread_mutex_unlock (&self->lock);

  return question != NULL;
}

gboolean
adit_engine_verifier_cancel (AditEngineVerifier *self, AditEngineJob *job)
{
  Question *question;
  gboolean is_in_time;

  pthread_mutex_lock (&self->lock);
  question = job->question;
  is_in_time = question && !question->is_running;
  if (is_in_time)
    {
      job->question = NULL;
      g_queue_unlink (&question->jobs, &job->link);
      if (question->jobs.length == 0)
        question_free (self, question);
    }
  pthread_mutex_unlock (&self->lock);

  return is_in_time;
}

/* ---- Life ---- */

AditEngineVerifier *
adit_engine_verifier_new (void)
{
  AditEngineVerifier *self = g_new0 (AditEngineVerifier, 1);

  pthread_mutex_init (&self->lock, NULL);
  pthread_cond_init (&self->changed, NULL);

  return self;
}

void
adit_engine_verifier_free (AditEngineVerifier *self)
{
  pthread_mutex_lock (&self->lock);
  self->is_closing = TRUE;
  pthread_cond_broadcast (&self->changed);
  pthread_mutex_unlock (&self->lock);

  for (guint i = 0; i < self->n_threads; i++)
    pthread_join (self->threads[i], NULL);
  g_assert (self->questions.length == 0);
  pthread_cond_destroy (&self->changed);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}
