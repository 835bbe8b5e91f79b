/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/adit-cli-call.h"

#include <glib/gi18n-lib.h>

#define N_SHARED 2 /* options */

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

/* (transfer full) */
static char *
describe_exits (const AditCliVerb *verb)
{
  if (!verb->is_wrapper)
    return adit_cli_call_describe_exits ();

  return g_strdup_printf (_ ("Exit codes: those of the command, or\n"
                             "  %u  it was not run, for any other reason\n"
                             "  %u  it could not be executed\n"
                             "  %u  it was not found"),
                          ADIT_CLI_NOT_RUN, ADIT_CLI_NOT_EXECUTABLE, ADIT_CLI_NOT_FOUND);
}

static GOptionContext *
create_context (const AditCliVerb *verb)
{
  g_autofree char *usage = g_strjoin (" ", verb->name, verb->arguments, NULL);
  g_autofree char *exits = describe_exits (verb);
  g_autofree char *members = describe_members (verb);
  g_autofree char *description = g_strconcat (members, exits, NULL);
  GOptionContext *context = g_option_context_new (usage);

  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, verb->help != NULL ? _ (verb->help) : NULL);
  g_option_context_set_description (context, description);

  return context;
}

/* GOption leaves the program's name, the verb and its arguments: only these stay. */
static void
drop (AditCliCall *call, guint n_drop)
{
  for (guint i = 0; i < n_drop; i++)
    g_free (call->argv[i]);
  for (call->argc = 0; call->argv[call->argc + n_drop] != NULL; call->argc++)
    call->argv[call->argc] = call->argv[call->argc + n_drop];
  call->argv[call->argc] = NULL;
}

/* The verb was taken out; GOption leaves a separator where options seem to follow it. */
static void
drop_program_and_separator (AditCliCall *call)
{
  gboolean is_separated = call->argv[1] != NULL && g_str_equal (call->argv[1], "--");

  drop (call, is_separated ? 2 : 1);
}

/* So that what GOption meets first that is no option is the command, where options end. */
static void
take_verb_out (AditCliCall *call)
{
  guint i = 1;

  while (!g_str_equal (call->argv[i], call->verb->name))
    i++;

  g_free (call->argv[i]);
  for (; call->argv[i] != NULL; i++)
    call->argv[i] = call->argv[i + 1];
}

static void
describe (GArray *described, const GOptionEntry *options)
{
  for (guint i = 0; options != NULL && options[i].long_name != NULL; i++)
    g_array_append_val (described, options[i]);
}

gboolean
adit_cli_call_parse (AditCliCall *call, const GOptionEntry *options)
{
  const GOptionEntry shared[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &call->as_json, N_ ("Answer in JSON, for scripts"), NULL },
    { "no-activate", 0, 0, G_OPTION_ARG_NONE, &call->is_passive,
      N_ ("Do not start the engine when it is not running"), NULL },
    [N_SHARED] = G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = NULL;
  g_autoptr (GError) error = NULL;

  if (call->described != NULL)
    {
      describe (call->described, shared);
      describe (call->described, options);
      return FALSE;
    }

  context = create_context (call->verb);
  g_option_context_set_strict_posix (context, call->verb->is_wrapper);
  if (call->verb->is_wrapper)
    take_verb_out (call);

  g_option_context_add_main_entries (context, shared, GETTEXT_PACKAGE);
  if (options != NULL)
    g_option_context_add_main_entries (context, options, GETTEXT_PACKAGE);
  if (!g_option_context_parse_strv (context, &call->argv, &error))
    {
      adit_cli_exit_with_usage (error->message);
      return FALSE;
    }

  if (call->verb->is_wrapper)
    drop_program_and_separator (call);
  else
    drop (call, 2);
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

GArray *
adit_cli_call_list_options (const AditCliVerb *verb, guint *n_shared)
{
  AditCliCall call = { .verb = verb,
                       .described = g_array_new (FALSE, FALSE, sizeof (GOptionEntry)) };

  *n_shared = N_SHARED;
  verb->run (&call);
  return call.described;
}
