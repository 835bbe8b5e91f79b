/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Who may connect to the fake engine, and from where: the Access interface, the computer's
 * interfaces, and the calls that move listeners. They do what the engine would do to its rows. */

#pragma once

#include "bus/adit-bus-wire-access.h"

#include "adit-bus-generated.h"

G_BEGIN_DECLS

typedef struct
{
  AditBusAccess *skeleton;
  AditBusEngine *engine; /* the fake engine's; its rows are changed here */
  GPtrArray *interfaces; /* AditInterface */

  char *failure;                /* what calls that change something answer, or NULL */
  guint n_sets;                 /* calls of Set */
  guint n_moves;                /* calls of MoveListener */
  gboolean is_public_requested; /* by the last of them */
} FakeAccess;

/* The defaults of the engine, nobody blocked, and a laptop's interfaces: wlan0 with 192.168.1.20
 * and a public IPv6 address, eth0 with 10.0.0.7. Exported on @connection. */
FakeAccess *fake_access_new (GDBusConnection *connection, AditBusEngine *engine);
void fake_access_free (FakeAccess *self);

/* One more, from now for @seconds. Tells it. */
void fake_access_block (FakeAccess *self, const char *address, const char *user, guint seconds);

G_END_DECLS
