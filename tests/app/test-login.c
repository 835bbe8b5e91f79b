/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Starting at login, and what happens to the last window in a sandbox: the row with its switch, the
 * question to the desktop, and what the person is told when it refuses. */

#include "app/adit-app-login-row.h"
#include "bus/adit-bus-client-login.h"
#include "window-test.h"

/* The engine's login, in a sandbox as the window knows. */
static FakeLogin *
enter_sandbox (WindowTest *test)
{
  AditBusLoginFacts facts;

  fake_login_set_sandboxed (test->engine->login, TRUE);
  WAIT_UNTIL ((adit_bus_client_describe_login (test->client, &facts), facts.is_sandboxed));

  return test->engine->login;
}

static GtkSwitch *
toggle_of (WindowTest *test)
{
  return window_test_get_child (window_test_get_overview_child (test, "login_row"),
                                ADIT_APP_TYPE_LOGIN_ROW, "toggle");
}

static AdwMessageDialog *
find_dialog (void)
{
  return window_test_find_toplevel (ADW_TYPE_MESSAGE_DIALOG);
}

/* As a click on the dialog's button does. */
static void
respond (const char *response)
{
  AdwMessageDialog *dialog = g_object_ref (find_dialog ());

  adw_message_dialog_response (dialog, response);
  gtk_window_destroy (GTK_WINDOW (dialog));
  g_object_unref (dialog);
  g_assert_null (find_dialog ());
}

/* Another window for what comes. */
static void
reopen (WindowTest *test)
{
  test->window =
      ADIT_APP_WINDOW (adit_app_window_new (GTK_APPLICATION (test->application), test->client));
  window_test_show (test);
}

static void
close_and_reopen (WindowTest *test)
{
  AditAppWindow *window = test->window;

  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &test->window);
  gtk_window_close (GTK_WINDOW (window));
  WAIT_UNTIL (test->window == NULL);
  reopen (test);
}

static void
test_row (WindowTest *test)
{
  FakeLogin *login = test->engine->login;
  GtkSwitch *toggle = toggle_of (test);

  window_test_show (test);
  g_assert_false (gtk_switch_get_active (toggle));

  gtk_switch_set_active (toggle, TRUE);
  g_assert_false (gtk_switch_get_state (toggle)); /* the colour waits for the engine */
  WAIT_UNTIL (gtk_switch_get_state (toggle));
  g_assert_true (adit_bus_login_get_starts_at_login (login->login));

  /* by somebody else */
  fake_login_set_start (login, FALSE);
  WAIT_UNTIL (!gtk_switch_get_active (toggle) && !gtk_switch_get_state (toggle));
  window_test_check_names (test->window, 6);
}

static void
test_row_refused (WindowTest *test)
{
  FakeLogin *login = test->engine->login;
  GtkSwitch *toggle = toggle_of (test);

  login->is_allowed = FALSE;
  window_test_show (test);
  gtk_switch_set_active (toggle, TRUE);
  g_assert_true (gtk_switch_get_active (toggle));
  WAIT_UNTIL (!gtk_switch_get_active (toggle));
  g_assert_false (gtk_switch_get_state (toggle));
  g_assert_cmpuint (login->n_questions, ==, 1);
  g_assert_true (g_str_has_prefix (login->window, "x11:"));
}

static void
test_close_allowed (WindowTest *test)
{
  FakeLogin *login = enter_sandbox (test);

  window_test_show (test);
  close_and_reopen (test);
  g_assert_cmpuint (login->n_questions, ==, 1);
  g_assert_true (g_str_has_prefix (login->window, "x11:"));
  g_assert_null (find_dialog ());
}

/* Nobody is asked about a proxy that is off, nor outside of a sandbox. */
static void
test_close_unasked (WindowTest *test)
{
  FakeLogin *login = test->engine->login;

  window_test_show (test);
  close_and_reopen (test);
  g_assert_cmpuint (login->n_questions, ==, 0);

  enter_sandbox (test);
  fake_engine_set_running (test->engine, FALSE);
  WAIT_UNTIL (!adit_bus_client_get_running (test->client));
  close_and_reopen (test);
  g_assert_cmpuint (login->n_questions, ==, 0);
}

static void
test_close_refused (WindowTest *test)
{
  FakeLogin *login = enter_sandbox (test);

  login->is_allowed = FALSE;
  window_test_show (test);
  gtk_window_close (GTK_WINDOW (test->window));
  WAIT_UNTIL (find_dialog () != NULL);
  g_assert_nonnull (strstr (adw_message_dialog_get_body (find_dialog ()), "does not allow"));
  respond ("stay");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (test->window)));

  gtk_window_close (GTK_WINDOW (test->window));
  WAIT_UNTIL (find_dialog () != NULL);
  g_assert_cmpuint (login->n_questions, ==, 2);

  g_object_add_weak_pointer (G_OBJECT (test->window), (gpointer *) &test->window);
  respond ("close");
  WAIT_UNTIL (test->window == NULL);
  login->is_allowed = TRUE;
  reopen (test);
}

/* A desktop that says nothing keeps nobody. */
static void
test_close_twice (WindowTest *test)
{
  FakeLogin *login = enter_sandbox (test);

  login->is_slow = TRUE;
  window_test_show (test);
  gtk_window_close (GTK_WINDOW (test->window));
  WAIT_UNTIL (login->n_questions == 1);
  login->is_slow = FALSE;
  close_and_reopen (test);
}

int
main (int argc, char *argv[])
{
  g_autoptr (AditAppApplication) application = window_test_init (&argc, &argv);

  window_test_add ("/app/login/row", test_row);
  window_test_add ("/app/login/row/refused", test_row_refused);
  window_test_add ("/app/login/close/allowed", test_close_allowed);
  window_test_add ("/app/login/close/unasked", test_close_unasked);
  window_test_add ("/app/login/close/refused", test_close_refused);
  window_test_add ("/app/login/close/twice", test_close_twice);

  return g_test_run ();
}
