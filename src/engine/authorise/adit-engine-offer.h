/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Which schemes a client is offered, as model/adit-access.h says, and how that is written. Pure but
 * for the nonces. */

#pragma once

#include "engine/authorise/adit-engine-credentials.h"
#include "engine/authorise/adit-engine-nonces.h"
#include "model/adit-access.h"
#include "model/adit-users.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean is_basic;
  gboolean is_digest[ADIT_ENGINE_DIGEST_N_ALGORITHMS];
} AditEngineOffer;

/* @is_plain_elsewhere: the client is on another machine and its connection not encrypted. */
AditEngineOffer adit_engine_offer_make (const AditAccess *access,
                                        const AditUsers *users,
                                        gboolean is_plain_elsewhere);
gboolean adit_engine_offer_is_empty (const AditEngineOffer *self);

/* Whether what the client sent is of a scheme that may be used here; Digest may, even if it is not
 * offered: who uses it has a secret for it. */
gboolean adit_engine_offer_takes (const AditAccess *access, AditEngineCredentialsKind kind);

/* "Proxy-Authenticate: …\r\n" for each, Digest first, because some clients take the first that they
 * know. (transfer full) */
char *adit_engine_offer_print (const AditEngineOffer *self,
                               AditEngineNonces *nonces,
                               gint64 now_us,
                               gboolean is_stale);

G_END_DECLS
