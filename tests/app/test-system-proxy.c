/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The desktop's proxy setting in the window: its switch, and what is told where there is none. */

#include "app/adit-app-system-proxy-row.h"
#include "bus/adit-bus-names.h"
#include "window-test.h"

#include <string.h>

static gpointer
row_of (WindowTest *test)
{
  return window_test_get_overview_child (test, "system_proxy_row");
}

static GtkSwitch *
toggle_of (WindowTest *test)
{
  return window_test_get_child (row_of (test), ADIT_APP_TYPE_SYSTEM_PROXY_ROW, "toggle");
}

static gboolean
is_said (WindowTest *test, const char *text)
{
  return strstr (adw_action_row_get_subtitle (row_of (test)), text) != NULL;
}

static void
test_switch (WindowTest *test)
{
  AditBusEngine *engine = test->engine->engine;
  GtkSwitch *toggle = toggle_of (test);

  window_test_show (test);
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (toggle)));
  g_assert_false (gtk_switch_get_active (toggle));

  gtk_switch_set_active (toggle, TRUE);
  WAIT_UNTIL (gtk_switch_get_state (toggle));
  g_assert_true (gtk_switch_get_active (toggle) && adit_bus_engine_get_system_proxy (engine));

  /* Wanted, and not so: the colour says it. */
  fake_engine_set_system_proxy (test->engine, TRUE, ADIT_SYSTEM_PROXY_WAITING);
  WAIT_UNTIL (!gtk_switch_get_state (toggle) && is_said (test, "Waits until"));
  g_assert_true (gtk_switch_get_active (toggle));

  /* by hand, in the desktop's settings */
  fake_engine_set_system_proxy (test->engine, TRUE, ADIT_SYSTEM_PROXY_CHANGED);
  WAIT_UNTIL (is_said (test, "changed since"));
  g_assert_true (gtk_switch_get_active (toggle) && !gtk_switch_get_state (toggle));

  gtk_switch_set_active (toggle, FALSE);
  WAIT_UNTIL (!adit_bus_engine_get_system_proxy (engine) && !is_said (test, "changed since"));
  g_assert_false (gtk_switch_get_active (toggle) || gtk_switch_get_state (toggle));
}

static void
test_refused (WindowTest *test)
{
  GtkSwitch *toggle = toggle_of (test);

  window_test_show (test);
  test->engine->system_proxy_failure = "The disk is full";
  gtk_switch_set_active (toggle, TRUE);
  WAIT_UNTIL (window_test_has_text (test->window,
                                    "Could not change the desktop’s settings: The disk is full"));
  g_assert_false (gtk_switch_get_active (toggle) || gtk_switch_get_state (toggle));
}

static void
test_by_hand (WindowTest *test)
{
  window_test_show (test);

  fake_engine_set_system_proxy (test->engine, FALSE, ADIT_SYSTEM_PROXY_SANDBOXED);
  WAIT_UNTIL (is_said (test, "choose Manual"));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (toggle_of (test))));
  g_assert_false (adw_action_row_get_activatable_widget (row_of (test)) != NULL &&
                  gtk_list_box_row_get_activatable (row_of (test)));

  fake_engine_set_system_proxy (test->engine, FALSE, ADIT_SYSTEM_PROXY_MISSING);
  WAIT_UNTIL (is_said (test, "no such setting"));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (toggle_of (test))));

  fake_engine_set_system_proxy (test->engine, FALSE, ADIT_SYSTEM_PROXY_OFF);
  WAIT_UNTIL (gtk_widget_get_visible (GTK_WIDGET (toggle_of (test))));
}

int
main (int argc, char *argv[])
{
  g_autoptr (AditAppApplication) application = window_test_init (&argc, &argv);

  window_test_add ("/app/system-proxy/switch", test_switch);
  window_test_add ("/app/system-proxy/refused", test_refused);
  window_test_add ("/app/system-proxy/by-hand", test_by_hand);
  return g_test_run ();
}
