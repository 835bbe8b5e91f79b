/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/adit-cli-bus.h"
#include "cli/adit-cli-json.h"
#include "cli/adit-cli-verbs.h"

#include <glib/gi18n-lib.h>

/* An id named twice counts once: so that what the engine ended can be compared with it. */
static gboolean
read_ids (const AditCliCall *call, GHashTable *ids)
{
  for (guint i = 0; i < call->argc; i++)
    {
      guint64 *id = g_new0 (guint64, 1);
      g_autoptr (GError) error = NULL;

      if (!g_ascii_string_to_unsigned (call->argv[i], 10, 0, G_MAXUINT64, id, &error))
        {
          g_free (id);
          adit_cli_exit_with_usage (error->message);
          return FALSE;
        }
      g_hash_table_add (ids, id);
    }

  return TRUE;
}

static GVariant *
ids_to_variant (GHashTable *ids)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("at"));
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, ids);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_variant_builder_add (&builder, "t", *(guint64 *) id);

  return g_variant_builder_end (&builder);
}

static AditCliExit
report (const AditCliCall *call, guint n_closed, guint n_missing)
{
  if (call->as_json)
    {
      g_autoptr (JsonBuilder) builder = json_builder_new ();

      json_builder_begin_object (builder);
      adit_cli_json_add_int (builder, "closed", n_closed);
      adit_cli_json_add_int (builder, "missing", n_missing);
      json_builder_end_object (builder);
      adit_cli_json_print (builder, ADIT_CLI_JSON_DOCUMENT);
    }
  else
    g_print (g_dngettext (GETTEXT_PACKAGE, "%u tunnel closed\n", "%u tunnels closed\n", n_closed),
             n_closed);

  if (n_missing == 0)
    return ADIT_CLI_OK;

  g_printerr (g_dngettext (GETTEXT_PACKAGE, "aditctl: %u of these is not open\n",
                           "aditctl: %u of these are not open\n", n_missing),
              n_missing);
  return ADIT_CLI_NOTHING_SUCH;
}

static AditCliExit
close_all (const AditCliCall *call)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AditBusTunnels) proxy = adit_cli_bus_call_tunnels (call, &error);
  guint n_closed = 0;

  if (proxy == NULL || !adit_bus_tunnels_call_close_all_sync (proxy, &n_closed, NULL, &error))
    return adit_cli_exit_with_error (error);

  return report (call, n_closed, 0);
}

static AditCliExit
close_these (const AditCliCall *call)
{
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (AditBusTunnels) proxy = NULL;
  g_autoptr (GError) error = NULL;
  guint n_closed = 0;

  if (!read_ids (call, ids))
    return ADIT_CLI_USAGE;

  proxy = adit_cli_bus_call_tunnels (call, &error);
  if (proxy == NULL ||
      !adit_bus_tunnels_call_close_sync (proxy, ids_to_variant (ids), &n_closed, NULL, &error))
    return adit_cli_exit_with_error (error);

  return report (call, n_closed, g_hash_table_size (ids) - MIN (n_closed, g_hash_table_size (ids)));
}

AditCliExit
adit_cli_close (AditCliCall *call)
{
  gboolean is_all = FALSE;
  const GOptionEntry options[] = {
    { "all", 0, 0, G_OPTION_ARG_NONE, &is_all, N_ ("End all that are open"), NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!adit_cli_call_parse (call, options))
    return ADIT_CLI_USAGE;
  if (is_all == (call->argc > 0))
    return adit_cli_exit_with_usage (_ ("“close” needs either ids of tunnels or --all"));

  return is_all ? close_all (call) : close_these (call);
}
