/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Any bytes as rows from the bus, of the right types: they are read without a fault, and what was
 * read is written and read again unchanged. The first byte chooses the type. */

#include "fuzz.h"

#include "bus/adit-bus-wire.h"

/* Broken rows may overlap, so that large inputs cost their size squared: in GVariant, not here. */
#define INPUT_MAX 2048

/* GVariant wants its data aligned as the type asks for; a copy from the heap is. */
static GVariant *
variant_of (const char *type, const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);

  return g_variant_ref_sink (
      g_variant_new_from_bytes (G_VARIANT_TYPE (type), bytes, FALSE /* is_trusted */));
}

static void
check_tunnels (const guint8 *data, gsize size)
{
  g_autoptr (GVariant) variant = variant_of ("a" ADIT_BUS_TUNNEL_TYPE, data, size);
  g_autoptr (GPtrArray) rows = adit_bus_tunnels_from_variant (variant);
  g_autoptr (GVariant) written = g_variant_ref_sink (adit_bus_tunnels_to_variant (rows));
  g_autoptr (GPtrArray) again = adit_bus_tunnels_from_variant (written);

  g_assert_cmpuint (rows->len, ==, g_variant_n_children (variant));
  g_assert_cmpuint (again->len, ==, rows->len);
  for (guint i = 0; i < rows->len; i++)
    g_assert_true (adit_tunnel_equal (rows->pdata[i], again->pdata[i]));
}

static void
check_endeds (const guint8 *data, gsize size)
{
  g_autoptr (GVariant) variant = variant_of ("a" ADIT_BUS_ENDED_TYPE, data, size);
  g_autoptr (GPtrArray) rows = adit_bus_endeds_from_variant (variant);
  g_autoptr (GVariant) written = g_variant_ref_sink (adit_bus_endeds_to_variant (rows));
  g_autoptr (GPtrArray) again = adit_bus_endeds_from_variant (written);

  g_assert_cmpuint (rows->len, ==, g_variant_n_children (variant));
  g_assert_cmpuint (again->len, ==, rows->len);
  for (guint i = 0; i < rows->len; i++)
    {
      g_assert_true (adit_tunnel_equal (rows->pdata[i], again->pdata[i]));
      g_assert_cmpint (((AditTunnel *) rows->pdata[i])->cause, !=, ADIT_CAUSE_NONE);
    }
}

static void
check_listeners (const guint8 *data, gsize size)
{
  g_autoptr (GVariant) variant = variant_of ("a" ADIT_BUS_LISTENER_TYPE, data, size);
  g_autoptr (GPtrArray) rows = adit_bus_listeners_from_variant (variant);
  g_autoptr (GVariant) written = g_variant_ref_sink (adit_bus_listeners_to_variant (rows));
  g_autoptr (GPtrArray) again = adit_bus_listeners_from_variant (written);

  g_assert_cmpuint (rows->len, ==, g_variant_n_children (variant));
  g_assert_cmpuint (again->len, ==, rows->len);
  for (guint i = 0; i < rows->len; i++)
    g_assert_true (adit_listener_equal (rows->pdata[i], again->pdata[i]));
}

static void
check_figures (const guint8 *data, gsize size)
{
  g_autoptr (GVariant) variant = variant_of (ADIT_BUS_FIGURES_TYPE, data, size);
  g_autoptr (GVariant) written = NULL;
  AditTunnelFigures figures, again;

  adit_bus_figures_from_variant (variant, &figures);
  written = g_variant_ref_sink (adit_bus_figures_to_variant (&figures));
  adit_bus_figures_from_variant (written, &again);
  g_assert_true (adit_tunnel_figures_equal (&figures, &again));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static void (*const checks[]) (const guint8 *data, gsize size) = {
    check_tunnels,
    check_endeds,
    check_listeners,
    check_figures,
  };

  if (size > 0 && size <= INPUT_MAX)
    checks[data[0] % G_N_ELEMENTS (checks)](data + 1, size - 1);

  return 0;
}
