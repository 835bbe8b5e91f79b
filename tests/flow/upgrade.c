/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A connection that changes its protocol (RFC 9110, section 7.8), as ws:// does without CONNECT:
 * behind the 101 there is a tunnel like any other. */

#include "flow.h"

#define ASK                                                                                        \
  "GET http://ORIGIN/chat?room=1 HTTP/1.1\r\nHost: ORIGIN\r\nConnection: Upgrade, X-Hop\r\n"       \
  "Upgrade: websocket\r\nX-Hop: 1\r\nSec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\n\r\n"
#define ASKED                                                                                      \
  "GET /chat?room=1 HTTP/1.1\r\nHost: ORIGIN\r\n"                                                  \
  "Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\nVia: 1.1 adit\r\nConnection: Upgrade\r\n"        \
  "Upgrade: websocket\r\n\r\n"
#define SWITCH                                                                                     \
  "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"              \
  "Sec-WebSocket-Accept: HSmrc0sMlYUkAGmm5OPpG2HaGWk=\r\n\r\n"
#define SWITCHED                                                                                   \
  "HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: HSmrc0sMlYUkAGmm5OPpG2HaGWk=\r\n"     \
  "Via: 1.1 adit\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"

static void
upgrade (FlowForward *self)
{
  flow_forward_ask (self, ASK);
  flow_forward_asked (self, ASKED);
  flow_forward_answer (self, SWITCH);
  flow_forward_answered (self, SWITCHED);
}

static void
talk (FlowForward *self)
{
  flow_say (self->client, "\x81\x03hey");
  flow_hear (self->origin, "\x81\x03hey");
  flow_say (self->origin, "HTTP/1.1 200 is no answer any more\r\n\r\n");
  flow_hear (self->client, "HTTP/1.1 200 is no answer any more\r\n\r\n");
}

static void
check_both_ways (FlowForward *self, gconstpointer data)
{
  upgrade (self);
  talk (self);
  flow_half_close (self->client);
  flow_hear_end (self->origin);
  flow_say (self->origin, "bye");
  flow_half_close (self->origin);
  flow_hear (self->client, "bye");
  flow_hear_end (self->client);
}

/* The origin's first words come with its 101. */
static void
check_early_origin (FlowForward *self, gconstpointer data)
{
  flow_forward_ask (self, ASK);
  flow_forward_asked (self, ASKED);
  flow_forward_answer (self, SWITCH "first");
  flow_forward_answered (self, SWITCHED);
  flow_hear (self->client, "first");
  talk (self);
}

/* A client that is sure of it does not wait for the 101. Its words go out behind that. */
static void
check_early_client (FlowForward *self, gconstpointer data)
{
  flow_forward_ask (self, ASK "first");
  flow_forward_asked (self, ASKED);
  g_ptr_array_unref (flow_engine_list (self->engine));
  g_assert_false (flow_is_readable (self->origin, 0));
  flow_forward_answer (self, SWITCH);
  flow_hear (self->origin, "first");
  flow_forward_answered (self, SWITCHED);
  talk (self);
}

static void
check_interim_before (FlowForward *self, gconstpointer data)
{
  flow_forward_ask (self, ASK);
  flow_forward_asked (self, ASKED);
  flow_forward_answer (self, "HTTP/1.1 103 Early Hints\r\n\r\n" SWITCH);
  flow_forward_answered (self, "HTTP/1.1 103 Early Hints\r\nVia: 1.1 adit\r\n\r\n");
  flow_forward_answered (self, SWITCHED);
  talk (self);
}

static void
check_behind_another (FlowForward *self, gconstpointer data)
{
  flow_forward_exchange (self);
  flow_close (self->origin);
  self->origin = -1;
  upgrade (self);
  talk (self);
}

/* ---- In the books ---- */

static void
check_row (FlowForward *self, gconstpointer data)
{
  g_autoptr (AditTunnel) live = NULL;
  g_autoptr (AditTunnel) ended = NULL;
  AditEngineTotals totals;

  upgrade (self);
  flow_say (self->client, "four");
  flow_hear (self->origin, "four");
  flow_say (self->origin, "sixsix");
  flow_hear (self->client, "sixsix");

  live = flow_engine_await_phase (self->engine, ADIT_PHASE_RELAY);
  g_assert_cmpstr (live->method, ==, "GET");
  g_assert_cmpstr (live->path, ==, "/chat");
  g_assert_cmpuint (live->status, ==, 101);
  g_assert_cmpuint (live->figures.sent_bytes, ==, 4);
  g_assert_cmpuint (live->figures.received_bytes, ==, 6);

  flow_close (self->client);
  self->client = -1;
  flow_close (self->origin);
  self->origin = -1;
  ended = flow_engine_await_ended (self->engine, 1);
  totals = flow_engine_totals (self->engine);
  g_assert_cmpint (ended->cause, ==, ADIT_CAUSE_FINISHED);
  g_assert_cmpuint (ended->figures.id, ==, live->figures.id);
  g_assert_cmpuint (ended->status, ==, 101);
  g_assert_cmpuint (totals.opened, ==, 1);
  g_assert_cmpuint (totals.refused, ==, 0);
  g_assert_cmpuint (totals.sent_bytes, ==, 4);
  g_assert_cmpuint (totals.received_bytes, ==, 6);
}

static void
check_broken_off (FlowForward *self, gconstpointer data)
{
  g_autoptr (AditTunnel) row = NULL;

  upgrade (self);
  flow_reset (self->origin);
  self->origin = -1;
  flow_hear_reset (self->client);
  row = flow_engine_await_ended (self->engine, 1);
  g_assert_cmpint (row->cause, ==, ADIT_CAUSE_ORIGIN_RESET);
}

static void
check_closed_by_hand (FlowForward *self, gconstpointer data)
{
  g_autoptr (AditTunnel) row = NULL;

  upgrade (self);
  row = flow_engine_await_phase (self->engine, ADIT_PHASE_RELAY);
  g_assert_cmpuint (flow_engine_end (self->engine, &row->figures.id, 1), ==, 1);
  flow_hear_reset (self->client);
  flow_hear_reset (self->origin);
}

/* ---- Refused, or not asked for as it must be ---- */

/* Any other answer is one, and the connection goes on. */
static void
check_refused (FlowForward *self, gconstpointer data)
{
  flow_forward_ask (self, ASK);
  flow_forward_asked (self, ASKED);
  flow_forward_answer (self, FLOW_OK);
  flow_forward_answered (self, FLOW_OK_HEARD);
  flow_forward_exchange (self);
}

static void
check_required (FlowForward *self, gconstpointer data)
{
  flow_forward_ask (self, FLOW_GET);
  flow_forward_asked (self, FLOW_GET_HEARD);
  flow_forward_answer (self, "HTTP/1.1 426 Upgrade Required\r\n" FLOW_DATE "Upgrade: foo/2\r\n"
                             "Connection: Upgrade\r\nContent-Length: 0\r\n\r\n");
  flow_forward_answered (self, "HTTP/1.1 426 Upgrade Required\r\n" FLOW_DATE
                               "Content-Length: 0\r\nVia: 1.1 adit\r\nConnection: Upgrade\r\n"
                               "Upgrade: foo/2\r\n\r\n");
  flow_forward_exchange (self);
}

typedef struct
{
  const char *name;
  const char *request;
  const char *heard;
} Case;

/* What does not get to the origin cannot be agreed to. */
static const Case cases[] = {
  { "/upgrade/not-passed/no-option",
    "GET http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\nUpgrade: websocket\r\n\r\n", FLOW_GET_HEARD },
  { "/upgrade/not-passed/no-protocol",
    "GET http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\nConnection: Upgrade\r\n\r\n", FLOW_GET_HEARD },
  { "/upgrade/not-passed/h2c",
    "GET http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\nConnection: Upgrade, HTTP2-Settings\r\n"
    "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n",
    FLOW_GET_HEARD },
  { "/upgrade/not-passed/with-content",
    "POST http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\nConnection: Upgrade\r\nUpgrade: x\r\n"
    "Content-Length: 2\r\n\r\nhi",
    "POST / HTTP/1.1\r\nHost: ORIGIN\r\nContent-Length: 2\r\nVia: 1.1 adit\r\n\r\nhi" },
  { "/upgrade/not-passed/http-1.0",
    "GET http://ORIGIN/ HTTP/1.0\r\nHost: ORIGIN\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: ORIGIN\r\nVia: 1.0 adit\r\n\r\n" },
};

/* An origin that switches all the same is not believed: RFC 9110, section 7.8. */
static void
check_not_passed (FlowForward *self, gconstpointer data)
{
  const Case *row = data;
  g_autofree char *reply = NULL;

  flow_forward_ask (self, row->request);
  flow_forward_asked (self, row->heard);
  flow_forward_answer (self, SWITCH "first");
  reply = flow_read_to_end (self->client);
  g_assert_cmpuint (flow_status_of (reply), ==, 502);
  flow_hear_reset (self->origin);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  flow_forward_add ("/upgrade/both-ways", NULL, check_both_ways);
  flow_forward_add ("/upgrade/early-origin", NULL, check_early_origin);
  flow_forward_add ("/upgrade/early-client", NULL, check_early_client);
  flow_forward_add ("/upgrade/interim-before", NULL, check_interim_before);
  flow_forward_add ("/upgrade/behind-another", NULL, check_behind_another);
  flow_forward_add ("/upgrade/row", NULL, check_row);
  flow_forward_add ("/upgrade/broken-off", NULL, check_broken_off);
  flow_forward_add ("/upgrade/closed-by-hand", NULL, check_closed_by_hand);
  flow_forward_add ("/upgrade/refused", NULL, check_refused);
  flow_forward_add ("/upgrade/required", NULL, check_required);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    flow_forward_add (cases[i].name, &cases[i], check_not_passed);

  return g_test_run ();
}
