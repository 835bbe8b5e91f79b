/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-table-sort.h"

#include "app/adit-app-tunnel-row.h"

struct _AditAppTableSort
{
  GtkColumnView *view;
  const AditAppColumn *columns;
  const AditAppColumn *compared; /* the column whose order was asked for last */
};

/* What a column's sorter knows. */
typedef struct
{
  AditAppTableSort *sort;
  const AditAppColumn *column;
} SortBy;

AditAppTableSort *
adit_app_table_sort_new (GtkColumnView *view, const AditAppColumn *columns)
{
  AditAppTableSort *self = g_new0 (AditAppTableSort, 1);

  self->view = view;
  self->columns = columns;

  return self;
}

void
adit_app_table_sort_free (AditAppTableSort *self)
{
  g_free (self);
}

/* Equal rows stay in order of their ids, so that nothing dances. */
static int
compare_rows (gconstpointer a, gconstpointer b, gpointer data)
{
  const AditTunnel *tunnel_a = adit_app_tunnel_row_get_tunnel ((gpointer) a);
  const AditTunnel *tunnel_b = adit_app_tunnel_row_get_tunnel ((gpointer) b);
  SortBy *by = data;

  if (by->sort->compared == NULL)
    by->sort->compared = by->column;

  return by->column->compare (tunnel_a, tunnel_b);
}

GtkSorter *
adit_app_table_sort_create_sorter (AditAppTableSort *self, const AditAppColumn *column)
{
  SortBy *by = g_new (SortBy, 1);

  *by = (SortBy){ self, column };

  return GTK_SORTER (gtk_custom_sorter_new (compare_rows, by, g_free));
}

/* Two rows that differ in every column are compared: the first of our comparisons to be called is
 * the one that the person sorts by. */
static const AditAppColumn *
find_sort (AditAppTableSort *self, GtkSortType *order)
{
  char *a = (char *) "a", *b = (char *) "b";
  AditTunnel small = { .target = a, .client = a, .address = a, .method = a, .path = a };
  AditTunnel large = { .target = b, .client = b, .address = b, .method = b, .path = b };
  g_autoptr (AditAppTunnelRow) small_row = NULL;
  g_autoptr (AditAppTunnelRow) large_row = NULL;
  GtkOrdering ordering;

  large.figures = (AditTunnelFigures){ 1, 1, 1, 1, 1, 1 };
  large.started_us = -2;
  large.ended_us = -1;
  large.cause = 1;
  large.is_encrypted = TRUE;
  small_row = adit_app_tunnel_row_new (&small);
  large_row = adit_app_tunnel_row_new (&large);

  self->compared = NULL;
  ordering = gtk_sorter_compare (gtk_column_view_get_sorter (self->view), small_row, large_row);
  *order = ordering == GTK_ORDERING_LARGER ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING;
  return self->compared;
}

static GtkColumnViewColumn *
find_view_column (AditAppTableSort *self, const char *id)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);

  for (guint i = 0; self->columns[i].id != NULL; i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      if (g_str_equal (self->columns[i].id, id))
        return column; /* the view keeps it */
    }

  return NULL;
}

const char *
adit_app_table_sort_get (AditAppTableSort *self, GtkSortType *order)
{
  const AditAppColumn *column = find_sort (self, order);

  return column != NULL ? column->id : NULL;
}

void
adit_app_table_sort_set (AditAppTableSort *self, const char *id, GtkSortType order)
{
  gtk_column_view_sort_by_column (self->view, id != NULL ? find_view_column (self, id) : NULL,
                                  order);
}

void
adit_app_table_sort_refresh (AditAppTableSort *self)
{
  GtkSortType order;
  const AditAppColumn *column = find_sort (self, &order);
  GtkColumnViewColumn *view_column;

  if (column == NULL || !column->is_moving)
    return;

  view_column = find_view_column (self, column->id);
  gtk_sorter_changed (gtk_column_view_column_get_sorter (view_column), GTK_SORTER_CHANGE_DIFFERENT);
}
