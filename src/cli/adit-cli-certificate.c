/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/adit-cli-certificate.h"

#include "bus/adit-bus-names.h"
#include "cli/adit-cli-bus.h"
#include "cli/adit-cli-json.h"
#include "cli/adit-cli-table.h"
#include "cli/adit-cli-verbs.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

typedef struct
{
  gboolean is_local; /* --local, of `use` */
  gboolean is_force; /* --force, of `export` */
} Options;

/* ---- Telling ---- */

static gboolean
is_local (AditBusCertificate *certificate)
{
  return g_str_equal (adit_bus_certificate_get_source (certificate), ADIT_CERTIFICATE_LOCAL);
}

static char *
format_end (AditBusCertificate *certificate)
{
  g_autoptr (GDateTime) end =
      g_date_time_new_from_unix_local (adit_bus_certificate_get_not_after (certificate));

  return end ? g_date_time_format (end, "%Y-%m-%d %H:%M") : g_strdup ("");
}

void
adit_cli_certificate_add_members (JsonBuilder *builder, AditBusCertificate *certificate)
{
  gint64 end_s = adit_bus_certificate_get_not_after (certificate);

  adit_cli_json_add_string (builder, "source", adit_bus_certificate_get_source (certificate));
  adit_cli_json_add_strings (builder, "names", adit_bus_certificate_get_names (certificate));
  adit_cli_json_add_int (builder, "not_after_us",
                         (guint64) CLAMP (end_s, 0, G_MAXINT64 / G_USEC_PER_SEC) * G_USEC_PER_SEC);
  adit_cli_json_add_string (builder, "fingerprint",
                            adit_bus_certificate_get_fingerprint (certificate));
  adit_cli_json_add_string (builder, "certificate_path",
                            adit_bus_certificate_get_certificate_path (certificate));
  adit_cli_json_add_string (builder, "key_path", adit_bus_certificate_get_key_path (certificate));
  adit_cli_json_add_string (builder, "error", adit_bus_certificate_get_error (certificate));
}

char *
adit_cli_certificate_describe (AditBusCertificate *certificate)
{
  g_autofree char *end = format_end (certificate);
  const char *error = adit_bus_certificate_get_error (certificate);
  g_autofree char *text = NULL;

  if (adit_bus_certificate_get_not_after (certificate) == 0)
    return g_strdup (error);

  text = g_strdup_printf (is_local (certificate) ? _ ("until %s, by Adit")
                                                 : _ ("until %s, from files"),
                          end);
  return *error == '\0' ? g_steal_pointer (&text) : g_strdup_printf ("%s; %s", text, error);
}

static void
print_json (AditBusCertificate *certificate)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  adit_cli_certificate_add_members (builder, certificate);
  json_builder_end_object (builder);
  adit_cli_json_print (builder, ADIT_CLI_JSON_DOCUMENT);
}

static void
print_text (AditBusCertificate *certificate)
{
  g_autoptr (AditCliTable) table = adit_cli_table_new_facts ();
  const char *const *names = adit_bus_certificate_get_names (certificate);

  adit_cli_table_add (table, _ ("Source"));
  adit_cli_table_add (table, is_local (certificate) ? _ ("Adit’s own authority") : _ ("files"));
  for (guint i = 0; names[i] != NULL; i++)
    {
      adit_cli_table_add (table, i == 0 ? _ ("Names") : "");
      adit_cli_table_add (table, names[i]);
    }
  adit_cli_table_add (table, _ ("Valid until"));
  adit_cli_table_take (table, format_end (certificate));
  adit_cli_table_add (table, _ ("SHA-256"));
  adit_cli_table_add (table, adit_bus_certificate_get_fingerprint (certificate));
  adit_cli_table_add (table, _ ("Certificate"));
  adit_cli_table_add (table, adit_bus_certificate_get_certificate_path (certificate));
  adit_cli_table_add (table, _ ("Key"));
  adit_cli_table_add (table, adit_bus_certificate_get_key_path (certificate));
  if (*adit_bus_certificate_get_error (certificate) != '\0')
    {
      adit_cli_table_add (table, _ ("Error"));
      adit_cli_table_add (table, adit_bus_certificate_get_error (certificate));
    }

  adit_cli_table_print (table);
}

static AditCliExit
show (const AditCliCall *call)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AditBusCertificate) certificate = adit_cli_bus_read_certificate (call, &error);

  if (certificate == NULL)
    return adit_cli_exit_with_error (error);

  if (call->as_json)
    print_json (certificate);
  else
    print_text (certificate);

  return ADIT_CLI_OK;
}

/* ---- Writing the authority ---- */

/* Nobody's file is lost by a slip: only --force replaces one. */
static gboolean
write_file (const char *path, const char *text, gboolean is_force, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  g_autoptr (GFileOutputStream) stream =
      is_force ? g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, NULL, error)
               : g_file_create (file, G_FILE_CREATE_NONE, NULL, error);

  return stream &&
         g_output_stream_write_all (G_OUTPUT_STREAM (stream), text, strlen (text), NULL, NULL,
                                    error) &&
         g_output_stream_close (G_OUTPUT_STREAM (stream), NULL, error);
}

static AditCliExit
refuse_file (const char *path, const GError *reason)
{
  g_autoptr (GError) error = g_error_copy (reason);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_EXISTS))
    {
      g_free (error->message);
      error->message = g_strdup (_ ("it exists already; --force replaces it"));
    }
  g_prefix_error (&error, "%s: ", path);

  return adit_cli_exit_with_error (error);
}

static void
print_export (const AditCliCall *call, const char *authority, const char *path)
{
  g_autoptr (JsonBuilder) builder = NULL;

  if (!call->as_json)
    {
      if (path == NULL)
        fputs (authority, stdout);
      return;
    }

  builder = json_builder_new ();
  json_builder_begin_object (builder);
  adit_cli_json_add_string (builder, "authority", authority);
  adit_cli_json_add_string (builder, "file", path ? path : "");
  json_builder_end_object (builder);
  adit_cli_json_print (builder, ADIT_CLI_JSON_DOCUMENT);
}

/* @path: NULL for standard output. */
static AditCliExit
export_authority (const AditCliCall *call, const char *path, gboolean is_force)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AditBusCertificate) certificate = adit_cli_bus_read_certificate (call, &error);
  const char *authority;

  if (certificate == NULL)
    return adit_cli_exit_with_error (error);

  authority = adit_bus_certificate_get_authority (certificate);
  if (*authority == '\0')
    {
      g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                           is_local (certificate)
                               ? adit_bus_certificate_get_error (certificate)
                               : _ ("The certificate is from files: Adit’s own authority is not in "
                                    "use"));
      return adit_cli_exit_with_error (error);
    }
  if (path != NULL && !write_file (path, authority, is_force, &error))
    return refuse_file (path, error);

  print_export (call, authority, path);
  return ADIT_CLI_OK;
}

/* ---- Changing it ---- */

static AditCliExit
renew (const AditCliCall *call)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AditBusCertificate) certificate = adit_cli_bus_call_certificate (call, &error);

  if (certificate == NULL || !adit_bus_certificate_call_renew_sync (certificate, NULL, &error))
    return adit_cli_exit_with_error (error);

  return show (call);
}

static AditCliExit
use_local (const AditCliCall *call)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AditBusCertificate) certificate = adit_cli_bus_call_certificate (call, &error);

  if (certificate == NULL || !adit_bus_certificate_call_use_local_sync (certificate, NULL, &error))
    return adit_cli_exit_with_error (error);

  return show (call);
}

/* The engine has another working directory. */
static AditCliExit
use_files (const AditCliCall *call, const char *certificate_name, const char *key_name)
{
  g_autofree char *certificate_path = g_canonicalize_filename (certificate_name, NULL);
  g_autofree char *key_path = g_canonicalize_filename (key_name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (AditBusCertificate) certificate = NULL;

  if (!g_utf8_validate (certificate_path, -1, NULL) || !g_utf8_validate (key_path, -1, NULL))
    return adit_cli_exit_with_usage (_ ("A file’s name has to be UTF-8"));

  certificate = adit_cli_bus_call_certificate (call, &error);
  if (certificate == NULL ||
      !adit_bus_certificate_call_use_sync (certificate, certificate_path, key_path, NULL, &error))
    return adit_cli_exit_with_error (error);

  return show (call);
}

/* ---- The verb ---- */

static gboolean
is_asked (const AditCliCall *call, const char *word, guint n_least, guint n_most)
{
  return g_str_equal (call->argv[0], word) && call->argc > n_least && call->argc <= n_most + 1;
}

static AditCliExit
run (const AditCliCall *call, const Options *options)
{
  char **names = call->argv + 1;

  if (is_asked (call, "export", 0, 1) && !options->is_local)
    return export_authority (call, names[0], options->is_force);
  if (is_asked (call, "use", 0, 0) && options->is_local && !options->is_force)
    return use_local (call);
  if (is_asked (call, "use", 2, 2) && !options->is_local && !options->is_force)
    return use_files (call, names[0], names[1]);
  if (is_asked (call, "show", 0, 0) && !options->is_local && !options->is_force)
    return show (call);
  if (is_asked (call, "renew", 0, 0) && !options->is_local && !options->is_force)
    return renew (call);

  return adit_cli_exit_with_usage (
      _ ("“certificate” needs: show, export and maybe a file, renew, or use and the files of a "
         "certificate and its key, or --local"));
}

AditCliExit
adit_cli_certificate (AditCliCall *call)
{
  Options options = { 0 };
  const GOptionEntry entries[] = {
    { "local", 0, 0, G_OPTION_ARG_NONE, &options.is_local,
      N_ ("With “use”: what Adit’s own authority makes, instead of files"), NULL },
    { "force", 0, 0, G_OPTION_ARG_NONE, &options.is_force,
      N_ ("With “export”: replace a file that exists"), NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!adit_cli_call_parse_counted (call, entries, 1, 3))
    return ADIT_CLI_USAGE;

  return run (call, &options);
}
