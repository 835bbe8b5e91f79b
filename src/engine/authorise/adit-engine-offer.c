/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/authorise/adit-engine-offer.h"

#include "engine/authorise/adit-engine-digest.h"

/* In step with AditEngineDigestAlgorithm. */
static const guint secrets[ADIT_ENGINE_DIGEST_N_ALGORITHMS] = {
  [ADIT_ENGINE_DIGEST_SHA_256] = ADIT_SECRETS_SHA_256,
  [ADIT_ENGINE_DIGEST_MD5] = ADIT_SECRETS_MD5,
};

AditEngineOffer
adit_engine_offer_make (const AditAccess *access,
                        const AditUsers *users,
                        gboolean is_plain_elsewhere)
{
  guint usable = access->schemes == ADIT_SCHEMES_DIGEST ? adit_users_get_any_secrets (users)
                 : access->schemes == ADIT_SCHEMES_BOTH ? adit_users_get_common_secrets (users)
                                                        : 0;
  AditEngineOffer self = {
    .is_basic = access->schemes != ADIT_SCHEMES_DIGEST &&
                !(is_plain_elsewhere && access->is_plain_basic_forbidden),
  };

  for (guint i = 0; i < ADIT_ENGINE_DIGEST_N_ALGORITHMS; i++)
    self.is_digest[i] = (usable & secrets[i]) != 0;

  /* A challenge has to name something, and whether there are users is nobody's business. */
  if (access->schemes == ADIT_SCHEMES_DIGEST && adit_engine_offer_is_empty (&self))
    self.is_digest[ADIT_ENGINE_DIGEST_SHA_256] = TRUE;
  return self;
}

gboolean
adit_engine_offer_is_empty (const AditEngineOffer *self)
{
  for (guint i = 0; i < ADIT_ENGINE_DIGEST_N_ALGORITHMS; i++)
    if (self->is_digest[i])
      return FALSE;

  return !self->is_basic;
}

gboolean
adit_engine_offer_takes (const AditAccess *access, AditEngineCredentialsKind kind)
{
  return (kind == ADIT_ENGINE_CREDENTIALS_BASIC && access->schemes != ADIT_SCHEMES_DIGEST) ||
         (kind == ADIT_ENGINE_CREDENTIALS_DIGEST && access->schemes != ADIT_SCHEMES_BASIC);
}

char *
adit_engine_offer_print (const AditEngineOffer *self,
                         AditEngineNonces *nonces,
                         gint64 now_us,
                         gboolean is_stale)
{
  GString *text = g_string_new (NULL);
  char nonce[ADIT_ENGINE_NONCE_SIZE];

  for (guint i = 0; i < ADIT_ENGINE_DIGEST_N_ALGORITHMS; i++)
    if (self->is_digest[i])
      {
        adit_engine_nonces_make (nonces, nonce, now_us);
        adit_engine_digest_print_challenge (text, i, ADIT_ACCESS_REALM, nonce, is_stale);
      }
  if (self->is_basic)
    g_string_append (text, "Proxy-Authenticate: Basic realm=\"" ADIT_ACCESS_REALM
                           "\", charset=\"UTF-8\"\r\n");

  return g_string_free (text, FALSE);
}
