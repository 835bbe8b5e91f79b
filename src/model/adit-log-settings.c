/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/adit-log-settings.h"

static const char *const words[ADIT_N_ACCESS_LOGS] = {
  [ADIT_ACCESS_LOG_OFF] = "off",
  [ADIT_ACCESS_LOG_TEXT] = "text",
  [ADIT_ACCESS_LOG_JSON] = "json",
};

const char *
adit_access_log_to_word (AditAccessLog access)
{
  g_return_val_if_fail (access < ADIT_N_ACCESS_LOGS, words[ADIT_ACCESS_LOG_OFF]);

  return words[access];
}

gboolean
adit_access_log_from_word (const char *word, AditAccessLog *access)
{
  for (guint i = 0; i < ADIT_N_ACCESS_LOGS; i++)
    if (g_str_equal (words[i], word))
      {
        *access = i;
        return TRUE;
      }

  return FALSE;
}
