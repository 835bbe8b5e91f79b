/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Forwarded requests in the books: a row each, without what is nobody's business, and totals. */

#include "flow.h"

#include <string.h>

#define MUCH (64 * 1024 * 1024)

#define ASK                                                                                        \
  "PUT http://ORIGIN/a/b%20c?token=secret HTTP/1.1\r\nHost: ORIGIN\r\nContent-Length: 7\r\n"       \
  "Authorization: Basic secret\r\nCookie: secret\r\n\r\ncontent"

static void
ask (FlowForward *self)
{
  flow_forward_ask (self, ASK);
  if (self->origin < 0)
    flow_forward_accept (self);
  g_free (flow_read_head (self->origin));
  flow_hear (self->origin, "content");
}

static void
assert_texts (FlowForward *self, const AditTunnel *row)
{
  g_autofree char *name = flow_forward_fill (self, "ORIGIN");

  g_assert_cmpstr (row->method, ==, "PUT");
  g_assert_cmpstr (row->target, ==, name);
  g_assert_cmpstr (row->address, ==, name);
  g_assert_cmpstr (row->path, ==, "/a/b%20c");
  g_assert_false (row->is_encrypted);
}

static void
check_row (FlowForward *self, gconstpointer data)
{
  g_autoptr (AditTunnel) asked = NULL;
  g_autoptr (AditTunnel) answering = NULL;
  g_autoptr (AditTunnel) ended = NULL;

  ask (self);
  asked = flow_engine_await_phase (self->engine, ADIT_PHASE_RELAY);
  assert_texts (self, asked);
  g_assert_cmpuint (asked->status, ==, 0);
  g_assert_cmpuint (asked->figures.sent_bytes, ==, 7);
  g_assert_cmpuint (asked->figures.received_bytes, ==, 0);

  flow_forward_answer (self, "HTTP/1.1 404 No\r\n" FLOW_DATE "Content-Length: 9\r\n\r\nnot ");
  g_free (flow_read_head (self->client));
  flow_hear (self->client, "not ");
  answering = flow_engine_await_phase (self->engine, ADIT_PHASE_RELAY);
  g_assert_cmpuint (answering->figures.id, ==, asked->figures.id);
  g_assert_cmpuint (answering->status, ==, 404);
  g_assert_cmpuint (answering->figures.received_bytes, ==, 4);

  flow_forward_answer (self, "found");
  flow_hear (self->client, "found");
  ended = flow_engine_await_ended (self->engine, 1);
  assert_texts (self, ended);
  g_assert_cmpuint (ended->figures.id, ==, asked->figures.id);
  g_assert_cmpint (ended->cause, ==, ADIT_CAUSE_ANSWERED);
  g_assert_cmpuint (ended->status, ==, 404);
  g_assert_cmpuint (ended->figures.sent_bytes, ==, 7);
  g_assert_cmpuint (ended->figures.received_bytes, ==, 9);
  g_assert_cmpint (ended->ended_us, >=, ended->started_us);
}

/* One request after the other, each with its own figures; the totals are their sums. */
static void
check_totals (FlowForward *self, gconstpointer data)
{
  g_autoptr (AditTunnel) last = NULL;
  AditEngineTotals totals;

  flow_forward_exchange (self);
  flow_close (self->origin);
  self->origin = -1;
  ask (self);
  flow_forward_answer (self, FLOW_OK);
  flow_forward_answered (self, FLOW_OK_HEARD);
  flow_forward_exchange (self);

  last = flow_engine_await_ended (self->engine, 3);
  totals = flow_engine_totals (self->engine);
  g_assert_cmpuint (last->figures.sent_bytes, ==, 0);
  g_assert_cmpuint (last->figures.received_bytes, ==, 2);
  g_assert_cmpuint (totals.opened, ==, 3);
  g_assert_cmpuint (totals.refused, ==, 0);
  g_assert_cmpuint (totals.sent_bytes, ==, 7);
  g_assert_cmpuint (totals.received_bytes, ==, 6);
}

/* A path that is not said is "/"; a query alone says none. */
static void
check_empty_path (FlowForward *self, gconstpointer data)
{
  g_autoptr (AditTunnel) row = NULL;

  flow_forward_ask (self, "GET http://ORIGIN?token=secret HTTP/1.1\r\nHost: ORIGIN\r\n\r\n");
  flow_forward_accept (self);
  g_free (flow_read_head (self->origin));
  row = flow_engine_await_phase (self->engine, ADIT_PHASE_RELAY);
  g_assert_cmpstr (row->path, ==, "/");
}

static void
check_refused (FlowForward *self, gconstpointer data)
{
  g_autoptr (AditTunnel) row = NULL;

  ask (self);
  flow_close (self->origin);
  self->origin = -1;
  flow_forward_refused (self, ADIT_CAUSE_NO_RESPONSE);
  row = flow_engine_await_ended (self->engine, 1);
  assert_texts (self, row);
  g_assert_cmpint (row->cause, ==, ADIT_CAUSE_NO_RESPONSE);
  g_assert_cmpuint (row->status, ==, 502);
}

/* ---- Ended by us in the middle ---- */

/* So much that it is under way whatever sockets hold. */
static void
begin_much (FlowForward *self)
{
  flow_forward_ask (self, FLOW_GET);
  flow_forward_asked (self, FLOW_GET_HEARD);
  flow_forward_answer (self, "HTTP/1.1 200 OK\r\nContent-Length: 67108864\r\n\r\n");
  g_assert_cmpuint (flow_stream_stuff (self->origin, MUCH, 1), <, MUCH);
}

static void
assert_ended (FlowForward *self, AditCause cause)
{
  g_autoptr (AditTunnel) row = NULL;

  flow_hear_reset (self->client);
  flow_hear_reset (self->origin);
  row = flow_engine_await_ended (self->engine, 1);
  g_assert_cmpint (row->cause, ==, cause);
  g_assert_cmpuint (row->status, ==, 200);
  g_assert_cmpuint (row->figures.received_bytes, >, 0);
}

static void
check_closed (FlowForward *self, gconstpointer data)
{
  g_autoptr (AditTunnel) row = NULL;

  begin_much (self);
  row = flow_engine_await_phase (self->engine, ADIT_PHASE_RELAY);
  g_assert_cmpuint (flow_engine_end (self->engine, &row->figures.id, 1), ==, 1);
  assert_ended (self, ADIT_CAUSE_CLOSED);
}

/* A number of before is nobody's any more, although the connection is the same. */
static void
check_closed_before (FlowForward *self, gconstpointer data)
{
  g_autoptr (AditTunnel) row = NULL;

  flow_forward_exchange (self);
  row = flow_engine_await_ended (self->engine, 1);
  g_assert_cmpuint (flow_engine_end (self->engine, &row->figures.id, 1), ==, 0);
  flow_forward_ask (self, FLOW_GET);
  flow_forward_asked (self, FLOW_GET_HEARD);
  g_assert_cmpuint (flow_engine_end (self->engine, &row->figures.id, 1), ==, 0);
  flow_forward_answer (self, FLOW_OK);
  flow_forward_answered (self, FLOW_OK_HEARD);
}

/* Without an answer there is nothing that could look whole. */
static void
check_closed_unanswered (FlowForward *self, gconstpointer data)
{
  g_autoptr (AditTunnel) live = NULL;
  g_autoptr (AditTunnel) row = NULL;

  ask (self);
  live = flow_engine_await_phase (self->engine, ADIT_PHASE_RELAY);
  g_assert_cmpuint (flow_engine_end (self->engine, &live->figures.id, 1), ==, 1);
  flow_hear_end (self->client);
  flow_hear_reset (self->origin);
  row = flow_engine_await_ended (self->engine, 1);
  g_assert_cmpint (row->cause, ==, ADIT_CAUSE_CLOSED);
  g_assert_cmpuint (row->status, ==, 0);
}

static void
check_stopped (void)
{
  g_autoptr (AditSettings) settings = flow_settings_new ();
  FlowForward forward;

  settings->grace_s = 0;
  flow_forward_open (&forward, settings);
  begin_much (&forward);
  flow_engine_stop (forward.engine);
  assert_ended (&forward, ADIT_CAUSE_STOPPED);

  flow_forward_close (&forward);
}

/* The engine is taken down in mid-transfer, beside a connection that only waits. */
static void
check_taken_down (void)
{
  FlowForward forward;
  FlowForward waiting;

  flow_forward_open (&forward, NULL);
  waiting = flow_forward_to_another (&forward);
  waiting.client = flow_client_new (forward.engine);
  flow_forward_exchange (&waiting);
  begin_much (&forward);
  flow_engine_free (forward.engine);
  flow_hear_reset (forward.client);
  flow_hear_reset (forward.origin);
  flow_hear_end (waiting.client);
  flow_hear_end (waiting.origin);

  flow_close (waiting.client);
  flow_close (forward.client);
  flow_forward_close_origin (&waiting);
  flow_forward_close_origin (&forward);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  flow_forward_add ("/forward-account/row", NULL, check_row);
  flow_forward_add ("/forward-account/totals", NULL, check_totals);
  flow_forward_add ("/forward-account/empty-path", NULL, check_empty_path);
  flow_forward_add ("/forward-account/refused", NULL, check_refused);
  flow_forward_add ("/forward-account/closed", NULL, check_closed);
  flow_forward_add ("/forward-account/closed-before", NULL, check_closed_before);
  flow_forward_add ("/forward-account/closed-unanswered", NULL, check_closed_unanswered);
  g_test_add_func ("/forward-account/stopped", check_stopped);
  g_test_add_func ("/forward-account/taken-down", check_taken_down);

  return g_test_run ();
}
