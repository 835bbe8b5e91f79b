/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a forwarded request looks like to its origin, and the answer to the client: what belongs to
 * one connection stays behind, the rest goes on bit for bit (RFC 9110, section 7.6). */

#include "flow.h"

#include <string.h>

typedef struct
{
  const char *name;
  const char *said;
  const char *heard;
} Case;

static const Case requests[] = {
  { "/forward/request/host", /* RFC 9112, section 3.2.2: the target decides */
    "GET http://ORIGIN/x?y=1 HTTP/1.1\r\nA: 1\r\nHost: other.example:81\r\n\r\n",
    "GET /x?y=1 HTTP/1.1\r\nHost: ORIGIN\r\nA: 1\r\nVia: 1.1 adit\r\n\r\n" },
  { "/forward/request/empty-path", "GET http://ORIGIN HTTP/1.1\r\nHost: ORIGIN\r\n\r\n",
    FLOW_GET_HEARD },
  { "/forward/request/query-alone", "GET HTTP://ORIGIN?a=/b HTTP/1.1\r\nHost: ORIGIN\r\n\r\n",
    "GET /?a=/b HTTP/1.1\r\nHost: ORIGIN\r\nVia: 1.1 adit\r\n\r\n" },
  { "/forward/request/asterisk", "OPTIONS http://ORIGIN HTTP/1.1\r\nHost: ORIGIN\r\n\r\n",
    "OPTIONS * HTTP/1.1\r\nHost: ORIGIN\r\nVia: 1.1 adit\r\n\r\n" },
  { "/forward/request/path-as-written",
    "GET http://ORIGIN/a/../%7e//b;c?d=\"{|}\" HTTP/1.1\r\nHost: ORIGIN\r\n\r\n",
    "GET /a/../%7e//b;c?d=\"{|}\" HTTP/1.1\r\nHost: ORIGIN\r\nVia: 1.1 adit\r\n\r\n" },
  { "/forward/request/unknown-method",
    "x-Frobnicate http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\n\r\n",
    "x-Frobnicate / HTTP/1.1\r\nHost: ORIGIN\r\nVia: 1.1 adit\r\n\r\n" },
  { "/forward/request/hop-by-hop",
    "GET http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\nKeep-Alive: timeout=5\r\nTE: trailers\r\n"
    "Proxy-Connection: keep-alive\r\nUpgrade: foo\r\nA: 1\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: ORIGIN\r\nA: 1\r\nVia: 1.1 adit\r\n\r\n" },
  { "/forward/request/connection-listed",
    "GET http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\nX-One: 1\r\nConnection: x-one, keep-alive\r\n"
    "X-Two: 2\r\nx-ONE: 3\r\nconnection: X-Three,,\r\nX-Three:\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: ORIGIN\r\nX-Two: 2\r\nVia: 1.1 adit\r\n\r\n" },
  { "/forward/request/proxy-authorization",
    "GET http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\nproxy-authorization: Basic c2VjcmV0\r\n"
    "Authorization: Basic Zm9y\r\nCookie: a=b; c=d\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: ORIGIN\r\nAuthorization: Basic Zm9y\r\nCookie: a=b; c=d\r\n"
    "Via: 1.1 adit\r\n\r\n" },
  { "/forward/request/order-and-case",
    "GET http://ORIGIN/ HTTP/1.1\r\nb: 2\r\nhOST: ORIGIN\r\nA: 1\r\nB:  3, \t4 \r\nEmpty:\r\n"
    "b: 2\r\nText: \"\xc3\xa9\xff\\\"\"\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: ORIGIN\r\nb: 2\r\nA: 1\r\nB: 3, \t4\r\nEmpty:\r\nb: 2\r\n"
    "Text: \"\xc3\xa9\xff\\\"\"\r\nVia: 1.1 adit\r\n\r\n" },
  { "/forward/request/via", /* behind the others: RFC 9110, section 7.6.3 */
    "GET http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\nVia: 1.0 a\r\nA: 1\r\nVia: 2 b, 1.1 c\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: ORIGIN\r\nVia: 1.0 a\r\nA: 1\r\nVia: 2 b, 1.1 c\r\n"
    "Via: 1.1 adit\r\n\r\n" },
  { "/forward/request/length-anew",
    "PUT http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\ncontent-length: 002, 2\r\n"
    "Content-Length: 2\r\nA: 1\r\n\r\nhi",
    "PUT / HTTP/1.1\r\nHost: ORIGIN\r\ncontent-length: 2\r\nA: 1\r\nVia: 1.1 adit\r\n\r\nhi" },
};

/* The answer passes as well, which shows that nothing more was sent. */
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

/* RFC 9112, section 2.3 and RFC 9110, section 7.6.3: our version to the origin, the client's in
 * Via; and our version to the client. */
static void
check_request_of_http_1_0 (FlowForward *self, gconstpointer data)
{
  flow_forward_ask (self, "GET http://ORIGIN/ HTTP/1.0\r\nA: 1\r\n\r\n");
  flow_forward_asked (self, "GET / HTTP/1.1\r\nHost: ORIGIN\r\nA: 1\r\nVia: 1.0 adit\r\n\r\n");
  flow_forward_answer (self, FLOW_OK);
  flow_forward_answered (self, "HTTP/1.0 200 OK\r\n" FLOW_DATE
                               "Content-Length: 2\r\nVia: 1.1 adit\r\nConnection: close\r\n\r\nok");
  flow_hear_end (self->client);
}

/* ---- Answers ---- */

#define ANSWER "HTTP/1.1 200 OK\r\n" FLOW_DATE
#define REST   "Content-Length: 2\r\n\r\nok"
#define HEARD  "Content-Length: 2\r\nVia: 1.1 adit\r\n\r\nok"

static const Case answers[] = {
  { "/forward/answer/hop-by-hop",
    ANSWER "Connection: keep-alive, X-One\r\nKeep-Alive: max=1\r\nx-one: 1\r\nA: 1\r\n"
           "Proxy-Connection: close\r\nProxy-Authenticate: Basic realm=\"x\"\r\n"
           "Upgrade: foo\r\n" REST,
    ANSWER "A: 1\r\n" HEARD },
  { "/forward/answer/order-and-case",
    ANSWER "set-cookie: a=1, 2; Path=/\r\nB: \xff\r\nSet-Cookie: b\r\nEmpty: \r\nset-cookie: a\r\n"
           "server: x y/1 (z)\r\n" REST,
    ANSWER "set-cookie: a=1, 2; Path=/\r\nB: \xff\r\nSet-Cookie: b\r\nEmpty:\r\nset-cookie: a\r\n"
           "server: x y/1 (z)\r\n" HEARD },
  { "/forward/answer/via", ANSWER "Via: 1.0 a\r\n" REST,
    ANSWER "Via: 1.0 a\r\nContent-Length: 2\r\nVia: 1.1 adit\r\n\r\nok" },
  { "/forward/answer/redirect",
    "HTTP/1.1 302 Gone  fishing\r\n" FLOW_DATE "Location: http://elsewhere.example/?q\r\n" REST,
    "HTTP/1.1 302 Gone  fishing\r\n" FLOW_DATE "Location: http://elsewhere.example/?q\r\n" HEARD },
  { "/forward/answer/authenticate",
    "HTTP/1.1 401 \r\n" FLOW_DATE "WWW-Authenticate: Basic realm=\"a\", Negotiate\r\n" REST,
    "HTTP/1.1 401 \r\n" FLOW_DATE "WWW-Authenticate: Basic realm=\"a\", Negotiate\r\n" HEARD },
  { "/forward/answer/unknown-status", "HTTP/1.1 799 Odd\r\n" FLOW_DATE REST,
    "HTTP/1.1 799 Odd\r\n" FLOW_DATE HEARD },
  { "/forward/answer/encoded", /* as it is: nothing is decoded */
    ANSWER "Content-Encoding: gzip\r\n" REST, ANSWER "Content-Encoding: gzip\r\n" HEARD },
  { "/forward/answer/http-1.0", "HTTP/1.0 200 OK\r\n" FLOW_DATE REST,
    ANSWER "Content-Length: 2\r\nVia: 1.0 adit\r\n\r\nok" },
};

static void
check_answer (FlowForward *self, gconstpointer data)
{
  const Case *row = data;

  flow_forward_ask (self, FLOW_GET);
  flow_forward_asked (self, FLOW_GET_HEARD);
  flow_forward_answer (self, row->said);
  flow_forward_answered (self, row->heard);
}

/* RFC 9110, section 6.6.1. */
static void
check_date_is_added (FlowForward *self, gconstpointer data)
{
  g_autofree char *head = NULL;

  flow_forward_ask (self, FLOW_GET);
  flow_forward_asked (self, FLOW_GET_HEARD);
  flow_forward_answer (self, "HTTP/1.1 200 OK\r\n" REST);
  head = flow_read_head (self->client);
  g_assert_nonnull (strstr (head, "\r\nDate: "));
  g_assert_nonnull (strstr (head, " GMT\r\n"));
  flow_hear (self->client, "ok");
}

/* The reply is the same as for tunnels where the origin cannot be had. */
static void
check_refused_origin (FlowForward *self, gconstpointer data)
{
  guint16 port;
  int reserved = flow_reserve ("127.0.0.1", &port);
  g_autofree char *request =
      g_strdup_printf ("GET http://127.0.0.1:%u/ HTTP/1.1\r\nHost: x\r\n\r\n", port);

  flow_forward_ask (self, request);
  flow_forward_refused (self, ADIT_CAUSE_REFUSED);
  flow_close (reserved);
}

static void
check_loop (FlowForward *self, gconstpointer data)
{
  g_autofree char *request =
      g_strdup_printf ("GET http://127.0.0.1:%u/ HTTP/1.1\r\nHost: x\r\n\r\n",
                       flow_engine_port (self->engine));

  flow_forward_ask (self, request);
  flow_forward_refused (self, ADIT_CAUSE_LOOP);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    flow_forward_add (requests[i].name, &requests[i], check_request);
  flow_forward_add ("/forward/request/http-1.0", NULL, check_request_of_http_1_0);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    flow_forward_add (answers[i].name, &answers[i], check_answer);
  flow_forward_add ("/forward/answer/date", NULL, check_date_is_added);
  flow_forward_add ("/forward/refused-origin", NULL, check_refused_origin);
  flow_forward_add ("/forward/loop", NULL, check_loop);

  return g_test_run ();
}
