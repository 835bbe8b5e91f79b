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

static AditEngineUserStore *
make_store (TestFiles *self)
{
  return adit_engine_user_store_new (self->directory, NULL);
}

static void
assert_load (TestFiles *self, guint n_users, const char *complaint)
{
  AditEngineUserStore *store = make_store (self);
  g_autofree char *told = NULL;
  g_autoptr (AditUsers) users = adit_engine_user_store_load (store, &told);

  g_assert_cmpuint (adit_users_count (users), ==, n_users);
  g_assert_cmpint (told != NULL, ==, complaint != NULL);
  if (complaint)
    {
      g_assert_nonnull (strstr (told, "users.conf"));
      g_assert_nonnull (strstr (told, complaint));
      g_assert_null (strstr (told, "plain"));
    }
  adit_engine_user_store_free (store);
}

/* Adds bob to whoever is there. */
static gboolean
add_bob (TestFiles *self, GError **error)
{
  AditEngineUserStore *store = make_store (self);
  g_autofree char *told = NULL;
  g_autoptr (AditUsers) users = adit_engine_user_store_load (store, &told);
  g_autoptr (AditUser) bob = adit_user_new ("bob");
  g_autoptr (AditUsers) more = adit_users_add (users, bob, NULL);
  gboolean is_saved = adit_engine_user_store_save (store, more, error);

  adit_engine_user_store_free (store);
  return is_saved;
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
  AditEngineUserStore *store = adit_engine_user_store_new (below_a_file, NULL);
  g_autoptr (AditUsers) users = adit_users_new ();
  g_autoptr (GError) error = NULL;

  test_files_put (self, "file", "x");
  g_assert_false (adit_engine_user_store_save (store, users, &error));
  g_assert_error (error, ADIT_ERROR, ADIT_ERROR_SAVE_FAILED);
  g_assert_nonnull (strstr (error->message, "users were not saved"));
  adit_engine_user_store_free (store);
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

  return g_test_run ();
}
