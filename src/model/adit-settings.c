/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/adit-settings.h"

#include "model/adit-authority.h"
#include "model/adit-error.h"

#include <arpa/inet.h>
#include <string.h>

#define LISTENER_PREFIX "listener-"
#define WEEK_S          (7 * 24 * 3600)

typedef struct
{
  const char *key;
  gsize offset;
  guint min;
  guint max;
  guint initial;
} Limit;

static const Limit limits[] = {
  { "head-seconds", G_STRUCT_OFFSET (AditSettings, head_timeout_s), 1, 600, 30 },
  { "connect-seconds", G_STRUCT_OFFSET (AditSettings, connect_timeout_s), 1, 600, 30 },
  { "idle-seconds", G_STRUCT_OFFSET (AditSettings, idle_timeout_s), 0, WEEK_S, 3600 },
  { "grace-seconds", G_STRUCT_OFFSET (AditSettings, grace_s), 0, 600, 5 },
  { "connections", G_STRUCT_OFFSET (AditSettings, connections_max), 0, 1000000, 0 },
};

static const char *const default_listeners[] = { "127.0.0.1:3128", "[::1]:3128" };

static guint *
limit_value (const AditSettings *self, const Limit *limit)
{
  return G_STRUCT_MEMBER_P (self, limit->offset);
}

static void
listener_settings_free (gpointer data)
{
  AditListenerSettings *listener = data;

  g_free (listener->address);
  g_free (listener);
}

static AditSettings *
settings_new_bare (void)
{
  AditSettings *self = g_new0 (AditSettings, 1);

  self->clients = g_array_new (FALSE, FALSE, sizeof (AditNetwork));
  self->listeners = g_ptr_array_new_with_free_func (listener_settings_free);
  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    *limit_value (self, &limits[i]) = limits[i].initial;

  return self;
}

static void
add_default_listeners (AditSettings *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (default_listeners); i++)
    adit_settings_add_listener (self, default_listeners[i], TRUE);
}

AditSettings *
adit_settings_new (void)
{
  AditSettings *self = settings_new_bare ();

  add_default_listeners (self);

  return self;
}

void
adit_settings_free (AditSettings *self)
{
  if (!self)
    return;

  g_array_unref (self->clients);
  g_ptr_array_unref (self->listeners);
  g_free (self);
}

static gboolean
read_boolean (GKeyFile *file, const char *group, const char *key, gboolean *value, GError **error)
{
  GError *local_error = NULL;
  gboolean read;

  if (!g_key_file_has_key (file, group, key, NULL))
    return TRUE;

  read = g_key_file_get_boolean (file, group, key, &local_error);
  if (local_error)
    {
      g_propagate_prefixed_error (error, local_error, "[%s] %s: ", group, key);
      return FALSE;
    }

  *value = read;
  return TRUE;
}

static gboolean
read_limits (AditSettings *self, GKeyFile *file, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      const Limit *limit = &limits[i];
      g_autofree char *text = g_key_file_get_value (file, "limits", limit->key, NULL);
      guint64 value;

      if (!text)
        continue;
      if (!g_ascii_string_to_unsigned (g_strchomp (text), 10, limit->min, limit->max, &value, NULL))
        {
          g_set_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT,
                       "[limits] %s=%s: not a number from %u to %u", limit->key, text, limit->min,
                       limit->max);
          return FALSE;
        }
      *limit_value (self, limit) = (guint) value;
    }

  return TRUE;
}

static gboolean
read_clients (AditSettings *self, GKeyFile *file, GError **error)
{
  g_auto (GStrv) names = NULL;

  if (!g_key_file_has_key (file, "access", "clients", NULL))
    return TRUE;

  names = g_key_file_get_string_list (file, "access", "clients", NULL, error);
  if (!names)
    {
      g_prefix_error (error, "[access] clients: ");
      return FALSE;
    }

  for (guint i = 0; names[i]; i++)
    {
      AditNetwork network;

      if (!adit_network_parse (g_strstrip (names[i]), &network))
        {
          g_set_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT,
                       "[access] clients: “%s” is not an address or a network like 192.0.2.0/24",
                       names[i]);
          return FALSE;
        }
      g_array_append_val (self->clients, network);
    }

  return TRUE;
}

static gboolean
read_listener (AditSettings *self, GKeyFile *file, const char *group, GError **error)
{
  g_autofree char *address = g_key_file_get_string (file, group, "address", error);
  AditAuthority authority;
  gboolean is_enabled = TRUE;

  if (!address)
    {
      g_prefix_error (error, "[%s] address: ", group);
      return FALSE;
    }
  if (!adit_authority_parse (address, strlen (address),
                             ADIT_AUTHORITY_PORT_0 | ADIT_AUTHORITY_ONLY_ADDRESS, &authority))
    {
      g_set_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT,
                   "[%s] address=%s: not an ADDRESS:PORT", group, address);
      return FALSE;
    }
  if (adit_settings_find_listener (self, address))
    {
      g_set_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT,
                   "[%s] address=%s: another listener has it already", group, address);
      return FALSE;
    }
  if (!read_boolean (file, group, "enabled", &is_enabled, error))
    return FALSE;

  adit_settings_add_listener (self, address, is_enabled);
  return TRUE;
}

static gboolean
read_listeners (AditSettings *self, GKeyFile *file, GError **error)
{
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);
  gboolean is_default_wanted = TRUE;

  for (guint i = 0; groups[i]; i++)
    if (g_str_has_prefix (groups[i], LISTENER_PREFIX) &&
        !read_listener (self, file, groups[i], error))
      return FALSE;

  if (!read_boolean (file, "engine", "default-listeners", &is_default_wanted, error))
    return FALSE;
  if (self->listeners->len == 0 && is_default_wanted)
    add_default_listeners (self);
  return TRUE;
}

AditSettings *
adit_settings_parse (const char *text, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (AditSettings) self = settings_new_bare ();

  if (!g_key_file_load_from_data (file, text, strlen (text), G_KEY_FILE_NONE, error) ||
      !read_boolean (file, "engine", "running", &self->is_running, error) ||
      !read_limits (self, file, error) || !read_clients (self, file, error) ||
      !read_listeners (self, file, error))
    return NULL;

  return g_steal_pointer (&self);
}

static void
print_limits (const AditSettings *self, GKeyFile *file)
{
  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    g_key_file_set_integer (file, "limits", limits[i].key, (int) *limit_value (self, &limits[i]));
}

static void
print_clients (const AditSettings *self, GKeyFile *file)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < self->clients->len; i++)
    {
      const AditNetwork *network = &g_array_index (self->clients, AditNetwork, i);
      char address[INET6_ADDRSTRLEN];

      inet_ntop (network->family, network->address, address, sizeof address);
      g_ptr_array_add (names, g_strdup_printf ("%s/%u", address, network->prefix));
    }

  g_key_file_set_string_list (file, "access", "clients", (const char *const *) names->pdata,
                              names->len);
}

/* The group that holds the listener with @address; without one, the first name that is free. */
static char *
listener_group (GKeyFile *file, const char *address)
{
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);
  g_autofree char *name = NULL;
  guint number = 1;

  for (guint i = 0; groups[i]; i++)
    {
      g_autofree char *other = g_key_file_get_string (file, groups[i], "address", NULL);

      if (g_str_has_prefix (groups[i], LISTENER_PREFIX) && g_strcmp0 (other, address) == 0)
        return g_strdup (groups[i]);
    }

  do
    {
      g_free (name);
      name = g_strdup_printf (LISTENER_PREFIX "%u", number++);
    }
  while (g_key_file_has_group (file, name));

  return g_steal_pointer (&name);
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

      if (g_str_has_prefix (groups[i], LISTENER_PREFIX) &&
          (!address || !adit_settings_find_listener (self, address) ||
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
      g_autofree char *group = listener_group (file, listener->address);

      g_key_file_set_string (file, group, "address", listener->address);
      g_key_file_set_boolean (file, group, "enabled", listener->is_enabled);
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

  g_key_file_set_boolean (file, "engine", "running", self->is_running);
  print_limits (self, file);
  print_clients (self, file);
  print_listeners (self, file);

  return g_key_file_to_data (file, NULL, NULL);
}

AditListenerSettings *
adit_settings_find_listener (const AditSettings *self, const char *address)
{
  for (guint i = 0; i < self->listeners->len; i++)
    {
      AditListenerSettings *listener = g_ptr_array_index (self->listeners, i);

      if (g_str_equal (listener->address, address))
        return listener;
    }

  return NULL;
}

AditListenerSettings *
adit_settings_add_listener (AditSettings *self, const char *address, gboolean is_enabled)
{
  AditListenerSettings *listener = g_new0 (AditListenerSettings, 1);

  listener->address = g_strdup (address);
  listener->is_enabled = is_enabled;
  g_ptr_array_add (self->listeners, listener);

  return listener;
}

gboolean
adit_settings_remove_listener (AditSettings *self, const char *address)
{
  AditListenerSettings *listener = adit_settings_find_listener (self, address);

  return listener && g_ptr_array_remove (self->listeners, listener);
}
