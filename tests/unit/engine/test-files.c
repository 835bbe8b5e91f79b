/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "test-files.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

void
test_files_set_up (TestFiles *self, gconstpointer data)
{
  self->directory = g_dir_make_tmp ("adit-files-XXXXXX", NULL);
  g_assert_nonnull (self->directory);
}

static void
remove_all (const char *directory)
{
  g_autoptr (GDir) names = g_dir_open (directory, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (names)))
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        remove_all (path);
      else
        g_unlink (path);
    }
  g_rmdir (directory);
}

void
test_files_tear_down (TestFiles *self, gconstpointer data)
{
  remove_all (self->directory);
  g_free (self->directory);
}

char *
test_files_path (TestFiles *self, const char *name)
{
  return g_build_filename (self->directory, name, NULL);
}

void
test_files_put (TestFiles *self, const char *name, const char *text)
{
  g_autofree char *path = test_files_path (self, name);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

char *
test_files_get (TestFiles *self, const char *name)
{
  g_autofree char *path = test_files_path (self, name);
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return text;
}

void
test_files_assert_mode (TestFiles *self, const char *name, guint mode)
{
  g_autofree char *path = test_files_path (self, name);
  GStatBuf status;

  g_assert_no_errno (g_stat (path, &status));
  g_assert_cmpuint (status.st_mode & 07777, ==, mode);
}

guint
test_files_count (TestFiles *self)
{
  g_autoptr (GDir) names = g_dir_open (self->directory, 0, NULL);
  guint n_files = 0;

  while (g_dir_read_name (names))
    n_files++;

  return n_files;
}
