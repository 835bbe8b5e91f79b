/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Hundreds of tunnels at once, each with its own bytes. */

#include "flow.h"

#include "engine/accept/adit-engine-budget.h"

#include <string.h>

#define TUNNELS             500
#define DESCRIPTORS_OF_TEST 600 /* the engine's share that is no connection, and our own */

/* Each takes two descriptors here and two in the engine, in the same process. */
static guint
affordable (void)
{
  guint n_descriptors = adit_engine_budget_raise_limit ();

  return MIN (TUNNELS, (n_descriptors - MIN (n_descriptors, DESCRIPTORS_OF_TEST)) / 4);
}

static void
say_number (int fd, const char *side, guint number)
{
  g_autofree char *text = g_strdup_printf ("%s %06u\n", side, number);

  flow_say (fd, text);
}

static void
hear_number (int fd, const char *side, guint number)
{
  g_autofree char *text = g_strdup_printf ("%s %06u\n", side, number);

  flow_hear (fd, text);
}

static void
exchange (const FlowTunnel *tunnels, guint n_tunnels)
{
  for (guint i = 0; i < n_tunnels; i++)
    {
      say_number (tunnels[i].client, "client", i);
      say_number (tunnels[i].origin, "origin", i);
    }
  for (guint i = 0; i < n_tunnels; i++)
    {
      hear_number (tunnels[i].origin, "client", i);
      hear_number (tunnels[i].client, "origin", i);
    }
}

static void
check_many (void)
{
  guint n_tunnels = affordable ();
  FlowEngine *engine;
  g_autofree FlowTunnel *tunnels = g_new0 (FlowTunnel, n_tunnels);
  guint64 n_bytes = (guint64) n_tunnels * strlen ("client 000000\n");
  g_autoptr (GPtrArray) rows = NULL;
  AditEngineTotals totals;

  if (n_tunnels < TUNNELS)
    g_test_message ("only %u tunnels: the limit of descriptors is too low for more", n_tunnels);
  engine = flow_engine_new (NULL);
  for (guint i = 0; i < n_tunnels; i++)
    tunnels[i] = flow_tunnel_new (engine);
  exchange (tunnels, n_tunnels);

  rows = flow_engine_list (engine);
  g_assert_cmpuint (rows->len, ==, n_tunnels);
  for (guint i = 0; i < n_tunnels; i++)
    flow_tunnel_close (&tunnels[i]);
  flow_wait_until (flow_engine_count (engine) == 0);

  totals = flow_engine_totals (engine);
  g_assert_cmpuint (totals.opened, ==, n_tunnels);
  g_assert_cmpuint (totals.refused, ==, 0);
  g_assert_cmpuint (totals.sent_bytes, ==, n_bytes);
  g_assert_cmpuint (totals.received_bytes, ==, n_bytes);
  flow_engine_free (engine);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/many/at-once", check_many);

  return g_test_run ();
}
