/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A coarse timer wheel: arming and disarming a timer costs a few instructions however many there
 * are, which is what a proxy needs that arms one per connection and lets almost none go off.
 *
 * Two rings: ticks of 50 ms for the next 12.8 s, and turns of 12.8 s for the next two hours.
 * Timers go off at the first tick at or after their time, never before; those further away than
 * both rings are looked at again when the outer ring comes round.
 *
 * A timer is embedded in its owner and must be disarmed before that is freed. One thread. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ADIT_ENGINE_WHEEL_TICK_US 50000

typedef struct _AditEngineTimer AditEngineTimer;
typedef struct _AditEngineWheel AditEngineWheel;

/* Called once, after the timer was disarmed: it may be armed again, or freed with its owner. */
typedef void (*AditEngineTimerFunc) (gpointer owner);

struct _AditEngineTimer
{
  AditEngineTimer *next; /* NULL: not armed */
  AditEngineTimer *previous;
  gint64 due_tick;
  AditEngineTimerFunc on_due;
  gpointer owner;
};

AditEngineWheel *adit_engine_wheel_new (gint64 now_us);
void adit_engine_wheel_free (AditEngineWheel *self);

/* Arms @timer, which may be armed already, to go off @delay_us after @now_us. Times are those of
 * g_get_monotonic_time(). */
void adit_engine_wheel_arm (AditEngineWheel *self,
                            AditEngineTimer *timer,
                            gint64 now_us,
                            gint64 delay_us,
                            AditEngineTimerFunc on_due,
                            gpointer owner);

/* Does nothing to a timer that is not armed. */
void adit_engine_wheel_disarm (AditEngineWheel *self, AditEngineTimer *timer);

/* Lets every timer go off that is due at @now_us. */
void adit_engine_wheel_turn (AditEngineWheel *self, gint64 now_us);

/* When adit_engine_wheel_turn() has to be called next; -1: no timer is armed. May be early. */
gint64 adit_engine_wheel_next_us (AditEngineWheel *self);

G_END_DECLS
