/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Heads of responses, and trailer sections: as strict as those of requests, whose fields share
 * their code. Sections are those of RFC 9112 unless they name another. */

#include "engine/parse/adit-engine-head.h"

#include "test-head.h"

#include <string.h>

typedef void (*Init) (AditEngineHead *head);

typedef struct
{
  const char *section;
  const char *bytes;
  gsize length;
  const char *parts; /* "MINOR STATUS REASON" and "\nname=value" for each field; or "!" and the
                      * cause's word */
} Row;

#define LINE      "HTTP/1.1 200 OK\r\n"
#define END       "A: 1\r\n\r\n"
#define PARTS     "1 200 OK"
#define BAD       "!bad-response"
#define TOO_LARGE "!response-head-too-large"

static const Row responses[] = {
  { "4", TEST_BYTES (LINE "\r\n"), PARTS },
  { "4 fields", TEST_BYTES (LINE "A: 1\r\nB:2\r\na:\t3 \r\n\r\n"), PARTS "\nA=1\nB=2\na=3" },
  { "4 empty reason", TEST_BYTES ("HTTP/1.1 200 \r\n\r\n"), "1 200 " },
  { "4 reason of spaces", TEST_BYTES ("HTTP/1.1 200  \t \r\n\r\n"), "1 200  \t " },
  { "4 long reason", TEST_BYTES ("HTTP/1.1 404 Not here, \"sorry\"\r\n\r\n"),
    "1 404 Not here, \"sorry\"" },
  { "4 reason, obs-text", TEST_BYTES ("HTTP/1.1 200 \xc3\xa0 \xff\r\n\r\n"),
    "1 200 \xc3\xa0 \xff" },
  { "2.3 version 1.0", TEST_BYTES ("HTTP/1.0 200 OK\r\n\r\n"), "0 200 OK" },
  { "2.3 version 1.9", TEST_BYTES ("HTTP/1.9 200 OK\r\n\r\n"), "1 200 OK" },
  { "RFC 9110 15 least", TEST_BYTES ("HTTP/1.1 100 \r\n\r\n"), "1 100 " },
  { "RFC 9110 15 most", TEST_BYTES ("HTTP/1.1 999 \r\n\r\n"), "1 999 " },

  { "RFC 9110 15 below", TEST_BYTES ("HTTP/1.1 099 X\r\n" END), BAD },
  { "RFC 9110 15 zero", TEST_BYTES ("HTTP/1.1 000 X\r\n" END), BAD },
  { "4 no reason and no space", TEST_BYTES ("HTTP/1.1 200\r\n" END), BAD },
  { "4 two digits", TEST_BYTES ("HTTP/1.1 20 OK\r\n" END), BAD },
  { "4 four digits", TEST_BYTES ("HTTP/1.1 2000 OK\r\n" END), BAD },
  { "4 no status", TEST_BYTES ("HTTP/1.1  OK\r\n" END), BAD },
  { "4 letters", TEST_BYTES ("HTTP/1.1 2OO OK\r\n" END), BAD },
  { "4 signed", TEST_BYTES ("HTTP/1.1 +20 OK\r\n" END), BAD },
  { "4 two spaces", TEST_BYTES ("HTTP/1.1  200 OK\r\n" END), BAD },
  { "4 tab", TEST_BYTES ("HTTP/1.1\t200 OK\r\n" END), BAD },
  { "4 tab behind", TEST_BYTES ("HTTP/1.1 200\tOK\r\n" END), BAD },
  { "4 bare LF", TEST_BYTES ("HTTP/1.1 200 OK\n" END), BAD },
  { "4 bare CR", TEST_BYTES ("HTTP/1.1 200 OK\r" END), BAD },
  { "4 CR in the reason", TEST_BYTES ("HTTP/1.1 200 O\rK\r\n" END), BAD },
  { "4 NUL in the reason", TEST_BYTES ("HTTP/1.1 200 O\0K\r\n" END), BAD },
  { "4 DEL in the reason", TEST_BYTES ("HTTP/1.1 200 O\x7fK\r\n" END), BAD },
  { "4 ESC in the reason", TEST_BYTES ("HTTP/1.1 200 \x1b[0m\r\n" END), BAD },
  { "2.2 empty line before", TEST_BYTES ("\r\n" LINE END), BAD },
  { "2.2 space before", TEST_BYTES (" " LINE END), BAD },
  { "2.2 space before the first field", TEST_BYTES (LINE " " END), BAD },
  { "2.3 version 0.9", TEST_BYTES ("HTTP/0.9 200 OK\r\n" END), BAD },
  { "2.3 version 2", TEST_BYTES ("HTTP/2.0 200 OK\r\n" END), BAD },
  { "2.3 without minor", TEST_BYTES ("HTTP/2 200 OK\r\n" END), BAD },
  { "2.3 lower case", TEST_BYTES ("http/1.1 200 OK\r\n" END), BAD },
  { "2.3 two digits", TEST_BYTES ("HTTP/1.10 200 OK\r\n" END), BAD },
  { "2.3 other protocol", TEST_BYTES ("ICY 200 OK\r\n" END), BAD },
  { "2.3 another", TEST_BYTES ("SSH-2.0-OpenSSH_9.2\r\n"), BAD },
  { "2.3 TLS", TEST_BYTES ("\x15\x03\x03\x00\x02\x02\x28"), BAD },
  { "3 a request", TEST_BYTES ("GET / HTTP/1.1\r\n" END), BAD },
  { "5.1 space before colon", TEST_BYTES (LINE "A : 1\r\n\r\n"), BAD },
  { "5.1 empty name", TEST_BYTES (LINE ": 1\r\n\r\n"), BAD },
  { "5.2 obs-fold", TEST_BYTES (LINE "A: 1\r\n 2\r\n\r\n"), BAD },
  { "2.2 bare LF ends field", TEST_BYTES (LINE "A: 1\n\r\n"), BAD },
  { "2.2 bare LF ends head", TEST_BYTES (LINE "A: 1\r\n\n"), BAD },
  { "RFC 9110 5.5 NUL", TEST_BYTES (LINE "A: \0\r\n\r\n"), BAD },
};

/* Trailers: there is no first line, and what is wrong is a field. */
static const Row trailers[] = {
  { "7.1.2 none", TEST_BYTES ("\r\n"), "0 0 " },
  { "7.1.2 some", TEST_BYTES ("A: 1\r\nB:\r\n\r\n"), "0 0 \nA=1\nB=" },
  { "7.1.2 space first", TEST_BYTES (" A: 1\r\n\r\n"), "!bad-field" },
  { "7.1.2 bare LF", TEST_BYTES ("A: 1\n\n"), "!bad-field" },
  { "7.1.2 only LF", TEST_BYTES ("\n"), "!bad-field" },
  { "7.1.2 bare CR", TEST_BYTES ("\r\r\n"), "!bad-field" },
  { "7.1.2 obs-fold", TEST_BYTES ("A: 1\r\n 2\r\n\r\n"), "!bad-field" },
  { "7.1.2 a request", TEST_BYTES ("GET / HTTP/1.1\r\n\r\n"), "!bad-field" },
};

static AditEngineHeadStatus
parse_exactly (AditEngineHead *head, const char *bytes, gsize length)
{
  g_autofree char *exact = g_memdup2 (bytes, length);

  return adit_engine_head_parse (head, exact, length);
}

static void
append_slice (GString *text, const char *before, const char *bytes, AditEngineSlice slice)
{
  g_string_append (text, before);
  g_string_append_len (text, bytes + slice.offset, slice.length);
}

static char *
print (const AditEngineHead *head, const char *bytes, AditEngineHeadStatus status)
{
  GString *text;

  if (status != ADIT_ENGINE_HEAD_DONE)
    return g_strdup_printf ("!%s", adit_cause_row (head->cause)->word);

  text = g_string_new (NULL);
  g_string_append_printf (text, "%u %u", head->minor_version, head->status);
  append_slice (text, " ", bytes, head->reason);
  for (guint i = 0; i < head->n_fields; i++)
    {
      append_slice (text, "\n", bytes, head->fields[i].name);
      append_slice (text, "=", bytes, head->fields[i].value);
    }

  return g_string_free (text, FALSE);
}

/* In two pieces, wherever they part. */
static void
assert_parts (Init init, const char *bytes, gsize length, const char *parts)
{
  for (gsize split = 0; split <= length; split++)
    {
      AditEngineHead head;
      AditEngineHeadStatus status;
      g_autofree char *printed = NULL;

      init (&head);
      parse_exactly (&head, bytes, split);
      status = parse_exactly (&head, bytes, length);
      printed = print (&head, bytes, status);
      g_assert_cmpstr (printed, ==, parts);
    }
}

/* The verdict comes with the byte that decides, and not before. */
static void
assert_prefixes (Init init, const char *bytes, gsize length)
{
  AditEngineHead whole, head;
  AditEngineHeadStatus status;

  init (&whole);
  status = parse_exactly (&whole, bytes, length);
  init (&head);
  for (gsize n = 1; n <= length; n++)
    g_assert_cmpint (parse_exactly (&head, bytes, n), ==,
                     n < whole.position ? ADIT_ENGINE_HEAD_MORE : status);
  g_assert_cmpuint (head.position, ==, whole.position);
}

static void
test_response (gconstpointer data)
{
  const Row *row = data;

  assert_parts (adit_engine_head_init_response, row->bytes, row->length, row->parts);
  assert_prefixes (adit_engine_head_init_response, row->bytes, row->length);
}

static void
test_trailers (gconstpointer data)
{
  const Row *row = data;

  assert_parts (adit_engine_head_init_trailers, row->bytes, row->length, row->parts);
  assert_prefixes (adit_engine_head_init_trailers, row->bytes, row->length);
}

static void
assert_verdict (const GString *bytes, const char *verdict)
{
  AditEngineHead head;
  AditEngineHeadStatus status;
  g_autofree char *printed = NULL;

  adit_engine_head_init_response (&head);
  status = parse_exactly (&head, bytes->str, bytes->len);
  printed = print (&head, bytes->str, status);
  g_assert_cmpstr (verdict ? printed : "", ==, verdict ? verdict : "");
  g_assert_cmpint (status, ==, verdict ? ADIT_ENGINE_HEAD_BAD : ADIT_ENGINE_HEAD_DONE);
}

static GString *
head_of (gsize length, const char *begin)
{
  GString *bytes = g_string_new (begin);

  while (bytes->len < length - 4)
    g_string_append_c (bytes, 'v');
  g_string_append (bytes, "\r\n\r\n");
  return bytes;
}

/* All sizes are one cause. The status line is long only where the head is. */
static void
test_size (void)
{
  g_autoptr (GString) most = head_of (ADIT_ENGINE_HEAD_MAX, LINE "A: ");
  g_autoptr (GString) more = head_of (ADIT_ENGINE_HEAD_MAX + 1, LINE "A: ");
  g_autoptr (GString) long_line = head_of (ADIT_ENGINE_HEAD_MAX, "HTTP/1.1 200 ");
  g_autoptr (GString) longer_line = head_of (ADIT_ENGINE_HEAD_MAX + 1, "HTTP/1.1 200 ");

  assert_verdict (most, NULL);
  assert_verdict (more, TOO_LARGE);
  assert_verdict (long_line, NULL);
  assert_verdict (longer_line, TOO_LARGE);
}

static void
test_fields (void)
{
  g_autoptr (GString) bytes = g_string_new (LINE);

  for (guint i = 0; i < ADIT_ENGINE_FIELDS_MAX; i++)
    g_string_append (bytes, "A: 1\r\n");
  g_string_append (bytes, "\r\n");
  assert_verdict (bytes, NULL);
  g_string_insert (bytes, (gssize) strlen (LINE), "A: 1\r\n");
  assert_verdict (bytes, TOO_LARGE);
}

static void
add (const char *group, const Row *rows, guint n_rows, GTestDataFunc run)
{
  for (guint i = 0; i < n_rows; i++)
    {
      g_autofree char *path =
          g_strdup_printf ("/engine/head-response/%s/%u: %s", group, i, rows[i].section);

      g_test_add_data_func (path, &rows[i], run);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("response", responses, G_N_ELEMENTS (responses), test_response);
  add ("trailers", trailers, G_N_ELEMENTS (trailers), test_trailers);
  g_test_add_func ("/engine/head-response/size", test_size);
  g_test_add_func ("/engine/head-response/fields", test_fields);

  return g_test_run ();
}
