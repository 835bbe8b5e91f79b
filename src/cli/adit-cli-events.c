/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/adit-cli-events.h"

#include "bus/adit-bus-wire.h"
#include "cli/adit-cli-json.h"
#include "cli/adit-cli-text.h"
#include "model/adit-format.h"

#include <glib/gi18n-lib.h>

struct _AditCliEvents
{
  gboolean as_json;
  GHashTable *live; /* AditTunnel by the id inside it */
};

AditCliEvents *
adit_cli_events_new (gboolean as_json)
{
  AditCliEvents *self = g_new0 (AditCliEvents, 1);

  self->as_json = as_json;
  self->live =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, (GDestroyNotify) adit_tunnel_free);

  return self;
}

void
adit_cli_events_free (AditCliEvents *self)
{
  g_hash_table_unref (self->live);
  g_free (self);
}

static void
add_updates (JsonBuilder *builder, GVariant *updated)
{
  json_builder_set_member_name (builder, "updated");
  json_builder_begin_array (builder);
  for (gsize i = 0; i < g_variant_n_children (updated); i++)
    {
      g_autoptr (GVariant) row = g_variant_get_child_value (updated, i);
      AditTunnelFigures figures;

      adit_bus_figures_from_variant (row, &figures);
      json_builder_begin_object (builder);
      adit_cli_json_add_figures (builder, &figures);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
print_json (gboolean is_snapshot, GVariant *opened, GVariant *updated, GVariant *closed)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GPtrArray) opened_rows = adit_bus_tunnels_from_variant (opened);
  g_autoptr (GPtrArray) closed_rows = adit_bus_endeds_from_variant (closed);

  json_builder_begin_object (builder);
  adit_cli_json_add_bool (builder, "snapshot", is_snapshot);
  adit_cli_json_add_tunnels (builder, "opened", opened_rows);
  add_updates (builder, updated);
  adit_cli_json_add_ended (builder, "closed", closed_rows);
  json_builder_end_object (builder);

  adit_cli_json_print (builder, ADIT_CLI_JSON_LINE);
}

/* "relay", "relay, 200, encrypted" */
static char *
describe_state (const AditTunnel *tunnel, const char *word)
{
  g_autoptr (GString) text = g_string_new (word);

  if (tunnel->status != 0)
    g_string_append_printf (text, ", %u", tunnel->status);
  if (tunnel->is_encrypted)
    g_string_append_printf (text, ", %s", _ ("encrypted"));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Columns of a fixed width: what comes later is not known yet. */
static void
print_line (const char *event, const AditTunnel *tunnel, const char *word)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%H:%M:%S  ");
  g_autofree char *id = g_strdup_printf ("%" G_GUINT64_FORMAT, tunnel->figures.id);
  g_autofree char *destination = adit_tunnel_describe (tunnel);
  g_autofree char *target = adit_cli_text_make_safe (destination);
  g_autofree char *client = adit_cli_text_make_safe (tunnel->client);
  g_autofree char *sent = adit_format_size (tunnel->figures.sent_bytes);
  g_autofree char *received = adit_format_size (tunnel->figures.received_bytes);
  g_autofree char *state = describe_state (tunnel, word);
  g_autoptr (GString) line = g_string_new (time);

  adit_cli_text_append (line, event, 9, ADIT_CLI_ALIGN_START);
  adit_cli_text_append (line, id, 6, ADIT_CLI_ALIGN_END);
  g_string_append (line, "  ");
  adit_cli_text_append (line, target, 30, ADIT_CLI_ALIGN_START);
  g_string_append (line, "  ");
  adit_cli_text_append (line, client, 21, ADIT_CLI_ALIGN_START);
  adit_cli_text_append (line, sent, 10, ADIT_CLI_ALIGN_END);
  adit_cli_text_append (line, received, 10, ADIT_CLI_ALIGN_END);

  g_print ("%s  %s\n", line->str, state);
}

static void
print_opened (AditCliEvents *self, gboolean is_snapshot, GVariant *opened)
{
  g_autoptr (GPtrArray) rows = adit_bus_tunnels_from_variant (opened);

  if (is_snapshot)
    g_hash_table_remove_all (self->live);
  g_ptr_array_set_free_func (rows, NULL);

  for (guint i = 0; i < rows->len; i++)
    {
      AditTunnel *tunnel = rows->pdata[i];
      gboolean is_known = g_hash_table_contains (self->live, &tunnel->figures.id);
      const char *event = is_snapshot ? _ ("open") : is_known ? _ ("updated") : _ ("opened");

      print_line (event, tunnel, adit_phase_to_word (tunnel->figures.phase));
      g_hash_table_replace (self->live, &tunnel->figures.id, tunnel);
    }
}

static void
print_updated (AditCliEvents *self, GVariant *updated)
{
  for (gsize i = 0; i < g_variant_n_children (updated); i++)
    {
      g_autoptr (GVariant) row = g_variant_get_child_value (updated, i);
      AditTunnelFigures figures;
      AditTunnel *tunnel;

      adit_bus_figures_from_variant (row, &figures);
      tunnel = g_hash_table_lookup (self->live, &figures.id);
      if (tunnel == NULL)
        continue;

      tunnel->figures = figures;
      print_line (_ ("updated"), tunnel, adit_phase_to_word (figures.phase));
    }
}

static void
print_closed (AditCliEvents *self, GVariant *closed)
{
  g_autoptr (GPtrArray) rows = adit_bus_endeds_from_variant (closed);

  /* the bus tells the latest first, as in a list; lines that follow each other are in order */
  for (guint i = rows->len; i > 0; i--)
    {
      const AditTunnel *tunnel = rows->pdata[i - 1];
      g_autofree char *end = adit_tunnel_describe_end (tunnel);

      print_line (_ ("closed"), tunnel, end);
      g_hash_table_remove (self->live, &tunnel->figures.id);
    }
}

void
adit_cli_events_print (AditCliEvents *self,
                       gboolean is_snapshot,
                       GVariant *opened,
                       GVariant *updated,
                       GVariant *closed)
{
  if (self->as_json)
    {
      print_json (is_snapshot, opened, updated, closed);
      return;
    }

  print_opened (self, is_snapshot, opened);
  print_updated (self, updated);
  print_closed (self, closed);
}
