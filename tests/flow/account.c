/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The books: who, where, how much, how fast, when, and how it ended. */

#include "flow.h"

#include "engine/account/adit-engine-ledger.h"

#include <arpa/inet.h>
#include <string.h>

/* The address a socket has on this side, as rows write it. */
static char *
name_of (int fd)
{
  struct sockaddr_in name;
  char host[INET_ADDRSTRLEN];

  g_assert_cmpint (getsockname (fd, (struct sockaddr *) &name, &(socklen_t){ sizeof name }), ==, 0);
  inet_ntop (AF_INET, &name.sin_addr, host, sizeof host);
  return g_strdup_printf ("%s:%u", host, ntohs (name.sin_port));
}

static void
check_row (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  gint64 before_us = g_get_real_time ();
  FlowTunnel tunnel = flow_tunnel_new (engine);
  g_autofree char *client = name_of (tunnel.client);
  g_autofree char *address = name_of (tunnel.origin);
  g_autoptr (AditTunnel) live = flow_engine_await_phase (engine, ADIT_PHASE_RELAY);
  g_autoptr (AditTunnel) ended = NULL;

  g_assert_cmpstr (live->client, ==, client);
  g_assert_cmpstr (live->target, ==, address);
  g_assert_cmpstr (live->address, ==, address);
  g_assert_cmpint (live->cause, ==, ADIT_CAUSE_NONE);
  g_assert_cmpint (live->started_us, >=, before_us);
  g_assert_cmpint (live->started_us, <=, g_get_real_time ());
  g_assert_cmpint (live->ended_us, ==, 0);

  flow_tunnel_close (&tunnel);
  ended = flow_engine_await_ended (engine, 1);
  g_assert_cmpuint (ended->figures.id, ==, live->figures.id);
  g_assert_cmpint (ended->figures.phase, ==, ADIT_PHASE_ACCOUNT);
  g_assert_cmpstr (ended->client, ==, client);
  g_assert_cmpstr (ended->target, ==, address);
  g_assert_cmpstr (ended->address, ==, address);
  g_assert_cmpint (ended->started_us, ==, live->started_us);
  g_assert_cmpint (ended->ended_us, >=, ended->started_us);
  g_assert_cmpint (ended->ended_us, <=, g_get_real_time ());
  g_assert_cmpint (ended->cause, ==, ADIT_CAUSE_FINISHED);
  g_assert_cmpuint (ended->status, ==, 0);

  flow_engine_free (engine);
}

/* Several tunnels at once, each with its own figures; the totals are their sums. */
static void
check_bytes (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  FlowTunnel tunnels[3];
  AditEngineTotals totals;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (AditTunnel) last = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (tunnels); i++)
    {
      tunnels[i] = flow_tunnel_new (engine);
      for (guint round = 0; round <= i; round++)
        flow_tunnel_check (&tunnels[i]);
      flow_say (tunnels[i].client, "four");
      flow_hear (tunnels[i].origin, "four");
    }

  rows = flow_engine_list (engine);
  for (guint i = 0; i < G_N_ELEMENTS (tunnels); i++)
    {
      const AditTunnel *row = rows->pdata[i];

      g_assert_cmpuint (row->figures.sent_bytes, ==, i + 1 + 4);
      g_assert_cmpuint (row->figures.received_bytes, ==, i + 1);
      flow_tunnel_close (&tunnels[i]);
    }

  last = flow_engine_await_ended (engine, G_N_ELEMENTS (tunnels));
  totals = flow_engine_totals (engine);
  g_assert_cmpuint (totals.opened, ==, 3);
  g_assert_cmpuint (totals.refused, ==, 0);
  g_assert_cmpuint (totals.sent_bytes, ==, 5 + 6 + 7);
  g_assert_cmpuint (totals.received_bytes, ==, 1 + 2 + 3);

  flow_engine_free (engine);
}

/* A connection goes through the phases, and its row tells more with each. */
static void
check_phases (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  FlowBlackHole hole;
  int client = flow_client_new (engine);
  g_autoptr (AditTunnel) accepted = flow_engine_await_phase (engine, ADIT_PHASE_ACCEPT);
  g_autoptr (AditTunnel) parsing = NULL;
  g_autoptr (AditTunnel) connecting = NULL;
  g_autofree char *target = NULL;

  flow_black_hole_open (&hole, "127.0.0.1");
  target = g_strdup_printf ("127.0.0.1:%u", hole.port);
  g_assert_cmpstr (accepted->target, ==, "");

  flow_say (client, "CONNECT ");
  parsing = flow_engine_await_phase (engine, ADIT_PHASE_PARSE);
  g_assert_cmpstr (parsing->target, ==, "");
  flow_say (client, target);
  flow_say (client, " HTTP/1.1\r\n\r\n");
  connecting = flow_engine_await_phase (engine, ADIT_PHASE_CONNECT);
  g_assert_cmpstr (connecting->target, ==, target);
  g_assert_cmpstr (connecting->address, ==, "");
  g_assert_cmpuint (connecting->figures.id, ==, accepted->figures.id);
  g_assert_cmpstr (adit_phase_to_word (connecting->figures.phase), ==, "connect");

  flow_close (client);
  flow_engine_end (engine, NULL, 0);
  flow_black_hole_close (&hole);
  flow_engine_free (engine);
}

/* ---- Rates ---- */

static AditTunnelFigures
figures_now (FlowEngine *engine)
{
  g_autoptr (AditTunnel) row = flow_engine_await_phase (engine, ADIT_PHASE_RELAY);

  return row->figures;
}

static guint64
rate_while_sending (FlowEngine *engine, const FlowTunnel *tunnel)
{
  flow_say (tunnel->client, "0123456789");
  flow_hear (tunnel->origin, "0123456789");

  return figures_now (engine).sent_rate;
}

/* It rises while bytes go, and falls to zero by itself when none do: nothing else wakes the
 * worker then. */
static void
check_rate (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  FlowTunnel tunnel = flow_tunnel_new (engine);
  gint64 since_us = g_get_monotonic_time ();
  AditTunnelFigures figures;

  g_assert_cmpuint (figures_now (engine).sent_rate, ==, 0);
  flow_wait_until (rate_while_sending (engine, &tunnel) > 0);
  figures = figures_now (engine);
  g_assert_cmpuint (figures.received_rate, ==, 0);
  g_assert_cmpuint (figures.sent_rate, <=, figures.sent_bytes);
  g_assert_cmpint (g_get_monotonic_time () - since_us, <, 4 * G_USEC_PER_SEC);

  since_us = g_get_monotonic_time ();
  flow_wait_until (figures_now (engine).sent_rate == 0);
  g_assert_cmpint (g_get_monotonic_time () - since_us, <, 4 * G_USEC_PER_SEC);

  flow_tunnel_close (&tunnel);
  flow_engine_free (engine);
}

/* ---- What ended lately ---- */

static void
refuse_one (FlowEngine *engine)
{
  g_autofree char *reply = flow_ask_for (engine, "example.org:0");

  flow_assert_refusal (reply, ADIT_CAUSE_BAD_TARGET, 1);
  flow_wait_until (flow_engine_count (engine) == 0);
}

static void
check_recent_order (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  FlowTunnel tunnel = flow_tunnel_new (engine);
  g_autoptr (AditTunnel) last = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  const AditTunnel *refused;
  const AditTunnel *finished;

  flow_tunnel_close (&tunnel);
  last = flow_engine_await_ended (engine, 1);
  flow_wait_until (flow_engine_count (engine) == 0);
  refuse_one (engine);

  rows = flow_engine_recent (engine);
  g_assert_cmpuint (rows->len, ==, 2);
  refused = rows->pdata[0];
  finished = rows->pdata[1];
  g_assert_cmpint (refused->cause, ==, ADIT_CAUSE_BAD_TARGET);
  g_assert_cmpuint (refused->status, ==, 400);
  g_assert_cmpstr (refused->target, ==, "");
  g_assert_cmpint (finished->cause, ==, ADIT_CAUSE_FINISHED);
  g_assert_cmpuint (finished->status, ==, 0);
  g_assert_cmpuint (flow_engine_totals (engine).refused, ==, 1);
  g_assert_cmpuint (flow_engine_totals (engine).opened, ==, 1);

  flow_engine_free (engine);
}

/* One connection at a time always goes to the same worker, whose ring this fills: n stay, and the
 * next takes the place of the oldest. */
static void
check_recent_is_bounded (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  g_autoptr (GPtrArray) full = NULL;
  g_autoptr (GPtrArray) over = NULL;
  const AditTunnel *latest;
  const AditTunnel *oldest;

  for (guint i = 0; i < ADIT_ENGINE_RECENT_MAX; i++)
    refuse_one (engine);
  full = flow_engine_recent (engine);
  g_assert_cmpuint (full->len, ==, ADIT_ENGINE_RECENT_MAX);
  oldest = full->pdata[ADIT_ENGINE_RECENT_MAX - 1];
  g_assert_cmpuint (oldest->figures.id, ==, 1);

  refuse_one (engine);
  over = flow_engine_recent (engine);
  g_assert_cmpuint (over->len, ==, ADIT_ENGINE_RECENT_MAX);
  latest = over->pdata[0];
  oldest = over->pdata[ADIT_ENGINE_RECENT_MAX - 1];
  g_assert_cmpuint (latest->figures.id, ==, ADIT_ENGINE_RECENT_MAX + 1);
  g_assert_cmpuint (oldest->figures.id, ==, 2);
  g_assert_cmpuint (flow_engine_totals (engine).refused, ==, ADIT_ENGINE_RECENT_MAX + 1);

  flow_engine_free (engine);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/account/row", check_row);
  g_test_add_func ("/account/bytes", check_bytes);
  g_test_add_func ("/account/phases", check_phases);
  g_test_add_func ("/account/rate", check_rate);
  g_test_add_func ("/account/recent-order", check_recent_order);
  g_test_add_func ("/account/recent-is-bounded", check_recent_is_bounded);

  return g_test_run ();
}
