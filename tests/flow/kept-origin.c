/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A connection to an origin is kept for the next request that may be sent twice, whoever sends it:
 * only such a one can be tried again where the origin has given the connection up meanwhile
 * (RFC 9112, sections 9.3 and 9.6). Connections are kept by worker, and here there is one. */

#include "flow.h"

#include "engine/connect/adit-engine-origins.h"

#include <string.h>

#define POST                                                                                       \
  "POST http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\nContent-Length: 2\r\n\r\n"                      \
  "hi"
#define POST_HEARD                                                                                 \
  "POST / HTTP/1.1\r\nHost: ORIGIN\r\nContent-Length: 2\r\nVia: 1.1 adit\r\n\r\n"                  \
  "hi"

/* The origin's connection of before has ended, and another serves the next request. */
static void
assert_dropped (FlowForward *self)
{
  flow_hear_end (self->origin);
  flow_close (self->origin);
  self->origin = -1;
  flow_forward_exchange (self);
}

/* ---- Who it is kept for ---- */

static void
check_next_request (FlowForward *self, gconstpointer data)
{
  for (guint i = 0; i < 3; i++)
    flow_forward_exchange (self);
  g_assert_false (flow_is_readable (self->listener, 0));
}

static void
check_another_client (FlowForward *self, gconstpointer data)
{
  flow_forward_exchange (self);
  flow_forward_change_client (self);
  flow_forward_exchange (self);
  flow_forward_change_client (self);
  flow_forward_exchange (self);
  g_assert_false (flow_is_readable (self->listener, 0));
}

/* What the client does with its own connection does not matter. */
static void
check_client_closes (FlowForward *self, gconstpointer data)
{
  flow_forward_ask (self, "GET http://ORIGIN/ HTTP/1.0\r\n\r\n");
  flow_forward_asked (self, "GET / HTTP/1.1\r\nHost: ORIGIN\r\nVia: 1.0 adit\r\n\r\n");
  flow_forward_answer (self, FLOW_OK);
  g_free (flow_read_to_end (self->client));
  flow_forward_change_client (self);
  flow_forward_exchange (self);
}

/* An address is one place by whatever name: what is kept for one is not for another. */
static void
check_another_port (FlowForward *self, gconstpointer data)
{
  FlowForward other = flow_forward_to_another (self);

  flow_forward_exchange (self);
  flow_forward_exchange (&other);
  flow_forward_close_origin (&other);
}

/* It could not be sent again: it gets a connection of its own, which is kept as well. */
static void
check_not_for_post (FlowForward *self, gconstpointer data)
{
  int first;

  flow_forward_exchange (self);
  first = self->origin;
  self->origin = -1;
  flow_forward_ask (self, POST);
  flow_forward_asked (self, POST_HEARD);
  flow_forward_answer (self, FLOW_OK);
  flow_forward_answered (self, FLOW_OK_HEARD);
  g_assert_false (flow_is_readable (first, 0));

  /* The one used last is the one that is least likely to have ended. */
  flow_forward_exchange (self);
  g_assert_false (flow_is_readable (first, 0));
  flow_close (first);
}

/* A method without content may be such as well. */
static void
check_not_for_unknown_method (FlowForward *self, gconstpointer data)
{
  int first;

  flow_forward_exchange (self);
  first = self->origin;
  self->origin = -1;
  flow_forward_ask (self, "BREW http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\n\r\n");
  flow_forward_asked (self, "BREW / HTTP/1.1\r\nHost: ORIGIN\r\nVia: 1.1 adit\r\n\r\n");
  flow_close (first);
}

/* ---- Whether it is kept at all ---- */

typedef struct
{
  const char *name;
  const char *answer;
  const char *heard;
  gboolean is_kept;
} Case;

static const Case cases[] = {
  { "/kept-origin/close",
    "HTTP/1.1 200 OK\r\n" FLOW_DATE "Connection: close\r\n"
    "Content-Length: 2\r\n\r\nok",
    FLOW_OK_HEARD, FALSE },
  { "/kept-origin/http-1.0", "HTTP/1.0 200 OK\r\n" FLOW_DATE "Content-Length: 2\r\n\r\nok",
    "HTTP/1.1 200 OK\r\n" FLOW_DATE "Content-Length: 2\r\nVia: 1.0 adit\r\n\r\nok", FALSE },
  { "/kept-origin/http-1.0-keep-alive",
    "HTTP/1.0 200 OK\r\n" FLOW_DATE "Connection: keep-alive\r\nContent-Length: 2\r\n\r\nok",
    "HTTP/1.1 200 OK\r\n" FLOW_DATE "Content-Length: 2\r\nVia: 1.0 adit\r\n\r\nok", TRUE },
  { "/kept-origin/chunked",
    "HTTP/1.1 200 OK\r\n" FLOW_DATE "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
    "HTTP/1.1 200 OK\r\n" FLOW_DATE "Transfer-Encoding: chunked\r\nVia: 1.1 adit\r\n\r\n"
    "2\r\nok\r\n0\r\n\r\n",
    TRUE },
  { "/kept-origin/no-content", "HTTP/1.1 204 No\r\n" FLOW_DATE "\r\n",
    "HTTP/1.1 204 No\r\n" FLOW_DATE "Via: 1.1 adit\r\n\r\n", TRUE },
  { "/kept-origin/unasked-behind", FLOW_OK "\r\n", FLOW_OK_HEARD, FALSE },
  { "/kept-origin/another-answer-behind", FLOW_OK FLOW_OK, FLOW_OK_HEARD, FALSE },
};

static void
check_answer (FlowForward *self, gconstpointer data)
{
  const Case *row = data;

  flow_forward_ask (self, FLOW_GET);
  flow_forward_asked (self, FLOW_GET_HEARD);
  flow_forward_answer (self, row->answer);
  flow_forward_answered (self, row->heard);
  if (row->is_kept)
    flow_forward_exchange (self);
  else
    assert_dropped (self);
}

/* ---- How it ends while it is kept ---- */

static void
check_origin_ends (FlowForward *self, gconstpointer data)
{
  flow_forward_exchange (self);
  flow_half_close (self->origin);
  assert_dropped (self);
}

/* Its end comes with its answer, without having been announced. */
static void
check_origin_ends_with_answer (FlowForward *self, gconstpointer data)
{
  flow_forward_ask (self, FLOW_GET);
  flow_forward_asked (self, FLOW_GET_HEARD);
  flow_forward_answer (self, FLOW_OK);
  flow_half_close (self->origin);
  flow_forward_answered (self, FLOW_OK_HEARD);
  assert_dropped (self);
}

static void
check_origin_resets (FlowForward *self, gconstpointer data)
{
  flow_forward_exchange (self);
  flow_reset (self->origin);
  self->origin = -1;
  flow_forward_exchange (self);
}

/* Such as the 408 that some send before they close: it is nobody's answer. */
static void
check_unasked (FlowForward *self, gconstpointer data)
{
  char byte;

  flow_forward_exchange (self);
  flow_forward_answer (self, "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n");
  flow_wait_until (recv (self->origin, &byte, 1, 0) <= 0);
  flow_close (self->origin);
  self->origin = -1;
  flow_forward_exchange (self);
}

static void
check_stop (FlowForward *self, gconstpointer data)
{
  flow_forward_exchange (self);
  flow_close (self->client);
  self->client = -1;
  flow_wait_until (flow_engine_count (self->engine) == 0);
  flow_engine_stop (self->engine);
  flow_hear_end (self->origin);
}

/* ---- Where it has ended, and that is not known yet ---- */

/* The next request has been sent on it when it ends: once again, on a fresh one. */
static void
ask_in_vain (FlowForward *self)
{
  flow_forward_exchange (self);
  flow_forward_ask (self, FLOW_GET);
  flow_forward_asked (self, FLOW_GET_HEARD);
}

static void
assert_tried_again (FlowForward *self)
{
  g_autoptr (AditTunnel) row = NULL;

  self->origin = -1;
  flow_forward_asked (self, FLOW_GET_HEARD);
  flow_forward_answer (self, FLOW_OK);
  flow_forward_answered (self, FLOW_OK_HEARD);

  /* One request, one row. */
  row = flow_engine_await_ended (self->engine, 2);
  g_assert_cmpint (row->cause, ==, ADIT_CAUSE_ANSWERED);
  g_assert_cmpuint (row->status, ==, 200);
  g_assert_cmpuint (flow_engine_totals (self->engine).opened, ==, 2);
}

static void
check_ends_under_request (FlowForward *self, gconstpointer data)
{
  ask_in_vain (self);
  flow_close (self->origin);
  assert_tried_again (self);
  flow_forward_exchange (self);
}

static void
check_breaks_under_request (FlowForward *self, gconstpointer data)
{
  ask_in_vain (self);
  flow_reset (self->origin);
  assert_tried_again (self);
  flow_forward_exchange (self);
}

/* Two clients at once, and both connections that were kept are dead: the fresh ones are not taken
 * from those. */
static void
check_all_dead (FlowForward *self, gconstpointer data)
{
  FlowForward other = *self;

  other.client = flow_client_new (self->engine);
  flow_forward_ask (self, FLOW_GET);
  flow_forward_asked (self, FLOW_GET_HEARD);
  flow_forward_ask (&other, FLOW_GET);
  flow_forward_asked (&other, FLOW_GET_HEARD);
  flow_forward_answer (self, FLOW_OK);
  flow_forward_answered (self, FLOW_OK_HEARD);
  flow_forward_answer (&other, FLOW_OK);
  flow_forward_answered (&other, FLOW_OK_HEARD);

  flow_forward_ask (self, FLOW_GET);
  flow_forward_asked (&other, FLOW_GET_HEARD);
  flow_close (other.origin);
  flow_close (self->origin);
  self->origin = -1;
  flow_forward_asked (self, FLOW_GET_HEARD);
  flow_forward_answer (self, FLOW_OK);
  flow_forward_answered (self, FLOW_OK_HEARD);

  flow_close (other.client);
}

/* The fresh one, too, ends: that is no accident any more. */
static void
check_once_only (FlowForward *self, gconstpointer data)
{
  ask_in_vain (self);
  flow_close (self->origin);
  self->origin = -1;
  flow_forward_asked (self, FLOW_GET_HEARD);
  flow_close (self->origin);
  self->origin = -1;
  flow_forward_refused (self, ADIT_CAUSE_NO_RESPONSE);
  g_assert_false (flow_is_readable (self->listener, 0));
}

/* Something of an answer was there. */
static void
check_not_after_first_byte (FlowForward *self, gconstpointer data)
{
  ask_in_vain (self);
  flow_forward_answer (self, "H");
  flow_close (self->origin);
  self->origin = -1;
  flow_forward_refused (self, ADIT_CAUSE_RESPONSE_INCOMPLETE);
  g_assert_false (flow_is_readable (self->listener, 0));
}

static void
check_post_is_not_tried_again (FlowForward *self, gconstpointer data)
{
  flow_forward_ask (self, POST);
  flow_forward_asked (self, POST_HEARD);
  flow_close (self->origin);
  self->origin = -1;
  flow_forward_refused (self, ADIT_CAUSE_NO_RESPONSE);
  g_assert_false (flow_is_readable (self->listener, 0));
}

/* ---- How many: n are kept, the next is not ---- */

#define TOO_MANY (ADIT_ENGINE_KEPT_PER_ORIGIN_MAX + 1)

static void
ask_all (FlowForward *forwards, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      flow_forward_ask (&forwards[i], FLOW_GET);
      flow_forward_asked (&forwards[i], FLOW_GET_HEARD);
    }
}

static void
answer_all (FlowForward *forwards, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      flow_forward_answer (&forwards[i], FLOW_OK);
      flow_forward_answered (&forwards[i], FLOW_OK_HEARD);
    }
}

static void
check_limit (FlowForward *self, gconstpointer data)
{
  FlowForward forwards[TOO_MANY];

  for (guint i = 0; i < TOO_MANY; i++)
    {
      forwards[i] = *self;
      forwards[i].client = flow_client_new (self->engine);
    }
  ask_all (forwards, TOO_MANY);
  answer_all (forwards, TOO_MANY);

  flow_hear_end (forwards[TOO_MANY - 1].origin);
  flow_close (forwards[TOO_MANY - 1].origin);
  flow_close (forwards[TOO_MANY - 1].client);
  for (guint i = 0; i < TOO_MANY - 1; i++)
    g_assert_false (flow_is_readable (forwards[i].origin, 0));

  /* All of those serve again: the last used first. */
  for (guint i = 0; i < TOO_MANY - 1; i++)
    {
      flow_forward_ask (&forwards[i], FLOW_GET);
      flow_forward_asked (&forwards[TOO_MANY - 2 - i], FLOW_GET_HEARD);
    }
  g_assert_false (flow_is_readable (self->listener, 0));

  for (guint i = 0; i < TOO_MANY - 1; i++)
    {
      flow_close (forwards[i].client);
      flow_close (forwards[i].origin);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  flow_engine_limit_workers ();
  flow_forward_add ("/kept-origin/next-request", NULL, check_next_request);
  flow_forward_add ("/kept-origin/another-client", NULL, check_another_client);
  flow_forward_add ("/kept-origin/client-closes", NULL, check_client_closes);
  flow_forward_add ("/kept-origin/another-port", NULL, check_another_port);
  flow_forward_add ("/kept-origin/not-for-post", NULL, check_not_for_post);
  flow_forward_add ("/kept-origin/not-for-unknown-method", NULL, check_not_for_unknown_method);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    flow_forward_add (cases[i].name, &cases[i], check_answer);
  flow_forward_add ("/kept-origin/origin-ends", NULL, check_origin_ends);
  flow_forward_add ("/kept-origin/origin-ends-with-answer", NULL, check_origin_ends_with_answer);
  flow_forward_add ("/kept-origin/origin-resets", NULL, check_origin_resets);
  flow_forward_add ("/kept-origin/unasked", NULL, check_unasked);
  flow_forward_add ("/kept-origin/stop", NULL, check_stop);
  flow_forward_add ("/kept-origin/ends-under-request", NULL, check_ends_under_request);
  flow_forward_add ("/kept-origin/breaks-under-request", NULL, check_breaks_under_request);
  flow_forward_add ("/kept-origin/all-dead", NULL, check_all_dead);
  flow_forward_add ("/kept-origin/once-only", NULL, check_once_only);
  flow_forward_add ("/kept-origin/not-after-first-byte", NULL, check_not_after_first_byte);
  flow_forward_add ("/kept-origin/post-is-not-tried-again", NULL, check_post_is_not_tried_again);
  flow_forward_add ("/kept-origin/limit", NULL, check_limit);

  return g_test_run ();
}
