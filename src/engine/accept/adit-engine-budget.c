/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/accept/adit-engine-budget.h"

#include <sys/resource.h>

#define OWN_DESCRIPTORS        32 /* standard streams, bus, listeners, files being written */
#define DESCRIPTORS_PER_WORKER 8  /* epoll, wake-ups, look-ups */
#define PIPES_MAX              256
#define KEPT_MAX               128 /* connections to origins that wait for another request */
#define SPARE_MAX              256 /* addresses raced beside the first */

guint
adit_engine_budget_raise_limit (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) < 0)
    return 1024;

  if (limit.rlim_cur < limit.rlim_max)
    {
      limit.rlim_cur = limit.rlim_max;
      setrlimit (RLIMIT_NOFILE, &limit);
      getrlimit (RLIMIT_NOFILE, &limit);
    }

  return (guint) MIN (limit.rlim_cur, G_MAXINT);
}

AditEngineAllowance
adit_engine_budget_share (guint n_descriptors, guint n_workers, guint connections_max)
{
  guint n_pipes = CLAMP (n_descriptors / 32, n_workers, PIPES_MAX);
  guint n_spare = CLAMP (n_descriptors / 32, 1, SPARE_MAX);
  guint n_kept = CLAMP (n_descriptors / 32, n_workers, KEPT_MAX);
  guint n_taken =
      OWN_DESCRIPTORS + DESCRIPTORS_PER_WORKER * n_workers + 2 * n_pipes + n_spare + n_kept;
  guint n_left = n_descriptors > n_taken ? n_descriptors - n_taken : 0;
  AditEngineAllowance allowance = {
    .connections_max = MAX (n_left / ADIT_ENGINE_DESCRIPTORS_PER_CONNECTION, 1),
    .pipes_max = n_pipes,
    .kept_max = n_kept,
  };

  if (connections_max > 0)
    allowance.connections_max = MIN (allowance.connections_max, connections_max);

  return allowance;
}

void
adit_engine_budget_init (AditEngineBudget *self, guint connections_max)
{
  g_atomic_int_set (&self->connections_max, connections_max);
  g_atomic_int_set (&self->n_connections, 0);
}

void
adit_engine_budget_set_max (AditEngineBudget *self, guint connections_max)
{
  g_atomic_int_set (&self->connections_max, connections_max);
}

guint
adit_engine_budget_get_max (const AditEngineBudget *self)
{
  return (guint) g_atomic_int_get (&self->connections_max);
}

gboolean
adit_engine_budget_take (AditEngineBudget *self)
{
  guint n_before = (guint) g_atomic_int_add (&self->n_connections, 1);

  return n_before + 1 < adit_engine_budget_get_max (self);
}

gboolean
adit_engine_budget_give_back (AditEngineBudget *self)
{
  guint n_before = (guint) g_atomic_int_add (&self->n_connections, -1);

  return n_before == adit_engine_budget_get_max (self);
}

gboolean
adit_engine_budget_has_room (const AditEngineBudget *self)
{
  return adit_engine_budget_count (self) < adit_engine_budget_get_max (self);
}

guint
adit_engine_budget_count (const AditEngineBudget *self)
{
  return (guint) g_atomic_int_get (&self->n_connections);
}
