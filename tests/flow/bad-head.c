/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What is not valid is refused with the right status, in a reply that can be read, and the end of
 * the connection is an orderly one. */

#include "flow.h"

#include <string.h>

typedef struct
{
  const char *name;
  const char *bytes;
  gsize length;
  AditCause cause;
  guint status;
} Case;

#define ROW(name, bytes, cause, status)                                                            \
  {                                                                                                \
    "/bad-head/" name, bytes, sizeof (bytes) - 1, ADIT_CAUSE_##cause, status                       \
  }
#define TARGET(name, target)                                                                       \
  ROW ("target/" name, "CONNECT " target " HTTP/1.1\r\n\r\n", BAD_TARGET, 400)
#define FIELD(name, field, cause)                                                                  \
  ROW ("field/" name, "CONNECT a:1 HTTP/1.1\r\n" field "\r\n\r\n", cause, 400)

static const Case cases[] = {
  TARGET ("no-port", "example.org"),
  TARGET ("empty-port", "example.org:"),
  TARGET ("port-zero", "example.org:0"),
  TARGET ("port-too-large", "example.org:65536"),
  TARGET ("port-not-a-number", "example.org:https"),
  TARGET ("port-signed", "example.org:+443"),
  TARGET ("no-host", ":443"),
  TARGET ("userinfo", "user@example.org:443"),
  TARGET ("path", "example.org:443/"),
  TARGET ("absolute-form", "http://example.org:80/"),
  TARGET ("ipv6-without-brackets", "::1:443"),
  TARGET ("ipv6-unclosed", "[::1:443"),
  TARGET ("number-as-name", "2130706433:80"),
  TARGET ("hexadecimal-name", "0x7f000001:80"),

  FIELD ("folded", "A: b\r\n c", BAD_FIELD),
  FIELD ("space-before-colon", "A : b", BAD_FIELD),
  FIELD ("no-colon", "A", BAD_FIELD),
  FIELD ("empty-name", ": b", BAD_FIELD),
  FIELD ("invalid-name", "A\xc3\xa9: b", BAD_FIELD),
  FIELD ("bare-lf", "A: b\nB: c", BAD_FIELD),
  FIELD ("bare-cr", "A: b\rB: c", BAD_FIELD),
  FIELD ("nul", "A: b\0c", BAD_FIELD),
  FIELD ("two-hosts", "Host: a\r\nHost: a", BAD_FIELD),
  FIELD ("transfer-encoding", "Transfer-Encoding: chunked", BAD_FRAMING),
  FIELD ("content-length", "Content-Length: 5", BAD_FRAMING),
  FIELD ("content-length-signed", "Content-Length: -0", BAD_FRAMING),
  FIELD ("content-length-empty", "Content-Length:", BAD_FRAMING),

  ROW ("line/two-spaces", "CONNECT  a:1 HTTP/1.1\r\n\r\n", BAD_REQUEST, 400),
  ROW ("line/no-version", "CONNECT a:1\r\n\r\n", BAD_REQUEST, 400),
  ROW ("line/bare-lf", "CONNECT a:1 HTTP/1.1\n\n", BAD_REQUEST, 400),
  ROW ("line/nul", "CONN\0ECT a:1 HTTP/1.1\r\n\r\n", BAD_REQUEST, 400),
  ROW ("line/garbage", "\x01\x02\x03\x04", BAD_REQUEST, 400),
  ROW ("line/two-empty-lines", "\r\n\r\nCONNECT a:1 HTTP/1.1\r\n\r\n", BAD_REQUEST, 400),
  ROW ("version/lower-case", "CONNECT a:1 http/1.1\r\n\r\n", BAD_REQUEST, 400),
  ROW ("version/2.0", "CONNECT a:1 HTTP/2.0\r\n\r\n", BAD_VERSION, 505),
  ROW ("version/0.9", "CONNECT a:1 HTTP/0.9\r\n\r\n", BAD_VERSION, 505),
  ROW ("version/h2-preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", BAD_VERSION, 505),
};

static void
check_case (gconstpointer data)
{
  const Case *row = data;
  FlowEngine *engine = flow_engine_new (NULL);
  int client = flow_client_new (engine);
  g_autofree char *reply = NULL;
  g_autoptr (AditTunnel) ended = NULL;

  flow_send (client, row->bytes, row->length);
  reply = flow_read_to_end (client);
  flow_assert_refusal (reply, row->cause, 1);
  g_assert_cmpuint (flow_status_of (reply), ==, row->status);

  ended = flow_engine_await_ended (engine, 1);
  g_assert_cmpint (ended->cause, ==, row->cause);
  g_assert_cmpuint (ended->status, ==, row->status);
  g_assert_cmpuint (flow_engine_totals (engine).refused, ==, 1);

  flow_close (client);
  flow_wait_until (flow_engine_count (engine) == 0);
  flow_engine_free (engine);
}

/* A 1.0 client is answered in 1.0 where its version was read. */
static void
check_version_of_reply (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  g_autofree char *reply = flow_ask (engine, "CONNECT a HTTP/1.0\r\n\r\n");

  flow_assert_refusal (reply, ADIT_CAUSE_BAD_TARGET, 0);
  flow_engine_free (engine);
}

/* The client's end in the middle of the head. */
static void
check_cut_short (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  int client = flow_client_new (engine);
  g_autofree char *reply = NULL;

  flow_say (client, "CONNECT example.o");
  flow_half_close (client);
  reply = flow_read_to_end (client);
  flow_assert_refusal (reply, ADIT_CAUSE_BAD_REQUEST, 1);

  flow_close (client);
  flow_engine_free (engine);
}

/* The client goes on sending after its fault: were the connection closed with these bytes unread,
 * a reset would overtake the reply. */
static void
check_client_goes_on (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  int client = flow_client_new (engine);
  g_autofree char *more = g_strnfill (100 * 1024, 'x');
  g_autofree char *reply = NULL;
  g_autoptr (AditTunnel) ended = NULL;

  flow_say (client, "CONNECT a:0 HTTP/1.1\r\n\r\n");
  flow_say (client, more);
  ended = flow_engine_await_ended (engine, 1);
  flow_say (client, more);
  reply = flow_read_to_end (client);
  flow_assert_refusal (reply, ADIT_CAUSE_BAD_TARGET, 1);

  flow_close (client);
  flow_wait_until (flow_engine_count (engine) == 0);
  flow_engine_free (engine);
}

/* A client that keeps the connection and says nothing does not keep it open. */
static void
check_client_stays (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  int client = flow_client_new (engine);
  g_autofree char *reply = NULL;

  flow_say (client, "CONNECT a:0 HTTP/1.1\r\n\r\n");
  reply = flow_read_to_end (client);
  flow_assert_refusal (reply, ADIT_CAUSE_BAD_TARGET, 1);
  flow_wait_until (flow_engine_count (engine) == 0);

  flow_close (client);
  flow_engine_free (engine);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add_data_func (cases[i].name, &cases[i], check_case);
  g_test_add_func ("/bad-head/version-of-reply", check_version_of_reply);
  g_test_add_func ("/bad-head/cut-short", check_cut_short);
  g_test_add_func ("/bad-head/client-goes-on", check_client_goes_on);
  g_test_add_func ("/bad-head/client-stays", check_client_stays);

  return g_test_run ();
}
