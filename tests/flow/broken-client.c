/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A client that goes away in the middle. The origin sees it broken off as well: half of a request
 * must never look whole, nor be waited for, and what nobody wants is not to be made. */

#include "flow.h"

#include <errno.h>

#define POST       "POST http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\n"
#define POST_HEARD "POST / HTTP/1.1\r\nHost: ORIGIN\r\n"
#define LENGTH     "Content-Length: 5\r\n"
#define CHUNKED    "Transfer-Encoding: chunked\r\n"
#define VIA        "Via: 1.1 adit\r\n\r\n"

static void
assert_row (FlowForward *self, AditCause cause, guint status)
{
  g_autoptr (AditTunnel) row = flow_engine_await_ended (self->engine, 1);

  g_assert_cmpint (row->cause, ==, cause);
  g_assert_cmpuint (row->status, ==, status);
  g_assert_cmpstr (row->method, !=, "");
}

/* ---- In the middle of the request ---- */

typedef struct
{
  const char *name;
  const char *said;
  const char *heard; /* no more than this, and then a reset */
} Case;

static const Case cases[] = {
  { "/broken-client/length", POST LENGTH "\r\nhell", POST_HEARD LENGTH VIA "hell" },
  { "/broken-client/length-none", POST LENGTH "\r\n", POST_HEARD LENGTH VIA },
  { "/broken-client/chunk", POST CHUNKED "\r\n5\r\nhell", POST_HEARD CHUNKED VIA "5\r\nhell" },
  { "/broken-client/chunks", POST CHUNKED "\r\n5\r\nhello\r\n",
    POST_HEARD CHUNKED VIA "5\r\nhello\r\n" },
  { "/broken-client/last-chunk", POST CHUNKED "\r\n1\r\nh\r\n0\r\n",
    POST_HEARD CHUNKED VIA "1\r\nh\r\n0\r\n" },
};

static void
check_middle (FlowForward *self, const Case *row, void (*let_go) (int fd))
{
  flow_forward_ask (self, row->said);
  flow_forward_asked (self, row->heard);
  let_go (self->client);
  flow_hear_reset (self->origin);
  assert_row (self, ADIT_CAUSE_CLIENT_RESET, 0);
}

static void
check_closed (FlowForward *self, gconstpointer data)
{
  check_middle (self, data, flow_close);
  self->client = -1;
}

static void
check_reset (FlowForward *self, gconstpointer data)
{
  check_middle (self, data, flow_reset);
  self->client = -1;
}

/* Its own connection does not end in order either. */
static void
check_half_closed (FlowForward *self, gconstpointer data)
{
  check_middle (self, data, flow_half_close);
}

/* ---- Content that is not valid ---- */

typedef struct
{
  const char *name;
  const char *content;
} BadContent;

static const BadContent bad[] = {
  { "/broken-client/bad-content/size", "5\r\nhello\r\nx\r\n" },
  { "/broken-client/bad-content/at-first", "hello" },
  { "/broken-client/bad-content/overflow", "10000000000000005\r\nhello" },
  { "/broken-client/bad-content/spaced", " 5\r\nhello\r\n0\r\n\r\n" },
  { "/broken-client/bad-content/bare-lf", "5\nhello\n0\n\n" },
  { "/broken-client/bad-content/too-long", "5\r\nhello!\r\n0\r\n\r\n" },
  { "/broken-client/bad-content/trailer", "0\r\nA : 1\r\n\r\n" },
};

/* The client is told; the origin hears no end in order, and nothing behind. */
static void
check_bad_content (FlowForward *self, gconstpointer data)
{
  const BadContent *row = data;
  g_autofree char *request = g_strconcat (POST CHUNKED "\r\n", row->content, NULL);

  flow_forward_ask (self, request);
  flow_forward_refused (self, ADIT_CAUSE_BAD_CONTENT);
  flow_forward_accept (self);
  flow_hear_reset (self->origin);
  assert_row (self, ADIT_CAUSE_BAD_CONTENT, 400);
}

/* ---- Before and in the middle of the answer ---- */

/* That it wants no answer, only a reset tells: an end may mean that it has no more to say. */
static void
check_before_answer (FlowForward *self, gconstpointer data)
{
  flow_forward_ask (self, FLOW_GET);
  flow_forward_asked (self, FLOW_GET_HEARD);
  flow_reset (self->client);
  self->client = -1;
  flow_hear_reset (self->origin);
  assert_row (self, ADIT_CAUSE_CLIENT_RESET, 0);
}

static void
say_until_broken (int fd)
{
  char bytes[4096] = { 0 };

  flow_wait_until (send (fd, bytes, sizeof bytes, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 &&
                   (errno == ECONNRESET || errno == EPIPE));
}

/* The origin is stopped in the middle of more than anybody will read. */
static void
check_in_answer (FlowForward *self, gconstpointer data)
{
  gboolean is_reset = data != NULL;

  flow_forward_ask (self, FLOW_GET);
  flow_forward_asked (self, FLOW_GET_HEARD);
  flow_forward_answer (self, "HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\nsome");
  g_free (flow_read_head (self->client));
  if (is_reset)
    flow_reset (self->client);
  else
    flow_close (self->client);
  self->client = -1;
  say_until_broken (self->origin);
  assert_row (self, ADIT_CAUSE_CLIENT_RESET, 200);
}

/* It leaves a silent origin behind: nobody has to say anything. */
static void
check_in_silent_answer (FlowForward *self, gconstpointer data)
{
  flow_forward_ask (self, FLOW_GET);
  flow_forward_asked (self, FLOW_GET_HEARD);
  flow_forward_answer (self, "HTTP/1.1 200 OK\r\n" FLOW_DATE "\r\nsome");
  g_free (flow_read_head (self->client));
  flow_reset (self->client);
  self->client = -1;
  flow_hear_reset (self->origin);
  assert_row (self, ADIT_CAUSE_CLIENT_RESET, 200);
}

/* While the origin is looked for there is nobody to tell. */
static void
check_while_connecting (FlowForward *self, gconstpointer data)
{
  FlowBlackHole hole;
  g_autoptr (AditTunnel) row = NULL;
  g_autofree char *request = NULL;

  flow_black_hole_open (&hole, "127.0.0.1");
  request = g_strdup_printf ("GET http://127.0.0.1:%u/ HTTP/1.1\r\nHost: x\r\n\r\n", hole.port);
  flow_forward_ask (self, request);
  row = flow_engine_await_phase (self->engine, ADIT_PHASE_CONNECT);
  flow_reset (self->client);
  self->client = -1;
  assert_row (self, ADIT_CAUSE_CLIENT_GONE, 0);
  flow_black_hole_close (&hole);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *closed = g_strconcat (cases[i].name, "/closed", NULL);
      g_autofree char *reset = g_strconcat (cases[i].name, "/reset", NULL);
      g_autofree char *half_closed = g_strconcat (cases[i].name, "/half-closed", NULL);

      flow_forward_add (closed, &cases[i], check_closed);
      flow_forward_add (reset, &cases[i], check_reset);
      flow_forward_add (half_closed, &cases[i], check_half_closed);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    flow_forward_add (bad[i].name, &bad[i], check_bad_content);
  flow_forward_add ("/broken-client/before-answer", NULL, check_before_answer);
  flow_forward_add ("/broken-client/in-answer/closed", NULL, check_in_answer);
  flow_forward_add ("/broken-client/in-answer/reset", "reset", check_in_answer);
  flow_forward_add ("/broken-client/in-answer/silent", NULL, check_in_silent_answer);
  flow_forward_add ("/broken-client/while-connecting", NULL, check_while_connecting);

  return g_test_run ();
}
