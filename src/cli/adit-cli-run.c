/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* `run`: aditctl becomes the command, so that signals, descriptors, the terminal and the exit
 * status are the command's own. */

#include "cli/adit-cli-environment.h"
#include "cli/adit-cli-verbs.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

static void
apply (const AditCliEnvironment *environment)
{
  for (guint i = 0; i < environment->variables->len; i++)
    {
      const AditCliVariable *variable = environment->variables->pdata[i];

      if (variable->value != NULL)
        g_setenv (variable->name, variable->value, TRUE);
      else
        g_unsetenv (variable->name);
    }
}

/* Does not come back where it worked. */
static AditCliExit
become (char **command)
{
  g_autoptr (GError) error = NULL;
  int reason;

  execvp (command[0], command);
  reason = errno;

  error = g_error_new (G_FILE_ERROR, g_file_error_from_errno (reason), "%s: %s", command[0],
                       g_strerror (reason));
  adit_cli_exit_with_error (error);
  return reason == ENOENT ? ADIT_CLI_NOT_FOUND : ADIT_CLI_NOT_EXECUTABLE;
}

static AditCliExit
run (const AditCliCall *call, const AditCliEnvironmentOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AditCliEnvironment) environment = NULL;

  if (call->as_json)
    {
      adit_cli_exit_with_usage (_ ("“run” has no answer of its own that could be JSON"));
      return ADIT_CLI_NOT_RUN;
    }

  environment = adit_cli_environment_read (call, options, &error);
  if (environment == NULL)
    {
      adit_cli_exit_with_error (error);
      return ADIT_CLI_NOT_RUN;
    }

  apply (environment);
  return become (call->argv);
}

AditCliExit
adit_cli_run_command (AditCliCall *call)
{
  AditCliEnvironmentOptions options = { 0 };
  const GOptionEntry entries[] = {
    ADIT_CLI_ENVIRONMENT_ENTRIES (options),
    { "start", 0, 0, G_OPTION_ARG_NONE, &options.is_start,
      N_ ("Switch the proxy on where it is off; it stays on"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  AditCliExit code = adit_cli_call_parse_counted (call, entries, 1, G_MAXUINT)
                         ? run (call, &options)
                         : ADIT_CLI_NOT_RUN;

  g_free (options.no_proxy);
  return code;
}
