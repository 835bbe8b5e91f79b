/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Other settings while the proxy serves: what lives goes on, what comes is served on the new ones;
 * and metrics and access log, which all workers have in common. */

#include "flow.h"

#include <glib/gstdio.h>
#include <string.h>

#define N_ROUNDS 20

static void
set_settings (AditEngineProxy *proxy, gpointer data)
{
  adit_engine_proxy_set_settings (proxy, data);
}

static void
add_network (GArray *networks, const char *text)
{
  AditNetwork network;

  g_assert_true (adit_network_parse (text, &network));
  g_array_append_val (networks, network);
}

static AditSettings *
settings_with_metrics (void)
{
  AditSettings *settings = flow_settings_new ();

  add_network (settings->metrics_clients, "127.0.0.1");
  return settings;
}

/* (transfer full) */
static char *
ask_for_metrics (FlowEngine *engine)
{
  return flow_ask (engine, "GET /metrics HTTP/1.1\r\nHost: proxy\r\n\r\n");
}

static void
check_tunnels_go_on (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  FlowTunnel tunnels[8];

  for (guint i = 0; i < G_N_ELEMENTS (tunnels); i++)
    tunnels[i] = flow_tunnel_new (engine);

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      g_autoptr (AditSettings) settings = flow_settings_new ();
      FlowTunnel next;

      settings->idle_timeout_s = 100 + round;
      if (round % 2)
        adit_settings_add_listener (settings, "[::1]:0", TRUE);
      flow_engine_call (engine, set_settings, settings);
      for (guint i = 0; i < G_N_ELEMENTS (tunnels); i++)
        flow_tunnel_check (&tunnels[i]);
      next = round % 2 ? flow_tunnel_new_via ("::1", flow_engine_port_of (engine, 1))
                       : flow_tunnel_new (engine);
      flow_tunnel_check (&next);
      flow_tunnel_close (&next);
    }

  for (guint i = 0; i < G_N_ELEMENTS (tunnels); i++)
    flow_tunnel_close (&tunnels[i]);
  flow_engine_free (engine);
}

static void
check_new_ones_hold (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  g_autoptr (AditSettings) settings = flow_settings_new ();
  g_autofree char *before = flow_ask (engine, "GET / HTTP/1.1\r\nHost: proxy\r\n\r\n");
  g_autofree char *after = NULL;
  g_autofree char *unsigned_reply = NULL;

  settings->is_page_enabled = FALSE;
  settings->access.sign_in = ADIT_SIGN_IN_ALWAYS;
  flow_engine_call (engine, set_settings, settings);
  after = flow_ask (engine, "GET / HTTP/1.1\r\nHost: proxy\r\n\r\n");
  unsigned_reply = flow_ask (engine, "CONNECT 127.0.0.1:9 HTTP/1.0\r\n\r\n");
  g_assert_cmpuint (flow_status_of (before), ==, 200);
  g_assert_cmpuint (flow_status_of (after), ==, 404);
  g_assert_cmpuint (flow_status_of (unsigned_reply), ==, 407);

  flow_engine_free (engine);
}

/* From all workers, while tunnels come and go. */
static void
check_metrics (void)
{
  g_autoptr (AditSettings) settings = settings_with_metrics ();
  FlowEngine *engine = flow_engine_new (settings);

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      FlowTunnel tunnel = flow_tunnel_new (engine);
      g_autofree char *opened = g_strdup_printf ("\nadit_opened_total %u\n", round + 1);
      g_autofree char *reply = ask_for_metrics (engine);

      g_assert_cmpuint (flow_status_of (reply), ==, 200);
      g_assert_nonnull (strstr (reply, opened));
      g_assert_nonnull (strstr (reply, "\nadit_listener_up{address=\"127.0.0.1:0\"} 1\n"));
      flow_tunnel_close (&tunnel);
    }

  flow_engine_free (engine);
}

/* Questions that are under way when the proxy ends, and whose clients have gone. */
static void
check_metrics_at_the_end (void)
{
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      g_autoptr (AditSettings) settings = settings_with_metrics ();
      FlowEngine *engine = flow_engine_new (settings);
      int clients[8];

      for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
        {
          clients[i] = flow_client_new (engine);
          flow_say (clients[i], "GET /metrics HTTP/1.1\r\nHost: proxy\r\n\r\n");
          if (i % 2)
            flow_reset (clients[i]);
        }
      flow_engine_free (engine);
      for (guint i = 0; i < G_N_ELEMENTS (clients); i += 2)
        flow_close (clients[i]);
    }
}

static guint
count_lines (const char *path)
{
  g_autofree char *text = NULL;
  guint n_lines = 0;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  for (const char *c = text; *c; c++)
    n_lines += *c == '\n';
  return n_lines;
}

/* Turned on, to another form, and off while tunnels come and go: each is in it that ended when it
 * was on. */
static void
check_access_log (void)
{
  g_autofree char *directory = g_dir_make_tmp ("adit-flow-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (directory, "access.log", NULL);
  FlowEngine *engine = flow_engine_new (NULL);
  guint n_ended = 0;
  guint n_logged = 0;

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      g_autoptr (AditSettings) settings = flow_settings_new ();

      settings->log.access = round % ADIT_N_ACCESS_LOGS;
      settings->log.path = g_strdup (path);
      flow_engine_call (engine, set_settings, settings);
      for (guint i = 0; i < 4; i++)
        {
          FlowTunnel tunnel = flow_tunnel_new (engine);

          flow_tunnel_close (&tunnel);
          adit_tunnel_free (flow_engine_await_ended (engine, ++n_ended));
        }
      if (settings->log.access != ADIT_ACCESS_LOG_OFF)
        n_logged += 4;
    }

  flow_engine_free (engine);
  g_assert_cmpuint (count_lines (path), ==, n_logged);
  g_unlink (path);
  g_rmdir (directory);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/settings/tunnels-go-on", check_tunnels_go_on);
  g_test_add_func ("/settings/new-ones-hold", check_new_ones_hold);
  g_test_add_func ("/settings/metrics", check_metrics);
  g_test_add_func ("/settings/metrics-at-the-end", check_metrics_at_the_end);
  g_test_add_func ("/settings/access-log", check_access_log);

  return g_test_run ();
}
