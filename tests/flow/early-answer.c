/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* An origin may answer before it has heard all of the request (RFC 9112, section 9.5): the client
 * hears it at once, and the rest of the request is passed on where the origin goes on listening. */

#include "flow.h"

#include <sys/socket.h>

#define POST       "POST http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\n"
#define POST_HEARD "POST / HTTP/1.1\r\nHost: ORIGIN\r\n"
#define LENGTH     "Content-Length: 12\r\n"
#define VIA        "Via: 1.1 adit\r\n\r\n"
#define MUCH       (64 * 1024 * 1024)

#define LAST                                                                                       \
  "HTTP/1.1 413 Too much\r\n" FLOW_DATE "Connection: close\r\nContent-Length: 2\r\n\r\nno"
#define LAST_HEARD                                                                                 \
  "HTTP/1.1 413 Too much\r\n" FLOW_DATE                                                            \
  "Content-Length: 2\r\nVia: 1.1 adit\r\nConnection: close\r\n\r\nno"

static void
ask_half (FlowForward *self)
{
  flow_forward_ask (self, POST LENGTH "\r\nhello ");
  flow_forward_asked (self, POST_HEARD LENGTH VIA "hello ");
}

static void
assert_row (FlowForward *self, guint status)
{
  g_autoptr (AditTunnel) row = flow_engine_await_ended (self->engine, 1);

  g_assert_cmpint (row->cause, ==, ADIT_CAUSE_ANSWERED);
  g_assert_cmpuint (row->status, ==, status);
}

/* The exchange is over with its later end; then both connections go on. */
static void
check_rest_passes (FlowForward *self, gconstpointer data)
{
  ask_half (self);
  flow_forward_answer (self, FLOW_OK);
  flow_forward_answered (self, FLOW_OK_HEARD);
  g_ptr_array_unref (flow_engine_list (self->engine));
  flow_forward_ask (self, "world!" FLOW_GET);
  flow_forward_asked (self, "world!");
  assert_row (self, 200);
  flow_forward_asked (self, FLOW_GET_HEARD);
  flow_forward_answer (self, FLOW_OK);
  flow_forward_answered (self, FLOW_OK_HEARD);
}

static void
check_rest_of_chunks_passes (FlowForward *self, gconstpointer data)
{
  flow_forward_ask (self, POST "Transfer-Encoding: chunked\r\n\r\n5\r\nhel");
  flow_forward_asked (self, POST_HEARD "Transfer-Encoding: chunked\r\n" VIA "5\r\nhel");
  flow_forward_answer (self, FLOW_OK);
  flow_forward_answered (self, FLOW_OK_HEARD);
  flow_forward_ask (self, "lo\r\n0\r\n\r\n");
  flow_forward_asked (self, "lo\r\n0\r\n\r\n");
  flow_forward_exchange (self);
}

/* Content goes both ways at once, as an echo has it. */
static void
check_echo (FlowForward *self, gconstpointer data)
{
  flow_forward_ask (self, POST "Content-Length: 6\r\n\r\n");
  flow_forward_asked (self, POST_HEARD "Content-Length: 6\r\n" VIA);
  flow_forward_answer (self, "HTTP/1.1 200 OK\r\n" FLOW_DATE "Content-Length: 6\r\n\r\n");
  flow_forward_answered (self, "HTTP/1.1 200 OK\r\n" FLOW_DATE "Content-Length: 6\r\n" VIA);
  for (guint i = 0; i < 3; i++)
    {
      flow_forward_ask (self, "ab");
      flow_forward_asked (self, "ab");
      flow_forward_answer (self, "AB");
      flow_forward_answered (self, "AB");
    }
  flow_forward_exchange (self);
}

/* ---- The origin will hear no more ---- */

/* The client is not made to send it; and where it does, its answer is safe. */
static void
check_origin_closes (FlowForward *self, gconstpointer data)
{
  ask_half (self);
  flow_forward_answer (self, LAST);
  flow_forward_answered (self, LAST_HEARD);
  flow_hear_end (self->client);
  flow_hear_end (self->origin);
  assert_row (self, 413);
}

/* The client goes on sending, of which the origin reads nothing: it hears the answer all the same,
 * also where the origin's connection breaks under what it did not read. */
static void
check_much_is_left (FlowForward *self, gconstpointer data)
{
  guint64 n_taken;

  flow_forward_ask (self, POST "Content-Length: 67108864\r\n\r\n");
  flow_forward_asked (self, POST_HEARD "Content-Length: 67108864\r\n" VIA);
  n_taken = flow_stream_stuff (self->client, MUCH, 1);
  g_assert_cmpuint (n_taken, <, MUCH);
  flow_forward_answer (self, LAST);
  flow_close (self->origin);
  self->origin = -1;
  flow_forward_answered (self, LAST_HEARD);
  assert_row (self, 413);
}

/* Its answer is cut: that, too, is told apart from a whole one. */
static void
check_answer_breaks (FlowForward *self, gconstpointer data)
{
  g_autoptr (AditTunnel) row = NULL;

  ask_half (self);
  flow_forward_answer (self, "HTTP/1.1 413 No\r\nContent-Length: 100\r\n\r\nbut");
  g_free (flow_read_head (self->client));
  flow_close (self->origin);
  self->origin = -1;
  flow_hear (self->client, "but");
  flow_hear_end (self->client);
  row = flow_engine_await_ended (self->engine, 1);
  g_assert_cmpint (row->cause, ==, ADIT_CAUSE_RESPONSE_INCOMPLETE);
}

/* ---- The client will say no more ---- */

/* It has its answer. The origin was promised more, and sees that it did not come. */
static void
check_client_leaves (FlowForward *self, gconstpointer data)
{
  ask_half (self);
  flow_forward_answer (self, FLOW_OK);
  flow_forward_answered (self, FLOW_OK_HEARD);
  flow_close (self->client);
  self->client = -1;
  flow_hear_end (self->origin);
  assert_row (self, 200);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  flow_forward_add ("/early-answer/rest-passes", NULL, check_rest_passes);
  flow_forward_add ("/early-answer/rest-of-chunks-passes", NULL, check_rest_of_chunks_passes);
  flow_forward_add ("/early-answer/echo", NULL, check_echo);
  flow_forward_add ("/early-answer/origin-closes", NULL, check_origin_closes);
  flow_forward_add ("/early-answer/much-is-left", NULL, check_much_is_left);
  flow_forward_add ("/early-answer/answer-breaks", NULL, check_answer_breaks);
  flow_forward_add ("/early-answer/client-leaves", NULL, check_client_leaves);

  return g_test_run ();
}
