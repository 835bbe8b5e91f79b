/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The request target in its forms: RFC 9112, section 3.2. Pure. */

#pragma once

#include "engine/parse/adit-engine-head.h"
#include "model/adit-authority.h"

G_BEGIN_DECLS

typedef enum
{
  ADIT_ENGINE_TARGET_ABSOLUTE, /* http://host/path: to be forwarded */
  ADIT_ENGINE_TARGET_ORIGIN,   /* /path: meant for the proxy itself */
} AditEngineTargetForm;

typedef struct
{
  AditEngineTargetForm form;
  AditAuthority authority; /* ABSOLUTE; with the scheme's port where none is written */
  AditEngineSlice path;    /* path and query as written; in ABSOLUTE it may be empty, or begin with
                            * the query */
  gboolean is_secure;      /* ABSOLUTE: https */
} AditEngineTarget;

/* Reads the target of a request other than CONNECT. ADIT_CAUSE_NONE, or BAD_TARGET or
 * SCHEME_NOT_SERVED with @target untouched. Userinfo, fragments, the asterisk and the authority
 * alone are refused. What stands in path and query is the origin's to judge. */
AditCause
adit_engine_target_read (AditEngineTarget *target, AditEngineSlice slice, const char *bytes);

/* Whether @value may be that of a Host field: RFC 9110, section 7.2. It may be empty. */
gboolean adit_engine_target_is_host (AditEngineSlice value, const char *bytes);

G_END_DECLS
