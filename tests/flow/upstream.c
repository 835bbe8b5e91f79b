/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A rule may send what it is about through an upstream proxy, which looks the name up; the rest
 * goes straight. */

#include "flow.h"

#define NAME "nowhere.example.org" /* nobody here knows where that is */

static const char established[] = "HTTP/1.1 200 Connection Established\r\n\r\n";

typedef struct
{
  FlowEngine *engine;
  int upstream; /* its listener */
  int client;
} Fixture;

static Fixture
open_with (const char *rules)
{
  Fixture fix = { .engine = flow_engine_new (NULL) };
  guint16 port = 0;
  g_autofree char *text = NULL;

  fix.upstream = flow_listen ("127.0.0.1", &port);
  text = g_strdup_printf ("upstream up http 127.0.0.1:%u\n%s", port, rules);
  flow_engine_set_rules (fix.engine, text);
  fix.client = flow_client_new (fix.engine);

  return fix;
}

static void
shut (Fixture *fix)
{
  flow_close (fix->client);
  flow_close (fix->upstream);
  flow_engine_free (fix->engine);
}

static void
expect_status (int client, guint status)
{
  g_autofree char *head = flow_read_head (client);

  g_assert_cmpuint (flow_status_of (head), ==, status);
}

/* What was asked of the upstream is a tunnel to @target. */
static int
accept_asked_for (const Fixture *fix, const char *target)
{
  int connection = flow_accept (fix->upstream);
  g_autofree char *asked = flow_read_head (connection);
  g_autofree char *line = g_strdup_printf ("CONNECT %s HTTP/1.1\r\n", target);

  g_assert_true (g_str_has_prefix (asked, line));
  g_assert_null (strstr (asked, "uthorization"));
  return connection;
}

static void
check_tunnel (gconstpointer rules)
{
  Fixture fix = open_with (rules);
  FlowTunnel tunnel = { .client = fix.client };
  g_autoptr (AditTunnel) row = NULL;

  flow_say (fix.client, "CONNECT " NAME ":443 HTTP/1.1\r\n\r\n");
  tunnel.origin = accept_asked_for (&fix, NAME ":443");
  flow_say (tunnel.origin, established);
  expect_status (fix.client, 200);
  flow_tunnel_check (&tunnel);
  row = flow_engine_await_phase (fix.engine, ADIT_PHASE_RELAY);
  g_assert_cmpstr (row->target, ==, NAME ":443");

  flow_close (tunnel.origin);
  flow_hear_end (fix.client);
  shut (&fix);
}

/* What the origin says right behind the upstream's answer is not lost. */
static void
check_server_speaks_first (void)
{
  Fixture fix = open_with ("default via up\n");
  int origin;

  flow_say (fix.client, "CONNECT " NAME ":25 HTTP/1.1\r\n\r\n");
  origin = accept_asked_for (&fix, NAME ":25");
  flow_say (origin, "HTTP/1.1 200 OK\r\nVia: 1.1 up\r\n\r\n220 hello\r\n");
  expect_status (fix.client, 200);
  flow_hear (fix.client, "220 hello\r\n");

  flow_close (origin);
  shut (&fix);
}

static void
check_forwarded (void)
{
  Fixture fix = open_with ("via up host " NAME "\n");
  g_autofree char *asked = NULL;
  int origin;

  flow_say (fix.client, "GET http://" NAME "/path HTTP/1.1\r\nHost: " NAME "\r\n\r\n");
  origin = accept_asked_for (&fix, NAME ":80");
  flow_say (origin, established);
  asked = flow_read_head (origin);
  g_assert_true (g_str_has_prefix (asked, "GET /path HTTP/1.1\r\nHost: " NAME "\r\n"));
  flow_say (origin, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  expect_status (fix.client, 200);
  flow_hear (fix.client, "ok");

  flow_close (origin);
  shut (&fix);
}

typedef struct
{
  const char *name;
  const char *answer;
  AditCause cause;
} Refusal;

static const Refusal refusals[] = {
  { "/upstream/refused", "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n",
    ADIT_CAUSE_UPSTREAM_REFUSED },
  { "/upstream/sign-in", "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n",
    ADIT_CAUSE_UPSTREAM_SIGN_IN },
  { "/upstream/no-proxy", "220 mail.example.org ready\r\n\r\n", ADIT_CAUSE_UPSTREAM_BAD },
};

static void
check_refused (gconstpointer data)
{
  const Refusal *refusal = data;
  Fixture fix = open_with ("via up\n");
  g_autoptr (AditTunnel) ended = NULL;
  int connection;

  flow_say (fix.client, "CONNECT " NAME ":443 HTTP/1.1\r\n\r\n");
  connection = accept_asked_for (&fix, NAME ":443");
  flow_say (connection, refusal->answer);
  expect_status (fix.client, 502);
  ended = flow_engine_await_ended (fix.engine, 1);
  g_assert_cmpint (ended->cause, ==, refusal->cause);

  flow_close (connection);
  shut (&fix);
}

static void
check_unreachable (void)
{
  Fixture fix = open_with ("via up\n");
  g_autoptr (AditTunnel) ended = NULL;

  flow_engine_set_rules (fix.engine, "upstream up http 127.0.0.1:1\nvia up\n");
  flow_say (fix.client, "CONNECT " NAME ":443 HTTP/1.1\r\n\r\n");
  expect_status (fix.client, 502);
  ended = flow_engine_await_ended (fix.engine, 1);
  g_assert_cmpint (ended->cause, ==, ADIT_CAUSE_UPSTREAM_UNREACHABLE);
  shut (&fix);
}

/* Only the address tells: the name is looked up here, and then goes through the upstream. */
static void
check_by_address (void)
{
  Fixture fix = open_with ("via up address 127.0.0.0/8\n");
  int origin;

  flow_say (fix.client, "CONNECT inside.example.org:443 HTTP/1.1\r\n\r\n");
  origin = accept_asked_for (&fix, "inside.example.org:443");
  flow_say (origin, established);
  expect_status (fix.client, 200);

  flow_close (origin);
  shut (&fix);
}

static void
check_others_go_straight (void)
{
  Fixture fix = open_with ("via up host " NAME "\n");
  FlowTunnel tunnel = flow_tunnel_new (fix.engine);

  flow_tunnel_check (&tunnel);
  flow_tunnel_close (&tunnel);
  g_assert_false (flow_is_readable (fix.upstream, 0));
  shut (&fix);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  flow_resolver_install ();
  flow_resolver_add ("inside.example.org", (const char *const[]){ "127.0.0.1", NULL });
  g_test_add_data_func ("/upstream/host", "via up host " NAME "\n", check_tunnel);
  g_test_add_data_func ("/upstream/default", "default via up\n", check_tunnel);
  g_test_add_func ("/upstream/server-speaks-first", check_server_speaks_first);
  g_test_add_func ("/upstream/forwarded", check_forwarded);
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    g_test_add_data_func (refusals[i].name, &refusals[i], check_refused);
  g_test_add_func ("/upstream/unreachable", check_unreachable);
  g_test_add_func ("/upstream/by-address", check_by_address);
  g_test_add_func ("/upstream/others-go-straight", check_others_go_straight);

  return g_test_run ();
}
