/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The proxy's own answers, in one place. Error replies are made from the cause's row. Only what
 * answers a TRACE or OPTIONS that ends here is elsewhere: with forwarding, whose heads it sends
 * back. Pure. */

#pragma once

#include "model/adit-cause.h"

G_BEGIN_DECLS

/* Room for any reply. */
#define ADIT_ENGINE_REPLY_SIZE 2048

/* Writes `200 Connection Established` in the client's version. It has neither a length nor a type:
 * RFC 9110, section 9.3.6. Returns the number of bytes. */
gsize adit_engine_reply_established (char reply[ADIT_ENGINE_REPLY_SIZE], guint minor_version);

/* What an error reply says beyond its cause. */
typedef struct
{
  const char *detail; /* ASCII, at most 80 bytes, such as "rule 3, line 7"; NULL: none */
  const char
      *challenges; /* "Proxy-Authenticate: …\r\n" lines of a 407, at most 767 bytes; or NULL */
  gboolean is_persistent; /* the connection goes on afterwards */
} AditEngineReplyTerms;

/* Writes the reply for @cause, with its reason as a Proxy-Status field (RFC 9209) and as a short
 * plain text. Without @terms there is nothing more to say and the connection ends. Returns the
 * number of bytes; 0 for a cause that is not answered. */
gsize adit_engine_reply_error (char reply[ADIT_ENGINE_REPLY_SIZE],
                               guint minor_version,
                               AditCause cause,
                               const AditEngineReplyTerms *terms);

G_END_DECLS
