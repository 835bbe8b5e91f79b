/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/adit-users-private.h"

#include "model/adit-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

const AditUsersSecret adit_users_secrets[ADIT_USERS_N_SECRETS] = {
  { "password", G_STRUCT_OFFSET (AditUser, password_hash), 0 },
  { "digest-sha-256", G_STRUCT_OFFSET (AditUser, sha256_secret), 64 },
  { "digest-md5", G_STRUCT_OFFSET (AditUser, md5_secret), 32 },
};

const AditUsersLimit adit_users_limits[ADIT_USERS_N_LIMITS] = {
  { "rate", G_STRUCT_OFFSET (AditUserLimits, rate_bytes_s), TRUE, ADIT_USER_RATE_MAX },
  { "tunnels", G_STRUCT_OFFSET (AditUserLimits, tunnels_max), FALSE, ADIT_USER_TUNNELS_MAX },
  { "quota", G_STRUCT_OFFSET (AditUserLimits, quota_bytes), TRUE, ADIT_USER_QUOTA_MAX },
};

guint64
adit_users_limit_get (const AditUserLimits *limits, const AditUsersLimit *limit)
{
  return limit->is_long ? G_STRUCT_MEMBER (guint64, limits, limit->offset)
                        : G_STRUCT_MEMBER (guint, limits, limit->offset);
}

void
adit_users_limit_set (AditUserLimits *limits, const AditUsersLimit *limit, guint64 value)
{
  if (limit->is_long)
    G_STRUCT_MEMBER (guint64, limits, limit->offset) = value;
  else
    G_STRUCT_MEMBER (guint, limits, limit->offset) = (guint) value;
}

/* ---- Secrets ---- */

/* crypt(5): visible ASCII, without what parts fields in files or marks an account as locked. */
static gboolean
is_hash (const char *text)
{
  if (*text != '$' || strlen (text) > ADIT_USER_HASH_MAX)
    return FALSE;

  for (const char *c = text; *c; c++)
    if (!g_ascii_isgraph (*c) || strchr (":;*!\\", *c))
      return FALSE;

  return TRUE;
}

static gboolean
is_hex (const char *text, guint n_digits)
{
  for (const char *c = text; *c; c++)
    if (!g_ascii_isxdigit (*c) || g_ascii_isupper (*c))
      return FALSE;

  return strlen (text) == n_digits;
}

gboolean
adit_users_secret_is_valid (const AditUsersSecret *secret, const char *text)
{
  return *text == '\0' ||
         (secret->n_digits == 0 ? is_hash (text) : is_hex (text, secret->n_digits));
}

static guint
secrets_of (const AditUser *user)
{
  guint secrets = 0;

  for (guint i = 0; i < ADIT_USERS_N_SECRETS; i++)
    if (*G_STRUCT_MEMBER (char *, user, adit_users_secrets[i].offset))
      secrets |= 1u << i;

  return secrets;
}

/* ---- Life ---- */

/* Sets share their users, so that an edit of thousands copies none of them. */
typedef struct
{
  int ref_count; /* atomic; not a gatomicrefcount, which thread sanitizers cannot see */
  AditUser *user;
} Shared;

static Shared *
shared_ref (Shared *shared)
{
  g_atomic_int_inc (&shared->ref_count);
  return shared;
}

static void
shared_unref (gpointer data)
{
  Shared *shared = data;

  if (!g_atomic_int_dec_and_test (&shared->ref_count))
    return;

  adit_user_free (shared->user);
  g_free (shared);
}

static const AditUser *
user_at (const AditUsers *self, guint index)
{
  const Shared *shared = g_ptr_array_index (self->users, index);

  return shared->user;
}

AditUsers *
adit_users_new (void)
{
  AditUsers *self = g_new0 (AditUsers, 1);

  self->ref_count = 1;
  self->users = g_ptr_array_new_with_free_func (shared_unref);
  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  self->template.quota_period = ADIT_QUOTA_MONTH;

  return self;
}

AditUsers *
adit_users_ref (AditUsers *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
adit_users_unref (AditUsers *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_hash_table_unref (self->by_name);
  g_ptr_array_unref (self->users);
  g_free (self);
}

static void
append_shared (AditUsers *self, Shared *shared)
{
  g_ptr_array_add (self->users, shared);
  g_hash_table_insert (self->by_name, shared->user->name, shared->user);
}

gboolean
adit_users_append (AditUsers *self, AditUser *user)
{
  Shared *shared;

  if (adit_users_find (self, user->name))
    {
      adit_user_free (user);
      return FALSE;
    }

  shared = g_new0 (Shared, 1);
  shared->ref_count = 1;
  shared->user = user;
  append_shared (self, shared);
  return TRUE;
}

AditUsers *
adit_users_seal (AditUsers *self)
{
  guint common = ADIT_SECRETS_PASSWORD | ADIT_SECRETS_SHA_256 | ADIT_SECRETS_MD5;

  self->any_secrets = 0;
  for (guint i = 0; i < self->users->len; i++)
    {
      const AditUser *user = user_at (self, i);

      if (!user->is_enabled || !adit_user_has_secret (user))
        continue;
      self->any_secrets |= secrets_of (user);
      common &= secrets_of (user);
    }
  self->common_secrets = self->any_secrets ? common : 0;

  return self;
}

/* ---- Questions ---- */

guint
adit_users_count (const AditUsers *self)
{
  return self->users->len;
}

const AditUser *
adit_users_get (const AditUsers *self, guint index)
{
  g_return_val_if_fail (index < self->users->len, NULL);

  return user_at (self, index);
}

const AditUser *
adit_users_find (const AditUsers *self, const char *name)
{
  return g_hash_table_lookup (self->by_name, name);
}

const AditUserLimits *
adit_users_get_template (const AditUsers *self)
{
  return &self->template;
}

const AditUserLimits *
adit_users_get_limits (const AditUsers *self, const AditUser *user)
{
  return user->has_own_limits ? &user->limits : &self->template;
}

guint
adit_users_get_any_secrets (const AditUsers *self)
{
  return self->any_secrets;
}

guint
adit_users_get_common_secrets (const AditUsers *self)
{
  return self->common_secrets;
}

gboolean
adit_users_equal (const AditUsers *a, const AditUsers *b)
{
  if (a->users->len != b->users->len || !adit_user_limits_equal (&a->template, &b->template))
    return FALSE;

  for (guint i = 0; i < a->users->len; i++)
    if (!adit_user_equal (user_at (a, i), user_at (b, i)))
      return FALSE;

  return TRUE;
}

/* ---- Edits ---- */

static gboolean
check_user (const AditUser *user, GError **error)
{
  if (!adit_user_is_name (user->name))
    {
      g_set_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT,
                   _ ("“%s” cannot be a user's name"), user->name);
      return FALSE;
    }

  for (guint i = 0; i < ADIT_USERS_N_SECRETS; i++)
    if (!adit_users_secret_is_valid (&adit_users_secrets[i],
                                     G_STRUCT_MEMBER (const char *, user,
                                                      adit_users_secrets[i].offset)))
      {
        g_set_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT,
                     _ ("What is to be stored of %s's password is not valid"), user->name);
        return FALSE;
      }

  return !user->has_own_limits || adit_user_limits_check (&user->limits, error);
}

static gboolean
check_exists (const AditUsers *self, const char *name, GError **error)
{
  if (adit_users_find (self, name))
    return TRUE;

  g_set_error (error, ADIT_ERROR, ADIT_ERROR_NOT_FOUND, _ ("There is no user “%s”"), name);
  return FALSE;
}

/* All but the one with this @name, in whose place is a copy of @instead; both may be NULL. */
static AditUsers *
copy (const AditUsers *self, const char *name, const AditUser *instead)
{
  AditUsers *other = adit_users_new ();

  other->template = self->template;
  for (guint i = 0; i < self->users->len; i++)
    if (g_strcmp0 (user_at (self, i)->name, name) != 0)
      append_shared (other, shared_ref (g_ptr_array_index (self->users, i)));
    else if (instead)
      adit_users_append (other, adit_user_copy (instead));

  return other;
}

AditUsers *
adit_users_add (const AditUsers *self, const AditUser *user, GError **error)
{
  const AditUser *const users[] = { user };

  return adit_users_add_all (self, users, G_N_ELEMENTS (users), error);
}

static gboolean
set_exists (const char *name, GError **error)
{
  g_set_error (error, ADIT_ERROR, ADIT_ERROR_EXISTS, _ ("There is a user “%s” already"), name);
  return FALSE;
}

static gboolean
has_room (const AditUsers *self, gsize n_users, GError **error)
{
  if (n_users <= ADIT_USERS_MAX - self->users->len)
    return TRUE;

  g_set_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT,
               _ ("There cannot be more than %u users"), ADIT_USERS_MAX);
  return FALSE;
}

AditUsers *
adit_users_add_all (const AditUsers *self,
                    const AditUser *const *users,
                    gsize n_users,
                    GError **error)
{
  g_autoptr (AditUsers) other = NULL;

  for (gsize i = 0; i < n_users; i++)
    if (!check_user (users[i], error) ||
        (adit_users_find (self, users[i]->name) && !set_exists (users[i]->name, error)))
      return NULL;
  if (!has_room (self, n_users, error))
    return NULL;

  other = copy (self, NULL, NULL);
  for (gsize i = 0; i < n_users; i++)
    if (!adit_users_append (other, adit_user_copy (users[i])))
      {
        set_exists (users[i]->name, error);
        return NULL;
      }

  return adit_users_seal (g_steal_pointer (&other));
}

AditUsers *
adit_users_replace (const AditUsers *self, const AditUser *user, GError **error)
{
  if (!check_user (user, error) || !check_exists (self, user->name, error))
    return NULL;

  return adit_users_seal (copy (self, user->name, user));
}

AditUsers *
adit_users_remove (const AditUsers *self, const char *name, GError **error)
{
  if (!check_exists (self, name, error))
    return NULL;

  return adit_users_seal (copy (self, name, NULL));
}

AditUsers *
adit_users_set_template (const AditUsers *self, const AditUserLimits *limits, GError **error)
{
  AditUsers *other;

  if (!adit_user_limits_check (limits, error))
    return NULL;

  other = copy (self, NULL, NULL);
  other->template = *limits;
  return adit_users_seal (other);
}
