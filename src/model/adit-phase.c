/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/adit-phase.h"

static const char *const words[ADIT_N_PHASES] = {
  [ADIT_PHASE_ACCEPT] = "accept",       [ADIT_PHASE_PARSE] = "parse",
  [ADIT_PHASE_AUTHORISE] = "authorise", [ADIT_PHASE_CONNECT] = "connect",
  [ADIT_PHASE_RELAY] = "relay",         [ADIT_PHASE_ACCOUNT] = "account",
};

const char *
adit_phase_to_word (AditPhase phase)
{
  g_return_val_if_fail (phase < ADIT_N_PHASES, "accept");

  return words[phase];
}

gboolean
adit_phase_from_word (const char *word, AditPhase *phase)
{
  for (guint i = 0; i < ADIT_N_PHASES; i++)
    if (g_str_equal (words[i], word))
      {
        *phase = i;
        return TRUE;
      }

  return FALSE;
}
