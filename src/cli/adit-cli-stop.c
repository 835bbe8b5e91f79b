/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/adit-cli-bus.h"
#include "cli/adit-cli-status.h"
#include "cli/adit-cli-verbs.h"

AditCliExit
adit_cli_stop (AditCliCall *call)
{
  g_autoptr (AditBusEngine) engine = NULL;
  g_autoptr (GError) error = NULL;

  if (!adit_cli_call_parse_counted (call, NULL, 0, 0))
    return ADIT_CLI_USAGE;

  engine = adit_cli_bus_call_engine (call, &error);
  if (engine == NULL || !adit_bus_engine_call_stop_sync (engine, NULL, &error))
    return adit_cli_exit_with_error (error);

  return adit_cli_status_show (call);
}
