/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* How many connections may live at once, so that accepting never fails for want of a descriptor
 * (GSocketService would try again at once, for ever) and running tunnels keep what they need.
 *
 * take() is for the thread that accepts; give_back() may be called by any. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Descriptors of a connection: the client's and the origin's. */
#define ADIT_ENGINE_DESCRIPTORS_PER_CONNECTION 2

typedef struct
{
  guint connections_max;
  guint pipes_max; /* in all */
  guint kept_max;  /* connections kept to origins, in all */
} AditEngineAllowance;

typedef struct
{
  guint connections_max; /* atomic, like the next */
  guint n_connections;
} AditEngineBudget;

/* Raises the soft limit of descriptors to the hard one, and returns it. */
guint adit_engine_budget_raise_limit (void);

/* Shares @n_descriptors among what the process itself needs (more with more workers), pipes, kept
 * connections to origins, and connections; @connections_max lowers the latter, 0 leaves them. At
 * least one of each. Pure. */
AditEngineAllowance
adit_engine_budget_share (guint n_descriptors, guint n_workers, guint connections_max);

void adit_engine_budget_init (AditEngineBudget *self, guint connections_max);

/* From now on. Whoever waits for room has to look again. */
void adit_engine_budget_set_max (AditEngineBudget *self, guint connections_max);

/* Takes a place; FALSE when that was the last. Whoever accepts then stops until there is room. */
gboolean adit_engine_budget_take (AditEngineBudget *self);

/* Whether this made room where there was none. */
gboolean adit_engine_budget_give_back (AditEngineBudget *self);

gboolean adit_engine_budget_has_room (const AditEngineBudget *self);
guint adit_engine_budget_get_max (const AditEngineBudget *self);
guint adit_engine_budget_count (const AditEngineBudget *self);

G_END_DECLS
