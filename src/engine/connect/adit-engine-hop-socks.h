/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The client's side of SOCKS5 (RFC 1928) with sign-in by user and password (RFC 1929), as bytes in
 * and bytes out. Incremental: what is read may come in any pieces. Pure. */

#pragma once

#include "engine/connect/adit-engine-upstream.h"
#include "model/adit-cause.h"

G_BEGIN_DECLS

/* Bytes of a user's name (at least one) and of a password: RFC 1929, section 2, which would not let
 * a password be empty; servers do. */
#define ADIT_ENGINE_HOP_SOCKS_CREDENTIAL_MAX 255

typedef enum
{
  ADIT_ENGINE_HOP_SOCKS_METHOD,
  ADIT_ENGINE_HOP_SOCKS_SIGN_IN,
  ADIT_ENGINE_HOP_SOCKS_REPLY
} AditEngineHopSocksStep;

typedef struct
{
  const AditEngineUpstream *upstream;
  const AditAuthority *target;
  AditEngineHopSocksStep step; /* what is awaited */
} AditEngineHopSocks;

typedef enum
{
  ADIT_ENGINE_HOP_SOCKS_MORE, /* more bytes are needed than there are */
  ADIT_ENGINE_HOP_SOCKS_SAY,  /* an answer was read, and something is to be said now */
  ADIT_ENGINE_HOP_SOCKS_OVER  /* `cause` says how */
} AditEngineHopSocksStatus;

/* Appends the greeting to @words. FALSE, with @words untouched, where the credentials cannot be
 * said. Both values outlive @self. */
gboolean adit_engine_hop_socks_begin (AditEngineHopSocks *self,
                                      const AditEngineUpstream *upstream,
                                      const AditAuthority *target,
                                      GString *words);

/* @bytes: what came and was not used yet. @n_used: set, how many bytes of them are done with. SAY:
 * appended to @words. @cause: set when it is over, ADIT_CAUSE_NONE for a way to the target. A
 * refusal is told as soon as it is known, with whatever follows it unread. */
AditEngineHopSocksStatus adit_engine_hop_socks_read (AditEngineHopSocks *self,
                                                     const char *bytes,
                                                     gsize length,
                                                     gsize *n_used,
                                                     GString *words,
                                                     AditCause *cause);

G_END_DECLS
