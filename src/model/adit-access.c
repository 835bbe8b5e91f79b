/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/adit-access.h"

static const char *const sign_ins[ADIT_N_SIGN_INS] = {
  [ADIT_SIGN_IN_NEVER] = "never",
  [ADIT_SIGN_IN_ELSEWHERE] = "elsewhere",
  [ADIT_SIGN_IN_ALWAYS] = "always",
};

static const char *const schemes_words[ADIT_N_SCHEMES] = {
  [ADIT_SCHEMES_BASIC] = "basic",
  [ADIT_SCHEMES_DIGEST] = "digest",
  [ADIT_SCHEMES_BOTH] = "both",
};

const char *
adit_sign_in_to_word (AditSignIn sign_in)
{
  g_return_val_if_fail (sign_in < ADIT_N_SIGN_INS, NULL);

  return sign_ins[sign_in];
}

gboolean
adit_sign_in_from_word (const char *word, AditSignIn *sign_in)
{
  for (guint i = 0; i < ADIT_N_SIGN_INS; i++)
    if (g_str_equal (sign_ins[i], word))
      {
        *sign_in = i;
        return TRUE;
      }

  return FALSE;
}

const char *
adit_schemes_to_word (AditSchemes schemes)
{
  g_return_val_if_fail (schemes < ADIT_N_SCHEMES, NULL);

  return schemes_words[schemes];
}

gboolean
adit_schemes_from_word (const char *word, AditSchemes *schemes)
{
  for (guint i = 0; i < ADIT_N_SCHEMES; i++)
    if (g_str_equal (schemes_words[i], word))
      {
        *schemes = i;
        return TRUE;
      }

  return FALSE;
}
