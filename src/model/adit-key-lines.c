/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/adit-key-lines.h"

#include <string.h>

/* A walk over the lines, as GKeyFile takes them apart. */
typedef struct
{
  const char *next;
  guint line;
  gboolean is_group; /* this line begins one */
  char *group;       /* the one that this line is in; NULL none */
  char *key;         /* NULL: there is none on this line */
} Walk;

static void
walk_clear (Walk *walk)
{
  g_free (walk->group);
  g_free (walk->key);
}

/* @end: of the line. */
static void
look_at (Walk *walk, const char *start, const char *end)
{
  const char *stop;

  while (start < end && g_ascii_isspace (*start))
    start++;

  walk->is_group = FALSE;
  g_clear_pointer (&walk->key, g_free);
  if (start == end || *start == '#')
    return;
  if (*start == '[' && (stop = memchr (start, ']', (gsize) (end - start))) != NULL)
    {
      g_free (walk->group);
      walk->group = g_strndup (start + 1, (gsize) (stop - start) - 1);
      walk->is_group = TRUE;
    }
  else if ((stop = memchr (start, '=', (gsize) (end - start))) != NULL)
    walk->key = g_strchomp (g_strndup (start, (gsize) (stop - start)));
}

static gboolean
walk_on (Walk *walk)
{
  const char *end;

  if (*walk->next == '\0')
    return FALSE;

  end = strchrnul (walk->next, '\n');
  look_at (walk, walk->next, end);
  walk->next = *end != '\0' ? end + 1 : end;
  walk->line++;
  return TRUE;
}

guint
adit_key_lines_find (const char *text, const char *group, const char *key)
{
  Walk walk = { .next = text };
  guint line = 0;
  gboolean is_found = FALSE;

  while (!is_found && walk_on (&walk))
    if (g_strcmp0 (walk.group, group) == 0)
      {
        is_found = g_strcmp0 (walk.key, key) == 0;
        if (is_found || (line == 0 && walk.is_group))
          line = walk.line;
      }

  walk_clear (&walk);
  return line;
}

guint
adit_key_lines_find_double (const char *text, char **what)
{
  g_autoptr (GHashTable) groups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Walk walk = { .next = text };
  guint line = 0;

  while (line == 0 && walk_on (&walk))
    {
      if (walk.is_group)
        g_hash_table_remove_all (keys);
      if (walk.is_group && !g_hash_table_add (groups, g_strdup (walk.group)))
        {
          *what = g_strdup_printf ("[%s]", walk.group);
          line = walk.line;
        }
      else if (walk.key != NULL && !g_hash_table_add (keys, g_strdup (walk.key)))
        {
          *what = g_strdup (walk.key);
          line = walk.line;
        }
    }

  walk_clear (&walk);
  return line;
}

static gboolean
is_good (const char *text, gsize length)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  return length == 0 || g_key_file_load_from_data (file, text, length, G_KEY_FILE_NONE, NULL);
}

/* The ends of lines, in bytes from the begin of @text: gsize. (transfer full) */
static GArray *
list_ends (const char *text)
{
  GArray *ends = g_array_new (FALSE, FALSE, sizeof (gsize));
  Walk walk = { .next = text };

  while (walk_on (&walk))
    {
      gsize end = (gsize) (walk.next - text);

      g_array_append_val (ends, end);
    }

  walk_clear (&walk);
  return ends;
}

/* A text is good as long as its last line is. */
guint
adit_key_lines_find_bad (const char *text)
{
  g_autoptr (GArray) ends = list_ends (text);
  guint n_good = 0;
  guint n_bad = ends->len + 1;

  if (is_good (text, strlen (text)))
    return 0;

  while (n_good + 1 < n_bad)
    {
      guint middle = n_good + (n_bad - n_good) / 2;

      if (is_good (text, g_array_index (ends, gsize, middle - 1)))
        n_good = middle;
      else
        n_bad = middle;
    }

  return n_bad;
}
