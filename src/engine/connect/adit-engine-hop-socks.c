/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/connect/adit-engine-hop-socks.h"

#include <arpa/inet.h>
#include <string.h>

/* The numbers of RFC 1928 and, for the sign-in, RFC 1929. */
enum
{
  VERSION = 5,
  SIGN_IN_VERSION = 1,

  METHOD_NONE = 0,
  METHOD_PASSWORD = 2,
  METHOD_UNACCEPTABLE = 0xff,

  COMMAND_CONNECT = 1,
  RESERVED = 0,
  SUCCEEDED = 0,

  ADDRESS_IPV4 = 1,
  ADDRESS_NAME = 3,
  ADDRESS_IPV6 = 4
};

/* Version, code, a reserved byte, the type of the address that is bound, and where it begins. */
#define REPLY_HEAD 4
#define PORT_SIZE  2

/* ---- What is said ---- */

static void
say (GString *words, int byte)
{
  g_string_append_c (words, (char) byte);
}

static void
say_counted (GString *words, const char *text)
{
  gsize length = strlen (text);

  say (words, (int) length);
  g_string_append_len (words, text, (gssize) length);
}

static void
say_sign_in (AditEngineHopSocks *self, GString *words)
{
  self->step = ADIT_ENGINE_HOP_SOCKS_SIGN_IN;
  say (words, SIGN_IN_VERSION);
  say_counted (words, self->upstream->user);
  say_counted (words, self->upstream->password);
}

static void
say_address (GString *words, const AditAuthority *target)
{
  struct in6_addr address = { 0 }; /* has room for both */
  int family = target->kind == ADIT_HOST_IPV4 ? AF_INET : AF_INET6;

  if (target->kind == ADIT_HOST_NAME)
    {
      say (words, ADDRESS_NAME);
      say_counted (words, target->host);
      return;
    }

  inet_pton (family, target->host, &address);
  say (words, family == AF_INET ? ADDRESS_IPV4 : ADDRESS_IPV6);
  g_string_append_len (words, (const char *) &address, family == AF_INET ? 4 : 16);
}

static void
say_request (AditEngineHopSocks *self, GString *words)
{
  self->step = ADIT_ENGINE_HOP_SOCKS_REPLY;
  say (words, VERSION);
  say (words, COMMAND_CONNECT);
  say (words, RESERVED);
  say_address (words, self->target);
  say (words, self->target->port >> 8);
  say (words, self->target->port & 0xff);
}

gboolean
adit_engine_hop_socks_begin (AditEngineHopSocks *self,
                             const AditEngineUpstream *upstream,
                             const AditAuthority *target,
                             GString *words)
{
  const char *user = upstream->user;

  if (user && (strlen (user) == 0 || strlen (user) > ADIT_ENGINE_HOP_SOCKS_CREDENTIAL_MAX ||
               strlen (upstream->password) > ADIT_ENGINE_HOP_SOCKS_CREDENTIAL_MAX))
    return FALSE;

  *self = (AditEngineHopSocks){ upstream, target, ADIT_ENGINE_HOP_SOCKS_METHOD };
  say (words, VERSION);
  say (words, user ? 2 : 1);
  say (words, METHOD_NONE);
  if (user)
    say (words, METHOD_PASSWORD);

  return TRUE;
}

/* ---- What is answered ---- */

static AditEngineHopSocksStatus
end (AditCause *cause, AditCause why)
{
  *cause = why;

  return ADIT_ENGINE_HOP_SOCKS_OVER;
}

static AditEngineHopSocksStatus
read_method (AditEngineHopSocks *self, guint8 method, GString *words, AditCause *cause)
{
  if (method == METHOD_UNACCEPTABLE)
    return end (cause, ADIT_CAUSE_UPSTREAM_SIGN_IN);
  if (method == METHOD_NONE)
    say_request (self, words);
  else if (method == METHOD_PASSWORD && self->upstream->user)
    say_sign_in (self, words);
  else
    return end (cause, ADIT_CAUSE_UPSTREAM_BAD);

  return ADIT_ENGINE_HOP_SOCKS_SAY;
}

static AditEngineHopSocksStatus
read_sign_in (AditEngineHopSocks *self, guint8 status, GString *words, AditCause *cause)
{
  if (status != SUCCEEDED)
    return end (cause, ADIT_CAUSE_UPSTREAM_SIGN_IN);

  say_request (self, words);
  return ADIT_ENGINE_HOP_SOCKS_SAY;
}

/* Of the whole reply; 0: more bytes are needed to know, G_MAXSIZE: there is no such address. */
static gsize
measure_reply (const guint8 *bytes, gsize length)
{
  if (length < REPLY_HEAD)
    return 0;

  switch (bytes[3])
    {
    case ADDRESS_IPV4:
      return REPLY_HEAD + 4 + PORT_SIZE;
    case ADDRESS_IPV6:
      return REPLY_HEAD + 16 + PORT_SIZE;
    case ADDRESS_NAME:
      return length > REPLY_HEAD ? REPLY_HEAD + 1u + bytes[REPLY_HEAD] + PORT_SIZE : 0;
    default:
      return G_MAXSIZE;
    }
}

/* Which address was bound is of no use: it is only passed over. */
static AditEngineHopSocksStatus
read_reply (const guint8 *bytes, gsize length, gsize *n_used, AditCause *cause)
{
  gsize n_whole = measure_reply (bytes, length);

  if (bytes[1] != SUCCEEDED)
    return end (cause, ADIT_CAUSE_UPSTREAM_REFUSED);
  if ((length > 2 && bytes[2] != RESERVED) || n_whole == G_MAXSIZE)
    return end (cause, ADIT_CAUSE_UPSTREAM_BAD);
  if (n_whole == 0 || length < n_whole)
    return ADIT_ENGINE_HOP_SOCKS_MORE;

  *n_used = n_whole;
  return end (cause, ADIT_CAUSE_NONE);
}

AditEngineHopSocksStatus
adit_engine_hop_socks_read (AditEngineHopSocks *self,
                            const char *bytes,
                            gsize length,
                            gsize *n_used,
                            GString *words,
                            AditCause *cause)
{
  const guint8 *answer = (const guint8 *) bytes;
  guint8 version = self->step == ADIT_ENGINE_HOP_SOCKS_SIGN_IN ? SIGN_IN_VERSION : VERSION;

  *n_used = 0;
  if (length > 0 && answer[0] != version)
    return end (cause, ADIT_CAUSE_UPSTREAM_BAD);
  if (length < 2)
    return ADIT_ENGINE_HOP_SOCKS_MORE;
  if (self->step == ADIT_ENGINE_HOP_SOCKS_REPLY)
    return read_reply (answer, length, n_used, cause);

  *n_used = 2;
  return self->step == ADIT_ENGINE_HOP_SOCKS_METHOD ? read_method (self, answer[1], words, cause)
                                                    : read_sign_in (self, answer[1], words, cause);
}
