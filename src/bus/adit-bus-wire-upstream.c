/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bus/adit-bus-wire-upstream.h"

#include "bus/adit-bus-wire-rows.h"

GVariant *
adit_bus_upstreams_to_variant (const AditRules *rules,
                               AditBusPasswordFunc find_password,
                               gpointer owner)
{
  GVariantBuilder rows;

  g_variant_builder_init (&rows, G_VARIANT_TYPE ("a" ADIT_BUS_UPSTREAM_TYPE));
  for (guint i = 0; i < adit_rules_count_upstreams (rules); i++)
    {
      const AditUpstream *upstream = adit_rules_get_upstream (rules, i);
      g_autofree char *address = adit_authority_to_string (&upstream->authority);

      g_variant_builder_add (&rows, ADIT_BUS_UPSTREAM_TYPE, upstream->name,
                             adit_upstream_kind_to_word (upstream->kind), address,
                             upstream->user ? upstream->user : "",
                             adit_upstream_password_to_word (
                                 find_password (owner, upstream->name)));
    }

  return g_variant_builder_end (&rows);
}

static gpointer
read_row (GVariant *row)
{
  AditBusUpstream *self = g_new0 (AditBusUpstream, 1);
  g_autofree char *kind = NULL;
  g_autofree char *password = NULL;

  g_variant_get (row, ADIT_BUS_UPSTREAM_TYPE, &self->name, &kind, &self->address, &self->user,
                 &password);
  adit_upstream_kind_from_word (kind, &self->kind);
  adit_upstream_password_from_word (password, &self->password);

  return self;
}

static void
row_free (gpointer data)
{
  AditBusUpstream *self = data;

  g_free (self->name);
  g_free (self->address);
  g_free (self->user);
  g_free (self);
}

GPtrArray *
adit_bus_upstreams_from_variant (GVariant *variant)
{
  return adit_bus_read_rows (variant, read_row, row_free);
}
