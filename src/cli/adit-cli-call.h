/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One call of aditctl: what was asked for, as every verb gets it. A verb reads its own options with
 * adit_cli_call_parse() before anything else and then finds its arguments here. */

#pragma once

#include "cli/adit-cli-exit.h"

G_BEGIN_DECLS

typedef struct _AditCliCall AditCliCall;

typedef struct
{
  const char *name;
  AditCliExit (*run) (AditCliCall *call);
  const char *arguments; /* as the help shows them, without options: see adit-cli-grammar.h */
  const char *help;      /* one line, translatable; NULL: the help keeps silent about the verb */
  const char *members;   /* of the answer with --json, names only; NULL: none */
  gboolean is_wrapper;   /* its arguments are a command: options behind the first are not ours */
} AditCliVerb;

struct _AditCliCall
{
  const AditCliVerb *verb; /* NULL: none was named */
  char **argv;             /* after parsing: the verb's arguments alone, NULL-terminated */
  guint argc;
  gboolean as_json;
  gboolean is_passive; /* never start the engine */
  GArray *described;   /* GOptionEntry: the verb is only asked which options it has */
};

/* Reads the options that all verbs share and those in @options (which end with an empty entry).
 * When it returns FALSE the mistake was told and the exit code is ADIT_CLI_USAGE; `--help` is
 * answered here and ends the process. */
gboolean adit_cli_call_parse (AditCliCall *call, const GOptionEntry *options);

/* As above, and counts the arguments. */
gboolean adit_cli_call_parse_counted (AditCliCall *call,
                                      const GOptionEntry *options,
                                      guint n_least,
                                      guint n_most);

/* The end of a help text: what the exit codes mean. (transfer full) */
char *adit_cli_call_describe_exits (void);

/* The options that @verb takes besides those that all share, which come first and are @n_shared.
 * Their texts are not translated, their arg_data mean nothing. (transfer full) */
GArray *adit_cli_call_list_options (const AditCliVerb *verb, guint *n_shared);

G_END_DECLS
