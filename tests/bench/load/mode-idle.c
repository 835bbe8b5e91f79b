/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Memory of silent tunnels; see modes.h. A few tunnels come and go first, so that what a proxy
 * sets up once (threads, arenas, buffers) is not charged to the tunnels. */

#include "load/cost.h"
#include "load/modes.h"

#include <stdio.h>

#define N_WARM_UP 64

void
mode_idle (const Options *options)
{
  int64_t before, after;
  char order = ORIGIN_ECHO;
  Link last;

  for (int i = 0; i < N_WARM_UP; i++)
    {
      last = client_open_tunnel (&options->route);
      client_end (&last);
    }
  before = cost_pss_bytes (options->proxy_pid);
  client_open_idle_tunnels (&options->route, options->idle - 1);
  /* One more that is heard from end to end: the proxy has dealt with all before it. */
  last = client_open_tunnel (&options->route);
  client_send (&last, &order, 1);
  client_receive (&last, &order, 1);
  after = cost_pss_bytes (options->proxy_pid);
  printf ("{\"mode\":\"idle\",\"idle\":%d,\"before_kib\":%.1f,\"after_kib\":%.1f,"
          "\"kib_per_tunnel\":%.3f}\n",
          options->idle, (double) before / 1024, (double) after / 1024,
          (double) (after - before) / 1024 / options->idle);
  link_close (&last);
}
