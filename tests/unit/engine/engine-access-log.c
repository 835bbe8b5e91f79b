/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The access log's queue: nothing that was taken is lost at the end, what is too much is counted,
 * and nobody waits. */

#include "engine/log/adit-engine-access-log.h"

#include "test-files.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct
{
  TestFiles files;
  AditEngineAccessLog *log;
  char *path;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  test_files_set_up (&self->files, NULL);
  self->log = adit_engine_access_log_new ();
  self->path = test_files_path (&self->files, "access.log");
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_pointer (&self->log, adit_engine_access_log_free);
  g_free (self->path);
  test_files_tear_down (&self->files, NULL);
}

static void
configure (Fixture *self, AditAccessLog access, const char *path)
{
  AditLogSettings settings = { .access = access, .path = (char *) path, .size_mib = 1, .keep = 1 };

  adit_engine_access_log_configure (self->log, &settings);
}

static void
put (Fixture *self, guint id, const char *target)
{
  AditEngineRecord record = { .id = id, .target = (char *) target, .cause = ADIT_CAUSE_FINISHED };
  AditEngineAccess access = { .record = &record };

  if (adit_engine_access_log_is_on (self->log))
    adit_engine_access_log_put (self->log, &access);
}

/* What is put stays the caller's, with all its texts. */
static void
test_copied (Fixture *self, gconstpointer data)
{
  AditEngineRecord record = {
    .target = g_strdup ("a.example:1"),
    .user = g_strdup ("ada"),
    .method = g_strdup ("GET"),
    .path = g_strdup ("/path"),
    .detail = g_strdup ("rule 1"),
    .cause = ADIT_CAUSE_DENIED_BY_RULE,
  };
  AditEngineAccess access = { .record = &record };

  configure (self, ADIT_ACCESS_LOG_TEXT, self->path);
  adit_engine_access_log_put (self->log, &access);
  g_clear_pointer (&self->log, adit_engine_access_log_free);
  g_assert_cmpstr (record.target, ==, "a.example:1");
  g_assert_cmpstr (record.user, ==, "ada");
  g_assert_cmpstr (record.method, ==, "GET");
  g_assert_cmpstr (record.path, ==, "/path");
  g_assert_cmpstr (record.detail, ==, "rule 1");
  adit_engine_record_clear (&record);
}

static AditEngineAccessLogCounts
counts (Fixture *self)
{
  AditEngineAccessLogCounts now;

  adit_engine_access_log_get_counts (self->log, &now);
  return now;
}

static void
wait_for_written (Fixture *self, guint64 n_lines)
{
  while (counts (self).written < n_lines)
    g_usleep (1000);
}

static guint
count_lines (Fixture *self, const char *name)
{
  g_autofree char *text = test_files_get (&self->files, name);
  guint n_lines = 0;

  for (const char *c = text; c && *c; c++)
    n_lines += *c == '\n';
  return n_lines;
}

static void
test_off (Fixture *self, gconstpointer data)
{
  g_assert_false (adit_engine_access_log_is_on (self->log));
  configure (self, ADIT_ACCESS_LOG_OFF, self->path);
  put (self, 1, "a.example:1");
  adit_engine_access_log_reopen (self->log);
  g_clear_pointer (&self->log, adit_engine_access_log_free);
  g_assert_cmpuint (test_files_count (&self->files), ==, 0);
}

static void
test_flushed_at_the_end (Fixture *self, gconstpointer data)
{
  configure (self, ADIT_ACCESS_LOG_JSON, self->path);
  for (guint i = 0; i < 5000; i++)
    put (self, i, "a.example:1");
  g_clear_pointer (&self->log, adit_engine_access_log_free);
  g_assert_cmpuint (count_lines (self, "access.log") + count_lines (self, "access.log.1"), ==,
                    5000);
}

static gpointer
put_many (gpointer data)
{
  for (guint i = 0; i < 2000; i++)
    put (data, i, "a.example:1");

  return NULL;
}

static void
test_from_many_threads (Fixture *self, gconstpointer data)
{
  GThread *threads[4];

  configure (self, ADIT_ACCESS_LOG_TEXT, self->path);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new (NULL, put_many, self);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  wait_for_written (self, 8000);
  g_assert_cmpuint (count_lines (self, "access.log"), ==, 8000);
  g_assert_cmpuint (counts (self).lost, ==, 0);
}

/* Each line is in the file that was configured when it came. */
static void
test_reconfigured (Fixture *self, gconstpointer data)
{
  g_autofree char *other = test_files_path (&self->files, "other.log");

  configure (self, ADIT_ACCESS_LOG_TEXT, self->path);
  put (self, 1, "a.example:1");
  configure (self, ADIT_ACCESS_LOG_JSON, other);
  put (self, 2, "b.example:1");
  configure (self, ADIT_ACCESS_LOG_OFF, NULL);
  put (self, 3, "c.example:1");
  configure (self, ADIT_ACCESS_LOG_TEXT, other);
  put (self, 4, "d.example:1");
  g_clear_pointer (&self->log, adit_engine_access_log_free);
  g_assert_cmpuint (count_lines (self, "access.log") + count_lines (self, "other.log"), ==, 3);
}

static void
test_reopened (Fixture *self, gconstpointer data)
{
  g_autofree char *away = test_files_path (&self->files, "away");

  configure (self, ADIT_ACCESS_LOG_TEXT, self->path);
  put (self, 1, "a.example:1");
  wait_for_written (self, 1);
  g_assert_cmpint (g_rename (self->path, away), ==, 0);
  adit_engine_access_log_reopen (self->log);
  while (g_file_test (self->path, G_FILE_TEST_EXISTS) == FALSE)
    {
      put (self, 2, "b.example:1");
      g_usleep (1000);
    }
  g_assert_cmpuint (count_lines (self, "away"), >=, 1);
}

static void
on_warning (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
  gint *n_warnings = user_data;

  g_assert_nonnull (strstr (message, "lines of the access log were lost"));
  g_atomic_int_inc (n_warnings);
}

/* A pipe that nobody reads: those who put do not wait for it, and what they put is bounded. */
static void
test_stuck (Fixture *self, gconstpointer data)
{
  g_autofree char *target = g_strnfill (100000, 'x');
  gint n_warnings = 0;
  GLogLevelFlags fatal = g_log_set_always_fatal (G_LOG_FATAL_MASK);
  guint handler = g_log_set_handler ("adit-access", G_LOG_LEVEL_WARNING, on_warning, &n_warnings);
  gint64 began_us;
  int reader;

  g_assert_cmpint (mkfifo (self->path, 0600), ==, 0);
  reader = g_open (self->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  configure (self, ADIT_ACCESS_LOG_TEXT, self->path);
  began_us = g_get_monotonic_time ();
  while (counts (self).lost == 0)
    put (self, 1, target);
  g_test_message ("%d ms", (int) ((g_get_monotonic_time () - began_us) / 1000));
  began_us = g_get_monotonic_time ();
  g_clear_pointer (&self->log, adit_engine_access_log_free);
  g_assert_cmpint (g_get_monotonic_time () - began_us, <, 20 * G_USEC_PER_SEC);
  g_assert_cmpint (n_warnings, >, 0);
  g_log_remove_handler ("adit-access", handler);
  g_log_set_always_fatal (fatal);
  close (reader);
}

/* Whether an exchange with so long a target is taken, with nothing else waiting. */
static gboolean
is_taken (Fixture *self, gsize length)
{
  g_autofree char *target = g_strnfill (length, 'x');
  AditEngineAccessLogCounts before = counts (self);

  put (self, 1, target);
  if (counts (self).lost > before.lost)
    return FALSE;

  wait_for_written (self, before.written + 1);
  return TRUE;
}

/* The largest that can wait is taken, one byte more is lost. */
static void
test_bound (Fixture *self, gconstpointer data)
{
  gsize taken = ADIT_ENGINE_ACCESS_LOG_WAITING_MAX - 1024; /* what an entry needs besides */
  gsize lost = ADIT_ENGINE_ACCESS_LOG_WAITING_MAX;
  gint n_warnings = 0;
  GLogLevelFlags fatal = g_log_set_always_fatal (G_LOG_FATAL_MASK);
  guint handler = g_log_set_handler ("adit-access", G_LOG_LEVEL_WARNING, on_warning, &n_warnings);

  configure (self, ADIT_ACCESS_LOG_TEXT, self->path);
  g_assert_true (is_taken (self, taken));
  g_assert_false (is_taken (self, lost));
  while (lost - taken > 1)
    {
      gsize middle = taken + (lost - taken) / 2;

      if (is_taken (self, middle))
        taken = middle;
      else
        lost = middle;
    }
  g_assert_true (is_taken (self, taken));
  g_assert_false (is_taken (self, taken + 1));
  g_clear_pointer (&self->log, adit_engine_access_log_free);
  g_assert_cmpint (n_warnings, >, 0);
  g_log_remove_handler ("adit-access", handler);
  g_log_set_always_fatal (fatal);
}

static void
test_disk_full (Fixture *self, gconstpointer data)
{
  if (!g_file_test ("/dev/full", G_FILE_TEST_EXISTS))
    {
      g_test_skip ("there is no /dev/full");
      return;
    }

  g_test_expect_message ("adit-access", G_LOG_LEVEL_WARNING,
                         "* lines of the access log were lost: /dev/full: *");
  configure (self, ADIT_ACCESS_LOG_TEXT, "/dev/full");
  put (self, 1, "a.example:1");
  while (counts (self).lost < 1)
    g_usleep (1000);
  g_clear_pointer (&self->log, adit_engine_access_log_free);
  g_test_assert_expected_messages ();
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*run) (Fixture *self, gconstpointer data);
  } tests[] = {
    { "off", test_off },
    { "copied", test_copied },
    { "flushed-at-the-end", test_flushed_at_the_end },
    { "from-many-threads", test_from_many_threads },
    { "reconfigured", test_reconfigured },
    { "reopened", test_reopened },
    { "stuck", test_stuck },
    { "bound", test_bound },
    { "disk-full", test_disk_full },
  };

  g_test_init (&argc, &argv, NULL);
  signal (SIGPIPE, SIG_IGN);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strdup_printf ("/engine/access-log/%s", tests[i].name);

      g_test_add (path, Fixture, NULL, set_up, tests[i].run, tear_down);
    }

  return g_test_run ();
}
