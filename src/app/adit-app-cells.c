/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-cells.h"

struct _AditAppCells
{
  GObject parent_instance;

  GHashTable *bound; /* AditAppTunnelRow → GPtrArray of Cell: the cells of one row of the view */
};

/* Lives with its list item. */
typedef struct
{
  GtkInscription *inscription;
  const AditAppColumn *column;
} Cell;

#define CELL_KEY "adit-app-cell"

G_DEFINE_FINAL_TYPE (AditAppCells, adit_app_cells, G_TYPE_OBJECT)

static void
set_text (Cell *cell, const AditTunnel *tunnel, gint64 now_us)
{
  g_autofree char *text = cell->column->text (tunnel, now_us);

  if (g_strcmp0 (gtk_inscription_get_text (cell->inscription), text) == 0)
    return;

  gtk_inscription_set_text (cell->inscription, text);
}

static gboolean
is_on_screen (GtkWidget *widget, GtkWidget *viewport)
{
  graphene_rect_t bounds;
  float top;

  if (!gtk_widget_get_mapped (widget) || !gtk_widget_compute_bounds (widget, viewport, &bounds))
    return FALSE;

  top = bounds.origin.y;
  return top + bounds.size.height > 0 && top < (float) gtk_widget_get_height (viewport);
}

void
adit_app_cells_refresh (AditAppCells *self, GtkWidget *viewport)
{
  gint64 now_us = g_get_real_time ();
  GHashTableIter iter;
  gpointer row, value;

  g_hash_table_iter_init (&iter, self->bound);
  while (g_hash_table_iter_next (&iter, &row, &value))
    {
      GPtrArray *cells = value;
      Cell *first = cells->pdata[0];

      if (!is_on_screen (GTK_WIDGET (first->inscription), viewport))
        continue;

      for (guint i = 0; i < cells->len; i++)
        set_text (cells->pdata[i], adit_app_tunnel_row_get_tunnel (row), now_us);
    }
}

/* Whether one is the other or lies around it. */
static gboolean
is_related (GtkWidget *cell, GtkWidget *widget)
{
  return cell == widget || gtk_widget_is_ancestor (cell, widget);
}

AditAppTunnelRow *
adit_app_cells_find_row (AditAppCells *self, GtkWidget *widget)
{
  AditAppTunnelRow *found = NULL;
  GHashTableIter iter;
  gpointer row, value;

  g_hash_table_iter_init (&iter, self->bound);
  while (g_hash_table_iter_next (&iter, &row, &value))
    {
      GPtrArray *cells = value;

      for (guint i = 0; i < cells->len; i++)
        {
          Cell *cell = cells->pdata[i];

          if (!is_related (GTK_WIDGET (cell->inscription), widget))
            continue;
          if (found != NULL && found != row)
            return NULL; /* around several: not a row but the list */
          found = row;
        }
    }

  return found;
}

/* An inscription begins at the left even where text runs from right to left. The parts of an
 * address keep their order there. */
static void
align (GtkInscription *inscription, const AditAppColumn *column)
{
  gboolean is_rtl = gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL;

  gtk_inscription_set_xalign (inscription, column->is_figure || is_rtl ? 1 : 0);
  if (column->is_address)
    gtk_widget_set_direction (GTK_WIDGET (inscription), GTK_TEXT_DIR_LTR);
}

static void
set_up_cell (GtkListItem *item, const AditAppColumn *column)
{
  Cell *cell = g_new0 (Cell, 1);

  cell->inscription = GTK_INSCRIPTION (gtk_inscription_new (NULL));
  cell->column = column;
  gtk_inscription_set_min_chars (cell->inscription, column->is_figure
                                                        ? column->width_chars
                                                        : column->width_chars * 3 / 4);
  gtk_inscription_set_nat_chars (cell->inscription, column->width_chars);
  gtk_inscription_set_text_overflow (cell->inscription, GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  align (cell->inscription, column);
  if (column->is_figure)
    gtk_widget_add_css_class (GTK_WIDGET (cell->inscription), "numeric");

  g_object_set_data_full (G_OBJECT (item), CELL_KEY, cell, g_free);
  gtk_list_item_set_child (item, GTK_WIDGET (cell->inscription));
}

/* Names the whole row for those who do not see it: the widget around the cells takes the focus. */
static void
name_row (Cell *cell, const AditTunnel *tunnel)
{
  GtkWidget *view_cell = gtk_widget_get_parent (GTK_WIDGET (cell->inscription));
  GtkWidget *view_row = view_cell != NULL ? gtk_widget_get_parent (view_cell) : NULL;
  g_autofree char *destination = adit_app_column_destination (tunnel);

  if (view_row != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (view_row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    destination, -1);
}

static void
on_factory_bind (GtkListItemFactory *factory, GtkListItem *item, AditAppCells *self)
{
  Cell *cell = g_object_get_data (G_OBJECT (item), CELL_KEY);
  AditAppTunnelRow *row = gtk_list_item_get_item (item);
  const AditTunnel *tunnel = adit_app_tunnel_row_get_tunnel (row);
  GPtrArray *cells = g_hash_table_lookup (self->bound, row);

  if (cells == NULL)
    {
      cells = g_ptr_array_new ();
      g_hash_table_insert (self->bound, g_object_ref (row), cells);
    }

  g_ptr_array_add (cells, cell);
  set_text (cell, tunnel, g_get_real_time ());
  if (cell->column->is_expander)
    name_row (cell, tunnel);
}

static void
on_factory_unbind (GtkListItemFactory *factory, GtkListItem *item, AditAppCells *self)
{
  gpointer row = gtk_list_item_get_item (item);
  GPtrArray *cells = g_hash_table_lookup (self->bound, row);

  if (cells == NULL)
    return;

  g_ptr_array_remove_fast (cells, g_object_get_data (G_OBJECT (item), CELL_KEY));
  if (cells->len == 0)
    g_hash_table_remove (self->bound, row);
}

static void
on_factory_setup (GtkListItemFactory *factory, GtkListItem *item, gpointer column)
{
  set_up_cell (item, column);
}

GtkListItemFactory *
adit_app_cells_create_factory (AditAppCells *self, const AditAppColumn *column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (on_factory_setup), (gpointer) column);
  g_signal_connect_object (factory, "bind", G_CALLBACK (on_factory_bind), self, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (on_factory_unbind), self, 0);
  return factory;
}

static void
adit_app_cells_finalize (GObject *object)
{
  g_hash_table_unref (ADIT_APP_CELLS (object)->bound);

  G_OBJECT_CLASS (adit_app_cells_parent_class)->finalize (object);
}

static void
adit_app_cells_class_init (AditAppCellsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = adit_app_cells_finalize;
}

static void
adit_app_cells_init (AditAppCells *self)
{
  self->bound = g_hash_table_new_full (g_direct_hash, g_direct_equal, g_object_unref,
                                       (GDestroyNotify) g_ptr_array_unref);
}

AditAppCells *
adit_app_cells_new (void)
{
  return g_object_new (ADIT_APP_TYPE_CELLS, NULL);
}
