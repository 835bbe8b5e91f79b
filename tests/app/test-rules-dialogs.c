/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Making and editing rules and upstream proxies in dialogs: what is typed is checked as it is
 * typed, and what is saved is the line that was shown. */

#include "app/adit-app-rule-dialog.h"
#include "app/adit-app-rules-page.h"
#include "app/adit-app-upstream-dialog.h"
#include "app/adit-app-upstreams-dialog.h"
#include "window-test.h"

static gpointer
page_child (WindowTest *test, const char *name)
{
  gpointer page = window_test_get_child (test->window, ADIT_APP_TYPE_WINDOW, "rules");

  return window_test_get_child (page, ADIT_APP_TYPE_RULES_PAGE, name);
}

static void
show (WindowTest *test, const char *text)
{
  fake_rules_set_text (test->engine->rules, text);
  adit_app_window_show_view (test->window, "rules");
  window_test_show (test);
  WAIT_UNTIL (g_str_equal (adit_bus_client_get_rules_text (test->client), text));
}

static gboolean
is_text (WindowTest *test, const char *text)
{
  return g_str_equal (fake_rules_get_text (test->engine->rules), text);
}

static gpointer
rule_child (const char *name)
{
  return window_test_get_child (window_test_find_toplevel (ADIT_APP_TYPE_RULE_DIALOG),
                                ADIT_APP_TYPE_RULE_DIALOG, name);
}

static gpointer
upstream_child (const char *name)
{
  return window_test_get_child (window_test_find_toplevel (ADIT_APP_TYPE_UPSTREAM_DIALOG),
                                ADIT_APP_TYPE_UPSTREAM_DIALOG, name);
}

static gpointer
upstreams_child (const char *name)
{
  return window_test_get_child (window_test_find_toplevel (ADIT_APP_TYPE_UPSTREAMS_DIALOG),
                                ADIT_APP_TYPE_UPSTREAMS_DIALOG, name);
}

static void
type (gpointer entry, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
}

static const char *
shown_line (void)
{
  return gtk_label_get_text (rule_child ("line_label"));
}

static gboolean
can_save (gpointer button)
{
  return gtk_widget_get_sensitive (button);
}

static gboolean
is_wrong (gpointer entry)
{
  return gtk_widget_has_css_class (entry, "error");
}

/* ---- Rules ---- */

static void
open_new (WindowTest *test)
{
  window_test_click (window_test_find_button (test->window, "Add _Rule…"));
  WAIT_UNTIL (window_test_find_toplevel (ADIT_APP_TYPE_RULE_DIALOG) != NULL);
  gtk_test_widget_wait_for_draw (window_test_find_toplevel (ADIT_APP_TYPE_RULE_DIALOG));
}

static void
open_edit (WindowTest *test, guint number)
{
  g_signal_emit_by_name (page_child (test, "list"), "edit-requested", number);
  WAIT_UNTIL (window_test_find_toplevel (ADIT_APP_TYPE_RULE_DIALOG) != NULL);
}

static void
save_rule (void)
{
  g_assert_true (can_save (rule_child ("save_button")));
  window_test_click (rule_child ("save_button"));
  WAIT_UNTIL (window_test_find_toplevel (ADIT_APP_TYPE_RULE_DIALOG) == NULL);
}

static void
test_add (WindowTest *test)
{
  show (test, "allow port 1\ndefault deny\n");
  open_new (test);
  window_test_check_names (window_test_find_toplevel (ADIT_APP_TYPE_RULE_DIALOG), 10);

  type (rule_child ("host_entry"), "*.example.org, Example.ORG");
  type (rule_child ("port_entry"), "443 8000-8080");
  type (rule_child ("user_entry"), "alice");
  type (rule_child ("from_entry"), "192.0.2.0/24");
  type (rule_child ("comment_entry"), "as agreed");
  g_assert_cmpstr (shown_line (), ==,
                   "deny host *.example.org,Example.ORG port 443,8000-8080 user alice from "
                   "192.0.2.0/24  # as agreed");
  save_rule ();
  g_assert_true (is_text (test, "allow port 1\ndeny host *.example.org,Example.ORG port "
                                "443,8000-8080 user alice from 192.0.2.0/24  # as agreed\n"
                                "default deny\n"));
}

typedef struct
{
  const char *entry;
  const char *text;
  const char *problem; /* a part of it */
} Wrong;

static void
test_checks (WindowTest *test)
{
  static const Wrong wrongs[] = {
    { "host_entry", "192.0.2.1", "is an address" },
    { "host_entry", "a b!c", "is not a host name" },
    { "address_entry", "192.0.2.0/33", "192.0.2.0/33" },
    { "port_entry", "0", "is not a port" },
    { "port_entry", "9-1", "is not a port" },
    { "user_entry", "a:b", "cannot be a user" },
    { "from_entry", "example.org", "example.org" },
  };

  show (test, "allow port 1\n");
  open_new (test);
  for (guint i = 0; i < G_N_ELEMENTS (wrongs); i++)
    {
      gpointer entry = rule_child (wrongs[i].entry);

      type (entry, wrongs[i].text);
      g_assert_true (is_wrong (entry));
      g_assert_false (can_save (rule_child ("save_button")));
      g_assert_nonnull (
          strstr (gtk_label_get_text (rule_child ("problem_label")), wrongs[i].problem));
      type (entry, "");
      g_assert_false (is_wrong (entry));
      g_assert_true (can_save (rule_child ("save_button")));
      g_assert_false (gtk_widget_get_visible (rule_child ("problem_label")));
    }

  /* There is nothing to go through. */
  adw_combo_row_set_selected (rule_child ("action_row"), ADIT_RULE_VIA);
  g_assert_false (can_save (rule_child ("save_button")));
  gtk_window_close (window_test_find_toplevel (ADIT_APP_TYPE_RULE_DIALOG));
  WAIT_UNTIL (window_test_find_toplevel (ADIT_APP_TYPE_RULE_DIALOG) == NULL);
  g_assert_cmpuint (test->engine->rules->n_changes, ==, 0);
}

static void
test_edit (WindowTest *test)
{
  show (test, "upstream a http a:1\nupstream b socks5 b:1\n# above\n"
              "via b host x.example port 1,2 # why\n");
  open_edit (test, 1);
  g_assert_cmpuint (adw_combo_row_get_selected (rule_child ("action_row")), ==, ADIT_RULE_VIA);
  g_assert_cmpuint (adw_combo_row_get_selected (rule_child ("upstream_row")), ==, 1);
  g_assert_cmpstr (gtk_editable_get_text (rule_child ("port_entry")), ==, "1, 2");
  g_assert_cmpstr (gtk_editable_get_text (rule_child ("comment_entry")), ==, "why");
  g_assert_cmpstr (shown_line (), ==, "via b host x.example port 1,2  # why");

  adw_combo_row_set_selected (rule_child ("upstream_row"), 0);
  type (rule_child ("comment_entry"), "");
  save_rule ();
  g_assert_true (is_text (test, "upstream a http a:1\nupstream b socks5 b:1\n# above\n"
                                "via a host x.example port 1,2\n"));
}

/* The dialog stays, with what the engine said. */
static void
test_refused (WindowTest *test)
{
  show (test, "allow port 1\n");
  test->engine->rules->failure = g_strdup ("The rules were not saved: no space");
  open_new (test);
  window_test_click (rule_child ("save_button"));
  WAIT_UNTIL (gtk_widget_get_visible (rule_child ("problem_label")));
  g_assert_nonnull (strstr (gtk_label_get_text (rule_child ("problem_label")), "no space"));
  g_assert_true (can_save (rule_child ("save_button")));

  gtk_window_close (window_test_find_toplevel (ADIT_APP_TYPE_RULE_DIALOG));
  WAIT_UNTIL (window_test_find_toplevel (ADIT_APP_TYPE_RULE_DIALOG) == NULL);
}

/* ---- Upstream proxies ---- */

static void
open_upstreams (WindowTest *test)
{
  window_test_click (window_test_find_button (test->window, "Up_stream Proxies…"));
  WAIT_UNTIL (window_test_find_toplevel (ADIT_APP_TYPE_UPSTREAMS_DIALOG) != NULL);
  gtk_test_widget_wait_for_draw (window_test_find_toplevel (ADIT_APP_TYPE_UPSTREAMS_DIALOG));
}

static void
close_upstreams (void)
{
  gtk_window_close (window_test_find_toplevel (ADIT_APP_TYPE_UPSTREAMS_DIALOG));
  WAIT_UNTIL (window_test_find_toplevel (ADIT_APP_TYPE_UPSTREAMS_DIALOG) == NULL);
}

static void
test_add_upstream (WindowTest *test)
{
  gpointer save;

  show (test, "# mine\n");
  open_upstreams (test);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (upstreams_child ("stack")), ==, "empty");
  window_test_click (
      window_test_find_button (window_test_find_toplevel (ADIT_APP_TYPE_UPSTREAMS_DIALOG),
                               "list-add-symbolic"));
  WAIT_UNTIL (window_test_find_toplevel (ADIT_APP_TYPE_UPSTREAM_DIALOG) != NULL);
  gtk_test_widget_wait_for_draw (window_test_find_toplevel (ADIT_APP_TYPE_UPSTREAM_DIALOG));
  window_test_check_names (window_test_find_toplevel (ADIT_APP_TYPE_UPSTREAM_DIALOG), 6);
  save = upstream_child ("save_button");

  g_assert_false (can_save (save));
  type (upstream_child ("name_entry"), "off/ice");
  g_assert_true (is_wrong (upstream_child ("name_entry")));
  type (upstream_child ("name_entry"), "office");
  type (upstream_child ("address_entry"), "proxy.example.net");
  g_assert_true (is_wrong (upstream_child ("address_entry")));
  g_assert_false (can_save (save));
  type (upstream_child ("address_entry"), "proxy.example.net:3129");
  g_assert_true (can_save (save));
  adw_combo_row_set_selected (upstream_child ("kind_row"), ADIT_UPSTREAM_SOCKS5);
  g_assert_false (gtk_widget_get_sensitive (upstream_child ("password_entry")));
  type (upstream_child ("user_entry"), "alice");
  g_assert_true (gtk_widget_get_sensitive (upstream_child ("password_entry")));
  type (upstream_child ("password_entry"), "pa:ss wörd");

  window_test_click (save);
  WAIT_UNTIL (window_test_find_toplevel (ADIT_APP_TYPE_UPSTREAM_DIALOG) == NULL);
  g_assert_true (is_text (test, "# mine\nupstream office socks5 proxy.example.net:3129 user "
                                "alice\n"));
  g_assert_cmpstr (g_hash_table_lookup (test->engine->rules->passwords, "office"), ==,
                   "pa:ss wörd");
  WAIT_UNTIL (g_str_equal (gtk_stack_get_visible_child_name (upstreams_child ("stack")), "list"));
  window_test_check_names (window_test_find_toplevel (ADIT_APP_TYPE_UPSTREAMS_DIALOG), 3);
  close_upstreams ();
}

/* Where the password cannot be kept, the definition is there, and the dialog says why. */
static void
test_password_refused (WindowTest *test)
{
  show (test, "upstream office http a:1 user alice\n");
  open_upstreams (test);
  g_signal_emit_by_name (upstreams_child ("list"), "row-activated",
                         gtk_list_box_get_row_at_index (upstreams_child ("list"), 0));
  WAIT_UNTIL (window_test_find_toplevel (ADIT_APP_TYPE_UPSTREAM_DIALOG) != NULL);
  g_assert_false (gtk_widget_get_sensitive (upstream_child ("name_entry")));
  test->engine->rules->failure = g_strdup ("There is no keyring here");
  type (upstream_child ("password_entry"), "x");
  window_test_click (upstream_child ("save_button"));
  WAIT_UNTIL (gtk_widget_get_visible (upstream_child ("problem_label")));
  g_assert_cmpuint (g_hash_table_size (test->engine->rules->passwords), ==, 0);
  gtk_window_close (window_test_find_toplevel (ADIT_APP_TYPE_UPSTREAM_DIALOG));
  WAIT_UNTIL (window_test_find_toplevel (ADIT_APP_TYPE_UPSTREAM_DIALOG) == NULL);
  close_upstreams ();
}

static GtkWidget *
remove_button (int index)
{
  return window_test_find_button (gtk_list_box_get_row_at_index (upstreams_child ("list"), index),
                                  "user-trash-symbolic");
}

/* One that is needed cannot go; another can, and comes back with its password, unless nobody takes
 * it back. */
static void
test_remove_upstream (WindowTest *test)
{
  static const char text[] =
      "upstream a http a:1 user u\nvia b\nupstream b http b:1\nallow port 1\n";
  GtkWindow *dialog;

  g_hash_table_insert (test->engine->rules->passwords, g_strdup ("a"), g_strdup ("secret"));
  show (test, text);
  open_upstreams (test);
  dialog = window_test_find_toplevel (ADIT_APP_TYPE_UPSTREAMS_DIALOG);
  g_assert_true (gtk_widget_get_sensitive (remove_button (0)));
  g_assert_false (gtk_widget_get_sensitive (remove_button (1)));

  window_test_click (remove_button (0));
  WAIT_UNTIL (is_text (test, "via b\nupstream b http b:1\nallow port 1\n"));
  WAIT_UNTIL (window_test_find_button (dialog, "Undo") != NULL);
  window_test_click (window_test_find_button (dialog, "Undo"));
  WAIT_UNTIL (is_text (test, text));
  WAIT_UNTIL (window_test_find_button (dialog, "Undo") == NULL);
  g_assert_true (g_hash_table_contains (test->engine->rules->passwords, "a"));

  WAIT_UNTIL (gtk_list_box_get_row_at_index (upstreams_child ("list"), 1) != NULL);
  window_test_click (remove_button (0));
  WAIT_UNTIL (window_test_find_button (dialog, "Undo") != NULL);
  close_upstreams ();
  WAIT_UNTIL (!g_hash_table_contains (test->engine->rules->passwords, "a"));
}

int
main (int argc, char *argv[])
{
  g_autoptr (AditAppApplication) application = window_test_init (&argc, &argv);

  window_test_add ("/app/rule-dialog/add", test_add);
  window_test_add ("/app/rule-dialog/checks", test_checks);
  window_test_add ("/app/rule-dialog/edit", test_edit);
  window_test_add ("/app/rule-dialog/refused", test_refused);
  window_test_add ("/app/upstream-dialog/add", test_add_upstream);
  window_test_add ("/app/upstream-dialog/password-refused", test_password_refused);
  window_test_add ("/app/upstreams-dialog/remove", test_remove_upstream);
  return g_test_run ();
}
