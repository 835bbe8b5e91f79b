/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

/* The measurements. Each warms the proxy up, measures, and prints one line of JSON with raw
 * figures of the proxy's process; the driver makes ratios of them. */

#include "load/client.h"

#include <stdbool.h>
#include <sys/types.h>

typedef struct
{
  Route route;
  uint16_t origin_port;           /* 0: any */
  const char *origin_certificate; /* PEM files; NULL: the origin is plain */
  const char *origin_key;
  pid_t proxy_pid;  /* the root of the proxy's processes */
  int idle;         /* tunnels that are open and silent meanwhile */
  int tunnels;      /* relay, rate: at a time; setup: in all */
  int requests;     /* forward: in all */
  int concurrency;  /* setup, forward: at a time */
  uint64_t bytes;   /* relay: in all; forward: in one answer */
  int round_trips;  /* rtt */
  int milliseconds; /* rate: how long it is measured */
  bool is_bare;     /* setup: nothing is sent through the tunnels */
  bool is_upload;
  bool is_forwarded; /* relay: the answers to forwarded requests instead of tunnels */
  bool is_verified;
} Options;

/* Carries options->bytes through options->tunnels tunnels, or in as many forwarded answers. */
void mode_relay (const Options *options);

/* Carries as much as goes through options->tunnels tunnels of one user for options->milliseconds,
 * when the proxy's first burst is over. */
void mode_rate (const Options *options);

/* Sets up and closes options->tunnels tunnels: TCP connect, the TLS handshake if any, CONNECT, the
 * reply, one byte to the origin, one byte back, FIN, and the proxy's FIN read. No step of one
 * tunnel overlaps with another step of it; options->concurrency tunnels are under way at a time. */
void mode_setup (const Options *options);

/* Opens options->idle silent tunnels and compares the memory before and after. */
void mode_idle (const Options *options);

/* 64 bytes there and back through one tunnel, while options->idle others are silent. */
void mode_rtt (const Options *options);

/* Sends options->requests requests in absolute form, one after another on each of
 * options->concurrency connections that are kept, for answers of options->bytes. */
void mode_forward (const Options *options);
