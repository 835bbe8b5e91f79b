/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/control/adit-engine-user-store.h"

static gpointer
parse (const char *text, GError **error)
{
  return adit_users_parse (text, error);
}

static char *
print (gconstpointer value, const char *previous)
{
  return adit_users_print (value, previous);
}

static void
free_value (gpointer value)
{
  adit_users_unref (value);
}

static gpointer
ref_value (gpointer value)
{
  return adit_users_ref (value);
}

static gboolean
is_same (gconstpointer a, gconstpointer b)
{
  return adit_users_equal (a, b);
}

static gpointer
new_initial (gboolean is_bad)
{
  return adit_users_new ();
}

static const AditEngineWatchedKind kind = {
  .kept = { "users.conf", "nobody", parse, print, free_value },
  .unsaved = "The users were not saved",
  .ref = ref_value,
  .is_same = is_same,
  .new_initial = new_initial,
};

AditEngineWatched *
adit_engine_user_store_new (const char *directory, const char *state_directory)
{
  return adit_engine_watched_new (directory, state_directory, &kind);
}
