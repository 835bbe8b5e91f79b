/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a request asks for, or why it cannot be served: from a parsed head to a verdict. Pure. */

#pragma once

#include "engine/parse/adit-engine-framing.h"
#include "model/adit-authority.h"

G_BEGIN_DECLS

typedef enum
{
  ADIT_ENGINE_REQUEST_TUNNEL,  /* CONNECT: RFC 9110, section 9.3.6 */
  ADIT_ENGINE_REQUEST_FORWARD, /* absolute-form: for an origin */
  ADIT_ENGINE_REQUEST_LOCAL,   /* origin-form: for the proxy itself */
} AditEngineRequestKind;

typedef struct
{
  AditEngineRequestKind kind;
  AditAuthority target;      /* TUNNEL, FORWARD: the port of the scheme where none is written */
  AditEngineSlice path;      /* FORWARD: path and query as written, may be empty; LOCAL: all of the
                              * target */
  AditEngineFraming framing; /* of the request's content */
  AditEngineSlice upgrade;   /* FORWARD: protocols the client validly asks to change to; length 0:
                              * none. RFC 9110, section 7.8 */
  guint32 max_forwards;      /* G_MAXUINT32: none said, or neither OPTIONS nor TRACE */
  guint8 minor_version;      /* the answer is in the client's version */
  gboolean is_secure;        /* FORWARD: https */
  gboolean is_persistent;    /* the client means to go on after the answer: never with HTTP/1.0, as
                              * RFC 9112, section 9.3 forbids a proxy to */
  gboolean is_head;
  gboolean is_trace;
  gboolean is_repeatable;    /* idempotent (RFC 9110, section 9.2.2) and without content: may be
                              * sent again on another connection */
  gboolean expects_continue; /* RFC 9110, section 10.1.1: there is content, and it may wait */
} AditEngineRequest;

/* ADIT_CAUSE_NONE when it can be served. Otherwise the cause, with `minor_version` set and the
 * rest of @request untouched. @head must be done; @bytes is what it was parsed from, and what the
 * slices are in.
 *
 * A CONNECT without a Host field is served, although RFC 9112, section 3.2 would have it refused:
 * the request target alone says where the tunnel goes, and hand-written clients leave Host out. */
AditCause adit_engine_request_read (AditEngineRequest *request,
                                    const AditEngineHead *head,
                                    const char *bytes);

G_END_DECLS
