/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Signing in with Digest, and which schemes are offered. */

#include "engine/authorise/adit-engine-digest.h"
#include "engine/authorise/adit-engine-password.h"

#include "test-sign-in.h"

#include <string.h>

/* ---- Digest ---- */

static char *
take_nonce (const char *challenges)
{
  const char *begin = strstr (challenges, "nonce=\"") + strlen ("nonce=\"");

  return g_strndup (begin, strcspn (begin, "\""));
}

static char *
digest (const char *user, const char *password, const char *nonce, const char *uri, guint count)
{
  g_autofree char *secret = adit_engine_digest_make_secret (ADIT_ENGINE_DIGEST_SHA_256, user,
                                                            ADIT_ACCESS_REALM, password);
  AditEngineCredentials credentials = { .algorithm = ADIT_ENGINE_DIGEST_SHA_256 };
  g_autofree char *owned_nonce = g_strdup (nonce);
  g_autofree char *owned_uri = g_strdup (uri);
  char cnonce[] = "c";
  char response[ADIT_ENGINE_DIGEST_SIZE];

  credentials.nonce = owned_nonce;
  credentials.uri = owned_uri;
  credentials.cnonce = cnonce;
  g_snprintf (credentials.nc_text, sizeof credentials.nc_text, "%08x", count);
  adit_engine_digest_answer (response, &credentials, secret, "CONNECT");

  return g_strdup_printf ("Digest username=\"%s\", realm=\"" ADIT_ACCESS_REALM "\", nonce=\"%s\","
                          " uri=\"%s\", cnonce=\"c\", nc=%08x, qop=auth, algorithm=SHA-256,"
                          " response=\"%s\"",
                          user, nonce, uri, count, response);
}

typedef struct
{
  const char *user;
  const char *password;
  const char *uri;
  guint count;
  AditEngineSignInVerdict verdict;
  AditCause cause;
  gboolean is_stale;
} DigestRow;

static void
assert_digest (TestSignIn *self, const char *nonce, const DigestRow *row)
{
  g_autofree char *authorization = digest (row->user, row->password, nonce, row->uri, row->count);
  AditEngineAddress client = test_sign_in_address ("192.0.2.1");
  AditEngineSignInQuestion question = { authorization, "CONNECT", "a:1", &client, FALSE, FALSE };
  TestAsking asking;
  TestAnswer *answer;

  test_sign_in_start (self, &asking, &question);
  answer = test_sign_in_wait_for (&asking);
  g_test_message ("%s", authorization);
  g_assert_cmpint (answer->verdict, ==, row->verdict);
  g_assert_cmpint (answer->cause, ==, row->cause);
  g_assert_cmpint (strstr (answer->challenges, "stale=true") != NULL, ==, row->is_stale);
  test_sign_in_clear (&asking);
}

static char *
get_challenges (TestSignIn *self)
{
  AditEngineAddress client = test_sign_in_address ("192.0.2.1");
  AditEngineSignInQuestion question = { NULL, "CONNECT", "a:1", &client, FALSE, FALSE };
  char *challenges;
  TestAsking asking;

  test_sign_in_start (self, &asking, &question);
  challenges = g_strdup (test_sign_in_wait_for (&asking)->challenges);
  test_sign_in_clear (&asking);

  return challenges;
}

static void
test_digest (TestSignIn *self, gconstpointer data)
{
  static const DigestRow rows[] = {
    { "dora", "secret", "a:1", 1, IN, ADIT_CAUSE_NONE },
    { "dora", "secret", "a:1", 1, NEEDED, ADIT_CAUSE_SIGN_IN_NEEDED, TRUE }, /* again */
    { "dora", "secret", "a:1", 2, IN, ADIT_CAUSE_NONE },
    { "dora", "secret", "b:1", 3, NEEDED, ADIT_CAUSE_SIGN_IN_FAILED },
    { "dora", "wrong", "a:1", 4, NEEDED, ADIT_CAUSE_SIGN_IN_FAILED },
    { "dora", "secret", "a:1", 5, IN, ADIT_CAUSE_NONE },
    { "alice", "secret", "a:1", 6, NEEDED, ADIT_CAUSE_SIGN_IN_FAILED }, /* no secret for it */
    { "nobody", "secret", "a:1", 7, NEEDED, ADIT_CAUSE_SIGN_IN_FAILED },
  };
  static const DigestRow late = { "dora", "secret", "a:1", 8, NEEDED, ADIT_CAUSE_SIGN_IN_NEEDED,
                                  TRUE };
  const AditAccess access = { ADIT_SIGN_IN_ALWAYS, ADIT_SCHEMES_DIGEST, FALSE };
  AditUser *user = adit_user_new ("dora");
  g_autofree char *challenges = NULL;
  g_autofree char *nonce = NULL;

  g_assert_true (adit_engine_password_set (user, "secret", ADIT_SCHEMES_DIGEST, NULL));
  g_assert_cmpstr (user->password_hash, ==, "");
  test_sign_in_put (self, user);
  test_sign_in_apply_users (self);
  test_sign_in_set_access (self, &access);
  challenges = get_challenges (self);
  g_assert_null (strstr (challenges, "Basic"));
  nonce = take_nonce (challenges);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_digest (self, nonce, &rows[i]);
  test_sign_in_clock_us += ADIT_ENGINE_NONCE_US + 1;
  assert_digest (self, nonce, &late);
}

/* Digest is offered beside Basic only while nobody would be locked out by it. */
static void
test_offers (TestSignIn *self, gconstpointer data)
{
  const AditAccess both = { ADIT_SIGN_IN_ALWAYS, ADIT_SCHEMES_BOTH, TRUE };
  AditUser *user = adit_user_new ("dora");
  g_autofree char *mixed = NULL;
  g_autofree char *same = NULL;
  g_autofree char *basic_only = NULL;
  const AditAccess plain = { ADIT_SIGN_IN_ALWAYS, ADIT_SCHEMES_BOTH, FALSE };

  g_assert_true (adit_engine_password_set (user, "secret", ADIT_SCHEMES_BOTH, NULL));
  test_sign_in_put (self, adit_user_copy (user));
  test_sign_in_apply_users (self);
  test_sign_in_set_access (self, &plain);
  mixed = get_challenges (self);
  g_assert_cmpstr (mixed, ==, "Proxy-Authenticate: Basic realm=\"Adit\", charset=\"UTF-8\"\r\n");

  adit_users_unref (self->users);
  self->users = adit_users_new ();
  test_sign_in_put (self, user);
  test_sign_in_apply_users (self);
  same = get_challenges (self);
  g_assert_nonnull (strstr (same, "SHA-256"));
  g_assert_true (strstr (same, "SHA-256") < strstr (same, "MD5"));
  g_assert_true (strstr (same, "MD5") < strstr (same, "Basic"));

  test_sign_in_set_access (self, &both);
  basic_only = get_challenges (self);
  g_assert_null (strstr (basic_only, "Basic"));
  g_assert_nonnull (strstr (basic_only, "Digest"));
}
#define ADD(name, run)                                                                             \
  g_test_add ("/engine/sign-in/" name, TestSignIn, NULL, test_sign_in_set_up, run,                 \
              test_sign_in_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("digest", test_digest);
  ADD ("offers", test_offers);

  return g_test_run ();
}
