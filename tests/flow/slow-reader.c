/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A reader that stops, stops the writer: what is under way is bounded, by what the kernel keeps for
 * the sockets and by one pipe, and all of it arrives once the reader goes on. */

#include "flow.h"

#include "engine/worker/adit-engine-pipes.h"

#include <string.h>
#include <sys/resource.h>

#define MUCH     (256 * 1024 * 1024)
#define TRANSFER (24 * 1024 * 1024)

static guint64
bound (void)
{
  return flow_stream_in_sockets () + ADIT_ENGINE_PIPE_SIZE;
}

static void
check_bounded (int writer, int reader)
{
  guint64 limit = MAX (MUCH, 2 * bound ());
  guint64 n_taken = flow_stream_stuff (writer, limit, 5);
  FlowStream *receiving;
  g_autofree char *received = NULL;
  g_autofree char *expected = flow_stream_checksum (n_taken, 5);

  g_test_message ("%" G_GUINT64_FORMAT " bytes were under way", n_taken);
  g_assert_cmpuint (n_taken, >, 0);
  g_assert_cmpuint (n_taken, <=, bound ());

  flow_half_close (writer);
  receiving = flow_stream_receive (reader);
  received = flow_stream_finish (receiving, NULL);
  g_assert_cmpstr (received, ==, expected);
}

static void
check_client_stops (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  FlowTunnel tunnel = flow_tunnel_new (engine);

  check_bounded (tunnel.origin, tunnel.client);

  flow_tunnel_close (&tunnel);
  flow_engine_free (engine);
}

static void
check_origin_stops (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  FlowTunnel tunnel = flow_tunnel_new (engine);

  check_bounded (tunnel.client, tunnel.origin);

  flow_tunnel_close (&tunnel);
  flow_engine_free (engine);
}

/* The other direction goes on meanwhile. */
static void
check_other_direction (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  FlowTunnel tunnel = flow_tunnel_new (engine);
  FlowStream *sending;
  g_autofree char *sent = NULL;
  g_autofree char *received = NULL;

  g_assert_cmpuint (flow_stream_stuff (tunnel.origin, MUCH, 5), >, 0);
  sending = flow_stream_send (tunnel.client, TRANSFER, 6, TRUE);
  received = flow_stream_finish (flow_stream_receive (tunnel.origin), NULL);
  sent = flow_stream_finish (sending, NULL);
  g_assert_cmpstr (sent, ==, received);

  flow_tunnel_close (&tunnel);
  flow_engine_free (engine);
}

/* ---- More stalled tunnels than there are pipes: the rest is copied ---- */

#define DESCRIPTORS 192 /* so few that the pool holds only a few pipes */
#define STALLED     8

static guint
count_pipe_ends (void)
{
  g_autoptr (GDir) directory = g_dir_open ("/proc/self/fd", 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (directory)))
    {
      g_autofree char *path = g_build_filename ("/proc/self/fd", name, NULL);
      g_autofree char *target = g_file_read_link (path, NULL);

      if (target && g_str_has_prefix (target, "pipe:"))
        n++;
    }

  return n;
}

static void
lower_limit (void)
{
  struct rlimit limit = { DESCRIPTORS, DESCRIPTORS };

  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &limit), ==, 0);
}

typedef struct
{
  FlowTunnel tunnel;
  guint64 n_taken;
} Stalled;

/* Every tunnel has as much under way as goes, to a client that does not read. */
static void
stall (Stalled *stalled, FlowEngine *engine)
{
  for (guint i = 0; i < STALLED; i++)
    {
      stalled[i].tunnel = flow_tunnel_new (engine);
      stalled[i].n_taken = flow_stream_stuff (stalled[i].tunnel.origin, MUCH, i);
      g_assert_cmpuint (stalled[i].n_taken, <, MUCH);
      flow_half_close (stalled[i].tunnel.origin);
    }
}

static void
resume (Stalled *stalled)
{
  for (guint i = 0; i < STALLED; i++)
    {
      FlowStream *receiving = flow_stream_receive (stalled[i].tunnel.client);
      g_autofree char *received = flow_stream_finish (receiving, NULL);
      g_autofree char *expected = flow_stream_checksum (stalled[i].n_taken, i);

      g_assert_cmpstr (received, ==, expected);
    }
}

/* Also runs with fewer descriptors than the others: it comes last. */
static void
check_beyond_pipes (void)
{
  guint n_before = count_pipe_ends ();
  Stalled stalled[STALLED] = { 0 };
  FlowEngine *engine;
  guint n_pipes;

  lower_limit ();
  engine = flow_engine_new (NULL);
  stall (stalled, engine);
  n_pipes = (count_pipe_ends () - n_before) / 2;
  g_test_message ("%u pipes for %u stalled tunnels", n_pipes, STALLED);
  g_assert_cmpuint (n_pipes, >, 0);
  g_assert_cmpuint (n_pipes, <, STALLED);

  resume (stalled);
  for (guint i = 0; i < STALLED; i++)
    flow_tunnel_close (&stalled[i].tunnel);
  flow_engine_free (engine);
  g_assert_cmpuint (count_pipe_ends (), ==, n_before);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/slow-reader/client", check_client_stops);
  g_test_add_func ("/slow-reader/origin", check_origin_stops);
  g_test_add_func ("/slow-reader/other-direction", check_other_direction);
  g_test_add_func ("/slow-reader/z-beyond-pipes", check_beyond_pipes);

  return g_test_run ();
}
