/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/parse/adit-engine-target.h"

#include <string.h>

/* RFC 9110, sections 4.2.1 and 4.2.2 */
#define HTTP_PORT  80
#define HTTPS_PORT 443

/* The length of a scheme (RFC 3986, section 3.1) that "://" follows; 0 where none is. */
static guint16
measure_scheme (AditEngineSlice slice, const char *bytes)
{
  const char *text = bytes + slice.offset;
  guint16 length = 0;

  if (!g_ascii_isalpha (text[0]))
    return 0;
  while (length < slice.length && (g_ascii_isalnum (text[length]) || strchr ("+-.", text[length])))
    length++;

  return slice.length >= length + 3 && memcmp (text + length, "://", 3) == 0 ? length : 0;
}

static guint16
measure_authority (AditEngineSlice rest, const char *bytes)
{
  guint16 length = 0;

  while (length < rest.length && bytes[rest.offset + length] != '/' &&
         bytes[rest.offset + length] != '?')
    length++;

  return length;
}

static AditEngineSlice
slice_behind (AditEngineSlice slice, guint n_before)
{
  return (AditEngineSlice){ (guint16) (slice.offset + n_before),
                            (guint16) (slice.length - n_before) };
}

static AditCause
read_absolute (AditEngineTarget *target,
               AditEngineSlice slice,
               guint16 scheme_length,
               const char *bytes)
{
  AditEngineSlice scheme = { slice.offset, scheme_length };
  AditEngineSlice rest = slice_behind (slice, scheme_length + 3u);
  guint16 authority_length = measure_authority (rest, bytes);
  gboolean is_secure = adit_engine_slice_is_name (scheme, bytes, "https");
  AditAuthority authority;

  if (!is_secure && !adit_engine_slice_is_name (scheme, bytes, "http"))
    return ADIT_CAUSE_SCHEME_NOT_SERVED;
  if (!adit_authority_parse_uri (bytes + rest.offset, authority_length,
                                 is_secure ? HTTPS_PORT : HTTP_PORT, &authority))
    return ADIT_CAUSE_BAD_TARGET;

  *target = (AditEngineTarget){
    .form = ADIT_ENGINE_TARGET_ABSOLUTE,
    .authority = authority,
    .path = slice_behind (rest, authority_length),
    .is_secure = is_secure,
  };
  return ADIT_CAUSE_NONE;
}

AditCause
adit_engine_target_read (AditEngineTarget *target, AditEngineSlice slice, const char *bytes)
{
  guint16 scheme_length = measure_scheme (slice, bytes);

  /* A fragment never leaves a client: RFC 9112, section 3.2, has no form with one. */
  if (memchr (bytes + slice.offset, '#', slice.length))
    return ADIT_CAUSE_BAD_TARGET;
  if (scheme_length > 0)
    return read_absolute (target, slice, scheme_length, bytes);
  if (bytes[slice.offset] != '/')
    return ADIT_CAUSE_BAD_TARGET;

  *target = (AditEngineTarget){ .form = ADIT_ENGINE_TARGET_ORIGIN, .path = slice };
  return ADIT_CAUSE_NONE;
}

/* RFC 3986, section 3.2.2: what a name is made of; an escape is looked at only as three bytes. */
static gboolean
is_name_byte (char byte)
{
  return g_ascii_isalnum (byte) || strchr ("-._~!$&'()*+,;=%", byte);
}

static gboolean
is_address_byte (char byte)
{
  return g_ascii_isxdigit (byte) || byte == ':' || byte == '.';
}

gboolean
adit_engine_target_is_host (AditEngineSlice value, const char *bytes)
{
  const char *text = bytes + value.offset;
  gboolean is_bracketed = value.length > 0 && text[0] == '[';
  guint i = is_bracketed ? 1 : 0;

  while (i < value.length && (is_bracketed ? is_address_byte (text[i]) : is_name_byte (text[i])))
    i++;
  if (is_bracketed && (i == value.length || text[i++] != ']'))
    return FALSE;
  if (i < value.length && text[i++] != ':')
    return FALSE;
  while (i < value.length && g_ascii_isdigit (text[i]))
    i++;

  return i == value.length;
}
