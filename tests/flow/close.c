/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Tunnels closed by hand: those that are meant, and no others. */

#include "flow.h"

#define N_TUNNELS 6

typedef struct
{
  FlowEngine *engine;
  FlowTunnel tunnels[N_TUNNELS];
  guint64 ids[N_TUNNELS];
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = NULL;

  self->engine = flow_engine_new (NULL);
  for (guint i = 0; i < N_TUNNELS; i++)
    self->tunnels[i] = flow_tunnel_new (self->engine);

  rows = flow_engine_list (self->engine);
  g_assert_cmpuint (rows->len, ==, N_TUNNELS);
  for (guint i = 0; i < N_TUNNELS; i++)
    self->ids[i] = ((AditTunnel *) rows->pdata[i])->figures.id;
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < N_TUNNELS; i++)
    flow_tunnel_close (&self->tunnels[i]);
  flow_engine_free (self->engine);
}

/* Rows come by rising id, and ids rise as connections come. */
static void
assert_alive (Fixture *self, guint index)
{
  flow_tunnel_check (&self->tunnels[index]);
}

static void
assert_closed (Fixture *self, guint index)
{
  flow_hear_reset (self->tunnels[index].client);
  flow_hear_reset (self->tunnels[index].origin);
}

static void
check_one (Fixture *self, gconstpointer data)
{
  g_autoptr (AditTunnel) row = NULL;

  g_assert_cmpuint (flow_engine_end (self->engine, &self->ids[2], 1), ==, 1);
  assert_closed (self, 2);
  for (guint i = 0; i < N_TUNNELS; i++)
    if (i != 2)
      assert_alive (self, i);

  row = flow_engine_await_ended (self->engine, 1);
  g_assert_cmpuint (row->figures.id, ==, self->ids[2]);
  g_assert_cmpint (row->cause, ==, ADIT_CAUSE_CLOSED);
  g_assert_cmpuint (flow_engine_count (self->engine), ==, N_TUNNELS - 1);
}

/* In no order, one of them twice, and some that never were. */
static void
check_several (Fixture *self, gconstpointer data)
{
  guint64 ids[] = { self->ids[5], G_MAXUINT64, self->ids[0], self->ids[5], 0, self->ids[3] };

  g_assert_cmpuint (flow_engine_end (self->engine, ids, G_N_ELEMENTS (ids)), ==, 3);
  assert_closed (self, 0);
  assert_closed (self, 3);
  assert_closed (self, 5);
  assert_alive (self, 1);
  assert_alive (self, 2);
  assert_alive (self, 4);

  /* Ids are not used again: what ended cannot be ended twice. */
  g_assert_cmpuint (flow_engine_end (self->engine, ids, G_N_ELEMENTS (ids)), ==, 0);
}

static void
check_unknown (Fixture *self, gconstpointer data)
{
  guint64 ids[] = { self->ids[N_TUNNELS - 1] + 1, 0 };

  g_assert_cmpuint (flow_engine_end (self->engine, ids, G_N_ELEMENTS (ids)), ==, 0);
  g_assert_cmpuint (flow_engine_end (self->engine, ids, 0), ==, 0);
  for (guint i = 0; i < N_TUNNELS; i++)
    assert_alive (self, i);
}

static void
check_all (Fixture *self, gconstpointer data)
{
  FlowTunnel next;

  g_assert_cmpuint (flow_engine_end (self->engine, NULL, 0), ==, N_TUNNELS);
  for (guint i = 0; i < N_TUNNELS; i++)
    assert_closed (self, i);
  flow_wait_until (flow_engine_count (self->engine) == 0);

  /* The engine still runs. */
  next = flow_tunnel_new (self->engine);
  flow_tunnel_check (&next);
  flow_tunnel_close (&next);
}

/* One that is not a tunnel yet has an id as well. */
static void
check_before_tunnel (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  int client = flow_client_new (engine);
  g_autoptr (AditTunnel) row = flow_engine_await_phase (engine, ADIT_PHASE_ACCEPT);
  g_autoptr (AditTunnel) ended = NULL;

  g_assert_cmpuint (flow_engine_end (engine, &row->figures.id, 1), ==, 1);
  flow_hear_end (client);
  ended = flow_engine_await_ended (engine, 1);
  g_assert_cmpint (ended->cause, ==, ADIT_CAUSE_CLOSED);

  flow_close (client);
  flow_engine_free (engine);
}

static void
add (const char *name, void (*check) (Fixture *, gconstpointer))
{
  g_test_add (name, Fixture, NULL, set_up, check, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/close/one", check_one);
  add ("/close/several", check_several);
  add ("/close/unknown", check_unknown);
  add ("/close/all", check_all);
  g_test_add_func ("/close/before-tunnel", check_before_tunnel);

  return g_test_run ();
}
