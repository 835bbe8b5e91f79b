/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/accept/adit-engine-proxy-header.h"

#include <string.h>

static const char line_prefix[6] = { 'P', 'R', 'O', 'X', 'Y', ' ' };
static const char signature[12] = { '\r', '\n', '\r', '\n', '\0', '\r',
                                    '\n', 'Q',  'U',  'I',  'T',  '\n' };

/* Whether the bytes are @expected, as far as they go. */
static gboolean
begins (const char *bytes, gsize length, const char *expected, gsize expected_length)
{
  return memcmp (bytes, expected, MIN (length, expected_length)) == 0;
}

static AditEngineProxyHeaderStatus
finish (AditEngineProxyHeader *self, gsize length, AditEngineProxyClient kind)
{
  self->length = (guint16) length;
  self->kind = kind;

  return ADIT_ENGINE_PROXY_HEADER_DONE;
}

/* ---- Version 1: a line of text ---- */

static gboolean
read_port (const char *text, guint16 *port)
{
  guint64 value;

  if ((text[0] == '0' && text[1]) ||
      !g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT16, &value, NULL))
    return FALSE;

  *port = (guint16) value;
  return TRUE;
}

/* @words: source, destination, and their ports. Both ends must be valid; one is of interest. */
static gboolean
read_ends (AditEngineAddress *client, char **words, char family_mark)
{
  AditEngineAddress ends[2];

  for (guint i = 0; i < 2; i++)
    {
      guint16 port;

      if (!read_port (words[2 + i], &port) || !strchr (words[i], family_mark) ||
          !adit_engine_address_parse (&ends[i], words[i], port))
        return FALSE;
    }

  *client = ends[0];
  return TRUE;
}

/* @text: behind "PROXY ", without CRLF, at least this printable. */
static AditEngineProxyHeaderStatus
read_line (AditEngineProxyHeader *self, const char *text, gsize line_length)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  gboolean is_4 = g_strcmp0 (words[0], "TCP4") == 0;
  gboolean is_6 = g_strcmp0 (words[0], "TCP6") == 0;

  /* Whatever follows is to be ignored. */
  if (g_strcmp0 (words[0], "UNKNOWN") == 0)
    return finish (self, line_length, ADIT_ENGINE_PROXY_CLIENT_UNKNOWN);
  if ((!is_4 && !is_6) || g_strv_length (words) != 5 ||
      !read_ends (&self->client, words + 1, is_4 ? '.' : ':'))
    return ADIT_ENGINE_PROXY_HEADER_BAD;

  return finish (self, line_length, ADIT_ENGINE_PROXY_CLIENT_KNOWN);
}

static gboolean
is_printable (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isprint (text[i]))
      return FALSE;

  return TRUE;
}

static AditEngineProxyHeaderStatus
parse_line (AditEngineProxyHeader *self, const char *bytes, gsize length)
{
  gsize looked_at = MIN (length, ADIT_ENGINE_PROXY_HEADER_LINE_MAX);
  const char *end = memchr (bytes, '\r', looked_at);
  gsize text_length = end ? (gsize) (end - bytes) : looked_at;
  g_autofree char *text = NULL;

  if (!is_printable (bytes, text_length))
    return ADIT_ENGINE_PROXY_HEADER_BAD;
  if (text_length + 2 > ADIT_ENGINE_PROXY_HEADER_LINE_MAX)
    return ADIT_ENGINE_PROXY_HEADER_BAD;
  if (text_length + 2 > length)
    return ADIT_ENGINE_PROXY_HEADER_MORE;
  if (!end || end[1] != '\n')
    return ADIT_ENGINE_PROXY_HEADER_BAD;

  text = g_strndup (bytes + sizeof line_prefix, text_length - sizeof line_prefix);
  return read_line (self, text, text_length + 2);
}

/* ---- Version 2: binary ---- */

#define FIXED_SIZE 16 /* signature, version and command, family and protocol, length */

/* What the 14th byte may say; family in its upper half, protocol in the lower. */
enum
{
  TCP_OVER_IPV4 = 0x11,
  TCP_OVER_IPV6 = 0x21,
  FAMILY_MAX = 0x3,
  PROTOCOL_MAX = 0x2
};

/* Bytes of the addresses of both ends, by family. */
static const guint16 address_sizes[] = { 0, 12, 36, 216 };

static void
read_ipv4 (AditEngineAddress *client, const guint8 *block)
{
  *client = (AditEngineAddress){ .in = { .sin_family = AF_INET } };
  memcpy (&client->in.sin_addr, block, 4);
  memcpy (&client->in.sin_port, block + 8, 2);
}

/* By its text, so that an IPv4 address in disguise is seen through as everywhere. */
static void
read_ipv6 (AditEngineAddress *client, const guint8 *block)
{
  g_autoptr (GInetAddress) inet = g_inet_address_new_from_bytes (block, G_SOCKET_FAMILY_IPV6);

  adit_engine_address_from_inet (client, inet, (guint16) (block[32] << 8 | block[33]));
}

static AditEngineProxyHeaderStatus
read_proxied (AditEngineProxyHeader *self, guint8 transport, const guint8 *block, gsize length)
{
  if (transport == TCP_OVER_IPV4)
    read_ipv4 (&self->client, block);
  else if (transport == TCP_OVER_IPV6)
    read_ipv6 (&self->client, block);
  else
    return finish (self, length, ADIT_ENGINE_PROXY_CLIENT_UNKNOWN);

  return finish (self, length, ADIT_ENGINE_PROXY_CLIENT_KNOWN);
}

/* The fixed part is there. */
static AditEngineProxyHeaderStatus
parse_fixed (AditEngineProxyHeader *self, const guint8 *bytes, gsize length)
{
  guint8 version = bytes[12] >> 4;
  guint8 command = bytes[12] & 0xf; /* 0: LOCAL, 1: PROXY */
  guint8 transport = bytes[13];
  gsize block_length = (gsize) (bytes[14] << 8 | bytes[15]);
  gboolean is_known = transport >> 4 <= FAMILY_MAX && (transport & 0xf) <= PROTOCOL_MAX;

  if (version != 2 || command > 1 || FIXED_SIZE + block_length > ADIT_ENGINE_PROXY_HEADER_MAX)
    return ADIT_ENGINE_PROXY_HEADER_BAD;
  if (command == 1 && (!is_known || block_length < address_sizes[transport >> 4]))
    return ADIT_ENGINE_PROXY_HEADER_BAD;
  if (length < FIXED_SIZE + block_length)
    return ADIT_ENGINE_PROXY_HEADER_MORE;

  if (command == 0)
    return finish (self, FIXED_SIZE + block_length, ADIT_ENGINE_PROXY_CLIENT_NONE);
  return read_proxied (self, transport, bytes + FIXED_SIZE, FIXED_SIZE + block_length);
}

AditEngineProxyHeaderStatus
adit_engine_proxy_header_parse (AditEngineProxyHeader *self, const char *bytes, gsize length)
{
  if (length == 0)
    return ADIT_ENGINE_PROXY_HEADER_MORE;
  if (begins (bytes, length, line_prefix, sizeof line_prefix))
    return parse_line (self, bytes, length);
  if (!begins (bytes, length, signature, sizeof signature))
    return ADIT_ENGINE_PROXY_HEADER_BAD;

  return length < FIXED_SIZE ? ADIT_ENGINE_PROXY_HEADER_MORE
                             : parse_fixed (self, (const guint8 *) bytes, length);
}
