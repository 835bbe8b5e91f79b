/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Relays and forwarded exchanges that share a user's rate, over real sockets, on two workers: how
 * long what is carried takes at least, and who gets how much. That it takes longer on a machine
 * that is busy is in order, so the bounds on that side are wide. */

#include "flow-tls.h"

#include "engine/relay/adit-engine-forward.h"
#include "engine/relay/adit-engine-relay.h"

#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#define RATE G_GUINT64_CONSTANT (2000000)
#define MUCH (64 * 1024 * 1024)

/* What may be ahead of the rate: the burst, and a place on the edge. */
#define AHEAD_US (ADIT_ENGINE_SHAPER_BURST_US + 2 * ADIT_ENGINE_SHAPER_TICK_US)

typedef struct
{
  AditEngineWorker *workers[2];
  AditEngineGate *gate;
  AditEngineShaper sent;
  AditEngineShaper received;
} Proxy;

/* One tunnel or forwarded request, and the test's ends of it. */
typedef struct
{
  Proxy *proxy;
  AditEngineWorker *worker;
  int client;
  int origin;

  /* The worker's. */
  int fds[2];
  GTlsCertificate *certificate; /* NULL: plain */
  const char *request;          /* NULL: a tunnel */
  AditEngineChannel *channels[2];
  AditEngineMeter meters[2];
  AditEngineRelay relay;
  AditEngineForward *forward;
} Carrier;

static void
proxy_open (Proxy *self, guint64 sent_rate, guint64 received_rate)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->workers); i++)
    self->workers[i] = adit_engine_worker_new (i, 16);
  self->gate = adit_engine_gate_new ();
  adit_engine_shaper_init (&self->sent, sent_rate);
  adit_engine_shaper_init (&self->received, received_rate);
}

static gboolean
is_empty (gpointer data)
{
  return adit_engine_tls_count_handshakes () == 0;
}

static void
proxy_close (Proxy *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->workers); i++)
    adit_engine_worker_free (self->workers[i], is_empty, NULL);
  adit_engine_gate_free (self->gate);
  g_assert_cmpuint (self->sent.n_places, ==, 0);
  g_assert_cmpuint (self->received.n_places, ==, 0);
}

/* ---- In the worker's thread ---- */

static void
on_moved (gpointer owner, gsize n_sent, gsize n_received)
{
  g_assert_cmpuint (n_sent + n_received, >, 0);
}

static void
on_relay_over (gpointer owner, AditCause cause)
{
  Carrier *self = owner;

  adit_engine_relay_clear (&self->relay);
}

static void
on_forward_over (gpointer owner, const AditEngineForwardResult *result)
{
  g_assert_cmpint (result->cause, ==, ADIT_CAUSE_ANSWERED);
}

static void
on_status (gpointer owner, guint16 status)
{
  g_assert_cmpuint (status, ==, 200);
}

static const AditEngineForwardFuncs forward_funcs = {
  .on_over = on_forward_over,
  .on_status = on_status,
  .on_moved = on_moved,
};

static void
start_relay (Carrier *self)
{
  adit_engine_relay_init (&self->relay, self->worker, &self->meters[0], &self->meters[1], 0,
                          on_moved, on_relay_over, self);
  adit_engine_relay_set_shapers (&self->relay, &self->proxy->sent, &self->proxy->received);
  adit_engine_relay_start (&self->relay, self->channels[0], self->channels[1]);
}

static void
start_forward (Carrier *self)
{
  AditEngineHead head;
  AditEngineRequest request;

  adit_engine_head_init (&head);
  g_assert_cmpint (adit_engine_head_parse (&head, self->request, strlen (self->request)), ==,
                   ADIT_ENGINE_HEAD_DONE);
  g_assert_cmpint (adit_engine_request_read (&request, &head, self->request), ==, ADIT_CAUSE_NONE);
  self->forward = adit_engine_forward_new (self->worker, &request, &head, self->request);
  adit_engine_forward_set_shapers (self->forward, &self->proxy->sent, &self->proxy->received);
  adit_engine_forward_start (self->forward, self->channels[0], self->channels[1], &self->meters[0],
                             &self->meters[1], 0, &forward_funcs, self);
}

static void
start (Carrier *self)
{
  if (self->request)
    start_forward (self);
  else
    start_relay (self);
}

static void
on_handshake_done (gpointer owner, AditCause cause)
{
  g_assert_cmpint (cause, ==, ADIT_CAUSE_NONE);
  start (owner);
}

static void
start_handshake (Carrier *self)
{
  AditEngineTls *tls =
      adit_engine_tls_new_server (self->worker, self->channels[0]->socket, self->certificate);
  AditEngineAddress peer;

  g_assert_true (adit_engine_address_parse (&peer, "127.0.0.1", 1));
  adit_engine_channel_encrypt (self->channels[0], tls);
  adit_engine_tls_start (tls, self->proxy->gate, &peer, FLOW_PATIENCE_S * G_USEC_PER_SEC,
                         on_handshake_done, self);
}

/* Before the channel has an owner: the socket remembers what it was told. */
static void
on_early (AditEngineSocket *socket, gpointer owner)
{
}

static void
open_in_worker (gpointer data)
{
  Carrier *self = data;

  for (guint i = 0; i < 2; i++)
    {
      AditEngineSocket *socket =
          adit_engine_loop_add (self->worker->loop, self->fds[i], on_early, NULL);

      g_assert_nonnull (socket);
      socket->is_readable = socket->is_writable = TRUE;
      self->channels[i] = adit_engine_channel_new (self->worker, socket);
    }

  if (self->certificate)
    start_handshake (self);
  else
    start (self);
}

static void
close_in_worker (gpointer data)
{
  Carrier *self = data;

  adit_engine_relay_clear (&self->relay);
  adit_engine_forward_free (self->forward);
  adit_engine_channel_close (self->channels[0], FALSE);
  adit_engine_channel_close (self->channels[1], FALSE);
}

/* ---- In the test's ---- */

static int
make_pair (int *engine_fd)
{
  guint16 port = 0;
  int listener = flow_listen ("127.0.0.1", &port);
  int fd = flow_dial ("127.0.0.1", port);

  *engine_fd = flow_accept (listener);
  g_assert_no_errno (fcntl (*engine_fd, F_SETFL, O_NONBLOCK));
  flow_close (listener);
  return fd;
}

/* With what the caller has set of the worker's. */
static void
carrier_open (Carrier *self, Proxy *proxy, guint worker)
{
  self->proxy = proxy;
  self->worker = proxy->workers[worker];
  self->client = make_pair (&self->fds[0]);
  self->origin = make_pair (&self->fds[1]);
  adit_engine_worker_call (self->worker, open_in_worker, self);
}

static void
carrier_end (Carrier *self)
{
  adit_engine_worker_call (self->worker, close_in_worker, self);
}

static void
carrier_close (Carrier *self)
{
  carrier_end (self);
  flow_close (self->client);
  flow_close (self->origin);
}

static gint64
least_us (guint64 n_bytes)
{
  return (gint64) (n_bytes * G_USEC_PER_SEC / RATE) - AHEAD_US;
}

static void
assert_took (gint64 since_us, guint64 n_bytes)
{
  gint64 took_us = g_get_monotonic_time () - since_us;

  g_assert_cmpint (took_us, >=, least_us (n_bytes));
  g_assert_cmpint (took_us, <, 5 * least_us (n_bytes) + 2 * G_USEC_PER_SEC);
}

/* Reads so much, and throws it away. */
static void
swallow (int fd, guint64 n_bytes)
{
  g_free (flow_stream_finish (flow_stream_receive_some (fd, n_bytes), NULL));
}

/* ---- Tunnels ---- */

static void
check_tunnel (void)
{
  const guint64 n_bytes = 3 * RATE / 2;
  Proxy proxy;
  Carrier carrier = { 0 };
  gint64 since_us = g_get_monotonic_time ();
  g_autofree char *sum = NULL;
  g_autofree char *heard = NULL;
  FlowStream *sending;

  proxy_open (&proxy, RATE, 0);
  carrier_open (&carrier, &proxy, 0);
  sending = flow_stream_send (carrier.client, n_bytes, 1, TRUE);
  heard = flow_stream_finish (flow_stream_receive (carrier.origin), NULL);
  sum = flow_stream_finish (sending, NULL);
  g_assert_cmpstr (sum, ==, heard);
  assert_took (since_us, n_bytes);
  carrier_close (&carrier);
  proxy_close (&proxy);
}

/* Much more has come the other way before that is done. */
static void
check_other_direction (void)
{
  const guint64 n_bytes = RATE;
  Proxy proxy;
  Carrier carrier = { 0 };
  gint64 since_us = g_get_monotonic_time ();
  FlowStream *sending, *receiving, *answering;

  proxy_open (&proxy, RATE, 0);
  carrier_open (&carrier, &proxy, 0);
  sending = flow_stream_send (carrier.client, n_bytes, 1, FALSE);
  answering = flow_stream_send (carrier.origin, MUCH, 2, FALSE);
  receiving = flow_stream_receive_some (carrier.client, MUCH);
  g_free (flow_stream_finish (receiving, NULL));
  g_free (flow_stream_finish (answering, NULL));
  g_assert_cmpuint (MUCH, >, 8 * RATE);
  g_assert_cmpint (g_get_monotonic_time () - since_us, <, 8 * G_USEC_PER_SEC);
  swallow (carrier.origin, n_bytes);
  assert_took (since_us, n_bytes);
  g_free (flow_stream_finish (sending, NULL));
  carrier_close (&carrier);
  proxy_close (&proxy);
}

/* Reads what is there, and throws it away. */
static guint64
receive (int fd)
{
  static char bytes[65536];
  ssize_t n_read = recv (fd, bytes, sizeof bytes, MSG_DONTWAIT);

  return n_read > 0 ? (guint64) n_read : 0;
}

/* Until there are @n_bytes at two ends together. */
static void
receive_both (const Carrier carriers[2], guint64 n_bytes, guint64 n_received[2])
{
  while (n_received[0] + n_received[1] < n_bytes)
    {
      struct pollfd fds[2] = { { .fd = carriers[0].origin, .events = POLLIN },
                               { .fd = carriers[1].origin, .events = POLLIN } };

      g_assert_cmpint (poll (fds, 2, FLOW_PATIENCE_S * 1000), >, 0);
      for (guint i = 0; i < 2; i++)
        if (fds[i].revents)
          n_received[i] += receive (fds[i].fd);
    }
}

/* On different workers, or on one. */
static void
check_equal (gconstpointer second_worker)
{
  const guint64 n_bytes = 2 * RATE;
  Proxy proxy;
  Carrier carriers[2] = { 0 };
  FlowStream *sending[2];
  guint64 n_received[2] = { 0 };
  gint64 since_us = g_get_monotonic_time ();

  proxy_open (&proxy, RATE, 0);
  carrier_open (&carriers[0], &proxy, 0);
  carrier_open (&carriers[1], &proxy, GPOINTER_TO_UINT (second_worker));
  for (guint i = 0; i < 2; i++)
    sending[i] = flow_stream_send (carriers[i].client, n_bytes, i, FALSE);
  receive_both (carriers, n_bytes, n_received);
  assert_took (since_us, n_bytes);
  g_assert_cmpuint (n_received[0], >, n_bytes / 4);
  g_assert_cmpuint (n_received[1], >, n_bytes / 4);

  /* Without the limit the rest is here at once. */
  adit_engine_shaper_set_rate (&proxy.sent, 0, g_get_monotonic_time ());
  receive_both (carriers, 2 * n_bytes, n_received);
  for (guint i = 0; i < 2; i++)
    {
      g_free (flow_stream_finish (sending[i], NULL));
      carrier_close (&carriers[i]);
    }
  proxy_close (&proxy);
}

/* Ended while it waits: its place is free. */
static void
check_ended (void)
{
  Proxy proxy;
  Carrier carrier = { 0 };

  proxy_open (&proxy, 1000, 0);
  carrier_open (&carrier, &proxy, 0);
  flow_stream_stuff (carrier.client, RATE, 1);
  carrier_close (&carrier);
  proxy_close (&proxy);
}

static void
check_tls (void)
{
  const guint64 n_bytes = RATE;
  AditEngineKeyPair *identity = flow_identity_new ("localhost");
  g_autofree char *both = g_strconcat (identity->certificate, identity->key, NULL);
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_pem (both, -1, NULL);
  Proxy proxy;
  Carrier carrier = { .certificate = certificate };
  FlowStream *streams[4];
  FlowTls *tls;
  gint64 since_us;

  proxy_open (&proxy, RATE, RATE);
  carrier_open (&carrier, &proxy, 0);
  tls = flow_tls_new (carrier.client, NULL);
  flow_tls_handshake (tls);
  since_us = g_get_monotonic_time ();
  streams[0] = flow_tls_stream_send (tls, n_bytes, 1, TRUE);
  streams[1] = flow_stream_send (carrier.origin, n_bytes, 2, TRUE);
  streams[2] = flow_stream_receive (carrier.origin);
  streams[3] = flow_tls_stream_receive (tls);
  for (guint i = 0; i < 4; i++)
    g_free (flow_stream_finish (streams[i], NULL));
  assert_took (since_us, n_bytes);
  carrier_end (&carrier);
  flow_tls_close (tls);
  flow_close (carrier.origin);
  flow_identity_free (identity);
  proxy_close (&proxy);
}

/* ---- Forwarded content ---- */

/* Both ways, in a body that says its length and in chunks. */
static void
check_forward (gconstpointer head)
{
  const guint64 n_bytes = RATE;
  Proxy proxy;
  Carrier carrier = { .request = "PUT http://origin.example/ HTTP/1.1\r\nHost: origin.example\r\n"
                                 "Content-Length: 2000000\r\n\r\n" };
  FlowStream *streams[2];
  gint64 since_us = g_get_monotonic_time ();

  proxy_open (&proxy, RATE, RATE);
  carrier_open (&carrier, &proxy, 0);
  streams[0] = flow_stream_send (carrier.client, n_bytes, 1, FALSE);
  g_free (flow_read_head (carrier.origin));
  swallow (carrier.origin, n_bytes);
  assert_took (since_us, n_bytes);

  since_us = g_get_monotonic_time ();
  flow_say (carrier.origin, head);
  streams[1] = flow_stream_send (carrier.origin, n_bytes, 2, TRUE);
  g_free (flow_read_head (carrier.client));
  swallow (carrier.client, n_bytes);
  assert_took (since_us, n_bytes);
  for (guint i = 0; i < 2; i++)
    g_free (flow_stream_finish (streams[i], NULL));
  carrier_close (&carrier);
  proxy_close (&proxy);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  flow_authority_open ();
  g_test_add_func ("/rate/tunnel", check_tunnel);
  g_test_add_func ("/rate/other-direction", check_other_direction);
  g_test_add_data_func ("/rate/equal/one-worker", GUINT_TO_POINTER (0), check_equal);
  g_test_add_data_func ("/rate/equal/two-workers", GUINT_TO_POINTER (1), check_equal);
  g_test_add_func ("/rate/ended", check_ended);
  g_test_add_func ("/rate/tls", check_tls);
  g_test_add_data_func ("/rate/forward/length",
                        "HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n", check_forward);
  g_test_add_data_func ("/rate/forward/to-the-end", "HTTP/1.1 200 OK\r\n\r\n", check_forward);

  status = g_test_run ();
  flow_authority_close ();
  return status;
}
