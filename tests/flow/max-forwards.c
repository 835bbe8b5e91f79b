/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* OPTIONS and TRACE say how far they go (RFC 9110, section 7.6.2): each proxy counts, and where
 * nothing is left it is the one that answers. */

#include "flow.h"

#include <string.h>

typedef struct
{
  const char *name;
  const char *said;
  const char *heard;
} Case;

static const Case passed[] = {
  { "/max-forwards/counted/trace",
    "TRACE http://ORIGIN/a HTTP/1.1\r\nHost: ORIGIN\r\nmax-forwards: 1\r\n\r\n",
    "TRACE /a HTTP/1.1\r\nHost: ORIGIN\r\nmax-forwards: 0\r\nVia: 1.1 adit\r\n\r\n" },
  { "/max-forwards/counted/options",
    "OPTIONS http://ORIGIN HTTP/1.1\r\nHost: ORIGIN\r\nMax-Forwards: 010\r\n\r\n",
    "OPTIONS * HTTP/1.1\r\nHost: ORIGIN\r\nMax-Forwards: 9\r\nVia: 1.1 adit\r\n\r\n" },
  { "/max-forwards/none-said", "OPTIONS http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\n\r\n",
    "OPTIONS / HTTP/1.1\r\nHost: ORIGIN\r\nVia: 1.1 adit\r\n\r\n" },
  { "/max-forwards/other-method",
    "GET http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\nMax-Forwards: 0\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: ORIGIN\r\nMax-Forwards: 0\r\nVia: 1.1 adit\r\n\r\n" },
};

static void
check_passed (FlowForward *self, gconstpointer data)
{
  const Case *row = data;

  flow_forward_ask (self, row->said);
  flow_forward_asked (self, row->heard);
  flow_forward_answer (self, FLOW_OK);
  flow_forward_answered (self, FLOW_OK_HEARD);
}

static const Case bad[] = {
  { "/max-forwards/bad/negative",
    "TRACE http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\nMax-Forwards: -1\r\n\r\n", NULL },
  { "/max-forwards/bad/two",
    "TRACE http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\nMax-Forwards: 1\r\nMax-Forwards: 0\r\n\r\n",
    NULL },
};

static void
check_bad (FlowForward *self, gconstpointer data)
{
  flow_forward_ask (self, ((const Case *) data)->said);
  flow_forward_refused (self, ADIT_CAUSE_BAD_FIELD);
}

static char *
ask (FlowForward *self, const char *request)
{
  char *reply;

  flow_forward_ask (self, request);
  reply = flow_read_to_end (self->client);
  g_assert_cmpuint (flow_status_of (reply), ==, 200);
  g_assert_false (flow_is_readable (self->listener, 0));
  return reply;
}

/* What came is sent back, but for what is secret: RFC 9110, section 9.3.8. */
static void
check_trace (FlowForward *self, gconstpointer data)
{
  g_autofree char *expected = flow_forward_fill (
      self, "\r\n\r\nTRACE http://ORIGIN/a?b HTTP/1.1\r\nHost: ORIGIN\r\nMax-Forwards: 0\r\n"
            "X: y\r\n\r\n");
  g_autofree char *reply =
      ask (self, "TRACE http://ORIGIN/a?b HTTP/1.1\r\nHost: ORIGIN\r\nMax-Forwards: 0\r\n"
                 "Cookie: a\r\nAuthorization: b\r\nProxy-Authorization: c\r\nX: y\r\n\r\n");

  g_assert_nonnull (strstr (reply, "\r\nContent-Type: message/http\r\n"));
  g_assert_true (g_str_has_suffix (reply, expected));
}

static void
check_options (FlowForward *self, gconstpointer data)
{
  g_autofree char *reply =
      ask (self, "OPTIONS http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\nMax-Forwards: 0\r\n\r\n");

  g_assert_nonnull (strstr (reply, "\r\nAllow: "));
  g_assert_true (g_str_has_suffix (reply, "\r\nContent-Length: 0\r\n\r\n"));
}

static void
check_row (FlowForward *self, gconstpointer data)
{
  g_autofree char *reply = ask (self, "TRACE http://ORIGIN/ HTTP/1.0\r\nMax-Forwards: 0\r\n\r\n");
  g_autoptr (AditTunnel) row = flow_engine_await_ended (self->engine, 1);

  g_assert_true (g_str_has_prefix (reply, "HTTP/1.0 200 "));
  g_assert_cmpint (row->cause, ==, ADIT_CAUSE_ANSWERED);
  g_assert_cmpuint (row->status, ==, 200);
  g_assert_cmpstr (row->method, ==, "TRACE");
  g_assert_cmpuint (flow_engine_totals (self->engine).opened, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (passed); i++)
    flow_forward_add (passed[i].name, &passed[i], check_passed);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    flow_forward_add (bad[i].name, &bad[i], check_bad);
  flow_forward_add ("/max-forwards/trace", NULL, check_trace);
  flow_forward_add ("/max-forwards/options", NULL, check_options);
  flow_forward_add ("/max-forwards/row", NULL, check_row);

  return g_test_run ();
}
