/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Any value of Proxy-Authorization: what is taken out of it is complete, clean text. */

#include "fuzz.h"

#include "engine/authorise/adit-engine-credentials.h"
#include "engine/authorise/adit-engine-digest.h"
#include "model/adit-password.h"

#include <string.h>

static void
assert_clean (const char *text)
{
  g_assert_true (g_utf8_validate (text, -1, NULL));
  for (const char *c = text; *c; c++)
    g_assert_false (g_ascii_iscntrl (*c));
}

static void
check_digest (const AditEngineCredentials *credentials)
{
  char answer[ADIT_ENGINE_DIGEST_SIZE];

  adit_engine_digest_answer (answer, credentials, "secret", "CONNECT");
  g_assert_cmpuint (strlen (answer), ==, strlen (credentials->response));
  g_assert_cmpuint (strlen (credentials->nc_text), ==, 8);
  g_assert_null (credentials->password);
  g_assert_false (adit_engine_digest_is_right (credentials, "secret", "realm", "CONNECT", ""));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = size > 0 ? g_strndup ((const char *) data, size) : g_strdup ("");
  g_auto (AditEngineCredentials) credentials;

  adit_engine_credentials_read (&credentials, text);
  switch (credentials.kind)
    {
    case ADIT_ENGINE_CREDENTIALS_BASIC:
      assert_clean (credentials.user);
      assert_clean (credentials.password);
      g_assert_null (strchr (credentials.user, ':'));
      g_assert_cmpuint (strlen (credentials.password), <=, ADIT_PASSWORD_MAX);
      break;
    case ADIT_ENGINE_CREDENTIALS_DIGEST:
      assert_clean (credentials.user);
      check_digest (&credentials);
      break;
    case ADIT_ENGINE_CREDENTIALS_NONE:
    case ADIT_ENGINE_CREDENTIALS_UNKNOWN:
    case ADIT_ENGINE_CREDENTIALS_BAD:
    default:
      g_assert_null (credentials.user);
      g_assert_null (credentials.password);
      return 0;
    }
  g_assert_cmpuint (strlen (credentials.user), >, 0);

  return 0;
}
