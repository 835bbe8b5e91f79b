/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What is said to an HTTP proxy to get through it, and what its answer means. Pure. */

#pragma once

#include "engine/connect/adit-engine-upstream.h"
#include "model/adit-cause.h"

G_BEGIN_DECLS

/* Appends the whole head of the CONNECT, with Basic credentials (RFC 7617) where @upstream has a
 * user. FALSE, with @request untouched, where these cannot be said: a colon in the user's name. */
gboolean adit_engine_hop_http_print (GString *request,
                                     const AditEngineUpstream *upstream,
                                     const AditAuthority *target);

typedef enum
{
  ADIT_ENGINE_HOP_HTTP_INTERIM, /* another answer follows */
  ADIT_ENGINE_HOP_HTTP_FINAL    /* @cause says what it was */
} AditEngineHopHttp;

/* A valid head with @status came. Sets @cause when that was final: ADIT_CAUSE_NONE for a tunnel. */
AditEngineHopHttp adit_engine_hop_http_judge (guint16 status, AditCause *cause);

G_END_DECLS
