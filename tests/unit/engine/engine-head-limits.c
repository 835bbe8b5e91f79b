/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The parser's limits: what is as large as they say passes, one more is refused, in whatever
 * pieces it comes and without waiting for the rest. */

#include "test-head.h"

#include <string.h>

/* Splits are tried at every so many bytes: a prime, so that they fall everywhere in a field. */
#define SOME 251

#define LINE "CONNECT a:1 HTTP/1.1\r\n"

static GString *
line_of (gsize length)
{
  GString *bytes = g_string_new ("CONNECT ");

  while (bytes->len < length - strlen (" HTTP/1.1"))
    g_string_append_c (bytes, 'a');
  g_string_append (bytes, " HTTP/1.1");
  g_assert_cmpuint (bytes->len, ==, length);

  return bytes;
}

static void
assert_status (const GString *bytes, AditEngineHeadStatus status, AditCause cause)
{
  AditEngineHead head;

  g_assert_cmpint (test_head_parse (&head, bytes->str, bytes->len), ==, status);
  g_assert_cmpuint (head.cause, ==, cause);
  test_head_check_splits (bytes->str, bytes->len, SOME);
}

static void
test_request_line (void)
{
  g_autoptr (GString) most = line_of (ADIT_ENGINE_REQUEST_LINE_MAX);
  g_autoptr (GString) more = line_of (ADIT_ENGINE_REQUEST_LINE_MAX + 1);

  g_string_append (most, "\r\n\r\n");
  g_string_append (more, "\r\n\r\n");
  assert_status (most, ADIT_ENGINE_HEAD_DONE, ADIT_CAUSE_NONE);
  assert_status (more, ADIT_ENGINE_HEAD_BAD, ADIT_CAUSE_REQUEST_LINE_TOO_LONG);
}

/* The tolerated empty line does not count. */
static void
test_request_line_after_empty_line (void)
{
  g_autoptr (GString) most = line_of (ADIT_ENGINE_REQUEST_LINE_MAX);
  g_autoptr (GString) more = line_of (ADIT_ENGINE_REQUEST_LINE_MAX + 1);

  g_string_prepend (most, "\r\n");
  g_string_append (most, "\r\n\r\n");
  g_string_prepend (more, "\r\n");
  assert_status (most, ADIT_ENGINE_HEAD_DONE, ADIT_CAUSE_NONE);
  assert_status (more, ADIT_ENGINE_HEAD_BAD, ADIT_CAUSE_REQUEST_LINE_TOO_LONG);
}

/* The line need not end to be too long, in whichever of its words. */
static void
test_endless_request_line (gconstpointer data)
{
  g_autoptr (GString) bytes = g_string_new (data);

  while (bytes->len < ADIT_ENGINE_REQUEST_LINE_MAX)
    g_string_append_c (bytes, 'A');
  assert_status (bytes, ADIT_ENGINE_HEAD_MORE, ADIT_CAUSE_NONE);
  g_string_append_c (bytes, 'A');
  assert_status (bytes, ADIT_ENGINE_HEAD_BAD, ADIT_CAUSE_REQUEST_LINE_TOO_LONG);
}

/* A head of exactly @length bytes, in few fields. */
static GString *
head_of (gsize length)
{
  GString *bytes = g_string_new (LINE "Long: ");

  while (bytes->len < length - strlen ("\r\n\r\n"))
    g_string_append_c (bytes, 'v');
  g_string_append (bytes, "\r\n\r\n");
  g_assert_cmpuint (bytes->len, ==, length);

  return bytes;
}

static void
test_head (void)
{
  g_autoptr (GString) most = head_of (ADIT_ENGINE_HEAD_MAX);
  g_autoptr (GString) more = head_of (ADIT_ENGINE_HEAD_MAX + 1);

  assert_status (most, ADIT_ENGINE_HEAD_DONE, ADIT_CAUSE_NONE);
  assert_status (more, ADIT_ENGINE_HEAD_BAD, ADIT_CAUSE_HEAD_TOO_LARGE);
}

/* The tolerated empty line is part of the head. */
static void
test_head_with_empty_line (void)
{
  g_autoptr (GString) most = head_of (ADIT_ENGINE_HEAD_MAX - 2);
  g_autoptr (GString) more = head_of (ADIT_ENGINE_HEAD_MAX - 1);

  g_string_prepend (most, "\r\n");
  g_string_prepend (more, "\r\n");
  assert_status (most, ADIT_ENGINE_HEAD_DONE, ADIT_CAUSE_NONE);
  assert_status (more, ADIT_ENGINE_HEAD_BAD, ADIT_CAUSE_HEAD_TOO_LARGE);
}

/* The verdict comes with the last byte that could have ended the head, and stays. */
static void
test_endless_head (void)
{
  g_autoptr (GString) bytes = head_of (2 * ADIT_ENGINE_HEAD_MAX);
  AditEngineHead head;

  g_assert_cmpint (test_head_parse (&head, bytes->str, ADIT_ENGINE_HEAD_MAX - 1), ==,
                   ADIT_ENGINE_HEAD_MORE);
  g_assert_cmpint (test_head_parse (&head, bytes->str, ADIT_ENGINE_HEAD_MAX), ==,
                   ADIT_ENGINE_HEAD_BAD);
  g_assert_cmpint (adit_engine_head_parse (&head, bytes->str, bytes->len), ==,
                   ADIT_ENGINE_HEAD_BAD);
  g_assert_cmpuint (head.cause, ==, ADIT_CAUSE_HEAD_TOO_LARGE);
  g_assert_cmpuint (head.position, ==, ADIT_ENGINE_HEAD_MAX);
}

/* Bytes behind a head are no part of it, however many. */
static void
test_much_behind (void)
{
  g_autoptr (GString) bytes = g_string_new (LINE "\r\n");
  AditEngineHead head;

  g_string_set_size (bytes, 4 * ADIT_ENGINE_HEAD_MAX);
  memset (bytes->str + strlen (LINE "\r\n"), 'x', bytes->len - strlen (LINE "\r\n"));
  g_assert_cmpint (test_head_parse (&head, bytes->str, bytes->len), ==, ADIT_ENGINE_HEAD_DONE);
  g_assert_cmpuint (head.length, ==, strlen (LINE "\r\n"));
}

static GString *
fields_of (guint n_fields)
{
  GString *bytes = g_string_new (LINE);

  for (guint i = 0; i < n_fields; i++)
    g_string_append_printf (bytes, "N%u: v%u\r\n", i, i);
  g_string_append (bytes, "\r\n");

  return bytes;
}

static void
test_fields (void)
{
  g_autoptr (GString) most = fields_of (ADIT_ENGINE_FIELDS_MAX);
  g_autoptr (GString) more = fields_of (ADIT_ENGINE_FIELDS_MAX + 1);
  AditEngineHead head;
  const AditEngineField *last = &head.fields[ADIT_ENGINE_FIELDS_MAX - 1];

  test_head_parse (&head, most->str, most->len);
  g_assert_cmpuint (head.n_fields, ==, ADIT_ENGINE_FIELDS_MAX);
  g_assert_true (adit_engine_slice_is (last->name, most->str, "N99"));
  g_assert_true (adit_engine_slice_is (last->value, most->str, "v99"));
  test_head_check_splits (most->str, most->len, 1);
  test_head_assert_bad (more->str, more->len, ADIT_CAUSE_TOO_MANY_FIELDS);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine/head-limits/request-line", test_request_line);
  g_test_add_func ("/engine/head-limits/request-line-after-empty-line",
                   test_request_line_after_empty_line);
  g_test_add_data_func ("/engine/head-limits/endless-method", "", test_endless_request_line);
  g_test_add_data_func ("/engine/head-limits/endless-target", "GET ", test_endless_request_line);
  g_test_add_data_func ("/engine/head-limits/endless-version", "GET / ", test_endless_request_line);
  g_test_add_func ("/engine/head-limits/head", test_head);
  g_test_add_func ("/engine/head-limits/head-with-empty-line", test_head_with_empty_line);
  g_test_add_func ("/engine/head-limits/endless-head", test_endless_head);
  g_test_add_func ("/engine/head-limits/much-behind", test_much_behind);
  g_test_add_func ("/engine/head-limits/fields", test_fields);

  return g_test_run ();
}
