/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Writing the users over what was there: what others wrote stays. */

#include "model/adit-users-private.h"

#include <string.h>

/* A key is written where it says something, or stands there already: removing it would take its
 * comment along, and one that is added to a group comes to stand behind the comment of the next. */
static void
print_value (GKeyFile *file,
             const char *group,
             const char *key,
             const char *value,
             const char *without)
{
  if (g_strcmp0 (value, without) != 0 || g_key_file_has_key (file, group, key, NULL))
    g_key_file_set_string (file, group, key, value);
}

static void
print_limits (GKeyFile *file, const char *group, const AditUserLimits *limits)
{
  for (guint i = 0; i < ADIT_USERS_N_LIMITS; i++)
    {
      guint64 value = adit_users_limit_get (limits, &adit_users_limits[i]);
      g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, value);

      print_value (file, group, adit_users_limits[i].key, text, "0");
    }

  print_value (file, group, "quota-period", adit_quota_period_to_word (limits->quota_period),
               adit_quota_period_to_word (ADIT_QUOTA_MONTH));
  print_value (file, group, "quota-end", adit_quota_end_to_word (limits->quota_end),
               adit_quota_end_to_word (ADIT_QUOTA_REFUSE));
}

static gboolean
has_limits (GKeyFile *file, const char *group)
{
  for (guint i = 0; i < ADIT_USERS_N_LIMITS; i++)
    if (g_key_file_has_key (file, group, adit_users_limits[i].key, NULL))
      return TRUE;

  return g_key_file_has_key (file, group, "quota-period", NULL) ||
         g_key_file_has_key (file, group, "quota-end", NULL);
}

/* That there are none has to be said: otherwise the template's would hold. */
static void
print_own_limits (GKeyFile *file, const char *group, const AditUserLimits *limits)
{
  print_limits (file, group, limits);
  if (!has_limits (file, group))
    g_key_file_set_uint64 (file, group, adit_users_limits[0].key, 0);
}

/* Their being there is what would make them the user's own. */
static void
remove_limits (GKeyFile *file, const char *group)
{
  for (guint i = 0; i < ADIT_USERS_N_LIMITS; i++)
    g_key_file_remove_key (file, group, adit_users_limits[i].key, NULL);

  g_key_file_remove_key (file, group, "quota-period", NULL);
  g_key_file_remove_key (file, group, "quota-end", NULL);
}

static void
print_user (GKeyFile *file, const char *group, const AditUser *user)
{
  g_autofree char *expires = adit_day_print (user->expires_on);

  g_key_file_set_string (file, group, "name", user->name);
  for (guint i = 0; i < ADIT_USERS_N_SECRETS; i++)
    print_value (file, group, adit_users_secrets[i].key,
                 G_STRUCT_MEMBER (const char *, user, adit_users_secrets[i].offset), "");
  print_value (file, group, "enabled", user->is_enabled ? "true" : "false", "true");
  print_value (file, group, "expires", expires, "");

  if (user->has_own_limits)
    print_own_limits (file, group, &user->limits);
  else
    remove_limits (file, group);
}

/* Removes the groups of those who are gone, and all but the first that hold the same one. Returns
 * which group each of the others has: name → group. */
static GHashTable *
keep_groups (const AditUsers *self, GKeyFile *file)
{
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);
  GHashTable *kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; groups[i]; i++)
    {
      g_autofree char *name = NULL;

      if (!g_str_has_prefix (groups[i], ADIT_USERS_PREFIX))
        continue;

      name = g_key_file_get_string (file, groups[i], "name", NULL);
      if (name)
        g_strchomp (name);
      if (!name || !adit_users_find (self, name) || g_hash_table_contains (kept, name))
        g_key_file_remove_group (file, groups[i], NULL);
      else
        g_hash_table_insert (kept, g_steal_pointer (&name), g_strdup (groups[i]));
    }

  return kept;
}

/* The next number from @number on of which there is no group yet. (transfer full) */
static char *
take_group (GKeyFile *file, guint *number)
{
  char *group = NULL;

  do
    {
      g_free (group);
      group = g_strdup_printf (ADIT_USERS_PREFIX "%u", (*number)++);
    }
  while (g_key_file_has_group (file, group));

  return group;
}

static void
print_users (const AditUsers *self, GKeyFile *file)
{
  g_autoptr (GHashTable) kept = keep_groups (self, file);
  guint number = 1;

  for (guint i = 0; i < adit_users_count (self); i++)
    {
      const AditUser *user = adit_users_get (self, i);
      const char *old = g_hash_table_lookup (kept, user->name);
      g_autofree char *group = old ? g_strdup (old) : take_group (file, &number);

      print_user (file, group, user);
    }
}

char *
adit_users_print (const AditUsers *self, const char *previous)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  if (!previous ||
      !g_key_file_load_from_data (file, previous, strlen (previous),
                                  G_KEY_FILE_KEEP_COMMENTS | G_KEY_FILE_KEEP_TRANSLATIONS, NULL))
    {
      g_key_file_unref (file);
      file = g_key_file_new ();
    }

  g_key_file_set_integer (file, ADIT_USERS_GROUP, "version", ADIT_USERS_VERSION);
  print_limits (file, ADIT_USERS_TEMPLATE, &self->template);
  print_users (self, file);

  return g_key_file_to_data (file, NULL, NULL);
}
