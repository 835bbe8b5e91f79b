/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Who was removed and may come back: with everything, until there are too many. */

#include "engine/control/adit-engine-removed.h"
#include "model/adit-error.h"

static void
put (AditEngineRemoved *removed, const char *name, guint64 sent_bytes)
{
  g_autoptr (AditUser) user = adit_user_new (name);
  AditEngineAccountState *state = g_new0 (AditEngineAccountState, 1);

  user->expires_on = 20271231;
  state->name = g_strdup (name);
  state->total.sent_bytes = sent_bytes;
  adit_engine_removed_put (removed, user, sent_bytes > 0 ? state : NULL, 20260330);
  if (sent_bytes == 0)
    adit_engine_account_state_free (state);
}

static gboolean
has (AditEngineRemoved *removed, const char *name)
{
  g_autoptr (AditUser) user = NULL;
  g_autoptr (GError) error = NULL;
  const AditEngineAccountState *state;
  guint day;
  gboolean is_there = adit_engine_removed_find (removed, name, &user, &state, &day, &error);

  g_assert_true (is_there || g_error_matches (error, ADIT_ERROR, ADIT_ERROR_NOT_FOUND));
  return is_there;
}

static void
test_find (void)
{
  AditEngineRemoved *removed = adit_engine_removed_new ();
  g_autoptr (AditUser) user = NULL;
  g_autoptr (AditUser) again = NULL;
  const AditEngineAccountState *state = NULL;
  guint day = 0;

  put (removed, "alice", 7);
  put (removed, "bob", 0);
  g_assert_true (adit_engine_removed_find (removed, "alice", &user, &state, &day, NULL));
  g_assert_cmpstr (user->name, ==, "alice");
  g_assert_cmpuint (user->expires_on, ==, 20271231);
  g_assert_cmpuint (state->total.sent_bytes, ==, 7);
  g_assert_cmpuint (day, ==, 20260330);

  /* One of the same name who was removed later. */
  put (removed, "alice", 8);
  g_assert_true (adit_engine_removed_find (removed, "alice", &again, &state, &day, NULL));
  g_assert_cmpuint (state->total.sent_bytes, ==, 8);
  adit_engine_removed_drop (removed, "alice");
  g_assert_false (has (removed, "alice"));
  g_assert_true (has (removed, "bob"));
  adit_engine_removed_drop (removed, "alice");
  adit_engine_removed_free (removed);
}

static void
test_most (void)
{
  AditEngineRemoved *removed = adit_engine_removed_new ();

  put (removed, "first", 0);
  for (guint i = 1; i < ADIT_ENGINE_REMOVED_MAX; i++)
    {
      g_autofree char *name = g_strdup_printf ("user-%u", i);

      put (removed, name, i);
    }
  g_assert_true (has (removed, "first"));
  put (removed, "one-more", 0);
  g_assert_false (has (removed, "first"));
  g_assert_true (has (removed, "user-1"));
  g_assert_true (has (removed, "one-more"));
  adit_engine_removed_free (removed);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine/removed/find", test_find);
  g_test_add_func ("/engine/removed/most", test_most);

  return g_test_run ();
}
