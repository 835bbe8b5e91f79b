/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/parse/adit-engine-names.h"

typedef struct
{
  const char *text;
  guint8 length;
  guint8 name;
} Row;

#define ROW(text, name)                                                                            \
  {                                                                                                \
    text, sizeof (text) - 1, ADIT_ENGINE_NAME_##name                                               \
  }

static const Row rows[] = {
  ROW ("Host", HOST),
  ROW ("Connection", CONNECTION),
  ROW ("Content-Length", CONTENT_LENGTH),
  ROW ("Transfer-Encoding", TRANSFER_ENCODING),
  ROW ("Date", DATE),
  ROW ("Expect", EXPECT),
  ROW ("Keep-Alive", KEEP_ALIVE),
  ROW ("Max-Forwards", MAX_FORWARDS),
  ROW ("Proxy-Authenticate", PROXY_AUTHENTICATE),
  ROW ("Proxy-Authentication-Info", PROXY_AUTHENTICATION_INFO),
  ROW ("Proxy-Authorization", PROXY_AUTHORIZATION),
  ROW ("Proxy-Connection", PROXY_CONNECTION),
  ROW ("TE", TE),
  ROW ("Trailer", TRAILER),
  ROW ("Upgrade", UPGRADE),
  ROW ("Via", VIA),
  ROW ("Authorization", AUTHORIZATION),
  ROW ("Cookie", COOKIE),
  ROW ("Cookie2", COOKIE),

  ROW ("Age", CONTROL),
  ROW ("Authentication-Info", CONTROL),
  ROW ("Cache-Control", CONTROL),
  ROW ("Content-Encoding", CONTROL),
  ROW ("Content-Range", CONTROL),
  ROW ("Content-Type", CONTROL),
  ROW ("Expires", CONTROL),
  ROW ("If-Match", CONTROL),
  ROW ("If-Modified-Since", CONTROL),
  ROW ("If-None-Match", CONTROL),
  ROW ("If-Range", CONTROL),
  ROW ("If-Unmodified-Since", CONTROL),
  ROW ("Location", CONTROL),
  ROW ("Pragma", CONTROL),
  ROW ("Range", CONTROL),
  ROW ("Retry-After", CONTROL),
  ROW ("Set-Cookie", CONTROL),
  ROW ("Vary", CONTROL),
  ROW ("Warning", CONTROL),
  ROW ("WWW-Authenticate", CONTROL),
};

#define HOP    (ADIT_ENGINE_TRAIT_HOP | ADIT_ENGINE_TRAIT_EARLY)
#define NEEDED (ADIT_ENGINE_TRAIT_NEEDED | ADIT_ENGINE_TRAIT_EARLY)
#define EARLY  ADIT_ENGINE_TRAIT_EARLY
#define SECRET (ADIT_ENGINE_TRAIT_SECRET | ADIT_ENGINE_TRAIT_EARLY)

static const guint8 traits[ADIT_ENGINE_N_NAMES] = {
  [ADIT_ENGINE_NAME_CONNECTION] = HOP,
  [ADIT_ENGINE_NAME_CONTENT_LENGTH] = NEEDED,
  [ADIT_ENGINE_NAME_DATE] = EARLY,
  [ADIT_ENGINE_NAME_EXPECT] = NEEDED,
  [ADIT_ENGINE_NAME_HOST] = NEEDED,
  [ADIT_ENGINE_NAME_MAX_FORWARDS] = NEEDED,
  [ADIT_ENGINE_NAME_PROXY_CONNECTION] = HOP,
  [ADIT_ENGINE_NAME_TRAILER] = EARLY,
  /* Some origins name it as an option, which is redundant and not wrong: it is hop-by-hop. */
  [ADIT_ENGINE_NAME_TRANSFER_ENCODING] = HOP,
  [ADIT_ENGINE_NAME_UPGRADE] = HOP,
  [ADIT_ENGINE_NAME_AUTHORIZATION] = SECRET,
  [ADIT_ENGINE_NAME_COOKIE] = SECRET,
  [ADIT_ENGINE_NAME_KEEP_ALIVE] = HOP,
  [ADIT_ENGINE_NAME_PROXY_AUTHENTICATE] = HOP,
  [ADIT_ENGINE_NAME_PROXY_AUTHENTICATION_INFO] = HOP,
  [ADIT_ENGINE_NAME_PROXY_AUTHORIZATION] = HOP | SECRET,
  [ADIT_ENGINE_NAME_TE] = HOP,
  [ADIT_ENGINE_NAME_VIA] = NEEDED,
  [ADIT_ENGINE_NAME_CONTROL] = EARLY,
};

AditEngineName
adit_engine_name_of (AditEngineSlice slice, const char *bytes)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].length == slice.length &&
        g_ascii_strncasecmp (bytes + slice.offset, rows[i].text, slice.length) == 0)
      return rows[i].name;

  return ADIT_ENGINE_NAME_OTHER;
}

AditEngineTraits
adit_engine_name_get_traits (AditEngineName name)
{
  return traits[name];
}
