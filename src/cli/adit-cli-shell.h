/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Lines that a shell reads as they were meant, whatever is in a value: each kind of shell quotes in
 * its own way. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  ADIT_CLI_SHELL_SH, /* POSIX and what descends from it: bash, dash, ksh, zsh */
  ADIT_CLI_SHELL_FISH,
  ADIT_CLI_SHELL_CSH, /* and tcsh */
  ADIT_CLI_N_SHELLS
} AditCliShell;

/* FALSE where @word is none of sh, fish, csh. */
gboolean adit_cli_shell_from_word (const char *word, AditCliShell *shell);

/* The command that exports a variable, or forgets it where @value is NULL; ends with a semicolon
 * and a line feed. (transfer full) */
char *adit_cli_shell_assign (AditCliShell shell, const char *name, const char *value);

G_END_DECLS
