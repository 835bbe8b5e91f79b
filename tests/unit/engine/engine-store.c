/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The configuration on disk: what is read when files are missing, good or bad, and that nothing
 * that was there is lost by writing, or by failing to. */

#include "engine/control/adit-engine-store.h"
#include "model/adit-error.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define GOOD   "[engine]\nrunning=true\n[limits]\nhead-seconds=11\n"
#define BETTER "[engine]\nrunning=true\n[limits]\nhead-seconds=22\n"
#define BAD    "[limits]\nhead-seconds=much\n"

typedef struct
{
  char *directory;
  AditEngineStore *store;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->directory = g_dir_make_tmp ("adit-store-XXXXXX", NULL);
  g_assert_nonnull (self->directory);
  self->store = adit_engine_store_new (self->directory, NULL);
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

static void
tear_down (Fixture *self, gconstpointer data)
{
  adit_engine_store_free (self->store);
  remove_all (self->directory);
  g_free (self->directory);
}

static void
put (Fixture *self, const char *name, const char *text, gssize length)
{
  g_autofree char *path = g_build_filename (self->directory, name, NULL);

  g_assert_true (g_file_set_contents (path, text, length, NULL));
}

/* NULL when there is no such file. (transfer full) */
static char *
get (Fixture *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->directory, name, NULL);
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return text;
}

static void
assert_file (Fixture *self, const char *name, const char *expected)
{
  g_autofree char *text = get (self, name);

  g_assert_cmpstr (text, ==, expected);
}

static void
assert_mode (Fixture *self, const char *name, guint mode)
{
  g_autofree char *path = g_build_filename (self->directory, name, NULL);
  GStatBuf status;

  g_assert_no_errno (g_stat (path, &status));
  g_assert_cmpuint (status.st_mode & 07777, ==, mode);
}

static guint
count_files (Fixture *self)
{
  g_autoptr (GDir) names = g_dir_open (self->directory, 0, NULL);
  guint n_files = 0;

  while (g_dir_read_name (names))
    n_files++;

  return n_files;
}

/* @head_timeout_s tells which file it came from; 30 is the default. */
static void
assert_load (Fixture *self, guint head_timeout_s, const char *complaint)
{
  g_autofree char *told = NULL;
  g_autoptr (AditSettings) settings = adit_engine_store_load (self->store, &told);

  g_assert_nonnull (settings);
  g_assert_cmpuint (settings->head_timeout_s, ==, head_timeout_s);
  if (!complaint)
    g_assert_null (told);
  else
    {
      g_assert_nonnull (told);
      g_assert_nonnull (strstr (told, "engine.conf"));
      g_assert_nonnull (strstr (told, complaint));
    }
}

static gboolean
save (Fixture *self, guint head_timeout_s, GError **error)
{
  g_autoptr (AditSettings) settings = adit_settings_new ();

  settings->head_timeout_s = head_timeout_s;
  return adit_engine_store_save (self->store, settings, error);
}

static void
test_missing (Fixture *self, gconstpointer data)
{
  assert_load (self, 30, NULL);
  g_assert_cmpuint (count_files (self), ==, 0); /* looking writes nothing */
}

static void
test_good (Fixture *self, gconstpointer data)
{
  put (self, "engine.conf", GOOD, -1);
  assert_load (self, 11, NULL);
  assert_file (self, "engine.conf", GOOD);
  assert_file (self, "engine.conf.good", GOOD);
  assert_mode (self, "engine.conf.good", 0600);
}

static void
test_bad_without_copy (Fixture *self, gconstpointer data)
{
  put (self, "engine.conf", BAD, -1);
  assert_load (self, 30, "the defaults");
  assert_file (self, "engine.conf", BAD);
}

static void
test_bad_with_copy (Fixture *self, gconstpointer data)
{
  put (self, "engine.conf", GOOD, -1);
  assert_load (self, 11, NULL);
  put (self, "engine.conf", BAD, -1);
  assert_load (self, 11, "the last good copy");
  assert_load (self, 11, "head-seconds");
  assert_file (self, "engine.conf", BAD);
  assert_file (self, "engine.conf.good", GOOD);

  put (self, "engine.conf", BETTER, -1);
  assert_load (self, 22, NULL);
  assert_file (self, "engine.conf.good", BETTER);
}

static void
test_both_bad (Fixture *self, gconstpointer data)
{
  put (self, "engine.conf", BAD, -1);
  put (self, "engine.conf.good", "no key file", -1);
  assert_load (self, 30, "the defaults");
}

static void
test_not_text (Fixture *self, gconstpointer data)
{
  put (self, "engine.conf", "[engine]\n#\xff\n", -1);
  assert_load (self, 30, "UTF-8");
  put (self, "engine.conf", "[engine]\n\0running=true\n", 23);
  assert_load (self, 30, "UTF-8");
}

static void
test_not_a_file (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->directory, "engine.conf", NULL);

  g_assert_no_errno (g_mkdir (path, 0700));
  assert_load (self, 30, "the defaults");
  g_assert_true (save (self, 33, NULL));
  assert_load (self, 33, NULL);
}

static void
test_save (Fixture *self, gconstpointer data)
{
  g_assert_true (save (self, 33, NULL));
  assert_mode (self, "engine.conf", 0600);
  assert_mode (self, "engine.conf.good", 0600);
  g_assert_cmpuint (count_files (self), ==, 2); /* nothing temporary is left */
  assert_load (self, 33, NULL);
}

/* A file that others could read is closed to them. */
static void
test_save_narrows_mode (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->directory, "engine.conf", NULL);

  put (self, "engine.conf", GOOD, -1);
  g_assert_no_errno (g_chmod (path, 0644));
  assert_load (self, 11, NULL);
  g_assert_true (save (self, 33, NULL));
  assert_mode (self, "engine.conf", 0600);
}

static void
test_save_makes_directory (Fixture *self, gconstpointer data)
{
  g_autofree char *deep = g_build_filename (self->directory, "a", "b", NULL);
  g_autoptr (AditSettings) settings = adit_settings_new ();
  AditEngineStore *store = adit_engine_store_new (deep, NULL);
  g_autofree char *complaint = NULL;
  g_autoptr (AditSettings) loaded = adit_engine_store_load (store, &complaint);

  g_assert_null (complaint);
  g_assert_true (adit_engine_store_save (store, settings, NULL));
  assert_mode (self, "a/b", 0700);
  assert_mode (self, "a/b/engine.conf", 0600);
  adit_engine_store_free (store);
}

static void
test_save_keeps_comments (Fixture *self, gconstpointer data)
{
  g_autofree char *text = NULL;

  put (self, "engine.conf", "# mine\n" GOOD "[later]\nkey=value\n", -1);
  assert_load (self, 11, NULL);
  g_assert_true (save (self, 33, NULL));
  text = get (self, "engine.conf");
  g_assert_nonnull (strstr (text, "# mine"));
  g_assert_nonnull (strstr (text, "key=value"));
  assert_load (self, 33, NULL);
}

/* What could not be read is set aside, not overwritten, and not mixed into what is written. */
static void
test_save_over_bad (Fixture *self, gconstpointer data)
{
  put (self, "engine.conf", BAD, -1);
  assert_load (self, 30, "the defaults");
  g_assert_true (save (self, 33, NULL));
  assert_file (self, "engine.conf.bad", BAD);
  assert_load (self, 33, NULL);

  g_assert_true (save (self, 34, NULL));
  assert_file (self, "engine.conf.bad", BAD);
  assert_load (self, 34, NULL);
}

/* The file was broken by hand while the engine ran. */
static void
test_save_over_file_gone_bad (Fixture *self, gconstpointer data)
{
  static const char *const broken[] = {
    BAD,
    "[engine\n",
    "[later]\nkey=\xff\n",
    "[listener-1]\naddress=127.0.0.1:1\n[listener-2]\naddress=127.0.0.1:1\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      put (self, "engine.conf", GOOD, -1);
      assert_load (self, 11, NULL);
      put (self, "engine.conf", broken[i], -1);
      g_assert_true (save (self, 33, NULL));
      assert_file (self, "engine.conf.bad", broken[i]);
      assert_load (self, 33, NULL);
    }
}

static void
assert_save_fails (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (save (self, 33, &error));
  g_assert_error (error, ADIT_ERROR, ADIT_ERROR_SAVE_FAILED);
  g_assert_nonnull (strstr (error->message, "not saved"));
}

/* No byte can be written, not even by root: as when the disk is full. */
static void
test_disk_full (Fixture *self, gconstpointer data)
{
  struct rlimit before, none;

  put (self, "engine.conf", GOOD, -1);
  assert_load (self, 11, NULL);
  getrlimit (RLIMIT_FSIZE, &before);
  none = (struct rlimit){ 0, before.rlim_max };
  signal (SIGXFSZ, SIG_IGN);
  g_assert_no_errno (setrlimit (RLIMIT_FSIZE, &none));
  assert_save_fails (self);
  g_assert_no_errno (setrlimit (RLIMIT_FSIZE, &before));

  assert_file (self, "engine.conf", GOOD);
  assert_file (self, "engine.conf.good", GOOD);
  g_assert_cmpuint (count_files (self), ==, 2);
  g_assert_true (save (self, 33, NULL));
}

static void
test_directory_unwritable (Fixture *self, gconstpointer data)
{
  if (geteuid () == 0)
    {
      g_test_skip ("root may write everywhere");
      return;
    }

  put (self, "engine.conf", GOOD, -1);
  assert_load (self, 11, NULL);
  g_assert_no_errno (g_chmod (self->directory, 0500));
  assert_save_fails (self);
  assert_load (self, 11, NULL);
  g_assert_no_errno (g_chmod (self->directory, 0700));
  assert_file (self, "engine.conf", GOOD);
}

/* There cannot even be a directory. */
static void
test_directory_impossible (Fixture *self, gconstpointer data)
{
  g_autofree char *below_a_file = g_build_filename (self->directory, "file", "below", NULL);
  g_autoptr (AditSettings) settings = adit_settings_new ();
  g_autoptr (GError) error = NULL;
  AditEngineStore *store = adit_engine_store_new (below_a_file, NULL);

  put (self, "file", "x", -1);
  g_assert_false (adit_engine_store_save (store, settings, &error));
  g_assert_error (error, ADIT_ERROR, ADIT_ERROR_SAVE_FAILED);
  assert_file (self, "file", "x");
  adit_engine_store_free (store);
}

#define ADD(name, run) g_test_add ("/engine/store/" name, Fixture, NULL, set_up, run, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("missing", test_missing);
  ADD ("good", test_good);
  ADD ("bad-without-copy", test_bad_without_copy);
  ADD ("bad-with-copy", test_bad_with_copy);
  ADD ("both-bad", test_both_bad);
  ADD ("not-text", test_not_text);
  ADD ("not-a-file", test_not_a_file);
  ADD ("save", test_save);
  ADD ("save-narrows-mode", test_save_narrows_mode);
  ADD ("save-makes-directory", test_save_makes_directory);
  ADD ("save-keeps-comments", test_save_keeps_comments);
  ADD ("save-over-bad", test_save_over_bad);
  ADD ("save-over-file-gone-bad", test_save_over_file_gone_bad);
  ADD ("disk-full", test_disk_full);
  ADD ("directory-unwritable", test_directory_unwritable);
  ADD ("directory-impossible", test_directory_impossible);

  return g_test_run ();
}
