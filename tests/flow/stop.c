/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Stopping in the middle of a transfer, and starting again. */

#include "flow.h"

#define MUCH (8 * 1024 * 1024)

/* An engine on a port that can be had again. */
typedef struct
{
  FlowEngine *engine;
  guint16 port;
  int reserved;
} Fixture;

static void
set_up (Fixture *self, gconstpointer grace_s)
{
  g_autoptr (AditSettings) settings = flow_settings_new ();
  g_autofree char *address = NULL;

  self->reserved = flow_reserve ("127.0.0.1", &self->port);
  address = g_strdup_printf ("127.0.0.1:%u", self->port);
  g_ptr_array_set_size (settings->listeners, 0);
  adit_settings_add_listener (settings, address, TRUE);
  settings->grace_s = GPOINTER_TO_UINT (grace_s);
  self->engine = flow_engine_new (settings);
}

static void
tear_down (Fixture *self, gconstpointer grace_s)
{
  flow_engine_free (self->engine);
  flow_close (self->reserved);
}

static void
await_drained (Fixture *self, guint n_times)
{
  flow_wait_until (flow_engine_count_drained (self->engine) == n_times);
  g_assert_cmpuint (flow_engine_count (self->engine), ==, 0);
}

static void
check_grace (Fixture *self, gconstpointer grace_s)
{
  FlowTunnel tunnel = flow_tunnel_new (self->engine);
  FlowStream *sending;
  g_autofree char *sent = NULL;
  g_autofree char *received = NULL;
  g_autoptr (AditTunnel) row = NULL;

  /* Stopped mid-transfer: nobody has read yet, and there is more than sockets hold. */
  sending = flow_stream_send (tunnel.origin, MUCH, 3, TRUE);
  flow_engine_stop (self->engine);
  g_assert_cmpuint (flow_engine_count_drained (self->engine), ==, 0);

  flow_half_close (tunnel.client);
  received = flow_stream_finish (flow_stream_receive (tunnel.client), NULL);
  sent = flow_stream_finish (sending, NULL);
  g_assert_cmpstr (received, ==, sent);
  row = flow_engine_await_ended (self->engine, 1);
  g_assert_cmpint (row->cause, ==, ADIT_CAUSE_FINISHED);
  await_drained (self, 1);

  flow_tunnel_close (&tunnel);
}

static void
check_grace_passes (Fixture *self, gconstpointer grace_s)
{
  FlowTunnel tunnel = flow_tunnel_new (self->engine);
  gint64 since_us = g_get_monotonic_time ();
  g_autoptr (AditTunnel) row = NULL;

  flow_engine_stop (self->engine);
  flow_tunnel_check (&tunnel);
  flow_hear_reset (tunnel.client);
  flow_hear_reset (tunnel.origin);
  /* A timeout of whole seconds may be up to a second early. */
  g_assert_cmpint (g_get_monotonic_time () - since_us, >=,
                   (GPOINTER_TO_UINT (grace_s) - 1) * G_USEC_PER_SEC);
  row = flow_engine_await_ended (self->engine, 1);
  g_assert_cmpint (row->cause, ==, ADIT_CAUSE_STOPPED);
  await_drained (self, 1);

  flow_tunnel_close (&tunnel);
}

/* Without grace: broken off, which nobody takes for a whole transfer. */
static void
check_no_grace (Fixture *self, gconstpointer grace_s)
{
  FlowTunnel tunnel = flow_tunnel_new (self->engine);
  g_autoptr (AditTunnel) row = NULL;

  g_assert_cmpuint (flow_stream_stuff (tunnel.origin, MUCH, 3), >, 0);
  flow_engine_stop (self->engine);
  flow_hear_reset (tunnel.client);
  flow_hear_reset (tunnel.origin);
  row = flow_engine_await_ended (self->engine, 1);
  g_assert_cmpint (row->cause, ==, ADIT_CAUSE_STOPPED);
  await_drained (self, 1);

  flow_tunnel_close (&tunnel);
}

static void
check_nothing_to_drain (Fixture *self, gconstpointer grace_s)
{
  g_autoptr (AditListener) row = NULL;

  flow_engine_stop (self->engine);
  await_drained (self, 1);
  row = flow_engine_listener (self->engine, 0);
  g_assert_cmpint (row->state, ==, ADIT_LISTENER_OFF);
  g_assert_true (row->is_enabled);
}

/* Nobody gets in any more. */
static void
check_stopped_refuses (Fixture *self, gconstpointer grace_s)
{
  FlowEngine *other = flow_engine_new (NULL);
  g_autofree char *reply = NULL;

  flow_engine_stop (self->engine);
  reply = flow_ask_for_port (other, "127.0.0.1", self->port);
  flow_assert_refusal (reply, ADIT_CAUSE_REFUSED, 1);

  flow_engine_free (other);
}

/* At once, on the same port, although connections to it have only just ended. */
static void
check_again (Fixture *self, gconstpointer grace_s)
{
  for (guint round = 1; round <= 3; round++)
    {
      FlowTunnel tunnel = flow_tunnel_new (self->engine);

      g_assert_cmpuint (flow_engine_port (self->engine), ==, self->port);
      flow_tunnel_check (&tunnel);
      flow_engine_stop (self->engine);
      g_assert_true (flow_engine_start (self->engine));
      flow_tunnel_close (&tunnel);
    }
}

/* Started again within the grace: what lived on goes on, and is not ended when that is over. */
static void
check_again_within_grace (Fixture *self, gconstpointer grace_s)
{
  FlowTunnel kept = flow_tunnel_new (self->engine);
  FlowTunnel later;

  flow_engine_stop (self->engine);
  g_assert_true (flow_engine_start (self->engine));
  later = flow_tunnel_new (self->engine);
  flow_tunnel_check (&kept);
  /* Nothing to wait for: only time can show that nothing happens. */
  g_assert_false (flow_is_readable (kept.client, 1500));
  flow_tunnel_check (&kept);
  flow_tunnel_check (&later);
  g_assert_cmpuint (flow_engine_count_drained (self->engine), ==, 0);

  flow_tunnel_close (&kept);
  flow_tunnel_close (&later);
}

/* The engine is taken down with tunnels in mid-transfer. */
static void
check_taken_down (Fixture *self, gconstpointer grace_s)
{
  FlowTunnel tunnel = flow_tunnel_new (self->engine);
  FlowEngine *other = flow_engine_new (NULL);
  FlowTunnel its = flow_tunnel_new (other);

  g_assert_cmpuint (flow_stream_stuff (its.origin, MUCH, 3), >, 0);
  flow_engine_free (other);
  flow_hear_reset (its.client);
  flow_hear_reset (its.origin);
  flow_tunnel_check (&tunnel);

  flow_tunnel_close (&its);
  flow_tunnel_close (&tunnel);
}

static void
add (const char *name, guint grace_s, void (*check) (Fixture *, gconstpointer))
{
  g_test_add (name, Fixture, GUINT_TO_POINTER (grace_s), set_up, check, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/stop/grace", 30, check_grace);
  add ("/stop/grace-passes", 1, check_grace_passes);
  add ("/stop/no-grace", 0, check_no_grace);
  add ("/stop/nothing-to-drain", 30, check_nothing_to_drain);
  add ("/stop/refuses", 0, check_stopped_refuses);
  add ("/stop/again", 0, check_again);
  add ("/stop/again-within-grace", 1, check_again_within_grace);
  add ("/stop/taken-down", 0, check_taken_down);

  return g_test_run ();
}
