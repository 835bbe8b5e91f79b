/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Where content ends, of requests and of responses, by the same fields. Sections are those of RFC
 * 9112 unless they name another. */

#include "test-message.h"

#include <string.h>

typedef struct
{
  const char *section;
  const char *fields;
  const char *request;  /* of HTTP/1.1 */
  const char *response; /* 200, of HTTP/1.1 */
} Row;

#define CL(value)       "Content-Length: " value "\r\n"
#define TE(value)       "Transfer-Encoding: " value "\r\n"
#define BAD             "!bad-length", "!bad-response-length"
#define SAME(text)      text, text
#define OTHER(request)  request, "!response-coding"
#define UNKNOWN         OTHER ("!coding-not-served")
#define LAST_IS_ANOTHER OTHER ("!bad-length")

static const Row rows[] = {
  { "6.3 nothing", "", "none", "close" },
  { "6.3 similar names", "Content-Lengths: 5\r\nX-Content-Length: 5\r\nTransfer_Encoding: x\r\n",
    "none", "close" },

  { "6.2 five", CL ("5"), SAME ("length 5") },
  { "6.2 zero", CL ("0"), SAME ("length 0") },
  { "6.2 any case", "cONTENT-lENGTH: 5\r\n", SAME ("length 5") },
  { "6.2 zeros in front", CL ("0000000000000000000000000005"), SAME ("length 5") },
  { "6.2 octal is decimal", CL ("010"), SAME ("length 10") },
  { "6.2 most", CL ("9223372036854775807"), SAME ("length 9223372036854775807") },
  { "6.3 more than most", CL ("9223372036854775808"), BAD },
  { "6.3 2^64", CL ("18446744073709551616"), BAD },
  { "6.3 2^64 and 5", CL ("18446744073709551621"), BAD },
  { "6.3 2^32 and 5", CL ("4294967301"), SAME ("length 4294967301") },
  { "6.3 very long", CL ("99999999999999999999999999999999999999999999999999999999"), BAD },
  { "6.3 empty", CL (""), BAD },
  { "6.3 plus", CL ("+5"), BAD },
  { "6.3 minus", CL ("-5"), BAD },
  { "6.3 minus zero", CL ("-0"), BAD },
  { "6.3 hexadecimal", CL ("0x5"), BAD },
  { "6.3 letters", CL ("five"), BAD },
  { "6.3 letter behind", CL ("5a"), BAD },
  { "6.3 point", CL ("5.0"), BAD },
  { "6.3 exponent", CL ("1e3"), BAD },
  { "6.3 underscore", CL ("1_000"), BAD },
  { "6.3 two words", CL ("5 5"), BAD },
  { "6.3 tab inside", CL ("5\t5"), BAD },
  { "6.3 semicolon", CL ("5;q=1"), BAD },
  { "6.3 quoted", CL ("\"5\""), BAD },
  { "6.3 digits of others", CL ("\xd9\xa5"), BAD },
  { "6.3 digits of full width", CL ("\xef\xbc\x95"), BAD },
  { "6.3 no-break space", CL ("5\xc2\xa0"), BAD },
  { "6.3 differing", CL ("5") CL ("6"), BAD },
  { "6.3 differing, third", CL ("5") CL ("5") CL ("6"), BAD },
  { "6.3 differing, list", CL ("5, 6"), BAD },
  { "6.3 valid and not", CL ("5") CL ("x"), BAD },
  { "6.3 not valid and valid", CL ("x") CL ("5"), BAD },
  { "RFC 9110 8.6 the same", CL ("5") CL ("5"), SAME ("length 5") },
  { "RFC 9110 8.6 the same, list", CL ("5, 5"), SAME ("length 5") },
  { "RFC 9110 8.6 the same, both", CL ("5,5 ,\t5") CL ("5"), SAME ("length 5") },
  { "RFC 9110 8.6 empty element", CL ("5,,5"), BAD },
  { "RFC 9110 8.6 comma first", CL (", 5"), BAD },
  { "RFC 9110 8.6 comma last", CL ("5,"), BAD },

  { "7.1 chunked", TE ("chunked"), SAME ("chunked") },
  { "7 any case", TE ("cHuNkEd"), SAME ("chunked") },
  { "7 any case of the name", "tRANSFER-eNCODING: chunked\r\n", SAME ("chunked") },
  { "7 tab before", "Transfer-Encoding:\tchunked\r\n", SAME ("chunked") },
  { "7 space behind", TE ("chunked \t "), SAME ("chunked") },
  { "6.1 chunked twice", TE ("chunked, chunked"), BAD },
  { "6.1 chunked in two fields", TE ("chunked") TE ("chunked"), BAD },
  { "6.1 chunked around another", TE ("chunked, gzip, chunked"), BAD },
  { "6.1 another, chunked twice", TE ("gzip, chunked, chunked"), BAD },
  { "6.1 gzip, chunked", TE ("gzip, chunked"), UNKNOWN },
  { "6.1 gzip, chunked, two fields", TE ("gzip") TE ("chunked"), UNKNOWN },
  { "6.1 with a parameter, chunked", TE ("x;y=\"z\", chunked"), UNKNOWN },
  { "6.1 identity, chunked", TE ("identity, chunked"), UNKNOWN },
  { "6.3 gzip", TE ("gzip"), LAST_IS_ANOTHER },
  { "6.3 identity", TE ("identity"), LAST_IS_ANOTHER },
  { "6.3 chunked, gzip", TE ("chunked, gzip"), LAST_IS_ANOTHER },
  { "6.3 chunked, identity", TE ("chunked") TE ("identity"), LAST_IS_ANOTHER },
  { "6.3 xchunked", TE ("xchunked"), LAST_IS_ANOTHER },
  { "6.3 chunkedx", TE ("chunkedx"), LAST_IS_ANOTHER },
  { "6.3 chunked-chunked", TE ("chunked-chunked"), LAST_IS_ANOTHER },
  { "7.1 parameter", TE ("chunked;q=1"), BAD },
  { "7.1 parameter, spaced", TE ("chunked ; q=1"), BAD },
  { "7.1 semicolon", TE ("chunked;"), BAD },
  { "6.1 two words", TE ("chunked chunked"), BAD },
  { "6.1 empty", TE (""), BAD },
  { "6.1 comma first", TE (", chunked"), BAD },
  { "6.1 comma last", TE ("chunked,"), BAD },
  { "6.1 empty and chunked", TE ("") TE ("chunked"), BAD },
  { "6.1 chunked and empty", TE ("chunked") TE (""), BAD },
  { "6.1 quoted", TE ("\"chunked\""), BAD },
  { "6.1 single quotes", TE ("'chunked'"), LAST_IS_ANOTHER },
  { "6.1 vertical look-alike", TE ("chunke\xd4\x81"), BAD },
  { "6.1 no-break space",
    TE ("\xc2\xa0"
        "chunked"),
    BAD },
  { "6.1 colon", TE (": chunked"), BAD },

  { "6.1 both", CL ("5") TE ("chunked"), BAD },
  { "6.1 both, other order", TE ("chunked") CL ("5"), BAD },
  { "6.1 both, length 0", TE ("chunked") CL ("0"), BAD },
  { "6.1 both, bad length", TE ("chunked") CL ("x"), BAD },
  { "6.1 both, another coding", TE ("gzip") CL ("5"), BAD },
  { "6.1 both, gzip, chunked", TE ("gzip, chunked") CL ("5"), BAD },
  { "6.1 both, empty", TE ("") CL ("5"), BAD },
  { "6.1 both, in between", "A: b\r\n" CL ("5") "C: d\r\n" TE ("chunked") "E: f\r\n", BAD },
};

static AditCause
read_framing (AditEngineFraming *framing,
              const char *first_line,
              const char *fields,
              gboolean is_head)
{
  g_autofree char *text = g_strconcat (first_line, "\r\n", fields, "\r\n", NULL);
  gboolean is_response = g_str_has_prefix (first_line, "HTTP/");
  AditEngineHead head;

  if (is_response)
    adit_engine_head_init_response (&head);
  else
    adit_engine_head_init (&head);
  g_assert_cmpint (adit_engine_head_parse (&head, text, strlen (text)), ==, ADIT_ENGINE_HEAD_DONE);

  return is_response ? adit_engine_framing_of_response (framing, &head, text, is_head)
                     : adit_engine_framing_of_request (framing, &head, text);
}

static void
assert_verdict (const char *first_line, const char *fields, gboolean is_head, const char *expected)
{
  AditEngineFraming framing, before;
  AditCause cause;
  g_autofree char *verdict = NULL;

  memset (&framing, 0xa5, sizeof framing);
  before = framing;
  cause = read_framing (&framing, first_line, fields, is_head);
  if (cause == ADIT_CAUSE_NONE)
    verdict = test_message_print_framing (&framing);
  else
    {
      g_assert_cmpmem (&framing, sizeof framing, &before, sizeof before);
      verdict = g_strdup_printf ("!%s", adit_cause_row (cause)->word);
    }
  g_assert_cmpstr (verdict, ==, expected);
}

static void
test_request (gconstpointer data)
{
  const Row *row = data;

  assert_verdict ("POST / HTTP/1.1", row->fields, FALSE, row->request);
}

/* 6.1: HTTP/1.0 knows no transfer codings. */
static void
test_old (gconstpointer data)
{
  const Row *row = data;
  gboolean has_coding = strcasestr (row->fields, "Transfer-Encoding:") != NULL;

  assert_verdict ("POST / HTTP/1.0", row->fields, FALSE, has_coding ? "!bad-length" : row->request);
  assert_verdict ("HTTP/1.0 200 OK", row->fields, FALSE,
                  has_coding ? "!bad-response-length" : row->response);
}

static void
test_response (gconstpointer data)
{
  const Row *row = data;

  assert_verdict ("HTTP/1.1 200 OK", row->fields, FALSE, row->response);
  assert_verdict ("HTTP/1.1 205 Reset Content", row->fields, FALSE, row->response);
  assert_verdict ("HTTP/1.1 502 Bad Gateway", row->fields, FALSE, row->response);
}

/* 6.3: no content whatever the fields say; of HEAD and 304, a valid length is still told. */
static void
test_without_content (gconstpointer data)
{
  const Row *row = data;
  gboolean has_length = g_str_has_prefix (row->response, "length");
  g_autofree char *told = has_length
                              ? g_strdup_printf ("none (%s)", row->response + strlen ("length "))
                              : g_strdup ("none");

  assert_verdict ("HTTP/1.1 100 Continue", row->fields, FALSE, "none");
  assert_verdict ("HTTP/1.1 101 Switching Protocols", row->fields, FALSE, "none");
  assert_verdict ("HTTP/1.1 103 Early Hints", row->fields, TRUE, "none");
  assert_verdict ("HTTP/1.1 204 No Content", row->fields, FALSE, "none");
  assert_verdict ("HTTP/1.0 204 No Content", row->fields, TRUE, "none");
  assert_verdict ("HTTP/1.1 304 Not Modified", row->fields, FALSE, told);
  assert_verdict ("HTTP/1.1 200 OK", row->fields, TRUE, told);
  assert_verdict ("HTTP/1.0 404 Not Found", row->fields, TRUE, told);
}

static void
add (const char *group, guint number, GTestDataFunc run)
{
  g_autofree char *section = g_strdelimit (g_strdup (rows[number].section), "/", '-');
  g_autofree char *path = g_strdup_printf ("/engine/framing/%s/%u: %s", group, number, section);

  g_test_add_data_func (path, &rows[number], run);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      add ("request", i, test_request);
      add ("response", i, test_response);
      add ("old", i, test_old);
      add ("without-content", i, test_without_content);
    }

  return g_test_run ();
}
