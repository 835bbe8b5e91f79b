/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Round trips; see modes.h. */

#include "common/net.h"
#include "load/cost.h"
#include "load/modes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MESSAGE_SIZE 64
#define N_WARM_UP    500

static int64_t
make_round_trip (Link *link)
{
  char out[MESSAGE_SIZE], in[MESSAGE_SIZE];
  int64_t start = bench_now_ns ();

  memset (out, 'x', sizeof out);
  client_send (link, out, sizeof out);
  client_receive (link, in, sizeof in);
  if (memcmp (out, in, sizeof out) != 0)
    bench_die ("another message came back");
  return bench_now_ns () - start;
}

static int
compare (const void *a, const void *b)
{
  int64_t left = *(const int64_t *) a, right = *(const int64_t *) b;

  return (left > right) - (left < right);
}

static Link
open_echo_tunnel (const Options *options)
{
  char byte = ORIGIN_ECHO;
  Link link = client_open_tunnel (&options->route);

  client_send (&link, &byte, 1);
  client_receive (&link, &byte, 1);
  for (int i = 0; i < N_WARM_UP; i++)
    make_round_trip (&link);
  return link;
}

void
mode_rtt (const Options *options)
{
  int n = options->round_trips;
  int64_t *times = calloc ((size_t) n, sizeof *times);
  int64_t cpu_ns;
  Link link;

  client_open_idle_tunnels (&options->route, options->idle);
  link = open_echo_tunnel (options);
  cpu_ns = cost_cpu_ns (options->proxy_pid);
  for (int i = 0; i < n; i++)
    times[i] = make_round_trip (&link);
  cpu_ns = cost_cpu_ns (options->proxy_pid) - cpu_ns;
  client_end (&link);
  qsort (times, (size_t) n, sizeof *times, compare);
  printf ("{\"mode\":\"rtt\",\"idle\":%d,\"round_trips\":%d,\"cpu_us\":%.3f,\"median_us\":%.3f,"
          "\"p99_us\":%.3f}\n",
          options->idle, n, (double) cpu_ns / 1e3 / n, (double) times[n / 2] / 1e3,
          (double) times[n - n / 100 - 1] / 1e3);
  free (times);
}
