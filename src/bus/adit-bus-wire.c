/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bus/adit-bus-wire.h"

#include "bus/adit-bus-wire-rows.h"

typedef GVariant *(*Writer) (gconstpointer row);

static GVariant *
write_rows (const GPtrArray *items, const char *array_type, Writer write)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT ((const GVariantType *) array_type);

  for (guint i = 0; i < items->len; i++)
    g_variant_builder_add_value (&builder, write (items->pdata[i]));

  return g_variant_builder_end (&builder);
}

/* Only what is set: most rows are tunnels, and have none of these. */
static GVariant *
write_details (const AditTunnel *tunnel)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  if (tunnel->method[0] != '\0')
    g_variant_builder_add (&builder, "{sv}", "method", g_variant_new_string (tunnel->method));
  if (tunnel->path[0] != '\0')
    g_variant_builder_add (&builder, "{sv}", "path", g_variant_new_string (tunnel->path));
  if (tunnel->status != 0)
    g_variant_builder_add (&builder, "{sv}", "status", g_variant_new_uint16 (tunnel->status));
  if (tunnel->user[0] != '\0')
    g_variant_builder_add (&builder, "{sv}", "user", g_variant_new_string (tunnel->user));
  if (tunnel->detail[0] != '\0')
    g_variant_builder_add (&builder, "{sv}", "detail", g_variant_new_string (tunnel->detail));
  if (tunnel->is_encrypted)
    g_variant_builder_add (&builder, "{sv}", "encrypted", g_variant_new_boolean (TRUE));

  return g_variant_builder_end (&builder);
}

static void
read_details (AditTunnel *tunnel, GVariant *details)
{
  const char *method = "", *path = "", *user = "", *detail = "";

  g_variant_lookup (details, "method", "&s", &method);
  g_variant_lookup (details, "path", "&s", &path);
  g_variant_lookup (details, "status", "q", &tunnel->status);
  g_variant_lookup (details, "encrypted", "b", &tunnel->is_encrypted);
  g_variant_lookup (details, "user", "&s", &user);
  g_variant_lookup (details, "detail", "&s", &detail);
  adit_tunnel_set_user (tunnel, user);
  adit_tunnel_set_detail (tunnel, detail);
  adit_tunnel_set_request (tunnel, method, path);
}

GVariant *
adit_bus_tunnel_to_variant (const AditTunnel *tunnel)
{
  const AditTunnelFigures *figures = &tunnel->figures;

  return g_variant_new ("(tssssxtttts@a{sv})", figures->id, tunnel->client, tunnel->target,
                        tunnel->address, adit_phase_to_word (figures->phase), tunnel->started_us,
                        figures->sent_bytes, figures->received_bytes, figures->sent_rate,
                        figures->received_rate, adit_cause_row (tunnel->cause)->word,
                        write_details (tunnel));
}

AditTunnel *
adit_bus_tunnel_from_variant (GVariant *variant)
{
  g_autoptr (GVariant) details = NULL;
  const char *client, *target, *address, *phase, *cause;
  AditTunnelFigures figures = { 0 };
  gint64 started_us;
  AditTunnel *tunnel;

  g_variant_get (variant, "(t&s&s&s&sxtttt&s@a{sv})", &figures.id, &client, &target, &address,
                 &phase, &started_us, &figures.sent_bytes, &figures.received_bytes,
                 &figures.sent_rate, &figures.received_rate, &cause, &details);
  adit_phase_from_word (phase, &figures.phase);

  tunnel = adit_tunnel_new (figures.id, client, target, address);
  tunnel->figures = figures;
  tunnel->started_us = started_us;
  adit_cause_from_word (cause, &tunnel->cause);
  read_details (tunnel, details);

  return tunnel;
}

GVariant *
adit_bus_ended_to_variant (const AditTunnel *tunnel)
{
  return g_variant_new ("(@" ADIT_BUS_TUNNEL_TYPE "xq)", adit_bus_tunnel_to_variant (tunnel),
                        tunnel->ended_us, tunnel->status);
}

/* What is over never reads as alive, even when its cause is a word from a later version. */
static AditCause
nearest_cause (guint16 status)
{
  if (status < 400)
    return ADIT_CAUSE_FINISHED;

  return status < 500 ? ADIT_CAUSE_BAD_REQUEST : ADIT_CAUSE_CONNECT_FAILED;
}

AditTunnel *
adit_bus_ended_from_variant (GVariant *variant)
{
  g_autoptr (GVariant) row = g_variant_get_child_value (variant, 0);
  AditTunnel *tunnel = adit_bus_tunnel_from_variant (row);

  g_variant_get (variant, "(@" ADIT_BUS_TUNNEL_TYPE "xq)", NULL, &tunnel->ended_us,
                 &tunnel->status);
  if (tunnel->cause == ADIT_CAUSE_NONE)
    tunnel->cause = nearest_cause (tunnel->status);

  return tunnel;
}

GVariant *
adit_bus_figures_to_variant (const AditTunnelFigures *figures)
{
  return g_variant_new (ADIT_BUS_FIGURES_TYPE, figures->id, adit_phase_to_word (figures->phase),
                        figures->sent_bytes, figures->received_bytes, figures->sent_rate,
                        figures->received_rate);
}

void
adit_bus_figures_from_variant (GVariant *variant, AditTunnelFigures *figures)
{
  AditTunnelFigures read = { 0 };
  const char *phase;

  g_variant_get (variant, "(t&stttt)", &read.id, &phase, &read.sent_bytes, &read.received_bytes,
                 &read.sent_rate, &read.received_rate);
  adit_phase_from_word (phase, &read.phase);

  *figures = read;
}

GVariant *
adit_bus_listener_to_variant (const AditListener *listener)
{
  g_auto (GVariantBuilder) details = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  g_variant_builder_add (&details, "{sv}", "addresses",
                         g_variant_new_strv ((const char *const *) listener->addresses, -1));
  g_variant_builder_add (&details, "{sv}", "proxy-protocol",
                         g_variant_new_strv ((const char *const *) listener->senders, -1));
  g_variant_builder_add (&details, "{sv}", "public",
                         g_variant_new_boolean (listener->is_public_allowed));

  return g_variant_new ("(sbssss@a{sv})", listener->address, listener->is_enabled,
                        adit_listener_state_to_word (listener->state), listener->bound,
                        listener->error, adit_encryption_to_word (listener->encryption),
                        g_variant_builder_end (&details));
}

static void
read_listener_details (AditListener *listener, GVariant *details)
{
  g_autofree const char **addresses = NULL;
  g_autofree const char **senders = NULL;
  gboolean is_public_allowed = FALSE;

  g_variant_lookup (details, "addresses", "^a&s", &addresses);
  g_variant_lookup (details, "proxy-protocol", "^a&s", &senders);
  g_variant_lookup (details, "public", "b", &is_public_allowed);
  adit_listener_set_details (listener, addresses, senders, is_public_allowed);
}

AditListener *
adit_bus_listener_from_variant (GVariant *variant)
{
  g_autoptr (GVariant) details = NULL;
  const char *address, *word, *bound, *error, *encryption_word;
  AditListenerState state = ADIT_LISTENER_OFF;
  AditEncryption encryption = ADIT_ENCRYPTION_BOTH;
  gboolean is_enabled;
  AditListener *listener;

  g_variant_get (variant, "(&sb&s&s&s&s@a{sv})", &address, &is_enabled, &word, &bound, &error,
                 &encryption_word, &details);
  adit_listener_state_from_word (word, &state);
  adit_encryption_from_word (encryption_word, &encryption);

  listener = adit_listener_new (address, is_enabled, state, bound, error, encryption);
  read_listener_details (listener, details);
  return listener;
}

static GVariant *
write_interface (const AditInterface *interface)
{
  g_auto (GVariantBuilder) addresses = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(sus)"));

  for (guint i = 0; i < interface->addresses->len; i++)
    {
      const AditInterfaceAddress *each = interface->addresses->pdata[i];

      g_variant_builder_add (&addresses, "(sus)", each->address, each->network.prefix,
                             adit_address_class_to_word (each->klass));
    }

  return g_variant_new ("(sa(sus))", interface->name, &addresses);
}

/* What class an address has is told for scripts; here it is known. What is none is left out. */
static AditInterface *
read_interface (GVariant *variant)
{
  g_autoptr (GVariantIter) addresses = NULL;
  const char *name, *address;
  guint prefix;
  AditInterface *interface;

  g_variant_get (variant, "(&sa(sus))", &name, &addresses);
  interface = adit_interface_new (name);
  while (g_variant_iter_next (addresses, "(&su&s)", &address, &prefix, NULL))
    adit_interface_add (interface, address, prefix);

  return interface;
}

GVariant *
adit_bus_tunnels_to_variant (const GPtrArray *items)
{
  return write_rows (items, "a" ADIT_BUS_TUNNEL_TYPE, (Writer) adit_bus_tunnel_to_variant);
}

GVariant *
adit_bus_endeds_to_variant (const GPtrArray *items)
{
  return write_rows (items, "a" ADIT_BUS_ENDED_TYPE, (Writer) adit_bus_ended_to_variant);
}

GVariant *
adit_bus_listeners_to_variant (const GPtrArray *items)
{
  return write_rows (items, "a" ADIT_BUS_LISTENER_TYPE, (Writer) adit_bus_listener_to_variant);
}

GVariant *
adit_bus_interfaces_to_variant (const GPtrArray *items)
{
  return write_rows (items, "a" ADIT_BUS_INTERFACE_TYPE, (Writer) write_interface);
}

GPtrArray *
adit_bus_tunnels_from_variant (GVariant *variant)
{
  return adit_bus_read_rows (variant, (AditBusRowFunc) adit_bus_tunnel_from_variant,
                             (GDestroyNotify) adit_tunnel_free);
}

GPtrArray *
adit_bus_endeds_from_variant (GVariant *variant)
{
  return adit_bus_read_rows (variant, (AditBusRowFunc) adit_bus_ended_from_variant,
                             (GDestroyNotify) adit_tunnel_free);
}

GPtrArray *
adit_bus_listeners_from_variant (GVariant *variant)
{
  return adit_bus_read_rows (variant, (AditBusRowFunc) adit_bus_listener_from_variant,
                             (GDestroyNotify) adit_listener_free);
}

GPtrArray *
adit_bus_interfaces_from_variant (GVariant *variant)
{
  return adit_bus_read_rows (variant, (AditBusRowFunc) read_interface,
                             (GDestroyNotify) adit_interface_free);
}
