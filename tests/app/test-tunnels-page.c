/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The page of tunnels with few rows and with ten thousand: what is shown, found, sorted, selected
 * and closed, and that none of it is lost when rows change. */

#include "app/adit-app-cells.h"
#include "app/adit-app-tunnels-page.h"
#include "window-test.h"

#define MANY 10000

static gpointer
page_child (WindowTest *test, const char *name)
{
  return window_test_get_child (window_test_get_tunnels_page (test), ADIT_APP_TYPE_TUNNELS_PAGE,
                                name);
}

static void
show_tunnels (WindowTest *test, guint n_tunnels)
{
  window_test_open_tunnels (test, n_tunnels);
  adit_app_window_show_view (test->window, "tunnels");
  window_test_show (test);
}

static void
search (WindowTest *test, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (page_child (test, "search")), text);
}

static guint
n_shown (WindowTest *test)
{
  return adit_app_tunnel_table_get_n_shown (window_test_get_live_table (test));
}

static GtkSelectionModel *
selection (WindowTest *test)
{
  return gtk_column_view_get_model (
      adit_app_tunnel_table_get_view (window_test_get_live_table (test)));
}

static guint64
id_at (WindowTest *test, guint position)
{
  g_autoptr (AditAppTunnelRow) row =
      g_list_model_get_item (G_LIST_MODEL (selection (test)), position);

  return adit_app_tunnel_row_get_id (row);
}

static guint64
selected_id (WindowTest *test)
{
  g_autoptr (GArray) ids =
      adit_app_tunnel_table_get_selected_ids (window_test_get_live_table (test));

  g_assert_cmpuint (ids->len, ==, 1);
  return g_array_index (ids, guint64, 0);
}

/* The dialog over the window, when there is one. */
static AdwMessageDialog *
dialog_of (WindowTest *test)
{
  g_autoptr (GListModel) toplevels = g_object_ref (gtk_window_get_toplevels ());

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (toplevels, i);

      if (ADW_IS_MESSAGE_DIALOG (window) &&
          gtk_window_get_transient_for (window) == GTK_WINDOW (test->window))
        return ADW_MESSAGE_DIALOG (window);
    }

  return NULL;
}

static void
test_states (WindowTest *test)
{
  GtkButton *start;

  fake_engine_set_running (test->engine, FALSE);
  show_tunnels (test, 0);
  WAIT_UNTIL (g_str_equal (window_test_get_tunnels_state (test), "off"));

  start = page_child (test, "start_button");
  window_test_click (start);
  WAIT_UNTIL (g_str_equal (window_test_get_tunnels_state (test), "empty"));
  g_assert_nonnull (
      strstr (adw_status_page_get_description (page_child (test, "empty_page")), "127.0.0.1:3128"));

  window_test_open_tunnels (test, 2);
  WAIT_UNTIL (g_str_equal (window_test_get_tunnels_state (test), "live"));
  search (test, "nowhere");
  WAIT_UNTIL (g_str_equal (window_test_get_tunnels_state (test), "none-found"));
  search (test, "");
  WAIT_UNTIL (g_str_equal (window_test_get_tunnels_state (test), "live"));

  gtk_toggle_button_set_active (page_child (test, "ended_button"), TRUE);
  g_assert_cmpstr (window_test_get_tunnels_state (test), ==, "none-ended");
  fake_engine_end (test->engine, test->engine->live->pdata[0], ADIT_CAUSE_REFUSED, 502);
  fake_engine_tell (test->engine);
  WAIT_UNTIL (g_str_equal (window_test_get_tunnels_state (test), "ended"));
}

static void
test_search (WindowTest *test)
{
  show_tunnels (test, 200);
  search (test, " HOST-19 ");
  WAIT_UNTIL (n_shown (test) == 11); /* 19 and 190 to 199 */
  search (test, "127.0.0.1:1025");
  WAIT_UNTIL (n_shown (test) == 1);

  /* What becomes known while a search is on is found. */
  search (test, "late.example.net");
  WAIT_UNTIL (n_shown (test) == 0);
  fake_engine_open (test->engine, 7, "127.0.0.1:1031", "late.example.net:80");
  fake_engine_tell (test->engine);
  WAIT_UNTIL (n_shown (test) == 1);
}

static void
test_close_found (WindowTest *test)
{
  GtkButton *close = page_child (test, "close_button");

  show_tunnels (test, 50);
  g_assert_false (gtk_action_bar_get_revealed (page_child (test, "action_bar")));
  search (test, "host-2");
  WAIT_UNTIL (n_shown (test) == 11); /* 2 and 20 to 29 */
  g_assert_true (gtk_action_bar_get_revealed (page_child (test, "action_bar")));
  g_assert_cmpstr (gtk_button_get_label (close), ==, "Close 11 Tunnels");

  window_test_click (close);
  WAIT_UNTIL (dialog_of (test) != NULL);
  g_assert_cmpuint (test->engine->closed_ids->len, ==, 0);
  adw_message_dialog_response (dialog_of (test), "close");
  WAIT_UNTIL (test->engine->live->len == 39);
  g_assert_cmpuint (test->engine->closed_ids->len, ==, 11);
  WAIT_UNTIL (g_str_equal (window_test_get_tunnels_state (test), "none-found"));
}

static void
test_cancel_closes_nothing (WindowTest *test)
{
  show_tunnels (test, 5);
  gtk_selection_model_select_range (selection (test), 0, 3, TRUE);
  window_test_click (page_child (test, "close_button"));
  WAIT_UNTIL (dialog_of (test) != NULL);
  adw_message_dialog_response (dialog_of (test), "cancel");
  app_test_sync (test->client_connection);
  app_test_sync (test->engine_connection);
  g_assert_cmpuint (test->engine->closed_ids->len, ==, 0);
}

/* One is not asked about. */
static void
test_close_one (WindowTest *test)
{
  show_tunnels (test, 5);
  gtk_selection_model_select_item (selection (test), 2, TRUE);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window_test_get_live_table (test)),
                                             "table.close", NULL));
  WAIT_UNTIL (test->engine->live->len == 4);
  g_assert_cmpuint (g_array_index (test->engine->closed_ids, guint64, 0), ==, 3);
}

static void
test_sorting (WindowTest *test)
{
  AditAppTunnelTable *table = window_test_get_live_table (test);
  GtkSortType order;

  show_tunnels (test, 20);
  g_assert_null (adit_app_tunnel_table_get_sort (table, &order));

  for (guint i = 0; adit_app_live_columns[i].id != NULL; i++)
    for (int o = GTK_SORT_ASCENDING; o <= GTK_SORT_DESCENDING; o++)
      {
        adit_app_tunnel_table_set_sort (table, adit_app_live_columns[i].id, (GtkSortType) o);
        g_assert_cmpstr (adit_app_tunnel_table_get_sort (table, &order), ==,
                         adit_app_live_columns[i].id);
        g_assert_cmpint (order, ==, o);
      }

  adit_app_tunnel_table_set_sort (table, "destination", GTK_SORT_DESCENDING);
  g_assert_cmpuint (id_at (test, 0), ==, 9);
  adit_app_tunnel_table_set_sort (table, "no-such-column", GTK_SORT_ASCENDING);
  g_assert_null (adit_app_tunnel_table_get_sort (table, &order));
}

/* Rows move to their new places, a few seconds later, while the table is looked at. */
static void
test_sorting_follows_figures (WindowTest *test)
{
  show_tunnels (test, 20);
  adit_app_tunnel_table_set_sort (window_test_get_live_table (test), "received",
                                  GTK_SORT_DESCENDING);
  fake_engine_carry (test->engine, test->engine->live->pdata[12], 0, 1000);
  fake_engine_tell (test->engine);
  WAIT_UNTIL (id_at (test, 0) == 13);
}

static GtkAdjustment *
adjustment_of (WindowTest *test)
{
  return gtk_scrolled_window_get_vadjustment (
      window_test_find (window_test_get_live_table (test), GTK_TYPE_SCROLLED_WINDOW));
}

/* Where the table is scrolled to once it has been drawn; negative values leave it where it is. */
static double
scroll_to (WindowTest *test, double value)
{
  GtkAdjustment *adjustment = adjustment_of (test);

  if (value >= 0)
    gtk_adjustment_set_value (adjustment, value);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (test->window));
  return gtk_adjustment_get_value (adjustment);
}

/* Ten thousand rows: figures change, rows come and go, order is made anew; the same row stays
 * selected, and the person keeps looking at the same place. */
static void
test_selection_and_place_survive (WindowTest *test)
{
  AditAppTunnelTable *table = window_test_get_live_table (test);
  double place;

  show_tunnels (test, MANY);
  gtk_selection_model_select_item (selection (test), 5000, TRUE);
  WAIT_UNTIL (gtk_adjustment_get_upper (adjustment_of (test)) > 200000);
  place = scroll_to (test, 100000);
  g_assert_cmpfloat (place, ==, 100000);

  for (guint i = 0; i < 40; i++)
    fake_engine_carry (test->engine, test->engine->live->pdata[i * 100], 10, 1000 * i);
  fake_engine_end (test->engine, test->engine->live->pdata[9000], ADIT_CAUSE_FINISHED, 0);
  fake_engine_open (test->engine, MANY + 1, "127.0.0.1:9", "new.example.org:443");
  fake_engine_tell (test->engine);
  WAIT_UNTIL (id_at (test, n_shown (test) - 1) == MANY + 1);
  g_assert_cmpuint (selected_id (test), ==, 5001);
  g_assert_cmpfloat (scroll_to (test, -1), ==, place);

  adit_app_tunnel_table_set_sort (table, "received", GTK_SORT_DESCENDING);
  g_assert_cmpuint (selected_id (test), ==, 5001);
  scroll_to (test, place);
  fake_engine_carry (test->engine, test->engine->live->pdata[77], 0, 1000000);
  fake_engine_tell (test->engine);
  WAIT_UNTIL (id_at (test, 0) == 78);
  g_assert_cmpuint (selected_id (test), ==, 5001);
  g_assert_cmpfloat (scroll_to (test, -1), ==, place);

  /* A new snapshot, as after the window was hidden. */
  gtk_widget_set_visible (GTK_WIDGET (test->window), FALSE);
  WAIT_UNTIL (test->engine->subscriber == NULL);
  window_test_show (test);
  g_assert_cmpuint (n_shown (test), ==, MANY);
  g_assert_cmpuint (selected_id (test), ==, 5001);
}

static gboolean
has_cell (GtkWidget *widget, const char *text)
{
  if (GTK_IS_INSCRIPTION (widget) &&
      g_strcmp0 (gtk_inscription_get_text (GTK_INSCRIPTION (widget)), text) == 0)
    return TRUE;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (has_cell (child, text))
      return TRUE;

  return FALSE;
}

/* Figures reach the cells without a word from the rows. */
static void
test_cells_follow (WindowTest *test)
{
  GtkWidget *table = GTK_WIDGET (window_test_get_live_table (test));

  show_tunnels (test, 3);
  WAIT_UNTIL (has_cell (table, "host-1.example.org:443"));
  fake_engine_carry (test->engine, test->engine->live->pdata[1], 0, 123456789);
  fake_engine_tell (test->engine);
  WAIT_UNTIL (has_cell (table, "123.4 MB"));
}

static void
test_ended_tells_why (WindowTest *test)
{
  GtkStack *stack = page_child (test, "stack");
  GtkWidget *table = gtk_stack_get_child_by_name (stack, "ended");
  g_autofree char *text = NULL;

  show_tunnels (test, 2);
  fake_engine_end (test->engine, test->engine->live->pdata[0], ADIT_CAUSE_NAME_NOT_FOUND, 502);
  fake_engine_tell (test->engine);
  gtk_toggle_button_set_active (page_child (test, "ended_button"), TRUE);
  text = g_strdup_printf ("502: %s", adit_cause_row (ADIT_CAUSE_NAME_NOT_FOUND)->sentence);
  WAIT_UNTIL (has_cell (table, text));
}

/* A forwarded request is told by method, host and path, and found by each. */
static void
test_requests (WindowTest *test)
{
  static const char *const needles[] = { "post", "shop.example", "/Cart", "POST shop", "net/cart" };
  GtkWidget *live = GTK_WIDGET (window_test_get_live_table (test));
  GtkWidget *ended = gtk_stack_get_child_by_name (page_child (test, "stack"), "ended");
  AditTunnel *request = fake_engine_open (test->engine, 100, "192.0.2.9:9", "shop.example.net:80");

  fake_engine_forward (test->engine, request, "POST", "/cart/7", TRUE);
  show_tunnels (test, 3);
  WAIT_UNTIL (has_cell (live, "POST shop.example.net/cart/7"));
  g_assert_true (has_cell (live, "Yes"));

  for (guint i = 0; i < G_N_ELEMENTS (needles); i++)
    {
      search (test, needles[i]);
      WAIT_UNTIL (n_shown (test) == 1);
      search (test, "");
      WAIT_UNTIL (n_shown (test) == 4);
    }

  fake_engine_end (test->engine, request, ADIT_CAUSE_ANSWERED, 404);
  fake_engine_tell (test->engine);
  gtk_toggle_button_set_active (page_child (test, "ended_button"), TRUE);
  WAIT_UNTIL (has_cell (ended, "404: The request was answered"));
  g_assert_true (has_cell (ended, "POST shop.example.net/cart/7"));
  g_assert_true (has_cell (ended, "Yes"));
}

int
main (int argc, char *argv[])
{
  g_autoptr (AditAppApplication) application = window_test_init (&argc, &argv);

  window_test_add ("/app/tunnels-page/states", test_states);
  window_test_add ("/app/tunnels-page/search", test_search);
  window_test_add ("/app/tunnels-page/close-found", test_close_found);
  window_test_add ("/app/tunnels-page/cancel-closes-nothing", test_cancel_closes_nothing);
  window_test_add ("/app/tunnels-page/close-one", test_close_one);
  window_test_add ("/app/tunnels-page/sorting", test_sorting);
  window_test_add ("/app/tunnels-page/sorting-follows-figures", test_sorting_follows_figures);
  window_test_add ("/app/tunnels-page/selection-and-place-survive",
                   test_selection_and_place_survive);
  window_test_add ("/app/tunnels-page/cells-follow", test_cells_follow);
  window_test_add ("/app/tunnels-page/ended-tells-why", test_ended_tells_why);
  window_test_add ("/app/tunnels-page/requests", test_requests);
  return g_test_run ();
}
