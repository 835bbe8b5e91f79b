/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bus/adit-bus-names.h"
#include "bus/adit-bus-wire-access.h"
#include "cli/adit-cli-bus.h"
#include "cli/adit-cli-file.h"
#include "cli/adit-cli-json.h"
#include "cli/adit-cli-password.h"
#include "cli/adit-cli-text.h"
#include "cli/adit-cli-user-list.h"
#include "cli/adit-cli-verbs.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

typedef struct
{
  int password_fd; /* -1: not given */
  gboolean is_without_password;
  gboolean is_disabled;
  char *expires; /* NULL: not given; and so below */
  char *rate;
  char *quota;
  char *quota_period;
  char *quota_end;
  char *tunnels;
  gboolean is_under_common_limits;
  gboolean is_for_everyone;
} Options;

/* Which of the options a word takes. */
typedef enum
{
  TAKES_NONE = 0,
  TAKES_PASSWORD = 1 << 0, /* --password-fd */
  TAKES_STATE = 1 << 1,    /* --no-password, --disabled */
  TAKES_TERMS = 1 << 2,    /* --expires, --common-limits */
  TAKES_LIMITS = 1 << 3,
  TAKES_EVERYONE = 1 << 4, /* --everyone */
} Takes;

/* ---- Changing one ---- */

/* "never" is for people; the bus wants nothing. */
static GVariant *
new_expires (const char *expires)
{
  return g_variant_new_string (g_str_equal (expires, "never") ? "" : expires);
}

/* A number of bytes or of tunnels; one that is not given is fine. */
static gboolean
add_number (GVariantBuilder *dictionary,
            const char *key,
            const char *text,
            gboolean is_long,
            GError **error)
{
  guint64 value = 0;

  if (text == NULL)
    return TRUE;
  if (!g_ascii_string_to_unsigned (text, 10, 0, is_long ? G_MAXUINT64 : G_MAXUINT32, &value, error))
    return FALSE;

  g_variant_builder_add (dictionary, "{sv}", key,
                         is_long ? g_variant_new_uint64 (value)
                                 : g_variant_new_uint32 ((guint32) value));
  return TRUE;
}

static void
add_word (GVariantBuilder *dictionary, const char *key, const char *word)
{
  if (word != NULL)
    g_variant_builder_add (dictionary, "{sv}", key, g_variant_new_string (word));
}

static gboolean
add_limits (GVariantBuilder *dictionary, const Options *options, GError **error)
{
  add_word (dictionary, "quota-period", options->quota_period);
  add_word (dictionary, "quota-end", options->quota_end);

  return add_number (dictionary, "rate", options->rate, TRUE, error) &&
         add_number (dictionary, "quota", options->quota, TRUE, error) &&
         add_number (dictionary, "tunnels", options->tunnels, FALSE, error);
}

static gboolean
add_lasting (GVariantBuilder *dictionary, const Options *options, GError **error)
{
  if (options->expires != NULL)
    g_variant_builder_add (dictionary, "{sv}", "expires", new_expires (options->expires));
  if (options->is_under_common_limits)
    g_variant_builder_add (dictionary, "{sv}", "own-limits", g_variant_new_boolean (FALSE));

  return add_limits (dictionary, options, error);
}

static gboolean
add (AditBusUsers *proxy, const char *name, const Options *options, GError **error)
{
  g_auto (GVariantBuilder) dictionary = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  char *password = NULL;
  gboolean is_done;

  if (!add_lasting (&dictionary, options, error))
    return FALSE;
  if (!options->is_without_password)
    password = adit_cli_password_read (name, options->password_fd, error);
  if (password == NULL && !options->is_without_password)
    return FALSE;

  if (password != NULL)
    g_variant_builder_add (&dictionary, "{sv}", "password", g_variant_new_string (password));
  if (options->is_disabled)
    g_variant_builder_add (&dictionary, "{sv}", "enabled", g_variant_new_boolean (FALSE));
  is_done =
      adit_bus_users_call_add_sync (proxy, name, g_variant_builder_end (&dictionary), NULL, error);

  adit_cli_password_free (password);
  return is_done;
}

static gboolean
drop (AditBusUsers *proxy, const char *name, const Options *options, GError **error)
{
  return adit_bus_users_call_remove_sync (proxy, name, NULL, error);
}

static gboolean
bring_back (AditBusUsers *proxy, const char *name, const Options *options, GError **error)
{
  return adit_bus_users_call_restore_sync (proxy, name, NULL, error);
}

static gboolean
set_password (AditBusUsers *proxy, const char *name, const Options *options, GError **error)
{
  char *password = adit_cli_password_read (name, options->password_fd, error);
  gboolean is_done = password != NULL &&
                     adit_bus_users_call_set_password_sync (proxy, name, password, NULL, error);

  adit_cli_password_free (password);
  return is_done;
}

static gboolean
enable (AditBusUsers *proxy, const char *name, const Options *options, GError **error)
{
  return adit_bus_users_call_set_enabled_sync (proxy, name, TRUE, NULL, error);
}

static gboolean
disable (AditBusUsers *proxy, const char *name, const Options *options, GError **error)
{
  return adit_bus_users_call_set_enabled_sync (proxy, name, FALSE, NULL, error);
}

static gboolean
limit (AditBusUsers *proxy, const char *name, const Options *options, GError **error)
{
  g_auto (GVariantBuilder) dictionary = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  if (!add_lasting (&dictionary, options, error))
    return FALSE;

  return adit_bus_users_call_set_options_sync (proxy, name, g_variant_builder_end (&dictionary),
                                               NULL, error);
}

/* Of everybody who has none of their own. */
static AditCliExit
limit_everyone (const AditCliCall *call, AditBusUsers *proxy, const Options *options)
{
  g_auto (GVariantBuilder) dictionary = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  g_autoptr (GError) error = NULL;

  if (!add_limits (&dictionary, options, &error) ||
      !adit_bus_users_call_set_limits_sync (proxy, g_variant_builder_end (&dictionary), NULL,
                                            &error))
    return adit_cli_exit_with_error (error);

  return adit_cli_user_list (call);
}

static const struct
{
  const char *word;
  guint takes;
  gboolean (*change) (AditBusUsers *proxy,
                      const char *name,
                      const Options *options,
                      GError **error);
} changes[] = {
  { "add", TAKES_PASSWORD | TAKES_STATE | TAKES_TERMS | TAKES_LIMITS, add },
  { "remove", TAKES_NONE, drop },
  { "restore", TAKES_NONE, bring_back },
  { "password", TAKES_PASSWORD, set_password },
  { "enable", TAKES_NONE, enable },
  { "disable", TAKES_NONE, disable },
  { "limit", TAKES_TERMS | TAKES_LIMITS, limit },
};

/* ---- Many at once ---- */

static void
add_refusal (JsonBuilder *builder, gconstpointer row)
{
  const AditHtpasswdRefusal *refusal = row;

  adit_cli_json_add_int (builder, "line", refusal->line);
  adit_cli_json_add_string (builder, "name", refusal->name);
  adit_cli_json_add_string (builder, "reason", refusal->reason);
}

static void
print_import_json (guint n_added, const GPtrArray *refusals)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  adit_cli_json_add_int (builder, "added", n_added);
  adit_cli_json_add_objects (builder, "refused", refusals, add_refusal);
  json_builder_end_object (builder);
  adit_cli_json_print (builder, ADIT_CLI_JSON_DOCUMENT);
}

static void
print_import_text (const char *file, guint n_added, const GPtrArray *refusals)
{
  for (guint i = 0; i < refusals->len; i++)
    {
      const AditHtpasswdRefusal *refusal = refusals->pdata[i];
      g_autofree char *line =
          g_strdup_printf ("%s:%u: %s%s%s", file, refusal->line, refusal->name,
                           refusal->name[0] != '\0' ? ": " : "", refusal->reason);
      g_autofree char *safe = adit_cli_text_make_safe (line);

      g_printerr ("%s\n", safe);
    }
  g_print (ngettext ("%u user was added\n", "%u users were added\n", n_added), n_added);
}

/* What was refused makes it a failure, so that no script overlooks it. */
static AditCliExit
import (const AditCliCall *call, AditBusUsers *proxy, const char *file)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = adit_cli_file_read (file, &error);
  g_autoptr (GVariant) rows = NULL;
  g_autoptr (GPtrArray) refusals = NULL;
  guint n_added = 0;

  if (text == NULL || !adit_bus_users_call_import_sync (proxy, text, &n_added, &rows, NULL, &error))
    return adit_cli_exit_with_error (error);

  refusals = adit_bus_refusals_from_variant (rows);
  if (call->as_json)
    print_import_json (n_added, refusals);
  else
    print_import_text (file, n_added, refusals);

  return refusals->len == 0 ? ADIT_CLI_OK : ADIT_CLI_FAILED;
}

static AditCliExit export(const AditCliCall *call, AditBusUsers *proxy)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autoptr (JsonBuilder) builder = NULL;

  if (!adit_bus_users_call_export_sync (proxy, &text, NULL, &error))
    return adit_cli_exit_with_error (error);
  if (!call->as_json)
    {
      fputs (text, stdout);
      return ADIT_CLI_OK;
    }

  builder = json_builder_new ();
  json_builder_begin_object (builder);
  adit_cli_json_add_string (builder, "text", text);
  json_builder_end_object (builder);
  adit_cli_json_print (builder, ADIT_CLI_JSON_DOCUMENT);
  return ADIT_CLI_OK;
}

/* ---- The verb ---- */

static gboolean
is_limit_given (const Options *options)
{
  return options->rate != NULL || options->quota != NULL || options->quota_period != NULL ||
         options->quota_end != NULL || options->tunnels != NULL;
}

static guint
given (const Options *options)
{
  return (options->password_fd >= 0 ? TAKES_PASSWORD : 0) |
         (options->is_without_password || options->is_disabled ? TAKES_STATE : 0) |
         (options->expires != NULL || options->is_under_common_limits ? TAKES_TERMS : 0) |
         (is_limit_given (options) ? TAKES_LIMITS : 0) |
         (options->is_for_everyone ? TAKES_EVERYONE : 0);
}

static AditCliExit
apply (const AditCliCall *call, AditBusUsers *proxy, guint index, const Options *options)
{
  g_autoptr (GError) error = NULL;

  if (!changes[index].change (proxy, call->argv[1], options, &error))
    return adit_cli_exit_with_error (error);

  return adit_cli_user_list (call);
}

static gboolean
is_asked (const AditCliCall *call, const char *word, guint n_arguments)
{
  return g_str_equal (call->argv[0], word) && call->argc == n_arguments;
}

/* The index of the change that was asked for, with nothing that it does not take, nor a limit
 * without any; -1: none. */
static int
find_change (const AditCliCall *call, const Options *options)
{
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    if (is_asked (call, changes[i].word, 2) && (given (options) & ~changes[i].takes) == 0 &&
        (changes[i].change != limit || given (options) != 0))
      return (int) i;

  return -1;
}

static AditCliExit
complain (void)
{
  return adit_cli_exit_with_usage (
      _ ("“user” needs: list, or add, remove, restore, password, enable, disable or limit and a "
         "name, or limit --everyone, or import and a file, or export; and only options that fit"));
}

static AditCliExit
run (const AditCliCall *call, const Options *options)
{
  int change = find_change (call, options);
  gboolean is_plain = given (options) == 0;
  gboolean is_everyone =
      is_asked (call, "limit", 1) && given (options) == (TAKES_LIMITS | TAKES_EVERYONE);
  gboolean is_import = is_asked (call, "import", 2) && is_plain;
  gboolean is_export = is_asked (call, "export", 1) && is_plain;
  g_autoptr (AditBusUsers) proxy = NULL;
  g_autoptr (GError) error = NULL;

  if (is_asked (call, "list", 1) && is_plain)
    return adit_cli_user_list (call);
  if (change < 0 && !is_everyone && !is_import && !is_export)
    return complain ();

  proxy = adit_cli_bus_call_users (call, &error);
  if (proxy == NULL)
    return adit_cli_exit_with_error (error);
  if (change >= 0)
    return apply (call, proxy, (guint) change, options);
  if (is_everyone)
    return limit_everyone (call, proxy, options);

  return is_import ? import (call, proxy, call->argv[1]) : export(call, proxy);
}

AditCliExit
adit_cli_user (AditCliCall *call)
{
  Options options = { .password_fd = -1 };
  const GOptionEntry entries[] = {
    { "password-fd", 0, 0, G_OPTION_ARG_INT, &options.password_fd,
      N_ ("With “add” and “password”: read the password from this descriptor, to the end of the "
          "line, rather than ask for it"),
      N_ ("NUMBER") },
    { "no-password", 0, 0, G_OPTION_ARG_NONE, &options.is_without_password,
      N_ ("With “add”: without a password, so that they cannot sign in yet"), NULL },
    { "disabled", 0, 0, G_OPTION_ARG_NONE, &options.is_disabled, N_ ("With “add”: not enabled yet"),
      NULL },
    { "expires", 0, 0, G_OPTION_ARG_STRING, &options.expires,
      N_ ("With “add” and “limit”: the last day on which they may sign in, such as 2027-12-31, or "
          "never"),
      N_ ("DAY") },
    { "rate", 0, 0, G_OPTION_ARG_STRING, &options.rate,
      N_ ("With “add” and “limit”: bytes a second, each way, for all that they have open; 0: any"),
      N_ ("NUMBER") },
    { "quota", 0, 0, G_OPTION_ARG_STRING, &options.quota,
      N_ ("With “add” and “limit”: bytes in a period, both ways together; 0: any"), N_ ("NUMBER") },
    { "quota-period", 0, 0, G_OPTION_ARG_STRING, &options.quota_period,
      N_ ("With “add” and “limit”: day or month"), N_ ("PERIOD") },
    { "quota-end", 0, 0, G_OPTION_ARG_STRING, &options.quota_end,
      N_ ("With “add” and “limit”: once the quota is used up, refuse what is new, or end also what "
          "runs"),
      "refuse|end" },
    { "tunnels", 0, 0, G_OPTION_ARG_STRING, &options.tunnels,
      N_ ("With “add” and “limit”: how many tunnels they may have open; 0: any"), N_ ("NUMBER") },
    { "common-limits", 0, 0, G_OPTION_ARG_NONE, &options.is_under_common_limits,
      N_ ("With “limit”: no limits of their own any more, but those of everybody"), NULL },
    { "everyone", 0, 0, G_OPTION_ARG_NONE, &options.is_for_everyone,
      N_ ("With “limit”, in place of a name: for everybody who has no limits of their own"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  AditCliExit code =
      adit_cli_call_parse_counted (call, entries, 1, 2) ? run (call, &options) : ADIT_CLI_USAGE;

  g_free (options.expires);
  g_free (options.rate);
  g_free (options.quota);
  g_free (options.quota_period);
  g_free (options.quota_end);
  g_free (options.tunnels);
  return code;
}
