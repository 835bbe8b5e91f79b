/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The window that a dialog stands before goes while the engine is being asked: the dialog goes
 * along at once, and what is answered later does no harm. */

#include "app/adit-app-certificate-dialog.h"
#include "app/adit-app-limits-dialog.h"
#include "app/adit-app-preferences.h"
#include "app/adit-app-rule-dialog.h"
#include "app/adit-app-upstream-dialog.h"
#include "app/adit-app-upstreams-dialog.h"
#include "app/adit-app-user-dialog.h"
#include "window-test.h"

#define RULES "upstream office http proxy.example.net:3128\n"

static GtkWindow *
new_parent (WindowTest *test)
{
  GtkWidget *parent = gtk_window_new ();

  window_test_show (test);
  gtk_window_present (GTK_WINDOW (parent));
  gtk_test_widget_wait_for_draw (parent);
  return GTK_WINDOW (parent);
}

static void
present (GtkWidget *dialog, GtkWindow *parent)
{
  gtk_window_set_transient_for (GTK_WINDOW (dialog), parent);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_test_widget_wait_for_draw (dialog);
}

static gpointer
child (GtkWidget *dialog, const char *name)
{
  return window_test_get_child (dialog, G_OBJECT_TYPE (dialog), name);
}

static void
type (GtkWidget *dialog, const char *entry, const char *text)
{
  gtk_editable_set_text (child (dialog, entry), text);
}

/* Nothing was answered yet: nothing was waited for since it was asked. */
static void
end (WindowTest *test, GtkWidget *dialog, GtkWindow *parent)
{
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  gtk_window_destroy (parent);
  g_assert_null (dialog);

  window_test_settle (test);
}

static void
test_certificate (WindowTest *test)
{
  GtkWindow *parent = new_parent (test);
  GtkWidget *dialog = adit_app_certificate_dialog_new (test->client);

  present (dialog, parent);
  type (dialog, "certificate_entry", "/c.pem");
  type (dialog, "key_entry", "/k.pem");
  window_test_click (child (dialog, "use_button"));
  end (test, dialog, parent);
}

/* It asks as soon as it is there, and again in the end. */
static void
test_user (WindowTest *test)
{
  GtkWindow *parent = new_parent (test);

  end (test, adit_app_user_dialog_present_new (GTK_WIDGET (parent), test->client), parent);

  for (guint i = 0; i < 2; i++)
    {
      GtkWidget *dialog;

      parent = new_parent (test);
      dialog = i == 0 ? adit_app_user_dialog_present_new (GTK_WIDGET (parent), test->client)
                      : adit_app_user_dialog_present_password (GTK_WIDGET (parent), test->client,
                                                               "alice");
      gtk_test_widget_wait_for_draw (dialog);
      type (dialog, "name_entry", "alice");
      type (dialog, "password_entry", "secret");
      type (dialog, "again_entry", "secret");
      window_test_click (child (dialog, "done_button"));
      end (test, dialog, parent);
    }
}

static void
test_limits (WindowTest *test)
{
  GtkWindow *parent = new_parent (test);
  GtkWidget *dialog = adit_app_limits_dialog_present (GTK_WIDGET (parent), test->client, NULL);

  gtk_test_widget_wait_for_draw (dialog);
  window_test_click (child (dialog, "done_button"));
  end (test, dialog, parent);
}

static void
test_rule (WindowTest *test)
{
  GtkWindow *parent = new_parent (test);
  g_autoptr (AditRules) rules = adit_rules_parse (RULES, NULL);
  GtkWidget *dialog = adit_app_rule_dialog_new (test->client, rules, 0, GTK_WIDGET (test->window));

  present (dialog, parent);
  window_test_click (child (dialog, "save_button"));
  end (test, dialog, parent);
}

static void
test_upstream (WindowTest *test)
{
  GtkWindow *parent = new_parent (test);
  GtkWidget *dialog = adit_app_upstream_dialog_new (test->client, NULL);

  present (dialog, parent);
  type (dialog, "name_entry", "office");
  type (dialog, "address_entry", "proxy.example.net:3128");
  window_test_click (child (dialog, "save_button"));
  end (test, dialog, parent);
}

/* What was begun is carried out all the same. */
static void
test_upstreams (WindowTest *test)
{
  GtkWindow *parent = new_parent (test);
  GtkWidget *dialog;

  fake_rules_set_text (test->engine->rules, RULES);
  app_test_sync (test->engine_connection);
  app_test_sync (test->client_connection);
  dialog = adit_app_upstreams_dialog_new (test->client);
  present (dialog, parent);
  window_test_click (window_test_find (child (dialog, "list"), GTK_TYPE_BUTTON));
  end (test, dialog, parent);
  WAIT_UNTIL (g_str_equal (fake_rules_get_text (test->engine->rules), ""));
}

static void
test_preferences (WindowTest *test)
{
  GtkWindow *parent = new_parent (test);
  GtkWidget *dialog = adit_app_preferences_new (test->client);

  present (dialog, parent);
  adw_combo_row_set_selected (child (dialog, "sign_in_row"), ADIT_SIGN_IN_ALWAYS);
  end (test, dialog, parent);
}

int
main (int argc, char *argv[])
{
  g_autoptr (AditAppApplication) application = window_test_init (&argc, &argv);

  window_test_add ("/app/dialog-end/certificate", test_certificate);
  window_test_add ("/app/dialog-end/user", test_user);
  window_test_add ("/app/dialog-end/limits", test_limits);
  window_test_add ("/app/dialog-end/rule", test_rule);
  window_test_add ("/app/dialog-end/upstream", test_upstream);
  window_test_add ("/app/dialog-end/upstreams", test_upstreams);
  window_test_add ("/app/dialog-end/preferences", test_preferences);
  return g_test_run ();
}
