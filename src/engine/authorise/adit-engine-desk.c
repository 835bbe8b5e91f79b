/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/authorise/adit-engine-desk.h"

#include <time.h>

static guint
today (void)
{
  time_t now = time (NULL);
  struct tm day;

  localtime_r (&now, &day);
  return (guint) ((day.tm_year + 1900) * 10000 + (day.tm_mon + 1) * 100 + day.tm_mday);
}

AditEngineDesk *
adit_engine_desk_new (void)
{
  AditEngineDesk *self = g_new0 (AditEngineDesk, 1);

  adit_engine_seal_init (&self->seal);
  self->nonces = adit_engine_nonces_new (&self->seal);
  self->memory = adit_engine_memory_new ();
  self->throttle = adit_engine_throttle_new ();
  self->verifier = adit_engine_verifier_new ();
  self->now_us = g_get_monotonic_time;
  self->today = today;

  return self;
}

void
adit_engine_desk_free (AditEngineDesk *self)
{
  adit_engine_verifier_free (self->verifier);
  adit_engine_throttle_free (self->throttle);
  adit_engine_memory_free (self->memory);
  adit_engine_nonces_free (self->nonces);
  adit_engine_wipe (&self->seal, sizeof self->seal);
  g_free (self);
}
