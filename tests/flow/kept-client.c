/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A client's connection goes on with its next request, wherever that goes to, until one side says
 * otherwise (RFC 9112, section 9.3). While it waits it is nobody's tunnel, and in nobody's way. */

#include "flow.h"

#define CLOSE_HEARD                                                                                \
  "HTTP/1.1 200 OK\r\n" FLOW_DATE                                                                  \
  "Content-Length: 2\r\nVia: 1.1 adit\r\nConnection: close\r\n\r\nok"

/* So long that whoever waits for it fails. */
#define LONG_S 600

static void
check_different_origins (FlowForward *self, gconstpointer data)
{
  FlowForward other = flow_forward_to_another (self);

  flow_forward_exchange (self);
  flow_forward_exchange (&other);
  flow_forward_exchange (self);
  flow_forward_exchange (&other);

  flow_forward_close_origin (&other);
}

/* All at once; the answers come in the order of the requests: RFC 9112, section 9.3.2. */
static void
check_pipelining (FlowForward *self, gconstpointer data)
{
  FlowForward other = flow_forward_to_another (self);
  g_autofree char *first = flow_forward_fill (self, FLOW_GET);
  g_autofree char *second = flow_forward_fill (&other, FLOW_GET);
  g_autofree char *all = g_strconcat (first, second, first, second, NULL);

  flow_say (self->client, all);
  for (guint round = 0; round < 2; round++)
    {
      flow_forward_asked (self, FLOW_GET_HEARD);
      flow_forward_answer (self, FLOW_OK);
      flow_forward_asked (&other, FLOW_GET_HEARD);
      flow_forward_answer (&other, FLOW_OK);
    }
  for (guint i = 0; i < 4; i++)
    flow_forward_answered (self, FLOW_OK_HEARD);

  flow_forward_close_origin (&other);
}

/* What follows a request's content is the next one. */
static void
check_pipelining_behind_content (FlowForward *self, gconstpointer data)
{
  flow_forward_ask (self, "POST http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\n"
                          "Content-Length: 4\r\n\r\nfour\r\n" FLOW_GET);
  flow_forward_asked (self, "POST / HTTP/1.1\r\nHost: ORIGIN\r\nContent-Length: 4\r\n"
                            "Via: 1.1 adit\r\n\r\nfour");
  flow_forward_answer (self, FLOW_OK);
  flow_forward_answered (self, FLOW_OK_HEARD);
  flow_forward_asked (self, FLOW_GET_HEARD);
  flow_forward_answer (self, FLOW_OK);
  flow_forward_answered (self, FLOW_OK_HEARD);
}

/* A tunnel may be asked for as the last. */
static void
check_connect_behind (FlowForward *self, gconstpointer data)
{
  flow_forward_exchange (self);
  flow_client_connect (self->client, "127.0.0.1", self->port);
  flow_close (self->origin);
  flow_forward_accept (self);
  flow_say (self->client, "hello");
  flow_hear (self->origin, "hello");
}

static void
check_bad_request_behind (FlowForward *self, gconstpointer data)
{
  flow_forward_exchange (self);
  flow_forward_ask (self, "GET http://ORIGIN/ HTTP/1.1\r\n\r\n" FLOW_GET);
  flow_forward_refused (self, ADIT_CAUSE_BAD_FIELD);
}

/* ---- Who does not go on ---- */

static void
check_http_1_0 (FlowForward *self, gconstpointer data)
{
  flow_forward_ask (self, "GET http://ORIGIN/ HTTP/1.0\r\nHost: ORIGIN\r\n"
                          "Connection: keep-alive\r\nProxy-Connection: keep-alive\r\n\r\n");
  flow_forward_asked (self, "GET / HTTP/1.1\r\nHost: ORIGIN\r\nVia: 1.0 adit\r\n\r\n");
  flow_forward_answer (self, FLOW_OK);
  flow_forward_answered (self, "HTTP/1.0 200 OK\r\n" FLOW_DATE
                               "Content-Length: 2\r\nVia: 1.1 adit\r\nConnection: close\r\n\r\nok");
  flow_hear_end (self->client);
}

/* @data: the field that says it. What was sent behind is not served. */
static void
check_close (FlowForward *self, gconstpointer data)
{
  g_autofree char *request = g_strdup_printf ("GET http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\n"
                                              "%s\r\n\r\n" FLOW_GET,
                                              (const char *) data);

  flow_forward_ask (self, request);
  flow_forward_asked (self, FLOW_GET_HEARD);
  flow_forward_answer (self, FLOW_OK);
  flow_forward_answered (self, CLOSE_HEARD);
  flow_hear_end (self->client);
  flow_forward_change_client (self);
  flow_forward_exchange (self);
}

/* A client that has no more to say is answered still. */
static void
check_half_closed (FlowForward *self, gconstpointer data)
{
  flow_forward_ask (self, FLOW_GET);
  flow_half_close (self->client);
  flow_forward_asked (self, FLOW_GET_HEARD);
  flow_forward_answer (self, FLOW_OK);
  flow_forward_answered (self, FLOW_OK_HEARD);
  flow_hear_end (self->client);
}

/* ---- While it waits ---- */

static guint
count_listed (FlowEngine *engine)
{
  g_autoptr (GPtrArray) rows = flow_engine_list (engine);

  return rows->len;
}

static void
check_rows (FlowForward *self, gconstpointer data)
{
  g_autoptr (AditTunnel) first = NULL;
  g_autoptr (AditTunnel) second = NULL;

  flow_forward_exchange (self);
  first = flow_engine_await_ended (self->engine, 1);
  g_assert_cmpuint (count_listed (self->engine), ==, 0);
  g_assert_cmpuint (flow_engine_count (self->engine), ==, 1);
  g_assert_cmpuint (flow_engine_end (self->engine, NULL, 0), ==, 0);

  flow_forward_ask (self, FLOW_GET);
  flow_forward_asked (self, FLOW_GET_HEARD);
  second = flow_engine_await_phase (self->engine, ADIT_PHASE_RELAY);
  g_assert_cmpuint (second->figures.id, >, first->figures.id);
  g_assert_cmpint (second->started_us, >=, first->ended_us);
  g_assert_cmpstr (second->client, ==, first->client);
}

/* A client that leaves then has done nothing wrong: there is no row of it. */
static void
check_end_is_quiet (FlowForward *self, gconstpointer data)
{
  g_autoptr (AditTunnel) row = NULL;

  flow_forward_exchange (self);
  flow_close (self->client);
  self->client = -1;
  flow_wait_until (flow_engine_count (self->engine) == 0);
  row = flow_engine_await_ended (self->engine, 1);
  g_assert_cmpint (row->cause, ==, ADIT_CAUSE_ANSWERED);
  g_assert_cmpuint (flow_engine_totals (self->engine).refused, ==, 0);
}

/* An empty line behind a request belongs to nothing: RFC 9112, section 2.2. */
static void
check_empty_line (FlowForward *self, gconstpointer data)
{
  g_autoptr (AditTunnel) row = NULL;

  flow_forward_exchange (self);
  flow_say (self->client, "\r\n");
  flow_forward_exchange (self);
  flow_say (self->client, "\r\n");
  flow_close (self->client);
  self->client = -1;
  flow_wait_until (flow_engine_count (self->engine) == 0);
  row = flow_engine_await_ended (self->engine, 2);
  g_assert_cmpint (row->cause, ==, ADIT_CAUSE_ANSWERED);
}

/* ---- Stopping: the client waits for nobody, and nobody for it ---- */

static void
open_with_grace (FlowForward *self)
{
  g_autoptr (AditSettings) settings = flow_settings_new ();

  settings->grace_s = LONG_S;
  flow_forward_open (self, settings);
}

static void
check_stop (void)
{
  FlowForward forward;

  open_with_grace (&forward);
  flow_forward_exchange (&forward);
  flow_engine_stop (forward.engine);
  flow_hear_end (forward.client);
  flow_hear_end (forward.origin);
  flow_wait_until (flow_engine_count_drained (forward.engine) == 1);

  flow_forward_close (&forward);
}

/* What runs goes on to its end, and the connection ends with it. */
static void
check_stop_meanwhile (void)
{
  FlowForward forward;

  open_with_grace (&forward);
  flow_forward_ask (&forward, FLOW_GET);
  flow_forward_asked (&forward, FLOW_GET_HEARD);
  flow_engine_stop (forward.engine);
  flow_forward_answer (&forward, FLOW_OK);
  g_free (flow_read_to_end (forward.client));
  flow_hear_end (forward.origin);
  flow_close (forward.client);
  forward.client = -1;
  flow_wait_until (flow_engine_count_drained (forward.engine) == 1);

  flow_forward_close (&forward);
}

/* ---- No room: those who wait for nothing make it for those who do ---- */

static void
open_with_places (FlowForward *self, guint places)
{
  g_autoptr (AditSettings) settings = flow_settings_new ();

  settings->connections_max = places;
  flow_forward_open (self, settings);
}

static void
check_full (void)
{
  FlowForward forward;
  FlowForward other;

  open_with_places (&forward, 2);
  flow_forward_exchange (&forward);
  other = flow_forward_to_another (&forward);
  other.client = flow_client_new (forward.engine);
  flow_hear_end (forward.client);
  flow_forward_ask (&other, FLOW_GET);
  flow_forward_asked (&other, FLOW_GET_HEARD);
  flow_forward_answer (&other, FLOW_OK);
  g_free (flow_read_head (other.client));

  flow_close (other.client);
  flow_forward_close_origin (&other);
  flow_forward_close (&forward);
}

/* When there is no room at its beginning, it is told; it has the only place. */
static void
check_full_before (void)
{
  FlowForward forward;

  open_with_places (&forward, 1);
  flow_forward_ask (&forward, FLOW_GET);
  flow_forward_asked (&forward, FLOW_GET_HEARD);
  flow_forward_answer (&forward, FLOW_OK);
  flow_forward_answered (&forward, CLOSE_HEARD);
  flow_hear_end (forward.client);

  flow_forward_close (&forward);
}

/* There was room at its beginning; there is none at its end. */
static void
check_full_meanwhile (void)
{
  FlowForward forward;
  FlowForward other;

  open_with_places (&forward, 2);
  flow_forward_ask (&forward, FLOW_GET);
  flow_forward_asked (&forward, FLOW_GET_HEARD);
  other = flow_forward_to_another (&forward);
  other.client = flow_client_new (forward.engine);
  flow_wait_until (flow_engine_count (forward.engine) == 2);
  flow_forward_answer (&forward, FLOW_OK);
  g_free (flow_read_to_end (forward.client));

  flow_close (other.client);
  flow_forward_close_origin (&other);
  flow_forward_close (&forward);
}

/* ---- Patience with the next request's head ---- */

static void
check_slow_second_head (void)
{
  g_autoptr (AditSettings) settings = flow_settings_new ();
  FlowForward forward;

  settings->head_timeout_s = 1;
  flow_forward_open (&forward, settings);
  flow_forward_exchange (&forward);
  g_assert_false (flow_is_readable (forward.client, 1500));
  flow_forward_ask (&forward, "GET http://");
  flow_forward_refused (&forward, ADIT_CAUSE_HEAD_TIMEOUT);

  flow_forward_close (&forward);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  flow_engine_limit_workers ();
  flow_forward_add ("/kept-client/different-origins", NULL, check_different_origins);
  flow_forward_add ("/kept-client/pipelining", NULL, check_pipelining);
  flow_forward_add ("/kept-client/behind-content", NULL, check_pipelining_behind_content);
  flow_forward_add ("/kept-client/connect-behind", NULL, check_connect_behind);
  flow_forward_add ("/kept-client/bad-request-behind", NULL, check_bad_request_behind);
  flow_forward_add ("/kept-client/http-1.0", NULL, check_http_1_0);
  flow_forward_add ("/kept-client/close", "Connection: close", check_close);
  flow_forward_add ("/kept-client/close-in-list", "Connection: x, Close", check_close);
  flow_forward_add ("/kept-client/proxy-close", "Proxy-Connection: close", check_close);
  flow_forward_add ("/kept-client/half-closed", NULL, check_half_closed);
  flow_forward_add ("/kept-client/rows", NULL, check_rows);
  flow_forward_add ("/kept-client/end-is-quiet", NULL, check_end_is_quiet);
  flow_forward_add ("/kept-client/empty-line", NULL, check_empty_line);
  g_test_add_func ("/kept-client/stop", check_stop);
  g_test_add_func ("/kept-client/stop-meanwhile", check_stop_meanwhile);
  g_test_add_func ("/kept-client/full", check_full);
  g_test_add_func ("/kept-client/full-before", check_full_before);
  g_test_add_func ("/kept-client/full-meanwhile", check_full_meanwhile);
  g_test_add_func ("/kept-client/slow-second-head", check_slow_second_head);

  return g_test_run ();
}
