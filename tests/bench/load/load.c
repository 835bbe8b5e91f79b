/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The load generator: makes work for a proxy and says what the work cost the proxy.
 *
 *   load relay   --proxy=IPV4:PORT --pid=PID [--bytes=N] [--tunnels=N] [--upload | --forwarded]
 *                [--verify]
 *   load rate    --proxy=IPV4:PORT --pid=PID [--milliseconds=N] [--tunnels=N] [--upload]
 *   load setup   --proxy=IPV4:PORT --pid=PID [--tunnels=N] [--concurrency=N] [--bare]
 *   load idle    --proxy=IPV4:PORT --pid=PID [--idle=N]
 *   load rtt     --proxy=IPV4:PORT --pid=PID [--round-trips=N]
 *   load forward --proxy=IPV4:PORT --pid=PID [--requests=N] [--concurrency=N] [--bytes=N]
 *                [--verify]
 *
 * --tls: the clients make TLS with the proxy. --origin-certificate=PEM --origin-key=PEM: the proxy
 * is to make it with the origin, for forwarded requests. --field="NAME: VALUE" is sent with each
 * request. --idle=N opens N silent tunnels before the others as well. --origin-port=N is for
 * proxies that have to know the origin beforehand.
 *
 * The origin is a second process, so that N is bounded by one descriptor each in client and origin.
 * Everything is on loopback. */

#include "common/net.h"
#include "load/modes.h"

#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct
{
  const char *name;
  void (*run) (const Options *options);
} modes[] = {
  { "relay", mode_relay }, { "rate", mode_rate }, { "setup", mode_setup },
  { "idle", mode_idle },   { "rtt", mode_rtt },   { "forward", mode_forward },
};

static const struct option long_options[] = {
  { "proxy", required_argument, NULL, 'p' },
  { "pid", required_argument, NULL, 'P' },
  { "idle", required_argument, NULL, 'i' },
  { "tunnels", required_argument, NULL, 't' },
  { "concurrency", required_argument, NULL, 'c' },
  { "bytes", required_argument, NULL, 'b' },
  { "round-trips", required_argument, NULL, 'r' },
  { "milliseconds", required_argument, NULL, 'm' },
  { "field", required_argument, NULL, 'F' },
  { "upload", no_argument, NULL, 'u' },
  { "bare", no_argument, NULL, 'B' },
  { "verify", no_argument, NULL, 'v' },
  { "requests", required_argument, NULL, 'q' },
  { "forwarded", no_argument, NULL, 'f' },
  { "tls", no_argument, NULL, 's' },
  { "origin-port", required_argument, NULL, 'o' },
  { "origin-certificate", required_argument, NULL, 'C' },
  { "origin-key", required_argument, NULL, 'K' },
  { NULL, 0, NULL, 0 },
};

static uint64_t
parse_number (const char *text, uint64_t min, uint64_t max)
{
  char *end = NULL;
  unsigned long long value = strtoull (text, &end, 10);

  if (text[0] < '0' || text[0] > '9' || *end != '\0' || value < min || value > max)
    bench_die ("not a number from %llu to %llu: %s", (unsigned long long) min,
               (unsigned long long) max, text);
  return value;
}

static bool
set_flag (Options *options, int option)
{
  if (option == 'u')
    options->is_upload = true;
  else if (option == 'B')
    options->is_bare = true;
  else if (option == 'v')
    options->is_verified = true;
  else if (option == 'f')
    options->is_forwarded = true;
  else if (option == 's')
    options->route.is_encrypted = true;
  else
    return false;
  return true;
}

static void
set_option (Options *options, int option)
{
  if (set_flag (options, option))
    return;
  if (option == 'p' && bench_parse_address (optarg, &options->route.proxy))
    return;
  if (option == 'F')
    options->route.field = optarg;
  else if (option == 'P')
    options->proxy_pid = (pid_t) parse_number (optarg, 1, INT32_MAX);
  else if (option == 'i')
    options->idle = (int) parse_number (optarg, 0, 60000);
  else if (option == 't')
    options->tunnels = (int) parse_number (optarg, 1, 1000000);
  else if (option == 'c')
    options->concurrency = (int) parse_number (optarg, 1, 1000);
  else if (option == 'b')
    options->bytes = parse_number (optarg, 1, UINT64_MAX);
  else if (option == 'r')
    options->round_trips = (int) parse_number (optarg, 1, 10000000);
  else if (option == 'm')
    options->milliseconds = (int) parse_number (optarg, 1, 600000);
  else if (option == 'q')
    options->requests = (int) parse_number (optarg, 1, 10000000);
  else if (option == 'o')
    options->origin_port = (uint16_t) parse_number (optarg, 1, UINT16_MAX);
  else if (option == 'C')
    options->origin_certificate = optarg;
  else if (option == 'K')
    options->origin_key = optarg;
  else
    bench_die ("a bad option; the head of load.c tells the good ones");
}

static void
start_origin (Options *options)
{
  Route *route = &options->route;

  route->is_origin_encrypted = options->origin_certificate != NULL;
  if (route->is_origin_encrypted != (options->origin_key != NULL))
    bench_die ("--origin-certificate and --origin-key go together");
  if (route->is_origin_encrypted && options->idle > 0)
    bench_die ("an origin inside TLS has no silent tunnels");
  if (route->is_origin_encrypted)
    tls_set_identity (options->origin_certificate, options->origin_key);
  origin_start (&route->origin, options->origin_port, route->is_origin_encrypted);
}

int
main (int argc, char **argv)
{
  Options options = { .tunnels = 1,
                      .concurrency = 4,
                      .requests = 1000,
                      .bytes = (uint64_t) 4 << 30,
                      .round_trips = 20000,
                      .milliseconds = 10000 };
  int option;

  while ((option = getopt_long (argc, argv, "", long_options, NULL)) != -1)
    set_option (&options, option);
  if (optind != argc - 1 || options.route.proxy.sin_port == 0 || options.proxy_pid == 0)
    bench_die ("usage: load MODE --proxy=IPV4:PORT --pid=PID [OPTION...]; see the head of load.c");
  signal (SIGPIPE, SIG_IGN);
  bench_raise_descriptor_limit ();
  for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++)
    if (strcmp (argv[optind], modes[i].name) == 0)
      {
        start_origin (&options);
        modes[i].run (&options);
        return 0;
      }
  bench_die ("no such mode: %s", argv[optind]);
}
