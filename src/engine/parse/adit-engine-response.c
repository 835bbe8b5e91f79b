/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/parse/adit-engine-response.h"

#include "engine/parse/adit-engine-options.h"
#include "engine/parse/adit-engine-upgrade.h"

#define SWITCHING_PROTOCOLS 101
#define UPGRADE_REQUIRED    426

/* RFC 9112, section 9.3. An HTTP/1.0 origin may be taken at its word here: it is one hop away. */
static gboolean
is_persistent (const AditEngineHead *head,
               const AditEngineOptions *options,
               const AditEngineFraming *framing)
{
  if (options->is_close || framing->kind == ADIT_ENGINE_FRAMING_CLOSE ||
      head->status == SWITCHING_PROTOCOLS)
    return FALSE;

  return head->minor_version > 0 || options->is_keep_alive;
}

static AditEngineSlice
find_upgrade (const AditEngineHead *head, const char *bytes, const AditEngineOptions *options)
{
  gboolean is_due = head->status == SWITCHING_PROTOCOLS || head->status == UPGRADE_REQUIRED;

  return is_due && options->is_upgrade && head->minor_version > 0
             ? adit_engine_upgrade_find (head, bytes)
             : (AditEngineSlice){ 0, 0 };
}

AditCause
adit_engine_response_read (AditEngineResponse *response,
                           const AditEngineHead *head,
                           const char *bytes,
                           AditEngineAsked asked)
{
  AditEngineResponse parsed = {
    .status = head->status,
    .minor_version = head->minor_version,
    .is_interim = head->status < 200 && head->status != SWITCHING_PROTOCOLS,
  };
  AditEngineOptions options;
  AditCause cause;

  if (!adit_engine_options_read (&options, head, bytes))
    return ADIT_CAUSE_BAD_RESPONSE;

  /* Nobody may change to what nobody asked for: RFC 9110, section 7.8. */
  parsed.upgrade = find_upgrade (head, bytes, &options);
  if (head->status == SWITCHING_PROTOCOLS &&
      (parsed.upgrade.length == 0 || !(asked & ADIT_ENGINE_ASKED_UPGRADE)))
    return ADIT_CAUSE_BAD_RESPONSE;

  cause = adit_engine_framing_of_response (&parsed.framing, head, bytes,
                                           (asked & ADIT_ENGINE_ASKED_HEAD) != 0);
  if (cause != ADIT_CAUSE_NONE)
    return cause;

  parsed.is_persistent = is_persistent (head, &options, &parsed.framing);
  *response = parsed;
  return ADIT_CAUSE_NONE;
}
