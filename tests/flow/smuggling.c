/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Messages that two readers could take in two ways, so that the end of one would be another that
 * nobody has looked at (RFC 9112, section 11.2). Each ends in refusal, or in exactly one request at
 * the origin; what stands behind never gets there. */

#include "flow.h"

#include <string.h>

#define POST       "POST http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\n"
#define POST_HEARD "POST / HTTP/1.1\r\nHost: ORIGIN\r\n"
#define CHUNKED    "Transfer-Encoding: chunked\r\n"
#define VIA        "Via: 1.1 adit\r\n\r\n"

/* What must not get through, as those who hide it would write it. */
#define HIDDEN "GET /smuggled HTTP/1.1\r\nHost: ORIGIN\r\nContent-Length: 9\r\n\r\nX: "

typedef struct
{
  const char *name;
  const char *said;
  AditCause cause;
} Refusal;

/* ---- Refused by the head: nobody is dialled ---- */

static const Refusal refused[] = {
  { "both/length-first", POST "Content-Length: 5\r\n" CHUNKED "\r\n0\r\n\r\n" HIDDEN,
    ADIT_CAUSE_BAD_LENGTH },
  { "both/chunked-first", POST CHUNKED "Content-Length: 5\r\n\r\n0\r\n\r\n" HIDDEN,
    ADIT_CAUSE_BAD_LENGTH },
  { "both/length-0", POST "Content-Length: 0\r\n" CHUNKED "\r\n0\r\n\r\n" HIDDEN,
    ADIT_CAUSE_BAD_LENGTH },
  { "both/identity", POST "Content-Length: 5\r\nTransfer-Encoding: identity\r\n\r\nhello" HIDDEN,
    ADIT_CAUSE_BAD_LENGTH },

  { "length/differing", POST "Content-Length: 5\r\nContent-Length: 0\r\n\r\nhello" HIDDEN,
    ADIT_CAUSE_BAD_LENGTH },
  { "length/differing-in-list", POST "Content-Length: 5, 0\r\n\r\nhello" HIDDEN,
    ADIT_CAUSE_BAD_LENGTH },
  { "length/plus", POST "Content-Length: +5\r\n\r\nhello" HIDDEN, ADIT_CAUSE_BAD_LENGTH },
  { "length/minus", POST "Content-Length: -5\r\n\r\n" HIDDEN, ADIT_CAUSE_BAD_LENGTH },
  { "length/hexadecimal", POST "Content-Length: 0x5\r\n\r\nhello" HIDDEN, ADIT_CAUSE_BAD_LENGTH },
  { "length/exponent", POST "Content-Length: 5e0\r\n\r\nhello" HIDDEN, ADIT_CAUSE_BAD_LENGTH },
  { "length/fraction", POST "Content-Length: 5.0\r\n\r\nhello" HIDDEN, ADIT_CAUSE_BAD_LENGTH },
  { "length/two-numbers", POST "Content-Length: 5 0\r\n\r\nhello" HIDDEN, ADIT_CAUSE_BAD_LENGTH },
  { "length/quoted", POST "Content-Length: \"5\"\r\n\r\nhello" HIDDEN, ADIT_CAUSE_BAD_LENGTH },
  { "length/empty", POST "Content-Length:\r\n\r\nhello" HIDDEN, ADIT_CAUSE_BAD_LENGTH },
  { "length/empty-element", POST "Content-Length: 5,\r\n\r\nhello" HIDDEN, ADIT_CAUSE_BAD_LENGTH },
  { "length/over-64-bits", POST "Content-Length: 18446744073709551621\r\n\r\nhello" HIDDEN,
    ADIT_CAUSE_BAD_LENGTH },
  { "length/negative-to-somebody", POST "Content-Length: 9223372036854775808\r\n\r\nhello" HIDDEN,
    ADIT_CAUSE_BAD_LENGTH },

  { "coding/unknown", POST "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" HIDDEN,
    ADIT_CAUSE_BAD_LENGTH },
  { "coding/identity", POST "Transfer-Encoding: identity\r\n\r\n" HIDDEN, ADIT_CAUSE_BAD_LENGTH },
  { "coding/twice", POST CHUNKED CHUNKED "\r\n0\r\n\r\n" HIDDEN, ADIT_CAUSE_BAD_LENGTH },
  { "coding/twice-in-list", POST "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n" HIDDEN,
    ADIT_CAUSE_BAD_LENGTH },
  { "coding/not-last", POST "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" HIDDEN,
    ADIT_CAUSE_BAD_LENGTH },
  { "coding/second-field", POST CHUNKED "Transfer-Encoding: x\r\n\r\n0\r\n\r\n" HIDDEN,
    ADIT_CAUSE_BAD_LENGTH },
  { "coding/before", POST "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" HIDDEN,
    ADIT_CAUSE_CODING_NOT_SERVED },
  { "coding/parameter", POST "Transfer-Encoding: chunked;q=1\r\n\r\n0\r\n\r\n" HIDDEN,
    ADIT_CAUSE_BAD_LENGTH },
  { "coding/empty", POST "Transfer-Encoding:\r\n\r\n0\r\n\r\n" HIDDEN, ADIT_CAUSE_BAD_LENGTH },
  { "coding/empty-element", POST "Transfer-Encoding: , chunked\r\n\r\n0\r\n\r\n" HIDDEN,
    ADIT_CAUSE_BAD_LENGTH },
  { "coding/quoted", POST "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n" HIDDEN,
    ADIT_CAUSE_BAD_LENGTH },
  { "coding/vertical-tab", POST "Transfer-Encoding: \vchunked\r\n\r\n0\r\n\r\n" HIDDEN,
    ADIT_CAUSE_BAD_FIELD },
  { "coding/non-breaking",
    POST "Transfer-Encoding: \xa0"
         "chunked\r\n\r\n0\r\n\r\n" HIDDEN,
    ADIT_CAUSE_BAD_LENGTH },
  { "coding/space-before-colon", POST "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" HIDDEN,
    ADIT_CAUSE_BAD_FIELD },
  { "coding/space-before-name", POST " Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" HIDDEN,
    ADIT_CAUSE_BAD_FIELD },
  { "coding/folded", POST "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n" HIDDEN,
    ADIT_CAUSE_BAD_FIELD },
  { "coding/folded-away", POST "A: b\r\n\tTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" HIDDEN,
    ADIT_CAUSE_BAD_FIELD },
  { "coding/http-1.0", "POST http://ORIGIN/ HTTP/1.0\r\n" CHUNKED "\r\n0\r\n\r\n" HIDDEN,
    ADIT_CAUSE_BAD_LENGTH },

  { "line/bare-lf", POST "Content-Length: 5\n\r\nhello" HIDDEN, ADIT_CAUSE_BAD_FIELD },
  { "line/bare-lf-end", POST "Content-Length: 5\r\n\nhello" HIDDEN, ADIT_CAUSE_BAD_FIELD },
  { "line/bare-lf-first", "POST http://ORIGIN/ HTTP/1.1\nHost: ORIGIN\r\n\r\n" HIDDEN,
    ADIT_CAUSE_BAD_REQUEST },
  { "line/bare-cr", POST "A: b\rContent-Length: 5\r\n\r\nhello" HIDDEN, ADIT_CAUSE_BAD_FIELD },
  { "line/cr-cr-lf", POST "A: b\r\r\nContent-Length: 5\r\n\r\nhello" HIDDEN, ADIT_CAUSE_BAD_FIELD },
  { "line/cr-in-name", POST "A\rContent-Length: 5\r\n\r\nhello" HIDDEN, ADIT_CAUSE_BAD_FIELD },
  { "line/no-name", POST ": b\r\n\r\n" HIDDEN, ADIT_CAUSE_BAD_FIELD },
  { "line/no-colon", POST "Content-Length 5\r\n\r\nhello" HIDDEN, ADIT_CAUSE_BAD_FIELD },
  { "line/two-versions", "GET http://ORIGIN/ HTTP/1.1 HTTP/1.1\r\nHost: ORIGIN\r\n\r\n" HIDDEN,
    ADIT_CAUSE_BAD_REQUEST },
  { "line/two-spaces", "GET  http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\n\r\n" HIDDEN,
    ADIT_CAUSE_BAD_REQUEST },
  { "line/tab", "GET\thttp://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\n\r\n" HIDDEN,
    ADIT_CAUSE_BAD_REQUEST },
  { "line/no-version", "GET http://ORIGIN/\r\n\r\n" HIDDEN, ADIT_CAUSE_BAD_REQUEST },
  { "line/lower-case-version", "GET http://ORIGIN/ http/1.1\r\nHost: ORIGIN\r\n\r\n" HIDDEN,
    ADIT_CAUSE_BAD_REQUEST },
  { "line/http-2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" HIDDEN, ADIT_CAUSE_BAD_VERSION },

  { "host/none", "GET http://ORIGIN/ HTTP/1.1\r\n\r\n" HIDDEN, ADIT_CAUSE_BAD_FIELD },
  { "host/two", "GET http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\nHost: ORIGIN\r\n\r\n" HIDDEN,
    ADIT_CAUSE_BAD_FIELD },
  { "host/bad", "GET http://ORIGIN/ HTTP/1.1\r\nHost: a b\r\n\r\n" HIDDEN, ADIT_CAUSE_BAD_FIELD },
  { "target/userinfo", "GET http://a@ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\n\r\n" HIDDEN,
    ADIT_CAUSE_BAD_TARGET },
  { "target/fragment", "GET http://ORIGIN/#a HTTP/1.1\r\nHost: ORIGIN\r\n\r\n" HIDDEN,
    ADIT_CAUSE_BAD_TARGET },
  { "target/backslash", "GET http://ORIGIN\\@x/ HTTP/1.1\r\nHost: ORIGIN\r\n\r\n" HIDDEN,
    ADIT_CAUSE_BAD_TARGET },
  { "target/other-scheme", "GET ftp://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\n\r\n" HIDDEN,
    ADIT_CAUSE_SCHEME_NOT_SERVED },
  { "target/asterisk", "OPTIONS * HTTP/1.1\r\nHost: ORIGIN\r\n\r\n" HIDDEN, ADIT_CAUSE_BAD_TARGET },

  /* A field that every reader needs cannot be taken out by its sender. */
  { "option/content-length",
    POST "Connection: Content-Length\r\nContent-Length: 5\r\n\r\nhello" HIDDEN,
    ADIT_CAUSE_BAD_FIELD },
  { "option/host", POST "Connection: close, Host\r\n\r\n" HIDDEN, ADIT_CAUSE_BAD_FIELD },
  { "option/no-token", POST "Connection: a b\r\n\r\n" HIDDEN, ADIT_CAUSE_BAD_FIELD },

  { "connect/with-length", "CONNECT ORIGIN HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello" HIDDEN,
    ADIT_CAUSE_BAD_FRAMING },
  { "connect/chunked", "CONNECT ORIGIN HTTP/1.1\r\n" CHUNKED "\r\n0\r\n\r\n" HIDDEN,
    ADIT_CAUSE_BAD_FRAMING },
};

static void
check_refused (FlowForward *self, gconstpointer data)
{
  const Refusal *row = data;
  guint minor = strstr (row->said, "HTTP/1.0\r\n") ? 0 : 1;
  g_autofree char *reply = NULL;

  flow_forward_ask (self, row->said);
  reply = flow_read_to_end (self->client);
  flow_assert_refusal (reply, row->cause, minor);
  g_assert_false (flow_is_readable (self->listener, 0));
}

/* ---- Refused by the content: the request breaks off ---- */

static const Refusal broken_off[] = {
  { "chunk/overflow", "10000000000000005\r\nhello\r\n0\r\n\r\n", ADIT_CAUSE_BAD_CONTENT },
  { "chunk/negative-to-somebody", "8000000000000000\r\nhello\r\n", ADIT_CAUSE_BAD_CONTENT },
  { "chunk/minus", "-5\r\nhello\r\n0\r\n\r\n", ADIT_CAUSE_BAD_CONTENT },
  { "chunk/prefix", "0x5\r\nhello\r\n0\r\n\r\n", ADIT_CAUSE_BAD_CONTENT },
  { "chunk/space-before", " 5\r\nhello\r\n0\r\n\r\n", ADIT_CAUSE_BAD_CONTENT },
  { "chunk/space-behind", "5 \r\nhello\r\n0\r\n\r\n", ADIT_CAUSE_BAD_CONTENT },
  { "chunk/bare-lf", "5\nhello\r\n0\r\n\r\n", ADIT_CAUSE_BAD_CONTENT },
  { "chunk/bare-cr", "5\rhello\r\n0\r\n\r\n", ADIT_CAUSE_BAD_CONTENT },
  { "chunk/lf-in-extension", "5;a\nhello\r\n0\r\n\r\n", ADIT_CAUSE_BAD_CONTENT },
  { "chunk/lf-in-quotes", "5;a=\"\n\"\r\nhello\r\n0\r\n\r\n", ADIT_CAUSE_BAD_CONTENT },
  { "chunk/no-name", "5;=b\r\nhello\r\n0\r\n\r\n", ADIT_CAUSE_BAD_CONTENT },
  { "chunk/nothing", "\r\n", ADIT_CAUSE_BAD_CONTENT },
  { "chunk/data-too-long", "5\r\nhello!\r\n0\r\n\r\n", ADIT_CAUSE_BAD_CONTENT },
  { "chunk/data-lf", "5\r\nhello\n0\r\n\r\n", ADIT_CAUSE_BAD_CONTENT },
  { "chunk/any-two-bytes", "5\r\nhelloXX0\r\n\r\n", ADIT_CAUSE_BAD_CONTENT },
  { "chunk/trailer-lf", "0\r\nA: b\n\r\n", ADIT_CAUSE_BAD_CONTENT },
  { "chunk/trailer-no-colon", "0\r\n" HIDDEN, ADIT_CAUSE_BAD_CONTENT },
  { "chunk/trailer-space", "0\r\nA : b\r\n\r\n", ADIT_CAUSE_BAD_CONTENT },
};

/* All that comes, to whatever end. (transfer full) */
static char *
read_rest (int fd)
{
  GString *all = g_string_new (NULL);
  char bytes[4096];
  ssize_t n_read;

  while ((n_read = recv (fd, bytes, sizeof bytes, 0)) > 0)
    g_string_append_len (all, bytes, n_read);

  return g_string_free (all, FALSE);
}

static void
check_broken_off (FlowForward *self, gconstpointer data)
{
  const Refusal *row = data;
  g_autofree char *request = g_strconcat (POST CHUNKED "\r\n", row->said, HIDDEN, NULL);
  g_autofree char *heard = NULL;

  flow_forward_ask (self, request);
  flow_forward_refused (self, row->cause);
  flow_forward_accept (self);
  heard = read_rest (self->origin);
  g_assert_null (strstr (heard, "smuggled"));
  g_assert_null (strstr (heard, "0\r\n\r\n"));
  g_assert_false (flow_is_readable (self->listener, 0));
}

/* ---- One request ---- */

typedef struct
{
  const char *name;
  const char *said;
  const char *heard;
  AditCause behind; /* what becomes of what stands behind; NONE: nothing does */
} Single;

static const Single singles[] = {
  { "one/length", POST "Content-Length: 22\r\n\r\nGET /smuggled HTTP/1.1",
    POST_HEARD "Content-Length: 22\r\n" VIA "GET /smuggled HTTP/1.1", ADIT_CAUSE_NONE },
  { "one/same-length-twice", POST "Content-Length: 5\r\ncontent-length: 05, 5\r\n\r\nhello",
    POST_HEARD "Content-Length: 5\r\n" VIA "hello", ADIT_CAUSE_NONE },
  { "one/get-with-content",
    "GET http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\nContent-Length: 22\r\n\r\n"
    "GET /smuggled HTTP/1.1",
    "GET / HTTP/1.1\r\nHost: ORIGIN\r\nContent-Length: 22\r\n" VIA "GET /smuggled HTTP/1.1",
    ADIT_CAUSE_NONE },
  { "one/no-length", POST "\r\n" HIDDEN, POST_HEARD VIA, ADIT_CAUSE_NO_SUCH_PAGE },
  { "one/length-0", POST "Content-Length: 0\r\n\r\n" HIDDEN, POST_HEARD "Content-Length: 0\r\n" VIA,
    ADIT_CAUSE_NO_SUCH_PAGE },
  { "one/chunked-in-capitals", POST "TRANSFER-ENCODING: \tChunKed \r\n\r\n0\r\n\r\n" HIDDEN,
    POST_HEARD CHUNKED VIA "0\r\n\r\n", ADIT_CAUSE_NO_SUCH_PAGE },
  { "one/underscore", POST "Transfer_Encoding: chunked\r\n\r\n0\r\n\r\n" HIDDEN,
    POST_HEARD "Transfer_Encoding: chunked\r\n" VIA, ADIT_CAUSE_BAD_REQUEST },
  { "one/similar-length", POST "Content-Length-: 5\r\n\r\nhello" HIDDEN,
    POST_HEARD "Content-Length-: 5\r\n" VIA, ADIT_CAUSE_NO_SUCH_PAGE },
  { "one/line-of-zeros", POST CHUNKED "\r\n0000000000000000\r\n\r\n" HIDDEN,
    POST_HEARD CHUNKED VIA "0000000000000000\r\n\r\n", ADIT_CAUSE_NO_SUCH_PAGE },
  { "one/trailers-that-frame",
    POST CHUNKED "\r\n0\r\nContent-Length: 5\r\nTransfer-Encoding: x\r\nHost: a\r\n\r\n" HIDDEN,
    POST_HEARD CHUNKED VIA "0\r\n\r\n", ADIT_CAUSE_NO_SUCH_PAGE },
  { "one/option-chunked", /* redundant, and not wrong */
    POST "Connection: Transfer-Encoding\r\n" CHUNKED "\r\n0\r\n\r\n" HIDDEN,
    POST_HEARD CHUNKED VIA "0\r\n\r\n", ADIT_CAUSE_NO_SUCH_PAGE },
  { "one/expectation",
    POST "Expect: 100-continue\r\nContent-Length: 22\r\n\r\nGET /smuggled HTTP/1.1",
    POST_HEARD "Expect: 100-continue\r\nContent-Length: 22\r\n" VIA "GET /smuggled HTTP/1.1",
    ADIT_CAUSE_NONE },
  { "one/upgrade-not-made",
    "GET http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\nConnection: Upgrade\r\nUpgrade: "
    "x\r\n\r\n" HIDDEN,
    "GET / HTTP/1.1\r\nHost: ORIGIN\r\nVia: 1.1 adit\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n",
    ADIT_CAUSE_NO_SUCH_PAGE },
  { "one/bare-lf-behind", FLOW_GET "GET http://ORIGIN/smuggled HTTP/1.1\nHost: ORIGIN\n\n",
    FLOW_GET_HEARD, ADIT_CAUSE_BAD_REQUEST },
};

/* Stopping ends what is kept for the origin: nothing more had been said there. */
static void
check_single (FlowForward *self, gconstpointer data)
{
  const Single *row = data;
  g_autofree char *rest = NULL;

  flow_forward_ask (self, row->said);
  flow_half_close (self->client);
  flow_forward_asked (self, row->heard);
  flow_forward_answer (self, FLOW_OK);
  flow_forward_answered (self, FLOW_OK_HEARD);
  rest = flow_read_to_end (self->client);
  if (row->behind == ADIT_CAUSE_NONE)
    g_assert_cmpstr (rest, ==, "");
  else
    flow_assert_refusal (rest, row->behind, 1);

  flow_engine_stop (self->engine);
  flow_hear_end (self->origin);
  g_assert_false (flow_is_readable (self->listener, 0));
}

/* ---- Answers ---- */

typedef struct
{
  const char *name;
  const char *request; /* of which the origin hears whatever it is */
  const char *answer;
  const char *heard;
} Answer;

#define HEAD      "HEAD http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\n\r\n"
#define SMUGGLED  "HTTP/1.1 200 Smuggled\r\nContent-Length: 0\r\n\r\n"
#define OK_LENGTH "HTTP/1.1 200 OK\r\n" FLOW_DATE "Content-Length: 45\r\n"

/* What stands behind an answer is never the answer to the next request. */
static const Answer answers[] = {
  { "answer/head-with-content", HEAD, OK_LENGTH "\r\n" SMUGGLED, OK_LENGTH VIA },
  { "answer/head-chunked", HEAD, "HTTP/1.1 200 OK\r\n" FLOW_DATE CHUNKED "\r\n" SMUGGLED,
    "HTTP/1.1 200 OK\r\n" FLOW_DATE VIA },
  { "answer/204-with-content", FLOW_GET,
    "HTTP/1.1 204 OK\r\n" FLOW_DATE "Content-Length: 45\r\n\r\n" SMUGGLED,
    "HTTP/1.1 204 OK\r\n" FLOW_DATE VIA },
  { "answer/304-with-content", FLOW_GET,
    "HTTP/1.1 304 OK\r\n" FLOW_DATE "Content-Length: 45\r\n\r\n" SMUGGLED,
    "HTTP/1.1 304 OK\r\n" FLOW_DATE "Content-Length: 45\r\n" VIA },
  { "answer/two", FLOW_GET, FLOW_OK SMUGGLED, FLOW_OK_HEARD },
  { "answer/too-long", FLOW_GET, FLOW_OK "!", FLOW_OK_HEARD },
};

static void
check_answer (FlowForward *self, gconstpointer data)
{
  const Answer *row = data;

  flow_forward_ask (self, row->request);
  flow_forward_accept (self);
  g_free (flow_read_head (self->origin));
  flow_forward_answer (self, row->answer);
  flow_forward_answered (self, row->heard);
  flow_close (self->origin);
  self->origin = -1;
  flow_forward_exchange (self);
}

/* ---- The tests' names ---- */

static void
add (const char *name, gconstpointer row, void (*check) (FlowForward *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/smuggling/", name, NULL);

  flow_forward_add (path, row, check);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  flow_engine_limit_workers ();
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    add (refused[i].name, &refused[i], check_refused);
  for (guint i = 0; i < G_N_ELEMENTS (broken_off); i++)
    add (broken_off[i].name, &broken_off[i], check_broken_off);
  for (guint i = 0; i < G_N_ELEMENTS (singles); i++)
    add (singles[i].name, &singles[i], check_single);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    add (answers[i].name, &answers[i], check_answer);

  return g_test_run ();
}
