/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Content as it streams by: which bytes go on, where it ends, what is refused. Every row is tried
 * whole, byte by byte, and in two pieces parted at every position, each piece in memory of its
 * exact size. Sections are those of RFC 9112 unless they name another. */

#include "engine/parse/adit-engine-body.h"

#include "test-head.h"

#include <string.h>

/* What became of some bytes. */
typedef struct
{
  GString *passed;
  AditEngineBodyStatus status;
  gsize n_taken; /* skipped or passed */
} Outcome;

static void
outcome_clear (Outcome *self)
{
  g_string_free (self->passed, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, outcome_clear)

/* As an owner does: until all is dealt with, or it has ended. */
static void
feed (AditEngineBody *body, Outcome *outcome, const char *bytes, gsize length)
{
  g_autofree char *exact = g_malloc (MAX (length, 1));
  gsize n_done = 0;

  memcpy (exact, bytes, length);
  do
    {
      AditEngineBodySpan span;
      AditEngineBodyStatus status =
          adit_engine_body_scan (body, exact + n_done, length - n_done, &span);

      g_assert_cmpuint (span.n_skip + span.n_pass, <=, length - n_done);
      if (status == ADIT_ENGINE_BODY_MORE && n_done < length)
        g_assert_cmpuint (span.n_skip + span.n_pass, >, 0);
      g_string_append_len (outcome->passed, exact + n_done + span.n_skip, (gssize) span.n_pass);
      n_done += span.n_skip + span.n_pass;
      outcome->status = status;
    }
  while (outcome->status == ADIT_ENGINE_BODY_MORE && n_done < length);

  outcome->n_taken += n_done;
}

static void
assert_same (const Outcome *a, const Outcome *b)
{
  g_assert_cmpint (a->status, ==, b->status);
  g_assert_cmpuint (a->n_taken, ==, b->n_taken);
  g_assert_cmpmem (a->passed->str, a->passed->len, b->passed->str, b->passed->len);
}

static void
run (Outcome *outcome,
     const AditEngineFraming *framing,
     gboolean is_decoding,
     const char *bytes,
     gsize length,
     gsize piece,
     gsize first)
{
  AditEngineBody body;
  gsize n = 0;

  *outcome = (Outcome){ .passed = g_string_new (NULL), .status = ADIT_ENGINE_BODY_MORE };
  adit_engine_body_init (&body, framing, is_decoding);
  feed (&body, outcome, bytes, first);
  for (n = first; n < length && outcome->status == ADIT_ENGINE_BODY_MORE; n += piece)
    feed (&body, outcome, bytes + n, MIN (piece, length - n));

  /* What has ended stays so, and takes nothing more. */
  if (outcome->status != ADIT_ENGINE_BODY_MORE)
    {
      AditEngineBodySpan span = { 1, 1 };

      g_assert_cmpint (adit_engine_body_scan (&body, "0", 1, &span), ==, outcome->status);
      g_assert_cmpuint (span.n_skip + span.n_pass, ==, 0);
    }
  g_assert_cmpint (adit_engine_body_may_end (&body), ==,
                   outcome->status == ADIT_ENGINE_BODY_DONE ||
                       framing->kind == ADIT_ENGINE_FRAMING_CLOSE);
  adit_engine_body_clear (&body);
}

/* Whole, with the outcome of all other ways asserted to be the same. */
static void
run_all_ways (Outcome *outcome,
              const AditEngineFraming *framing,
              gboolean is_decoding,
              const char *bytes,
              gsize length)
{
  run (outcome, framing, is_decoding, bytes, length, MAX (length, 1), 0);
  for (gsize first = 0; first <= length; first++)
    {
      g_auto (Outcome) in_two = { 0 };

      run (&in_two, framing, is_decoding, bytes, length, MAX (length, 1), first);
      assert_same (outcome, &in_two);
    }
  {
    g_auto (Outcome) by_byte = { 0 };

    run (&by_byte, framing, is_decoding, bytes, length, 1, 0);
    assert_same (outcome, &by_byte);
  }
}

/* ---- Chunks ---- */

typedef struct
{
  const char *section;
  const char *bytes;
  gsize length;
  AditEngineBodyStatus status;
  gsize n_behind;      /* bytes at the end that are not taken */
  const char *content; /* decoded, as far as it is valid */
} Row;

#define DONE      ADIT_ENGINE_BODY_DONE
#define BAD       ADIT_ENGINE_BODY_BAD
#define MORE      ADIT_ENGINE_BODY_MORE
#define LAST      "0\r\n\r\n"
#define B(text)   TEST_BYTES (text)
#define EXT(text) TEST_BYTES ("5" text "\r\nhello\r\n" LAST), DONE, 0, "hello"
/* The byte that is not valid is the last of `text`. */
#define EXT_BAD(text) TEST_BYTES ("5" text), BAD, 1, ""

static const Row rows[] = {
  { "7.1 empty", B (LAST), DONE, 0, "" },
  { "7.1 one chunk", B ("5\r\nhello\r\n" LAST), DONE, 0, "hello" },
  { "7.1 chunks", B ("1\r\na\r\n2\r\nbc\r\n3\r\ndef\r\n" LAST), DONE, 0, "abcdef" },
  { "7.1 hexadecimal", B ("a\r\n0123456789\r\nB\r\n0123456789a\r\n" LAST), DONE, 0,
    "01234567890123456789a" },
  { "7.1 zeros in front", B ("005\r\nhello\r\n000\r\n\r\n"), DONE, 0, "hello" },
  { "7.1 sixteen digits", B ("0000000000000005\r\nhello\r\n" LAST), DONE, 0, "hello" },
  { "7.1 content of CRLF", B ("4\r\n\r\n\r\n\r\n" LAST), DONE, 0, "\r\n\r\n" },
  { "7.1 content like a chunk", B ("5\r\n" LAST "\r\n" LAST), DONE, 0, LAST },
  { "7.1 pipelined behind", B ("5\r\nhello\r\n" LAST "GET / HTTP/1.1\r\n"), DONE, 16, "hello" },
  { "7.1 CRLF behind", B (LAST "\r\n"), DONE, 2, "" },
  { "7.1 not ended", B ("5\r\nhello\r\n"), MORE, 0, "hello" },
  { "7.1 within a chunk", B ("5\r\nhe"), MORE, 0, "he" },
  { "7.1 last CRLF missing", B ("0\r\n"), MORE, 0, "" },
  { "7.1 last LF missing", B ("0\r\n\r"), MORE, 0, "" },
  { "7.1 largest size", B ("7fffffffffffffff\r\nhello"), MORE, 0, "hello" },

  { "7.1 more than the largest", B ("8000000000000000"), BAD, 1, "" },
  { "7.1 sixteen f", B ("ffffffffffffffff"), BAD, 1, "" },
  { "7.1 seventeen digits", B ("00000000000000005"), BAD, 1, "" },
  { "7.1 overflow to 0", B ("10000000000000000"), BAD, 1, "" },
  { "7.1 overflow to 5", B ("10000000000000005"), BAD, 1, "" },
  { "7.1 no size", B ("\r\n"), BAD, 2, "" },
  { "7.1 no size, extension", B (";a=b\r\n"), BAD, 6, "" },
  { "7.1 space before", B (" 5\r\n"), BAD, 4, "" },
  { "7.1 tab before", B ("\t5\r\n"), BAD, 4, "" },
  { "7.1 space behind", B ("5 \r\n"), BAD, 2, "" },
  { "7.1 tab behind", B ("5\t\r\n"), BAD, 2, "" },
  { "7.1 two sizes", B ("5 5\r\n"), BAD, 3, "" },
  { "7.1 plus", B ("+5"), BAD, 2, "" },
  { "7.1 minus", B ("-5"), BAD, 2, "" },
  { "7.1 0x", B ("0x5"), BAD, 2, "" },
  { "7.1 letter", B ("5g"), BAD, 1, "" },
  { "7.1 underscore", B ("5_0"), BAD, 2, "" },
  { "7.1 point", B ("5.0"), BAD, 2, "" },
  { "7.1 comma", B ("5,5"), BAD, 2, "" },
  { "7.1 NUL", B ("5\0"), BAD, 1, "" },
  { "7.1 full width", B ("\xef\xbc\x95"), BAD, 3, "" },
  { "7.1 bare LF", B ("5\nhello"), BAD, 6, "" },
  { "7.1 bare CR", B ("5\rhello"), BAD, 5, "" },
  { "7.1 two CR", B ("5\r\r\nhello"), BAD, 7, "" },
  { "7.1 bare LF behind data", B ("5\r\nhello\n0"), BAD, 2, "hello" },
  { "7.1 bare CR behind data", B ("5\r\nhello\r0"), BAD, 1, "hello" },
  { "7.1 two CR behind data", B ("5\r\nhello\r\r\n"), BAD, 2, "hello" },
  { "7.1 data too long", B ("5\r\nhelloX\r\n"), BAD, 3, "hello" },
  { "7.1 data too short", B ("5\r\nhell\r\n0\r\n"), BAD, 4, "hell\r" },
  { "7.1 nothing behind data", B ("5\r\nhello0\r\n\r\n"), BAD, 5, "hello" },
  { "7.1 empty line between", B ("5\r\nhello\r\n\r\n"), BAD, 2, "hello" },
  { "7.1 not chunked", B ("hello"), BAD, 5, "" },

  { "7.1.1 name", EXT (";a") },
  { "7.1.1 value", EXT (";a=b") },
  { "7.1.1 several", EXT (";a=b;c;d=\"e\"") },
  { "7.1.1 of the last chunk", B ("0;a=b\r\n\r\n"), DONE, 0, "" },
  { "7.1.1 quoted", EXT (";a=\"b;c=d, \t 5\"") },
  { "7.1.1 quoted pairs", EXT (";a=\"\\\"\\\\\\ \\\t\\x\"") },
  { "7.1.1 quoted obs-text", EXT (";a=\"\x80\xff\"") },
  { "7.1.1 empty quotes", EXT (";a=\"\"") },
  { "7.1.1 symbols", EXT (";!#$%&'*+-.^_`|~=!#$%&'*+-.^_`|~") },
  { "7.1.1 bad white space", EXT (" \t; \ta\t = \tb \t;c ;d= \"e\" ;f") },
  { "7.1.1 digits", EXT (";5=5") },
  { "7.1.1 empty", EXT_BAD (";\r") },
  { "7.1.1 two semicolons", EXT_BAD (";;") },
  { "7.1.1 semicolon last", EXT_BAD (";a;\r") },
  { "7.1.1 space last", EXT_BAD (";a \r") },
  { "7.1.1 space behind value", EXT_BAD (";a=b \r") },
  { "7.1.1 space behind quotes", EXT_BAD (";a=\"b\" \r") },
  { "7.1.1 no name", EXT_BAD (";=") },
  { "7.1.1 no value", EXT_BAD (";a=\r") },
  { "7.1.1 no value, semicolon", EXT_BAD (";a=;") },
  { "7.1.1 two equals", EXT_BAD (";a==") },
  { "7.1.1 two values", EXT_BAD (";a=b c") },
  { "7.1.1 two names", EXT_BAD (";a b") },
  { "7.1.1 name and quotes", EXT_BAD (";\"") },
  { "7.1.1 value and quotes", EXT_BAD (";a=b\"") },
  { "7.1.1 behind quotes", EXT_BAD (";a=\"b\"c") },
  { "7.1.1 CR in quotes", EXT_BAD (";a=\"b\r") },
  { "7.1.1 LF in quotes", EXT_BAD (";a=\"b\n") },
  { "7.1.1 escaped CR", EXT_BAD (";a=\"\\\r") },
  { "7.1.1 escaped LF", EXT_BAD (";a=\"\\\n") },
  { "7.1.1 NUL in quotes", EXT_BAD (";a=\"\0") },
  { "7.1.1 DEL in quotes", EXT_BAD (";a=\"\x7f") },
  { "7.1.1 bare LF behind name", EXT_BAD (";a\n") },
  { "7.1.1 bare LF behind value", EXT_BAD (";a=b\n") },
  { "7.1.1 bare LF behind semicolon", EXT_BAD (";\n") },
  { "7.1.1 bare CR", EXT_BAD (";a\ra") },
  { "7.1.1 name not ASCII", EXT_BAD (";\xc3") },

  { "7.1.2 trailers", B ("0\r\nA: 1\r\nB: 2\r\n\r\n"), DONE, 0, "" },
  { "7.1.2 behind chunks", B ("5\r\nhello\r\n0\r\nA: 1\r\n\r\nGET"), DONE, 3, "hello" },
  { "7.1.2 not ended", B ("0\r\nA: 1\r\n"), MORE, 0, "" },
  { "7.1.2 bare LF", B ("0\r\n\nGET"), BAD, 4, "" },
  { "7.1.2 bare CR", B ("0\r\n\rG"), BAD, 1, "" },
  { "7.1.2 bare LF ends field", B ("0\r\nA: 1\n"), BAD, 1, "" },
  { "7.1.2 bare LF ends trailers", B ("0\r\nA: 1\r\n\n"), BAD, 1, "" },
  { "7.1.2 space before colon", B ("0\r\nA : 1\r\n\r\n"), BAD, 8, "" },
  { "7.1.2 obs-fold", B ("0\r\nA: 1\r\n b\r\n\r\n"), BAD, 6, "" },
  { "7.1.2 NUL", B ("0\r\nA: \0\r\n\r\n"), BAD, 5, "" },
  { "7.1.2 another request", B ("0\r\nGET / HTTP/1.1\r\n\r\n"), BAD, 15, "" },
};

static const AditEngineFraming chunked = { ADIT_ENGINE_FRAMING_CHUNKED, FALSE, 0 };

static void
test_decoded (gconstpointer data)
{
  const Row *row = data;
  g_auto (Outcome) outcome = { 0 };

  run_all_ways (&outcome, &chunked, TRUE, row->bytes, row->length);
  g_assert_cmpint (outcome.status, ==, row->status);
  g_assert_cmpuint (outcome.n_taken, ==, row->length - row->n_behind);
  g_assert_cmpstr (outcome.passed->str, ==, row->content);
}

/* What goes on is what was taken, but for the trailer section. */
static void
test_raw (gconstpointer data)
{
  const Row *row = data;
  g_auto (Outcome) outcome = { 0 };

  run_all_ways (&outcome, &chunked, FALSE, row->bytes, row->length);
  g_assert_cmpint (outcome.status, ==, row->status);
  g_assert_cmpuint (outcome.n_taken, ==, row->length - row->n_behind);
  g_assert_cmpmem (outcome.passed->str, outcome.passed->len, row->bytes, outcome.passed->len);
  if (row->status == DONE)
    g_assert_true (g_str_has_suffix (outcome.passed->str, "\r\n"));
  else if (!strstr (row->section, "7.1.2") && !g_str_has_suffix (row->bytes, "0\r\n\r"))
    g_assert_cmpuint (outcome.passed->len, ==, outcome.n_taken);
}

/* ---- Limits ---- */

static void
assert_verdict (const GString *bytes, AditEngineBodyStatus status, gsize n_taken)
{
  AditEngineBody body;
  g_auto (Outcome) whole = { .passed = g_string_new (NULL) };
  g_auto (Outcome) by_byte = { 0 };

  adit_engine_body_init (&body, &chunked, FALSE);
  feed (&body, &whole, bytes->str, bytes->len);
  adit_engine_body_clear (&body);
  run (&by_byte, &chunked, FALSE, bytes->str, bytes->len, 1, 0);
  assert_same (&whole, &by_byte);
  g_assert_cmpint (whole.status, ==, status);
  g_assert_cmpuint (whole.n_taken, ==, n_taken);
}

static void
test_line_limit (gconstpointer data)
{
  const char *begin = data;
  const char *end = strchr (begin, '"') ? "\"" : "";
  g_autoptr (GString) line = g_string_new (begin);

  while (line->len < ADIT_ENGINE_CHUNK_LINE_MAX - strlen (end))
    g_string_append_c (line, 'x');
  g_string_append (line, end);
  g_string_append (line, "\r\n\r\n");
  assert_verdict (line, ADIT_ENGINE_BODY_DONE, line->len);

  g_string_insert_c (line, (gssize) strlen (begin), 'x');
  assert_verdict (line, ADIT_ENGINE_BODY_BAD, ADIT_ENGINE_CHUNK_LINE_MAX);
}

static void
test_trailers_limit (void)
{
  g_autoptr (GString) bytes = g_string_new ("0\r\nA: ");

  while (bytes->len < 3 + ADIT_ENGINE_TRAILERS_MAX - 4)
    g_string_append_c (bytes, 'x');
  g_string_append (bytes, "\r\n\r\n");
  assert_verdict (bytes, ADIT_ENGINE_BODY_DONE, 3 + ADIT_ENGINE_TRAILERS_MAX);

  g_string_insert_c (bytes, 6, 'x');
  assert_verdict (bytes, ADIT_ENGINE_BODY_BAD, 3 + ADIT_ENGINE_TRAILERS_MAX - 1);
}

/* Nothing is taken for content that has none, however large that is. */
static void
test_long_chunk (void)
{
  static const char piece[4096];
  AditEngineBody body;
  AditEngineBodySpan span;

  adit_engine_body_init (&body, &chunked, FALSE);
  adit_engine_body_scan (&body, "7fffffffffffffff\r\n", 18, &span);
  g_assert_cmpuint (span.n_pass, ==, 18);
  for (guint i = 0; i < 100; i++)
    {
      g_assert_cmpint (adit_engine_body_scan (&body, piece, sizeof piece, &span), ==, MORE);
      g_assert_cmpuint (span.n_pass, ==, sizeof piece);
    }
  g_assert_cmpuint (body.n_left, ==, ADIT_ENGINE_LENGTH_MAX - 100 * sizeof piece);
  adit_engine_body_clear (&body);
}

/* ---- Content that is not chunked ---- */

typedef struct
{
  const char *section;
  AditEngineFraming framing;
  const char *bytes;
  AditEngineBodyStatus status;
  const char *content;
} Plain;

#define LENGTH(n)                                                                                  \
  {                                                                                                \
    ADIT_ENGINE_FRAMING_LENGTH, TRUE, n                                                            \
  }
#define CLOSE                                                                                      \
  {                                                                                                \
    ADIT_ENGINE_FRAMING_CLOSE, FALSE, 0                                                            \
  }
#define NONE                                                                                       \
  {                                                                                                \
    ADIT_ENGINE_FRAMING_NONE, FALSE, 0                                                             \
  }
#define TOLD(n)                                                                                    \
  {                                                                                                \
    ADIT_ENGINE_FRAMING_NONE, TRUE, n                                                              \
  }

static const Plain plain[] = {
  { "6.2 exactly", LENGTH (5), "hello", DONE, "hello" },
  { "6.2 more behind", LENGTH (5), "helloGET", DONE, "hello" },
  { "6.2 less", LENGTH (5), "hell", MORE, "hell" },
  { "6.2 nothing yet", LENGTH (5), "", MORE, "" },
  { "6.2 zero", LENGTH (0), "GET", DONE, "" },
  { "6.2 zero, nothing", LENGTH (0), "", DONE, "" },
  { "6.2 most", LENGTH (ADIT_ENGINE_LENGTH_MAX), "hello", MORE, "hello" },
  { "6.3 until close", CLOSE, "0\r\n\r\n", MORE, "0\r\n\r\n" },
  { "6.3 none", NONE, "GET", DONE, "" },
  { "6.3 none, but told", TOLD (5), "hello", DONE, "" },
};

static void
test_plain (gconstpointer data)
{
  const Plain *row = data;

  for (guint is_decoding = 0; is_decoding < 2; is_decoding++)
    {
      g_auto (Outcome) outcome = { 0 };

      run_all_ways (&outcome, &row->framing, is_decoding > 0, row->bytes, strlen (row->bytes));
      g_assert_cmpint (outcome.status, ==, row->status);
      g_assert_cmpstr (outcome.passed->str, ==, row->content);
      g_assert_cmpuint (outcome.n_taken, ==, strlen (row->content));
    }
}

/* ---- What is kept ---- */

static void
test_trailers_are_kept (void)
{
  static const char text[] = "5;x\r\nhello\r\n0;y\r\nA: 1\r\nB: 2\r\n\r\n";

  for (gsize first = 0; first < strlen (text); first++)
    {
      g_auto (Outcome) outcome = { .passed = g_string_new (NULL) };
      AditEngineBody body;
      const AditEngineHead *head;
      const char *bytes = NULL;

      adit_engine_body_init (&body, &chunked, FALSE);
      feed (&body, &outcome, text, first);
      g_assert_null (adit_engine_body_get_trailers (&body, &bytes));
      feed (&body, &outcome, text + first, strlen (text) - first);
      g_assert_cmpint (outcome.status, ==, DONE);
      g_assert_cmpstr (outcome.passed->str, ==, "5;x\r\nhello\r\n0;y\r\n");

      head = adit_engine_body_get_trailers (&body, &bytes);
      g_assert_cmpuint (head->n_fields, ==, 2);
      g_assert_true (adit_engine_slice_is (head->fields[1].name, bytes, "B"));
      g_assert_true (adit_engine_slice_is (head->fields[1].value, bytes, "2"));
      adit_engine_body_clear (&body);
    }
}

static void
test_nothing_is_kept (void)
{
  g_auto (Outcome) outcome = { .passed = g_string_new (NULL) };
  AditEngineBody body;
  const char *bytes = NULL;

  adit_engine_body_init (&body, &chunked, FALSE);
  feed (&body, &outcome, "5\r\nhello\r\n" LAST, 15);
  g_assert_cmpint (outcome.status, ==, DONE);
  g_assert_null (body.trailers);
  g_assert_null (adit_engine_body_get_trailers (&body, &bytes));
  adit_engine_body_clear (&body);
}

/* Many small chunks are one span. */
static void
test_one_span (void)
{
  static const char text[] = "1\r\na\r\n1\r\nb\r\n1\r\nc\r\n0\r\n\r\nGET";
  AditEngineBody body;
  AditEngineBodySpan span;

  adit_engine_body_init (&body, &chunked, FALSE);
  g_assert_cmpint (adit_engine_body_scan (&body, text, strlen (text), &span), ==, MORE);
  g_assert_cmpuint (span.n_skip, ==, 0);
  g_assert_cmpuint (span.n_pass, ==, 21);
  g_assert_cmpint (adit_engine_body_scan (&body, text + 21, strlen (text) - 21, &span), ==, DONE);
  g_assert_cmpuint (span.n_skip, ==, 2);
  g_assert_cmpuint (span.n_pass, ==, 0);
  adit_engine_body_clear (&body);
}

static void
add (const char *group, const char *section, guint number, gconstpointer row, GTestDataFunc test)
{
  g_autofree char *path = g_strdup_printf ("/engine/body/%s/%u: %s", group, number, section);

  g_test_add_data_func (path, row, test);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      add ("decoded", rows[i].section, i, &rows[i], test_decoded);
      add ("raw", rows[i].section, i, &rows[i], test_raw);
    }
  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    add ("plain", plain[i].section, i, &plain[i], test_plain);
  g_test_add_data_func ("/engine/body/line-limit/name", "0;", test_line_limit);
  g_test_add_data_func ("/engine/body/line-limit/value", "0;a=", test_line_limit);
  g_test_add_data_func ("/engine/body/line-limit/quoted", "0;a=\"", test_line_limit);
  g_test_add_func ("/engine/body/trailers-limit", test_trailers_limit);
  g_test_add_func ("/engine/body/long-chunk", test_long_chunk);
  g_test_add_func ("/engine/body/trailers-are-kept", test_trailers_are_kept);
  g_test_add_func ("/engine/body/nothing-is-kept", test_nothing_is_kept);
  g_test_add_func ("/engine/body/one-span", test_one_span);

  return g_test_run ();
}
