/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/authorise/adit-engine-memory.h"

#include <pthread.h>
#include <string.h>

typedef struct
{
  AditEngineMark mark;
  gboolean is_right;
  gint64 kept_us;
  GList link; /* in `order` */
} Answer;

struct _AditEngineMemory
{
  pthread_mutex_t lock; /* not GLib's: see the mailbox */
  GHashTable *answers;  /* Answer, by its mark */
  GQueue order;         /* the oldest first */
};

/* They are as good as random. */
static guint
hash_mark (gconstpointer key)
{
  guint hash;

  memcpy (&hash, key, sizeof hash);
  return hash;
}

static gboolean
equal_marks (gconstpointer a, gconstpointer b)
{
  return adit_engine_bytes_equal (a, b, sizeof (AditEngineMark));
}

AditEngineMemory *
adit_engine_memory_new (void)
{
  AditEngineMemory *self = g_new0 (AditEngineMemory, 1);

  pthread_mutex_init (&self->lock, NULL);
  self->answers = g_hash_table_new_full (hash_mark, equal_marks, NULL, g_free);

  return self;
}

void
adit_engine_memory_free (AditEngineMemory *self)
{
  g_hash_table_unref (self->answers);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}

static void
forget (AditEngineMemory *self, Answer *answer)
{
  g_queue_unlink (&self->order, &answer->link);
  g_hash_table_remove (self->answers, &answer->mark);
}

AditEngineMemoryAnswer
adit_engine_memory_recall (AditEngineMemory *self, const AditEngineMark *mark, gint64 now_us)
{
  AditEngineMemoryAnswer told = ADIT_ENGINE_MEMORY_UNKNOWN;
  Answer *answer;

  pthread_mutex_lock (&self->lock);
  answer = g_hash_table_lookup (self->answers, mark);
  if (answer && now_us - answer->kept_us >=
                    (answer->is_right ? ADIT_ENGINE_MEMORY_RIGHT_US : ADIT_ENGINE_MEMORY_WRONG_US))
    forget (self, g_steal_pointer (&answer));
  if (answer)
    told = answer->is_right ? ADIT_ENGINE_MEMORY_RIGHT : ADIT_ENGINE_MEMORY_WRONG;
  pthread_mutex_unlock (&self->lock);

  return told;
}

void
adit_engine_memory_keep (AditEngineMemory *self,
                         const AditEngineMark *mark,
                         gboolean is_right,
                         gint64 now_us)
{
  Answer *answer;

  pthread_mutex_lock (&self->lock);
  answer = g_hash_table_lookup (self->answers, mark);
  if (answer)
    forget (self, answer);
  else if (self->order.length >= ADIT_ENGINE_MEMORY_MAX)
    forget (self, g_queue_peek_head (&self->order));

  answer = g_new0 (Answer, 1);
  *answer = (Answer){ .mark = *mark, .is_right = is_right, .kept_us = now_us };
  answer->link.data = answer;
  g_hash_table_insert (self->answers, &answer->mark, answer);
  g_queue_push_tail_link (&self->order, &answer->link);
  pthread_mutex_unlock (&self->lock);
}
