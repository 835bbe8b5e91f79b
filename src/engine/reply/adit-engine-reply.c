/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/reply/adit-engine-reply.h"

#include <string.h>

#define AGENT "Proxy-Agent: Adit/" ADIT_VERSION "\r\n"

static gsize
checked_length (int n_written)
{
  g_assert (n_written > 0 && n_written < ADIT_ENGINE_REPLY_SIZE);

  return (gsize) n_written;
}

gsize
adit_engine_reply_established (char reply[ADIT_ENGINE_REPLY_SIZE], guint minor_version)
{
  return checked_length (g_snprintf (reply, ADIT_ENGINE_REPLY_SIZE,
                                     "HTTP/1.%u 200 Connection Established\r\n" AGENT "\r\n",
                                     minor_version));
}

gsize
adit_engine_reply_error (char reply[ADIT_ENGINE_REPLY_SIZE], guint minor_version, AditCause cause)
{
  const AditCauseRow *row = adit_cause_row (cause);

  if (row->status == 0)
    return 0;

  /* The sentence goes out untranslated: a reply is read by programs, and logs of other people. */
  return checked_length (g_snprintf (reply, ADIT_ENGINE_REPLY_SIZE,
                                     "HTTP/1.%u %u %s\r\n" AGENT
                                     "Proxy-Status: Adit; error=%s; details=\"%s\"\r\n"
                                     "Content-Type: text/plain; charset=utf-8\r\n"
                                     "Content-Length: %" G_GSIZE_FORMAT "\r\n"
                                     "Connection: close\r\n"
                                     "\r\n"
                                     "%s.\n",
                                     minor_version, row->status, row->reason, row->error,
                                     row->sentence, strlen (row->sentence) + 2, row->sentence));
}
