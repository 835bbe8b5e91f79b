/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The users of the fake engine: what a test says there are, changed by the calls of the bus as the
 * engine would, but for hashing. */

#pragma once

#include "bus/adit-bus-wire-access.h"
#include "model/adit-users.h"

#include "adit-bus-generated.h"

G_BEGIN_DECLS

typedef struct
{
  AditBusUsers *skeleton;
  AditUsers *users;
  GHashTable *usages; /* AditBusUsage by name */
  AditUser *removed;  /* last; NULL: nobody */

  char *failure;    /* what calls that change something answer, or NULL */
  guint n_lists;    /* calls of List */
  guint n_removals; /* calls of Remove */
  char *password;   /* the last one that was set, or NULL */
} FakeUsers;

/* Nobody; exported on @connection. */
FakeUsers *fake_users_new (GDBusConnection *connection);
void fake_users_free (FakeUsers *self);

/* Somebody who can sign in with Basic, and has used so much. Tells it. */
void fake_users_add (FakeUsers *self, const char *name, const AditBusUsage *usage);

/* In place of the one with that name. Tells it. */
void fake_users_change (FakeUsers *self, const AditUser *user);

/* What they have used by now, which nobody is told. */
void fake_users_use (FakeUsers *self, const char *name, const AditBusUsage *usage);

/* Of everybody. Tells it. */
void fake_users_set_limits (FakeUsers *self, const AditUserLimits *limits);

/* NULL where there is none. (transfer none) */
const AditUser *fake_users_find (FakeUsers *self, const char *name);

G_END_DECLS
