/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading the configuration: nothing in it is guessed at, and what is wrong is named. */

#include "model/adit-error.h"
#include "model/adit-settings-private.h"

#include <string.h>

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

/* NULL with @error prefixed by group and key. g_key_file_get_string() may give a string and set an
 * error as well. (transfer full) */
static char *
read_string (GKeyFile *file, const char *group, const char *key, GError **error)
{
  GError *local_error = NULL;
  g_autofree char *text = g_key_file_get_string (file, group, key, &local_error);

  if (!local_error)
    return g_steal_pointer (&text);

  g_propagate_prefixed_error (error, local_error, "[%s] %s: ", group, key);
  return NULL;
}

static gboolean
read_flags (AditSettings *self, GKeyFile *file, GError **error)
{
  for (guint i = 0; i < ADIT_SETTINGS_N_FLAGS; i++)
    {
      const AditSettingsFlag *flag = &adit_settings_flags[i];

      if (!read_boolean (file, flag->group, flag->key, adit_settings_flag (self, flag), error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_limits (AditSettings *self, GKeyFile *file, GError **error)
{
  for (guint i = 0; i < ADIT_SETTINGS_N_LIMITS; i++)
    {
      const AditSettingsLimit *limit = &adit_settings_limits[i];
      g_autofree char *text = g_key_file_get_value (file, limit->group, limit->key, NULL);
      guint64 value;

      if (!text)
        continue;
      if (!g_ascii_string_to_unsigned (g_strchomp (text), 10, limit->min, limit->max, &value, NULL))
        {
          g_set_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT,
                       "[%s] %s=%s: not a number from %u to %u", limit->group, limit->key, text,
                       limit->min, limit->max);
          return FALSE;
        }
      *adit_settings_limit (self, limit) = (guint) value;
    }

  return TRUE;
}

/* An empty one is as good as none. */
static gboolean
read_path (AditSettings *self, GKeyFile *file, const AditSettingsPath *path, GError **error)
{
  g_autofree char *text = NULL;

  if (!g_key_file_has_key (file, path->group, path->key, NULL))
    return TRUE;

  text = read_string (file, path->group, path->key, error);
  if (!text)
    return FALSE;
  if (text[0] == '\0')
    return TRUE;
  /* The engine is started from anywhere. */
  if (!g_path_is_absolute (text))
    {
      g_set_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT,
                   "[%s] %s=%s: not an absolute path", path->group, path->key, text);
      return FALSE;
    }

  *adit_settings_path (self, path) = g_steal_pointer (&text);
  return TRUE;
}

static gboolean
read_paths (AditSettings *self, GKeyFile *file, GError **error)
{
  for (guint i = 0; i < ADIT_SETTINGS_N_PATHS; i++)
    if (!read_path (self, file, &adit_settings_paths[i], error))
      return FALSE;

  if (!self->certificate_path != !self->key_path)
    {
      g_set_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT,
                   "[tls] %s: missing; certificate and key go together",
                   self->certificate_path ? "key" : "certificate");
      return FALSE;
    }

  return TRUE;
}

/* The words of a list; @words is NULL where there is none. */
static gboolean
read_words (GKeyFile *file, const char *group, const char *key, GStrv *words, GError **error)
{
  if (!g_key_file_has_key (file, group, key, NULL))
    return TRUE;

  *words = g_key_file_get_string_list (file, group, key, NULL, error);
  if (*words)
    return TRUE;

  g_prefix_error (error, "[%s] %s: ", group, key);
  return FALSE;
}

static gboolean
read_clients (AditSettings *self, GKeyFile *file, GError **error)
{
  g_auto (GStrv) words = NULL;
  g_auto (AditClients) clients = { 0 };

  adit_clients_init_empty (&clients);
  if (!read_words (file, "access", "clients", &words, error))
    return FALSE;
  if (!words)
    return TRUE;

  for (guint i = 0; words[i]; i++)
    if (!adit_clients_add_word (&clients, g_strstrip (words[i])))
      {
        g_set_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT,
                     "[access] clients: “%s” is not local, an address or a network like "
                     "192.0.2.0/24",
                     words[i]);
        return FALSE;
      }

  adit_clients_take (&self->clients, &clients);
  return TRUE;
}

/* Appends to @networks what is written there. */
static gboolean
read_networks (GKeyFile *file, const char *group, const char *key, GArray *networks, GError **error)
{
  g_auto (GStrv) names = NULL;

  if (!read_words (file, group, key, &names, error))
    return FALSE;

  for (guint i = 0; names && names[i]; i++)
    {
      AditNetwork network;

      if (!adit_network_parse (g_strstrip (names[i]), &network))
        {
          g_set_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT,
                       "[%s] %s: “%s” is not an address or a network like 192.0.2.0/24", group, key,
                       names[i]);
          return FALSE;
        }
      g_array_append_val (networks, network);
    }

  return TRUE;
}

static gboolean
read_access (AditSettings *self, GKeyFile *file, GError **error)
{
  g_autofree char *sign_in = g_key_file_get_value (file, "access", "sign-in", NULL);
  g_autofree char *schemes = g_key_file_get_value (file, "access", "schemes", NULL);
  gboolean is_plain_basic_allowed = !self->access.is_plain_basic_forbidden;

  if (sign_in && !adit_sign_in_from_word (g_strchomp (sign_in), &self->access.sign_in))
    {
      g_set_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT,
                   "[access] sign-in=%s: not one of never, elsewhere, always", sign_in);
      return FALSE;
    }
  if (schemes && !adit_schemes_from_word (g_strchomp (schemes), &self->access.schemes))
    {
      g_set_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT,
                   "[access] schemes=%s: not one of basic, digest, both", schemes);
      return FALSE;
    }
  if (!read_boolean (file, "access", "plain-basic", &is_plain_basic_allowed, error))
    return FALSE;

  self->access.is_plain_basic_forbidden = !is_plain_basic_allowed;
  return TRUE;
}

static gboolean
read_log (AditSettings *self, GKeyFile *file, GError **error)
{
  g_autofree char *word = g_key_file_get_value (file, "log", "access", NULL);

  if (!word || adit_access_log_from_word (g_strchomp (word), &self->log.access))
    return TRUE;

  g_set_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT,
               "[log] access=%s: not one of off, text, json", word);
  return FALSE;
}

static gboolean
read_encryption (GKeyFile *file, const char *group, AditEncryption *encryption, GError **error)
{
  g_autofree char *word = g_key_file_get_value (file, group, "encryption", NULL);

  if (!word || adit_encryption_from_word (g_strchomp (word), encryption))
    return TRUE;

  g_set_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT,
               "[%s] encryption=%s: not one of both, plain, encrypted", group, word);
  return FALSE;
}

static gboolean
read_listener (AditSettings *self, GKeyFile *file, const char *group, GError **error)
{
  g_autofree char *address = read_string (file, group, "address", error);
  AditPlace place;
  gboolean is_enabled = TRUE, is_public_allowed = FALSE;
  AditEncryption encryption = ADIT_ENCRYPTION_BOTH;
  AditListenerSettings *listener;

  if (!address)
    return FALSE;
  if (!adit_place_parse (address, &place))
    {
      g_set_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT,
                   "[%s] address=%s: not an ADDRESS:PORT or %%INTERFACE:PORT", group, address);
      return FALSE;
    }
  if (adit_settings_find_listener (self, address))
    {
      g_set_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT,
                   "[%s] address=%s: another listener has it already", group, address);
      return FALSE;
    }
  if (!read_boolean (file, group, "enabled", &is_enabled, error) ||
      !read_boolean (file, group, "public", &is_public_allowed, error) ||
      !read_encryption (file, group, &encryption, error))
    return FALSE;

  listener = adit_settings_add_listener (self, address, is_enabled);
  listener->encryption = encryption;
  listener->is_public_allowed = is_public_allowed;
  return read_networks (file, group, "proxy-protocol", listener->senders, error);
}

static gboolean
read_listeners (AditSettings *self, GKeyFile *file, GError **error)
{
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);
  gboolean is_default_wanted = TRUE;

  for (guint i = 0; groups[i]; i++)
    if (g_str_has_prefix (groups[i], ADIT_SETTINGS_LISTENER_PREFIX) &&
        !read_listener (self, file, groups[i], error))
      return FALSE;

  if (!read_boolean (file, "engine", "default-listeners", &is_default_wanted, error))
    return FALSE;
  if (self->listeners->len == 0 && is_default_wanted)
    adit_settings_add_default_listeners (self);
  return TRUE;
}

AditSettings *
adit_settings_parse (const char *text, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (AditSettings) self = adit_settings_new_bare ();

  if (!g_key_file_load_from_data (file, text, strlen (text), G_KEY_FILE_NONE, error) ||
      !read_flags (self, file, error) || !read_limits (self, file, error) ||
      !read_clients (self, file, error) ||
      !read_networks (file, "metrics", "clients", self->metrics_clients, error) ||
      !read_log (self, file, error) || !read_access (self, file, error) ||
      !read_paths (self, file, error) || !read_listeners (self, file, error))
    return NULL;

  return g_steal_pointer (&self);
}
