/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The verbs of aditctl. Each has a file of its own; the one table of them is in adit-cli-verbs.c,
 * and dispatch, help, completion, the manual page and the check for unknown verbs all read it. */

#pragma once

#include "cli/adit-cli-call.h"

G_BEGIN_DECLS

AditCliExit adit_cli_status (AditCliCall *call);
AditCliExit adit_cli_start (AditCliCall *call);
AditCliExit adit_cli_stop (AditCliCall *call);
AditCliExit adit_cli_tunnels (AditCliCall *call);
AditCliExit adit_cli_close (AditCliCall *call);
AditCliExit adit_cli_monitor (AditCliCall *call);
AditCliExit adit_cli_listener (AditCliCall *call);
AditCliExit adit_cli_certificate (AditCliCall *call);
AditCliExit adit_cli_user (AditCliCall *call);
AditCliExit adit_cli_rules (AditCliCall *call);
AditCliExit adit_cli_login (AditCliCall *call);
AditCliExit adit_cli_system_proxy (AditCliCall *call);
AditCliExit adit_cli_access (AditCliCall *call);
AditCliExit adit_cli_env (AditCliCall *call);
AditCliExit adit_cli_run_command (AditCliCall *call);
AditCliExit adit_cli_complete (AditCliCall *call);

/* The table's row, NULL behind the last; hidden verbs come last. Static. */
const AditCliVerb *adit_cli_verbs_get (guint index);
/* NULL where there is none of that name. Static. */
const AditCliVerb *adit_cli_verbs_find (const char *name);

/* The program: finds the verb and runs it. @argv is not changed. Returns the exit code. */
AditCliExit adit_cli_run (int argc, char **argv);

G_END_DECLS
