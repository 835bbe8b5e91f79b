/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Any bytes as a request head. The first two choose where the rest is split. */

#include "fuzz.h"

#include "engine/parse/adit-engine-request.h"

#include <string.h>

static AditEngineHeadStatus
parse_exactly (AditEngineHead *head, const char *bytes, gsize length)
{
  g_autofree char *exact = g_memdup2 (bytes, length);

  return adit_engine_head_parse (head, exact, length);
}

static void
check_slice (AditEngineSlice slice, const AditEngineHead *head)
{
  g_assert_cmpuint (slice.offset + slice.length, <=, head->length);
}

static void
check_done (const AditEngineHead *head, const char *bytes, gsize length)
{
  g_assert_cmpuint (head->length, <=, MIN (length, ADIT_ENGINE_HEAD_MAX));
  g_assert_cmpuint (head->length, ==, head->position);
  g_assert_cmpuint (head->n_fields, <=, ADIT_ENGINE_FIELDS_MAX);
  g_assert_cmpuint (head->minor_version, <=, 1);
  g_assert_cmpuint (head->cause, ==, ADIT_CAUSE_NONE);
  g_assert_cmpmem (bytes + head->length - 4, 4, "\r\n\r\n", 4);
  g_assert_null (memchr (bytes, '\0', head->length));

  g_assert_cmpuint (head->method.length, >, 0);
  g_assert_cmpuint (head->target.length, >, 0);
  g_assert_cmpuint (head->target.length, <=, ADIT_ENGINE_REQUEST_LINE_MAX);
  check_slice (head->method, head);
  check_slice (head->target, head);
  for (guint i = 0; i < head->n_fields; i++)
    {
      AditEngineSlice value = head->fields[i].value;

      g_assert_cmpuint (head->fields[i].name.length, >, 0);
      check_slice (head->fields[i].name, head);
      check_slice (value, head);
      g_assert_null (memchr (bytes + value.offset, '\n', value.length));
      g_assert_null (memchr (bytes + value.offset, '\r', value.length));
    }
}

/* A head read again from its own bytes alone is the same head. */
static void
check_again (const AditEngineHead *head, const char *bytes)
{
  AditEngineHead again;

  adit_engine_head_init (&again);
  g_assert_cmpint (parse_exactly (&again, bytes, head->length), ==, ADIT_ENGINE_HEAD_DONE);
  g_assert_cmpuint (again.n_fields, ==, head->n_fields);
  g_assert_cmpmem (again.fields, again.n_fields * sizeof *again.fields, head->fields,
                   head->n_fields * sizeof *head->fields);
  adit_engine_head_init (&again);
  g_assert_cmpint (parse_exactly (&again, bytes, head->length - 1u), ==, ADIT_ENGINE_HEAD_MORE);
}

static void
check_request (const AditEngineHead *head, const char *bytes)
{
  AditEngineRequest request;
  g_autofree char *target = NULL;

  if (adit_engine_request_read (&request, head, bytes) != ADIT_CAUSE_NONE)
    return;

  g_assert_cmpint (adit_engine_slice_is (head->method, bytes, "CONNECT"), ==,
                   request.kind == ADIT_ENGINE_REQUEST_TUNNEL);
  check_slice (request.path, head);
  check_slice (request.upgrade, head);
  if (request.kind != ADIT_ENGINE_REQUEST_TUNNEL)
    return;

  target = adit_authority_to_string (&request.target);
  g_assert_cmpuint (strlen (target), <=, head->target.length); /* "080" is printed as "80" */
}

static void
check_split (const char *bytes,
             gsize length,
             gsize split,
             const AditEngineHead *whole,
             AditEngineHeadStatus status)
{
  AditEngineHead head;

  adit_engine_head_init (&head);
  parse_exactly (&head, bytes, split);
  g_assert_cmpint (parse_exactly (&head, bytes, length), ==, status);
  g_assert_cmpuint (head.position, ==, whole->position);
  g_assert_cmpuint (head.cause, ==, whole->cause);
  if (status == ADIT_ENGINE_HEAD_DONE)
    g_assert_cmpmem (&head, G_STRUCT_OFFSET (AditEngineHead, cause), whole,
                     G_STRUCT_OFFSET (AditEngineHead, cause));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const char *bytes = (const char *) data + 2;
  AditEngineHead head;
  AditEngineHeadStatus status;
  gsize length;

  if (size < 2)
    return 0;

  length = size - 2;
  adit_engine_head_init (&head);
  status = parse_exactly (&head, bytes, length);
  g_assert_cmpint (status == ADIT_ENGINE_HEAD_BAD, ==, head.cause != ADIT_CAUSE_NONE);
  if (status == ADIT_ENGINE_HEAD_MORE)
    g_assert_cmpuint (head.position, ==, length);
  if (status == ADIT_ENGINE_HEAD_DONE)
    {
      check_done (&head, bytes, length);
      check_again (&head, bytes);
      check_request (&head, bytes);
    }
  check_split (bytes, length, (data[0] * 256u + data[1]) % (length + 1), &head, status);

  return 0;
}
