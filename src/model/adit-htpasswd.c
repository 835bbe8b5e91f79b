/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/adit-htpasswd.h"

#include "model/adit-users.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* How a hash begins: taken over where there is nothing to say about it. The order matters: what
 * begins with a dollar but is in no other row is unknown. */
static const struct
{
  const char *prefix;
  const char *reason;
} forms[] = {
  { "$2a$", NULL },
  { "$2b$", NULL },
  { "$2y$", NULL },
  { "$5$", NULL },
  { "$6$", NULL },
  { "$y$", NULL },
  { "$apr1$", N_ ("an MD5 hash of Apache's, which is too weak; set a new password") },
  { "$1$", N_ ("an MD5 hash, which is too weak; set a new password") },
  { "{SHA}", N_ ("a SHA-1 hash without salt, which is too weak; set a new password") },
  { "{SSHA}", N_ ("a SHA-1 hash, which is too weak; set a new password") },
  { "$", N_ ("a hash of an unknown kind; set a new password") },
  { "", N_ ("neither bcrypt, SHA-crypt nor yescrypt (DES or plain text); set a new password") },
};

void
adit_htpasswd_refusal_free (AditHtpasswdRefusal *self)
{
  g_free (self->name);
  g_free (self->reason);
  g_free (self);
}

static void
refuse (AditHtpasswd *self, guint line, const char *name, const char *reason)
{
  AditHtpasswdRefusal *refusal = g_new (AditHtpasswdRefusal, 1);

  *refusal = (AditHtpasswdRefusal){ line, g_strdup (name), g_strdup (reason) };
  g_ptr_array_add (self->refusals, refusal);
}

static const char *
find_fault (const char *hash)
{
  guint i = 0;

  while (!g_str_has_prefix (hash, forms[i].prefix))
    i++;

  return forms[i].reason;
}

/* Whether the users' file would take it. */
static gboolean
is_storable (const AditUser *user)
{
  g_autoptr (AditUsers) nobody = adit_users_new ();
  g_autoptr (AditUsers) one = adit_users_add (nobody, user, NULL);

  return one != NULL;
}

static void
read_hash (AditHtpasswd *self, GHashTable *seen, guint line, const char *name, const char *hash)
{
  g_autoptr (AditUser) user = adit_user_new (name);
  const char *fault = find_fault (hash);

  adit_user_set_text (&user->password_hash, hash);
  if (fault)
    refuse (self, line, name, g_dgettext (GETTEXT_PACKAGE, fault));
  else if (!is_storable (user))
    refuse (self, line, name, _ ("the hash is not valid"));
  else if (g_hash_table_contains (seen, name))
    refuse (self, line, name, _ ("the same name stands on a line above"));
  else
    {
      g_hash_table_add (seen, user->name);
      g_ptr_array_add (self->users, g_steal_pointer (&user));
    }
}

static void
read_line (AditHtpasswd *self, GHashTable *seen, guint number, char *line)
{
  char *colon = strchr (g_strstrip (line), ':');

  if (*line == '\0' || *line == '#')
    return;
  if (!colon)
    {
      refuse (self, number, "", _ ("not a name and a hash with a colon between them"));
      return;
    }

  *colon = '\0';
  if (adit_user_is_name (line))
    read_hash (self, seen, number, line, colon + 1);
  else
    refuse (self, number, "", _ ("what stands before the colon cannot be a user's name"));
}

AditHtpasswd *
adit_htpasswd_parse (const char *text)
{
  AditHtpasswd *self = g_new (AditHtpasswd, 1);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  self->users = g_ptr_array_new_with_free_func ((GDestroyNotify) adit_user_free);
  self->refusals = g_ptr_array_new_with_free_func ((GDestroyNotify) adit_htpasswd_refusal_free);
  for (guint i = 0; lines[i]; i++)
    read_line (self, seen, i + 1, lines[i]);

  return self;
}

void
adit_htpasswd_free (AditHtpasswd *self)
{
  g_ptr_array_unref (self->users);
  g_ptr_array_unref (self->refusals);
  g_free (self);
}
