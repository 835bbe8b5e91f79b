/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Instead of adit-engine-systemd.c where there is no libsystemd. */

#include "engine/control/adit-engine-systemd.h"

void
adit_engine_systemd_notify (const char *state)
{
}

guint
adit_engine_systemd_take_sockets (int *first)
{
  *first = -1;
  return 0;
}
