/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bus/adit-bus-wire-rows.h"

GPtrArray *
adit_bus_read_rows (GVariant *variant, AditBusRowFunc read, GDestroyNotify free_row)
{
  gsize n_rows = g_variant_n_children (variant);
  GPtrArray *rows = g_ptr_array_new_full ((guint) n_rows, free_row);

  for (gsize i = 0; i < n_rows; i++)
    {
      g_autoptr (GVariant) row = g_variant_get_child_value (variant, i);

      g_ptr_array_add (rows, read (row));
    }

  return rows;
}
