/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/authorise/adit-engine-digest.h"

#include "engine/authorise/adit-engine-seal.h"

#include <string.h>

static const struct
{
  const char *name;
  GChecksumType type;
} algorithms[ADIT_ENGINE_DIGEST_N_ALGORITHMS] = {
  [ADIT_ENGINE_DIGEST_SHA_256] = { "SHA-256", G_CHECKSUM_SHA256 },
  [ADIT_ENGINE_DIGEST_MD5] = { "MD5", G_CHECKSUM_MD5 },
};

/* H of the parts, up to a NULL, with colons between them. (transfer full) */
static char *
hash (AditEngineDigestAlgorithm algorithm, const char *first, ...)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (algorithms[algorithm].type);
  const char *part;
  va_list parts;

  g_checksum_update (checksum, (const guchar *) first, -1);
  va_start (parts, first);
  while ((part = va_arg (parts, const char *)))
    {
      g_checksum_update (checksum, (const guchar *) ":", 1);
      g_checksum_update (checksum, (const guchar *) part, -1);
    }
  va_end (parts);

  return g_strdup (g_checksum_get_string (checksum));
}

char *
adit_engine_digest_make_secret (AditEngineDigestAlgorithm algorithm,
                                const char *user,
                                const char *realm,
                                const char *password)
{
  return hash (algorithm, user, realm, password, NULL);
}

/* RFC 7616, section 3.4.1 */
void
adit_engine_digest_answer (char response[ADIT_ENGINE_DIGEST_SIZE],
                           const AditEngineCredentials *credentials,
                           const char *secret,
                           const char *method)
{
  g_autofree char *request = hash (credentials->algorithm, method, credentials->uri, NULL);
  g_autofree char *answer = hash (credentials->algorithm, secret, credentials->nonce,
                                  credentials->nc_text, credentials->cnonce, "auth", request, NULL);

  g_strlcpy (response, answer, ADIT_ENGINE_DIGEST_SIZE);
}

/* Whether @uri is @target, or what an absolute form has behind its authority. */
static gboolean
is_target (const char *uri, const char *target)
{
  const char *authority = strstr (target, "://");
  const char *path;

  if (g_str_equal (uri, target))
    return TRUE;
  if (!authority || target[0] == '/')
    return FALSE;

  path = authority + 3 + strcspn (authority + 3, "/?");
  if (*path == '/')
    return g_str_equal (uri, path);
  return *uri == '/' && g_str_equal (uri + 1, path);
}

gboolean
adit_engine_digest_is_right (const AditEngineCredentials *credentials,
                             const char *secret,
                             const char *realm,
                             const char *method,
                             const char *target)
{
  char response[ADIT_ENGINE_DIGEST_SIZE];
  gboolean is_right;

  adit_engine_digest_answer (response, credentials, secret, method);
  is_right = strlen (response) == strlen (credentials->response) &&
             adit_engine_bytes_equal (response, credentials->response, strlen (response));

  return is_right && g_str_equal (credentials->realm, realm) &&
         is_target (credentials->uri, target);
}

void
adit_engine_digest_print_challenge (GString *text,
                                    AditEngineDigestAlgorithm algorithm,
                                    const char *realm,
                                    const char *nonce,
                                    gboolean is_stale)
{
  g_string_append_printf (text,
                          "Proxy-Authenticate: Digest realm=\"%s\", qop=\"auth\", algorithm=%s,"
                          " nonce=\"%s\", charset=UTF-8%s\r\n",
                          realm, algorithms[algorithm].name, nonce, is_stale ? ", stale=true" : "");
}
