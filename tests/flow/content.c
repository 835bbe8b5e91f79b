/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The content of forwarded messages: framed as it came (RFC 9112, section 6), bit for bit, and on
 * its way as soon as it is there. */

#include "flow.h"

#include <string.h>

/* ---- As a whole ---- */

typedef struct
{
  const char *name;
  const char *said;
  const char *heard;
} Case;

#define POST       "POST http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\n"
#define POST_HEARD "POST / HTTP/1.1\r\nHost: ORIGIN\r\n"
#define CHUNKED    "Transfer-Encoding: chunked\r\n"
#define VIA        "Via: 1.1 adit\r\n\r\n"

static const Case requests[] = {
  { "/content/request/length", POST "Content-Length: 11\r\n\r\nfour\r\n\r\nabc",
    POST_HEARD "Content-Length: 11\r\n" VIA "four\r\n\r\nabc" },
  { "/content/request/length-0", POST "Content-Length: 0\r\n\r\n",
    POST_HEARD "Content-Length: 0\r\n" VIA },
  { "/content/request/none", POST "\r\n", POST_HEARD VIA },
  { "/content/request/of-get",
    "GET http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\nContent-Length: 2\r\n\r\nhi",
    "GET / HTTP/1.1\r\nHost: ORIGIN\r\nContent-Length: 2\r\n" VIA "hi" },
  { "/content/request/chunked", POST CHUNKED "\r\n5\r\nhello\r\n00A\r\n0123456789\r\n0\r\n\r\n",
    POST_HEARD CHUNKED VIA "5\r\nhello\r\n00A\r\n0123456789\r\n0\r\n\r\n" },
  { "/content/request/chunked-empty", POST CHUNKED "\r\n0\r\n\r\n",
    POST_HEARD CHUNKED VIA "0\r\n\r\n" },
  { "/content/request/trailers",
    POST "Trailer: Digest\r\n" CHUNKED "\r\n1;a;b=\"c;\\\"\"\r\nx\r\n000;d=e\r\n"
         "Digest: 1\r\ndigest: 2\r\nHost: other\r\nTransfer-Encoding: x\r\nContent-Length: 5\r\n"
         "Z:\r\n\r\n",
    POST_HEARD "Trailer: Digest\r\n" CHUNKED VIA "1;a;b=\"c;\\\"\"\r\nx\r\n000;d=e\r\n"
               "Digest: 1\r\ndigest: 2\r\nZ:\r\n\r\n" },
};

static void
check_request (FlowForward *self, gconstpointer data)
{
  const Case *row = data;

  flow_forward_ask (self, row->said);
  flow_forward_asked (self, row->heard);
  flow_forward_answer (self, FLOW_OK);
  flow_forward_answered (self, FLOW_OK_HEARD);
  flow_forward_exchange (self);
}

#define ANSWER "HTTP/1.1 200 OK\r\n" FLOW_DATE

static const Case answers[] = {
  { "/content/answer/length-0", ANSWER "Content-Length: 0\r\n\r\n",
    ANSWER "Content-Length: 0\r\n" VIA },
  { "/content/answer/chunked", ANSWER CHUNKED "\r\n5\r\nhello\r\n1\r\n \r\n0\r\n\r\n",
    ANSWER CHUNKED VIA "5\r\nhello\r\n1\r\n \r\n0\r\n\r\n" },
  { "/content/answer/trailers",
    ANSWER CHUNKED "\r\n5 ; a = b\r\nhello\r\n0;c\r\nServer-Timing: x\r\nSet-Cookie: a\r\n"
                   "Connection: close\r\n\r\n",
    ANSWER CHUNKED VIA "5 ; a = b\r\nhello\r\n0;c\r\nServer-Timing: x\r\n\r\n" },
  { "/content/answer/204", "HTTP/1.1 204 No Content\r\n" FLOW_DATE "\r\n",
    "HTTP/1.1 204 No Content\r\n" FLOW_DATE VIA },
  { "/content/answer/205", "HTTP/1.1 205 Reset\r\n" FLOW_DATE "Content-Length: 0\r\n\r\n",
    "HTTP/1.1 205 Reset\r\n" FLOW_DATE "Content-Length: 0\r\n" VIA },
  { "/content/answer/304", /* what it would be may be told: RFC 9110, section 8.6 */
    "HTTP/1.1 304 Not Modified\r\n" FLOW_DATE "Content-Length: 5\r\nETag: \"x\"\r\n\r\n",
    "HTTP/1.1 304 Not Modified\r\n" FLOW_DATE "Content-Length: 5\r\nETag: \"x\"\r\n" VIA },
  { "/content/answer/304-chunked", "HTTP/1.1 304 Not Modified\r\n" FLOW_DATE CHUNKED "\r\n",
    "HTTP/1.1 304 Not Modified\r\n" FLOW_DATE VIA },
};

/* The next exchange shows that neither side waits for more, or takes what comes for more. */
static void
check_answer (FlowForward *self, gconstpointer data)
{
  const Case *row = data;

  flow_forward_ask (self, FLOW_GET);
  flow_forward_asked (self, FLOW_GET_HEARD);
  flow_forward_answer (self, row->said);
  flow_forward_answered (self, row->heard);
  flow_forward_exchange (self);
}

static void
check_head (FlowForward *self, gconstpointer data)
{
  flow_forward_ask (self, "HEAD http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\n\r\n");
  flow_forward_asked (self, "HEAD / HTTP/1.1\r\nHost: ORIGIN\r\n" VIA);
  flow_forward_answer (self, ANSWER "Content-Length: 1000000\r\n\r\n");
  flow_forward_answered (self, ANSWER "Content-Length: 1000000\r\n" VIA);
  flow_forward_exchange (self);
}

/* ---- Until the connection's end: RFC 9112, section 6.3 ---- */

/* Who knows chunks gets it in chunks, so that its own connection goes on, and an end that comes too
 * early is told apart. */
static void
check_close_delimited (FlowForward *self, gconstpointer data)
{
  flow_forward_ask (self, FLOW_GET);
  flow_forward_asked (self, FLOW_GET_HEARD);
  flow_forward_answer (self, ANSWER "\r\nto the ");
  flow_forward_answered (self, ANSWER CHUNKED VIA "7\r\nto the ");
  flow_forward_answer (self, "end");
  flow_hear (self->client, "\r\n3\r\nend");
  flow_close (self->origin);
  self->origin = -1;
  flow_hear (self->client, "\r\n0\r\n\r\n");
  flow_forward_exchange (self);
}

static void
check_close_delimited_nothing (FlowForward *self, gconstpointer data)
{
  flow_forward_ask (self, FLOW_GET);
  flow_forward_asked (self, FLOW_GET_HEARD);
  flow_forward_answer (self, ANSWER "\r\n");
  flow_close (self->origin);
  self->origin = -1;
  flow_forward_answered (self, ANSWER CHUNKED VIA "0\r\n\r\n");
  flow_forward_exchange (self);
}

static void
ask_as_http_1_0 (FlowForward *self)
{
  flow_forward_ask (self, "GET http://ORIGIN/ HTTP/1.0\r\n\r\n");
  flow_forward_asked (self, "GET / HTTP/1.1\r\nHost: ORIGIN\r\nVia: 1.0 adit\r\n\r\n");
}

static void
check_close_delimited_for_http_1_0 (FlowForward *self, gconstpointer data)
{
  ask_as_http_1_0 (self);
  flow_forward_answer (self, ANSWER "\r\nto the ");
  flow_forward_answered (self, "HTTP/1.0 200 OK\r\n" FLOW_DATE "Via: 1.1 adit\r\n"
                               "Connection: close\r\n\r\nto the ");
  flow_forward_answer (self, "end");
  flow_close (self->origin);
  self->origin = -1;
  flow_hear (self->client, "end");
  flow_hear_end (self->client);
}

/* HTTP/1.0 knows no chunks: RFC 9112, section 7.1.3. */
static void
check_decoded (FlowForward *self, gconstpointer data)
{
  ask_as_http_1_0 (self);
  flow_forward_answer (self, ANSWER "Trailer: A\r\n" CHUNKED "\r\n5;x=y\r\nhel");
  flow_forward_answered (self, "HTTP/1.0 200 OK\r\n" FLOW_DATE "Via: 1.1 adit\r\n"
                               "Connection: close\r\n\r\nhel");
  flow_forward_answer (self, "lo\r\n2\r\n, ");
  flow_hear (self->client, "lo, ");
  flow_forward_answer (self, "\r\n1\r\n\n\r\n0\r\nA: 1\r\n\r\n");
  flow_hear (self->client, "\n");
  flow_hear_end (self->client);

  /* The origin's connection does not end with it. */
  g_assert_false (flow_is_readable (self->origin, 0));
}

/* ---- Streamed: what is in, is out ---- */

static void
check_request_is_streamed (FlowForward *self, gconstpointer data)
{
  flow_forward_ask (self, POST "Content-Length: 4\r\n\r\n");
  flow_forward_asked (self, POST_HEARD "Content-Length: 4\r\n" VIA);
  for (const char *at = "four"; *at; at++)
    {
      flow_send (self->client, at, 1);
      g_assert_true (flow_is_readable (self->origin, FLOW_PATIENCE_S * 1000));
      flow_read (self->origin, &(char){ 0 }, 1);
    }
  flow_forward_answer (self, FLOW_OK);
  flow_forward_answered (self, FLOW_OK_HEARD);
}

/* Byte by byte, frame and data: each is heard before the next is said. */
static void
pass_bytewise (int from, int to, const char *text)
{
  for (const char *at = text; *at; at++)
    {
      char heard;

      flow_send (from, at, 1);
      flow_read (to, &heard, 1);
      g_assert_cmpint (heard, ==, *at);
    }
}

static void
check_chunks_are_streamed (FlowForward *self, gconstpointer data)
{
  static const char *const frames = "3;x=\"y\"\r\nabc\r\n1\r\nd\r\n0\r\n";

  flow_forward_ask (self, POST CHUNKED "\r\n");
  flow_forward_asked (self, POST_HEARD CHUNKED VIA);
  pass_bytewise (self->client, self->origin, frames);
  flow_forward_answer (self, ANSWER CHUNKED "\r\n");
  flow_forward_answered (self, ANSWER CHUNKED VIA);
  pass_bytewise (self->origin, self->client, frames);

  flow_say (self->client, "\r\n");
  flow_hear (self->origin, "\r\n");
  flow_say (self->origin, "A: 1\r\n\r\n");
  flow_hear (self->client, "A: 1\r\n\r\n");
  flow_forward_exchange (self);
}

/* Head and content in as many pieces as there are bytes. */
static void
check_bytewise_answer (FlowForward *self, gconstpointer data)
{
  const char *answer = ANSWER CHUNKED "\r\n2\r\nok\r\n0\r\nA: b\r\n\r\n";

  flow_forward_ask (self, FLOW_GET);
  flow_forward_asked (self, FLOW_GET_HEARD);
  for (const char *at = answer; *at; at++)
    {
      flow_send (self->origin, at, 1);
      /* Asks the worker something, so that the bytes come there one by one. */
      g_ptr_array_unref (flow_engine_list (self->engine));
    }
  flow_forward_answered (self, ANSWER CHUNKED VIA "2\r\nok\r\n0\r\nA: b\r\n\r\n");
  flow_forward_exchange (self);
}

/* ---- All bytes there are ---- */

static void
check_bit_exact (FlowForward *self, gconstpointer data)
{
  guint8 sent[256];
  guint8 heard[256];

  for (guint i = 0; i < sizeof sent; i++)
    sent[i] = (guint8) i;

  flow_forward_ask (self, POST "Content-Length: 256\r\n\r\n");
  flow_send (self->client, sent, sizeof sent);
  flow_forward_asked (self, POST_HEARD "Content-Length: 256\r\n" VIA);
  flow_read (self->origin, heard, sizeof heard);
  g_assert_cmpmem (heard, sizeof heard, sent, sizeof sent);

  flow_forward_answer (self, ANSWER "Content-Length: 256\r\n\r\n");
  flow_send (self->origin, sent, sizeof sent);
  flow_forward_answered (self, ANSWER "Content-Length: 256\r\n" VIA);
  flow_read (self->client, heard, sizeof heard);
  g_assert_cmpmem (heard, sizeof heard, sent, sizeof sent);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    flow_forward_add (requests[i].name, &requests[i], check_request);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    flow_forward_add (answers[i].name, &answers[i], check_answer);
  flow_forward_add ("/content/answer/to-head", NULL, check_head);
  flow_forward_add ("/content/answer/close-delimited", NULL, check_close_delimited);
  flow_forward_add ("/content/answer/close-delimited/nothing", NULL, check_close_delimited_nothing);
  flow_forward_add ("/content/answer/close-delimited/http-1.0", NULL,
                    check_close_delimited_for_http_1_0);
  flow_forward_add ("/content/answer/decoded", NULL, check_decoded);
  flow_forward_add ("/content/streamed/request", NULL, check_request_is_streamed);
  flow_forward_add ("/content/streamed/chunks", NULL, check_chunks_are_streamed);
  flow_forward_add ("/content/streamed/bytewise", NULL, check_bytewise_answer);
  flow_forward_add ("/content/bit-exact", NULL, check_bit_exact);

  return g_test_run ();
}
