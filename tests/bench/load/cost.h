/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

/* What a proxy costs: processor time and memory of a process and all its descendants.
 *
 * Time is each process's own clock (nanoseconds, threads that ended included) plus what the
 * children it has waited for had used (clock ticks). Memory is PSS, the process's fair share of
 * its pages; what the kernel holds for its sockets, epoll items and pipes is not in it. */

#include <stdint.h>
#include <sys/types.h>

/* Nanoseconds of processor time used so far by @root and its descendants. */
int64_t cost_cpu_ns (pid_t root);

/* Bytes of memory, likewise. */
int64_t cost_pss_bytes (pid_t root);
