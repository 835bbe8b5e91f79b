/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Urgent data (RFC 9293, section 3.8.5), as telnet's Synch and FTP's ABOR send it: no byte of it is
 * lost, and what comes behind it is not held up. */

#include "flow.h"

#include <sys/socket.h>

static void
say_urgently (int fd, char byte)
{
  g_assert_cmpint (send (fd, &byte, 1, MSG_OOB | MSG_NOSIGNAL), ==, 1);
}

static void
check_way (int from, int to)
{
  for (guint i = 0; i < 3; i++)
    {
      flow_say (from, "abc");
      say_urgently (from, 'U');
      flow_say (from, "def");
      flow_hear (to, "abcUdef");
    }

  /* At the very beginning of what can be read, and at its end. */
  say_urgently (from, 'V');
  flow_hear (to, "V");
  flow_say (from, "behind");
  flow_hear (to, "behind");
}

static void
check_both_ways (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  FlowTunnel tunnel = flow_tunnel_new (engine);

  check_way (tunnel.client, tunnel.origin);
  check_way (tunnel.origin, tunnel.client);

  flow_tunnel_close (&tunnel);
  flow_engine_free (engine);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/urgent/both-ways", check_both_ways);

  return g_test_run ();
}
