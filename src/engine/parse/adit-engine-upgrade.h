/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The protocols that an Upgrade field names: RFC 9110, section 7.8. Pure. */

#pragma once

#include "engine/parse/adit-engine-head.h"

G_BEGIN_DECLS

/* The value of the one Upgrade field, which names at least one protocol and only such as may be
 * passed on; otherwise of length 0, and the field is as if it were not there: nobody has to change
 * to anything. HTTP/2 in the clear is not passed on (RFC 9113, section 3.1 has done with it): what
 * it needs beside this field does not leave the connection. */
AditEngineSlice adit_engine_upgrade_find (const AditEngineHead *head, const char *bytes);

G_END_DECLS
