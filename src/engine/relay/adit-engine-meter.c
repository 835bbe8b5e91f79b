/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/relay/adit-engine-meter.h"

void
adit_engine_meter_count (AditEngineMeter *self, gint64 now_us, gsize n_bytes)
{
  gint64 second = now_us / G_USEC_PER_SEC;

  if (second != self->second)
    {
      self->last_second = second == self->second + 1 ? self->this_second : 0;
      self->this_second = 0;
      self->second = second;
    }

  self->this_second += n_bytes;
  self->total += n_bytes;
}

guint64
adit_engine_meter_rate (const AditEngineMeter *self, gint64 now_us)
{
  gint64 age = now_us / G_USEC_PER_SEC - self->second;

  return age == 0 ? self->last_second : age == 1 ? self->this_second : 0;
}
