/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-scale.h"

/* 10^19 is the largest power of ten in 64 bits; 2 × 10^19 would not fit. */
#define LARGEST G_GUINT64_CONSTANT (10000000000000000000)

guint64
adit_app_scale_top (guint64 peak)
{
  static const guint steps[] = { 1, 2, 5 };

  if (peak >= LARGEST)
    return LARGEST;

  for (guint64 power = ADIT_APP_SCALE_MIN; power < LARGEST; power *= 10)
    for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
      if (power * steps[i] >= peak)
        return power * steps[i];

  return LARGEST;
}
