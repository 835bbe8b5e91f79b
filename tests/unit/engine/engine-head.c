/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The strict head parser: what it takes and into which parts it divides it, and what it refuses
 * for which cause. Sections are those of RFC 9112 unless they name RFC 9110. */

#include "test-head.h"

#include <string.h>

typedef struct
{
  const char *section;
  const char *bytes;
  gsize length;
  const char *parts; /* as test_head_print() gives them */
} Valid;

#define LINE  "CONNECT a.example:443 HTTP/1.1\r\n"
#define PARTS "CONNECT a.example:443 1"

static const Valid valid[] = {
  { "2.1", TEST_BYTES (LINE "\r\n"), PARTS },
  { "2.1", TEST_BYTES (LINE "Host: a.example\r\n\r\n"), PARTS "\nHost=a.example" },
  { "2.1", TEST_BYTES (LINE "A: 1\r\nB: 2\r\nA: 3\r\n\r\n"), PARTS "\nA=1\nB=2\nA=3" },
  { "2.2 one empty line before", TEST_BYTES ("\r\n" LINE "A: 1\r\n\r\n"), PARTS "\nA=1" },
  { "2.3 version 1.0", TEST_BYTES ("CONNECT a:1 HTTP/1.0\r\n\r\n"), "CONNECT a:1 0" },
  { "2.5 version 1.2", TEST_BYTES ("CONNECT a:1 HTTP/1.2\r\n\r\n"), "CONNECT a:1 1" },
  { "2.5 version 1.9", TEST_BYTES ("CONNECT a:1 HTTP/1.9\r\n\r\n"), "CONNECT a:1 1" },
  { "3.1 any token", TEST_BYTES ("!#$%&'*+-.^_`|~09azAZ / HTTP/1.1\r\n\r\n"),
    "!#$%&'*+-.^_`|~09azAZ / 1" },
  { "3.1 case is kept", TEST_BYTES ("connect a:1 HTTP/1.1\r\n\r\n"), "connect a:1 1" },
  { "3.2 any visible byte", TEST_BYTES ("GET !\"#$%&'()*+,/:;<=>?@[\\]^`{|}~ HTTP/1.1\r\n\r\n"),
    "GET !\"#$%&'()*+,/:;<=>?@[\\]^`{|}~ 1" },
  { "3.2 shortest", TEST_BYTES ("G x HTTP/1.1\r\n\r\n"), "G x 1" },
  { "5 no space", TEST_BYTES (LINE "A:1\r\n\r\n"), PARTS "\nA=1" },
  { "5 much space", TEST_BYTES (LINE "A: \t 1 \t \r\n\r\n"), PARTS "\nA=1" },
  { "5 space inside", TEST_BYTES (LINE "A: 1 \t 2\r\n\r\n"), PARTS "\nA=1 \t 2" },
  { "5 empty value", TEST_BYTES (LINE "A:\r\nB: 2\r\n\r\n"), PARTS "\nA=\nB=2" },
  { "5 value of spaces", TEST_BYTES (LINE "A: \t \r\nB: 2\r\n\r\n"), PARTS "\nA=\nB=2" },
  { "5 value of a colon", TEST_BYTES (LINE "A::\r\nB: :b:\r\n\r\n"), PARTS "\nA=:\nB=:b:" },
  { "5 name of symbols", TEST_BYTES (LINE "!#$%&'*+-.^_`|~: x\r\n\r\n"),
    PARTS "\n!#$%&'*+-.^_`|~=x" },
  { "RFC 9110 5.5 obs-text", TEST_BYTES (LINE "A: \x80\xff \xc3\xa9\r\n\r\n"),
    PARTS "\nA=\x80\xff \xc3\xa9" },
  { "RFC 9110 5.5 all visible", TEST_BYTES (LINE "A: \"(),/:;<=>?@[\\]{}\r\n\r\n"),
    PARTS "\nA=\"(),/:;<=>?@[\\]{}" },
};

static void
test_valid (gconstpointer data)
{
  const Valid *row = data;
  AditEngineHead head;
  g_autofree char *parts = NULL;

  g_assert_cmpint (test_head_parse (&head, row->bytes, row->length), ==, ADIT_ENGINE_HEAD_DONE);
  g_assert_cmpuint (head.length, ==, row->length);
  g_assert_cmpuint (head.cause, ==, ADIT_CAUSE_NONE);
  parts = test_head_print (&head, row->bytes);
  g_assert_cmpstr (parts, ==, row->parts);
  test_head_check_splits (row->bytes, row->length, 1);
}

typedef struct
{
  const char *section;
  const char *bytes;
  gsize length;
  AditCause cause;
} Invalid;

#define END     "Host: a.example:443\r\n\r\n"
#define REQUEST ADIT_CAUSE_BAD_REQUEST
#define FIELD   ADIT_CAUSE_BAD_FIELD
#define VERSION ADIT_CAUSE_BAD_VERSION

static const Invalid invalid[] = {
  { "2.2 two empty lines", TEST_BYTES ("\r\n\r\n" LINE END), REQUEST },
  { "2.2 bare LF before", TEST_BYTES ("\n" LINE END), REQUEST },
  { "2.2 bare CR before", TEST_BYTES ("\r" LINE END), REQUEST },
  { "2.2 space before", TEST_BYTES (" " LINE END), REQUEST },
  { "2.2 space after the request line", TEST_BYTES (LINE " Host: a\r\n" END), FIELD },
  { "2.2 bare LF ends line", TEST_BYTES ("CONNECT a:1 HTTP/1.1\n" END), REQUEST },
  { "2.2 bare CR ends line", TEST_BYTES ("CONNECT a:1 HTTP/1.1\r" END), REQUEST },
  { "2.2 bare LF ends field", TEST_BYTES (LINE "A: 1\n" END), FIELD },
  { "2.2 bare CR in value", TEST_BYTES (LINE "A: 1\r2\r\n" END), FIELD },
  { "2.2 bare LF ends head", TEST_BYTES (LINE "A: 1\r\n\n"), FIELD },
  { "2.2 bare CR ends head", TEST_BYTES (LINE "A: 1\r\n\rX"), FIELD },
  { "2.2 only LFs", TEST_BYTES ("CONNECT a:1 HTTP/1.1\nA: 1\n\n"), REQUEST },

  { "2.3 version 0.9", TEST_BYTES ("CONNECT a:1 HTTP/0.9\r\n" END), VERSION },
  { "2.3 version 2.0", TEST_BYTES ("CONNECT a:1 HTTP/2.0\r\n" END), VERSION },
  { "2.3 version 3.0", TEST_BYTES ("CONNECT a:1 HTTP/3.0\r\n" END), VERSION },
  { "RFC 9113 3.4 preface", TEST_BYTES ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), VERSION },
  { "2.3 without minor", TEST_BYTES ("CONNECT a:1 HTTP/2\r\n" END), REQUEST },
  { "2.3 without dot", TEST_BYTES ("CONNECT a:1 HTTP/1,1\r\n" END), REQUEST },
  { "2.3 lower case", TEST_BYTES ("CONNECT a:1 http/1.1\r\n" END), REQUEST },
  { "2.3 mixed case", TEST_BYTES ("CONNECT a:1 Http/1.1\r\n" END), REQUEST },
  { "2.3 two digits", TEST_BYTES ("CONNECT a:1 HTTP/1.10\r\n" END), REQUEST },
  { "2.3 leading zero", TEST_BYTES ("CONNECT a:1 HTTP/01.1\r\n" END), REQUEST },
  { "2.3 letters", TEST_BYTES ("CONNECT a:1 HTTP/x.y\r\n" END), REQUEST },
  { "2.3 other protocol", TEST_BYTES ("CONNECT a:1 ICAP/1.0\r\n" END), REQUEST },
  { "2.3 empty", TEST_BYTES ("CONNECT a:1 \r\n" END), REQUEST },
  { "2.3 space behind", TEST_BYTES ("CONNECT a:1 HTTP/1.1 \r\n" END), REQUEST },
  { "2.3 space inside", TEST_BYTES ("CONNECT a:1 HTTP/1 1\r\n" END), REQUEST },
  { "2.3 NUL", TEST_BYTES ("CONNECT a:1 HTTP/1.1\0\r\n" END), REQUEST },
  { "RFC 1945 4.1 simple request", TEST_BYTES ("GET /\r\n"), REQUEST },

  { "3 no target", TEST_BYTES ("CONNECT HTTP/1.1\r\n" END), REQUEST },
  { "3 only a method", TEST_BYTES ("CONNECT\r\n" END), REQUEST },
  { "3 two spaces first", TEST_BYTES ("CONNECT  a:1 HTTP/1.1\r\n" END), REQUEST },
  { "3 two spaces second", TEST_BYTES ("CONNECT a:1  HTTP/1.1\r\n" END), REQUEST },
  { "3 tab first", TEST_BYTES ("CONNECT\ta:1 HTTP/1.1\r\n" END), REQUEST },
  { "3 tab second", TEST_BYTES ("CONNECT a:1\tHTTP/1.1\r\n" END), REQUEST },
  { "3 four words", TEST_BYTES ("CONNECT a:1 b:2 HTTP/1.1\r\n" END), REQUEST },
  { "3.1 empty method", TEST_BYTES (" a:1 HTTP/1.1\r\n" END), REQUEST },
  { "3.1 not a token", TEST_BYTES ("CONN@CT a:1 HTTP/1.1\r\n" END), REQUEST },
  { "3.1 colon", TEST_BYTES ("CONNECT: a:1 HTTP/1.1\r\n" END), REQUEST },
  { "3.1 not ASCII", TEST_BYTES ("CONN\xc3\x89 a:1 HTTP/1.1\r\n" END), REQUEST },
  { "3.1 DEL", TEST_BYTES ("CONN\x7f a:1 HTTP/1.1\r\n" END), REQUEST },
  { "3.1 TLS", TEST_BYTES ("\x16\x03\x01\x02\x00\x01"), REQUEST },
  { "3.2 not ASCII", TEST_BYTES ("CONNECT \xc3\xa9.example:1 HTTP/1.1\r\n" END), REQUEST },
  { "3.2 0xff", TEST_BYTES ("CONNECT a\xff:1 HTTP/1.1\r\n" END), REQUEST },
  { "3.2 DEL", TEST_BYTES ("CONNECT a\x7f:1 HTTP/1.1\r\n" END), REQUEST },
  { "3.2 control", TEST_BYTES ("CONNECT a\x01:1 HTTP/1.1\r\n" END), REQUEST },
  { "3.2 NUL", TEST_BYTES ("CONNECT a\0:1 HTTP/1.1\r\n" END), REQUEST },

  { "5.1 space before colon", TEST_BYTES (LINE "Host : a\r\n\r\n"), FIELD },
  { "5.1 tab before colon", TEST_BYTES (LINE "Host\t: a\r\n\r\n"), FIELD },
  { "5.1 no colon", TEST_BYTES (LINE "Host\r\n" END), FIELD },
  { "5.1 empty name", TEST_BYTES (LINE ": a\r\n" END), FIELD },
  { "5.1 name with a space", TEST_BYTES (LINE "User Agent: a\r\n" END), FIELD },
  { "5.1 name with a slash", TEST_BYTES (LINE "User/Agent: a\r\n" END), FIELD },
  { "5.1 name with brackets", TEST_BYTES (LINE "Agent[]: a\r\n" END), FIELD },
  { "5.1 name with quotes", TEST_BYTES (LINE "\"Agent\": a\r\n" END), FIELD },
  { "5.1 name not ASCII", TEST_BYTES (LINE "H\xc3\xb6st: a\r\n" END), FIELD },
  { "5.1 name with NUL", TEST_BYTES (LINE "Ho\0st: a\r\n" END), FIELD },
  { "5.1 name with DEL", TEST_BYTES (LINE "Ho\x7fst: a\r\n" END), FIELD },
  { "5.2 obs-fold, space", TEST_BYTES (LINE "A: 1\r\n 2\r\n" END), FIELD },
  { "5.2 obs-fold, tab", TEST_BYTES (LINE "A: 1\r\n\t2\r\n" END), FIELD },
  { "5.2 obs-fold, empty", TEST_BYTES (LINE "A: 1\r\n \r\n" END), FIELD },
  { "RFC 9110 5.5 NUL", TEST_BYTES (LINE "A: 1\0002\r\n" END), FIELD },
  { "RFC 9110 5.5 NUL first", TEST_BYTES (LINE "A: \0\r\n" END), FIELD },
  { "RFC 9110 5.5 BEL", TEST_BYTES (LINE "A: \a\r\n" END), FIELD },
  { "RFC 9110 5.5 ESC", TEST_BYTES (LINE "A: \x1b[0m\r\n" END), FIELD },
  { "RFC 9110 5.5 vertical tab", TEST_BYTES (LINE "A: \v\r\n" END), FIELD },
  { "RFC 9110 5.5 form feed", TEST_BYTES (LINE "A: \f\r\n" END), FIELD },
  { "RFC 9110 5.5 0x1f", TEST_BYTES (LINE "A: \x1f\r\n" END), FIELD },
  { "RFC 9110 5.5 DEL", TEST_BYTES (LINE "A: \x7f\r\n" END), FIELD },
};

static void
test_invalid (gconstpointer data)
{
  const Invalid *row = data;

  test_head_assert_bad (row->bytes, row->length, row->cause);
}

/* ---- One wrong byte, everywhere ---- */

static const char plain[] = "\r\n" LINE "Host: a.example:443\r\nEmpty:\r\nAccept: */* \r\n\r\n";

static void
assert_refused (const GString *bytes)
{
  AditEngineHead head;

  g_assert_cmpint (test_head_parse (&head, bytes->str, bytes->len), ==, ADIT_ENGINE_HEAD_BAD);
}

static void
test_replaced (gconstpointer data)
{
  char byte = *(const char *) data;

  for (gsize i = 0; i < strlen (plain); i++)
    {
      g_autoptr (GString) bytes = g_string_new (plain);

      if (bytes->str[i] == byte)
        continue;
      bytes->str[i] = byte;
      assert_refused (bytes);
      test_head_check_splits (bytes->str, bytes->len, 1);
    }
}

/* A line feed before the last one only pushes that behind the head. */
static void
test_inserted (gconstpointer data)
{
  char byte = *(const char *) data;
  gsize end = strlen (plain) - (byte == '\n' ? 1 : 0);

  for (gsize i = 0; i < end; i++)
    {
      g_autoptr (GString) bytes = g_string_new (plain);

      g_string_insert_c (bytes, (gssize) i, byte);
      assert_refused (bytes);
      test_head_check_splits (bytes->str, bytes->len, 1);
    }
}

/* Every prefix of a head is one that needs more. */
static void
test_prefixes (void)
{
  AditEngineHead head;

  for (gsize n = 0; n < strlen (plain); n++)
    g_assert_cmpint (test_head_parse (&head, plain, n), ==, ADIT_ENGINE_HEAD_MORE);
  g_assert_cmpint (test_head_parse (&head, plain, strlen (plain)), ==, ADIT_ENGINE_HEAD_DONE);
}

/* What stands behind the head is not looked at, whatever it is. */
static void
test_bytes_behind (void)
{
  static const char behind[] = LINE END "\0\r\n\x16\x03\x01 second\n";
  AditEngineHead head;

  g_assert_cmpint (test_head_parse (&head, TEST_BYTES (behind)), ==, ADIT_ENGINE_HEAD_DONE);
  g_assert_cmpuint (head.length, ==, strlen (LINE END));
  g_assert_cmpuint (head.position, ==, head.length);
  test_head_check_splits (TEST_BYTES (behind), 1);
}

static void
test_slices (void)
{
  static const char bytes[] = "xxHost: AyHostz";
  AditEngineSlice slice = { 2, 4 };

  g_assert_true (adit_engine_slice_is (slice, bytes, "Host"));
  g_assert_false (adit_engine_slice_is (slice, bytes, "host"));
  g_assert_false (adit_engine_slice_is (slice, bytes, "Hos"));
  g_assert_false (adit_engine_slice_is (slice, bytes, "Host:"));
  g_assert_true (adit_engine_slice_is_name (slice, bytes, "HOST"));
  g_assert_false (adit_engine_slice_is_name (slice, bytes, "Hos"));
  g_assert_false (adit_engine_slice_is_name (slice, bytes, "Host:"));
  g_assert_false (adit_engine_slice_is_name (slice, bytes, "Hosa"));
}

static void
add (const char *group, const char *section, guint number, gconstpointer row, GTestDataFunc run)
{
  g_autofree char *path = g_strdup_printf ("/engine/head/%s/%u: %s", group, number, section);

  g_strdelimit (path + strlen ("/engine/head/") + strlen (group) + 1, "/", '-');
  g_test_add_data_func (path, row, run);
}

int
main (int argc, char *argv[])
{
  static const char wrong[] = { '\0', '\r', '\n' };
  static const char *const names[] = { "NUL", "CR", "LF" };

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (valid); i++)
    add ("valid", valid[i].section, i, &valid[i], test_valid);
  for (guint i = 0; i < G_N_ELEMENTS (invalid); i++)
    add ("invalid", invalid[i].section, i, &invalid[i], test_invalid);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      add ("replaced", names[i], i, &wrong[i], test_replaced);
      add ("inserted", names[i], i, &wrong[i], test_inserted);
    }
  g_test_add_func ("/engine/head/prefixes", test_prefixes);
  g_test_add_func ("/engine/head/bytes-behind", test_bytes_behind);
  g_test_add_func ("/engine/head/slices", test_slices);

  return g_test_run ();
}
