/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a service manager and this process tell each other: systemd's sd_notify(3) and
 * sd_listen_fds(3). Where there is none, or Adit was built without libsystemd, nothing is told and
 * nothing is given. Main thread. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @state: lines such as "READY=1". */
void adit_engine_systemd_notify (const char *state);

/* The descriptors of sockets that were opened for this process: from @first, as many as are
 * returned; closed in programs that it starts. They are given once. */
guint adit_engine_systemd_take_sockets (int *first);

G_END_DECLS
