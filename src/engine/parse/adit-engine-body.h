/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Follows a message's content as it streams by, and says which bytes go on and where it ends.
 *
 * It is strict (RFC 9112, section 7.1, to the letter: no bare CR or LF, nothing too long, nothing
 * that overflows), pure, and incremental: in whatever pieces the bytes come, the same ones go on,
 * and the verdict comes with the same byte. Content is never held; only a trailer section is,
 * since its fields must be looked at before they go on. A value that belongs to its owner. */

#pragma once

#include "engine/parse/adit-engine-framing.h"

G_BEGIN_DECLS

/* Each limit is the largest size that passes. */
#define ADIT_ENGINE_CHUNK_DIGITS_MAX 16   /* of a chunk's size, zeros in front included */
#define ADIT_ENGINE_CHUNK_LINE_MAX   1024 /* bytes of size and extensions, without the CRLF */
#define ADIT_ENGINE_TRAILERS_MAX     8192 /* bytes of the trailer section, with all its CRLFs */

typedef enum
{
  ADIT_ENGINE_BODY_MORE, /* goes on behind the span */
  ADIT_ENGINE_BODY_DONE, /* ends with the span; what stands behind is another message */
  ADIT_ENGINE_BODY_BAD,  /* the byte behind the span is not valid */
} AditEngineBodyStatus;

/* The first n_skip bytes are dropped, then n_pass bytes go on as they are. */
typedef struct
{
  gsize n_skip;
  gsize n_pass;
} AditEngineBodySpan;

typedef struct _AditEngineTrailers AditEngineTrailers;

typedef struct
{
  guint64 n_left;               /* bytes of the content, or of this chunk, still to come */
  AditEngineTrailers *trailers; /* NULL: none has come */
  guint16 n_line;               /* bytes of this chunk's line, of the trailer section */
  guint8 state;
  gboolean is_decoding;
} AditEngineBody;

/* With @is_decoding, chunks are taken apart: only their data goes on, and trailers do not. Without,
 * content goes on as it came, chunk lines and all; but a trailer section is skipped, and with DONE
 * the owner writes adit_engine_message_write_trailers() in its place, also where it is empty.
 * Nothing is allocated before a trailer comes. */
void adit_engine_body_init (AditEngineBody *self,
                            const AditEngineFraming *framing,
                            gboolean is_decoding);

/* Looks at @bytes, which begin where the last span ended, and sets @span to the part of them that
 * is dealt with. With MORE it may be less than all: then call again with the rest. Content without
 * a length (ADIT_ENGINE_FRAMING_CLOSE) is never DONE. After DONE and BAD, which are said once and
 * again, spans are empty. */
AditEngineBodyStatus adit_engine_body_scan (AditEngineBody *self,
                                            const char *bytes,
                                            gsize length,
                                            AditEngineBodySpan *span);

/* Whether the sender may end the connection here without breaking off the content: it is done, or
 * ends in no other way. */
gboolean adit_engine_body_may_end (const AditEngineBody *self);

/* The trailer section as a head without a first line, and the bytes it was parsed from; NULL where
 * no field has come. Valid once DONE, until @self is cleared. */
const AditEngineHead *adit_engine_body_get_trailers (const AditEngineBody *self,
                                                     const char **bytes);

/* Frees what was kept; @self may be initialised again. Zeroed memory is fine, too. */
void adit_engine_body_clear (AditEngineBody *self);

G_END_DECLS
