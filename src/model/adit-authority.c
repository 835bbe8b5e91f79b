/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/adit-authority.h"

#include <arpa/inet.h>
#include <string.h>

#define LABEL_MAX 63

static gboolean
parse_port (const char *text, gsize length, gboolean is_zero_allowed, guint16 *port)
{
  guint value = 0;

  if (length == 0 || length > 5)
    return FALSE;

  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isdigit (text[i]))
        return FALSE;
      value = value * 10 + (guint) (text[i] - '0');
    }

  if (value > G_MAXUINT16 || (value == 0 && !is_zero_allowed))
    return FALSE;

  *port = value;
  return TRUE;
}

static gboolean
is_label_byte (char c)
{
  return g_ascii_isalnum (c) || c == '-' || c == '_';
}

static gboolean
is_valid_label (const char *label, gsize length)
{
  if (length == 0 || length > LABEL_MAX || label[0] == '-' || label[length - 1] == '-')
    return FALSE;

  for (gsize i = 0; i < length; i++)
    if (!is_label_byte (label[i]))
      return FALSE;

  return TRUE;
}

/* "0x7f" and "127" are read as numbers by inet_aton(); no top-level domain looks like that. */
static gboolean
is_numeric_label (const char *label, gsize length)
{
  if (length >= 2 && label[0] == '0' && (label[1] == 'x' || label[1] == 'X'))
    return TRUE;

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isdigit (label[i]))
      return FALSE;

  return TRUE;
}

static gboolean
is_valid_name (const char *name)
{
  gsize length = strlen (name);
  const char *label = name;
  const char *end;

  if (length > 0 && name[length - 1] == '.')
    length--;
  if (length == 0 || length > ADIT_HOST_NAME_MAX)
    return FALSE;

  end = name + length;
  for (;;)
    {
      const char *dot = memchr (label, '.', (gsize) (end - label));
      gsize label_length = (gsize) ((dot ? dot : end) - label);

      if (!is_valid_label (label, label_length))
        return FALSE;
      if (!dot)
        return !is_numeric_label (label, label_length);
      label = dot + 1;
    }
}

static gboolean
parse_host (AditAuthority *authority, gboolean is_bracketed)
{
  unsigned char address[sizeof (struct in6_addr)];

  if (is_bracketed)
    authority->kind = ADIT_HOST_IPV6;
  else if (inet_pton (AF_INET, authority->host, address) == 1)
    authority->kind = ADIT_HOST_IPV4;
  else
    authority->kind = ADIT_HOST_NAME;

  switch (authority->kind)
    {
    case ADIT_HOST_IPV6:
      return inet_pton (AF_INET6, authority->host, address) == 1;
    case ADIT_HOST_NAME:
      return is_valid_name (authority->host);
    case ADIT_HOST_IPV4:
    default:
      return TRUE;
    }
}

/* Where the host ends: at the last colon, unless that is inside the brackets of an address. */
static gsize
find_host_end (const char *text, gsize length)
{
  const char *colon = memrchr (text, ':', length);

  if (!colon || (text[0] == '[' && text[length - 1] == ']'))
    return length;

  return (gsize) (colon - text);
}

static gboolean
take_host (AditAuthority *authority, const char *text, gsize length)
{
  gboolean is_bracketed = length >= 2 && text[0] == '[' && text[length - 1] == ']';

  if (is_bracketed)
    {
      text++;
      length -= 2;
    }
  if (length == 0 || length >= sizeof authority->host || memchr (text, '\0', length))
    return FALSE;

  memcpy (authority->host, text, length);
  return parse_host (authority, is_bracketed);
}

gboolean
adit_authority_parse (const char *text,
                      gsize length,
                      AditAuthorityFlags flags,
                      AditAuthority *authority)
{
  AditAuthority parsed = { 0 };
  gsize host_length = length > 0 ? find_host_end (text, length) : 0;

  if (host_length == length || !take_host (&parsed, text, host_length))
    return FALSE;
  if (!parse_port (text + host_length + 1, length - host_length - 1, flags & ADIT_AUTHORITY_PORT_0,
                   &parsed.port))
    return FALSE;
  if (parsed.kind == ADIT_HOST_NAME && (flags & ADIT_AUTHORITY_ONLY_ADDRESS))
    return FALSE;

  *authority = parsed;
  return TRUE;
}

gboolean
adit_authority_parse_uri (const char *text,
                          gsize length,
                          guint16 default_port,
                          AditAuthority *authority)
{
  AditAuthority parsed = { .port = default_port };
  gsize host_length = length > 0 ? find_host_end (text, length) : 0;

  if (!take_host (&parsed, text, host_length))
    return FALSE;
  if (length > host_length + 1 &&
      !parse_port (text + host_length + 1, length - host_length - 1, FALSE, &parsed.port))
    return FALSE;

  *authority = parsed;
  return TRUE;
}

char *
adit_authority_to_string (const AditAuthority *authority)
{
  return authority->kind == ADIT_HOST_IPV6
             ? g_strdup_printf ("[%s]:%u", authority->host, authority->port)
             : g_strdup_printf ("%s:%u", authority->host, authority->port);
}
