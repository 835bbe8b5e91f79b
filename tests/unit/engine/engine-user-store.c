/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The users on disk. How a file is kept is tested with the configuration, which shares the code:
 * here that the users are what is kept, that a bad file costs nobody's account, and who may read
 * it. */

#include "engine/control/adit-engine-user-store.h"
#include "model/adit-error.h"

#include "test-files.h"

#include <string.h>

#define GOOD "# ours\n[users]\nversion=1\n\n[user-1]\nname=alice\npassword=$y$j9T$a$b\n"
#define BAD  "[user-1]\nname=alice\npassword=plain text\n"

static void
assert_users (AditEngineWatched *store, guint n_users, const char *complaint)
{
  const char *told = adit_engine_watched_get_error (store);

  g_assert_cmpuint (adit_users_count (adit_engine_watched_get_value (store)), ==, n_users);
  g_assert_cmpint (told != NULL, ==, complaint != NULL);
  if (complaint)
    {
      g_assert_nonnull (strstr (told, "users.conf"));
      g_assert_nonnull (strstr (told, complaint));
      g_assert_null (strstr (told, "plain"));
    }
}

static void
assert_load (TestFiles *self, guint n_users, const char *complaint)
{
  g_autoptr (AditEngineWatched) store = adit_engine_user_store_new (self->directory, NULL);

  assert_users (store, n_users, complaint);
}

/* Adds bob to whoever is there. */
static gboolean
add_bob (TestFiles *self, GError **error)
{
  g_autoptr (AditEngineWatched) store = adit_engine_user_store_new (self->directory, NULL);
  g_autoptr (AditUser) bob = adit_user_new ("bob");
  AditUsers *users = adit_engine_watched_get_value (store);

  return adit_engine_watched_save (store, adit_users_add (users, bob, error), error);
}

static void
test_missing (TestFiles *self, gconstpointer data)
{
  assert_load (self, 0, NULL);
  g_assert_cmpuint (test_files_count (self), ==, 0);
}

static void
test_save (TestFiles *self, gconstpointer data)
{
  g_autofree char *text = NULL;

  test_files_put (self, "users.conf", GOOD);
  assert_load (self, 1, NULL);
  g_assert_true (add_bob (self, NULL));
  assert_load (self, 2, NULL);
  test_files_assert_mode (self, "users.conf", 0600);
  test_files_assert_mode (self, "users.conf.good", 0600);
  text = test_files_get (self, "users.conf");
  g_assert_nonnull (strstr (text, "# ours"));
}

static void
test_bad (TestFiles *self, gconstpointer data)
{
  g_autofree char *aside = NULL;

  test_files_put (self, "users.conf", BAD);
  assert_load (self, 0, "nobody");
  test_files_put (self, "users.conf", GOOD);
  assert_load (self, 1, NULL);
  test_files_put (self, "users.conf", BAD);
  assert_load (self, 1, "the last good copy");

  g_assert_true (add_bob (self, NULL));
  aside = test_files_get (self, "users.conf.bad");
  g_assert_cmpstr (aside, ==, BAD);
  assert_load (self, 2, NULL);
}

static void
test_impossible (TestFiles *self, gconstpointer data)
{
  g_autofree char *below_a_file = test_files_path (self, "file/below");
  g_autoptr (AditEngineWatched) store = adit_engine_user_store_new (below_a_file, NULL);
  g_autoptr (AditUser) bob = adit_user_new ("bob");
  g_autoptr (GError) error = NULL;
  AditUsers *users = adit_engine_watched_get_value (store);

  test_files_put (self, "file", "x");
  g_assert_false (adit_engine_watched_save (store, adit_users_add (users, bob, NULL), &error));
  g_assert_error (error, ADIT_ERROR, ADIT_ERROR_SAVE_FAILED);
  g_assert_nonnull (strstr (error->message, "users were not saved"));
  g_clear_error (&error);

  /* An edit that failed is its own answer. */
  g_assert_false (adit_engine_watched_save (store, adit_users_remove (users, "x", &error), &error));
  g_assert_error (error, ADIT_ERROR, ADIT_ERROR_NOT_FOUND);
  assert_users (store, 0, NULL);
}

/* ---- Edits by hand ---- */

static void
on_changed (guint *n_changes)
{
  ++*n_changes;
}

static void
await (guint *n_changes)
{
  while (*n_changes == 0)
    g_main_context_iteration (NULL, TRUE);
  *n_changes = 0;
}

/* What is good holds a moment later; what is not is told while the last good ones stay. */
static void
test_by_hand (TestFiles *self, gconstpointer data)
{
  g_autoptr (AditEngineWatched) store = NULL;
  guint n_changes = 0;

  test_files_put (self, "users.conf", GOOD);
  store = adit_engine_user_store_new (self->directory, NULL);
  g_signal_connect_swapped (store, "changed", G_CALLBACK (on_changed), &n_changes);

  test_files_put (self, "users.conf", GOOD "\n[user-2]\nname=bob\n");
  await (&n_changes);
  assert_users (store, 2, NULL);

  test_files_put (self, "users.conf", GOOD "\n[user-2]\nname=bob\nexpires=soon\n");
  await (&n_changes);
  assert_users (store, 2, "line 11: [user-2] expires");

  /* A block that was copied and not renamed costs nobody their account. */
  test_files_put (self, "users.conf", GOOD "\n[user-1]\nname=bob\n");
  await (&n_changes);
  assert_users (store, 2, "line 9: [user-1] stands there twice");

  test_files_put (self, "users.conf", GOOD);
  await (&n_changes);
  assert_users (store, 1, NULL);
}

/* An edit over the bus begins with what the file has by then. */
static void
test_before_an_edit (TestFiles *self, gconstpointer data)
{
  g_autoptr (AditEngineWatched) store = adit_engine_user_store_new (self->directory, NULL);

  test_files_put (self, "users.conf", GOOD);
  assert_users (store, 0, NULL);
  adit_engine_watched_refresh (store);
  assert_users (store, 1, NULL);
}

#define ADD(name, run)                                                                             \
  g_test_add ("/engine/user-store/" name, TestFiles, NULL, test_files_set_up, run,                 \
              test_files_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("missing", test_missing);
  ADD ("save", test_save);
  ADD ("bad", test_bad);
  ADD ("impossible", test_impossible);
  ADD ("by-hand", test_by_hand);
  ADD ("before-an-edit", test_before_an_edit);

  return g_test_run ();
}
