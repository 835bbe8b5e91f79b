/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The head of an HTTP/1 message: request line or status line, and header fields, up to the empty
 * line; or a trailer section, which is the same without a first line.
 *
 * The parser is strict (what RFC 9112 calls invalid is refused, never repaired), pure (bytes in,
 * verdict out) and incremental: it looks at every byte once, in whatever pieces they come. It
 * keeps offsets into the caller's buffer, which must hold the head from its first byte. */

#pragma once

#include "model/adit-cause.h"

G_BEGIN_DECLS

/* Each limit is the largest size that passes. A status line is only part of its head. */
#define ADIT_ENGINE_REQUEST_LINE_MAX 8192  /* bytes of the request line, without its CRLF */
#define ADIT_ENGINE_HEAD_MAX         32768 /* bytes of the whole head, with all its CRLFs */
#define ADIT_ENGINE_FIELDS_MAX       100   /* header fields */

/* A part of the buffer that the head was parsed from. */
typedef struct
{
  guint16 offset;
  guint16 length;
} AditEngineSlice;

typedef struct
{
  AditEngineSlice name;
  AditEngineSlice value; /* without the white space around it */
} AditEngineField;

typedef enum
{
  ADIT_ENGINE_HEAD_MORE, /* so far valid; needs more bytes */
  ADIT_ENGINE_HEAD_DONE,
  ADIT_ENGINE_HEAD_BAD /* `cause` says why */
} AditEngineHeadStatus;

typedef struct
{
  /* Valid once parsing is done. */
  AditEngineSlice method; /* of a request */
  AditEngineSlice target; /* of a request */
  AditEngineSlice reason; /* of a response; may be empty */
  guint16 status;         /* of a response: 100 to 999 */
  guint16 length;         /* bytes of the whole head */
  guint8 minor_version;   /* 0 or 1 */
  guint8 n_fields;
  AditCause cause;
  AditEngineField fields[ADIT_ENGINE_FIELDS_MAX];

  /* The parser's own. */
  guint8 kind;
  guint8 state;
  guint16 position;   /* bytes looked at */
  guint16 line_start; /* of the request line: an empty line may stand before it */
  guint16 token_start;
} AditEngineHead;

/* Causes are those of a request: BAD_REQUEST, BAD_FIELD and so on. */
void adit_engine_head_init (AditEngineHead *self);

/* Causes are BAD_RESPONSE and RESPONSE_HEAD_TOO_LARGE. */
void adit_engine_head_init_response (AditEngineHead *self);

/* Only fields, up to the empty line. Causes as of a request. */
void adit_engine_head_init_trailers (AditEngineHead *self);

/* @bytes: the head from its first byte on, @length of them now, of which those looked at before
 * are not looked at again. Bytes after the head's end are left alone. */
AditEngineHeadStatus adit_engine_head_parse (AditEngineHead *self, const char *bytes, gsize length);

/* Names are compared without regard to case; text needs no terminator. */
gboolean adit_engine_slice_is (AditEngineSlice slice, const char *bytes, const char *text);
gboolean adit_engine_slice_is_name (AditEngineSlice slice, const char *bytes, const char *name);

G_END_DECLS
