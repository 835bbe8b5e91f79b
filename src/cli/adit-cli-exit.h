/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* How aditctl ends: its exit codes, which scripts rely on, and how errors become one of them and a
 * sentence on standard error. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  ADIT_CLI_OK = 0,
  ADIT_CLI_FAILED = 1,       /* the engine answered with an error, or the output was lost */
  ADIT_CLI_USAGE = 2,        /* aditctl was called in a wrong way */
  ADIT_CLI_UNREACHABLE = 3,  /* no bus, no engine, or it went away */
  ADIT_CLI_NOTHING_SUCH = 4, /* no such listener, tunnel, user, … */
  ADIT_CLI_N_EXITS,

  /* Of `run` alone, numbered as env(1) does: any other is that of the command that was run. */
  ADIT_CLI_NOT_RUN = 125, /* for whatever reason */
  ADIT_CLI_NOT_EXECUTABLE = 126,
  ADIT_CLI_NOT_FOUND = 127
} AditCliExit;

/* What an exit code means, translated. Static. */
const char *adit_cli_exit_describe (AditCliExit code);

/* Errors of this domain say in full why the engine cannot be reached; they have one code, 0. */
#define ADIT_CLI_UNREACHABLE_ERROR (adit_cli_unreachable_error_quark ())
GQuark adit_cli_unreachable_error_quark (void);

/* Says @error on standard error and returns the exit code that fits it. */
AditCliExit adit_cli_exit_with_error (const GError *error);

/* Says that aditctl was called in a wrong way, and how to learn the right one. */
AditCliExit adit_cli_exit_with_usage (const char *message);

G_END_DECLS
