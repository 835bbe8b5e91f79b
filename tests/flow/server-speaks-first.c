/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Protocols in which the origin greets: SMTP, FTP, SSH. */

#include "flow.h"

#include <string.h>

#define GREETING "220 mail.example.org ESMTP\r\n"

/* The greeting comes behind the reply, whole and unmixed, though the client says nothing. */
static void
check_greeting (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  FlowTunnel tunnel = flow_tunnel_new (engine);

  flow_say (tunnel.origin, GREETING);
  flow_hear (tunnel.client, GREETING);
  flow_say (tunnel.client, "QUIT\r\n");
  flow_hear (tunnel.origin, "QUIT\r\n");

  flow_tunnel_close (&tunnel);
  flow_engine_free (engine);
}

/* It says all it has and is gone, before the client has read its 200. */
static void
check_greeting_and_end (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  guint16 port = 0;
  int listener = flow_listen ("127.0.0.1", &port);
  int client = flow_client_new (engine);
  g_autofree char *request = g_strdup_printf ("CONNECT 127.0.0.1:%u HTTP/1.1\r\n\r\n", port);
  g_autofree char *all = NULL;
  int origin;

  flow_say (client, request);
  origin = flow_accept (listener);
  flow_say (origin, GREETING);
  flow_close (origin);

  all = flow_read_to_end (client);
  g_assert_cmpuint (flow_status_of (all), ==, 200);
  g_assert_true (g_str_has_suffix (all, "\r\n\r\n" GREETING));

  flow_close (client);
  flow_close (listener);
  flow_engine_free (engine);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server-speaks-first/greeting", check_greeting);
  g_test_add_func ("/server-speaks-first/greeting-and-end", check_greeting_and_end);

  return g_test_run ();
}
