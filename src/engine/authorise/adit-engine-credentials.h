/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a client sends as Proxy-Authorization, taken apart: Basic (RFC 7617) and Digest (RFC 7616),
 * the scheme in any case. Nothing that is wrong with it is an error of the request: the client is
 * asked again. Pure.
 *
 * Basic: user and password are UTF-8, as the challenge says, parted by the first colon; the user is
 * not empty and composed to NFC, in which names are stored; neither has control characters. The
 * base64 is taken with and without its padding, which some clients leave out, but with nothing
 * behind it.
 *
 * What is not UTF-8 is read as ISO 8859-1. The challenge's charset is only advice (RFC 7617, 2.1),
 * and these do not take it: Python's requests, urllib3 and aiohttp, which send ISO 8859-1 and
 * refuse by themselves what it does not have, and libsoup, which sends UTF-8 only then. UTF-8 is
 * what curl, git, wget, websocket-client and Python's urllib send, whatever the challenge says.
 * Nothing is weaker for it: every sequence of bytes still stands for one password, and the few that
 * could be either ("Ã¤") are UTF-8.
 *
 * Digest: each parameter once, as token or quoted string (clients disagree); unknown ones
 * are ignored; with qop, which all current clients send, and not as userhash, which is not offered.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ADIT_ENGINE_CREDENTIALS_MAX 4096 /* bytes of the field's value */

typedef enum
{
  ADIT_ENGINE_CREDENTIALS_NONE, /* nothing was sent, or nothing but white space */
  ADIT_ENGINE_CREDENTIALS_BASIC,
  ADIT_ENGINE_CREDENTIALS_DIGEST,
  ADIT_ENGINE_CREDENTIALS_UNKNOWN, /* another scheme */
  ADIT_ENGINE_CREDENTIALS_BAD,     /* one of ours, but malformed */
} AditEngineCredentialsKind;

typedef enum
{
  ADIT_ENGINE_DIGEST_SHA_256,
  ADIT_ENGINE_DIGEST_MD5,
  ADIT_ENGINE_DIGEST_N_ALGORITHMS
} AditEngineDigestAlgorithm;

typedef struct
{
  AditEngineCredentialsKind kind;
  char *user;
  char *password; /* Basic */

  /* Digest. Strings without their quotes; numbers as they were written, as the answer has them. */
  char *realm;
  char *nonce;
  char *uri;
  char *cnonce;
  char *response; /* lower-case hex of the algorithm's length */
  char nc_text[9];
  guint32 nc;
  AditEngineDigestAlgorithm algorithm;
} AditEngineCredentials;

/* Sets all of @self, which need not be initialised. @value may be NULL. Strings are NULL where
 * there are none; @user is set only for BASIC and DIGEST. */
void adit_engine_credentials_read (AditEngineCredentials *self, const char *value);

/* Wipes secrets and frees. */
void adit_engine_credentials_clear (AditEngineCredentials *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AditEngineCredentials, adit_engine_credentials_clear)

G_END_DECLS
