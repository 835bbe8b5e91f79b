/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/authorise/adit-engine-password.h"

#include "engine/authorise/adit-engine-digest.h"
#include "engine/authorise/adit-engine-seal.h"
#include "model/adit-error.h"
#include "model/adit-password.h"

#include <crypt.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define PREFIX "$y$" /* yescrypt */

/* Of the form and cost that `PREFIX` gives; what it would be the hash of nobody knows. */
#define DECOY "$y$j9T$mSrH7WvBDnPOVzBjWf8tq0$Xy3gCOv0CEPn8hzdZM2HvJKmR6v8y4FpYQbQdZ1xL5A"

static guint n_verified;

/* libxcrypt's hash of @password as @setting says; NULL with errno. Memory for the hash, megabytes
 * with yescrypt, is its own; what it leaves behind in @data is wiped. (transfer full) */
static char *
make (const char *password, const char *setting)
{
  void *data = NULL;
  int size = 0;
  char *hash = g_strdup (crypt_ra (password, setting, &data, &size));
  int saved_errno = errno;

  adit_engine_wipe (data, (gsize) size);
  free (data);
  errno = saved_errno;

  return hash;
}

char *
adit_engine_password_hash (const char *password, GError **error)
{
  char *setting = crypt_gensalt_ra (PREFIX, 0, NULL, 0);
  char *hash = setting ? make (password, setting) : NULL;

  if (!hash)
    g_set_error (error, ADIT_ERROR, ADIT_ERROR_FAILED, "The password could not be hashed: %s",
                 g_strerror (errno));
  free (setting);

  return hash;
}

gboolean
adit_engine_password_verify (const char *password, const char *hash)
{
  g_autofree char *other = make (password, hash);

  g_atomic_int_inc (&n_verified);
  return other && strlen (other) == strlen (hash) &&
         adit_engine_bytes_equal (other, hash, strlen (hash));
}

const char *
adit_engine_password_get_decoy (void)
{
  return DECOY;
}

guint
adit_engine_password_count_verified (void)
{
  return (guint) g_atomic_int_get (&n_verified);
}

/* ---- Setting one ---- */

static void
set_digest (AditUser *user, const char *password)
{
  g_autofree char *sha256 = adit_engine_digest_make_secret (ADIT_ENGINE_DIGEST_SHA_256, user->name,
                                                            ADIT_ACCESS_REALM, password);
  g_autofree char *md5 = adit_engine_digest_make_secret (ADIT_ENGINE_DIGEST_MD5, user->name,
                                                         ADIT_ACCESS_REALM, password);

  adit_user_set_text (&user->sha256_secret, sha256);
  adit_user_set_text (&user->md5_secret, md5);
}

gboolean
adit_engine_password_set (AditUser *user, const char *password, AditSchemes schemes, GError **error)
{
  g_autofree char *hash = NULL;

  if (!adit_password_check (password, error))
    return FALSE;
  if (schemes != ADIT_SCHEMES_DIGEST && !(hash = adit_engine_password_hash (password, error)))
    return FALSE;

  adit_user_set_text (&user->password_hash, hash);
  adit_user_set_text (&user->sha256_secret, NULL);
  adit_user_set_text (&user->md5_secret, NULL);
  if (schemes != ADIT_SCHEMES_BASIC)
    set_digest (user, password);
  return TRUE;
}
