/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* How long a message's content is: RFC 9112, section 6. This is where proxies get hurt, so that
 * what two readers could read in two ways is refused, never guessed; and what is sent on is
 * written anew from the verdict, not copied. Pure. */

#pragma once

#include "engine/parse/adit-engine-head.h"

G_BEGIN_DECLS

/* The greatest length, of content or of a chunk: more would be negative to somebody. */
#define ADIT_ENGINE_LENGTH_MAX ((guint64) G_MAXINT64)

typedef enum
{
  ADIT_ENGINE_FRAMING_NONE,    /* no content */
  ADIT_ENGINE_FRAMING_LENGTH,  /* `length` bytes, which may be 0 */
  ADIT_ENGINE_FRAMING_CHUNKED, /* chunks and trailers: RFC 9112, section 7.1 */
  ADIT_ENGINE_FRAMING_CLOSE,   /* until the connection's end; only of responses */
} AditEngineFramingKind;

typedef struct
{
  AditEngineFramingKind kind;
  gboolean has_length; /* `length` is to be told: of the content, or, in an answer without content
                        * to HEAD or with 304, of what it would be */
  guint64 length;
} AditEngineFraming;

/* ADIT_CAUSE_NONE, or BAD_LENGTH or CODING_NOT_SERVED with @framing untouched. @head must be done;
 * @bytes is what it was parsed from. */
AditCause adit_engine_framing_of_request (AditEngineFraming *framing,
                                          const AditEngineHead *head,
                                          const char *bytes);

/* ADIT_CAUSE_NONE, or BAD_RESPONSE_LENGTH or RESPONSE_CODING with @framing untouched. @is_head: it
 * is the answer to a HEAD request. Answers with 1xx, 204 and 304, and those to HEAD, have no
 * content whatever their fields say (RFC 9112, section 6.3). */
AditCause adit_engine_framing_of_response (AditEngineFraming *framing,
                                           const AditEngineHead *head,
                                           const char *bytes,
                                           gboolean is_head);

G_END_DECLS
