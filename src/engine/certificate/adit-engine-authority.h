/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Makes certificates: our own authority, and a server's leaf that it signs. Texts in, texts out
 * (PEM), no file and no state; a key takes about a millisecond (ECDSA, P-256). Any thread. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ADIT_ENGINE_AUTHORITY_DAYS 3650

/* Clients refuse leaves of more than 398 days; a short one limits what a lost key can do. */
#define ADIT_ENGINE_LEAF_DAYS 90

typedef struct
{
  char *certificate; /* PEM */
  char *key;         /* PEM, PKCS #8, not encrypted */
} AditEngineKeyPair;

void adit_engine_key_pair_clear (AditEngineKeyPair *self);

/* An authority that may sign leaves only (path length 0), valid from @now on, in seconds since
 * 1970. @host: its name tells whose authority it is. @pair is untouched on failure. */
gboolean
adit_engine_authority_make (AditEngineKeyPair *pair, const char *host, gint64 now, GError **error);

/* A leaf for a TLS server, signed by @authority, which it does not outlive. @names: DNS names and
 * addresses as texts; at least one. */
gboolean adit_engine_authority_make_leaf (AditEngineKeyPair *pair,
                                          const AditEngineKeyPair *authority,
                                          const char *const *names,
                                          gint64 now,
                                          GError **error);

/* Whether @pair can be used: both parse, and the key is the certificate's. ADIT_ERROR_INVALID_-
 * ARGUMENT with a sentence otherwise. */
gboolean adit_engine_key_pair_check (const AditEngineKeyPair *pair, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AditEngineKeyPair, adit_engine_key_pair_clear)

G_END_DECLS
