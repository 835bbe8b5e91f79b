/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The pattern repeats after a prime number of bytes, so that no block size fits it. */

#include "load/pattern.h"

#include <string.h>

#define PERIOD 65521

static char bytes_of_pattern[PERIOD + PATTERN_CHUNK];

static void
fill_once (void)
{
  uint32_t state = 1;

  if (bytes_of_pattern[0] != 0)
    return;
  for (size_t i = 0; i < sizeof bytes_of_pattern; i++)
    if (i >= PERIOD)
      bytes_of_pattern[i] = bytes_of_pattern[i - PERIOD];
    else
      {
        bytes_of_pattern[i] = (char) (state >> 16 | 1);
        state = state * 1103515245 + 12345;
      }
}

const char *
pattern_at (uint64_t offset)
{
  fill_once ();
  return bytes_of_pattern + offset % PERIOD;
}

bool
pattern_matches (const char *bytes, size_t length, uint64_t offset)
{
  return memcmp (bytes, pattern_at (offset), length) == 0;
}
