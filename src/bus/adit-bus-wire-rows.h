/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Arrays of rows, as the adit-bus-wire files read them. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full) */
typedef gpointer (*AditBusRowFunc) (GVariant *row);

/* @variant is an array; @read makes of each of its rows what @free_row frees. (transfer full) */
GPtrArray *adit_bus_read_rows (GVariant *variant, AditBusRowFunc read, GDestroyNotify free_row);

G_END_DECLS
