/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Who has to sign in, and how. Part of the configuration: group [access].
 *
 *     sign-in=elsewhere           (never; elsewhere: clients on other machines; always)
 *     schemes=basic               (or digest, or both)
 *     plain-basic=true            (false: no password in the clear from other machines)
 *
 * What the schemes mean. Basic sends the password, over an encrypted connection or for everybody on
 * the way to read; all that is stored of it is a slow hash. Digest never sends it, but what has to
 * be stored is as good as the password for this proxy. Every client knows Basic; browsers and curl
 * (--proxy-digest, --proxy-anyauth) know Digest, most libraries do not.
 *
 * Browsers and curl --proxy-anyauth take Digest where both are offered, and do not fall back to
 * Basic when it fails. With `both`, Digest is therefore offered only while everybody who has a
 * secret has one for it: somebody whose password is stored as a hash only, as after an import,
 * would be locked out otherwise. With `digest`, it is offered as soon as anybody has one. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What clients show to the person who is asked; also part of Digest's secrets, which a change would
 * void. */
#define ADIT_ACCESS_REALM "Adit"

typedef enum
{
  ADIT_SIGN_IN_NEVER,
  ADIT_SIGN_IN_ELSEWHERE,
  ADIT_SIGN_IN_ALWAYS,
  ADIT_N_SIGN_INS
} AditSignIn;

typedef enum
{
  ADIT_SCHEMES_BASIC,
  ADIT_SCHEMES_DIGEST,
  ADIT_SCHEMES_BOTH,
  ADIT_N_SCHEMES
} AditSchemes;

typedef struct
{
  AditSignIn sign_in;
  AditSchemes schemes;
  gboolean is_plain_basic_forbidden; /* for clients on other machines */
} AditAccess;

/* The defaults: elsewhere, basic, not forbidden. */
#define ADIT_ACCESS_INIT                                                                           \
  {                                                                                                \
    ADIT_SIGN_IN_ELSEWHERE, ADIT_SCHEMES_BASIC, FALSE                                              \
  }

/* "never", "elsewhere", "always"; "basic", "digest", "both" */
const char *adit_sign_in_to_word (AditSignIn sign_in);
gboolean adit_sign_in_from_word (const char *word, AditSignIn *sign_in);
const char *adit_schemes_to_word (AditSchemes schemes);
gboolean adit_schemes_from_word (const char *word, AditSchemes *schemes);

G_END_DECLS
