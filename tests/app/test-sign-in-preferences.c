/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Preferences in the window: who has to sign in and how, who is let in, and who is blocked. */

#include "app/adit-app-access-group.h"
#include "app/adit-app-blocked-bar.h"
#include "app/adit-app-blocked-group.h"
#include "app/adit-app-networks-entry.h"
#include "app/adit-app-preferences.h"
#include "bus/adit-bus-client-access.h"
#include "window-test.h"

#include <string.h>

static gpointer
child (gpointer preferences, const char *name)
{
  return window_test_get_child (preferences, ADIT_APP_TYPE_PREFERENCES, name);
}

static GtkWidget *
open_preferences (WindowTest *test)
{
  window_test_show (test);
  gtk_widget_activate_action (GTK_WIDGET (test->window), "win.preferences", NULL);
  WAIT_UNTIL (window_test_find_toplevel (ADIT_APP_TYPE_PREFERENCES) != NULL);
  gtk_test_widget_wait_for_draw (window_test_find_toplevel (ADIT_APP_TYPE_PREFERENCES));
  return window_test_find_toplevel (ADIT_APP_TYPE_PREFERENCES);
}

static const FakeAccess *
access_of (WindowTest *test)
{
  return test->engine->access;
}

/* What the engine shows changes; nothing is sent back. */
static void
test_follows (WindowTest *test)
{
  GtkWidget *preferences = open_preferences (test);
  AdwActionRow *schemes = child (preferences, "schemes_row");

  window_test_check_names (preferences, 6);
  g_assert_cmpuint (adw_combo_row_get_selected (child (preferences, "sign_in_row")), ==,
                    ADIT_SIGN_IN_ELSEWHERE);
  g_assert_cmpstr (gtk_editable_get_text (child (preferences, "clients_entry")), ==, "local");
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (schemes), "only a hash"));

  adit_bus_access_set_sign_in (access_of (test)->skeleton, "always");
  adit_bus_access_set_schemes (access_of (test)->skeleton, "digest");
  adit_bus_access_set_plain_basic (access_of (test)->skeleton, FALSE);
  adit_bus_access_set_private (access_of (test)->skeleton, TRUE);
  adit_bus_access_set_clients (access_of (test)->skeleton,
                               (const char *const[]){ "192.0.2.0/24", NULL });
  WAIT_UNTIL (adw_combo_row_get_selected (child (preferences, "sign_in_row")) ==
              ADIT_SIGN_IN_ALWAYS);
  g_assert_cmpuint (adw_combo_row_get_selected (child (preferences, "schemes_row")), ==,
                    ADIT_SCHEMES_DIGEST);
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (schemes), "as good as the password"));
  g_assert_false (gtk_switch_get_active (child (preferences, "plain_basic_switch")));
  g_assert_true (gtk_switch_get_active (child (preferences, "private_switch")));
  g_assert_cmpstr (gtk_editable_get_text (child (preferences, "clients_entry")), ==,
                   "192.0.2.0/24");
  app_test_sync (test->client_connection);
  app_test_sync (test->engine_connection);
  g_assert_cmpuint (access_of (test)->n_sets, ==, 0);
}

static void
test_changes (WindowTest *test)
{
  GtkWidget *preferences = open_preferences (test);
  AditBusAccess *skeleton = access_of (test)->skeleton;

  adw_combo_row_set_selected (child (preferences, "sign_in_row"), ADIT_SIGN_IN_NEVER);
  WAIT_UNTIL (g_str_equal (adit_bus_access_get_sign_in (skeleton), "never"));
  adw_combo_row_set_selected (child (preferences, "schemes_row"), ADIT_SCHEMES_BOTH);
  WAIT_UNTIL (g_str_equal (adit_bus_access_get_schemes (skeleton), "both"));
  gtk_switch_set_active (child (preferences, "plain_basic_switch"), FALSE);
  WAIT_UNTIL (!adit_bus_access_get_plain_basic (skeleton));
  gtk_switch_set_active (child (preferences, "private_switch"), TRUE);
  WAIT_UNTIL (adit_bus_access_get_private (skeleton));
  WAIT_UNTIL (gtk_switch_get_state (child (preferences, "private_switch")));
  g_assert_cmpuint (access_of (test)->n_sets, ==, 4);
}

static void
test_clients (WindowTest *test)
{
  GtkWidget *preferences = open_preferences (test);
  GtkEditable *entry = child (preferences, "clients_entry");
  AditBusAccess *skeleton = access_of (test)->skeleton;

  gtk_editable_set_text (entry, "local 192.0.2.1/24");
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (entry), "error"));
  g_signal_emit_by_name (entry, "apply");
  gtk_editable_set_text (entry, "local 192.0.2.0/24");
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (entry), "error"));
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (entry)), ==, "Let In");

  /* What somebody else changes does not take away what is being typed. */
  adit_bus_access_set_clients (skeleton, (const char *const[]){ NULL });
  app_test_sync (test->engine_connection);
  app_test_sync (test->client_connection);
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "local 192.0.2.0/24");

  g_signal_emit_by_name (entry, "apply");
  WAIT_UNTIL (g_strv_length ((char **) adit_bus_access_get_clients (skeleton)) == 2);
  g_assert_cmpstr (adit_bus_access_get_clients (skeleton)[1], ==, "192.0.2.0/24");
  g_assert_cmpuint (access_of (test)->n_sets, ==, 1);
}

/* What the engine refuses is not shown as if it were so. */
static void
test_refused (WindowTest *test)
{
  GtkWidget *preferences = open_preferences (test);

  test->engine->access->failure = g_strdup ("The disk is full");
  adw_combo_row_set_selected (child (preferences, "sign_in_row"), ADIT_SIGN_IN_NEVER);
  WAIT_UNTIL (adw_combo_row_get_selected (child (preferences, "sign_in_row")) ==
              ADIT_SIGN_IN_ELSEWHERE);
  WAIT_UNTIL (window_test_has_text (preferences, "Could not change it: The disk is full"));
  gtk_switch_set_active (child (preferences, "private_switch"), TRUE);
  WAIT_UNTIL (!gtk_switch_get_active (child (preferences, "private_switch")));
  g_assert_cmpuint (access_of (test)->n_sets, ==, 2);
}

static GtkWidget *
row_at (GtkWidget *group, guint index)
{
  GtkListBox *list = window_test_find (group, GTK_TYPE_LIST_BOX);

  return GTK_WIDGET (gtk_list_box_get_row_at_index (list, (int) index));
}

static void
test_blocked (WindowTest *test)
{
  GtkInfoBar *bar;
  GtkWidget *preferences;
  GtkWidget *group;

  window_test_show (test);
  bar = window_test_find (window_test_get_overview_child (test, "blocked_bar"), GTK_TYPE_INFO_BAR);
  g_assert_false (gtk_info_bar_get_revealed (bar));

  fake_access_block (test->engine->access, "192.168.1.31", "<admin>", 600);
  WAIT_UNTIL (gtk_info_bar_get_revealed (bar));
  fake_access_block (test->engine->access, "2001:db8::7", "", 600);
  preferences = open_preferences (test);
  group = child (preferences, "blocked_group");
  WAIT_UNTIL (row_at (group, 1) != NULL);
  window_test_check_names (preferences, 8);
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row_at (group, 0))), ==,
                   "192.168.1.31");
  g_test_message ("%s", adw_action_row_get_subtitle (ADW_ACTION_ROW (row_at (group, 0))));
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row_at (group, 0))),
                            "tried as “<admin>”"));

  window_test_click (window_test_find (row_at (group, 0), GTK_TYPE_BUTTON));
  WAIT_UNTIL (row_at (group, 1) == NULL);
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row_at (group, 0))), ==,
                   "2001:db8::7");
  window_test_click (window_test_find (row_at (group, 0), GTK_TYPE_BUTTON));
  WAIT_UNTIL (!gtk_info_bar_get_revealed (bar));
}

static void
test_unblocking_refused (WindowTest *test)
{
  GtkWidget *preferences = open_preferences (test);
  GtkWidget *group = child (preferences, "blocked_group");
  GtkWidget *button;

  fake_access_block (test->engine->access, "192.168.1.31", "anna", 600);
  WAIT_UNTIL (row_at (group, 0) != NULL);
  button = window_test_find (row_at (group, 0), GTK_TYPE_BUTTON);
  test->engine->access->failure = g_strdup ("The <disk> is full");
  g_signal_emit_by_name (button, "clicked");
  WAIT_UNTIL (window_test_has_text (preferences, "Could not unblock it: The <disk> is full"));
  g_assert_true (gtk_widget_get_sensitive (button));
}

/* The engine does not tell that a block has ended by itself. */
static void
test_block_ends (WindowTest *test)
{
  GtkWidget *group = child (open_preferences (test), "blocked_group");

  fake_access_block (test->engine->access, "192.168.1.31", "anna", 1);
  WAIT_UNTIL (row_at (group, 0) != NULL);
  WAIT_UNTIL (row_at (group, 0) == NULL);
}

/* The overview says who has to sign in, and leads there. */
static void
test_overview (WindowTest *test)
{
  AdwActionRow *row;

  window_test_show (test);
  row =
      window_test_find (window_test_get_overview_child (test, "access_group"), ADW_TYPE_ACTION_ROW);
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (row), "Other devices have to"));
  adit_bus_access_set_sign_in (access_of (test)->skeleton, "always");
  WAIT_UNTIL (strstr (adw_action_row_get_subtitle (row), "Everybody has to") != NULL);

  gtk_widget_activate (GTK_WIDGET (row));
  WAIT_UNTIL (window_test_find_toplevel (ADIT_APP_TYPE_PREFERENCES) != NULL);
}

int
main (int argc, char *argv[])
{
  g_autoptr (AditAppApplication) application = window_test_init (&argc, &argv);

  window_test_add ("/app/sign-in-preferences/follows", test_follows);
  window_test_add ("/app/sign-in-preferences/changes", test_changes);
  window_test_add ("/app/sign-in-preferences/clients", test_clients);
  window_test_add ("/app/sign-in-preferences/refused", test_refused);
  window_test_add ("/app/sign-in-preferences/blocked", test_blocked);
  window_test_add ("/app/sign-in-preferences/unblocking-refused", test_unblocking_refused);
  window_test_add ("/app/sign-in-preferences/block-ends", test_block_ends);
  window_test_add ("/app/sign-in-preferences/overview", test_overview);
  return g_test_run ();
}
