/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the access log says about one exchange that ended, as a line. Pure.
 *
 * Text is the common log format of web servers, with what a proxy knows beyond it at the end, so
 * that their tools can read it:
 *
 *     CLIENT - USER [DAY/MON/YEAR:HH:MM:SS ZONE] "METHOD TARGET" STATUS RECEIVED SENT CAUSE SECONDS
 *
 * "-" stands for what is not there. Bytes that could be taken for something else are \xHH.
 *
 * JSON (RFC 8259) is an object a line, its members always the same:
 *
 *     time, id, client, user, method, target, path, address, status, cause, error, encrypted,
 *     sent, received, seconds
 *
 * with null for what is not there. Neither has a query string or credentials: the record has none.
 */

#pragma once

#include "engine/account/adit-engine-record.h"
#include "model/adit-log-settings.h"

G_BEGIN_DECLS

typedef struct
{
  const AditEngineRecord *record;
  guint64 sent_bytes;
  guint64 received_bytes;
} AditEngineAccess;

/* Appends the line to @out, its end included. */
void
adit_engine_access_line_print (GString *out, AditAccessLog format, const AditEngineAccess *access);

G_END_DECLS
