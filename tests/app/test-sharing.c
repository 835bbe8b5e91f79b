/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Sharing in the window: an address is opened to other devices after it was said what that means,
 * devices are told where to go, and load balancers are named. */

#include "app/adit-app-address-list.h"
#include "app/adit-app-networks-entry.h"
#include "app/adit-app-reach-row.h"
#include "app/adit-app-user-dialog.h"
#include "bus/adit-bus-wire.h"
#include "window-test.h"

#include <string.h>

enum
{
  ONLY_HERE,
  ETH0,
  WLAN0,
  EVERYWHERE
};

static gpointer
find_row (WindowTest *test, GType type)
{
  return window_test_find (window_test_get_overview_child (test, "listeners_group"), type);
}

static guint
count_items (AdwComboRow *row)
{
  GListModel *model = adw_combo_row_get_model (row);

  return model != NULL ? g_list_model_get_n_items (model) : 0;
}

static const char *
item_of (AdwComboRow *row, guint index)
{
  return gtk_string_list_get_string (GTK_STRING_LIST (adw_combo_row_get_model (row)), index);
}

/* Its row opened, with everything to choose from. */
static AdwComboRow *
open_row (WindowTest *test)
{
  AdwComboRow *row;

  window_test_show (test);
  WAIT_UNTIL (find_row (test, ADW_TYPE_EXPANDER_ROW) != NULL);
  adw_expander_row_set_expanded (find_row (test, ADW_TYPE_EXPANDER_ROW), TRUE);
  row = find_row (test, ADIT_APP_TYPE_REACH_ROW);
  WAIT_UNTIL (count_items (row) == 4);
  return row;
}

/* (transfer full) */
static AditListener *
listener_of (WindowTest *test)
{
  g_autoptr (GPtrArray) listeners =
      adit_bus_listeners_from_variant (adit_bus_engine_get_listeners (test->engine->engine));

  return g_ptr_array_steal_index (listeners, 0);
}

/* Whether the window knows it, too. */
static gboolean
is_at (WindowTest *test, const char *address)
{
  g_autoptr (AditListener) listener = listener_of (test);
  const AditListener *known = adit_bus_client_get_listeners (test->client)->pdata[0];

  return g_str_equal (listener->address, address) && g_str_equal (known->address, address);
}

/* The dialog that asks, after @index was chosen. */
static AdwMessageDialog *
choose (AdwComboRow *row, guint index)
{
  adw_combo_row_set_selected (row, index);
  WAIT_UNTIL (window_test_find_toplevel (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  gtk_test_widget_wait_for_draw (window_test_find_toplevel (ADW_TYPE_MESSAGE_DIALOG));
  return window_test_find_toplevel (ADW_TYPE_MESSAGE_DIALOG);
}

/* As the person does who presses the button. */
static void
answer (AdwMessageDialog *dialog, const char *response)
{
  const char *label = adw_message_dialog_get_response_label (dialog, response);

  window_test_click (window_test_find_button (dialog, label));
  WAIT_UNTIL (window_test_find_toplevel (ADW_TYPE_MESSAGE_DIALOG) == NULL);
}

static void
assert_said (AdwMessageDialog *dialog, const char *text)
{
  g_test_message ("%s", adw_message_dialog_get_body (dialog));
  g_assert_nonnull (strstr (adw_message_dialog_get_body (dialog), text));
}

static void
assert_unsaid (AdwMessageDialog *dialog, const char *text)
{
  g_assert_null (strstr (adw_message_dialog_get_body (dialog), text));
}

static void
add_user (WindowTest *test)
{
  static const AditBusUsage none = { 0 };

  fake_users_add (test->engine->users, "anna", &none);
}

/* ---- The tests ---- */

static void
test_choices (WindowTest *test)
{
  AdwComboRow *row = open_row (test);

  g_assert_cmpuint (adw_combo_row_get_selected (row), ==, ONLY_HERE);
  g_assert_cmpstr (item_of (row, ONLY_HERE), ==, "This computer only");
  g_assert_cmpstr (item_of (row, ETH0), ==, "Local network at eth0");
  g_assert_cmpstr (item_of (row, WLAN0), ==, "Local network at wlan0");
  g_assert_cmpstr (item_of (row, EVERYWHERE), ==, "All networks");
  g_assert_false (gtk_widget_get_visible (find_row (test, ADIT_APP_TYPE_ADDRESS_LIST)));
  window_test_check_names (test->window, 8);
}

static void
test_cancel (WindowTest *test)
{
  AdwComboRow *row = open_row (test);
  AdwMessageDialog *dialog = choose (row, WLAN0);

  window_test_check_names (dialog, 3);
  answer (dialog, "cancel");
  WAIT_UNTIL (adw_combo_row_get_selected (row) == ONLY_HERE);
  g_assert_true (gtk_widget_get_sensitive (GTK_WIDGET (row)));
  g_assert_cmpuint (test->engine->access->n_moves, ==, 0);
}

/* All that devices are to be told is there, and goes when it is for this computer alone again. */
static void
test_share (WindowTest *test)
{
  AdwComboRow *row;
  AdwMessageDialog *dialog;
  GtkWidget *list;

  add_user (test);
  row = open_row (test);
  list = find_row (test, ADIT_APP_TYPE_ADDRESS_LIST);
  dialog = choose (row, WLAN0);
  assert_said (dialog, "192.168.1.20 (wlan0)");
  assert_said (dialog, "closed to others: 2600:1:2::5 (wlan0)");
  assert_said (dialog, "same private network");
  assert_said (dialog, "have to sign in");
  assert_unsaid (dialog, "internet");
  assert_unsaid (dialog, "first user");
  g_assert_cmpint (adw_message_dialog_get_response_appearance (dialog, "share"), ==,
                   ADW_RESPONSE_SUGGESTED);

  answer (dialog, "share");
  WAIT_UNTIL (is_at (test, "%wlan0:3128") && gtk_widget_get_sensitive (GTK_WIDGET (row)));
  g_assert_false (test->engine->access->is_public_requested);
  WAIT_UNTIL (window_test_has_text (list, "http://192.168.1.20:3128/proxy.pac"));
  g_assert_true (window_test_has_text (list, "192.168.1.20:3128"));
  g_assert_cmpuint (adw_combo_row_get_selected (row), ==, WLAN0);
  g_assert_cmpstr (adw_expander_row_get_subtitle (find_row (test, ADW_TYPE_EXPANDER_ROW)), ==,
                   "Open to other devices, plain and encrypted");
  window_test_check_names (test->window, 10);
  window_test_click (window_test_find (list, GTK_TYPE_BUTTON));
  g_assert_true (gdk_clipboard_is_local (gtk_widget_get_clipboard (list)));
  g_assert_null (window_test_find_toplevel (ADIT_APP_TYPE_USER_DIALOG));

  /* Back needs no question. */
  adw_combo_row_set_selected (row, ONLY_HERE);
  WAIT_UNTIL (is_at (test, "127.0.0.1:3128") && !gtk_widget_get_visible (list));
  g_assert_null (window_test_find_toplevel (ADW_TYPE_MESSAGE_DIALOG));
}

/* An interface's public address is opened only for somebody who has read about it and wants it. */
static void
test_public (WindowTest *test)
{
  AdwComboRow *row;
  AdwMessageDialog *dialog;
  GtkCheckButton *button;

  add_user (test);
  row = open_row (test);
  dialog = choose (row, WLAN0);
  button = window_test_find (dialog, GTK_TYPE_CHECK_BUTTON);
  gtk_check_button_set_active (button, TRUE);
  assert_said (dialog, "whole internet");
  assert_said (dialog, "2600:1:2::5 (wlan0)");
  g_assert_cmpint (adw_message_dialog_get_response_appearance (dialog, "share"), ==,
                   ADW_RESPONSE_DESTRUCTIVE);
  answer (dialog, "share");
  WAIT_UNTIL (is_at (test, "%wlan0:3128") && gtk_widget_get_sensitive (GTK_WIDGET (row)));
  g_assert_true (test->engine->access->is_public_requested);

  /* All networks are public where one address is; there is nothing to leave out. */
  dialog = choose (row, ETH0);
  g_assert_null (window_test_find (dialog, GTK_TYPE_CHECK_BUTTON));
  assert_unsaid (dialog, "internet");
  answer (dialog, "cancel");
  dialog = choose (row, EVERYWHERE);
  assert_said (dialog, "10.0.0.7 (eth0), 192.168.1.20 (wlan0)");
  assert_said (dialog, "later");
  answer (dialog, "cancel");
}

/* Who shares is led to making somebody who can sign in. */
static void
test_first_user (WindowTest *test)
{
  AdwComboRow *row = open_row (test);
  AdwMessageDialog *dialog = choose (row, ETH0);

  assert_said (dialog, "you are asked for the first user");
  answer (dialog, "share");
  WAIT_UNTIL (window_test_find_toplevel (ADIT_APP_TYPE_USER_DIALOG) != NULL);
  gtk_window_close (window_test_find_toplevel (ADIT_APP_TYPE_USER_DIALOG));
  WAIT_UNTIL (window_test_find_toplevel (ADIT_APP_TYPE_USER_DIALOG) == NULL);
  WAIT_UNTIL (is_at (test, "%eth0:3128") && gtk_widget_get_sensitive (GTK_WIDGET (row)));

  /* Nobody is needed where nobody has to sign in. */
  adw_combo_row_set_selected (row, ONLY_HERE);
  WAIT_UNTIL (is_at (test, "127.0.0.1:3128") && gtk_widget_get_sensitive (GTK_WIDGET (row)));
  adit_bus_access_set_sign_in (test->engine->access->skeleton, "never");
  app_test_sync (test->engine_connection);
  app_test_sync (test->client_connection);
  dialog = choose (row, ETH0);
  assert_said (dialog, "Nobody has to sign in");
  assert_unsaid (dialog, "first user");
  answer (dialog, "share");
  WAIT_UNTIL (is_at (test, "%eth0:3128") && gtk_widget_get_sensitive (GTK_WIDGET (row)));
  g_assert_null (window_test_find_toplevel (ADIT_APP_TYPE_USER_DIALOG));
}

/* What the engine refuses is not shown as if it were so. */
static void
test_refused (WindowTest *test)
{
  AdwComboRow *row;

  add_user (test);
  row = open_row (test);
  test->engine->access->failure = g_strdup ("The port is in use");
  answer (choose (row, ETH0), "share");
  WAIT_UNTIL (adw_combo_row_get_selected (row) == ONLY_HERE);
  g_assert_cmpuint (test->engine->access->n_moves, ==, 1);
}

/* A window that goes while it asks takes the question along. */
static void
test_window_goes (WindowTest *test)
{
  AdwComboRow *row = open_row (test);

  choose (row, ETH0);
}

/* Its switch is there, and off. */
static gboolean
is_shown_off (WindowTest *test)
{
  gpointer row = find_row (test, ADW_TYPE_EXPANDER_ROW);

  return row != NULL && !gtk_switch_get_active (window_test_find (row, GTK_TYPE_SWITCH));
}

/* One address, off; there may have been the same, on. (transfer none) */
static GtkSwitch *
show_off (WindowTest *test, const char *address, gboolean is_public_allowed)
{
  g_autoptr (GPtrArray) listeners =
      g_ptr_array_new_with_free_func ((GDestroyNotify) adit_listener_free);
  AditListener *listener =
      adit_listener_new (address, FALSE, ADIT_LISTENER_OFF, NULL, "", ADIT_ENCRYPTION_BOTH);

  adit_listener_set_details (listener, NULL, NULL, is_public_allowed);
  g_ptr_array_add (listeners, listener);
  adit_bus_engine_set_listeners (test->engine->engine, adit_bus_listeners_to_variant (listeners));
  window_test_show (test);
  WAIT_UNTIL (is_at (test, address) && is_shown_off (test));
  return window_test_find (find_row (test, ADW_TYPE_EXPANDER_ROW), GTK_TYPE_SWITCH);
}

/* The dialog that asks, after the switch was turned on. */
static AdwMessageDialog *
turn_on (GtkSwitch *toggle)
{
  gtk_switch_set_active (toggle, TRUE);
  WAIT_UNTIL (window_test_find_toplevel (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  gtk_test_widget_wait_for_draw (window_test_find_toplevel (ADW_TYPE_MESSAGE_DIALOG));
  return window_test_find_toplevel (ADW_TYPE_MESSAGE_DIALOG);
}

static gboolean
is_enabled (WindowTest *test)
{
  g_autoptr (AditListener) listener = listener_of (test);

  return listener->is_enabled;
}

/* An address that is off is opened to others only after the same was said. */
static void
test_enable (WindowTest *test)
{
  GtkSwitch *toggle;
  AdwMessageDialog *dialog;

  add_user (test);
  toggle = show_off (test, "%wlan0:3128", FALSE);
  dialog = turn_on (toggle);
  assert_said (dialog, "192.168.1.20 (wlan0)");
  assert_said (dialog, "closed to others: 2600:1:2::5 (wlan0)");
  assert_said (dialog, "have to sign in");
  assert_unsaid (dialog, "internet");
  g_assert_null (window_test_find (dialog, GTK_TYPE_CHECK_BUTTON));
  answer (dialog, "cancel");
  WAIT_UNTIL (!gtk_switch_get_active (toggle));
  app_test_sync (test->client_connection);
  app_test_sync (test->engine_connection);
  g_assert_false (is_enabled (test));

  answer (turn_on (toggle), "share");
  WAIT_UNTIL (gtk_switch_get_state (toggle));
  g_assert_true (gtk_switch_get_active (toggle) && is_enabled (test));
  g_assert_cmpuint (test->engine->access->n_moves, ==, 0);

  /* Off needs no question. */
  gtk_switch_set_active (toggle, FALSE);
  WAIT_UNTIL (!is_enabled (test) && !gtk_switch_get_state (toggle));
  g_assert_null (window_test_find_toplevel (ADW_TYPE_MESSAGE_DIALOG));
}

static void
test_enable_public (WindowTest *test)
{
  GtkSwitch *toggle = show_off (test, "%wlan0:3128", TRUE);
  AdwMessageDialog *dialog = turn_on (toggle);

  assert_said (dialog, "whole internet");
  assert_said (dialog, "2600:1:2::5 (wlan0)");
  assert_said (dialog, "you are asked for the first user");
  g_assert_cmpint (adw_message_dialog_get_response_appearance (dialog, "share"), ==,
                   ADW_RESPONSE_DESTRUCTIVE);
  answer (dialog, "share");
  WAIT_UNTIL (window_test_find_toplevel (ADIT_APP_TYPE_USER_DIALOG) != NULL && is_enabled (test));
}

/* For this computer alone there is nothing to ask. */
static void
test_enable_here (WindowTest *test)
{
  GtkSwitch *toggle = show_off (test, "127.0.0.1:3128", FALSE);

  gtk_switch_set_active (toggle, TRUE);
  WAIT_UNTIL (is_enabled (test) && gtk_switch_get_state (toggle));
  g_assert_null (window_test_find_toplevel (ADW_TYPE_MESSAGE_DIALOG));
}

static void
test_senders (WindowTest *test)
{
  AditAppNetworksEntry *entry;
  g_autoptr (AditListener) before = NULL;
  g_autoptr (AditListener) after = NULL;

  open_row (test);
  entry = find_row (test, ADIT_APP_TYPE_NETWORKS_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), "10.0.0.0/8, balancer");
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (entry), "error"));
  g_assert_nonnull (
      strstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (entry)), "“balancer” is not"));
  g_signal_emit_by_name (entry, "apply");
  gtk_editable_set_text (GTK_EDITABLE (entry), "local");
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (entry), "error"));
  app_test_sync (test->client_connection);
  app_test_sync (test->engine_connection);
  before = listener_of (test);
  g_assert_cmpuint (g_strv_length (before->senders), ==, 0);

  gtk_editable_set_text (GTK_EDITABLE (entry), " 10.0.0.0/8  192.0.2.1 ");
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (entry), "error"));
  g_assert_null (strstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (entry)), "“"));
  g_signal_emit_by_name (entry, "apply");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "10.0.0.0/8, 192.0.2.1");
  WAIT_UNTIL (
      adit_bus_client_get_listeners (test->client)->len == 1 &&
      g_strv_length (
          ((AditListener *) adit_bus_client_get_listeners (test->client)->pdata[0])->senders) == 2);
  after = listener_of (test);
  g_assert_cmpstr (after->senders[1], ==, "192.0.2.1");
}

int
main (int argc, char *argv[])
{
  g_autoptr (AditAppApplication) application = window_test_init (&argc, &argv);

  window_test_add ("/app/sharing/choices", test_choices);
  window_test_add ("/app/sharing/cancel", test_cancel);
  window_test_add ("/app/sharing/share", test_share);
  window_test_add ("/app/sharing/public", test_public);
  window_test_add ("/app/sharing/first-user", test_first_user);
  window_test_add ("/app/sharing/refused", test_refused);
  window_test_add ("/app/sharing/window-goes", test_window_goes);
  window_test_add ("/app/sharing/enable", test_enable);
  window_test_add ("/app/sharing/enable-public", test_enable_public);
  window_test_add ("/app/sharing/enable-here", test_enable_here);
  window_test_add ("/app/sharing/senders", test_senders);
  return g_test_run ();
}
