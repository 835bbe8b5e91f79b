/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "adit-access"

#include "engine/log/adit-engine-access-log.h"

#include "engine/log/adit-engine-log-file.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>

#define BATCH_BYTES   65536
#define SAY_AGAIN_US  (10 * G_USEC_PER_SEC)
#define BYTES_PER_MIB (1024 * 1024)

/* An exchange that waits to be written: the record has texts of its own. */
typedef struct
{
  AditEngineRecord record;
  guint64 sent_bytes;
  guint64 received_bytes;
  gsize size;
} Entry;

/* How it is to be written; the thread's once it was taken. */
typedef struct
{
  AditAccessLog format;
  char *path;
  guint64 size_max;
  guint keep;
} Plan;

struct _AditEngineAccessLog
{
  gint is_on;      /* atomic */
  GThread *thread; /* NULL until it is first on */
  Plan *settled;   /* the last; NULL until then */

  pthread_mutex_t lock; /* not a GMutex, which thread sanitizers cannot see */
  pthread_cond_t changed;
  /* Under the lock. */
  GPtrArray *waiting; /* Entry */
  gsize waiting_size;
  Plan *next_plan; /* NULL: as it is */
  gboolean is_ending;
  AditEngineAccessLogCounts counts;

  /* The thread's. */
  Plan *plan;
  AditEngineLogFile *file;
  GString *lines;
  char *reason; /* why what was lost last was */
  guint64 n_said;
  gint64 say_again_us;
};

/* ---- Values ---- */

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  adit_engine_record_clear (&entry->record);
  g_free (entry);
}

static Entry *
entry_new (const AditEngineAccess *access)
{
  Entry *self = g_new (Entry, 1);

  adit_engine_record_init_copy (&self->record, access->record);
  self->sent_bytes = access->sent_bytes;
  self->received_bytes = access->received_bytes;
  self->size = sizeof (Entry) - sizeof self->record + adit_engine_record_get_size (access->record);

  return self;
}

static void
plan_free (Plan *self)
{
  g_free (self->path);
  g_free (self);
}

static Plan *
plan_new (AditAccessLog format, const char *path, guint64 size_max, guint keep)
{
  Plan *self = g_new (Plan, 1);

  *self = (Plan){ format, g_strdup (path), size_max, keep };
  return self;
}

/* ---- The thread ---- */

static void
take_plan (AditEngineAccessLog *self, Plan *plan)
{
  g_clear_pointer (&self->file, adit_engine_log_file_free);
  g_clear_pointer (&self->plan, plan_free);
  self->plan = plan;
  if (plan->format != ADIT_ACCESS_LOG_OFF)
    self->file = adit_engine_log_file_new (plan->path, plan->size_max, plan->keep);
}

static void
count (AditEngineAccessLog *self, guint64 n_written, guint64 n_lost)
{
  pthread_mutex_lock (&self->lock);
  self->counts.written += n_written;
  self->counts.lost += n_lost;
  pthread_mutex_unlock (&self->lock);
}

static guint
count_ends (const char *lines, gsize length)
{
  guint n_ends = 0;

  for (gsize i = 0; i < length; i++)
    n_ends += lines[i] == '\n';

  return n_ends;
}

/* What was collected; whether all of it could be written. */
static gboolean
write_lines (AditEngineAccessLog *self)
{
  g_autoptr (GError) error = NULL;
  const char *lines = self->lines->str;
  gsize length = self->lines->len;
  gsize n_written = adit_engine_log_file_write (self->file, lines, length, &error);

  count (self, count_ends (lines, n_written), count_ends (lines + n_written, length - n_written));
  g_string_truncate (self->lines, 0);
  if (!error)
    return TRUE;

  g_free (self->reason);
  self->reason = g_strdup (error->message);
  return FALSE;
}

static gboolean
is_ending (AditEngineAccessLog *self)
{
  gboolean is_over;

  pthread_mutex_lock (&self->lock);
  is_over = self->is_ending;
  pthread_mutex_unlock (&self->lock);

  return is_over;
}

/* Towards the end none is tried after one that could not be written: each may take a moment. */
static void
write_entries (AditEngineAccessLog *self, GPtrArray *entries)
{
  for (guint i = 0; i < entries->len; i++)
    {
      const Entry *entry = entries->pdata[i];
      AditEngineAccess access = { &entry->record, entry->sent_bytes, entry->received_bytes };

      adit_engine_access_line_print (self->lines, self->plan->format, &access);
      if (self->lines->len < BATCH_BYTES && i + 1 < entries->len)
        continue;
      if (!write_lines (self) && is_ending (self))
        {
          count (self, 0, entries->len - i - 1);
          return;
        }
    }
}

/* What is lost is said, though not as often as it happens, nor where it would be lost too. */
static void
say_lost (AditEngineAccessLog *self, gboolean is_last)
{
  AditEngineAccessLogCounts counts;
  gint64 now_us = g_get_monotonic_time ();

  adit_engine_access_log_get_counts (self, &counts);
  if (counts.lost == self->n_said || (now_us < self->say_again_us && !is_last) ||
      (self->file && adit_engine_log_file_is_stuck (self->file)))
    return;

  g_warning ("%" G_GUINT64_FORMAT " lines of the access log were lost: %s",
             counts.lost - self->n_said,
             self->reason ? self->reason : "they came faster than they could be written");
  g_clear_pointer (&self->reason, g_free);
  self->n_said = counts.lost;
  self->say_again_us = now_us + SAY_AGAIN_US;
}

static gboolean
is_pressing (AditEngineAccessLog *self)
{
  return self->next_plan || self->is_ending || self->waiting_size >= BATCH_BYTES;
}

/* For what comes next: to be woken and to write for each line costs more than the line. */
static void
linger (AditEngineAccessLog *self)
{
  struct timespec until;
  int result = 0;

  clock_gettime (CLOCK_MONOTONIC, &until);
  until.tv_nsec += ADIT_ENGINE_ACCESS_LOG_DELAY_MS * 1000000L;
  if (until.tv_nsec >= 1000000000L)
    {
      until.tv_nsec -= 1000000000L;
      until.tv_sec++;
    }
  while (!is_pressing (self) && result != ETIMEDOUT)
    result = pthread_cond_timedwait (&self->changed, &self->lock, &until);
}

/* Waits for something to do, and takes it. FALSE: it was the last. */
static gboolean
take (AditEngineAccessLog *self, GPtrArray **entries, Plan **plan)
{
  gboolean is_ending;

  pthread_mutex_lock (&self->lock);
  while (self->waiting->len == 0 && !is_pressing (self))
    pthread_cond_wait (&self->changed, &self->lock);
  linger (self);
  *entries = self->waiting;
  self->waiting = g_ptr_array_new_with_free_func (entry_free);
  self->waiting_size = 0;
  *plan = g_steal_pointer (&self->next_plan);
  is_ending = self->is_ending;
  pthread_mutex_unlock (&self->lock);

  return !is_ending;
}

/* What came before another plan is written as it was to be. */
static gpointer
run (gpointer data)
{
  AditEngineAccessLog *self = data;
  gboolean is_going_on = TRUE;

  while (is_going_on)
    {
      GPtrArray *entries;
      Plan *plan;

      is_going_on = take (self, &entries, &plan);
      if (plan && !self->file)
        take_plan (self, g_steal_pointer (&plan));
      if (self->file)
        write_entries (self, entries);
      g_ptr_array_unref (entries);
      if (plan)
        take_plan (self, plan);
      say_lost (self, !is_going_on);
    }

  return NULL;
}

/* ---- Life ---- */

AditEngineAccessLog *
adit_engine_access_log_new (void)
{
  AditEngineAccessLog *self = g_new0 (AditEngineAccessLog, 1);
  pthread_condattr_t attributes;

  pthread_mutex_init (&self->lock, NULL);
  pthread_condattr_init (&attributes);
  pthread_condattr_setclock (&attributes, CLOCK_MONOTONIC);
  pthread_cond_init (&self->changed, &attributes);
  pthread_condattr_destroy (&attributes);
  self->waiting = g_ptr_array_new_with_free_func (entry_free);
  self->lines = g_string_new (NULL);

  return self;
}

void
adit_engine_access_log_free (AditEngineAccessLog *self)
{
  pthread_mutex_lock (&self->lock);
  self->is_ending = TRUE;
  pthread_cond_signal (&self->changed);
  pthread_mutex_unlock (&self->lock);
  g_clear_pointer (&self->thread, g_thread_join);

  g_ptr_array_unref (self->waiting);
  g_clear_pointer (&self->settled, plan_free);
  g_clear_pointer (&self->next_plan, plan_free);
  g_clear_pointer (&self->plan, plan_free);
  g_clear_pointer (&self->file, adit_engine_log_file_free);
  g_string_free (self->lines, TRUE);
  g_free (self->reason);
  pthread_cond_destroy (&self->changed);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}

static void
set_next_plan (AditEngineAccessLog *self, Plan *plan)
{
  pthread_mutex_lock (&self->lock);
  g_clear_pointer (&self->next_plan, plan_free);
  self->next_plan = plan;
  pthread_cond_signal (&self->changed);
  pthread_mutex_unlock (&self->lock);
}

void
adit_engine_access_log_configure (AditEngineAccessLog *self, const AditLogSettings *settings)
{
  gboolean is_on = settings->access != ADIT_ACCESS_LOG_OFF;

  if (!is_on)
    g_atomic_int_set (&self->is_on, FALSE);
  if (!is_on && !self->thread)
    return;

  g_clear_pointer (&self->settled, plan_free);
  self->settled = plan_new (settings->access, settings->path,
                            (guint64) settings->size_mib * BYTES_PER_MIB, settings->keep);
  adit_engine_access_log_reopen (self);
  if (!self->thread)
    self->thread = g_thread_new ("access-log", run, self);
  if (is_on)
    g_atomic_int_set (&self->is_on, TRUE);
}

void
adit_engine_access_log_reopen (AditEngineAccessLog *self)
{
  const Plan *settled = self->settled;

  if (settled)
    set_next_plan (self,
                   plan_new (settled->format, settled->path, settled->size_max, settled->keep));
}

gboolean
adit_engine_access_log_is_on (const AditEngineAccessLog *self)
{
  return g_atomic_int_get (&self->is_on);
}

void
adit_engine_access_log_put (AditEngineAccessLog *self, const AditEngineAccess *access)
{
  Entry *entry = entry_new (access);

  pthread_mutex_lock (&self->lock);
  if (self->waiting_size + entry->size > ADIT_ENGINE_ACCESS_LOG_WAITING_MAX)
    self->counts.lost++;
  else
    {
      gboolean was_pressing = is_pressing (self);

      self->waiting_size += entry->size;
      g_ptr_array_add (self->waiting, g_steal_pointer (&entry));
      if (self->waiting->len == 1 || is_pressing (self) != was_pressing)
        pthread_cond_signal (&self->changed);
    }
  pthread_mutex_unlock (&self->lock);

  if (entry)
    entry_free (entry);
}

void
adit_engine_access_log_get_counts (AditEngineAccessLog *self, AditEngineAccessLogCounts *counts)
{
  pthread_mutex_lock (&self->lock);
  *counts = self->counts;
  pthread_mutex_unlock (&self->lock);
}
