/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The header fields that mean something to a proxy, each a row of one table; all others it passes
 * on without a look. Pure. */

#pragma once

#include "engine/parse/adit-engine-head.h"

G_BEGIN_DECLS

typedef enum
{
  ADIT_ENGINE_NAME_OTHER,
  ADIT_ENGINE_NAME_CONNECTION,
  ADIT_ENGINE_NAME_CONTENT_LENGTH,
  ADIT_ENGINE_NAME_DATE,
  ADIT_ENGINE_NAME_EXPECT,
  ADIT_ENGINE_NAME_HOST,
  ADIT_ENGINE_NAME_MAX_FORWARDS,
  ADIT_ENGINE_NAME_PROXY_CONNECTION,
  ADIT_ENGINE_NAME_TRAILER,
  ADIT_ENGINE_NAME_TRANSFER_ENCODING,
  ADIT_ENGINE_NAME_UPGRADE,

  /* only their traits matter */
  ADIT_ENGINE_NAME_AUTHORIZATION,
  ADIT_ENGINE_NAME_COOKIE,
  ADIT_ENGINE_NAME_KEEP_ALIVE,
  ADIT_ENGINE_NAME_PROXY_AUTHENTICATE,
  ADIT_ENGINE_NAME_PROXY_AUTHENTICATION_INFO,
  ADIT_ENGINE_NAME_PROXY_AUTHORIZATION,
  ADIT_ENGINE_NAME_TE,
  ADIT_ENGINE_NAME_VIA,
  ADIT_ENGINE_NAME_CONTROL, /* any of those that steer a message, and come too late at its end */

  ADIT_ENGINE_N_NAMES
} AditEngineName;

typedef enum
{
  ADIT_ENGINE_TRAIT_HOP = 1 << 0,    /* never leaves its connection: RFC 9110, section 7.6.1 */
  ADIT_ENGINE_TRAIT_NEEDED = 1 << 1, /* for every recipient: no connection option may take it out */
  ADIT_ENGINE_TRAIT_EARLY = 1 << 2,  /* may not stand in trailers: RFC 9110, section 6.5.1 */
  ADIT_ENGINE_TRAIT_SECRET = 1 << 3, /* is not sent back: RFC 9110, section 9.3.8 */
} AditEngineTraits;

AditEngineName adit_engine_name_of (AditEngineSlice slice, const char *bytes);

AditEngineTraits adit_engine_name_get_traits (AditEngineName name);

G_END_DECLS
