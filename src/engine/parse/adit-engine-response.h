/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What an origin's answer is, or why it cannot be passed on: from a parsed head to a verdict.
 * Pure. */

#pragma once

#include "engine/parse/adit-engine-framing.h"

G_BEGIN_DECLS

/* What an answer's meaning depends on in the request. */
typedef enum
{
  ADIT_ENGINE_ASKED_PLAIN = 0,
  ADIT_ENGINE_ASKED_HEAD = 1 << 0,
  ADIT_ENGINE_ASKED_UPGRADE = 1 << 1, /* the request was sent with an Upgrade field */
} AditEngineAsked;

typedef struct
{
  AditEngineFraming framing;
  AditEngineSlice upgrade; /* 101: the protocol that begins; 426: those that are wanted; else of
                            * length 0 */
  guint16 status;          /* 100 to 999; RFC 9110, section 15 has what is above 599 be as 5xx */
  guint8 minor_version;
  gboolean is_interim;    /* 1xx but 101: another head follows, and an HTTP/1.0 client gets none */
  gboolean is_persistent; /* the origin's connection can be used again once the content is read */
} AditEngineResponse;

/* ADIT_CAUSE_NONE, or BAD_RESPONSE, BAD_RESPONSE_LENGTH or RESPONSE_CODING with @response
 * untouched. @head must be done and a response's; @bytes is what it was parsed from. */
AditCause adit_engine_response_read (AditEngineResponse *response,
                                     const AditEngineHead *head,
                                     const char *bytes,
                                     AditEngineAsked asked);

G_END_DECLS
