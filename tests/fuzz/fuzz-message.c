/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Any bytes as a head that is forwarded: what goes out is a head, holds nothing that belongs to one
 * connection but what we say ourselves, and frames its content as the one that came in. The first
 * byte chooses a request or a response, what was asked, and on which terms it goes out. */

#include "fuzz.h"

#include "engine/parse/adit-engine-names.h"
#include "engine/relay/adit-engine-message.h"

#include <string.h>

static guint
count (const AditEngineHead *head, const char *bytes, AditEngineName name)
{
  guint n = 0;

  for (guint i = 0; i < head->n_fields; i++)
    n += adit_engine_name_of (head->fields[i].name, bytes) == name;

  return n;
}

static gboolean
may_go_on (AditEngineName name)
{
  return name == ADIT_ENGINE_NAME_CONNECTION || name == ADIT_ENGINE_NAME_UPGRADE ||
         name == ADIT_ENGINE_NAME_TRANSFER_ENCODING ||
         !(adit_engine_name_get_traits (name) & ADIT_ENGINE_TRAIT_HOP);
}

/* Fields of one connection are only those that are written for the next. */
static void
check_fields (const AditEngineHead *head, const char *bytes, gboolean is_upgrade)
{
  guint n_upgrades = is_upgrade ? 1 : 0;

  for (guint i = 0; i < head->n_fields; i++)
    g_assert_true (may_go_on (adit_engine_name_of (head->fields[i].name, bytes)));
  g_assert_cmpuint (count (head, bytes, ADIT_ENGINE_NAME_UPGRADE), ==, n_upgrades);
  g_assert_cmpuint (count (head, bytes, ADIT_ENGINE_NAME_CONTENT_LENGTH) +
                        count (head, bytes, ADIT_ENGINE_NAME_TRANSFER_ENCODING),
                    <=, 1);
  g_assert_cmpuint (count (head, bytes, ADIT_ENGINE_NAME_VIA), >=, 1);
}

static void
check_framing (const AditEngineFraming *a, const AditEngineFraming *b)
{
  g_assert_cmpint (a->kind, ==, b->kind);
  g_assert_cmpint (a->has_length, ==, b->has_length);
  g_assert_cmpuint (a->length, ==, b->length);
}

/* A head may become too large for us by what is added: by so little that it could not be read
 * before either, had it come so. */
static gboolean
parse_written (AditEngineHead *head, const GByteArray *out)
{
  g_autofree char *exact = g_memdup2 (out->data, out->len);
  AditEngineHeadStatus status = adit_engine_head_parse (head, exact, out->len);

  if (status == ADIT_ENGINE_HEAD_DONE)
    {
      g_assert_cmpuint (head->length, ==, out->len);
      return TRUE;
    }

  g_assert_true (head->cause == ADIT_CAUSE_HEAD_TOO_LARGE ||
                 head->cause == ADIT_CAUSE_TOO_MANY_FIELDS ||
                 head->cause == ADIT_CAUSE_RESPONSE_HEAD_TOO_LARGE);
  return FALSE;
}

static void
check_written_request (const GByteArray *out, const AditEngineRequest *request)
{
  const char *bytes = (const char *) out->data;
  gboolean is_upgrade = request->upgrade.length > 0;
  AditEngineFraming framing;
  AditEngineHead head;

  adit_engine_head_init (&head);
  if (!parse_written (&head, out))
    return;

  check_fields (&head, bytes, is_upgrade);
  g_assert_cmpuint (count (&head, bytes, ADIT_ENGINE_NAME_HOST), ==, 1);
  g_assert_cmpuint (count (&head, bytes, ADIT_ENGINE_NAME_CONNECTION), ==, is_upgrade ? 1 : 0);
  g_assert_true (bytes[head.target.offset] == '/' ||
                 adit_engine_slice_is (head.target, bytes, "*"));
  g_assert_cmpuint (head.minor_version, ==, 1);
  g_assert_cmpuint (adit_engine_framing_of_request (&framing, &head, bytes), ==, ADIT_CAUSE_NONE);
  check_framing (&framing, &request->framing);
}

static void
fuzz_request (const char *bytes, gsize length)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  AditEngineRequest request;
  AditEngineHead head;

  adit_engine_head_init (&head);
  if (adit_engine_head_parse (&head, bytes, length) != ADIT_ENGINE_HEAD_DONE ||
      adit_engine_request_read (&request, &head, bytes) != ADIT_CAUSE_NONE)
    return;

  /* Goes out whatever the request is: a head can always be sent back. */
  adit_engine_message_write_trace (out, &head, bytes, request.is_persistent);
  g_byte_array_set_size (out, 0);
  if (request.kind != ADIT_ENGINE_REQUEST_FORWARD || request.max_forwards == 0)
    return;

  adit_engine_message_write_request (out, &head, bytes, &request);
  check_written_request (out, &request);
}

static void
check_written_response (const GByteArray *out,
                        const AditEngineResponse *response,
                        AditEngineAsked asked,
                        const AditEngineMessageTerms *terms)
{
  const char *bytes = (const char *) out->data;
  AditEngineFraming expected = response->framing;
  AditEngineFraming framing;
  AditEngineHead head;

  adit_engine_head_init_response (&head);
  if (!parse_written (&head, out))
    return;

  check_fields (&head, bytes, response->upgrade.length > 0);
  g_assert_cmpuint (count (&head, bytes, ADIT_ENGINE_NAME_CONNECTION), <=, 1);
  g_assert_cmpuint (head.status, ==, response->status);
  if (terms->is_dechunked && expected.kind == ADIT_ENGINE_FRAMING_CHUNKED)
    expected.kind = ADIT_ENGINE_FRAMING_CLOSE;
  g_assert_cmpuint (adit_engine_framing_of_response (&framing, &head, bytes,
                                                     asked & ADIT_ENGINE_ASKED_HEAD),
                    ==, ADIT_CAUSE_NONE);
  check_framing (&framing, &expected);
}

static void
fuzz_response (const char *bytes, gsize length, guint8 choice)
{
  AditEngineAsked asked = choice & (ADIT_ENGINE_ASKED_HEAD | ADIT_ENGINE_ASKED_UPGRADE);
  gboolean is_old = (choice & 4) != 0;
  AditEngineMessageTerms terms = {
    .received_s = choice & 8 ? 784111777 : 0,
    .client_minor_version = is_old ? 0 : 1,
    .is_persistent = !is_old && (choice & 16),
    .is_dechunked = is_old,
  };
  g_autoptr (GByteArray) out = g_byte_array_new ();
  AditEngineResponse response;
  AditEngineHead head;

  adit_engine_head_init_response (&head);
  if (adit_engine_head_parse (&head, bytes, length) != ADIT_ENGINE_HEAD_DONE ||
      adit_engine_response_read (&response, &head, bytes, asked) != ADIT_CAUSE_NONE)
    return;

  adit_engine_message_write_response (out, &head, bytes, &response, &terms);
  check_written_response (out, &response, asked, &terms);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *exact = NULL;

  if (size < 2)
    return 0;

  exact = g_memdup2 (data + 1, size - 1);
  if (data[0] & 128)
    fuzz_response (exact, size - 1, data[0]);
  else
    fuzz_request (exact, size - 1);

  return 0;
}
