/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The page of rules: what it shows, moving by drag and by keys, taking back, and asking why. */

#include "app/adit-app-rule-row.h"
#include "app/adit-app-rules-list.h"
#include "app/adit-app-rules-page.h"
#include "app/adit-app-rules-why.h"
#include "window-test.h"

#define FOUR                                                                                       \
  "# of the house\n\n# mail is not for guests\ndeny port 25 from 192.0.2.0/24\n"                   \
  "allow host *.example.org # ours\ndeny host a.example.com,b.example.com\n"                       \
  "upstream up http 192.0.2.9:3128\nvia up user alice\ndefault deny\n"

static gpointer
page_child (WindowTest *test, const char *name)
{
  gpointer page = window_test_get_child (test->window, ADIT_APP_TYPE_WINDOW, "rules");

  return window_test_get_child (page, ADIT_APP_TYPE_RULES_PAGE, name);
}

static gpointer
why_child (WindowTest *test, const char *name)
{
  return window_test_get_child (page_child (test, "why"), ADIT_APP_TYPE_RULES_WHY, name);
}

static GtkSelectionModel *
shown (WindowTest *test)
{
  return gtk_list_view_get_model (adit_app_rules_list_get_view (page_child (test, "list")));
}

static guint
count_shown (WindowTest *test)
{
  return g_list_model_get_n_items (G_LIST_MODEL (shown (test)));
}

/* @number counts from 1. */
static AditAppRuleItem *
item (WindowTest *test, guint number)
{
  g_autoptr (AditAppRuleItem) found =
      g_list_model_get_item (G_LIST_MODEL (shown (test)), number - 1);

  g_assert_nonnull (found);
  return found; /* the model has it */
}

static gboolean
is_line (WindowTest *test, guint number, const char *line)
{
  return count_shown (test) >= number &&
         g_str_equal (adit_app_rule_item_get_line (item (test, number)), line);
}

static gboolean
is_text (WindowTest *test, const char *text)
{
  return g_str_equal (fake_rules_get_text (test->engine->rules), text);
}

static const char *
get_state (WindowTest *test)
{
  return gtk_stack_get_visible_child_name (page_child (test, "stack"));
}

static void
show (WindowTest *test, const char *text)
{
  if (text != NULL)
    fake_rules_set_text (test->engine->rules, text);
  adit_app_window_show_view (test->window, "rules");
  window_test_show (test);
  if (text != NULL)
    WAIT_UNTIL (g_str_equal (adit_bus_client_get_rules_text (test->client), text));
}

static AditAppRuleRow *
find_row (gpointer widget, guint number)
{
  AditAppRuleRow *found = NULL;

  if (ADIT_APP_IS_RULE_ROW (widget))
    return adit_app_rule_row_get_number (widget) == number ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_row (child, number);

  return found;
}

static AditAppRuleRow *
row (WindowTest *test, guint number)
{
  AditAppRuleRow *found = find_row (page_child (test, "list"), number);

  g_assert_nonnull (found);
  return found;
}

/* What the key does in @widget, as its class binds it. */
static void
press (gpointer widget, const char *key)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  g_autoptr (GtkShortcutTrigger) wanted = gtk_shortcut_trigger_parse_string (key);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      for (guint j = 0; GTK_IS_SHORTCUT_CONTROLLER (controller) &&
                        j < g_list_model_get_n_items (G_LIST_MODEL (controller));
           j++)
        {
          g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), j);

          if (gtk_shortcut_trigger_equal (gtk_shortcut_get_trigger (shortcut), wanted))
            {
              g_assert_true (gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0,
                                                           widget,
                                                           gtk_shortcut_get_arguments (shortcut)));
              return;
            }
        }
    }

  g_assert_not_reached ();
}

/* Takes row @from, and lets it fall onto the upper or the lower half of row @onto. */
static void
drag (WindowTest *test, guint from, guint onto, gboolean is_lower)
{
  g_autoptr (GListModel) controllers =
      gtk_widget_observe_controllers (GTK_WIDGET (row (test, onto)));
  double y = gtk_widget_get_height (GTK_WIDGET (row (test, onto))) * (is_lower ? 0.9 : 0.1);
  g_auto (GValue) value = G_VALUE_INIT;
  gboolean is_taken = FALSE;

  g_value_init (&value, ADIT_APP_TYPE_RULE_ITEM);
  g_value_set_object (&value, item (test, from));
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller))
        g_signal_emit_by_name (controller, "drop", &value, 5.0, y, &is_taken);
    }
  g_assert_true (is_taken);
}

static void
undo (WindowTest *test)
{
  WAIT_UNTIL (window_test_find_button (test->window, "Undo") != NULL);
  window_test_click (window_test_find_button (test->window, "Undo"));
  WAIT_UNTIL (window_test_find_button (test->window, "Undo") == NULL);
}

/* ---- What is shown ---- */

static void
test_rows (WindowTest *test)
{
  GtkDropDown *standard = page_child (test, "default_drop_down");

  show (test, FOUR);
  WAIT_UNTIL (count_shown (test) == 4);
  g_assert_cmpstr (get_state (test), ==, "list");
  g_assert_cmpstr (adit_app_rule_item_get_heading (item (test, 1)), ==, "Deny");
  g_assert_cmpstr (adit_app_rule_item_get_conditions (item (test, 1)), ==,
                   "port 25 · clients in 192.0.2.0/24");
  g_assert_cmpstr (adit_app_rule_item_get_comment (item (test, 1)), ==, "mail is not for guests");
  g_assert_cmpstr (adit_app_rule_item_get_comment (item (test, 2)), ==, "ours");
  g_assert_cmpstr (adit_app_rule_item_get_conditions (item (test, 3)), ==,
                   "hosts a.example.com, b.example.com");
  g_assert_cmpstr (adit_app_rule_item_get_heading (item (test, 4)), ==, "Through up");
  g_assert_cmpuint (gtk_drop_down_get_selected (standard), ==, 1);

  gtk_test_widget_wait_for_draw (GTK_WIDGET (test->window));
  window_test_check_names (test->window, 10);
}

static void
test_empty (WindowTest *test)
{
  show (test, NULL);
  g_assert_cmpstr (get_state (test), ==, "empty");
  window_test_check_names (test->window, 6);

  fake_rules_set_text (test->engine->rules, "deny port 1\n");
  WAIT_UNTIL (g_str_equal (get_state (test), "list"));
  fake_rules_set_text (test->engine->rules, "default deny\n");
  WAIT_UNTIL (g_str_equal (get_state (test), "empty"));
}

static void
test_narrow (WindowTest *test)
{
  gtk_window_set_default_size (GTK_WINDOW (test->window), 360, 294);
  show (test, FOUR);
  WAIT_UNTIL (count_shown (test) == 4);
  gtk_toggle_button_set_active (page_child (test, "why_button"), TRUE);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (test->window));
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (test->window)), <=, 360);
  window_test_check_names (test->window, 8);
}

static void
test_error (WindowTest *test)
{
  GtkInfoBar *bar = page_child (test, "error_bar");

  show (test, FOUR);
  g_assert_false (gtk_info_bar_get_revealed (bar));
  fake_rules_set_error (test->engine->rules, "/x/rules.conf: line 7: there is no rule");
  WAIT_UNTIL (gtk_info_bar_get_revealed (bar));
  g_assert_cmpstr (gtk_label_get_text (page_child (test, "error_label")), ==,
                   "/x/rules.conf: line 7: there is no rule");
  g_assert_cmpuint (count_shown (test), ==, 4);

  fake_rules_set_error (test->engine->rules, "");
  WAIT_UNTIL (!gtk_info_bar_get_revealed (bar));
}

/* Only what is on the screen has widgets, and one change is not many. */
static void
test_thousand (WindowTest *test)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gint64 started_us;

  for (guint i = 1; i <= 1000; i++)
    g_string_append_printf (text, "deny host h%u.example.org # %u\n", i, i);
  show (test, text->str);
  WAIT_UNTIL (count_shown (test) == 1000);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (test->window));
  g_assert_null (find_row (page_child (test, "list"), 900));

  started_us = g_get_monotonic_time ();
  gtk_single_selection_set_selected (GTK_SINGLE_SELECTION (shown (test)), 0);
  press (page_child (test, "list"), "<Alt>End");
  WAIT_UNTIL (is_line (test, 1000, "deny host h1.example.org"));
  g_test_message ("moved through 1,000 rules in %.1f ms",
                  (double) (g_get_monotonic_time () - started_us) / 1000);
  WAIT_UNTIL (find_row (page_child (test, "list"), 1000) != NULL);
  g_assert_cmpuint (gtk_single_selection_get_selected (GTK_SINGLE_SELECTION (shown (test))), ==,
                    999);
}

/* ---- Moving ---- */

static void
test_keys (WindowTest *test)
{
  AditAppRulesList *list = page_child (test, "list");
  GtkSingleSelection *selection = GTK_SINGLE_SELECTION (shown (test));

  show (test, "deny port 1\ndeny port 2\ndeny port 3\n");
  WAIT_UNTIL (count_shown (test) == 3);
  gtk_single_selection_set_selected (selection, 0);

  press (list, "<Alt>Down");
  WAIT_UNTIL (is_line (test, 2, "deny port 1"));
  g_assert_cmpuint (gtk_single_selection_get_selected (selection), ==, 1);
  press (list, "<Alt>Down");
  WAIT_UNTIL (is_line (test, 3, "deny port 1"));
  g_assert_true (is_text (test, "deny port 2\ndeny port 3\ndeny port 1\n"));

  /* Beyond the end there is nothing to do. */
  press (list, "<Alt>Down");
  press (list, "<Alt>Home");
  WAIT_UNTIL (is_line (test, 1, "deny port 1"));
  g_assert_cmpuint (test->engine->rules->n_changes, ==, 3);
  press (list, "<Alt>End");
  WAIT_UNTIL (is_line (test, 3, "deny port 1"));
  press (list, "<Alt>Up");
  WAIT_UNTIL (is_line (test, 2, "deny port 1"));
}

/* Keys that come before the last change is seen are about a list that is not there any more. */
static void
test_quick_keys (WindowTest *test)
{
  AditAppRulesList *list = page_child (test, "list");

  show (test, "deny port 1\ndeny port 2\ndeny port 3\n");
  WAIT_UNTIL (count_shown (test) == 3);
  gtk_single_selection_set_selected (GTK_SINGLE_SELECTION (shown (test)), 0);
  for (guint i = 0; i < 3; i++)
    press (list, "<Alt>Down");
  WAIT_UNTIL (is_line (test, 2, "deny port 1"));
  window_test_settle (test);
  g_assert_cmpuint (test->engine->rules->n_changes, ==, 1);
}

/* The row that moves keeps the focus, so that it can be moved on. */
static void
test_focus (WindowTest *test)
{
  AditAppRulesList *list = page_child (test, "list");
  GtkWidget *focus;

  show (test, "deny port 1\ndeny port 2\ndeny port 3\n");
  WAIT_UNTIL (count_shown (test) == 3);
  gtk_widget_grab_focus (GTK_WIDGET (adit_app_rules_list_get_view (list)));
  gtk_single_selection_set_selected (GTK_SINGLE_SELECTION (shown (test)), 0);

  press (list, "<Alt>End");
  WAIT_UNTIL (is_line (test, 3, "deny port 1"));
  focus = gtk_root_get_focus (GTK_ROOT (test->window));
  g_assert_true (gtk_widget_is_ancestor (GTK_WIDGET (row (test, 3)), focus));
}

typedef struct
{
  guint from, onto;
  gboolean is_lower;
  const char *text;
} Drag;

static void
test_drag (WindowTest *test)
{
  static const char three[] = "deny port 1\ndeny port 2\ndeny port 3\n";
  static const Drag drags[] = {
    { 1, 3, TRUE, "deny port 2\ndeny port 3\ndeny port 1\n" },
    { 1, 3, FALSE, "deny port 2\ndeny port 1\ndeny port 3\n" },
    { 3, 1, FALSE, "deny port 3\ndeny port 1\ndeny port 2\n" },
    { 3, 1, TRUE, "deny port 1\ndeny port 3\ndeny port 2\n" },
  };

  show (test, three);
  for (guint i = 0; i < G_N_ELEMENTS (drags); i++)
    {
      fake_rules_set_text (test->engine->rules, three);
      app_test_sync (test->engine_connection); /* the change before has been told as well then */
      app_test_sync (test->client_connection);
      WAIT_UNTIL (is_line (test, 1, "deny port 1") && is_line (test, 2, "deny port 2"));
      gtk_test_widget_wait_for_draw (GTK_WIDGET (test->window));
      drag (test, drags[i].from, drags[i].onto, drags[i].is_lower);
      WAIT_UNTIL (is_text (test, drags[i].text));
    }

  /* Onto itself, or where it is already: nothing. */
  g_assert_cmpuint (test->engine->rules->n_changes, ==, 4);
  WAIT_UNTIL (is_line (test, 2, "deny port 3"));
  drag (test, 2, 2, TRUE);
  drag (test, 2, 1, TRUE);
  window_test_settle (test);
  g_assert_cmpuint (test->engine->rules->n_changes, ==, 4);
}

/* ---- Removing, and taking back ---- */

static void
test_undo (WindowTest *test)
{
  show (test, FOUR);
  WAIT_UNTIL (count_shown (test) == 4);
  gtk_single_selection_set_selected (GTK_SINGLE_SELECTION (shown (test)), 1);

  press (page_child (test, "list"), "Delete");
  WAIT_UNTIL (count_shown (test) == 3 &&
              is_line (test, 2, "deny host a.example.com,b.example.com"));
  undo (test);
  WAIT_UNTIL (count_shown (test) == 4);
  g_assert_true (is_text (test, FOUR));

  press (page_child (test, "list"), "<Alt>Up");
  WAIT_UNTIL (!is_text (test, FOUR));
  undo (test);
  WAIT_UNTIL (is_text (test, FOUR));
}

/* What somebody else wrote since is not lost. */
static void
test_no_undo_of_others (WindowTest *test)
{
  show (test, "deny port 1\ndeny port 2\n");
  WAIT_UNTIL (count_shown (test) == 2);
  gtk_single_selection_set_selected (GTK_SINGLE_SELECTION (shown (test)), 0);
  press (page_child (test, "list"), "Delete");
  WAIT_UNTIL (count_shown (test) == 1);

  fake_rules_set_text (test->engine->rules, "deny port 9\n");
  WAIT_UNTIL (is_line (test, 1, "deny port 9"));
  undo (test);
  WAIT_UNTIL (
      window_test_has_text (test->window, "The rules have changed since: nothing was undone"));
  window_test_settle (test);
  g_assert_true (is_text (test, "deny port 9\n"));
}

static void
test_failure (WindowTest *test)
{
  show (test, "deny port 1\n");
  WAIT_UNTIL (count_shown (test) == 1);
  test->engine->rules->failure = g_strdup ("The rules were not saved: no space");
  gtk_single_selection_set_selected (GTK_SINGLE_SELECTION (shown (test)), 0);
  press (page_child (test, "list"), "Delete");
  WAIT_UNTIL (
      window_test_has_text (test->window, "Could not remove: The rules were not saved: no space"));
  g_assert_cmpuint (count_shown (test), ==, 1);
  g_assert_null (window_test_find_button (test->window, "Undo"));
}

/* ---- The default ---- */

static void
test_default (WindowTest *test)
{
  GtkDropDown *standard = page_child (test, "default_drop_down");

  show (test, FOUR);
  WAIT_UNTIL (gtk_drop_down_get_selected (standard) == 1);
  gtk_drop_down_set_selected (standard, 2);
  WAIT_UNTIL (g_str_has_suffix (fake_rules_get_text (test->engine->rules), "default via up\n"));
  g_assert_cmpuint (test->engine->rules->n_changes, ==, 1);

  fake_rules_set_text (test->engine->rules, "allow port 1\n");
  WAIT_UNTIL (gtk_drop_down_get_selected (standard) == 0);
  g_assert_cmpuint (test->engine->rules->n_changes, ==, 1);
}

/* ---- What runs and is denied ---- */

static void
test_denied (WindowTest *test)
{
  GtkInfoBar *bar = page_child (test, "denied_bar");

  show (test, FOUR);
  window_test_settle (test);
  g_assert_false (gtk_info_bar_get_revealed (bar));

  fake_rules_deny (test->engine->rules, 3);
  fake_rules_set_text (test->engine->rules, "default deny\n");
  WAIT_UNTIL (gtk_info_bar_get_revealed (bar));
  g_assert_cmpstr (gtk_label_get_text (page_child (test, "denied_label")), ==,
                   "3 running tunnels are denied by these rules, and go on");

  gtk_info_bar_response (bar, GTK_RESPONSE_APPLY);
  WAIT_UNTIL (test->engine->rules->denied->len == 0);
  window_test_settle (test);
  g_assert_false (gtk_info_bar_get_revealed (bar));
}

/* ---- Why ---- */

static void
ask (WindowTest *test, const char *target, const char *user, const char *client)
{
  gtk_editable_set_text (why_child (test, "user_entry"), user);
  gtk_editable_set_text (why_child (test, "client_entry"), client);
  gtk_editable_set_text (why_child (test, "target_entry"), target);
  window_test_click (why_child (test, "ask_button"));
  WAIT_UNTIL (gtk_widget_get_visible (why_child (test, "answer_box")));
}

static const char *
verdict (WindowTest *test)
{
  return gtk_label_get_text (why_child (test, "verdict_label"));
}

static const char *
sentence (WindowTest *test)
{
  return gtk_label_get_text (why_child (test, "sentence_label"));
}

static void
test_why (WindowTest *test)
{
  GtkWidget *standard = page_child (test, "default_box");

  show (test, FOUR);
  WAIT_UNTIL (count_shown (test) == 4);
  gtk_toggle_button_set_active (page_child (test, "why_button"), TRUE);

  ask (test, "a.example.com:443", "", "");
  g_assert_cmpstr (verdict (test), ==, "Denied");
  g_assert_cmpstr (sentence (test), ==, "Rule 3, line 6: deny host a.example.com,b.example.com");
  g_assert_true (adit_app_rule_item_is_deciding (item (test, 3)));
  g_assert_cmpuint (gtk_single_selection_get_selected (GTK_SINGLE_SELECTION (shown (test))), ==, 2);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (test->window));
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (row (test, 3)), "deciding"));
  window_test_check_names (test->window, 12);

  ask (test, "other.example:1", "", "");
  g_assert_cmpstr (sentence (test), ==, "Default, line 9: deny");
  g_assert_false (adit_app_rule_item_is_deciding (item (test, 3)));
  g_assert_true (gtk_widget_has_css_class (standard, "deciding"));

  ask (test, "other.example:1", "alice", "");
  g_assert_cmpstr (verdict (test), ==, "Allowed, through an upstream proxy");
  g_assert_true (adit_app_rule_item_is_deciding (item (test, 4)));
  g_assert_false (gtk_widget_has_css_class (standard, "deciding"));

  ask (test, FAKE_RULES_NAME ":443", "", "");
  g_assert_cmpstr (verdict (test), ==, "Allowed, at " FAKE_RULES_ADDRESS);
  g_assert_true (adit_app_rule_item_is_deciding (item (test, 2)));
  ask (test, "other.example:1", "alice", "");

  /* It follows the rules. */
  fake_rules_set_text (test->engine->rules, "deny user alice\n");
  WAIT_UNTIL (g_str_equal (verdict (test), "Denied"));
  g_assert_true (adit_app_rule_item_is_deciding (item (test, 1)));

  gtk_toggle_button_set_active (page_child (test, "why_button"), FALSE);
  g_assert_false (adit_app_rule_item_is_deciding (item (test, 1)));
}

/* Nothing can be asked that is no question. */
static void
test_why_checks (WindowTest *test)
{
  GtkWidget *button = why_child (test, "ask_button");
  GtkWidget *target = why_child (test, "target_entry");
  GtkWidget *client = why_child (test, "client_entry");

  show (test, FOUR);
  g_assert_false (gtk_widget_get_sensitive (button));
  g_assert_false (gtk_widget_has_css_class (target, "error"));
  gtk_editable_set_text (GTK_EDITABLE (target), "example.org");
  g_assert_true (gtk_widget_has_css_class (target, "error"));
  g_assert_false (gtk_widget_get_sensitive (button));
  gtk_editable_set_text (GTK_EDITABLE (target), "[2001:db8::1]:443");
  g_assert_false (gtk_widget_has_css_class (target, "error"));
  g_assert_true (gtk_widget_get_sensitive (button));
  gtk_editable_set_text (GTK_EDITABLE (client), "192.0.2.0/24");
  g_assert_true (gtk_widget_has_css_class (client, "error"));
  g_assert_false (gtk_widget_get_sensitive (button));
}

int
main (int argc, char *argv[])
{
  g_autoptr (AditAppApplication) application = window_test_init (&argc, &argv);

  window_test_add ("/app/rules-page/rows", test_rows);
  window_test_add ("/app/rules-page/empty", test_empty);
  window_test_add ("/app/rules-page/narrow", test_narrow);
  window_test_add ("/app/rules-page/error", test_error);
  window_test_add ("/app/rules-page/thousand", test_thousand);
  window_test_add ("/app/rules-page/keys", test_keys);
  window_test_add ("/app/rules-page/quick-keys", test_quick_keys);
  window_test_add ("/app/rules-page/focus", test_focus);
  window_test_add ("/app/rules-page/drag", test_drag);
  window_test_add ("/app/rules-page/undo", test_undo);
  window_test_add ("/app/rules-page/no-undo-of-others", test_no_undo_of_others);
  window_test_add ("/app/rules-page/failure", test_failure);
  window_test_add ("/app/rules-page/default", test_default);
  window_test_add ("/app/rules-page/denied", test_denied);
  window_test_add ("/app/rules-page/why", test_why);
  window_test_add ("/app/rules-page/why-checks", test_why_checks);
  return g_test_run ();
}
