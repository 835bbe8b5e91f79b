/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Whole requests inside TLS to the proxy, forwarded to origins with and without TLS. */

#include "flow-tls.h"

#include <string.h>

#define MUCH (4 * 1024 * 1024)

/* ---- The two sides of an exchange ---- */

/* A client of an engine, and an origin of either kind. */
typedef struct
{
  FlowEngine *engine;
  FlowTls *client;
  AditEngineKeyPair *identity;
  guint16 port;
  int listener;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->engine = flow_tls_engine_new (NULL);
  self->client = flow_tls_dial (self->engine);
  self->identity = flow_identity_new ("127.0.0.1");
  self->listener = flow_listen ("127.0.0.1", &self->port);
}

/* Both ends being gone, nothing may be left but connections kept to origins. */
static void
tear_down (Fixture *self, gconstpointer data)
{
  flow_tls_close (self->client);
  flow_wait_until (flow_engine_count (self->engine) == 0);
  flow_close (self->listener);
  flow_identity_free (self->identity);
  flow_engine_free (self->engine);
}

static void
ask (Fixture *self, const char *method, const char *scheme, guint16 port, const char *rest)
{
  g_autofree char *request =
      g_strdup_printf ("%s %s://127.0.0.1:%u/path?query HTTP/1.1\r\nHost: other\r\n%s", method,
                       scheme, port, rest);

  flow_tls_say (self->client, request);
}

static void
get_secure (Fixture *self)
{
  ask (self, "GET", "https", self->port, "\r\n");
}

/* HTTP/1.0 knows no chunks: content goes to its end as it comes. */
static void
get_secure_1_0 (Fixture *self)
{
  g_autofree char *request =
      g_strdup_printf ("GET https://127.0.0.1:%u/path?query HTTP/1.0\r\n\r\n", self->port);

  flow_tls_say (self->client, request);
}

static FlowTls *
accept_secure (Fixture *self)
{
  return flow_tls_accept (self->listener, self->identity);
}

static void
hear_answer (FlowTls *client, guint status, const char *content)
{
  g_autofree char *head = flow_tls_read_head (client);

  g_assert_cmpuint (flow_status_of (head), ==, status);
  flow_tls_hear (client, content);
}

static void
assert_asked (const char *head, const char *method, guint16 port)
{
  g_autofree char *start =
      g_strdup_printf ("%s /path?query HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n", method, port);

  g_assert_true (g_str_has_prefix (head, start));
}

/* An origin that is asked, and answers. */
static void
serve_secure (FlowTls *origin, guint16 port, const char *answer)
{
  g_autofree char *head = flow_tls_read_head (origin);

  assert_asked (head, "GET", port);
  flow_tls_say (origin, answer);
}

static void
serve_plain (int origin, guint16 port, const char *answer)
{
  g_autofree char *head = flow_read_head (origin);

  assert_asked (head, "GET", port);
  flow_say (origin, answer);
}

/* ---- In order ---- */

static void
check_secure (Fixture *self, gconstpointer data)
{
  g_autofree char *target = g_strdup_printf ("127.0.0.1:%u", self->port);
  g_autoptr (AditTunnel) row = NULL;
  FlowTls *origin;

  get_secure (self);
  origin = accept_secure (self);
  serve_secure (origin, self->port, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
  hear_answer (self->client, 200, "hello");

  row = flow_engine_await_ended (self->engine, 1);
  g_assert_cmpint (row->cause, ==, ADIT_CAUSE_ANSWERED);
  g_assert_cmpuint (row->status, ==, 200);
  g_assert_cmpstr (row->method, ==, "GET");
  g_assert_cmpstr (row->path, ==, "/path");
  g_assert_cmpstr (row->target, ==, target);
  g_assert_true (row->is_encrypted);

  flow_tls_close (origin);
}

/* One connection of the client's, three origins of both kinds. */
static void
check_keep_alive (Fixture *self, gconstpointer data)
{
  guint16 plain_port = 0;
  int plain_listener = flow_listen ("127.0.0.1", &plain_port);
  FlowTls *secure;
  int plain;

  ask (self, "GET", "http", plain_port, "\r\n");
  plain = flow_accept (plain_listener);
  serve_plain (plain, plain_port, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none");
  hear_answer (self->client, 200, "one");

  get_secure (self);
  secure = accept_secure (self);
  serve_secure (secure, self->port, "HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\n\r\ntwo");
  hear_answer (self->client, 404, "two");

  ask (self, "GET", "http", plain_port, "\r\n");
  serve_plain (plain, plain_port, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nthree");
  hear_answer (self->client, 200, "three");

  flow_tls_close (secure);
  flow_close (plain);
  flow_close (plain_listener);
}

/* A connection to a TLS origin is used again, with no handshake. */
static void
check_kept_origin (Fixture *self, gconstpointer data)
{
  FlowTls *origin;

  get_secure (self);
  origin = accept_secure (self);
  serve_secure (origin, self->port, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none");
  hear_answer (self->client, 200, "one");

  get_secure (self);
  serve_secure (origin, self->port, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ntwo");
  hear_answer (self->client, 200, "two");
  g_assert_false (flow_is_readable (self->listener, 0));

  flow_tls_close (origin);
}

/* One that has ended meanwhile, in order or not, is replaced. */
static void
check_kept_origin_gone (Fixture *self, gconstpointer end)
{
  FlowTls *origin;

  for (guint round = 0; round < 3; round++)
    {
      get_secure (self);
      origin = accept_secure (self);
      serve_secure (origin, self->port, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
      hear_answer (self->client, 200, "ok");
      ((void (*) (FlowTls *)) end) (origin);
    }
}

/* Two requests in one record, to a plain origin and to one with TLS. */
static void
check_pipelined (Fixture *self, gconstpointer data)
{
  guint16 plain_port = 0;
  int plain_listener = flow_listen ("127.0.0.1", &plain_port);
  g_autofree char *both =
      g_strdup_printf ("GET http://127.0.0.1:%u/path?query HTTP/1.1\r\nHost: a\r\n\r\n"
                       "GET https://127.0.0.1:%u/path?query HTTP/1.1\r\nHost: b\r\n\r\n",
                       plain_port, self->port);
  FlowTls *secure;
  int plain;

  flow_tls_say (self->client, both);
  plain = flow_accept (plain_listener);
  serve_plain (plain, plain_port, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nplain");
  secure = accept_secure (self);
  serve_secure (secure, self->port, "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecure");
  hear_answer (self->client, 200, "plain");
  hear_answer (self->client, 200, "secure");

  flow_tls_close (secure);
  flow_close (plain);
  flow_close (plain_listener);
}

/* ---- Content ---- */

static void
check_post (Fixture *self, gconstpointer data)
{
  g_autofree char *head = NULL;
  FlowTls *origin;

  ask (self, "POST", "https", self->port, "Content-Length: 8\r\n\r\nquestion");
  origin = accept_secure (self);
  head = flow_tls_read_head (origin);
  assert_asked (head, "POST", self->port);
  flow_tls_hear (origin, "question");
  flow_tls_say (origin, "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nanswer");
  hear_answer (self->client, 200, "answer");

  flow_tls_close (origin);
}

/* Chunk by chunk, as they come: the origin waits for nothing that the client has not said yet. */
static void
check_chunked (Fixture *self, gconstpointer data)
{
  g_autofree char *head = NULL;
  FlowTls *origin;

  ask (self, "POST", "https", self->port, "Transfer-Encoding: chunked\r\n\r\n");
  origin = accept_secure (self);
  head = flow_tls_read_head (origin);
  flow_tls_say (self->client, "3;extension=x\r\none\r\n");
  flow_tls_hear (origin, "3;extension=x\r\none\r\n");
  flow_tls_say (self->client, "3\r\ntwo\r\n0\r\n\r\n");
  flow_tls_hear (origin, "3\r\ntwo\r\n0\r\n\r\n");

  flow_tls_say (origin, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfour\r\n");
  hear_answer (self->client, 200, "4\r\nfour\r\n");
  flow_tls_say (origin, "0\r\nTrailer-Field: x\r\n\r\n");
  flow_tls_hear (self->client, "0\r\nTrailer-Field: x\r\n\r\n");

  flow_tls_close (origin);
}

/* Content without a length ends with the origin's close_notify. */
static void
check_until_end (Fixture *self, gconstpointer data)
{
  FlowTls *origin;

  get_secure (self);
  origin = accept_secure (self);
  serve_secure (origin, self->port, "HTTP/1.1 200 OK\r\n\r\n");
  flow_tls_say (origin, "to the end");
  hear_answer (self->client, 200, "a\r\nto the end");
  flow_tls_close (origin);
  flow_tls_hear (self->client, "\r\n0\r\n\r\n");
}

/* And the client hears ours. */
static void
check_until_end_1_0 (Fixture *self, gconstpointer data)
{
  FlowTls *origin;
  g_autofree char *sent = NULL;
  g_autofree char *received = NULL;
  FlowStream *sending;

  get_secure_1_0 (self);
  origin = accept_secure (self);
  serve_secure (origin, self->port, "HTTP/1.1 200 OK\r\n\r\n");
  hear_answer (self->client, 200, "");
  sending = flow_tls_stream_send (origin, MUCH, 1, TRUE);
  received = flow_stream_finish (flow_tls_stream_receive (self->client), NULL);
  sent = flow_stream_finish (sending, NULL);
  g_assert_cmpstr (sent, ==, received);

  flow_tls_close (origin);
}

/* Much in both directions at once, between two TLS connections. */
static void
check_much (Fixture *self, gconstpointer data)
{
  g_autofree char *fields = g_strdup_printf ("Content-Length: %u\r\n\r\n", MUCH);
  g_autofree char *head = NULL;
  FlowStream *up, *down, *at_client;
  g_autofree char *up_sent = NULL;
  g_autofree char *down_sent = NULL;
  g_autofree char *received = NULL;
  g_autofree char *content = g_malloc (MUCH);
  g_autofree char *up_received = NULL;
  FlowTls *origin;

  ask (self, "POST", "https", self->port, fields);
  origin = accept_secure (self);
  head = flow_tls_read_head (origin);
  flow_tls_say (origin, "HTTP/1.1 200 OK\r\nConnection: close\r\n");
  flow_tls_say (origin, fields);
  hear_answer (self->client, 200, "");

  up = flow_tls_stream_send (self->client, MUCH, 1, FALSE);
  at_client = flow_tls_stream_receive (self->client);
  flow_tls_read (origin, content, MUCH);
  up_received = g_compute_checksum_for_data (G_CHECKSUM_MD5, (const guchar *) content, MUCH);
  up_sent = flow_stream_finish (up, NULL);
  g_assert_cmpstr (up_sent, ==, up_received);

  down = flow_tls_stream_send (origin, MUCH, 2, TRUE);
  received = flow_stream_finish (at_client, NULL);
  down_sent = flow_stream_finish (down, NULL);
  g_assert_cmpstr (down_sent, ==, received);

  flow_tls_close (origin);
}

/* ---- Broken off ---- */

static void
assert_incomplete (Fixture *self)
{
  g_autoptr (AditTunnel) row = flow_engine_await_ended (self->engine, 1);

  g_assert_cmpstr (adit_cause_row (row->cause)->word, ==, "response-incomplete");
}

typedef struct
{
  const char *name;
  const char *answer; /* as far as it comes */
  const char *heard;  /* of its content, by the client */
} Broken;

/* Each looks to the client as cut off as it was: by a length or a last chunk that is missing. */
static const Broken broken[] = {
  { "length", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", "half" },
  { "chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
    "4\r\nhalf\r\n" },
  /* Without a length, TLS alone tells that it was not whole: RFC 9112, section 9.8. */
  { "unlimited", "HTTP/1.1 200 OK\r\n\r\nperhaps", "7\r\nperhaps" },
};

static void
check_broken (Fixture *self, const Broken *row, void (*end) (FlowTls *))
{
  g_autofree char *rest = NULL;
  FlowTls *origin;

  get_secure (self);
  origin = accept_secure (self);
  serve_secure (origin, self->port, row->answer);
  hear_answer (self->client, 200, row->heard);
  end (origin);
  rest = flow_tls_read_to_end (self->client);
  g_assert_cmpstr (rest, ==, "");
  assert_incomplete (self);
}

static void
check_broken_in_order (Fixture *self, gconstpointer row)
{
  check_broken (self, row, flow_tls_close);
}

static void
check_broken_cut (Fixture *self, gconstpointer row)
{
  check_broken (self, row, flow_tls_cut);
}

static void
check_broken_reset (Fixture *self, gconstpointer row)
{
  check_broken (self, row, flow_tls_reset);
}

/* Nothing but the end of its own TLS could tell this client: that is cut off too. */
static void
check_broken_1_0 (Fixture *self, gconstpointer end)
{
  FlowTls *origin;

  get_secure_1_0 (self);
  origin = accept_secure (self);
  serve_secure (origin, self->port, "HTTP/1.1 200 OK\r\n\r\nperhaps");
  hear_answer (self->client, 200, "perhaps");
  ((void (*) (FlowTls *)) end) (origin);
  flow_tls_hear_cut (self->client);
  assert_incomplete (self);
}

/* Before a head there is something to say. */
static void
check_no_answer (Fixture *self, gconstpointer end)
{
  g_autofree char *head = NULL;
  g_autofree char *reply = NULL;
  FlowTls *origin;

  get_secure (self);
  origin = accept_secure (self);
  head = flow_tls_read_head (origin);
  ((void (*) (FlowTls *)) end) (origin);
  reply = flow_tls_read_to_end (self->client);
  flow_assert_refusal (reply, ADIT_CAUSE_NO_RESPONSE, 1);
}

#define ADD(name, data, check)                                                                     \
  g_test_add ("/tls-forward/" name, Fixture, data, set_up, check, tear_down)

static void
add_broken (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autofree char *path = g_strconcat ("/tls-forward/broken/", broken[i].name, NULL);
      g_autofree char *in_order = g_strconcat (path, "/close-notify", NULL);
      g_autofree char *cut = g_strconcat (path, "/cut", NULL);
      g_autofree char *reset = g_strconcat (path, "/reset", NULL);

      /* That is how content without a length ends. */
      if (!g_str_equal (broken[i].name, "unlimited"))
        g_test_add (in_order, Fixture, &broken[i], set_up, check_broken_in_order, tear_down);
      g_test_add (cut, Fixture, &broken[i], set_up, check_broken_cut, tear_down);
      g_test_add (reset, Fixture, &broken[i], set_up, check_broken_reset, tear_down);
    }
  ADD ("broken/http-1.0/cut", flow_tls_cut, check_broken_1_0);
  ADD ("broken/http-1.0/reset", flow_tls_reset, check_broken_1_0);
  ADD ("no-answer/close-notify", flow_tls_close, check_no_answer);
  ADD ("no-answer/cut", flow_tls_cut, check_no_answer);
  ADD ("no-answer/reset", flow_tls_reset, check_no_answer);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  flow_authority_open ();
  ADD ("secure", NULL, check_secure);
  ADD ("keep-alive", NULL, check_keep_alive);
  ADD ("kept-origin", NULL, check_kept_origin);
  ADD ("kept-origin-closed", flow_tls_close, check_kept_origin_gone);
  ADD ("kept-origin-cut", flow_tls_cut, check_kept_origin_gone);
  ADD ("kept-origin-reset", flow_tls_reset, check_kept_origin_gone);
  ADD ("pipelined", NULL, check_pipelined);
  ADD ("post", NULL, check_post);
  ADD ("chunked", NULL, check_chunked);
  ADD ("until-end", NULL, check_until_end);
  ADD ("until-end/http-1.0", NULL, check_until_end_1_0);
  ADD ("much", NULL, check_much);
  add_broken ();

  status = g_test_run ();
  flow_authority_close ();
  return status;
}
