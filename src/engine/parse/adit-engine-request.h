/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a request asks for, or why it cannot be served: from a parsed head to a verdict. Pure. */

#pragma once

#include "engine/parse/adit-engine-head.h"
#include "model/adit-authority.h"

G_BEGIN_DECLS

typedef struct
{
  AditAuthority target; /* of CONNECT: RFC 9110, section 9.3.6 */
  guint8 minor_version; /* the answer is in the client's version */
} AditEngineRequest;

/* ADIT_CAUSE_NONE when it can be served. Otherwise the cause, with `minor_version` set and the
 * rest of @request untouched. @head must be done; @bytes is what it was parsed from.
 *
 * A CONNECT without a Host field is served, although RFC 9112, section 3.2 would have it refused:
 * the request target alone says where the tunnel goes, and hand-written clients leave Host out. */
AditCause adit_engine_request_read (AditEngineRequest *request,
                                    const AditEngineHead *head,
                                    const char *bytes);

G_END_DECLS
