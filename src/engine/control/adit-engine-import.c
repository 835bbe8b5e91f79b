/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/control/adit-engine-import.h"

#include <glib/gi18n.h>
#include <string.h>

/* The first line on which a name stands, by the name. (transfer full) */
static GHashTable *
find_lines (const char *text)
{
  GHashTable *lines_by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i]; i++)
    {
      char *colon = strchr (g_strstrip (lines[i]), ':');

      if (!colon)
        continue;
      *colon = '\0';
      if (!g_hash_table_contains (lines_by_name, lines[i]))
        g_hash_table_insert (lines_by_name, g_strdup (lines[i]), GUINT_TO_POINTER (i + 1));
    }

  return lines_by_name;
}

static AditHtpasswdRefusal *
new_refusal (guint line, const char *name)
{
  AditHtpasswdRefusal *refusal = g_new0 (AditHtpasswdRefusal, 1);

  refusal->line = line;
  refusal->name = g_strdup (name);
  refusal->reason = g_strdup (_ ("there is a user of this name already"));

  return refusal;
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  const AditHtpasswdRefusal *const *first = a, *const *second = b;

  return (*first)->line < (*second)->line ? -1 : (*first)->line > (*second)->line;
}

AditUsers *
adit_engine_import (const AditUsers *users, const char *text, GPtrArray **refusals, GError **error)
{
  g_autoptr (AditHtpasswd) read = adit_htpasswd_parse (text);
  g_autoptr (GHashTable) lines = find_lines (text);
  g_autoptr (GPtrArray) added = g_ptr_array_new ();
  AditUsers *outcome;

  for (guint i = 0; i < read->users->len; i++)
    {
      AditUser *user = read->users->pdata[i];

      if (!adit_users_find (users, user->name))
        g_ptr_array_add (added, user);
      else
        g_ptr_array_add (read->refusals,
                         new_refusal (GPOINTER_TO_UINT (g_hash_table_lookup (lines, user->name)),
                                      user->name));
    }

  outcome = adit_users_add_all (users, (const AditUser *const *) added->pdata, added->len, error);
  if (outcome)
    {
      g_ptr_array_sort (read->refusals, compare_lines);
      *refusals = g_ptr_array_ref (read->refusals);
    }
  return outcome;
}

char *
adit_engine_export (const AditUsers *users)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < adit_users_count (users); i++)
    {
      const AditUser *user = adit_users_get (users, i);

      if (user->password_hash[0] != '\0')
        g_string_append_printf (text, "%s:%s\n", user->name, user->password_hash);
    }

  return g_string_free (text, FALSE);
}
