/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Where a log's lines go: files that are begun anew at their size, and what cannot take a line. */

#include "engine/log/adit-engine-log-file.h"

#include "test-files.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static AditEngineLogFile *
make (TestFiles *files, const char *name, guint64 size_max, guint keep)
{
  g_autofree char *path = test_files_path (files, name);

  return adit_engine_log_file_new (path, size_max, keep);
}

static void
write_line (AditEngineLogFile *log, const char *line)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (adit_engine_log_file_write (log, line, strlen (line), &error), ==,
                    strlen (line));
  g_assert_no_error (error);
}

/* How many bytes were written of a line that cannot be written whole. */
static gsize
fail_to_write (AditEngineLogFile *log, const char *line)
{
  g_autoptr (GError) error = NULL;
  gsize n_written = adit_engine_log_file_write (log, line, strlen (line), &error);

  g_assert_nonnull (error);
  g_assert_true (error->domain == G_FILE_ERROR);
  return n_written;
}

static void
assert_file (TestFiles *files, const char *name, const char *expected)
{
  g_autofree char *text = test_files_get (files, name);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_appends (TestFiles *files, gconstpointer data)
{
  AditEngineLogFile *log;

  test_files_put (files, "log", "before\n");
  log = make (files, "log", 0, 5);
  write_line (log, "one\n");
  write_line (log, "two\n");
  adit_engine_log_file_free (log);
  assert_file (files, "log", "before\none\ntwo\n");
}

static void
test_mode (TestFiles *files, gconstpointer data)
{
  AditEngineLogFile *log = make (files, "log", 0, 5);

  write_line (log, "one\n");
  test_files_assert_mode (files, "log", 0600);
  adit_engine_log_file_free (log);
}

/* At n bytes it goes on, for n + 1 another is begun. */
static void
test_size (TestFiles *files, gconstpointer data)
{
  AditEngineLogFile *log = make (files, "log", 8, 2);

  write_line (log, "abc\n");
  write_line (log, "def\n");
  assert_file (files, "log", "abc\ndef\n");
  write_line (log, "\n");
  assert_file (files, "log", "\n");
  assert_file (files, "log.1", "abc\ndef\n");
  adit_engine_log_file_free (log);

  /* What was there before counts. */
  log = make (files, "log", 8, 2);
  write_line (log, "1234567\n");
  assert_file (files, "log", "1234567\n");
  assert_file (files, "log.1", "\n");
  assert_file (files, "log.2", "abc\ndef\n");
  adit_engine_log_file_free (log);
}

static void
test_longer_than_size (TestFiles *files, gconstpointer data)
{
  AditEngineLogFile *log = make (files, "log", 2, 1);

  write_line (log, "long\n");
  write_line (log, "longer\n");
  assert_file (files, "log", "longer\n");
  assert_file (files, "log.1", "long\n");
  g_assert_cmpuint (test_files_count (files), ==, 2);
  adit_engine_log_file_free (log);
}

/* As many as are to be kept, and not one more. */
static void
test_keep (TestFiles *files, gconstpointer data)
{
  for (guint keep = 0; keep < 4; keep++)
    {
      g_autofree char *name = g_strdup_printf ("keep-%u", keep);
      AditEngineLogFile *log = make (files, name, 1, keep);

      for (guint i = 0; i < 9; i++)
        {
          g_autofree char *line = g_strdup_printf ("%u\n", i);

          write_line (log, line);
        }
      assert_file (files, name, "8\n");
      for (guint i = 1; i <= keep + 1; i++)
        {
          g_autofree char *old = g_strdup_printf ("%s.%u", name, i);
          g_autofree char *line = g_strdup_printf ("%u\n", 8 - i);

          assert_file (files, old, i <= keep ? line : NULL);
        }
      adit_engine_log_file_free (log);
    }
}

static void
test_full_disk (TestFiles *files, gconstpointer data)
{
  AditEngineLogFile *log = adit_engine_log_file_new ("/dev/full", 8, 1);

  if (!g_file_test ("/dev/full", G_FILE_TEST_EXISTS))
    g_test_skip ("there is no /dev/full");
  else
    for (guint i = 0; i < 3; i++)
      g_assert_cmpuint (fail_to_write (log, "a line\n"), ==, 0);
  adit_engine_log_file_free (log);
}

static void
test_no_such_folder (TestFiles *files, gconstpointer data)
{
  AditEngineLogFile *log = make (files, "folder/log", 0, 1);
  g_autofree char *folder = test_files_path (files, "folder");

  g_assert_cmpuint (fail_to_write (log, "lost\n"), ==, 0);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  write_line (log, "found\n");
  assert_file (files, "folder/log", "found\n");
  adit_engine_log_file_free (log);
}

/* A pipe that nobody reads takes what fits, is not waited for long, and is gone on with. */
static void
test_stuck_pipe (TestFiles *files, gconstpointer data)
{
  g_autofree char *path = test_files_path (files, "pipe");
  g_autofree char *much = g_strnfill (1 << 20, 'x');
  AditEngineLogFile *log = make (files, "pipe", 1, 1);
  gsize n_written;
  char last = 0;
  int reader;

  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  g_assert_cmpuint (fail_to_write (log, "nobody\n"), ==, 0);
  reader = g_open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  g_assert_cmpint (reader, >=, 0);

  n_written = fail_to_write (log, much);
  g_assert_cmpuint (n_written, >, 0);
  g_assert_cmpuint (n_written, <, 1 << 20);
  while (n_written > 0)
    n_written -= (gsize) read (reader, much, MIN (n_written, 1 << 20));
  /* The line that was cut off has an end. */
  write_line (log, "next\n");
  g_assert_cmpint (read (reader, &last, 1), ==, 1);
  g_assert_cmpint (last, ==, '\n');
  g_assert_cmpint (read (reader, much, 16), ==, 5);

  close (reader);
  adit_engine_log_file_free (log);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*run) (TestFiles *files, gconstpointer data);
  } tests[] = {
    { "appends", test_appends },
    { "mode", test_mode },
    { "size", test_size },
    { "longer-than-size", test_longer_than_size },
    { "keep", test_keep },
    { "full-disk", test_full_disk },
    { "no-such-folder", test_no_such_folder },
    { "stuck-pipe", test_stuck_pipe },
  };

  g_test_init (&argc, &argv, NULL);
  signal (SIGPIPE, SIG_IGN);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strdup_printf ("/engine/log-file/%s", tests[i].name);

      g_test_add (path, TestFiles, NULL, test_files_set_up, tests[i].run, test_files_tear_down);
    }

  return g_test_run ();
}
