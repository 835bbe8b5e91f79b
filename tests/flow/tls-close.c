/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Encrypted connections that are closed, by hand or by stopping, wherever they are: each is seen as
 * cut off, none keeps its descriptors, and none keeps the engine from ending. */

#include "flow-tls.h"

#include "engine/tls/adit-engine-gate.h"

#include <errno.h>

#define STALLED (ADIT_ENGINE_HANDSHAKES_PER_ADDRESS_MAX + 8) /* some wait */

typedef struct
{
  guint n_sockets; /* before: GLib opens and closes others, in threads of its own */
  FlowEngine *engine;
} Fixture;

static FlowEngine *
engine_with_grace (guint grace_s)
{
  g_autoptr (AditSettings) settings = flow_tls_settings_new ();

  settings->grace_s = grace_s;
  return flow_tls_engine_new (settings);
}

static void
set_up (Fixture *self, gconstpointer grace_s)
{
  self->n_sockets = flow_count_sockets ();
  self->engine = engine_with_grace (GPOINTER_TO_UINT (grace_s));
}

static void
tear_down (Fixture *self, gconstpointer grace_s)
{
  if (self->engine)
    flow_engine_free (self->engine);
  g_assert_cmpuint (flow_count_sockets (), ==, self->n_sockets);
}

static void
take_down (Fixture *self)
{
  flow_engine_free (g_steal_pointer (&self->engine));
}

static void
await_drained (Fixture *self)
{
  flow_wait_until (flow_engine_count_drained (self->engine) == 1);
  g_assert_cmpuint (flow_engine_count (self->engine), ==, 0);
}

/* Whatever was said before, and then an end of any kind. */
static void
hear_any_end (int fd)
{
  char bytes[4096];
  ssize_t n_read;

  while ((n_read = recv (fd, bytes, sizeof bytes, 0)) > 0)
    ;
  if (n_read < 0)
    g_assert_cmpint (errno, ==, ECONNRESET);
  flow_close (fd);
}

/* ---- Tunnels ---- */

static void
assert_broken (FlowTlsTunnel *tunnel)
{
  flow_tls_hear_cut (tunnel->client);
  flow_hear_reset (tunnel->origin);
  flow_tls_cut (tunnel->client);
  flow_close (tunnel->origin);
}

static void
check_one (Fixture *self, gconstpointer data)
{
  FlowTlsTunnel closed = flow_tls_tunnel_new (self->engine);
  g_autoptr (AditTunnel) row = flow_engine_await_phase (self->engine, ADIT_PHASE_RELAY);
  FlowTlsTunnel kept = flow_tls_tunnel_new (self->engine);
  g_autoptr (AditTunnel) ended = NULL;

  g_assert_cmpuint (flow_engine_end (self->engine, &row->figures.id, 1), ==, 1);
  assert_broken (&closed);
  ended = flow_engine_await_ended (self->engine, 1);
  g_assert_cmpint (ended->cause, ==, ADIT_CAUSE_CLOSED);
  flow_tls_tunnel_check (&kept);
  flow_wait_until (flow_engine_count (self->engine) == 1);

  flow_tls_tunnel_close (&kept);
}

/* In the middle of a transfer to a client that does not read: what it has not got is not waited
 * for. */
static void
check_while_stuck (Fixture *self, gconstpointer data)
{
  FlowTlsTunnel tunnel = flow_tls_tunnel_new (self->engine);

  g_assert_cmpuint (flow_stream_stuff (tunnel.origin, 256 * 1024 * 1024, 1), >, 0);
  g_assert_cmpuint (flow_engine_end (self->engine, NULL, 0), ==, 1);
  flow_wait_until (flow_engine_count (self->engine) == 0);
  assert_broken (&tunnel);
}

static void
check_grace (Fixture *self, gconstpointer grace_s)
{
  FlowTlsTunnel tunnel = flow_tls_tunnel_new (self->engine);
  g_autoptr (AditTunnel) row = NULL;

  flow_engine_stop (self->engine);
  flow_tls_tunnel_check (&tunnel);
  g_assert_cmpuint (flow_engine_count_drained (self->engine), ==, 0);
  flow_tls_end (tunnel.client);
  flow_hear_end (tunnel.origin);
  flow_half_close (tunnel.origin);
  flow_tls_hear_end (tunnel.client);
  row = flow_engine_await_ended (self->engine, 1);
  g_assert_cmpint (row->cause, ==, ADIT_CAUSE_FINISHED);
  await_drained (self);

  flow_tls_tunnel_close (&tunnel);
}

static void
check_grace_passes (Fixture *self, gconstpointer grace_s)
{
  FlowTlsTunnel tunnel = flow_tls_tunnel_new (self->engine);
  g_autoptr (AditTunnel) row = NULL;

  flow_engine_stop (self->engine);
  assert_broken (&tunnel);
  row = flow_engine_await_ended (self->engine, 1);
  g_assert_cmpint (row->cause, ==, ADIT_CAUSE_STOPPED);
  await_drained (self);
}

/* ---- Handshakes of clients ---- */

/* Clients that sent a whole ClientHello and wait: some run, the rest queues. */
static void
stall_clients (Fixture *self, int *clients)
{
  for (guint i = 0; i < STALLED; i++)
    {
      clients[i] = flow_client_new (self->engine);
      flow_tls_send_hello (clients[i]);
    }
  flow_wait_until (flow_engine_count (self->engine) == STALLED);
  /* Its ServerHello tells that the first one's handshake runs. */
  g_assert_true (flow_is_readable (clients[0], FLOW_PATIENCE_S * 1000));
}

static void
leave_clients (int *clients)
{
  for (guint i = 0; i < STALLED; i++)
    hear_any_end (clients[i]);
}

static void
check_handshakes (Fixture *self, gconstpointer data)
{
  int clients[STALLED];
  g_autoptr (AditTunnel) row = NULL;

  stall_clients (self, clients);
  g_assert_cmpuint (flow_engine_end (self->engine, NULL, 0), ==, STALLED);
  flow_wait_until (flow_engine_count (self->engine) == 0);
  row = flow_engine_await_ended (self->engine, STALLED);
  g_assert_cmpint (row->cause, ==, ADIT_CAUSE_CLOSED);
  leave_clients (clients);
}

static void
check_stop_handshakes (Fixture *self, gconstpointer data)
{
  int clients[STALLED];

  stall_clients (self, clients);
  flow_engine_stop (self->engine);
  await_drained (self);
  leave_clients (clients);
}

static void
check_take_down_handshakes (Fixture *self, gconstpointer data)
{
  int clients[STALLED];

  stall_clients (self, clients);
  take_down (self);
  leave_clients (clients);
}

/* Clients that leave, in the middle of theirs or before their turn. */
static void
check_client_leaves (Fixture *self, gconstpointer data)
{
  int clients[STALLED];

  stall_clients (self, clients);
  for (guint i = 0; i < STALLED; i++)
    flow_reset (clients[i]);
  flow_wait_until (flow_engine_count (self->engine) == 0);
}

/* Who leaves before its turn is gone at once, and nobody is cut to make room for it. */
static void
check_waiting_client_leaves (Fixture *self, gconstpointer data)
{
  int clients[STALLED];

  for (guint i = 0; i < STALLED; i++)
    {
      clients[i] = flow_client_new (self->engine);
      flow_tls_send_hello (clients[i]);
      if (i < ADIT_ENGINE_HANDSHAKES_PER_ADDRESS_MAX)
        g_assert_true (flow_is_readable (clients[i], FLOW_PATIENCE_S * 1000));
      else
        flow_reset (clients[i]);
    }
  flow_wait_until (flow_engine_count (self->engine) == ADIT_ENGINE_HANDSHAKES_PER_ADDRESS_MAX);

  /* Nothing to wait for: only time can show that nothing happens. */
  g_usleep (3 * ADIT_ENGINE_HANDSHAKE_PATIENCE_US / 2);
  g_assert_cmpuint (flow_engine_count (self->engine), ==, ADIT_ENGINE_HANDSHAKES_PER_ADDRESS_MAX);
  for (guint i = 0; i < ADIT_ENGINE_HANDSHAKES_PER_ADDRESS_MAX; i++)
    flow_close (clients[i]);
}

/* ---- Handshakes with origins ---- */

/* A request for an origin that accepts, and says nothing. */
static void
stall_origin (Fixture *self, int *client, int *origin)
{
  guint16 port = 0;
  int listener = flow_listen ("127.0.0.1", &port);
  g_autofree char *request =
      g_strdup_printf ("GET https://127.0.0.1:%u/ HTTP/1.1\r\nHost: x\r\n\r\n", port);

  *client = flow_client_new (self->engine);
  flow_say (*client, request);
  *origin = flow_accept (listener);
  /* Our ClientHello tells that the handshake runs. */
  g_assert_true (flow_is_readable (*origin, FLOW_PATIENCE_S * 1000));
  flow_close (listener);
}

static void
check_origin_handshake (Fixture *self, gconstpointer data)
{
  int client, origin;

  stall_origin (self, &client, &origin);
  g_assert_cmpuint (flow_engine_end (self->engine, NULL, 0), ==, 1);
  flow_wait_until (flow_engine_count (self->engine) == 0);
  hear_any_end (origin);
  hear_any_end (client);
}

static void
check_take_down_origin_handshake (Fixture *self, gconstpointer data)
{
  int client, origin;

  stall_origin (self, &client, &origin);
  take_down (self);
  hear_any_end (origin);
  hear_any_end (client);
}

/* The client leaves while we wait for the origin: nobody needs it any more. */
static void
check_client_leaves_origin_handshake (Fixture *self, gconstpointer data)
{
  int client, origin;

  stall_origin (self, &client, &origin);
  flow_reset (client);
  hear_any_end (origin);
  flow_wait_until (flow_engine_count (self->engine) == 0);
}

/* ---- What waits for its next request ---- */

/* A client and an origin, both encrypted, between two requests. */
typedef struct
{
  FlowTls *client;
  FlowTls *origin;
} Kept;

static Kept
keep (Fixture *self)
{
  AditEngineKeyPair *identity = flow_identity_new ("127.0.0.1");
  Kept kept = { .client = flow_tls_dial (self->engine) };
  guint16 port = 0;
  int listener = flow_listen ("127.0.0.1", &port);
  g_autofree char *request =
      g_strdup_printf ("GET https://127.0.0.1:%u/ HTTP/1.1\r\nHost: x\r\n\r\n", port);
  g_autofree char *asked = NULL;
  g_autofree char *head = NULL;

  flow_tls_say (kept.client, request);
  kept.origin = flow_tls_accept (listener, identity);
  asked = flow_tls_read_head (kept.origin);
  flow_tls_say (kept.origin, "HTTP/1.1 204 No Content\r\n\r\n");
  head = flow_tls_read_head (kept.client);
  g_assert_cmpuint (flow_status_of (head), ==, 204);

  flow_close (listener);
  flow_identity_free (identity);
  return kept;
}

/* Nothing was under way: how such a connection ends is nobody's concern. */
static void
assert_kept_ended (Kept *kept)
{
  char byte;

  g_assert_cmpint (flow_tls_receive (kept->client, &byte, 1), <=, 0);
  g_assert_cmpint (flow_tls_receive (kept->origin, &byte, 1), <=, 0);
  flow_tls_cut (kept->client);
  flow_tls_cut (kept->origin);
}

static void
check_stop_kept (Fixture *self, gconstpointer data)
{
  Kept kept = keep (self);

  flow_engine_stop (self->engine);
  await_drained (self);
  assert_kept_ended (&kept);
}

static void
check_take_down_kept (Fixture *self, gconstpointer data)
{
  Kept kept = keep (self);

  take_down (self);
  assert_kept_ended (&kept);
}

#define ADD(name, grace_s, check)                                                                  \
  g_test_add ("/tls-close/" name, Fixture, GUINT_TO_POINTER (grace_s), set_up, check, tear_down)

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  flow_authority_open ();
  ADD ("one", 30, check_one);
  ADD ("while-stuck", 30, check_while_stuck);
  ADD ("grace", 30, check_grace);
  ADD ("grace-passes", 1, check_grace_passes);
  ADD ("no-grace", 0, check_grace_passes);
  ADD ("handshakes", 30, check_handshakes);
  ADD ("handshakes/stop", 0, check_stop_handshakes);
  ADD ("handshakes/taken-down", 30, check_take_down_handshakes);
  ADD ("handshakes/client-leaves", 30, check_client_leaves);
  ADD ("handshakes/waiting-client-leaves", 30, check_waiting_client_leaves);
  ADD ("origin-handshake", 30, check_origin_handshake);
  ADD ("origin-handshake/taken-down", 30, check_take_down_origin_handshake);
  ADD ("origin-handshake/client-leaves", 30, check_client_leaves_origin_handshake);
  ADD ("kept/stop", 30, check_stop_kept);
  ADD ("kept/taken-down", 30, check_take_down_kept);

  status = g_test_run ();
  flow_authority_close ();
  return status;
}
