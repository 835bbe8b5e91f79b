/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Passwords as hashes: what is made can be checked, what others made as well, and limits at their
 * edges. */

#include "engine/authorise/adit-engine-digest.h"
#include "engine/authorise/adit-engine-password.h"
#include "model/adit-error.h"
#include "model/adit-password.h"

#include <crypt.h>
#include <stdlib.h>
#include <string.h>

/* What a hash of each kind begins with, as cheap as it gets. */
static const char *const foreign[] = { "$2y$04$", "$2b$04$", "$2a$04$", "$5$rounds=1000$",
                                       "$6$rounds=1000$" };

static void
test_own (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *hash = adit_engine_password_hash ("secret", &error);
  g_autofree char *other = adit_engine_password_hash ("secret", &error);

  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (hash, "$y$"));
  g_assert_cmpstr (hash, !=, other);
  g_assert_true (adit_engine_password_verify ("secret", hash));
  g_assert_false (adit_engine_password_verify ("Secret", hash));
  g_assert_false (adit_engine_password_verify ("", hash));
}

static void
test_foreign (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (foreign); i++)
    {
      g_autofree struct crypt_data *crypt_data = g_new0 (struct crypt_data, 1);
      g_autofree char *setting = strchr ("56", foreign[i][1])
                                     ? g_strconcat (foreign[i], "saltsaltsalt", NULL)
                                     : g_strconcat (foreign[i], "abcdefghijklmnopqrstuu", NULL);
      const char *hash = crypt_r ("päss:word", setting, crypt_data);

      g_test_message ("%s", hash);
      g_assert_true (g_str_has_prefix (hash, foreign[i]));
      g_assert_true (adit_engine_password_verify ("päss:word", hash));
      g_assert_false (adit_engine_password_verify ("päss", hash));
    }
}

static void
test_no_hash (void)
{
  static const char *const none[] = { "", "*", "*0", "$", "$y$", "$99$salt$hash", "secret", "!" };

  for (gsize i = 0; i < G_N_ELEMENTS (none); i++)
    {
      g_assert_false (adit_engine_password_verify ("secret", none[i]));
      g_assert_false (adit_engine_password_verify ("", none[i]));
    }
}

/* The decoy is one: it is worked through, and in the form of ours. */
static void
test_decoy (void)
{
  const char *decoy = adit_engine_password_get_decoy ();
  g_autofree char *hash = adit_engine_password_hash ("secret", NULL);
  g_autofree struct crypt_data *crypt_data = g_new0 (struct crypt_data, 1);

  g_assert_false (adit_engine_password_verify ("secret", decoy));
  g_assert_cmpuint (strlen (decoy), ==, strlen (hash));
  g_assert_cmpmem (decoy, strlen ("$y$j9T$"), hash, strlen ("$y$j9T$"));
  g_assert_cmpmem (crypt_r ("secret", decoy, crypt_data), strlen ("$y$j9T$"), decoy,
                   strlen ("$y$j9T$"));
}

static void
test_set (void)
{
  g_autoptr (AditUser) user = adit_user_new ("alice");
  g_autofree char *secret =
      adit_engine_digest_make_secret (ADIT_ENGINE_DIGEST_MD5, "alice", ADIT_ACCESS_REALM, "secret");

  g_assert_true (adit_engine_password_set (user, "secret", ADIT_SCHEMES_BOTH, NULL));
  g_assert_true (adit_engine_password_verify ("secret", user->password_hash));
  g_assert_cmpuint (strlen (user->sha256_secret), ==, 64);
  g_assert_cmpstr (user->md5_secret, ==, secret);

  g_assert_true (adit_engine_password_set (user, "better", ADIT_SCHEMES_BASIC, NULL));
  g_assert_true (adit_engine_password_verify ("better", user->password_hash));
  g_assert_cmpstr (user->sha256_secret, ==, "");
  g_assert_cmpstr (user->md5_secret, ==, "");
}

static void
assert_refused (const char *password)
{
  g_autoptr (AditUser) user = adit_user_new ("alice");
  g_autoptr (GError) error = NULL;

  g_assert_false (adit_engine_password_set (user, password, ADIT_SCHEMES_DIGEST, &error));
  g_assert_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT);
  g_assert_false (adit_user_has_secret (user));
}

static void
test_limits (void)
{
  g_autoptr (AditUser) user = adit_user_new ("alice");
  g_autofree char *longest = g_strnfill (ADIT_PASSWORD_MAX, 'p');
  g_autofree char *longer = g_strnfill (ADIT_PASSWORD_MAX + 1, 'p');

  g_assert_true (adit_engine_password_set (user, longest, ADIT_SCHEMES_BASIC, NULL));
  g_assert_true (adit_engine_password_verify (longest, user->password_hash));
  g_assert_false (adit_engine_password_verify (longer, user->password_hash));
  assert_refused (longer);
  assert_refused ("");
  assert_refused ("a\nb");
  assert_refused ("\x7f");
  assert_refused ("\xff");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine/password/own", test_own);
  g_test_add_func ("/engine/password/foreign", test_foreign);
  g_test_add_func ("/engine/password/no-hash", test_no_hash);
  g_test_add_func ("/engine/password/decoy", test_decoy);
  g_test_add_func ("/engine/password/set", test_set);
  g_test_add_func ("/engine/password/limits", test_limits);

  return g_test_run ();
}
