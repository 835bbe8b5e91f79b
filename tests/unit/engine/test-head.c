/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "test-head.h"

#include <string.h>

static AditEngineHeadStatus
parse_exactly (AditEngineHead *head, const char *bytes, gsize length)
{
  g_autofree char *exact = g_memdup2 (bytes, length);

  return adit_engine_head_parse (head, exact, length);
}

AditEngineHeadStatus
test_head_parse (AditEngineHead *head, const char *bytes, gsize length)
{
  adit_engine_head_init (head);

  return parse_exactly (head, bytes, length);
}

static void
assert_same_slice (AditEngineSlice a, AditEngineSlice b)
{
  g_assert_cmpuint (a.offset, ==, b.offset);
  g_assert_cmpuint (a.length, ==, b.length);
}

static void
assert_same_outcome (const AditEngineHead *a, const AditEngineHead *b, AditEngineHeadStatus status)
{
  g_assert_cmpuint (a->position, ==, b->position);
  g_assert_cmpuint (a->cause, ==, b->cause);
  if (status != ADIT_ENGINE_HEAD_DONE)
    return;

  assert_same_slice (a->method, b->method);
  assert_same_slice (a->target, b->target);
  g_assert_cmpuint (a->minor_version, ==, b->minor_version);
  g_assert_cmpuint (a->length, ==, b->length);
  g_assert_cmpuint (a->n_fields, ==, b->n_fields);
  for (guint i = 0; i < a->n_fields; i++)
    {
      assert_same_slice (a->fields[i].name, b->fields[i].name);
      assert_same_slice (a->fields[i].value, b->fields[i].value);
    }
}

/* The verdict comes with the byte that decides, not before and not after. */
static void
check_byte_by_byte (const char *bytes,
                    gsize length,
                    const AditEngineHead *whole,
                    AditEngineHeadStatus expected)
{
  AditEngineHead head;

  adit_engine_head_init (&head);
  for (gsize n = 1; n <= length; n++)
    {
      AditEngineHeadStatus status = parse_exactly (&head, bytes, n);

      g_assert_cmpint (status, ==, n < whole->position ? ADIT_ENGINE_HEAD_MORE : expected);
    }

  assert_same_outcome (whole, &head, expected);
}

static void
check_split (const char *bytes,
             gsize length,
             gsize split,
             const AditEngineHead *whole,
             AditEngineHeadStatus expected)
{
  AditEngineHead head;

  adit_engine_head_init (&head);
  parse_exactly (&head, bytes, split);
  g_assert_cmpint (parse_exactly (&head, bytes, length), ==, expected);
  assert_same_outcome (whole, &head, expected);
}

void
test_head_check_splits (const char *bytes, gsize length, gsize step)
{
  AditEngineHead whole;
  AditEngineHeadStatus status = test_head_parse (&whole, bytes, length);

  check_byte_by_byte (bytes, length, &whole, status);
  for (gsize split = 0; split <= length; split += step)
    check_split (bytes, length, split, &whole, status);
}

void
test_head_assert_bad (const char *bytes, gsize length, AditCause cause)
{
  AditEngineHead head;

  g_assert_cmpint (test_head_parse (&head, bytes, length), ==, ADIT_ENGINE_HEAD_BAD);
  g_assert_cmpstr (adit_cause_row (head.cause)->word, ==, adit_cause_row (cause)->word);
  test_head_check_splits (bytes, length, 1);
}

static void
append_slice (GString *text, const char *bytes, AditEngineSlice slice)
{
  g_string_append_len (text, bytes + slice.offset, slice.length);
}

char *
test_head_print (const AditEngineHead *head, const char *bytes)
{
  GString *text = g_string_new (NULL);

  append_slice (text, bytes, head->method);
  g_string_append_c (text, ' ');
  append_slice (text, bytes, head->target);
  g_string_append_printf (text, " %u", head->minor_version);
  for (guint i = 0; i < head->n_fields; i++)
    {
      g_string_append_c (text, '\n');
      append_slice (text, bytes, head->fields[i].name);
      g_string_append_c (text, '=');
      append_slice (text, bytes, head->fields[i].value);
    }

  return g_string_free (text, FALSE);
}
