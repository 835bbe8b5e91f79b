/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/tls/adit-engine-gate.h"

#include <pthread.h>

typedef struct
{
  guint running_max;
  guint per_peer_max;
  int patience_ms;
} Limits;

static const Limits limits[ADIT_ENGINE_GATE_N_SIDES] = {
  [ADIT_ENGINE_GATE_CLIENTS] = { ADIT_ENGINE_HANDSHAKES_MAX, ADIT_ENGINE_HANDSHAKES_PER_ADDRESS_MAX,
                                 ADIT_ENGINE_HANDSHAKE_PATIENCE_US / 1000 },
  [ADIT_ENGINE_GATE_ORIGINS] = { ADIT_ENGINE_ORIGIN_HANDSHAKES_MAX,
                                 ADIT_ENGINE_HANDSHAKES_PER_ORIGIN_MAX,
                                 ADIT_ENGINE_ORIGIN_HANDSHAKE_PATIENCE_US / 1000 },
};

typedef struct
{
  GQueue waiting; /* tickets, the newest first */
  GQueue running;
} Side;

struct _AditEngineGate
{
  pthread_mutex_t lock; /* not GLib's: see the mailbox */
  Side sides[ADIT_ENGINE_GATE_N_SIDES];
};

static Side *
side_of (AditEngineGate *self, const AditEngineTicket *ticket)
{
  return &self->sides[ticket->side];
}

static gboolean
is_same_peer (const AditEngineTicket *a, const AditEngineTicket *b)
{
  return adit_engine_address_is_same_host (&a->peer, &b->peer);
}

/* ---- How many of an address there are ---- */

static void
count_in (GQueue *queue, const AditEngineTicket *ticket, int n_running, int n_waiting)
{
  for (GList *link = queue->head; link; link = link->next)
    {
      AditEngineTicket *each = link->data;

      if (is_same_peer (each, ticket))
        {
          each->n_running += (guint) n_running;
          each->n_waiting += (guint) n_waiting;
        }
    }
}

/* Tells all of @ticket's address that so many more run and wait. */
static void
count (Side *side, const AditEngineTicket *ticket, int n_running, int n_waiting)
{
  count_in (&side->running, ticket, n_running, n_waiting);
  count_in (&side->waiting, ticket, n_running, n_waiting);
}

static const AditEngineTicket *
find_alike (const GQueue *queue, const AditEngineTicket *ticket)
{
  for (const GList *link = queue->head; link; link = link->next)
    if (is_same_peer (link->data, ticket))
      return link->data;

  return NULL;
}

/* ---- Admission ---- */

/* Whose turn it is: NULL when nobody may run. The first that has none running cannot be beaten. */
static AditEngineTicket *
find_next (const Side *side, const Limits *limit)
{
  AditEngineTicket *next = NULL;
  guint fewest = limit->per_peer_max;

  if (side->running.length >= limit->running_max)
    return NULL;

  for (const GList *link = side->waiting.head; link && fewest > 0; link = link->next)
    {
      AditEngineTicket *ticket = link->data;

      if (ticket->n_running < fewest)
        {
          next = ticket;
          fewest = ticket->n_running;
        }
    }

  return next;
}

static void
push (Side *side, AditEngineTicket *ticket)
{
  const AditEngineTicket *alike = find_alike (&side->running, ticket);

  if (!alike)
    alike = find_alike (&side->waiting, ticket);
  if (alike)
    {
      ticket->n_running = alike->n_running;
      ticket->n_waiting = alike->n_waiting;
    }

  g_queue_push_head_link (&side->waiting, &ticket->link);
  count (side, ticket, 0, 1);
}

static void
admit (Side *side, AditEngineTicket *ticket)
{
  g_queue_unlink (&side->waiting, &ticket->link);
  g_queue_push_tail_link (&side->running, &ticket->link);
  ticket->is_running = TRUE;
  count (side, ticket, 1, -1);
}

static void
take_out (Side *side, AditEngineTicket *ticket)
{
  g_queue_unlink (ticket->is_running ? &side->running : &side->waiting, &ticket->link);
  count (side, ticket, -ticket->is_running, -!ticket->is_running);
}

static void
admit_all (Side *side, const Limits *limit)
{
  AditEngineTicket *next;

  while ((next = find_next (side, limit)))
    {
      admit (side, next);
      next->on_admitted (next->owner);
    }
}

gboolean
adit_engine_gate_enter (AditEngineGate *self, AditEngineTicket *ticket)
{
  Side *side = side_of (self, ticket);
  gboolean is_admitted;

  ticket->link.data = ticket;
  pthread_mutex_lock (&self->lock);

  /* Nobody who waits could run instead: it would have been admitted before. */
  push (side, ticket);
  is_admitted = find_next (side, &limits[ticket->side]) == ticket;
  if (is_admitted)
    admit (side, ticket);

  pthread_mutex_unlock (&self->lock);

  return is_admitted;
}

AditEngineTicketEnd
adit_engine_gate_leave (AditEngineGate *self, AditEngineTicket *ticket)
{
  Side *side = side_of (self, ticket);
  AditEngineTicketEnd end;

  pthread_mutex_lock (&self->lock);
  end = ticket->is_cut       ? ADIT_ENGINE_TICKET_WAS_CUT
        : ticket->is_running ? ADIT_ENGINE_TICKET_RAN
                             : ADIT_ENGINE_TICKET_WAITED;
  take_out (side, ticket);
  admit_all (side, &limits[ticket->side]);
  pthread_mutex_unlock (&self->lock);

  return end;
}

/* ---- Patience ---- */

/* Time as 32 bits of milliseconds, for which there are atomic operations everywhere. Never 0. */
static guint
to_ms (gint64 time_us)
{
  return MAX ((guint) (time_us / 1000), 1);
}

/* The reviewer's now is of its last wake-up: a wait that has begun since lies ahead of it. */
static gboolean
is_overdue (AditEngineTicket *ticket, guint now_ms)
{
  guint since_ms = (guint) g_atomic_int_get (&ticket->waiting_since_ms);
  int waited_ms = (int) (now_ms - since_ms);

  return since_ms != 0 && waited_ms >= limits[ticket->side].patience_ms;
}

static guint
find_fewest (const Side *side)
{
  guint fewest = G_MAXUINT;

  for (const GList *link = side->waiting.head; link; link = link->next)
    fewest = MIN (fewest, ((const AditEngineTicket *) link->data)->n_running);

  return fewest;
}

/* Cuts those without whom somebody who waits would run: of the same address, or of one that has
 * fewer running. A crowd from one address does not push out those who have less than it. */
static void
review_side (Side *side, guint now_ms)
{
  guint fewest = find_fewest (side);
  guint n_cut = 0;

  for (GList *link = side->running.head; link && n_cut < side->waiting.length; link = link->next)
    {
      AditEngineTicket *ticket = link->data;

      if (!ticket->is_cut && is_overdue (ticket, now_ms) &&
          (ticket->n_waiting > 0 || fewest < ticket->n_running))
        {
          ticket->is_cut = TRUE;
          ticket->on_cut (ticket->owner);
        }
      n_cut += ticket->is_cut;
    }
}

void
adit_engine_gate_review (AditEngineGate *self, gint64 now_us)
{
  pthread_mutex_lock (&self->lock);
  for (guint i = 0; i < ADIT_ENGINE_GATE_N_SIDES; i++)
    review_side (&self->sides[i], to_ms (now_us));
  pthread_mutex_unlock (&self->lock);
}

/* What was waited for already counts: a byte now and then does not buy more patience. */
void
adit_engine_ticket_wait (AditEngineTicket *self, gint64 now_us)
{
  guint since_ms = MAX (to_ms (now_us) - self->waited_ms, 1);

  g_atomic_int_set (&self->waiting_since_ms, (int) since_ms);
}

void
adit_engine_ticket_go_on (AditEngineTicket *self, gint64 now_us)
{
  if (g_atomic_int_get (&self->waiting_since_ms) == 0)
    return;

  self->waited_ms = to_ms (now_us) - (guint) g_atomic_int_get (&self->waiting_since_ms);
  g_atomic_int_set (&self->waiting_since_ms, 0);
}

/* ---- Life ---- */

AditEngineGate *
adit_engine_gate_new (void)
{
  AditEngineGate *self = g_new0 (AditEngineGate, 1);

  pthread_mutex_init (&self->lock, NULL);

  return self;
}

void
adit_engine_gate_free (AditEngineGate *self)
{
  for (guint i = 0; i < ADIT_ENGINE_GATE_N_SIDES; i++)
    g_assert (self->sides[i].waiting.length == 0 && self->sides[i].running.length == 0);

  pthread_mutex_destroy (&self->lock);
  g_free (self);
}
