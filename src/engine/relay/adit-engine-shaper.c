/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/relay/adit-engine-shaper.h"

#define NS_PER_US  1000
#define NS_PER_SEC G_GINT64_CONSTANT (1000000000)
#define BURST_NS   ((gint64) ADIT_ENGINE_SHAPER_BURST_US * NS_PER_US)

/* ---- The line of time: each value stands for itself, no ordering between them is needed ---- */

static guint64
load_rate (const AditEngineShaper *self)
{
  return __atomic_load_n (&self->rate, __ATOMIC_RELAXED);
}

static guint
count_places (const AditEngineShaper *self)
{
  return __atomic_load_n (&self->n_places, __ATOMIC_RELAXED);
}

static gint64
to_ns (guint64 rate, gsize n_bytes)
{
  return (gint64) ((guint64) n_bytes * NS_PER_SEC / rate);
}

/* Below this it is not worth to be woken up. */
static gsize
least_part (guint64 rate)
{
  guint64 tick = rate * ADIT_ENGINE_SHAPER_TICK_US / G_USEC_PER_SEC;

  return CLAMP (tick, 1, ADIT_ENGINE_SHAPER_PLACE_MIN);
}

/* For one of @n_sharing, of what a tick brings and what has been saved up. */
static gsize
fair_part (guint64 rate, gint64 saved_ns, guint n_sharing)
{
  guint64 span_us = ADIT_ENGINE_SHAPER_TICK_US + (guint64) MAX (saved_ns, 0) / NS_PER_US;
  guint64 part = rate * span_us / G_USEC_PER_SEC / n_sharing;

  return CLAMP (part, least_part (rate), ADIT_ENGINE_SHAPER_GRANT_MAX);
}

/* Takes up time behind what is taken up already; returns where it begins. */
static gint64
take_up (AditEngineShaper *self,
         guint64 rate,
         gsize wanted,
         guint n_sharing,
         gint64 now_ns,
         gsize *size)
{
  gint64 next_ns = __atomic_load_n (&self->next_ns, __ATOMIC_RELAXED);
  gint64 start_ns;

  do
    {
      start_ns = MAX (next_ns, now_ns - BURST_NS);
      *size = MIN (wanted, fair_part (rate, now_ns - start_ns, n_sharing));
    }
  while (!__atomic_compare_exchange_n (&self->next_ns, &next_ns, start_ns + to_ns (rate, *size),
                                       TRUE, __ATOMIC_RELAXED, __ATOMIC_RELAXED));

  return start_ns;
}

/* ---- The shaper ---- */

void
adit_engine_shaper_init (AditEngineShaper *self, guint64 rate_bytes_s)
{
  *self = (AditEngineShaper){ .rate = rate_bytes_s };
}

void
adit_engine_shaper_set_rate (AditEngineShaper *self, guint64 rate_bytes_s, gint64 now_us)
{
  if (load_rate (self) == rate_bytes_s)
    return;

  /* Those who wait do so at a time that the old rate made. They see that it is not theirs any more
   * and do not count on it. */
  __atomic_store_n (&self->next_ns, now_us * NS_PER_US, __ATOMIC_RELAXED);
  __atomic_store_n (&self->rate, rate_bytes_s, __ATOMIC_RELAXED);
}

guint64
adit_engine_shaper_get_rate (const AditEngineShaper *self)
{
  return load_rate (self);
}

/* ---- A share ---- */

void
adit_engine_share_give_back (AditEngineShare *self, gsize n_bytes)
{
  if (self->shaper && self->rate > 0)
    self->granted += n_bytes;
}

/* To all, unless another rate has taken up the time anew. */
static void
release_granted (AditEngineShare *self)
{
  if (self->granted > 0 && self->rate == load_rate (self->shaper))
    __atomic_fetch_sub (&self->shaper->next_ns, to_ns (self->rate, self->granted),
                        __ATOMIC_RELAXED);

  self->granted = 0;
}

static void
leave_place (AditEngineShare *self)
{
  if (!self->is_waiting)
    return;

  self->is_waiting = FALSE;
  __atomic_fetch_sub (&self->shaper->n_places, 1, __ATOMIC_RELAXED);
}

void
adit_engine_share_leave (AditEngineShare *self)
{
  leave_place (self);
  release_granted (self);
}

static gsize
wait_for_place (AditEngineShare *self, gint64 now_ns)
{
  self->again_us =
      CLAMP ((self->due_ns - now_ns) / NS_PER_US + 1, 1, ADIT_ENGINE_SHAPER_PATIENCE_US);

  return 0;
}

static gsize
use_granted (AditEngineShare *self, gsize wanted)
{
  gsize size = MIN (wanted, self->granted);

  self->granted -= size;
  return size;
}

/* What has been saved up is there at once for one who is alone. Where others wait it is there for
 * all, each in his turn, unless so much is left over that some of it would be lost. */
static gboolean
may_go_at_once (gint64 start_ns, gint64 now_ns, guint n_waiting)
{
  gint64 saved_ns = now_ns - start_ns;

  return saved_ns >= 0 && (n_waiting == 0 || saved_ns > BURST_NS / 2);
}

/* Where places are so small that not everybody has one in each tick, who is woken up first would
 * have more of them than others: so they keep their distance from the one before. */
static gint64
place_due_ns (const AditEngineShare *self, gint64 start_ns, guint n_waiting)
{
  gint64 distance_ns = to_ns (self->rate, self->granted) * (n_waiting + 1);

  return self->granted > least_part (self->rate) ? start_ns
                                                 : MAX (start_ns, self->due_ns + distance_ns);
}

/* Among others a place is good for more than is wanted just now: there may be more behind it. */
static gsize
take_new (AditEngineShare *self, gsize wanted, gint64 now_ns)
{
  guint n_waiting = count_places (self->shaper);
  gsize asked = n_waiting == 0 ? wanted : ADIT_ENGINE_SHAPER_GRANT_MAX;
  gint64 start_ns =
      take_up (self->shaper, self->rate, asked, n_waiting + 1, now_ns, &self->granted);

  if (may_go_at_once (start_ns, now_ns, n_waiting))
    return use_granted (self, wanted);

  self->due_ns = place_due_ns (self, start_ns, n_waiting);
  self->is_waiting = TRUE;
  __atomic_fetch_add (&self->shaper->n_places, 1, __ATOMIC_RELAXED);
  return wait_for_place (self, now_ns);
}

static gboolean
is_lost (const AditEngineShare *self, guint64 rate, gint64 now_ns)
{
  return rate != self->rate || (self->is_waiting && now_ns - self->due_ns > BURST_NS);
}

gsize
adit_engine_share_take (AditEngineShare *self, gsize wanted, gint64 now_us)
{
  gint64 now_ns = now_us * NS_PER_US;
  guint64 rate;

  if (!self->shaper)
    return wanted;

  rate = load_rate (self->shaper);
  if (is_lost (self, rate, now_ns))
    adit_engine_share_leave (self);
  if (self->is_waiting && self->due_ns > now_ns)
    return wait_for_place (self, now_ns);

  leave_place (self);
  if (self->granted > 0)
    return use_granted (self, wanted);

  self->rate = rate;
  return rate == 0 ? wanted : take_new (self, wanted, now_ns);
}
