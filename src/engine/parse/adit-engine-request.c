/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/parse/adit-engine-request.h"

/* A request for a tunnel has no content (RFC 9110, section 9.3.6). What a length other than zero
 * announces would be taken for the tunnel's first bytes, by us or by a proxy before us, so it is
 * refused; `Content-Length: 0` is said by clients on Windows and means what it says. */
static gboolean
is_zero (AditEngineSlice value, const char *bytes)
{
  for (guint i = 0; i < value.length; i++)
    if (bytes[value.offset + i] != '0')
      return FALSE;

  return value.length > 0;
}

static AditCause
check_fields (const AditEngineHead *head, const char *bytes)
{
  guint n_hosts = 0;

  for (guint i = 0; i < head->n_fields; i++)
    {
      const AditEngineField *field = &head->fields[i];

      if (adit_engine_slice_is_name (field->name, bytes, "Transfer-Encoding"))
        return ADIT_CAUSE_BAD_FRAMING;
      if (adit_engine_slice_is_name (field->name, bytes, "Content-Length") &&
          !is_zero (field->value, bytes))
        return ADIT_CAUSE_BAD_FRAMING;
      if (adit_engine_slice_is_name (field->name, bytes, "Host") && ++n_hosts > 1)
        return ADIT_CAUSE_BAD_FIELD;
    }

  return ADIT_CAUSE_NONE;
}

AditCause
adit_engine_request_read (AditEngineRequest *request, const AditEngineHead *head, const char *bytes)
{
  AditAuthority target;
  AditCause cause;

  request->minor_version = head->minor_version;

  if (!adit_engine_slice_is (head->method, bytes, "CONNECT"))
    return ADIT_CAUSE_METHOD_NOT_SERVED;
  if (!adit_authority_parse (bytes + head->target.offset, head->target.length, ADIT_AUTHORITY_PLAIN,
                             &target))
    return ADIT_CAUSE_BAD_TARGET;

  cause = check_fields (head, bytes);
  if (cause == ADIT_CAUSE_NONE)
    request->target = target;
  return cause;
}
