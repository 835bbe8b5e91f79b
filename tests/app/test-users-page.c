/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The page of users: what it shows, when it asks, and what it has the engine do. */

#include "app/adit-app-import-dialog.h"
#include "app/adit-app-limits-dialog.h"
#include "app/adit-app-user-dialog.h"
#include "app/adit-app-user-row.h"
#include "app/adit-app-users-page.h"
#include "window-test.h"

static const AditBusUsage some_usage = {
  .n_active = 2,
  .sent_rate = 1500,
  .received_rate = 2500000,
  .sent_bytes = 4000,
  .received_bytes = 5000000,
  .sent_today_bytes = 300,
  .received_today_bytes = 40000,
  .last_seen_us = 1,
  .address = "192.0.2.7",
};

static gpointer
page_of (WindowTest *test)
{
  return window_test_get_child (test->window, ADIT_APP_TYPE_WINDOW, "users");
}

static gpointer
child (WindowTest *test, const char *name)
{
  return window_test_get_child (page_of (test), ADIT_APP_TYPE_USERS_PAGE, name);
}

static const char *
state (WindowTest *test)
{
  return gtk_stack_get_visible_child_name (child (test, "stack"));
}

static guint
n_shown (WindowTest *test)
{
  return g_list_model_get_n_items (G_LIST_MODEL (gtk_list_view_get_model (child (test, "list"))));
}

/* With so many users. */
static void
show_page (WindowTest *test, guint n_users)
{
  adit_app_window_show_view (test->window, "users");
  window_test_show (test);
  WAIT_UNTIL (!g_str_equal (state (test), "loading") && n_shown (test) == n_users);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (test->window));
}

static void
ask (WindowTest *test, const char *action, const char *name)
{
  g_autoptr (GVariant) parameter = g_variant_ref_sink (g_variant_new_string (name));

  g_assert_true (gtk_widget_activate_action_variant (page_of (test), action, parameter));
}

static gpointer
first_row (WindowTest *test)
{
  return window_test_find (child (test, "list"), ADIT_APP_TYPE_USER_ROW);
}

static gboolean
pass (gpointer is_over)
{
  *(gboolean *) is_over = TRUE;
  return G_SOURCE_REMOVE;
}

static void
let_pass (guint n_ms)
{
  gboolean is_over = FALSE;

  g_timeout_add (n_ms, pass, &is_over);
  WAIT_UNTIL (is_over);
}

/* ---- What is shown ---- */

static void
test_nobody (WindowTest *test)
{
  GtkWidget *dialog;

  show_page (test, 0);
  g_assert_cmpstr (state (test), ==, "empty");
  g_assert_false (gtk_widget_get_visible (child (test, "toolbar")));
  window_test_check_names (test->window, 5);

  window_test_click (window_test_find_button (child (test, "stack"), "_Add User…"));
  dialog = window_test_find_toplevel (ADIT_APP_TYPE_USER_DIALOG);
  g_assert_nonnull (dialog);
  gtk_window_destroy (GTK_WINDOW (dialog));

  fake_users_add (test->engine->users, "alice", NULL);
  WAIT_UNTIL (g_str_equal (state (test), "list"));
  fake_users_add (test->engine->users, "bob", NULL);
  WAIT_UNTIL (n_shown (test) == 2);
}

static void
test_figures (WindowTest *test)
{
  static const char *const texts[] = { "alice",    "2",      "2.5 MB/s",
                                       "1.5 kB/s", "5.0 MB", "4.0 kB",
                                       "40.0 kB",  "300 B",  "Here now, from 192.0.2.7" };
  AditBusUsage usage = some_usage;

  fake_users_add (test->engine->users, "alice", &usage);
  show_page (test, 1);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_true (window_test_has_text (first_row (test), texts[i]));
  window_test_check_names (test->window, 8);

  /* Nobody is told of what is carried: the page asks. */
  usage.received_bytes = 6000000;
  usage.n_active = 0;
  usage.last_seen_us = g_get_real_time () - 180 * G_USEC_PER_SEC;
  fake_users_use (test->engine->users, "alice", &usage);
  WAIT_UNTIL (window_test_has_text (first_row (test), "6.0 MB"));
  g_assert_true (window_test_has_text (first_row (test), "Last seen 3 min ago, from 192.0.2.7"));
}

static void
test_states (WindowTest *test)
{
  const AditBusUsage used_up = { .month_bytes = 7, .is_used_up = TRUE };
  g_autoptr (AditUser) user = adit_user_new ("alice");

  fake_users_add (test->engine->users, "alice", NULL);
  show_page (test, 1);
  g_assert_true (window_test_has_text (first_row (test), "Not seen yet"));
  fake_users_use (test->engine->users, "alice", &(AditBusUsage){ .sent_bytes = 1 });
  WAIT_UNTIL (window_test_has_text (first_row (test), "Not seen since the engine started"));
  fake_users_change (test->engine->users, user);
  WAIT_UNTIL (window_test_has_text (first_row (test), "No password"));

  adit_user_set_text (&user->password_hash,
                      fake_users_find (test->engine->users, "alice")->password_hash);
  user->md5_secret[0] = '\0';
  adit_user_set_text (&user->md5_secret, "0123456789abcdef0123456789abcdef");
  user->expires_on = 20991231;
  fake_users_change (test->engine->users, user);
  WAIT_UNTIL (window_test_has_text (first_row (test), "Until 2099-12-31"));

  user->has_own_limits = TRUE;
  user->limits.quota_bytes = 5000;
  user->limits.tunnels_max = 9;
  fake_users_change (test->engine->users, user);
  WAIT_UNTIL (window_test_has_text (first_row (test), "0 B of 5.0 kB this month"));
  g_assert_true (window_test_has_text (first_row (test), "0 of 9"));

  fake_users_use (test->engine->users, "alice", &used_up);
  WAIT_UNTIL (window_test_has_text (first_row (test), "Quota used up"));
  user->expires_on = 20200101;
  fake_users_change (test->engine->users, user);
  WAIT_UNTIL (window_test_has_text (first_row (test), "Expired on 2020-01-01"));
}

/* As people sort, whatever the order of the file. */
static void
test_order_and_search (WindowTest *test)
{
  static const char *const names[] = { "zoe", "Åsa", "bob", "Anna" };
  GtkSelectionModel *model;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    fake_users_add (test->engine->users, names[i], NULL);
  show_page (test, 4);
  g_assert_true (window_test_has_text (first_row (test), "Anna"));

  gtk_editable_set_text (child (test, "search"), "O");
  WAIT_UNTIL (n_shown (test) == 2);
  model = gtk_list_view_get_model (child (test, "list"));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 2);
  gtk_editable_set_text (child (test, "search"), "nobody");
  WAIT_UNTIL (g_str_equal (state (test), "nothing"));
  g_signal_emit_by_name (child (test, "search"), "stop-search");
  WAIT_UNTIL (g_str_equal (state (test), "list") && n_shown (test) == 4);
}

/* While somebody looks, and not otherwise. */
static void
test_live (WindowTest *test)
{
  FakeUsers *users = test->engine->users;
  guint n_lists;

  fake_users_add (users, "alice", NULL);
  show_page (test, 1);
  n_lists = users->n_lists;
  WAIT_UNTIL (users->n_lists >= n_lists + 2);

  adit_app_window_show_view (test->window, "overview");
  app_test_sync (test->client_connection);
  app_test_sync (test->engine_connection);
  n_lists = users->n_lists;
  fake_users_add (users, "bob", NULL);
  let_pass (1500);
  g_assert_cmpuint (users->n_lists, ==, n_lists);

  adit_app_window_show_view (test->window, "users");
  WAIT_UNTIL (n_shown (test) == 2);
}

static void
test_error (WindowTest *test)
{
  show_page (test, 0);
  g_assert_false (gtk_widget_get_visible (child (test, "error_bar")));
  adit_bus_users_set_error (test->engine->users->skeleton, "users.conf: line 3: <wrong>");
  WAIT_UNTIL (gtk_widget_get_visible (child (test, "error_bar")));
  g_assert_true (window_test_has_text (child (test, "error_bar"), "users.conf: line 3: <wrong>"));
  adit_bus_users_set_error (test->engine->users->skeleton, "");
  WAIT_UNTIL (!gtk_widget_get_visible (child (test, "error_bar")));
}

static void
test_narrow (WindowTest *test)
{
  fake_users_add (test->engine->users, "alice", &some_usage);
  gtk_window_set_default_size (GTK_WINDOW (test->window), 360, 640);
  show_page (test, 1);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (test->window)), <=, 360);
  g_assert_cmpint (gtk_widget_get_width (child (test, "list")), <=, 360);
  window_test_check_names (child (test, "list"), 3);
}

/* ---- What is done ---- */

static void
test_switch (WindowTest *test)
{
  FakeUsers *users = test->engine->users;
  GtkSwitch *toggle;

  fake_users_add (users, "alice", NULL);
  show_page (test, 1);
  toggle = window_test_find (first_row (test), GTK_TYPE_SWITCH);
  g_assert_true (gtk_switch_get_active (toggle));
  gtk_switch_set_active (toggle, FALSE);
  WAIT_UNTIL (!fake_users_find (users, "alice")->is_enabled);
  WAIT_UNTIL (!gtk_switch_get_state (toggle));

  /* What could not be done is shown as what it is. */
  users->failure = g_strdup ("The disk is full");
  gtk_switch_set_active (toggle, TRUE);
  WAIT_UNTIL (window_test_has_text (test->window, "Could not switch alice: The disk is full"));
  WAIT_UNTIL (!gtk_switch_get_active (toggle));
}

static void
test_remove_and_undo (WindowTest *test)
{
  FakeUsers *users = test->engine->users;

  fake_users_add (users, "alice", &some_usage);
  fake_users_add (users, "bob", NULL);
  show_page (test, 2);
  ask (test, "users.remove", "alice");
  WAIT_UNTIL (n_shown (test) == 1);
  g_assert_null (fake_users_find (users, "alice"));
  WAIT_UNTIL (window_test_has_text (test->window, "Removed alice"));

  window_test_click (window_test_find_button (test->window, "_Undo"));
  WAIT_UNTIL (n_shown (test) == 2);
  g_assert_cmpstr (fake_users_find (users, "alice")->password_hash, !=, "");
  WAIT_UNTIL (window_test_has_text (first_row (test), "5.0 MB"));
}

/* Nothing comes back over somebody else, and what failed is said. */
static void
test_undo_fails (WindowTest *test)
{
  FakeUsers *users = test->engine->users;

  fake_users_add (users, "alice", NULL);
  show_page (test, 1);
  ask (test, "users.remove", "alice");
  WAIT_UNTIL (window_test_has_text (test->window, "Removed alice"));
  fake_users_add (users, "alice", NULL);
  window_test_click (window_test_find_button (test->window, "_Undo"));
  WAIT_UNTIL (window_test_has_text (test->window,
                                    "Could not bring alice back: There is a user “alice” already"));

  users->failure = g_strdup ("The disk is full");
  ask (test, "users.remove", "alice");
  WAIT_UNTIL (users->n_removals == 2);
  app_test_sync (test->engine_connection);
  g_assert_nonnull (fake_users_find (users, "alice"));
}

static void
test_dialogs (WindowTest *test)
{
  GtkWidget *dialog;
  g_autoptr (AditHtpasswd) read = adit_htpasswd_parse ("alice:$apr1$x\nnonsense\n");

  fake_users_add (test->engine->users, "alice", NULL);
  show_page (test, 1);
  ask (test, "users.password", "alice");
  dialog = window_test_find_toplevel (ADIT_APP_TYPE_USER_DIALOG);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (dialog)), ==, "Password of alice");
  gtk_window_destroy (GTK_WINDOW (dialog));

  g_signal_emit_by_name (child (test, "list"), "activate", 0);
  dialog = window_test_find_toplevel (ADIT_APP_TYPE_LIMITS_DIALOG);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (dialog)), ==, "Limits of alice");
  gtk_window_destroy (GTK_WINDOW (dialog));

  adit_app_import_dialog_present (page_of (test), 1, read->refusals);
  dialog = window_test_find_toplevel (ADIT_APP_TYPE_IMPORT_DIALOG);
  gtk_test_widget_wait_for_draw (dialog);
  g_assert_true (window_test_has_text (dialog, "1 user was added. 2 lines could not be read:"));
  g_assert_true (
      window_test_has_text (dialog, "Line 2: not a name and a hash with a colon between them"));
  window_test_check_names (dialog, 2);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

int
main (int argc, char *argv[])
{
  g_autoptr (AditAppApplication) application = window_test_init (&argc, &argv);

  window_test_add ("/app/users-page/nobody", test_nobody);
  window_test_add ("/app/users-page/figures", test_figures);
  window_test_add ("/app/users-page/states", test_states);
  window_test_add ("/app/users-page/order-and-search", test_order_and_search);
  window_test_add ("/app/users-page/live", test_live);
  window_test_add ("/app/users-page/error", test_error);
  window_test_add ("/app/users-page/narrow", test_narrow);
  window_test_add ("/app/users-page/switch", test_switch);
  window_test_add ("/app/users-page/remove-and-undo", test_remove_and_undo);
  window_test_add ("/app/users-page/undo-fails", test_undo_fails);
  window_test_add ("/app/users-page/dialogs", test_dialogs);
  return g_test_run ();
}
