/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The window as a whole: its states, its switch, what it does while hidden, whether it fits and
 * whether those who do not see it can use it. */

#include "app/adit-app-tunnels-page.h"
#include "window-test.h"

static GtkStack *
states (WindowTest *test)
{
  return window_test_get_child (test->window, ADIT_APP_TYPE_WINDOW, "states");
}

static void
test_lost_and_back (WindowTest *test)
{
  AdwStatusPage *page;
  GtkButton *retry;

  window_test_open_tunnels (test, 3);
  window_test_show (test);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (states (test)), ==, "ready");

  g_clear_pointer (&test->engine, fake_engine_free);
  WAIT_UNTIL (g_str_equal (gtk_stack_get_visible_child_name (states (test)), "lost"));
  page = window_test_get_child (test->window, ADIT_APP_TYPE_WINDOW, "lost_page");
  g_assert_cmpstr (adw_status_page_get_description (page), !=, "");
  g_assert_cmpuint (adit_app_tunnel_table_get_n_shown (window_test_get_live_table (test)), ==, 0);

  retry = window_test_find (page, GTK_TYPE_BUTTON);
  window_test_click (retry);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (states (test)), ==, "starting");
  WAIT_UNTIL (g_str_equal (gtk_stack_get_visible_child_name (states (test)), "lost"));

  test->engine = fake_engine_new (test->engine_connection);
  WAIT_UNTIL (g_str_equal (gtk_stack_get_visible_child_name (states (test)), "ready"));
  WAIT_UNTIL (test->engine->subscriber != NULL);
}

/* The X server may say in between that the window is not to be seen: then it is told once more. */
static void
test_hidden_subscribes_to_nothing (WindowTest *test)
{
  guint n_subscribes;

  g_assert_null (test->engine->subscriber);
  window_test_show (test);
  WAIT_UNTIL (test->engine->subscriber != NULL);

  gtk_widget_set_visible (GTK_WIDGET (test->window), FALSE);
  WAIT_UNTIL (test->engine->subscriber == NULL);
  g_assert_false (adit_app_feed_get_active (adit_app_window_get_feed (test->window)));
  n_subscribes = test->engine->n_subscribes;

  gtk_widget_set_visible (GTK_WIDGET (test->window), TRUE);
  WAIT_UNTIL (test->engine->subscriber != NULL);
  g_assert_cmpuint (test->engine->n_subscribes, >, n_subscribes);
}

static void
test_switch (WindowTest *test)
{
  GtkSwitch *toggle = window_test_get_overview_child (test, "proxy_switch");

  window_test_show (test);
  WAIT_UNTIL (gtk_switch_get_active (toggle) && gtk_switch_get_state (toggle));

  gtk_switch_set_active (toggle, FALSE);
  g_assert_true (gtk_switch_get_state (toggle)); /* the colour waits for the engine */
  WAIT_UNTIL (!adit_bus_engine_get_running (test->engine->engine));
  WAIT_UNTIL (!gtk_switch_get_state (toggle));
  g_assert_false (gtk_switch_get_active (toggle));

  gtk_switch_set_active (toggle, TRUE);
  g_assert_false (gtk_switch_get_state (toggle));
  WAIT_UNTIL (gtk_switch_get_state (toggle));
  g_assert_true (adit_bus_engine_get_running (test->engine->engine));
}

static void
test_switch_failure_is_shown (WindowTest *test)
{
  GtkSwitch *toggle = window_test_get_overview_child (test, "proxy_switch");
  GtkInfoBar *bar = window_test_get_overview_child (test, "failure_bar");
  GtkLabel *label = window_test_get_overview_child (test, "failure_label");

  fake_engine_set_running (test->engine, FALSE);
  test->engine->start_failure = g_strdup ("No address could be opened");
  window_test_show (test);
  WAIT_UNTIL (!gtk_switch_get_active (toggle));

  gtk_switch_set_active (toggle, TRUE);
  WAIT_UNTIL (gtk_info_bar_get_revealed (bar));
  g_assert_nonnull (strstr (gtk_label_get_text (label), "No address could be opened"));
  WAIT_UNTIL (!gtk_switch_get_active (toggle));
  window_test_check_names (test->window, 6);
}

/* On, yet nothing can connect: the position says one thing and the colour the other. */
static void
test_on_but_not_ready (WindowTest *test)
{
  GtkSwitch *toggle = window_test_get_overview_child (test, "proxy_switch");
  AdwActionRow *row = window_test_get_overview_child (test, "proxy_row");

  fake_engine_set_listeners (test->engine, ADIT_LISTENER_FAILED, "127.0.0.1:3128", NULL);
  window_test_show (test);
  WAIT_UNTIL (gtk_switch_get_active (toggle) && !gtk_switch_get_state (toggle));
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (row), "no address is open"));
}

static void
test_listener_rows (WindowTest *test)
{
  AdwPreferencesGroup *group = window_test_get_overview_child (test, "listeners_group");
  GtkSwitch *toggle;
  GtkButton *copy;
  GtkListBox *list = window_test_find (group, GTK_TYPE_LIST_BOX);

  fake_engine_set_listeners (test->engine, ADIT_LISTENER_LISTENING, "127.0.0.1:3128", "[::1]:3128",
                             NULL);
  window_test_show (test);
  WAIT_UNTIL (gtk_list_box_get_row_at_index (list, 1) != NULL);
  g_assert_null (gtk_list_box_get_row_at_index (list, 2));
  g_assert_cmpstr (adw_preferences_row_get_title (
                       ADW_PREFERENCES_ROW (gtk_list_box_get_row_at_index (list, 1))),
                   ==, "[::1]:3128");

  toggle = window_test_find (gtk_list_box_get_row_at_index (list, 1), GTK_TYPE_SWITCH);
  gtk_switch_set_active (toggle, FALSE);
  WAIT_UNTIL (!gtk_switch_get_state (toggle));

  copy = window_test_find (gtk_list_box_get_row_at_index (list, 0), GTK_TYPE_BUTTON);
  window_test_click (copy);
  g_assert_true (gdk_clipboard_is_local (gtk_widget_get_clipboard (GTK_WIDGET (test->window))));

  fake_engine_set_listeners (test->engine, ADIT_LISTENER_LISTENING, "127.0.0.1:3128", NULL);
  WAIT_UNTIL (gtk_list_box_get_row_at_index (list, 1) == NULL);
}

static void
test_counters (WindowTest *test)
{
  GtkLabel *active = window_test_get_overview_child (test, "active_label");
  GtkLabel *received = window_test_get_overview_child (test, "received_label");
  GtkLabel *peak = window_test_get_overview_child (test, "received_peak_label");
  AditTunnel *tunnel = fake_engine_open (test->engine, 1, "127.0.0.1:9", "example.org:443");

  window_test_show (test);
  fake_engine_carry (test->engine, tunnel, 0, 5000000);
  fake_engine_tell (test->engine);
  WAIT_UNTIL (g_str_equal (gtk_label_get_text (received), "5.0 MB"));
  g_assert_cmpstr (gtk_label_get_text (active), ==, "1");
  WAIT_UNTIL (strstr (gtk_label_get_text (peak), "MB/s") != NULL);
}

static void
test_fits_360 (WindowTest *test)
{
  AdwViewSwitcherBar *bar =
      window_test_get_child (test->window, ADIT_APP_TYPE_WINDOW, "switcher_bar");
  static const char *const views[] = { "overview", "tunnels" };

  gtk_window_set_default_size (GTK_WINDOW (test->window), 360, 294);
  window_test_open_tunnels (test, 3);
  window_test_show (test);
  WAIT_UNTIL (adw_view_switcher_bar_get_reveal (bar));

  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      int minimum;

      adit_app_window_show_view (test->window, views[i]);
      gtk_test_widget_wait_for_draw (GTK_WIDGET (test->window));
      gtk_widget_measure (GTK_WIDGET (test->window), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL,
                          NULL, NULL);
      g_assert_cmpint (minimum, <=, 360);
      gtk_widget_measure (GTK_WIDGET (test->window), GTK_ORIENTATION_VERTICAL, 360, &minimum, NULL,
                          NULL, NULL);
      g_assert_cmpint (minimum, <=, 294);
    }
}

static void
test_remembers_itself (WindowTest *test)
{
  g_autoptr (GSettings) settings = g_settings_new ("io.github.aditproxy.Adit");
  GtkWidget *second;
  AditAppTunnelTable *table;
  AdwViewStack *views;
  GtkSortType order;

  adit_app_window_show_view (test->window, "tunnels");
  adit_app_tunnel_table_set_sort (window_test_get_live_table (test), "rate", GTK_SORT_DESCENDING);
  window_test_show (test);
  gtk_window_close (GTK_WINDOW (test->window));
  g_assert_cmpint (g_settings_get_int (settings, "width"), ==, 960);

  second = adit_app_window_new (GTK_APPLICATION (test->application), test->client);
  test->window = ADIT_APP_WINDOW (second);
  views = window_test_get_child (second, ADIT_APP_TYPE_WINDOW, "views");
  table = window_test_get_live_table (test);
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (views), ==, "tunnels");
  g_assert_cmpstr (adit_app_tunnel_table_get_sort (table, &order), ==, "rate");
  g_assert_cmpint (order, ==, GTK_SORT_DESCENDING);
  window_test_show (test);
}

static void
test_everything_has_a_name (WindowTest *test)
{
  window_test_open_tunnels (test, 5);
  window_test_show (test);
  window_test_check_names (test->window, 6);
  adit_app_window_show_view (test->window, "tunnels");
  gtk_test_widget_wait_for_draw (GTK_WIDGET (test->window));
  window_test_check_names (test->window, 8);
}

static void
check_icon (GtkWidget *widget, const char *name)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (widget));

  if (name != NULL && name[0] != '\0' && !gtk_icon_theme_has_icon (theme, name))
    g_error ("There is no icon named %s", name);
}

static guint
audit_icons (GtkWidget *widget)
{
  guint n_checked = 0;

  if (GTK_IS_IMAGE (widget) &&
      gtk_image_get_storage_type (GTK_IMAGE (widget)) == GTK_IMAGE_ICON_NAME)
    {
      check_icon (widget, gtk_image_get_icon_name (GTK_IMAGE (widget)));
      n_checked++;
    }
  if (ADW_IS_STATUS_PAGE (widget))
    check_icon (widget, adw_status_page_get_icon_name (ADW_STATUS_PAGE (widget)));

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n_checked += audit_icons (child);

  return n_checked;
}

static void
test_icons_exist (WindowTest *test)
{
  window_test_show (test);
  g_assert_cmpuint (audit_icons (GTK_WIDGET (test->window)), >=, 8);
  check_icon (GTK_WIDGET (test->window), "io.github.aditproxy.Adit");
}

/* What the chart shows can be heard. */
static void
test_chart_is_described (WindowTest *test)
{
  GtkWidget *chart = window_test_get_overview_child (test, "chart");

  window_test_show (test);
  gtk_test_accessible_assert_role (chart, GTK_ACCESSIBLE_ROLE_IMG);
  g_assert_true (gtk_test_accessible_has_property (GTK_ACCESSIBLE (chart),
                                                   GTK_ACCESSIBLE_PROPERTY_DESCRIPTION));
}

int
main (int argc, char *argv[])
{
  g_autoptr (AditAppApplication) application = window_test_init (&argc, &argv);

  window_test_add ("/app/window/lost-and-back", test_lost_and_back);
  window_test_add ("/app/window/hidden-subscribes-to-nothing", test_hidden_subscribes_to_nothing);
  window_test_add ("/app/window/switch", test_switch);
  window_test_add ("/app/window/switch-failure-is-shown", test_switch_failure_is_shown);
  window_test_add ("/app/window/on-but-not-ready", test_on_but_not_ready);
  window_test_add ("/app/window/listener-rows", test_listener_rows);
  window_test_add ("/app/window/counters", test_counters);
  window_test_add ("/app/window/fits-360", test_fits_360);
  window_test_add ("/app/window/remembers-itself", test_remembers_itself);
  window_test_add ("/app/window/everything-has-a-name", test_everything_has_a_name);
  window_test_add ("/app/window/icons-exist", test_icons_exist);
  window_test_add ("/app/window/chart-is-described", test_chart_is_described);
  return g_test_run ();
}
