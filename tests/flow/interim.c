/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Interim answers pass in their order, to whoever knows them (RFC 9110, section 15.2), and the
 * question whether to go on with the content is the origin's to answer (section 10.1.1). */

#include "flow.h"

#define CONTINUE       "HTTP/1.1 100 Continue\r\n\r\n"
#define CONTINUE_HEARD "HTTP/1.1 100 Continue\r\nVia: 1.1 adit\r\n\r\n"
#define HINTS(link)    "HTTP/1.1 103 Early Hints\r\nLink: <" link ">\r\n"

static void
check_in_order (FlowForward *self, gconstpointer data)
{
  flow_forward_ask (self, FLOW_GET);
  flow_forward_asked (self, FLOW_GET_HEARD);
  flow_forward_answer (self, CONTINUE HINTS ("/a") "\r\n");
  flow_forward_answered (self, CONTINUE_HEARD);
  flow_forward_answered (self, HINTS ("/a") "Via: 1.1 adit\r\n\r\n");
  flow_forward_answer (self, HINTS ("/b") "\r\n" FLOW_OK);
  flow_forward_answered (self, HINTS ("/b") "Via: 1.1 adit\r\n\r\n");
  flow_forward_answered (self, FLOW_OK_HEARD);
  flow_forward_exchange (self);
}

/* One at a time: each goes out when it is there. */
static void
check_at_once (FlowForward *self, gconstpointer data)
{
  flow_forward_ask (self, FLOW_GET);
  flow_forward_asked (self, FLOW_GET_HEARD);
  for (guint i = 0; i < 3; i++)
    {
      flow_forward_answer (self, HINTS ("/a") "\r\n");
      flow_forward_answered (self, HINTS ("/a") "Via: 1.1 adit\r\n\r\n");
    }
  flow_forward_answer (self, FLOW_OK);
  flow_forward_answered (self, FLOW_OK_HEARD);
}

/* What would frame content frames none in them: RFC 9112, section 6.3. */
static void
check_without_content (FlowForward *self, gconstpointer data)
{
  flow_forward_ask (self, FLOW_GET);
  flow_forward_asked (self, FLOW_GET_HEARD);
  flow_forward_answer (self, "HTTP/1.1 103 Early Hints\r\nContent-Length: 5\r\n"
                             "Connection: X-Hop\r\nX-Hop: 1\r\n\r\n" FLOW_OK);
  flow_forward_answered (self, "HTTP/1.1 103 Early Hints\r\nVia: 1.1 adit\r\n\r\n");
  flow_forward_answered (self, FLOW_OK_HEARD);
}

static void
check_http_1_0 (FlowForward *self, gconstpointer data)
{
  flow_forward_ask (self, "GET http://ORIGIN/ HTTP/1.0\r\n\r\n");
  flow_forward_asked (self, "GET / HTTP/1.1\r\nHost: ORIGIN\r\nVia: 1.0 adit\r\n\r\n");
  flow_forward_answer (self, CONTINUE HINTS ("/a") "\r\n" CONTINUE FLOW_OK);
  flow_forward_answered (self, "HTTP/1.0 200 OK\r\n" FLOW_DATE
                               "Content-Length: 2\r\nVia: 1.1 adit\r\nConnection: close\r\n\r\nok");
  flow_hear_end (self->client);
}

/* No more than an interim one: it does not count as an answer. */
static void
check_nothing_behind (FlowForward *self, gconstpointer data)
{
  flow_forward_ask (self, FLOW_GET);
  flow_forward_asked (self, FLOW_GET_HEARD);
  flow_forward_answer (self, CONTINUE);
  flow_forward_answered (self, CONTINUE_HEARD);
  flow_close (self->origin);
  self->origin = -1;
  flow_forward_refused (self, ADIT_CAUSE_NO_RESPONSE);
}

/* ---- Expect: 100-continue ---- */

#define EXPECT                                                                                     \
  "PUT http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\nExpect: 100-continue\r\n"                        \
  "Content-Length: 7\r\n\r\n"
#define EXPECT_HEARD                                                                               \
  "PUT / HTTP/1.1\r\nHost: ORIGIN\r\nExpect: 100-continue\r\nContent-Length: 7\r\n"                \
  "Via: 1.1 adit\r\n\r\n"

static void
check_continued (FlowForward *self, gconstpointer data)
{
  flow_forward_ask (self, EXPECT);
  flow_forward_asked (self, EXPECT_HEARD);
  flow_forward_answer (self, CONTINUE);
  flow_forward_answered (self, CONTINUE_HEARD);
  flow_forward_ask (self, "content");
  flow_forward_asked (self, "content");
  flow_forward_answer (self, FLOW_OK);
  flow_forward_answered (self, FLOW_OK_HEARD);
  flow_forward_exchange (self);
}

static void
check_not_waited_for (FlowForward *self, gconstpointer data)
{
  flow_forward_ask (self, EXPECT "content");
  flow_forward_asked (self, EXPECT_HEARD "content");
  flow_forward_answer (self, CONTINUE FLOW_OK);
  flow_forward_answered (self, CONTINUE_HEARD);
  flow_forward_answered (self, FLOW_OK_HEARD);
  flow_forward_exchange (self);
}

#define FAILED       "HTTP/1.1 417 Expectation Failed\r\n" FLOW_DATE
#define FAILED_HEARD FAILED "Content-Length: 0\r\nVia: 1.1 adit\r\n"

/* The final answer comes in its place, and the origin means to close: nobody waits for content. */
static void
check_answered_and_closed (FlowForward *self, gconstpointer data)
{
  flow_forward_ask (self, EXPECT);
  flow_forward_asked (self, EXPECT_HEARD);
  flow_forward_answer (self, FAILED "Connection: close\r\nContent-Length: 0\r\n\r\n");
  flow_forward_answered (self, FAILED_HEARD "Connection: close\r\n\r\n");
  flow_hear_end (self->client);
  flow_hear_end (self->origin);
}

/* The origin means to go on: the content is due, and is passed on. */
static void
check_answered_and_sent (FlowForward *self, gconstpointer data)
{
  flow_forward_ask (self, EXPECT);
  flow_forward_asked (self, EXPECT_HEARD);
  flow_forward_answer (self, FAILED "Content-Length: 0\r\n\r\n");
  flow_forward_answered (self, FAILED_HEARD "\r\n");
  flow_forward_ask (self, "content");
  flow_forward_asked (self, "content");
  flow_forward_exchange (self);
}

/* Or the client closes, which is its right: the exchange is whole. */
static void
check_answered_and_left (FlowForward *self, gconstpointer data)
{
  g_autoptr (AditTunnel) row = NULL;

  flow_forward_ask (self, EXPECT);
  flow_forward_asked (self, EXPECT_HEARD);
  flow_forward_answer (self, FAILED "Content-Length: 0\r\n\r\n");
  flow_forward_answered (self, FAILED_HEARD "\r\n");
  flow_close (self->client);
  self->client = -1;
  flow_hear_end (self->origin);
  row = flow_engine_await_ended (self->engine, 1);
  g_assert_cmpint (row->cause, ==, ADIT_CAUSE_ANSWERED);
  g_assert_cmpuint (row->status, ==, 417);
}

/* It could not be told to continue: RFC 9110, section 10.1.1. */
static void
check_expected_by_http_1_0 (FlowForward *self, gconstpointer data)
{
  flow_forward_ask (self, "PUT http://ORIGIN/ HTTP/1.0\r\nExpect: 100-continue\r\n"
                          "Content-Length: 7\r\n\r\ncontent");
  flow_forward_asked (self, "PUT / HTTP/1.1\r\nHost: ORIGIN\r\nContent-Length: 7\r\n"
                            "Via: 1.0 adit\r\n\r\ncontent");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  flow_forward_add ("/interim/in-order", NULL, check_in_order);
  flow_forward_add ("/interim/at-once", NULL, check_at_once);
  flow_forward_add ("/interim/without-content", NULL, check_without_content);
  flow_forward_add ("/interim/http-1.0", NULL, check_http_1_0);
  flow_forward_add ("/interim/nothing-behind", NULL, check_nothing_behind);
  flow_forward_add ("/interim/expect/continued", NULL, check_continued);
  flow_forward_add ("/interim/expect/not-waited-for", NULL, check_not_waited_for);
  flow_forward_add ("/interim/expect/answered-and-closed", NULL, check_answered_and_closed);
  flow_forward_add ("/interim/expect/answered-and-sent", NULL, check_answered_and_sent);
  flow_forward_add ("/interim/expect/answered-and-left", NULL, check_answered_and_left);
  flow_forward_add ("/interim/expect/http-1.0", NULL, check_expected_by_http_1_0);

  return g_test_run ();
}
