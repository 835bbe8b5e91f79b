/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Writing the configuration over what was there: what others wrote stays. */

#include "model/adit-settings-private.h"

#include <arpa/inet.h>
#include <string.h>

static void
print_flags (const AditSettings *self, GKeyFile *file)
{
  for (guint i = 0; i < ADIT_SETTINGS_N_FLAGS; i++)
    g_key_file_set_boolean (file, adit_settings_flags[i].group, adit_settings_flags[i].key,
                            *adit_settings_flag (self, &adit_settings_flags[i]));
}

static void
print_limits (const AditSettings *self, GKeyFile *file)
{
  for (guint i = 0; i < ADIT_SETTINGS_N_LIMITS; i++)
    g_key_file_set_integer (file, adit_settings_limits[i].group, adit_settings_limits[i].key,
                            (int) *adit_settings_limit (self, &adit_settings_limits[i]));
}

/* One that is not set any more is left empty: removing it would take its comment along. */
static void
print_paths (const AditSettings *self, GKeyFile *file)
{
  for (guint i = 0; i < ADIT_SETTINGS_N_PATHS; i++)
    {
      const char *group = adit_settings_paths[i].group;
      const char *key = adit_settings_paths[i].key;
      const char *path = *adit_settings_path (self, &adit_settings_paths[i]);

      if (path || g_key_file_has_key (file, group, key, NULL))
        g_key_file_set_string (file, group, key, path ? path : "");
    }
}

static void
print_networks (const GArray *networks, GKeyFile *file, const char *group, const char *key)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < networks->len; i++)
    {
      const AditNetwork *network = &g_array_index (networks, AditNetwork, i);
      char address[INET6_ADDRSTRLEN];

      inet_ntop (network->family, network->address, address, sizeof address);
      g_ptr_array_add (names, g_strdup_printf ("%s/%u", address, network->prefix));
    }

  g_key_file_set_string_list (file, group, key, (const char *const *) names->pdata, names->len);
}

/* Few have any: only where there are some, or were. */
static void
print_senders (const AditListenerSettings *listener, GKeyFile *file, const char *group)
{
  if (listener->senders->len > 0 || g_key_file_has_key (file, group, "proxy-protocol", NULL))
    print_networks (listener->senders, file, group, "proxy-protocol");
}

static void
print_clients (const AditSettings *self, GKeyFile *file)
{
  g_auto (GStrv) words = adit_clients_to_words (&self->clients);

  g_key_file_set_string_list (file, "access", "clients", (const char *const *) words,
                              g_strv_length (words));
}

static void
print_access (const AditSettings *self, GKeyFile *file)
{
  g_key_file_set_string (file, "access", "sign-in", adit_sign_in_to_word (self->access.sign_in));
  g_key_file_set_string (file, "access", "schemes", adit_schemes_to_word (self->access.schemes));
  g_key_file_set_boolean (file, "access", "plain-basic", !self->access.is_plain_basic_forbidden);
}

/* Few have it: only where it is set, or was. */
static void
print_public (const AditListenerSettings *listener, GKeyFile *file, const char *group)
{
  if (listener->is_public_allowed || g_key_file_has_key (file, group, "public", NULL))
    g_key_file_set_boolean (file, group, "public", listener->is_public_allowed);
}

/* The group that holds the listener with @address, or NULL. */
static char *
find_group (GKeyFile *file, const char *address)
{
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);

  for (guint i = 0; groups[i]; i++)
    {
      g_autofree char *other = g_key_file_get_string (file, groups[i], "address", NULL);

      if (g_str_has_prefix (groups[i], ADIT_SETTINGS_LISTENER_PREFIX) &&
          g_strcmp0 (other, address) == 0)
        return g_strdup (groups[i]);
    }

  return NULL;
}

/* The address by which the file still knows one that was moved; NULL: not by another, or that is
 * another listener's now. */
static const char *
old_address (const AditSettings *self, const AditListenerSettings *listener)
{
  return listener->written_as && !adit_settings_find_listener (self, listener->written_as)
             ? listener->written_as
             : NULL;
}

/* The listener's group; without one, the first name that is free. */
static char *
listener_group (const AditSettings *self, GKeyFile *file, const AditListenerSettings *listener)
{
  g_autofree char *name = find_group (file, listener->address);
  const char *old = old_address (self, listener);
  guint number = 1;

  if (!name && old)
    name = find_group (file, old);
  if (name)
    return g_steal_pointer (&name);

  do
    {
      g_free (name);
      name = g_strdup_printf (ADIT_SETTINGS_LISTENER_PREFIX "%u", number++);
    }
  while (g_key_file_has_group (file, name));

  return g_steal_pointer (&name);
}

/* Listeners on sockets that somebody lent are there only while these are. */
static gboolean
is_written (const AditListenerSettings *listener)
{
  return listener && !listener->is_lent;
}

static gboolean
is_old_address (const AditSettings *self, const char *address)
{
  for (guint i = 0; i < self->listeners->len; i++)
    if (g_strcmp0 (old_address (self, self->listeners->pdata[i]), address) == 0)
      return TRUE;

  return FALSE;
}

/* Stale are groups whose listener is gone, and all but the first that hold the same one. */
static void
remove_stale_listeners (const AditSettings *self, GKeyFile *file)
{
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; groups[i]; i++)
    {
      g_autofree char *address = g_key_file_get_string (file, groups[i], "address", NULL);

      if (g_str_has_prefix (groups[i], ADIT_SETTINGS_LISTENER_PREFIX) &&
          (!address ||
           (!is_written (adit_settings_find_listener (self, address)) &&
            !is_old_address (self, address)) ||
           !g_hash_table_add (seen, g_strdup (address))))
        g_key_file_remove_group (file, groups[i], NULL);
    }
}

static void
print_listeners (const AditSettings *self, GKeyFile *file)
{
  remove_stale_listeners (self, file);

  for (guint i = 0; i < self->listeners->len; i++)
    {
      const AditListenerSettings *listener = g_ptr_array_index (self->listeners, i);
      g_autofree char *group = NULL;

      if (!is_written (listener))
        continue;
      group = listener_group (self, file, listener);
      g_key_file_set_string (file, group, "address", listener->address);
      g_key_file_set_boolean (file, group, "enabled", listener->is_enabled);
      g_key_file_set_string (file, group, "encryption",
                             adit_encryption_to_word (listener->encryption));
      print_public (listener, file, group);
      print_senders (listener, file, group);
    }

  g_key_file_set_boolean (file, "engine", "default-listeners", self->listeners->len > 0);
}

char *
adit_settings_print (const AditSettings *self, const char *previous)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  if (!previous ||
      !g_key_file_load_from_data (file, previous, strlen (previous),
                                  G_KEY_FILE_KEEP_COMMENTS | G_KEY_FILE_KEEP_TRANSLATIONS, NULL))
    {
      g_key_file_unref (file);
      file = g_key_file_new ();
    }

  print_flags (self, file);
  print_limits (self, file);
  print_clients (self, file);
  print_networks (self->metrics_clients, file, "metrics", "clients");
  g_key_file_set_string (file, "log", "access", adit_access_log_to_word (self->log.access));
  print_access (self, file);
  print_paths (self, file);
  print_listeners (self, file);

  return g_key_file_to_data (file, NULL, NULL);
}
