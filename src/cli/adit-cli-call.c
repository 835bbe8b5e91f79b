/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/adit-cli-call.h"

#include <glib/gi18n-lib.h>

char *
adit_cli_call_describe_exits (void)
{
  GString *text = g_string_new (_ ("Exit codes:"));

  for (guint i = 0; i < ADIT_CLI_N_EXITS; i++)
    g_string_append_printf (text, "\n  %u  %s", i, adit_cli_exit_describe (i));

  return g_string_free (text, FALSE);
}

static char *
describe_members (const AditCliVerb *verb)
{
  if (verb->members == NULL)
    return g_strdup ("");

  return g_strdup_printf (_ ("Members of the answer in JSON (times are microseconds of Unix time, "
                             "sizes are bytes):\n%s\n\n"),
                          verb->members);
}

static GOptionContext *
create_context (const AditCliVerb *verb)
{
  g_autofree char *usage = g_strjoin (" ", verb->name, verb->arguments, NULL);
  g_autofree char *exits = adit_cli_call_describe_exits ();
  g_autofree char *members = describe_members (verb);
  g_autofree char *description = g_strconcat (members, exits, NULL);
  GOptionContext *context = g_option_context_new (usage);

  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, _ (verb->help));
  g_option_context_set_description (context, description);

  return context;
}

/* GOption leaves the program's name, the verb and its arguments. */
static void
drop_program_and_verb (AditCliCall *call)
{
  guint n_drop = 2;

  g_free (call->argv[0]);
  g_free (call->argv[1]);
  for (call->argc = 0; call->argv[call->argc + n_drop] != NULL; call->argc++)
    call->argv[call->argc] = call->argv[call->argc + n_drop];
  call->argv[call->argc] = NULL;
}

gboolean
adit_cli_call_parse (AditCliCall *call, const GOptionEntry *options)
{
  const GOptionEntry shared[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &call->as_json, N_ ("Answer in JSON, for scripts"), NULL },
    { "no-activate", 0, 0, G_OPTION_ARG_NONE, &call->is_passive,
      N_ ("Do not start the engine when it is not running"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = create_context (call->verb);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, shared, GETTEXT_PACKAGE);
  if (options != NULL)
    g_option_context_add_main_entries (context, options, GETTEXT_PACKAGE);
  if (!g_option_context_parse_strv (context, &call->argv, &error))
    {
      adit_cli_exit_with_usage (error->message);
      return FALSE;
    }

  drop_program_and_verb (call);
  return TRUE;
}

gboolean
adit_cli_call_parse_counted (AditCliCall *call,
                             const GOptionEntry *options,
                             guint n_least,
                             guint n_most)
{
  g_autofree char *message = NULL;

  if (!adit_cli_call_parse (call, options))
    return FALSE;
  if (call->argc >= n_least && call->argc <= n_most)
    return TRUE;

  message = call->argc < n_least ? g_strdup_printf (_ ("“%s” needs more: %s"), call->verb->name,
                                                    call->verb->arguments)
                                 : g_strdup_printf (_ ("“%s” is too much"), call->argv[n_most]);
  adit_cli_exit_with_usage (message);
  return FALSE;
}
