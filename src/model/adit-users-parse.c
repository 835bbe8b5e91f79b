/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading the users: nothing is guessed at, and what is wrong is named, but never shown where it
 * may be a secret. */

#include "model/adit-error.h"
#include "model/adit-key-lines.h"
#include "model/adit-users-private.h"

#include <string.h>

typedef struct
{
  const char *text;
  GKeyFile *file; /* what that says */
} Source;

static gboolean G_GNUC_PRINTF (5, 6) refuse (const Source *source,
                                             GError **error,
                                             const char *group,
                                             const char *key,
                                             const char *format,
                                             ...)
{
  g_autofree char *reason = NULL;
  va_list arguments;

  va_start (arguments, format);
  reason = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT, "line %u: [%s] %s: %s",
               adit_key_lines_find (source->text, group, key), group, key, reason);
  return FALSE;
}

/* The text of a key as it is meant; NULL where there is none. GKeyFile's own message would show the
 * value. (transfer full) */
static gboolean
read_text (const Source *source, const char *group, const char *key, char **text, GError **error)
{
  GError *local_error = NULL;
  g_autofree char *read = NULL;

  *text = NULL;
  if (!g_key_file_has_key (source->file, group, key, NULL))
    return TRUE;

  read = g_key_file_get_string (source->file, group, key, &local_error);
  if (local_error)
    {
      g_error_free (local_error);
      return refuse (source, error, group, key, "not a valid text");
    }

  *text = g_strchomp (g_steal_pointer (&read));
  return TRUE;
}

static gboolean
read_number (const Source *source,
             const char *group,
             const AditUsersLimit *limit,
             AditUserLimits *limits,
             gboolean *is_there,
             GError **error)
{
  g_autofree char *text = NULL;
  guint64 value;

  if (!read_text (source, group, limit->key, &text, error))
    return FALSE;
  if (!text)
    return TRUE;
  if (!g_ascii_string_to_unsigned (text, 10, 0, limit->max, &value, NULL))
    return refuse (source, error, group, limit->key,
                   "“%s” is not a number from 0 to %" G_GUINT64_FORMAT, text, limit->max);

  adit_users_limit_set (limits, limit, value);
  *is_there = TRUE;
  return TRUE;
}

static gboolean
read_limits (const Source *source,
             const char *group,
             AditUserLimits *limits,
             gboolean *is_there,
             GError **error)
{
  g_autofree char *period = NULL;
  g_autofree char *end = NULL;

  for (guint i = 0; i < ADIT_USERS_N_LIMITS; i++)
    if (!read_number (source, group, &adit_users_limits[i], limits, is_there, error))
      return FALSE;

  if (!read_text (source, group, "quota-period", &period, error) ||
      !read_text (source, group, "quota-end", &end, error))
    return FALSE;
  if (period && !adit_quota_period_from_word (period, &limits->quota_period))
    return refuse (source, error, group, "quota-period", "“%s” is not one of day, month", period);
  if (end && !adit_quota_end_from_word (end, &limits->quota_end))
    return refuse (source, error, group, "quota-end", "“%s” is not one of refuse, end", end);

  *is_there = *is_there || period || end;
  return TRUE;
}

static gboolean
read_secrets (const Source *source, const char *group, AditUser *user, GError **error)
{
  for (guint i = 0; i < ADIT_USERS_N_SECRETS; i++)
    {
      const AditUsersSecret *secret = &adit_users_secrets[i];
      g_autofree char *text = NULL;

      if (!read_text (source, group, secret->key, &text, error))
        return FALSE;
      if (text && !adit_users_secret_is_valid (secret, text))
        return secret->n_digits == 0
                   ? refuse (source, error, group, secret->key, "not a hash as crypt(5) has them")
                   : refuse (source, error, group, secret->key,
                             "not %u hexadecimal digits in lower case", secret->n_digits);
      if (text)
        adit_user_set_text (&G_STRUCT_MEMBER (char *, user, secret->offset), text);
    }

  return TRUE;
}

static gboolean
read_terms (const Source *source, const char *group, AditUser *user, GError **error)
{
  g_autofree char *enabled = NULL;
  g_autofree char *expires = NULL;

  if (!read_text (source, group, "enabled", &enabled, error) ||
      !read_text (source, group, "expires", &expires, error))
    return FALSE;
  if (enabled && !g_str_equal (enabled, "true") && !g_str_equal (enabled, "false"))
    return refuse (source, error, group, "enabled", "“%s” is neither true nor false", enabled);
  if (expires && !adit_day_parse (expires, &user->expires_on))
    return refuse (source, error, group, "expires", "“%s” is not a day like 2027-12-31", expires);

  user->is_enabled = !enabled || g_str_equal (enabled, "true");
  return TRUE;
}

static gboolean
read_user (AditUsers *self, const Source *source, const char *group, GError **error)
{
  g_autofree char *name = NULL;
  g_autoptr (AditUser) user = NULL;

  if (!read_text (source, group, "name", &name, error))
    return FALSE;
  if (!name)
    return refuse (source, error, group, "name", "missing");
  if (!adit_user_is_name (name))
    return refuse (source, error, group, "name", "“%s” cannot be a user's name", name);

  user = adit_user_new (name);
  if (!read_secrets (source, group, user, error) || !read_terms (source, group, user, error) ||
      !read_limits (source, group, &user->limits, &user->has_own_limits, error))
    return FALSE;
  if (self->users->len >= ADIT_USERS_MAX)
    return refuse (source, error, group, "name", "there cannot be more than %u users",
                   ADIT_USERS_MAX);
  if (!adit_users_append (self, g_steal_pointer (&user)))
    return refuse (source, error, group, "name", "there is a user “%s” already", name);

  return TRUE;
}

static gboolean
read_users (AditUsers *self, const Source *source, GError **error)
{
  g_auto (GStrv) groups = g_key_file_get_groups (source->file, NULL);

  for (guint i = 0; groups[i]; i++)
    if (g_str_has_prefix (groups[i], ADIT_USERS_PREFIX) &&
        !read_user (self, source, groups[i], error))
      return FALSE;

  return TRUE;
}

/* What a later version means is not known here. */
static gboolean
read_version (const Source *source, GError **error)
{
  g_autofree char *text = NULL;
  guint64 version;

  if (!read_text (source, ADIT_USERS_GROUP, "version", &text, error))
    return FALSE;
  if (!text || g_ascii_string_to_unsigned (text, 10, 1, ADIT_USERS_VERSION, &version, NULL))
    return TRUE;

  return refuse (source, error, ADIT_USERS_GROUP, "version", "“%s” is not known; %u is", text,
                 ADIT_USERS_VERSION);
}

/* GKeyFile's own message would show the line, which may hold a secret. */
static gboolean
load (const Source *source, GError **error)
{
  g_autofree char *what = NULL;
  guint line;

  if (strlen (source->text) > ADIT_USERS_TEXT_MAX)
    g_set_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT, "more than %u bytes",
                 ADIT_USERS_TEXT_MAX);
  else if (!g_key_file_load_from_data (source->file, source->text, strlen (source->text),
                                       G_KEY_FILE_NONE, NULL))
    g_set_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT,
                 "line %u: neither [group], key=value nor a comment",
                 adit_key_lines_find_bad (source->text));
  else if ((line = adit_key_lines_find_double (source->text, &what)) > 0)
    g_set_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT, "line %u: %s stands there twice",
                 line, what);
  else
    return TRUE;

  return FALSE;
}

AditUsers *
adit_users_parse (const char *text, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  const Source source = { text, file };
  g_autoptr (AditUsers) self = adit_users_new ();
  gboolean is_there = FALSE;

  if (!load (&source, error) || !read_version (&source, error) ||
      !read_limits (&source, ADIT_USERS_TEMPLATE, &self->template, &is_there, error) ||
      !read_users (self, &source, error))
    return NULL;

  return adit_users_seal (g_steal_pointer (&self));
}
