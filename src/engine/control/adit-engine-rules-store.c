/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/control/adit-engine-rules-store.h"

static gpointer
parse (const char *text, GError **error)
{
  return adit_rules_parse (text, error);
}

/* The rules have the whole text, comments included. */
static char *
print (gconstpointer value, const char *previous)
{
  return g_strdup (adit_rules_get_text (value));
}

static void
free_value (gpointer value)
{
  adit_rules_unref (value);
}

static gpointer
ref_value (gpointer value)
{
  return adit_rules_ref (value);
}

static gboolean
is_same (gconstpointer a, gconstpointer b)
{
  return g_str_equal (adit_rules_get_text (a), adit_rules_get_text (b));
}

/* Nothing is wished for where there is no file; where there is one that nobody understands, to
 * allow what it may have meant to deny would be worse than nothing. */
static gpointer
new_initial (gboolean is_bad)
{
  return is_bad ? adit_rules_parse ("default deny\n", NULL) : adit_rules_new ();
}

static const AditEngineWatchedKind kind = {
  .kept = { "rules.conf", "rules that deny everything", parse, print, free_value },
  .unsaved = "The rules were not saved",
  .ref = ref_value,
  .is_same = is_same,
  .new_initial = new_initial,
};

AditEngineWatched *
adit_engine_rules_store_new (const char *directory, const char *state_directory)
{
  return adit_engine_watched_new (directory, state_directory, &kind);
}
