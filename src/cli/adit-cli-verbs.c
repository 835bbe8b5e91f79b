/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/adit-cli-verbs.h"

#include "bus/adit-bus-error.h"
#include "cli/adit-cli-text.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>

static AditCliExit help (AditCliCall *call);

/* Names that scripts rely on; a name in brackets or braces is a member of the one before them, in
 * every element of a list or in an object. */
#define LISTENER_MEMBERS                                                                           \
  "address, enabled, state, bound, error, encryption,\n"                                           \
  "  addresses, proxy_protocol, public"
#define CERTIFICATE_MEMBERS                                                                        \
  "source, names, not_after_us, fingerprint,\n  certificate_path, key_path, error"
#define FIGURE_MEMBERS "id, phase, sent_bytes, received_bytes, sent_rate, received_rate"
#define TUNNEL_MEMBERS                                                                             \
  FIGURE_MEMBERS ",\n  client, target, address, user, method, path, status, encrypted, started_us"
#define ENDED_MEMBERS "as in tunnels, and ended_us, cause, detail"
#define STATUS_MEMBERS                                                                             \
  "  version, running, started_us, active_tunnels, opened_tunnels, refused_connections,\n"         \
  "  sent_bytes, received_bytes\n"                                                                 \
  "  listeners [" LISTENER_MEMBERS "]\n"                                                           \
  "  certificate {" CERTIFICATE_MEMBERS "}"

static const AditCliVerb verbs[] = {
  { "status", adit_cli_status, "", N_ ("Show whether the proxy runs, where, and its counters"),
    STATUS_MEMBERS },
  { "start", adit_cli_start, "", N_ ("Accept connections, now and after every start"),
    STATUS_MEMBERS },
  { "stop", adit_cli_stop, "", N_ ("Accept no more connections and end the tunnels"),
    STATUS_MEMBERS },
  { "tunnels", adit_cli_tunnels, "",
    N_ ("List the tunnels and requests that are open, or those that ended"),
    "  tunnels [" TUNNEL_MEMBERS "]\n"
    "  recent [" ENDED_MEMBERS "]" },
  { "close", adit_cli_close, "ID…", N_ ("End tunnels"), "  closed, missing" },
  { "monitor", adit_cli_monitor, "", N_ ("Follow tunnels as they open, change and end"),
    "  snapshot\n"
    "  opened [" TUNNEL_MEMBERS "]\n"
    "  updated [" FIGURE_MEMBERS "]\n"
    "  closed [" ENDED_MEMBERS "]" },
  { "listener", adit_cli_listener,
    "list | interfaces | add|remove|enable|disable ADDRESS | move ADDRESS ADDRESS | "
    "encryption ADDRESS both|plain|encrypted | proxy-protocol ADDRESS NETWORK…",
    N_ ("Show or change the addresses the proxy listens on"),
    "  listeners [" LISTENER_MEMBERS "]\n"
    "  with “interfaces”: interfaces [name, addresses [address, prefix, class]]" },
  { "certificate", adit_cli_certificate,
    "show | export [FILE] | renew | use CERTIFICATE KEY | use --local",
    N_ ("Show or change what encrypted clients see, or write the authority they are to trust"),
    "  " CERTIFICATE_MEMBERS "\n"
    "  with “export”: authority, file" },
  { "user", adit_cli_user,
    "list | add|remove|restore|password|enable|disable|limit NAME | limit --everyone | "
    "import FILE | export",
    N_ ("Show or change who may sign in"),
    "  users [name, enabled, schemes, expires, own_limits, rate, quota, quota_period, quota_end,\n"
    "    tunnels, active, sent_rate, received_rate, sent, received, sent_today, received_today,\n"
    "    today, month, last_seen_us, address, used_up]\n"
    "  common_limits {rate, quota, quota_period, quota_end, tunnels}\n"
    "  with “import”: added, refused [line, name, reason]\n"
    "  with “export”: text" },
  { "access", adit_cli_access,
    "show | sign-in never|elsewhere|always | schemes basic|digest|both | plain-basic yes|no | "
    "clients NETWORK… | private yes|no | blocked | lift ADDRESS",
    N_ ("Show or change who is let in, who has to sign in, and how, and who is blocked"),
    "  sign_in, schemes, plain_basic, clients, private\n"
    "  blocked [address, until_us, user]" },
  { "rules", adit_cli_rules,
    "list | show | add RULE | remove N | replace N RULE | move FROM TO | default ACTION | "
    "edit-file FILE | test HOST:PORT | denied | end-denied | upstreams |\n"
    "  upstream-set NAME http|https|socks5 HOST:PORT [user LOGIN] | upstream-remove NAME |\n"
    "  upstream-password NAME | upstream-forget NAME",
    N_ ("Show or change what may be reached, or tell why something may or may not be"),
    "  rules [number, line, text, action]\n"
    "  default, error\n"
    "  with “show”: text, error\n"
    "  with “test”: verdict, sentence, rule, line, address\n"
    "  with “denied”: denied [ids]; with “end-denied” and --end-denied: ended\n"
    "  about upstreams: upstreams [name, kind, address, user, password]" },
  { "env", adit_cli_env, "", N_ ("Print commands for a shell that point its programs at the proxy"),
    "  proxy, authority, variables {NAME}, unset" },
  { "run", adit_cli_run_command, "COMMAND…",
    N_ ("Run a command so that it and what it starts find the proxy in their environment"), NULL,
    .is_wrapper = TRUE },
  { "login", adit_cli_login, "show | on | off | ask",
    N_ ("Show or change whether the proxy starts at login, or ask to go on without a window"),
    "  starts_at_login, sandboxed, background" },
  { "system-proxy", adit_cli_system_proxy, "show | on | off",
    N_ ("Show or change whether the desktop’s proxy setting names the proxy"),
    "  system_proxy, state" },
  { "help", help, "[VERB]", N_ ("Tell how aditctl is used") },
  { "complete", adit_cli_complete, "WORD…", NULL, NULL, .is_wrapper = TRUE },
};

const AditCliVerb *
adit_cli_verbs_get (guint index)
{
  return index < G_N_ELEMENTS (verbs) ? &verbs[index] : NULL;
}

const AditCliVerb *
adit_cli_verbs_find (const char *name)
{
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (verbs); i++)
    if (g_str_equal (verbs[i].name, name))
      return &verbs[i];

  return NULL;
}

static void
print_help (void)
{
  g_autoptr (GString) text = g_string_new (_ ("Usage:\n  aditctl VERB [OPTION…]\n\n"));
  g_autofree char *exits = adit_cli_call_describe_exits ();

  g_string_append (text, _ ("Controls Adit's engine over the session bus.\n\nVerbs:\n"));
  for (guint i = 0; i < G_N_ELEMENTS (verbs) && verbs[i].help != NULL; i++)
    {
      g_string_append (text, "  ");
      adit_cli_text_append (text, verbs[i].name, 13, ADIT_CLI_ALIGN_START);
      g_string_append_printf (text, "%s\n", _ (verbs[i].help));
    }
  g_string_append (text, _ ("\nOptions:\n"
                            "  --json         Answer in JSON, for scripts\n"
                            "  --no-activate  Do not start the engine when it is not running\n"
                            "  --help         With a verb: show its options\n"
                            "  --version      Show the version of aditctl\n"));

  g_print ("%s\n%s\n", text->str, exits);
}

static AditCliExit
run_verb (const AditCliVerb *verb, const char *const *argv)
{
  AditCliCall call = { .verb = verb, .argv = g_strdupv ((char **) argv) };
  AditCliExit code = verb->run (&call);

  g_strfreev (call.argv);
  return code;
}

static AditCliExit
refuse_verb (const char *name)
{
  g_autofree char *message = name == NULL ? g_strdup (_ ("A verb is needed"))
                                          : g_strdup_printf (_ ("There is no verb “%s”"), name);

  return adit_cli_exit_with_usage (message);
}

/* `help VERB` is `VERB --help`: only the verb itself knows its options. */
static AditCliExit
help (AditCliCall *call)
{
  const AditCliVerb *verb;

  if (!adit_cli_call_parse_counted (call, NULL, 0, 1))
    return ADIT_CLI_USAGE;

  verb = adit_cli_verbs_find (call->argv[0]);
  if (verb != NULL)
    return run_verb (verb, (const char *[]){ "aditctl", verb->name, "--help", NULL });
  if (call->argc > 0)
    return refuse_verb (call->argv[0]);

  print_help ();
  return ADIT_CLI_OK;
}

/* The first argument that is no option: those that may stand before it take no values. */
static const char *
first_word (char **argv)
{
  for (guint i = 1; argv[0] != NULL && argv[i] != NULL; i++)
    if (argv[i][0] != '-')
      return argv[i];

  return NULL;
}

static gboolean
has_option (char **argv, const char *option)
{
  return argv[0] != NULL && g_strv_contains ((const char *const *) argv + 1, option);
}

static AditCliExit
run_without_verb (char **argv)
{
  if (has_option (argv, "--version"))
    g_print ("aditctl %s\n", ADIT_VERSION);
  else if (has_option (argv, "--help") || has_option (argv, "-h"))
    print_help ();
  else
    return refuse_verb (NULL);

  return ADIT_CLI_OK;
}

/* A script that reads half an answer must not take it for the whole. */
static AditCliExit
finish_output (AditCliExit code)
{
  if (fflush (stdout) == 0 && !ferror (stdout))
    return code;

  g_printerr ("aditctl: %s: %s\n", _ ("The output could not be written"), g_strerror (errno));
  return ADIT_CLI_FAILED;
}

AditCliExit
adit_cli_run (int argc, char **argv)
{
  const char *word = first_word (argv);
  const AditCliVerb *verb = adit_cli_verbs_find (word);
  AditCliExit code;

  g_set_prgname ("aditctl");
  adit_bus_error_register ();

  if (verb != NULL)
    code = run_verb (verb, (const char *const *) argv);
  else
    code = word != NULL ? refuse_verb (word) : run_without_verb (argv);

  return finish_output (code);
}
