/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Digest (RFC 7616): secrets, answers and challenges. Pure; nonces are adit-engine-nonces.h's.
 *
 * What clients do decides where the RFC leaves room:
 *
 * - qop=auth only. Without qop (RFC 2069) answers could be replayed, with auth-int the content
 *   would have to be read first; no client wants either.
 * - SHA-256 is offered before MD5: curl takes the first that it knows, browsers the better one.
 *   Chromium, Firefox and curl know both; MD5 is for what is older.
 * - The `uri` of a tunnel is its authority, as in the request line. Of a forwarded request,
 *   curl and browsers sign the path and query, not the absolute form that they send; both are
 *   taken. Whether the host can be exchanged does not matter: an answer is good once.
 * - No opaque and no domain (which has no meaning for proxies): nobody needs them.
 * - A right answer with a nonce that has expired, is not ours, or was used with this count already,
 *   is answered with stale=true: clients then try again without asking the person. */

#pragma once

#include "engine/authorise/adit-engine-credentials.h"

G_BEGIN_DECLS

#define ADIT_ENGINE_DIGEST_SIZE 65 /* the longest in hex, and a terminator */

/* H(user:realm:password) in lower-case hex: all that is needed to sign in as this user in this
 * realm, so to be kept like a password. (transfer full) */
char *adit_engine_digest_make_secret (AditEngineDigestAlgorithm algorithm,
                                      const char *user,
                                      const char *realm,
                                      const char *password);

/* What @credentials should have said as response. */
void adit_engine_digest_answer (char response[ADIT_ENGINE_DIGEST_SIZE],
                                const AditEngineCredentials *credentials,
                                const char *secret,
                                const char *method);

/* Whether @credentials, of kind DIGEST, answer with @secret for a request with @method to @target.
 * Says nothing about the nonce. */
gboolean adit_engine_digest_is_right (const AditEngineCredentials *credentials,
                                      const char *secret,
                                      const char *realm,
                                      const char *method,
                                      const char *target);

/* Appends a whole "Proxy-Authenticate: Digest …\r\n". */
void adit_engine_digest_print_challenge (GString *text,
                                         AditEngineDigestAlgorithm algorithm,
                                         const char *realm,
                                         const char *nonce,
                                         gboolean is_stale);

G_END_DECLS
