/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "test-message.h"

#include <string.h>

char *
test_message_print_framing (const AditEngineFraming *framing)
{
  switch (framing->kind)
    {
    case ADIT_ENGINE_FRAMING_LENGTH:
      g_assert_true (framing->has_length);
      return g_strdup_printf ("length %" G_GUINT64_FORMAT, framing->length);
    case ADIT_ENGINE_FRAMING_CHUNKED:
      g_assert_false (framing->has_length);
      return g_strdup ("chunked");
    case ADIT_ENGINE_FRAMING_CLOSE:
      g_assert_false (framing->has_length);
      return g_strdup ("close");
    case ADIT_ENGINE_FRAMING_NONE:
    default:
      return framing->has_length ? g_strdup_printf ("none (%" G_GUINT64_FORMAT ")", framing->length)
                                 : g_strdup ("none");
    }
}

static void
append_slice (GString *text, const char *before, const char *bytes, AditEngineSlice slice)
{
  g_string_append (text, before);
  g_string_append_len (text, bytes + slice.offset, slice.length);
}

static void
append_if (GString *text, gboolean condition, const char *word)
{
  if (condition)
    g_string_append (text, word);
}

static void
append_kind (GString *text, const AditEngineRequest *request)
{
  g_autofree char *target = NULL;

  if (request->kind != ADIT_ENGINE_REQUEST_LOCAL)
    target = adit_authority_to_string (&request->target);

  switch (request->kind)
    {
    case ADIT_ENGINE_REQUEST_TUNNEL:
      g_string_append_printf (text, "tunnel %s", target);
      break;
    case ADIT_ENGINE_REQUEST_FORWARD:
      g_string_append_printf (text, "forward %s", target);
      break;
    case ADIT_ENGINE_REQUEST_LOCAL:
    default:
      g_string_append (text, "local");
    }
}

static char *
print_request (const AditEngineRequest *request, const char *bytes)
{
  GString *text = g_string_new (NULL);
  g_autofree char *framing = test_message_print_framing (&request->framing);

  append_kind (text, request);
  if (request->kind != ADIT_ENGINE_REQUEST_TUNNEL)
    append_slice (text, " ", bytes, request->path);
  g_string_append_printf (text, " %s", framing);
  append_if (text, request->minor_version == 0, " 1.0");
  append_if (text, request->is_secure, " secure");
  append_if (text, request->is_persistent, " persistent");
  append_if (text, request->is_head, " head");
  append_if (text, request->is_trace, " trace");
  append_if (text, request->is_repeatable, " repeatable");
  append_if (text, request->expects_continue, " continue");
  if (request->upgrade.length > 0)
    append_slice (text, " upgrade=", bytes, request->upgrade);
  if (request->max_forwards != G_MAXUINT32)
    g_string_append_printf (text, " forwards=%u", request->max_forwards);

  return g_string_free (text, FALSE);
}

char *
test_message_read_request (const char *bytes, gsize length)
{
  AditEngineRequest request, before;
  AditEngineHead head;
  AditCause cause;

  adit_engine_head_init (&head);
  g_assert_cmpint (adit_engine_head_parse (&head, bytes, length), ==, ADIT_ENGINE_HEAD_DONE);
  memset (&request, 0xa5, sizeof request);
  before = request;
  before.minor_version = head.minor_version;
  cause = adit_engine_request_read (&request, &head, bytes);
  g_assert_cmpuint (request.minor_version, ==, head.minor_version);
  if (cause == ADIT_CAUSE_NONE)
    return print_request (&request, bytes);

  g_assert_cmpmem (&request, sizeof request, &before, sizeof before);
  return g_strdup_printf ("!%s", adit_cause_row (cause)->word);
}

static char *
print_response (const AditEngineResponse *response, const char *bytes)
{
  GString *text = g_string_new (NULL);
  g_autofree char *framing = test_message_print_framing (&response->framing);

  g_string_append_printf (text, "%u %s", response->status, framing);
  append_if (text, response->minor_version == 0, " 1.0");
  append_if (text, response->is_interim, " interim");
  append_if (text, response->is_persistent, " persistent");
  if (response->upgrade.length > 0)
    append_slice (text, " upgrade=", bytes, response->upgrade);

  return g_string_free (text, FALSE);
}

char *
test_message_read_response (const char *bytes, gsize length, AditEngineAsked asked)
{
  AditEngineResponse response, before;
  AditEngineHead head;
  AditCause cause;

  adit_engine_head_init_response (&head);
  g_assert_cmpint (adit_engine_head_parse (&head, bytes, length), ==, ADIT_ENGINE_HEAD_DONE);
  memset (&response, 0xa5, sizeof response);
  before = response;
  cause = adit_engine_response_read (&response, &head, bytes, asked);
  if (cause == ADIT_CAUSE_NONE)
    return print_response (&response, bytes);

  g_assert_cmpmem (&response, sizeof response, &before, sizeof before);
  return g_strdup_printf ("!%s", adit_cause_row (cause)->word);
}
