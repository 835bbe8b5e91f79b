/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/worker/adit-engine-wheel.h"

#define N_TICKS 256 /* slots of the inner ring, one tick each */
#define N_TURNS 512 /* slots of the outer ring, one turn of the inner ring each */

struct _AditEngineWheel
{
  gint64 tick; /* everything up to and including this tick has gone off */
  gint64 next_tick;
  guint n_armed;
  AditEngineTimer ticks[N_TICKS]; /* heads of circular lists */
  AditEngineTimer turns[N_TURNS];
};

static void
list_init (AditEngineTimer *head)
{
  head->next = head->previous = head;
}

static gboolean
list_is_empty (const AditEngineTimer *head)
{
  return head->next == head;
}

static void
list_append (AditEngineTimer *head, AditEngineTimer *timer)
{
  timer->next = head;
  timer->previous = head->previous;
  head->previous->next = timer;
  head->previous = timer;
}

static void
list_remove (AditEngineTimer *timer)
{
  timer->next->previous = timer->previous;
  timer->previous->next = timer->next;
  timer->next = timer->previous = NULL;
}

/* Moves all of a slot to @list, so that what is put into the slot meanwhile is not met with it. */
static void
take_list (AditEngineTimer *head, AditEngineTimer *list)
{
  list_init (list);
  if (list_is_empty (head))
    return;

  *list = *head;
  list->next->previous = list->previous->next = list;
  list_init (head);
}

AditEngineWheel *
adit_engine_wheel_new (gint64 now_us)
{
  AditEngineWheel *self = g_new0 (AditEngineWheel, 1);

  self->tick = now_us / ADIT_ENGINE_WHEEL_TICK_US;
  self->next_tick = G_MAXINT64;
  for (guint i = 0; i < N_TICKS; i++)
    list_init (&self->ticks[i]);
  for (guint i = 0; i < N_TURNS; i++)
    list_init (&self->turns[i]);

  return self;
}

void
adit_engine_wheel_free (AditEngineWheel *self)
{
  g_assert (self->n_armed == 0);

  g_free (self);
}

/* Puts the timer where it will be met in time, and returns the tick at which that slot is met. */
static gint64
place (AditEngineWheel *self, AditEngineTimer *timer)
{
  gint64 turn;

  if (timer->due_tick - self->tick < N_TICKS)
    {
      list_append (&self->ticks[timer->due_tick % N_TICKS], timer);
      return timer->due_tick;
    }

  turn = MIN (timer->due_tick / N_TICKS, self->tick / N_TICKS + N_TURNS - 1);
  list_append (&self->turns[turn % N_TURNS], timer);
  return turn * N_TICKS;
}

void
adit_engine_wheel_arm (AditEngineWheel *self,
                       AditEngineTimer *timer,
                       gint64 now_us,
                       gint64 delay_us,
                       AditEngineTimerFunc on_due,
                       gpointer owner)
{
  gint64 due_us = now_us + delay_us;
  gint64 met_tick;

  adit_engine_wheel_disarm (self, timer);
  if (self->n_armed == 0)
    self->tick = MAX (self->tick, now_us / ADIT_ENGINE_WHEEL_TICK_US);

  timer->on_due = on_due;
  timer->owner = owner;
  timer->due_tick = (due_us + ADIT_ENGINE_WHEEL_TICK_US - 1) / ADIT_ENGINE_WHEEL_TICK_US;
  timer->due_tick = MAX (timer->due_tick, self->tick + 1);
  met_tick = place (self, timer);
  self->next_tick = MIN (self->next_tick, met_tick);
  self->n_armed++;
}

void
adit_engine_wheel_disarm (AditEngineWheel *self, AditEngineTimer *timer)
{
  if (!timer->next)
    return;

  list_remove (timer);
  self->n_armed--;
}

/* A turn of the outer ring begins: its timers move to the inner ring, or further out. */
static void
open_turn (AditEngineWheel *self)
{
  AditEngineTimer due;

  take_list (&self->turns[self->tick / N_TICKS % N_TURNS], &due);
  while (!list_is_empty (&due))
    {
      AditEngineTimer *timer = due.next;

      list_remove (timer);
      place (self, timer);
    }
}

static void
fire_tick (AditEngineWheel *self)
{
  AditEngineTimer due;

  take_list (&self->ticks[self->tick % N_TICKS], &due);
  while (!list_is_empty (&due))
    {
      AditEngineTimer *timer = due.next;

      adit_engine_wheel_disarm (self, timer);
      timer->on_due (timer->owner);
    }
}

static gint64
find_next_tick (const AditEngineWheel *self)
{
  gint64 next_turn = (self->tick / N_TICKS + 1) * N_TICKS;

  if (self->n_armed == 0)
    return G_MAXINT64;

  for (gint64 tick = self->tick + 1; tick < next_turn; tick++)
    if (!list_is_empty (&self->ticks[tick % N_TICKS]))
      return tick;

  return next_turn;
}

void
adit_engine_wheel_turn (AditEngineWheel *self, gint64 now_us)
{
  gint64 now_tick = now_us / ADIT_ENGINE_WHEEL_TICK_US;

  if (now_tick < self->next_tick)
    return;

  while (self->tick < now_tick && self->n_armed > 0)
    {
      self->tick++;
      if (self->tick % N_TICKS == 0)
        open_turn (self);
      fire_tick (self);
    }

  self->tick = MAX (self->tick, now_tick);
  self->next_tick = find_next_tick (self);
}

gint64
adit_engine_wheel_next_us (AditEngineWheel *self)
{
  return self->n_armed == 0 ? -1 : self->next_tick * ADIT_ENGINE_WHEEL_TICK_US;
}
