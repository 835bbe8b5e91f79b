/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What is set for users holds for all that they have open, and for nobody else. */

#include "flow.h"

#define ALICE "Proxy-Authorization: Basic YWxpY2U6c2VjcmV0OnRvbw==\r\n" /* alice:secret:too */
#define BOB   "Proxy-Authorization: Basic Ym9iOmtleQ==\r\n"             /* bob:key */

#define KIB 1024

static const char *const names[] = { "alice", "secret:too", "bob", "key", NULL };

typedef struct
{
  FlowEngine *engine;
  int listener;
  guint16 port;
} Fixture;

static Fixture
open_with (const AditUserLimits *limits)
{
  g_autoptr (AditSettings) settings = flow_settings_new ();
  Fixture fix = { 0 };

  settings->access.sign_in = ADIT_SIGN_IN_ALWAYS;
  fix.engine = flow_engine_new (settings);
  fix.listener = flow_listen ("127.0.0.1", &fix.port);
  flow_engine_set_limited_users (fix.engine, names, limits);

  return fix;
}

static void
shut (Fixture *fix)
{
  flow_close (fix->listener);
  flow_engine_free (fix->engine);
}

/* The status of the answer; the client's connection is in @tunnel. */
static guint
ask (const Fixture *fix, const char *credentials, FlowTunnel *tunnel)
{
  g_autofree char *request =
      g_strdup_printf ("CONNECT 127.0.0.1:%u HTTP/1.1\r\n%s\r\n", fix->port, credentials);
  g_autofree char *head = NULL;

  *tunnel = (FlowTunnel){ .client = flow_client_new (fix->engine), .port = fix->port };
  flow_say (tunnel->client, request);
  head = flow_read_head (tunnel->client);

  return flow_status_of (head);
}

static FlowTunnel
tunnel_of (const Fixture *fix, const char *credentials)
{
  FlowTunnel tunnel;

  g_assert_cmpuint (ask (fix, credentials, &tunnel), ==, 200);
  tunnel.origin = flow_accept (fix->listener);
  return tunnel;
}

static void
expect_refused (const Fixture *fix, const char *credentials, AditCause cause)
{
  g_autoptr (GPtrArray) before = flow_engine_recent (fix->engine);
  g_autoptr (AditTunnel) row = NULL;
  FlowTunnel tunnel;

  g_assert_cmpuint (ask (fix, credentials, &tunnel), ==, adit_cause_row (cause)->status);
  row = flow_engine_await_ended (fix->engine, before->len + 1);
  g_assert_cmpint (row->cause, ==, cause);
  g_assert_cmpstr (row->user, ==, "alice");
  flow_close (tunnel.client);
}

static void
close_both (const FlowTunnel *tunnel)
{
  flow_close (tunnel->client);
  flow_close (tunnel->origin);
}

static void
check_tunnels (void)
{
  Fixture fix = open_with (&(AditUserLimits){ .tunnels_max = 2 });
  FlowTunnel first = tunnel_of (&fix, ALICE);
  FlowTunnel second = tunnel_of (&fix, ALICE);
  g_autoptr (AditTunnel) ended = NULL;
  FlowTunnel another;

  expect_refused (&fix, ALICE, ADIT_CAUSE_TUNNELS_REACHED);
  another = tunnel_of (&fix, BOB);
  flow_tunnel_check (&another);

  flow_tunnel_close (&first);
  ended = flow_engine_await_ended (fix.engine, 2);
  first = tunnel_of (&fix, ALICE);
  flow_tunnel_check (&first);

  flow_tunnel_close (&first);
  flow_tunnel_close (&second);
  flow_tunnel_close (&another);
  shut (&fix);
}

static void
carry (const FlowTunnel *tunnel, gsize n_bytes)
{
  g_autofree char *bytes = g_malloc0 (n_bytes);

  flow_send (tunnel->client, bytes, n_bytes);
  flow_read (tunnel->origin, bytes, n_bytes);
}

/* The quota is for all that a user has carried, whichever worker did. */
static void
check_quota_refuses (void)
{
  Fixture fix = open_with (&(AditUserLimits){ .quota_bytes = 64 * KIB });
  FlowTunnel tunnel = tunnel_of (&fix, ALICE);
  FlowTunnel another;

  carry (&tunnel, 64 * KIB - 1);
  another = tunnel_of (&fix, ALICE);
  carry (&another, 1);
  expect_refused (&fix, ALICE, ADIT_CAUSE_QUOTA_REACHED);

  flow_tunnel_check (&tunnel);
  flow_tunnel_close (&tunnel);
  flow_tunnel_close (&another);
  another = tunnel_of (&fix, BOB);
  flow_tunnel_close (&another);
  shut (&fix);
}

static void
check_quota_ends (void)
{
  AditUserLimits limits = { .quota_bytes = 64 * KIB, .quota_end = ADIT_QUOTA_END };
  Fixture fix = open_with (&limits);
  FlowTunnel first = tunnel_of (&fix, ALICE);
  FlowTunnel second = tunnel_of (&fix, ALICE);
  FlowTunnel another = tunnel_of (&fix, BOB);
  g_autoptr (AditTunnel) ended = NULL;

  carry (&first, 64 * KIB);
  ended = flow_engine_await_ended (fix.engine, 2);
  g_assert_cmpint (ended->cause, ==, ADIT_CAUSE_QUOTA_REACHED);
  flow_hear_reset (first.client);
  flow_hear_reset (second.client);
  flow_tunnel_check (&another);
  expect_refused (&fix, ALICE, ADIT_CAUSE_QUOTA_REACHED);

  /* More of it is enough. */
  limits.quota_bytes = 128 * KIB;
  flow_engine_set_limited_users (fix.engine, names, &limits);
  close_both (&first);
  close_both (&second);
  first = tunnel_of (&fix, ALICE);
  flow_tunnel_check (&first);

  flow_tunnel_close (&first);
  flow_tunnel_close (&another);
  shut (&fix);
}

/* Both ways have it for themselves; two tunnels share it. */
static void
check_rate (void)
{
  Fixture fix = open_with (&(AditUserLimits){ .rate_bytes_s = 256 * KIB });
  FlowTunnel first = tunnel_of (&fix, ALICE);
  FlowTunnel second = tunnel_of (&fix, ALICE);
  gint64 since_us = g_get_monotonic_time ();

  carry (&first, 256 * KIB);
  carry (&second, 256 * KIB);
  /* Less than what the rate gives in this time, by what may come at once. */
  g_assert_cmpint (g_get_monotonic_time () - since_us, >, G_USEC_PER_SEC);

  flow_tunnel_close (&first);
  flow_tunnel_close (&second);
  shut (&fix);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/user-limits/tunnels", check_tunnels);
  g_test_add_func ("/user-limits/quota-refuses", check_quota_refuses);
  g_test_add_func ("/user-limits/quota-ends", check_quota_ends);
  g_test_add_func ("/user-limits/rate", check_rate);

  return g_test_run ();
}
