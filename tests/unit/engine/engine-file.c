/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Texts that are written whole or not at all, and read only from what is a file. */

#include "engine/certificate/adit-engine-file.h"

#include "test-files.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void
assert_text (TestFiles *self, const char *name, const char *expected)
{
  g_autofree char *text = test_files_get (self, name);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_write (TestFiles *self, gconstpointer data)
{
  g_autofree char *path = test_files_path (self, "below/text");
  g_autofree char *much = g_strnfill (3 * 1024 * 1024, 'x');

  for (guint i = 0; i < 2; i++)
    {
      g_assert_true (adit_engine_file_write (path, i == 0 ? much : "text\n", NULL));
      assert_text (self, "below/text", i == 0 ? much : "text\n");
      test_files_assert_mode (self, "below", 0700);
      test_files_assert_mode (self, "below/text", 0600);
      assert_text (self, "below/text.new", NULL);
    }
}

/* What a kill left is neither read by others, nor followed, nor in the way. */
static void
test_left_behind (TestFiles *self, gconstpointer data)
{
  g_autofree char *path = test_files_path (self, "text");
  g_autofree char *new_path = test_files_path (self, "text.new");

  test_files_put (self, "other", "other");
  g_assert_no_errno (symlink ("other", new_path));
  g_assert_true (adit_engine_file_write (path, "first", NULL));
  test_files_put (self, "text.new", "half");
  g_assert_no_errno (g_chmod (new_path, 0666));
  g_assert_true (adit_engine_file_write (path, "second", NULL));

  assert_text (self, "text", "second");
  assert_text (self, "other", "other");
  test_files_assert_mode (self, "text", 0600);

  test_files_put (self, "text.new", "half");
  adit_engine_file_clear (path);
  adit_engine_file_clear (path);
  assert_text (self, "text", "second");
  g_assert_cmpuint (test_files_count (self), ==, 2);
}

/* The file stays as it was, and nothing else comes of it. */
static void
test_impossible (TestFiles *self, gconstpointer data)
{
  g_autofree char *path = test_files_path (self, "directory");
  g_autofree char *below = test_files_path (self, "text/below");
  g_autofree char *new_path = test_files_path (self, "text.new");
  g_autofree char *text_path = test_files_path (self, "text");
  g_autoptr (GError) error = NULL;

  test_files_put (self, "text", "first");
  g_assert_false (adit_engine_file_write (below, "second", &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOTDIR);
  g_clear_error (&error);

  g_assert_no_errno (g_mkdir (path, 0700));
  g_assert_false (adit_engine_file_write (path, "second", &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_ISDIR);
  g_assert_nonnull (strstr (error->message, path));
  assert_text (self, "directory.new", NULL);
  g_clear_error (&error);

  g_assert_no_errno (g_mkdir (new_path, 0700));
  g_assert_false (adit_engine_file_write (text_path, "second", &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_EXIST);
  assert_text (self, "text", "first");
}

static void
assert_unreadable (TestFiles *self, const char *name, const char *reason)
{
  g_autofree char *path = test_files_path (self, name);
  g_autoptr (GError) error = NULL;

  g_assert_null (adit_engine_file_read (path, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, path));
  g_assert_nonnull (strstr (error->message, reason));
}

static void
test_read (TestFiles *self, gconstpointer data)
{
  g_autofree char *largest = g_strnfill (ADIT_ENGINE_FILE_MAX, 'x');
  g_autofree char *larger = g_strnfill (ADIT_ENGINE_FILE_MAX + 1, 'x');
  g_autofree char *path = test_files_path (self, "largest");
  g_autofree char *nul_path = test_files_path (self, "nul");
  g_autofree char *fifo_path = test_files_path (self, "fifo");
  g_autofree char *text = NULL;

  test_files_put (self, "largest", largest);
  text = adit_engine_file_read (path, NULL);
  g_assert_cmpstr (text, ==, largest);

  test_files_put (self, "larger", larger);
  g_assert_true (g_file_set_contents (nul_path, "a\0b", 3, NULL));
  g_assert_no_errno (mkfifo (fifo_path, 0600));
  assert_unreadable (self, "larger", "at most 1024 KiB");
  assert_unreadable (self, "nul", "not a text");
  assert_unreadable (self, "fifo", "not an ordinary file");
  assert_unreadable (self, "missing", "No such file");
  assert_unreadable (self, ".", "not an ordinary file");
}

#define ADD(name, run)                                                                             \
  g_test_add ("/engine/file/" name, TestFiles, NULL, test_files_set_up, run, test_files_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("write", test_write);
  ADD ("left-behind", test_left_behind);
  ADD ("impossible", test_impossible);
  ADD ("read", test_read);

  return g_test_run ();
}
