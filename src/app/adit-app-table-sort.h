/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* By which column a column view of tunnels is sorted: to ask, to set, and to bring rows into order
 * again whose keys moved. GTK 4.8 itself does not tell. Owned by the table, which outlives the
 * view's sorters. */

#pragma once

#include "app/adit-app-column.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct _AditAppTableSort AditAppTableSort;

/* @columns: those that the view has, in their order; static. */
AditAppTableSort *adit_app_table_sort_new (GtkColumnView *view, const AditAppColumn *columns);
void adit_app_table_sort_free (AditAppTableSort *self);

/* For one of the columns. (transfer full) */
GtkSorter *adit_app_table_sort_create_sorter (AditAppTableSort *self, const AditAppColumn *column);

/* The column's id, or NULL when the rows are not sorted. */
const char *adit_app_table_sort_get (AditAppTableSort *self, GtkSortType *order);

/* NULL: unsorted. */
void adit_app_table_sort_set (AditAppTableSort *self, const char *id, GtkSortType order);

/* Puts rows in order whose keys moved by themselves. */
void adit_app_table_sort_refresh (AditAppTableSort *self);

G_END_DECLS
