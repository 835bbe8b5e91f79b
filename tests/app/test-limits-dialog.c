/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialog for somebody's limits, and for everybody's. */

#include "app/adit-app-limits-dialog.h"
#include "window-test.h"

#define COMMON                                                                                     \
  {                                                                                                \
    1500000, 5000000000, 7, ADIT_QUOTA_DAY, ADIT_QUOTA_END                                         \
  }

static gpointer
child (gpointer dialog, const char *name)
{
  return window_test_get_child (dialog, ADIT_APP_TYPE_LIMITS_DIALOG, name);
}

static void
type (gpointer dialog, const char *entry, const char *text)
{
  gtk_editable_set_text (child (dialog, entry), text);
}

static const char *
text_in (gpointer dialog, const char *entry)
{
  return gtk_editable_get_text (child (dialog, entry));
}

static gboolean
is_ready (gpointer dialog)
{
  return gtk_widget_get_sensitive (child (dialog, "done_button"));
}

static void
save (GtkWidget **dialog)
{
  GtkWidget *window = *dialog;

  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) dialog);
  window_test_click (child (window, "done_button"));
  WAIT_UNTIL (*dialog == NULL);
}

/* The row of alice, as the engine tells it, and the common limits above. */
static GtkWidget *
open_alice (WindowTest *test, gboolean has_own_limits)
{
  const AditUserLimits common = COMMON;
  const AditBusUser alice = {
    .name = (char *) "alice",
    .expires = (char *) "2027-12-31",
    .has_own_limits = has_own_limits,
    .limits = has_own_limits ? (AditUserLimits){ 2000, 0, 0, ADIT_QUOTA_MONTH, ADIT_QUOTA_REFUSE }
                             : common,
  };
  AditUserLimits known = { 0 };
  GtkWidget *dialog;

  fake_users_add (test->engine->users, "alice", NULL);
  fake_users_set_limits (test->engine->users, &common);
  window_test_show (test);
  while (known.tunnels_max == 0)
    {
      g_main_context_iteration (NULL, TRUE);
      adit_bus_client_get_common_limits (test->client, &known);
    }
  dialog = adit_app_limits_dialog_present (GTK_WIDGET (test->window), test->client, &alice);
  gtk_test_widget_wait_for_draw (dialog);
  return dialog;
}

/* Everybody's are shown as what holds, until there are own ones. */
static void
test_own (WindowTest *test)
{
  GtkWidget *dialog = open_alice (test, FALSE);
  const AditUser *alice;

  g_assert_false (gtk_switch_get_active (child (dialog, "own_switch")));
  g_assert_false (gtk_widget_get_sensitive (child (dialog, "limits_group")));
  g_assert_cmpstr (text_in (dialog, "rate_entry"), ==, "1.5 MB");
  g_assert_cmpstr (text_in (dialog, "tunnels_entry"), ==, "7");
  g_assert_cmpstr (text_in (dialog, "quota_entry"), ==, "5 GB");
  g_assert_cmpuint (adw_combo_row_get_selected (child (dialog, "period_row")), ==, ADIT_QUOTA_DAY);
  g_assert_cmpstr (text_in (dialog, "expires_entry"), ==, "2027-12-31");

  gtk_switch_set_active (child (dialog, "own_switch"), TRUE);
  g_assert_true (gtk_widget_get_sensitive (child (dialog, "limits_group")));
  type (dialog, "rate_entry", "2,5 MB/s");
  type (dialog, "tunnels_entry", "");
  type (dialog, "quota_entry", "10 GB");
  adw_combo_row_set_selected (child (dialog, "period_row"), ADIT_QUOTA_MONTH);
  adw_combo_row_set_selected (child (dialog, "end_row"), ADIT_QUOTA_REFUSE);
  type (dialog, "expires_entry", "");
  save (&dialog);

  alice = fake_users_find (test->engine->users, "alice");
  g_assert_true (alice->has_own_limits);
  g_assert_cmpuint (alice->limits.rate_bytes_s, ==, 2500000);
  g_assert_cmpuint (alice->limits.tunnels_max, ==, 0);
  g_assert_cmpuint (alice->limits.quota_bytes, ==, 10000000000);
  g_assert_cmpint (alice->limits.quota_period, ==, ADIT_QUOTA_MONTH);
  g_assert_cmpint (alice->limits.quota_end, ==, ADIT_QUOTA_REFUSE);
  g_assert_cmpuint (alice->expires_on, ==, 0);
}

/* What was typed is still there when somebody changes their mind twice. */
static void
test_back_to_common (WindowTest *test)
{
  GtkWidget *dialog = open_alice (test, TRUE);

  g_assert_cmpstr (text_in (dialog, "rate_entry"), ==, "2 kB");
  type (dialog, "rate_entry", "3 kB");
  gtk_switch_set_active (child (dialog, "own_switch"), FALSE);
  g_assert_cmpstr (text_in (dialog, "rate_entry"), ==, "1.5 MB");
  gtk_switch_set_active (child (dialog, "own_switch"), TRUE);
  g_assert_cmpstr (text_in (dialog, "rate_entry"), ==, "3 kB");
  gtk_switch_set_active (child (dialog, "own_switch"), FALSE);
  save (&dialog);
  g_assert_false (fake_users_find (test->engine->users, "alice")->has_own_limits);
  g_assert_cmpuint (fake_users_find (test->engine->users, "alice")->expires_on, ==, 20271231);
}

static void
test_wrong (WindowTest *test)
{
  static const struct
  {
    const char *entry;
    const char *text;
    const char *problem;
  } cases[] = {
    { "rate_entry", "5", "The unit is missing, as in 1.5 MB" },
    { "rate_entry", "fast", "Not an amount such as 1.5 MB" },
    { "rate_entry", "1.001 TB", "That is more than can be set" },
    { "quota_entry", "1000001 TB", "That is more than can be set" },
    { "tunnels_entry", "1000001", "That is more than can be set" },
    { "tunnels_entry", "two", "Not a number" },
    { "expires_entry", "2027-02-29", "Not a day such as 2027-12-31" },
  };
  GtkWidget *dialog = open_alice (test, TRUE);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *before = g_strdup (text_in (dialog, cases[i].entry));

      type (dialog, cases[i].entry, cases[i].text);
      g_assert_cmpstr (gtk_label_get_text (child (dialog, "problem_label")), ==, cases[i].problem);
      g_assert_true (gtk_widget_has_css_class (child (dialog, cases[i].entry), "error"));
      g_assert_false (is_ready (dialog));
      type (dialog, cases[i].entry, before);
      g_assert_true (is_ready (dialog));
      g_assert_false (gtk_widget_has_css_class (child (dialog, cases[i].entry), "error"));
    }
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_calendar (WindowTest *test)
{
  GtkWidget *dialog = open_alice (test, TRUE);
  g_autoptr (GDateTime) day = g_date_time_new_utc (2028, 2, 29, 12, 0, 0);

  gtk_calendar_select_day (child (dialog, "calendar"), day);
  g_assert_cmpstr (text_in (dialog, "expires_entry"), ==, "2028-02-29");
  window_test_check_names (dialog, 9);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_everyone (WindowTest *test)
{
  GtkWidget *dialog;
  const AditUserLimits *template;

  window_test_show (test);
  dialog = adit_app_limits_dialog_present (GTK_WIDGET (test->window), test->client, NULL);
  gtk_test_widget_wait_for_draw (dialog);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (dialog)), ==, "Limits for Everyone");
  g_assert_false (gtk_widget_get_visible (child (dialog, "own_group")));
  g_assert_false (gtk_widget_get_visible (child (dialog, "expires_group")));
  g_assert_cmpstr (text_in (dialog, "rate_entry"), ==, "");
  g_assert_false (gtk_widget_get_sensitive (child (dialog, "period_row")));
  window_test_check_names (dialog, 5);

  test->engine->users->failure = g_strdup ("The disk is full");
  type (dialog, "tunnels_entry", "20");
  type (dialog, "quota_entry", "1 GB");
  g_assert_true (gtk_widget_get_sensitive (child (dialog, "period_row")));
  window_test_click (child (dialog, "done_button"));
  WAIT_UNTIL (gtk_widget_get_visible (child (dialog, "problem_label")));
  g_assert_cmpstr (gtk_label_get_text (child (dialog, "problem_label")), ==, "The disk is full");
  g_assert_true (is_ready (dialog));

  g_clear_pointer (&test->engine->users->failure, g_free);
  save (&dialog);
  template = adit_users_get_template (test->engine->users->users);
  g_assert_cmpuint (template->tunnels_max, ==, 20);
  g_assert_cmpuint (template->quota_bytes, ==, 1000000000);
  g_assert_cmpuint (template->rate_bytes_s, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_autoptr (AditAppApplication) application = window_test_init (&argc, &argv);

  window_test_add ("/app/limits-dialog/own", test_own);
  window_test_add ("/app/limits-dialog/back-to-common", test_back_to_common);
  window_test_add ("/app/limits-dialog/wrong", test_wrong);
  window_test_add ("/app/limits-dialog/calendar", test_calendar);
  window_test_add ("/app/limits-dialog/everyone", test_everyone);
  return g_test_run ();
}
