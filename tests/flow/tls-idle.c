/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Tunnels inside TLS in which nothing moves cost little memory, whatever they have carried before;
 * and they end after the idle limit, as plain ones do. */

#include "flow-tls.h"

#include <malloc.h>
#include <string.h>
#include <unistd.h>

#define WARMING 50
#define MANY    500

/* Any buffer that they kept while idle would be a block of 64 KiB at least. */
#define IDLE_MAX (48 * 1024)

/* Sanitizers keep what was freed, and much besides. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define IS_MEMORY_TOLD FALSE
#else
#define IS_MEMORY_TOLD TRUE
#endif

/* Of this process, in which nobody but the engine should need any. */
static gsize
resident_bytes (void)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) numbers = NULL;

  malloc_trim (0);
  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  numbers = g_strsplit (text, " ", -1);

  return (gsize) g_ascii_strtoull (numbers[1], NULL, 10) * (gsize) sysconf (_SC_PAGESIZE);
}

/* ---- Many ---- */

/* The two ends of an idle tunnel, without the client's session, which nobody needs any more. */
typedef struct
{
  int client;
  int origin;
} Idle;

/* Both directions carry more than a buffer's worth first. */
static void
carry (FlowTlsTunnel *tunnel)
{
  static char bytes[128 * 1024];
  static char heard[sizeof bytes];

  flow_tls_send (tunnel->client, bytes, sizeof bytes);
  flow_read (tunnel->origin, heard, sizeof heard);
  flow_send (tunnel->origin, bytes, sizeof bytes);
  flow_tls_read (tunnel->client, heard, sizeof heard);
}

static void
open_idle (FlowEngine *engine, Idle *idle, guint n, gboolean is_carrying)
{
  for (guint i = 0; i < n; i++)
    {
      FlowTlsTunnel tunnel = flow_tls_tunnel_new (engine);

      if (is_carrying)
        carry (&tunnel);
      idle[i].client = flow_tls_forget (tunnel.client);
      idle[i].origin = tunnel.origin;
    }
}

static void
close_idle (Idle *idle, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      flow_reset (idle[i].client);
      flow_close (idle[i].origin);
    }
}

static void
check_memory (gconstpointer is_carrying)
{
  FlowEngine *engine = flow_tls_engine_new (NULL);
  g_autofree Idle *idle = g_new0 (Idle, WARMING + MANY);
  gsize before, each;

  open_idle (engine, idle, WARMING, TRUE);
  before = resident_bytes ();
  open_idle (engine, idle + WARMING, MANY, is_carrying != NULL);
  each = (MAX (resident_bytes (), before) - before) / MANY;

  g_test_message ("%" G_GSIZE_FORMAT " bytes for an idle tunnel", each);
  if (IS_MEMORY_TOLD)
    g_assert_cmpuint (each, <=, IDLE_MAX);
  g_assert_cmpuint (flow_engine_count (engine), ==, WARMING + MANY);

  close_idle (idle, WARMING + MANY);
  flow_wait_until (flow_engine_count (engine) == 0);
  flow_engine_free (engine);
}

/* Each holds the beginning of a record of which the rest does not come. */
static void
check_partial_records (void)
{
  const guint8 part[] = { 23, 3, 3, 64, 0, 'p', 'a', 'r', 't' };
  FlowEngine *engine = flow_tls_engine_new (NULL);
  g_autofree Idle *idle = g_new0 (Idle, WARMING + MANY);
  gsize before, each;

  open_idle (engine, idle, WARMING + MANY, FALSE);
  before = resident_bytes ();
  for (guint i = 0; i < WARMING + MANY; i++)
    flow_send (idle[i].client, part, sizeof part);
  /* The last is cut off, which is told once the others were looked at by its worker. */
  flow_reset (idle[0].client);
  flow_hear_reset (idle[0].origin);
  each = (MAX (resident_bytes (), before) - before) / MANY;

  g_test_message ("%" G_GSIZE_FORMAT " bytes more with a part of a record", each);
  if (IS_MEMORY_TOLD)
    g_assert_cmpuint (each, <=, IDLE_MAX / 2);

  idle[0].client = flow_client_new (engine);
  close_idle (idle, WARMING + MANY);
  flow_wait_until (flow_engine_count (engine) == 0);
  flow_engine_free (engine);
}

/* ---- The limit ---- */

static FlowEngine *
engine_with_limit (void)
{
  g_autoptr (AditSettings) settings = flow_tls_settings_new ();

  settings->idle_timeout_s = 1;
  return flow_tls_engine_new (settings);
}

static void
check_silent_ends (void)
{
  FlowEngine *engine = engine_with_limit ();
  FlowTlsTunnel tunnel = flow_tls_tunnel_new (engine);
  gint64 since_us = g_get_monotonic_time ();
  g_autoptr (AditTunnel) row = NULL;

  flow_tls_tunnel_check (&tunnel);
  flow_tls_hear_cut (tunnel.client);
  flow_hear_reset (tunnel.origin);
  g_assert_cmpint (g_get_monotonic_time () - since_us, >=, G_USEC_PER_SEC);
  row = flow_engine_await_ended (engine, 1);
  g_assert_cmpint (row->cause, ==, ADIT_CAUSE_IDLE);

  flow_tls_cut (tunnel.client);
  flow_close (tunnel.origin);
  flow_engine_free (engine);
}

/* A silent one beside it is what tells that the limit was in force meanwhile. */
static void
check_busy_lives (void)
{
  FlowEngine *engine = engine_with_limit ();
  FlowTlsTunnel busy = flow_tls_tunnel_new (engine);
  FlowTlsTunnel silent = flow_tls_tunnel_new (engine);

  while (!flow_is_readable (silent.origin, 100))
    {
      flow_tls_say (busy.client, ".");
      flow_hear (busy.origin, ".");
    }
  flow_hear_reset (silent.origin);
  flow_tls_tunnel_check (&busy);

  flow_tls_tunnel_close (&busy);
  flow_tls_cut (silent.client);
  flow_close (silent.origin);
  flow_engine_free (engine);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  flow_authority_open ();
  g_test_add_data_func ("/tls-idle/memory", NULL, check_memory);
  g_test_add_data_func ("/tls-idle/memory-after-carrying", "", check_memory);
  g_test_add_func ("/tls-idle/partial-records", check_partial_records);
  g_test_add_func ("/tls-idle/silent-ends", check_silent_ends);
  g_test_add_func ("/tls-idle/busy-lives", check_busy_lives);

  status = g_test_run ();
  flow_authority_close ();
  return status;
}
