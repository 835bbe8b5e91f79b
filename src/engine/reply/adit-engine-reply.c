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

static const char *
connection_field (guint minor_version, gboolean is_persistent)
{
  if (!is_persistent)
    return "Connection: close\r\n";

  return minor_version == 0 ? "Connection: keep-alive\r\n" : "";
}

gsize
adit_engine_reply_error (char reply[ADIT_ENGINE_REPLY_SIZE],
                         guint minor_version,
                         AditCause cause,
                         const AditEngineReplyTerms *terms)
{
  static const AditEngineReplyTerms nothing_more = { 0 };
  const AditCauseRow *row = adit_cause_row (cause);
  g_autofree char *why = NULL;

  if (row->status == 0)
    return 0;
  if (!terms)
    terms = &nothing_more;

  /* The sentence goes out untranslated: a reply is read by programs, and logs of other people. */
  why = terms->detail ? g_strdup_printf ("%s (%s)", row->sentence, terms->detail)
                      : g_strdup (row->sentence);
  return checked_length (g_snprintf (reply, ADIT_ENGINE_REPLY_SIZE,
                                     "HTTP/1.%u %u %s\r\n" AGENT
                                     "Proxy-Status: Adit; error=%s; details=\"%s\"\r\n"
                                     "%s"
                                     "Content-Type: text/plain; charset=utf-8\r\n"
                                     "Content-Length: %" G_GSIZE_FORMAT "\r\n"
                                     "%s"
                                     "\r\n"
                                     "%s.\n",
                                     minor_version, row->status, row->reason, row->error, why,
                                     terms->challenges ? terms->challenges : "", strlen (why) + 2,
                                     connection_field (minor_version, terms->is_persistent), why));
}
