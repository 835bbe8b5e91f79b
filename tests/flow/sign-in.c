/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Who has to sign in is asked to (RFC 9110, section 11.7), on a connection that stays; and whoever
 * may not any more is ended, alone. */

#include "flow.h"

#define RIGHT "Proxy-Authorization: Basic YWxpY2U6c2VjcmV0OnRvbw==\r\n" /* alice:secret:too */
#define WRONG "Proxy-Authorization: Basic YWxpY2U6d3Jvbmc=\r\n"         /* alice:wrong */
#define OTHER "Proxy-Authorization: Basic Ym9iOmtleQ==\r\n"             /* bob:key */

static const char *const users[] = { "alice", "secret:too", "bob", "key", NULL };
static const char *const only_bob[] = { "bob", "key", NULL };

static FlowEngine *
engine_new (void)
{
  g_autoptr (AditSettings) settings = flow_settings_new ();
  FlowEngine *engine;

  settings->access.sign_in = ADIT_SIGN_IN_ALWAYS;
  engine = flow_engine_new (settings);
  flow_engine_set_users (engine, users, ADIT_SCHEMES_BASIC);

  return engine;
}

static void
ask (int client, guint16 port, const char *fields)
{
  g_autofree char *request =
      g_strdup_printf ("CONNECT 127.0.0.1:%u HTTP/1.1\r\n%s\r\n", port, fields);

  flow_say (client, request);
}

/* Reads a 407 and its text, and leaves the connection as it is. */
static char *
hear_challenge (int client)
{
  g_autofree char *head = flow_read_head (client);
  const char *length = strstr (head, "Content-Length: ");
  char text[256];

  g_assert_cmpuint (flow_status_of (head), ==, 407);
  g_assert_nonnull (strstr (head, "\r\nProxy-Authenticate: Basic realm=\"Adit\""));
  flow_read (client, text,
             (gsize) g_ascii_strtoull (length + strlen ("Content-Length: "), NULL, 10));
  return g_steal_pointer (&head);
}

typedef struct
{
  const char *name;
  const char *fields;
} Case;

static const Case refused[] = {
  { "/sign-in/none", "" },
  { "/sign-in/wrong-password", WRONG },
  { "/sign-in/unknown-user", "Proxy-Authorization: Basic ZXZlOnNlY3JldDp0b28=\r\n" },
  { "/sign-in/malformed", "Proxy-Authorization: Basic !!!!\r\n" },
  { "/sign-in/no-colon", "Proxy-Authorization: Basic YWxpY2U=\r\n" },
  { "/sign-in/empty", "Proxy-Authorization:\r\n" },
  { "/sign-in/unknown-scheme", "Proxy-Authorization: Bearer YWxpY2U6c2VjcmV0OnRvbw==\r\n" },
  { "/sign-in/twice", RIGHT RIGHT },
};

/* The same connection serves as soon as the answer is right. */
static void
check_tried_again (gconstpointer data)
{
  const Case *row = data;
  FlowEngine *engine = engine_new ();
  FlowTunnel tunnel = { .client = flow_client_new (engine), .port = 0 };
  int listener = flow_listen ("127.0.0.1", &tunnel.port);
  g_autofree char *challenge = NULL;
  g_autofree char *head = NULL;
  g_autoptr (AditTunnel) ended = NULL;
  g_autoptr (AditTunnel) live = NULL;

  ask (tunnel.client, tunnel.port, row->fields);
  challenge = hear_challenge (tunnel.client);
  g_assert_null (strstr (challenge, "Connection: close"));
  ended = flow_engine_await_ended (engine, 1);
  g_assert_cmpuint (ended->status, ==, 407);
  g_assert_cmpstr (ended->user, ==, "");

  ask (tunnel.client, tunnel.port, RIGHT);
  head = flow_read_head (tunnel.client);
  g_assert_cmpuint (flow_status_of (head), ==, 200);
  tunnel.origin = flow_accept (listener);
  flow_tunnel_check (&tunnel);
  live = flow_engine_await_phase (engine, ADIT_PHASE_RELAY);
  g_assert_cmpstr (live->user, ==, "alice");

  flow_tunnel_close (&tunnel);
  flow_close (listener);
  flow_engine_free (engine);
}

static void
check_http_1_0 (void)
{
  FlowEngine *engine = engine_new ();
  g_autofree char *reply = flow_ask (engine, "CONNECT 127.0.0.1:1 HTTP/1.0\r\n\r\n");

  g_assert_cmpuint (flow_status_of (reply), ==, 407);
  g_assert_nonnull (strstr (reply, "\r\nConnection: close\r\n"));
  flow_engine_free (engine);
}

/* Content that nobody has read would be taken for the next request. */
static void
check_content (void)
{
  FlowEngine *engine = engine_new ();
  g_autofree char *reply =
      flow_ask (engine, "POST http://127.0.0.1:1/ HTTP/1.1\r\nHost: a\r\nContent-Length: 40\r\n\r\n"
                        "GET http://127.0.0.1:1/ HTTP/1.1\r\n\r\n\r\n\r\n");
  g_autoptr (GPtrArray) ended = flow_engine_recent (engine);

  g_assert_cmpuint (flow_status_of (reply), ==, 407);
  g_assert_nonnull (strstr (reply, "\r\nConnection: close\r\n"));
  g_assert_cmpuint (ended->len, ==, 1);
  flow_engine_free (engine);
}

/* The origin does not hear of it. */
static void
check_forwarded (void)
{
  FlowEngine *engine = engine_new ();
  guint16 port = 0;
  int listener = flow_listen ("127.0.0.1", &port);
  int client = flow_client_new (engine);
  g_autofree char *request =
      g_strdup_printf ("GET http://127.0.0.1:%u/ HTTP/1.1\r\nHost: a\r\n" OTHER "\r\n", port);
  g_autofree char *asked = NULL;
  g_autofree char *answer = NULL;
  int origin;

  flow_say (client, request);
  origin = flow_accept (listener);
  asked = flow_read_head (origin);
  g_assert_null (strstr (asked, "uthorization"));
  flow_say (origin, "HTTP/1.1 204 No Content\r\n\r\n");
  answer = flow_read_head (client);
  g_assert_cmpuint (flow_status_of (answer), ==, 204);

  flow_close (origin);
  flow_close (client);
  flow_close (listener);
  flow_engine_free (engine);
}

static FlowTunnel
tunnel_of (FlowEngine *engine, int listener, guint16 port, const char *fields)
{
  FlowTunnel tunnel = { .client = flow_client_new (engine), .port = port };
  g_autofree char *head = NULL;

  ask (tunnel.client, port, fields);
  head = flow_read_head (tunnel.client);
  g_assert_cmpuint (flow_status_of (head), ==, 200);
  tunnel.origin = flow_accept (listener);
  return tunnel;
}

static void
check_removed (void)
{
  FlowEngine *engine = engine_new ();
  guint16 port = 0;
  int listener = flow_listen ("127.0.0.1", &port);
  FlowTunnel alice = tunnel_of (engine, listener, port, RIGHT);
  FlowTunnel bob = tunnel_of (engine, listener, port, OTHER);
  g_autoptr (AditTunnel) ended = NULL;
  g_autofree char *challenge = NULL;
  int again;

  flow_engine_set_users (engine, only_bob, ADIT_SCHEMES_BASIC);
  ended = flow_engine_await_ended (engine, 1);
  g_assert_cmpint (ended->cause, ==, ADIT_CAUSE_USER_REMOVED);
  g_assert_cmpstr (ended->user, ==, "alice");
  flow_hear_reset (alice.client);
  flow_hear_reset (alice.origin);

  again = flow_client_new (engine);
  ask (again, port, RIGHT);
  challenge = hear_challenge (again);

  flow_close (again);
  flow_close (alice.client);
  flow_close (alice.origin);
  flow_close (bob.client);
  flow_close (bob.origin);
  flow_close (listener);
  flow_engine_free (engine);
}

/* Nobody has to here, and who is not known yet is not asked. */
static void
check_not_needed (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  guint16 port = 0;
  int listener = flow_listen ("127.0.0.1", &port);
  FlowTunnel tunnel = tunnel_of (engine, listener, port, WRONG);

  flow_tunnel_check (&tunnel);
  flow_tunnel_close (&tunnel);
  flow_close (listener);
  flow_engine_free (engine);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    g_test_add_data_func (refused[i].name, &refused[i], check_tried_again);
  g_test_add_func ("/sign-in/http-1.0", check_http_1_0);
  g_test_add_func ("/sign-in/content", check_content);
  g_test_add_func ("/sign-in/forwarded", check_forwarded);
  g_test_add_func ("/sign-in/removed", check_removed);
  g_test_add_func ("/sign-in/not-needed", check_not_needed);

  return g_test_run ();
}
