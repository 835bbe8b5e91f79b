/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

/* What both bench programs need of sockets and clocks. They are plain C on purpose: what is
 * measured against must not share code with what is measured. Every failure here ends the
 * program with a sentence on standard error: a figure from a half-broken run is worse than none. */

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

/* Prints the sentence (%m stands for errno's text) and exits 1. */
_Noreturn void bench_die (const char *format, ...) __attribute__ ((format (printf, 1, 2)));

/* Raises the soft descriptor limit to the hard one. */
void bench_raise_descriptor_limit (void);

/* Reads "ADDRESS:PORT" with an IPv4 literal; false when it is not one. */
bool bench_parse_address (const char *text, struct sockaddr_in *address);

/* A non-blocking, close-on-exec socket that listens; port 0 takes a free one. */
int bench_listen (const struct sockaddr_in *address);

/* The port that a socket is bound to, in host order. */
uint16_t bench_local_port (int fd);

/* Small messages leave at once. */
void bench_set_no_delay (int fd);

/* Nanoseconds of the monotonic clock. */
int64_t bench_now_ns (void);
