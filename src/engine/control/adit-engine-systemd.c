/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/control/adit-engine-systemd.h"

#include <systemd/sd-daemon.h>

void
adit_engine_systemd_notify (const char *state)
{
  sd_notify (FALSE, state);
}

guint
adit_engine_systemd_take_sockets (int *first)
{
  int n_sockets = sd_listen_fds (TRUE);

  *first = SD_LISTEN_FDS_START;
  return n_sockets > 0 ? (guint) n_sockets : 0;
}
