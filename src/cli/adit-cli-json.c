/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/adit-cli-json.h"

#include "cli/adit-cli-text.h"

#include <stdio.h>

void
adit_cli_json_add_int (JsonBuilder *builder, const char *name, guint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, (gint64) MIN (value, (guint64) G_MAXINT64));
}

void
adit_cli_json_add_bool (JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

void
adit_cli_json_add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

void
adit_cli_json_add_strings (JsonBuilder *builder, const char *name, const char *const *values)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; values[i] != NULL; i++)
    json_builder_add_string_value (builder, values[i]);
  json_builder_end_array (builder);
}

void
adit_cli_json_add_figures (JsonBuilder *builder, const AditTunnelFigures *figures)
{
  adit_cli_json_add_int (builder, "id", figures->id);
  adit_cli_json_add_string (builder, "phase", adit_phase_to_word (figures->phase));
  adit_cli_json_add_int (builder, "sent_bytes", figures->sent_bytes);
  adit_cli_json_add_int (builder, "received_bytes", figures->received_bytes);
  adit_cli_json_add_int (builder, "sent_rate", figures->sent_rate);
  adit_cli_json_add_int (builder, "received_rate", figures->received_rate);
}

static void
add_tunnel_members (JsonBuilder *builder, gconstpointer row)
{
  const AditTunnel *tunnel = row;

  adit_cli_json_add_figures (builder, &tunnel->figures);
  adit_cli_json_add_string (builder, "client", tunnel->client);
  adit_cli_json_add_string (builder, "target", tunnel->target);
  adit_cli_json_add_string (builder, "address", tunnel->address);
  adit_cli_json_add_string (builder, "user", tunnel->user);
  adit_cli_json_add_string (builder, "method", tunnel->method);
  adit_cli_json_add_string (builder, "path", tunnel->path);
  adit_cli_json_add_int (builder, "status", tunnel->status);
  adit_cli_json_add_bool (builder, "encrypted", tunnel->is_encrypted);
  adit_cli_json_add_int (builder, "started_us", (guint64) MAX (tunnel->started_us, 0));
}

static void
add_ended_members (JsonBuilder *builder, gconstpointer row)
{
  const AditTunnel *tunnel = row;

  add_tunnel_members (builder, tunnel);
  adit_cli_json_add_int (builder, "ended_us", (guint64) MAX (tunnel->ended_us, 0));
  adit_cli_json_add_string (builder, "cause", adit_cause_row (tunnel->cause)->word);
  adit_cli_json_add_string (builder, "detail", tunnel->detail);
}

static void
add_listener_members (JsonBuilder *builder, gconstpointer row)
{
  const AditListener *listener = row;

  adit_cli_json_add_string (builder, "address", listener->address);
  adit_cli_json_add_bool (builder, "enabled", listener->is_enabled);
  adit_cli_json_add_string (builder, "state", adit_listener_state_to_word (listener->state));
  adit_cli_json_add_string (builder, "bound", listener->bound);
  adit_cli_json_add_string (builder, "error", listener->error);
  adit_cli_json_add_string (builder, "encryption", adit_encryption_to_word (listener->encryption));
  adit_cli_json_add_strings (builder, "addresses", (const char *const *) listener->addresses);
  adit_cli_json_add_strings (builder, "proxy_protocol", (const char *const *) listener->senders);
  adit_cli_json_add_bool (builder, "public", listener->is_public_allowed);
}

void
adit_cli_json_add_objects (JsonBuilder *builder,
                           const char *name,
                           const GPtrArray *rows,
                           AditCliJsonFunc add_members)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < rows->len; i++)
    {
      json_builder_begin_object (builder);
      add_members (builder, rows->pdata[i]);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

void
adit_cli_json_add_tunnels (JsonBuilder *builder, const char *name, const GPtrArray *tunnels)
{
  adit_cli_json_add_objects (builder, name, tunnels, add_tunnel_members);
}

void
adit_cli_json_add_ended (JsonBuilder *builder, const char *name, const GPtrArray *tunnels)
{
  adit_cli_json_add_objects (builder, name, tunnels, add_ended_members);
}

void
adit_cli_json_add_listeners (JsonBuilder *builder, const char *name, const GPtrArray *listeners)
{
  adit_cli_json_add_objects (builder, name, listeners, add_listener_members);
}

void
adit_cli_json_print (JsonBuilder *builder, AditCliJsonForm form)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *json = json_to_string (root, form == ADIT_CLI_JSON_DOCUMENT);
  g_autofree char *safe = adit_cli_text_make_json_safe (json);

  fputs (safe, stdout);
  fputc ('\n', stdout);
  fflush (stdout);
}
