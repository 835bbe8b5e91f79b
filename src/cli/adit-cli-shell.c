/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/adit-cli-shell.h"

static const struct
{
  const char *word;
  const char *quote;   /* what stands for ' within '…' */
  const char *special; /* these need a backslash before them even there */
  const char *set;
  const char *between; /* name and value */
  const char *unset;
} shells[ADIT_CLI_N_SHELLS] = {
  [ADIT_CLI_SHELL_SH] = { "sh", "'\\''", "", "export ", "=", "unset " },
  [ADIT_CLI_SHELL_FISH] = { "fish", "\\'", "\\", "set -gx ", " ", "set -e " },
  [ADIT_CLI_SHELL_CSH] = { "csh", "'\\''", "!\n", "setenv ", " ", "unsetenv " },
};

gboolean
adit_cli_shell_from_word (const char *word, AditCliShell *shell)
{
  for (guint i = 0; i < ADIT_CLI_N_SHELLS; i++)
    if (g_str_equal (shells[i].word, word))
      {
        *shell = i;
        return TRUE;
      }

  return FALSE;
}

/* @value as one word. (transfer full) */
static char *
quote (AditCliShell shell, const char *value)
{
  GString *quoted = g_string_new ("'");

  for (const char *c = value; *c != '\0'; c++)
    if (*c == '\'')
      g_string_append (quoted, shells[shell].quote);
    else
      {
        if (strchr (shells[shell].special, *c) != NULL)
          g_string_append_c (quoted, '\\');
        g_string_append_c (quoted, *c);
      }

  g_string_append_c (quoted, '\'');
  return g_string_free (quoted, FALSE);
}

char *
adit_cli_shell_assign (AditCliShell shell, const char *name, const char *value)
{
  g_autofree char *quoted = value != NULL ? quote (shell, value) : NULL;

  if (quoted == NULL)
    return g_strconcat (shells[shell].unset, name, ";\n", NULL);

  return g_strconcat (shells[shell].set, name, shells[shell].between, quoted, ";\n", NULL);
}
