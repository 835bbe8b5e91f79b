/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/connect/adit-engine-dial.h"

#include <gio/gio.h>

/* A look-up outlives the dial that wanted it: the resolver's thread cannot be called back. */
typedef struct
{
  AditEngineDial *dial; /* NULL: nobody waits for it any more */
  GCancellable *cancellable;
} Lookup;

struct _AditEngineDial
{
  AditEngineWorker *worker;
  AditEngineOwnAddresses *own_addresses;
  guint16 port;
  Lookup *lookup;
  AditEngineRace *race;
  AditEngineTimer deadline;
  AditEngineDialGuard guard; /* NULL: any address may be dialled */
  AditEngineDialFunc on_over;
  gpointer owner;
};

static _Thread_local guint n_lookups;

static void
fail (AditEngineDial *self, AditCause cause)
{
  self->on_over (self->owner, NULL, NULL, cause);
}

static void
on_race_over (gpointer owner,
              AditEngineSocket *socket,
              const AditEngineAddress *address,
              AditCause cause)
{
  AditEngineDial *self = owner;

  self->on_over (self->owner, socket, address, cause);
}

/* The check is made on the very addresses that are dialled, so that a name gains nothing. */
static gboolean
is_loop (const AditEngineDial *self, const AditEngineCandidates *candidates)
{
  for (guint i = 0; i < candidates->n_addresses; i++)
    if (adit_engine_own_addresses_contains (self->own_addresses, &candidates->addresses[i]))
      return TRUE;

  return FALSE;
}

/* Leaves those that may be dialled; tells why the last of the others may not. */
static AditCause
guard_candidates (AditEngineDial *self, AditEngineCandidates *candidates)
{
  guint n_allowed = 0;
  AditCause denied = ADIT_CAUSE_NONE;

  for (guint i = 0; i < candidates->n_addresses; i++)
    {
      AditCause cause =
          self->guard ? self->guard (self->owner, &candidates->addresses[i]) : ADIT_CAUSE_NONE;

      if (cause == ADIT_CAUSE_NONE)
        candidates->addresses[n_allowed++] = candidates->addresses[i];
      else
        denied = cause;
    }

  candidates->n_addresses = n_allowed;
  return denied;
}

static void
start_race (AditEngineDial *self, AditEngineCandidates *candidates)
{
  AditCause denied;

  if (is_loop (self, candidates))
    {
      fail (self, ADIT_CAUSE_LOOP);
      return;
    }
  denied = guard_candidates (self, candidates);
  if (candidates->n_addresses == 0 && denied != ADIT_CAUSE_NONE)
    {
      fail (self, denied);
      return;
    }

  self->race = adit_engine_race_new (self->worker, candidates, on_race_over, self);
  adit_engine_race_start (self->race);
}

static void
lookup_free (Lookup *lookup)
{
  g_object_unref (lookup->cancellable);
  g_free (lookup);
  n_lookups--;
}

static void
lookup_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Lookup *lookup = user_data;
  AditEngineDial *self = lookup->dial;
  g_autoptr (GError) error = NULL;
  GList *answer = g_resolver_lookup_by_name_finish (G_RESOLVER (source), result, &error);
  AditEngineCandidates candidates;

  lookup_free (lookup);
  if (self)
    {
      self->lookup = NULL;
      adit_engine_candidates_set (&candidates, answer, self->port);
      if (answer)
        start_race (self, &candidates);
      else
        fail (self, ADIT_CAUSE_NAME_NOT_FOUND);
    }

  g_resolver_free_addresses (answer);
}

static void
start_lookup (AditEngineDial *self, const char *name)
{
  g_autoptr (GResolver) resolver = g_resolver_get_default ();

  n_lookups++;
  self->lookup = g_new0 (Lookup, 1);
  self->lookup->dial = self;
  self->lookup->cancellable = g_cancellable_new ();
  g_resolver_lookup_by_name_async (resolver, name, self->lookup->cancellable, lookup_cb,
                                   self->lookup);
}

static void
on_deadline (gpointer owner)
{
  AditEngineDial *self = owner;

  fail (self, self->lookup ? ADIT_CAUSE_NAME_TIMEOUT : ADIT_CAUSE_CONNECT_TIMEOUT);
}

AditEngineDial *
adit_engine_dial_new (AditEngineWorker *worker,
                      AditEngineOwnAddresses *own_addresses,
                      AditEngineDialGuard guard,
                      AditEngineDialFunc on_over,
                      gpointer owner)
{
  AditEngineDial *self = g_new0 (AditEngineDial, 1);

  self->worker = worker;
  self->own_addresses = adit_engine_own_addresses_ref (own_addresses);
  self->guard = guard;
  self->on_over = on_over;
  self->owner = owner;

  return self;
}

void
adit_engine_dial_start (AditEngineDial *self, const AditAuthority *target, gint64 deadline_us)
{
  AditEngineCandidates candidates = { .n_addresses = 1 };

  self->port = target->port;
  adit_engine_loop_arm (self->worker->loop, &self->deadline, deadline_us, on_deadline, self);

  if (target->kind == ADIT_HOST_NAME)
    {
      start_lookup (self, target->host);
      return;
    }

  if (!adit_engine_address_parse (&candidates.addresses[0], target->host, target->port))
    candidates.n_addresses = 0;
  start_race (self, &candidates);
}

void
adit_engine_dial_free (AditEngineDial *self)
{
  if (!self)
    return;

  if (self->lookup)
    {
      self->lookup->dial = NULL;
      g_cancellable_cancel (self->lookup->cancellable);
    }
  adit_engine_race_free (self->race);
  adit_engine_loop_disarm (self->worker->loop, &self->deadline);
  adit_engine_own_addresses_unref (self->own_addresses);
  g_free (self);
}

guint
adit_engine_dial_count_lookups (void)
{
  return n_lookups;
}
