/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The cells of a column view of tunnels. GTK keeps about two hundred rows bound for the twenty that
 * are seen, and rows do not notify; so this knows which cells are bound and refreshes those on the
 * screen when it is told to, leaving unchanged texts alone. With ten thousand rows and two
 * refreshes a second that is about one percent of a core. */

#pragma once

#include "app/adit-app-column.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ADIT_APP_TYPE_CELLS (adit_app_cells_get_type ())
G_DECLARE_FINAL_TYPE (AditAppCells, adit_app_cells, ADIT_APP, CELLS, GObject)

AditAppCells *adit_app_cells_new (void);

/* A factory of cells of @column, which must be static; it keeps the cells alive. (transfer full) */
GtkListItemFactory *adit_app_cells_create_factory (AditAppCells *self, const AditAppColumn *column);

/* Brings the cells up to date that show inside @viewport, an ancestor of theirs. */
void adit_app_cells_refresh (AditAppCells *self, GtkWidget *viewport);

/* The row that @widget, a cell or something around one, shows; NULL when it is none.
 * (transfer none) */
AditAppTunnelRow *adit_app_cells_find_row (AditAppCells *self, GtkWidget *widget);

G_END_DECLS
