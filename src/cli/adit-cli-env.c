/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/adit-cli-environment.h"
#include "cli/adit-cli-json.h"
#include "cli/adit-cli-shell.h"
#include "cli/adit-cli-verbs.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

static void
print_json (const AditCliEnvironment *environment)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GPtrArray) unset = g_ptr_array_new ();

  json_builder_begin_object (builder);
  adit_cli_json_add_string (builder, "proxy", environment->proxy ? environment->proxy : "");
  adit_cli_json_add_string (builder, "authority",
                            environment->authority ? environment->authority : "");
  json_builder_set_member_name (builder, "variables");
  json_builder_begin_object (builder);
  for (guint i = 0; i < environment->variables->len; i++)
    {
      const AditCliVariable *variable = environment->variables->pdata[i];

      if (variable->value != NULL)
        adit_cli_json_add_string (builder, variable->name, variable->value);
      else
        g_ptr_array_add (unset, (gpointer) variable->name);
    }
  json_builder_end_object (builder);
  g_ptr_array_add (unset, NULL);
  adit_cli_json_add_strings (builder, "unset", (const char *const *) unset->pdata);
  json_builder_end_object (builder);
  adit_cli_json_print (builder, ADIT_CLI_JSON_DOCUMENT);
}

static void
print_commands (const AditCliEnvironment *environment, AditCliShell shell)
{
  for (guint i = 0; i < environment->variables->len; i++)
    {
      const AditCliVariable *variable = environment->variables->pdata[i];
      g_autofree char *command = adit_cli_shell_assign (shell, variable->name, variable->value);

      fputs (command, stdout);
    }
}

static AditCliExit
run (const AditCliCall *call,
     const AditCliEnvironmentOptions *options,
     gboolean is_unset,
     const char *shell_word)
{
  g_autoptr (AditCliEnvironment) environment = NULL;
  g_autoptr (GError) error = NULL;
  AditCliShell shell = ADIT_CLI_SHELL_SH;

  if (shell_word != NULL && !adit_cli_shell_from_word (shell_word, &shell))
    return adit_cli_exit_with_usage (_ ("The shell is one of: sh, fish, csh"));
  if (is_unset && (options->is_encrypted || options->no_proxy != NULL))
    return adit_cli_exit_with_usage (_ ("What is unset has no values"));

  environment = is_unset ? adit_cli_environment_new (NULL, NULL, NULL)
                         : adit_cli_environment_read (call, options, &error);
  if (environment == NULL)
    return adit_cli_exit_with_error (error);

  if (call->as_json)
    print_json (environment);
  else
    print_commands (environment, shell);
  return ADIT_CLI_OK;
}

AditCliExit
adit_cli_env (AditCliCall *call)
{
  AditCliEnvironmentOptions options = { 0 };
  gboolean is_unset = FALSE;
  g_autofree char *shell = NULL;
  const GOptionEntry entries[] = {
    ADIT_CLI_ENVIRONMENT_ENTRIES (options),
    { "shell", 0, 0, G_OPTION_ARG_STRING, &shell, N_ ("For which kind of shell; sh when missing"),
      "sh|fish|csh" },
    { "unset", 0, 0, G_OPTION_ARG_NONE, &is_unset, N_ ("What takes it all back"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  AditCliExit code = adit_cli_call_parse_counted (call, entries, 0, 0)
                         ? run (call, &options, is_unset, shell)
                         : ADIT_CLI_USAGE;

  g_free (options.no_proxy);
  return code;
}
