/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-tunnel-table.h"

#include "app/adit-app-cells.h"
#include "app/adit-app-table-sort.h"
#include "app/adit-app-toast.h"

#include <glib/gi18n.h>

#define REFRESH_MS     500
#define RESORT_PERIODS 6 /* of refreshes */

struct _AditAppTunnelTable
{
  GtkWidget parent_instance;

  GtkWidget *scrolled;
  GtkColumnView *view;
  GtkWidget *menu; /* popover; its parent is the table */
  AditAppCells *cells;

  GtkFilterListModel *filtered;
  GtkCustomFilter *filter;
  GtkMultiSelection *selection;
  char *search;       /* "" shows all */
  gboolean can_close; /* its rows live */

  const AditAppColumn *columns;
  AditAppTableSort *sort;

  guint refresh; /* source; only while mapped */
  guint n_refreshes;
};

enum
{
  CHANGED,
  CLOSE_REQUESTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AditAppTunnelTable, adit_app_tunnel_table, GTK_TYPE_WIDGET)

static GListModel *
shown_rows (AditAppTunnelTable *self)
{
  return G_LIST_MODEL (self->selection);
}

static gboolean
matches_search (gpointer row, gpointer user_data)
{
  AditAppTunnelTable *self = user_data;

  return adit_app_tunnel_row_matches (row, self->search);
}

const char *
adit_app_tunnel_table_get_sort (AditAppTunnelTable *self, GtkSortType *order)
{
  return adit_app_table_sort_get (self->sort, order);
}

void
adit_app_tunnel_table_set_sort (AditAppTunnelTable *self, const char *id, GtkSortType order)
{
  adit_app_table_sort_set (self->sort, id, order);
}

static gboolean
on_refresh (gpointer user_data)
{
  AditAppTunnelTable *self = ADIT_APP_TUNNEL_TABLE (user_data);

  if (++self->n_refreshes % RESORT_PERIODS == 0)
    adit_app_table_sort_refresh (self->sort);
  adit_app_cells_refresh (self->cells, self->scrolled);

  return G_SOURCE_CONTINUE;
}

/* Rows that come into sight were bound earlier and may be out of date. */
static void
on_scrolled (GtkAdjustment *adjustment, AditAppTunnelTable *self)
{
  g_assert (ADIT_APP_IS_TUNNEL_TABLE (self));

  adit_app_cells_refresh (self->cells, self->scrolled);
}

static void
emit_changed (AditAppTunnelTable *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

void
adit_app_tunnel_table_set_rows (AditAppTunnelTable *self, GListModel *rows)
{
  gtk_filter_list_model_set_model (self->filtered, rows);
}

void
adit_app_tunnel_table_set_search (AditAppTunnelTable *self, const char *search)
{
  if (g_str_equal (self->search, search))
    return;

  g_free (self->search);
  self->search = g_strdup (search);
  gtk_filter_list_model_set_filter (self->filtered,
                                    search[0] != '\0' ? GTK_FILTER (self->filter) : NULL);
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
}

void
adit_app_tunnel_table_rows_renamed (AditAppTunnelTable *self)
{
  if (self->search[0] != '\0')
    gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
}

guint
adit_app_tunnel_table_get_n_shown (AditAppTunnelTable *self)
{
  return g_list_model_get_n_items (shown_rows (self));
}

guint
adit_app_tunnel_table_get_n_selected (AditAppTunnelTable *self)
{
  g_autoptr (GtkBitset) selected =
      gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));

  return (guint) gtk_bitset_get_size (selected);
}

static void
append_id (AditAppTunnelTable *self, GArray *ids, guint position)
{
  g_autoptr (AditAppTunnelRow) row = g_list_model_get_item (shown_rows (self), position);
  guint64 id = adit_app_tunnel_row_get_id (row);

  g_array_append_val (ids, id);
}

GArray *
adit_app_tunnel_table_get_shown_ids (AditAppTunnelTable *self)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (guint64));
  guint n_rows = adit_app_tunnel_table_get_n_shown (self);

  for (guint i = 0; i < n_rows; i++)
    append_id (self, ids, i);

  return ids;
}

GArray *
adit_app_tunnel_table_get_selected_ids (AditAppTunnelTable *self)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GtkBitset) selected =
      gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  GtkBitsetIter iter;
  guint position;

  if (gtk_bitset_iter_init_first (&iter, selected, &position))
    do
      append_id (self, ids, position);
    while (gtk_bitset_iter_next (&iter, &position));

  return ids;
}

GtkColumnView *
adit_app_tunnel_table_get_view (AditAppTunnelTable *self)
{
  return self->view;
}

static void
on_close_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit (widget, signals[CLOSE_REQUESTED], 0);
}

/* One destination a line. */
static char *
selected_destinations (AditAppTunnelTable *self)
{
  GString *text = g_string_new (NULL);
  g_autoptr (GtkBitset) selected =
      gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  GtkBitsetIter iter;
  guint position;

  if (gtk_bitset_iter_init_first (&iter, selected, &position))
    do
      {
        g_autoptr (AditAppTunnelRow) row = g_list_model_get_item (shown_rows (self), position);
        g_autofree char *destination = adit_tunnel_describe (adit_app_tunnel_row_get_tunnel (row));

        g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", destination);
      }
    while (gtk_bitset_iter_next (&iter, &position));

  return g_string_free (text, FALSE);
}

static void
on_copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AditAppTunnelTable *self = ADIT_APP_TUNNEL_TABLE (widget);
  g_autofree char *text = selected_destinations (self);

  if (text[0] == '\0')
    return;

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  adit_app_toast (widget, _ ("Copied"));
}

static void
update_actions (AditAppTunnelTable *self)
{
  gboolean has_selected = adit_app_tunnel_table_get_n_selected (self) > 0;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "table.copy", has_selected);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "table.close", has_selected && self->can_close);
}

static void
on_selection_changed (GtkSelectionModel *model,
                      guint position,
                      guint n_items,
                      AditAppTunnelTable *self)
{
  g_assert (ADIT_APP_IS_TUNNEL_TABLE (self));

  update_actions (self);
  emit_changed (self);
}

static void
on_items_changed (GListModel *model,
                  guint position,
                  guint n_removed,
                  guint n_added,
                  AditAppTunnelTable *self)
{
  g_assert (ADIT_APP_IS_TUNNEL_TABLE (self));

  if (n_removed != n_added)
    {
      update_actions (self);
      emit_changed (self);
    }
}

static void
pop_up_menu (AditAppTunnelTable *self, double x, double y)
{
  if (adit_app_tunnel_table_get_n_selected (self) == 0)
    return;

  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle){ (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

/* The row under the pointer, found through its cell: the rows of a column view are private. */
static AditAppTunnelRow *
row_at (AditAppTunnelTable *self, double x, double y)
{
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);

  return picked != NULL ? adit_app_cells_find_row (self->cells, picked) : NULL;
}

static guint
position_of (AditAppTunnelTable *self, AditAppTunnelRow *row)
{
  guint n_rows = adit_app_tunnel_table_get_n_shown (self);

  for (guint i = 0; i < n_rows; i++)
    {
      g_autoptr (AditAppTunnelRow) candidate = g_list_model_get_item (shown_rows (self), i);

      if (candidate == row)
        return i;
    }

  return GTK_INVALID_LIST_POSITION;
}

/* The menu is about the selection: a row outside of it becomes the selection first. */
static void
on_secondary_press (GtkGestureClick *gesture,
                    int n_press,
                    double x,
                    double y,
                    AditAppTunnelTable *self)
{
  GtkSelectionModel *selection = GTK_SELECTION_MODEL (self->selection);
  AditAppTunnelRow *row = row_at (self, x, y);
  guint position;

  g_assert (ADIT_APP_IS_TUNNEL_TABLE (self));

  if (row == NULL)
    return;

  position = position_of (self, row);
  if (!gtk_selection_model_is_selected (selection, position))
    gtk_selection_model_select_item (selection, position, TRUE);
  pop_up_menu (self, x, y);
}

static void
on_menu_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  pop_up_menu (ADIT_APP_TUNNEL_TABLE (widget), gtk_widget_get_width (widget) / 2.0,
               gtk_widget_get_height (widget) / 3.0);
}

static void
adit_app_tunnel_table_map (GtkWidget *widget)
{
  AditAppTunnelTable *self = ADIT_APP_TUNNEL_TABLE (widget);

  GTK_WIDGET_CLASS (adit_app_tunnel_table_parent_class)->map (widget);
  self->refresh = g_timeout_add (REFRESH_MS, on_refresh, self);
}

static void
adit_app_tunnel_table_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&ADIT_APP_TUNNEL_TABLE (widget)->refresh, g_source_remove);

  GTK_WIDGET_CLASS (adit_app_tunnel_table_parent_class)->unmap (widget);
}

static void
adit_app_tunnel_table_measure (GtkWidget *widget,
                               GtkOrientation orientation,
                               int for_size,
                               int *minimum,
                               int *natural,
                               int *minimum_baseline,
                               int *natural_baseline)
{
  gtk_widget_measure (ADIT_APP_TUNNEL_TABLE (widget)->scrolled, orientation, for_size, minimum,
                      natural, minimum_baseline, natural_baseline);
}

static void
adit_app_tunnel_table_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  AditAppTunnelTable *self = ADIT_APP_TUNNEL_TABLE (widget);

  gtk_widget_allocate (self->scrolled, width, height, baseline, NULL);
  gtk_popover_present (GTK_POPOVER (self->menu));
}

static void
adit_app_tunnel_table_dispose (GObject *object)
{
  AditAppTunnelTable *self = ADIT_APP_TUNNEL_TABLE (object);

  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  g_clear_object (&self->selection);
  g_clear_object (&self->filtered);
  g_clear_object (&self->filter);
  g_clear_object (&self->cells);

  G_OBJECT_CLASS (adit_app_tunnel_table_parent_class)->dispose (object);
}

static void
adit_app_tunnel_table_finalize (GObject *object)
{
  AditAppTunnelTable *self = ADIT_APP_TUNNEL_TABLE (object);

  adit_app_table_sort_free (self->sort);
  g_free (self->search);

  G_OBJECT_CLASS (adit_app_tunnel_table_parent_class)->finalize (object);
}

static void
adit_app_tunnel_table_class_init (AditAppTunnelTableClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = adit_app_tunnel_table_dispose;
  object_class->finalize = adit_app_tunnel_table_finalize;
  widget_class->map = adit_app_tunnel_table_map;
  widget_class->unmap = adit_app_tunnel_table_unmap;
  widget_class->measure = adit_app_tunnel_table_measure;
  widget_class->size_allocate = adit_app_tunnel_table_size_allocate;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[CLOSE_REQUESTED] = g_signal_new ("close-requested", G_TYPE_FROM_CLASS (klass),
                                           G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "table.close", NULL, on_close_action);
  gtk_widget_class_install_action (widget_class, "table.copy", NULL, on_copy_action);
  gtk_widget_class_install_action (widget_class, "table.menu", NULL, on_menu_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "table.copy",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "table.menu",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "table.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "table.close", NULL);
}

static void
add_column (AditAppTunnelTable *self, const AditAppColumn *column)
{
  GtkColumnViewColumn *view_column =
      gtk_column_view_column_new (_ (column->title),
                                  adit_app_cells_create_factory (self->cells, column));
  g_autoptr (GtkSorter) sorter = adit_app_table_sort_create_sorter (self->sort, column);

  gtk_column_view_column_set_sorter (view_column, sorter);
  gtk_column_view_column_set_resizable (view_column, TRUE);
  gtk_column_view_column_set_expand (view_column, column->is_expander);
  gtk_column_view_append_column (self->view, view_column);
  g_object_unref (view_column);
}

/* Titles of figures stand above their figures. GTK has no call for that; should a title be built
 * another way some day, it stays where it is. */
static void
align_titles (AditAppTunnelTable *self)
{
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (self->view));
  GtkWidget *title = header != NULL ? gtk_widget_get_first_child (header) : NULL;

  for (guint i = 0; self->columns[i].id != NULL && title != NULL; i++)
    {
      GtkWidget *box = gtk_widget_get_first_child (title);

      if (box != NULL && self->columns[i].is_figure)
        gtk_widget_set_halign (box, GTK_ALIGN_END);
      title = gtk_widget_get_next_sibling (title);
    }
}

static void
create_models (AditAppTunnelTable *self)
{
  GtkSortListModel *sorted;

  self->filter = gtk_custom_filter_new (matches_search, self, NULL);
  self->filtered = gtk_filter_list_model_new (NULL, NULL);
  sorted = gtk_sort_list_model_new (g_object_ref (G_LIST_MODEL (self->filtered)),
                                    g_object_ref (gtk_column_view_get_sorter (self->view)));
  self->selection = gtk_multi_selection_new (G_LIST_MODEL (sorted));
  g_signal_connect (self->selection, "selection-changed", G_CALLBACK (on_selection_changed), self);
  g_signal_connect (self->selection, "items-changed", G_CALLBACK (on_items_changed), self);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
}

static void
create_menu (AditAppTunnelTable *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  GtkGesture *gesture = gtk_gesture_click_new ();

  g_menu_append (menu, _ ("_Copy Destination"), "table.copy");
  if (self->can_close)
    g_menu_append (menu, _ ("C_lose"), "table.close");
  self->menu = gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
  gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
  gtk_widget_set_parent (self->menu, GTK_WIDGET (self));

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (gesture), GDK_BUTTON_SECONDARY);
  g_signal_connect (gesture, "pressed", G_CALLBACK (on_secondary_press), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (gesture));
}

static void
adit_app_tunnel_table_init (AditAppTunnelTable *self)
{
  GtkAdjustment *adjustment;

  self->search = g_strdup ("");
  self->cells = adit_app_cells_new ();
  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "data-table");
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), GTK_WIDGET (self->view));
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));

  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scrolled));
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (on_scrolled), self, 0);
}

static void
set_name (GtkWidget *widget, const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* The focus stops at parts of a column view that have no name by themselves: its titles, its
 * list. */
static void
name_parts (AditAppTunnelTable *self, const char *name)
{
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (self->view));
  GtkWidget *list = header != NULL ? gtk_widget_get_next_sibling (header) : NULL;

  set_name (self->scrolled, name);
  set_name (GTK_WIDGET (self->view), name);
  if (header != NULL)
    set_name (header, _ ("Column titles"));
  if (list != NULL)
    set_name (list, name);
}

GtkWidget *
adit_app_tunnel_table_new (const char *name, const AditAppColumn *columns, gboolean can_close)
{
  AditAppTunnelTable *self = g_object_new (ADIT_APP_TYPE_TUNNEL_TABLE, NULL);

  self->columns = columns;
  self->sort = adit_app_table_sort_new (self->view, columns);
  self->can_close = can_close;
  for (guint i = 0; columns[i].id != NULL; i++)
    add_column (self, &columns[i]);
  align_titles (self);
  create_models (self);
  create_menu (self);
  update_actions (self);
  name_parts (self, name);

  return GTK_WIDGET (self);
}
