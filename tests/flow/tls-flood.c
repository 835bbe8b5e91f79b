/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A thousand clients that say nothing, and a thousand that begin a handshake and stall: nothing of
 * that keeps a good one from its handshake, its request, or the look-up of its target's name. */

#include "flow-tls.h"

#include "engine/accept/adit-engine-budget.h"

#include <netdb.h>

#define EACH   1000
#define ROUNDS 3
#define TURNS  5

/* What one connection of the flood needs, here and in the engine; and all the rest. */
#define DESCRIPTORS_EACH  4
#define DESCRIPTORS_OTHER 500

/* Far less than the flood would take one after the other; far more than is needed. From the same
 * address a good client waits until one that stalls is cut. */
#define ELSEWHERE_US (3 * G_USEC_PER_SEC)
#define TOGETHER_US  (8 * G_USEC_PER_SEC)

typedef struct
{
  FlowEngine *engine;
  GArray *clients;
  guint n_each;
} Flood;

/* As many as there are descriptors for. */
static guint
count_each (void)
{
  guint limit = adit_engine_budget_raise_limit ();
  guint n_each = (MAX (limit, DESCRIPTORS_OTHER) - DESCRIPTORS_OTHER) / (2 * DESCRIPTORS_EACH);

  if (n_each < EACH)
    g_test_message ("only %u of each kind: there are %u descriptors", n_each, limit);
  return MIN (n_each, EACH);
}

/* Whether all have come, and those that said something were heard: the others alone are still
 * taken for plain ones. Some may be over already. */
static gboolean
is_all_there (Flood *self)
{
  g_autoptr (GPtrArray) rows = flow_engine_list (self->engine);
  guint64 last_id = 0;
  guint n_silent = 0;

  for (guint i = 0; i < rows->len; i++)
    {
      const AditTunnel *row = rows->pdata[i];

      last_id = MAX (last_id, row->figures.id);
      n_silent += !row->is_encrypted;
    }

  return last_id == 2 * self->n_each && n_silent == self->n_each;
}

static void
flood_open (Flood *self, const char *from)
{
  self->engine = flow_tls_engine_new (NULL);
  self->clients = g_array_new (FALSE, FALSE, sizeof (int));
  self->n_each = count_each ();

  for (guint i = 0; i < 2 * self->n_each; i++)
    {
      int client = flow_dial_from (from, "127.0.0.1", flow_engine_port (self->engine));

      if (i % 2 == 0)
        flow_tls_send_hello (client);
      g_array_append_val (self->clients, client);
    }
  flow_wait_until (is_all_there (self));
  /* A turn or two after their first bytes, of which each list is one at least, they are in the
   * queue: before the good client, since of them the newest comes first. */
  for (guint turn = 0; turn < TURNS; turn++)
    is_all_there (self);
}

/* The silent ones at least must all have been there, all the time. */
static void
flood_close (Flood *self)
{
  g_assert_cmpuint (flow_engine_count (self->engine), >=, self->n_each);
  for (guint i = 0; i < self->clients->len; i++)
    flow_reset (g_array_index (self->clients, int, i));
  flow_wait_until (flow_engine_count (self->engine) == 0);
  g_array_unref (self->clients);
  flow_engine_free (self->engine);
}

/* ---- A good client ---- */

static void
assert_within (gint64 since_us, gint64 limit_us, const char *what)
{
  gint64 took_us = g_get_monotonic_time () - since_us;

  g_test_message ("%s took %" G_GINT64_FORMAT " ms", what, took_us / 1000);
  g_assert_cmpint (took_us, <=, limit_us);
}

/* A client of a flooded address that is slow itself, as where this computer is busy, may be cut as
 * those are that stall; it has to try again then. */
static FlowTls *
dial (Flood *self)
{
  FlowTls *client;

  while (flow_tls_try_handshake (client = flow_tls_new (flow_client_new (self->engine), NULL)) < 0)
    flow_tls_cut (client);

  return client;
}

static void
assert_served (Flood *self, gint64 limit_us)
{
  for (guint round = 0; round < ROUNDS; round++)
    {
      gint64 since_us = g_get_monotonic_time ();
      FlowTlsTunnel tunnel = { .client = dial (self) };
      int listener = flow_listen ("127.0.0.1", &tunnel.port);

      flow_tls_connect (tunnel.client, tunnel.port);
      tunnel.origin = flow_accept (listener);
      flow_tls_tunnel_check (&tunnel);
      assert_within (since_us, limit_us, "a tunnel");
      flow_tls_tunnel_close (&tunnel);
      flow_close (listener);
    }
}

static void
check_elsewhere (void)
{
  Flood flood;

  flood_open (&flood, "127.0.0.2");
  assert_served (&flood, ELSEWHERE_US);
  flood_close (&flood);
}

static void
check_together (void)
{
  Flood flood;

  flood_open (&flood, "127.0.0.1");
  assert_served (&flood, TOGETHER_US);
  flood_close (&flood);
}

/* Those without TLS have nothing to do with it. */
static void
check_plain (void)
{
  Flood flood;

  flood_open (&flood, "127.0.0.1");
  for (guint round = 0; round < ROUNDS; round++)
    {
      gint64 since_us = g_get_monotonic_time ();
      FlowTunnel tunnel = flow_tunnel_new (flood.engine);

      flow_tunnel_check (&tunnel);
      flow_tunnel_close (&tunnel);
      assert_within (since_us, ELSEWHERE_US, "a plain tunnel");
    }
  flood_close (&flood);
}

/* ---- Names ---- */

/* A name of this computer that is really looked up: GLib knows about "localhost" by itself. NULL:
 * none. *@host: one of its addresses. (transfer full) */
static char *
find_name (char **host)
{
  const char *names[] = { g_get_host_name (), "ip6-localhost", "ip6-loopback" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_family = AF_UNSPEC };
      char text[NI_MAXHOST];
      struct addrinfo *found;

      if (g_str_has_prefix (names[i], "localhost") || getaddrinfo (names[i], NULL, &hints, &found))
        continue;
      g_assert_cmpint (getnameinfo (found->ai_addr, found->ai_addrlen, text, sizeof text, NULL, 0,
                                    NI_NUMERICHOST),
                       ==, 0);
      freeaddrinfo (found);
      *host = g_strdup (text);
      return g_strdup (names[i]);
    }

  return NULL;
}

/* Look-ups need threads, of a pool that handshakes with origins use as well. */
static void
check_names (gconstpointer from)
{
  g_autofree char *host = NULL;
  g_autofree char *name = find_name (&host);
  g_autofree char *request = NULL;
  guint16 port = 0;
  int listener;
  Flood flood;

  if (!name)
    {
      g_test_skip ("this computer has no name but localhost");
      return;
    }

  listener = flow_listen (host, &port);
  request = g_strdup_printf ("CONNECT %s:%u HTTP/1.1\r\n\r\n", name, port);
  flood_open (&flood, from);
  for (guint round = 0; round < ROUNDS; round++)
    {
      gint64 since_us = g_get_monotonic_time ();
      int client = flow_client_new (flood.engine);
      g_autofree char *head = NULL;

      flow_say (client, request);
      head = flow_read_head (client);
      g_assert_cmpuint (flow_status_of (head), ==, 200);
      flow_reset (client);
      assert_within (since_us, ELSEWHERE_US, "a look-up");
    }
  flood_close (&flood);
  flow_close (listener);
}

/* ---- Origins ---- */

#define STALLED 60

static void
check_origins (void)
{
  FlowEngine *engine = flow_tls_engine_new (NULL);
  AditEngineKeyPair *identity = flow_identity_new ("127.0.0.1");
  guint16 ports[2] = { 0, 0 };
  int silent = flow_listen ("127.0.0.2", &ports[0]);
  int good = flow_listen ("127.0.0.1", &ports[1]);
  int clients[STALLED + 1];
  gint64 since_us;
  g_autofree char *asked = NULL;
  g_autofree char *head = NULL;
  FlowTls *origin;

  for (guint i = 0; i <= STALLED; i++)
    {
      g_autofree char *request =
          g_strdup_printf ("GET https://127.0.0.%u:%u/ HTTP/1.1\r\nHost: x\r\n\r\n",
                           i < STALLED ? 2 : 1, ports[i < STALLED ? 0 : 1]);

      clients[i] = flow_client_new (engine);
      flow_say (clients[i], request);
    }

  since_us = g_get_monotonic_time ();
  origin = flow_tls_accept (good, identity);
  asked = flow_tls_read_head (origin);
  flow_tls_say (origin, "HTTP/1.1 204 No Content\r\n\r\n");
  head = flow_read_head (clients[STALLED]);
  g_assert_cmpuint (flow_status_of (head), ==, 204);
  assert_within (since_us, TOGETHER_US, "an answer");
  g_assert_cmpuint (flow_engine_count (engine), >, STALLED / 2);

  for (guint i = 0; i <= STALLED; i++)
    flow_reset (clients[i]);
  flow_tls_close (origin);
  flow_close (silent);
  flow_close (good);
  flow_identity_free (identity);
  flow_engine_free (engine);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  flow_authority_open ();
  g_test_add_func ("/tls-flood/elsewhere", check_elsewhere);
  g_test_add_func ("/tls-flood/together", check_together);
  g_test_add_func ("/tls-flood/plain", check_plain);
  g_test_add_data_func ("/tls-flood/names/elsewhere", "127.0.0.2", check_names);
  g_test_add_data_func ("/tls-flood/names/together", "127.0.0.1", check_names);
  g_test_add_func ("/tls-flood/origins", check_origins);

  status = g_test_run ();
  flow_authority_close ();
  return status;
}
