/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialog for a new user and for another password. */

#include "app/adit-app-user-dialog.h"
#include "bus/adit-bus-names.h"
#include "window-test.h"

static gpointer
child (gpointer dialog, const char *name)
{
  return window_test_get_child (dialog, ADIT_APP_TYPE_USER_DIALOG, name);
}

static void
type (gpointer dialog, const char *entry, const char *text)
{
  gtk_editable_set_text (child (dialog, entry), text);
}

static gboolean
is_ready (gpointer dialog)
{
  return gtk_widget_get_sensitive (child (dialog, "done_button"));
}

/* "" where none is shown. */
static const char *
problem (gpointer dialog)
{
  GtkWidget *label = child (dialog, "problem_label");

  return gtk_widget_get_visible (label) ? gtk_label_get_text (GTK_LABEL (label)) : "";
}

static gboolean
is_marked (gpointer dialog, const char *entry)
{
  return gtk_widget_has_css_class (child (dialog, entry), "error");
}

/* Whether what is typed goes there. */
static gboolean
has_focus (gpointer dialog, const char *entry)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (dialog));

  return focus != NULL && gtk_widget_is_ancestor (focus, child (dialog, entry));
}

static GtkWidget *
open_dialog (WindowTest *test)
{
  GtkWidget *dialog;

  window_test_show (test);
  dialog = adit_app_user_dialog_present_new (GTK_WIDGET (test->window), test->client);
  gtk_test_widget_wait_for_draw (dialog);
  WAIT_UNTIL (test->engine->users->n_lists > 0);
  window_test_settle (test);
  return dialog;
}

static void
test_new (WindowTest *test)
{
  GtkWidget *dialog = open_dialog (test);

  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  g_assert_true (has_focus (dialog, "name_entry"));
  g_assert_false (is_ready (dialog));
  type (dialog, "name_entry", "alice");
  type (dialog, "password_entry", "päss word");
  type (dialog, "again_entry", "päss word");
  g_assert_true (is_ready (dialog));

  window_test_click (child (dialog, "done_button"));
  WAIT_UNTIL (dialog == NULL);
  g_assert_nonnull (fake_users_find (test->engine->users, "alice"));
  g_assert_cmpstr (test->engine->users->password, ==, "päss word");
}

static void
test_names (WindowTest *test)
{
  static const struct
  {
    const char *name;
    const char *problem;
  } cases[] = {
    { "a:b", "A name cannot have colons or commas" },
    { "a b", "A name cannot have spaces or control characters" },
    { "#a", "A name cannot begin with a number sign" },
    { "bob", "This name is taken" },
    { "zo\xc3\xab", "" },
    { "zoe\xcc\x88", "" }, /* the same, decomposed: it is composed before it is sent */
    { "", "" },
  };
  GtkWidget *dialog;

  fake_users_add (test->engine->users, "bob", NULL);
  dialog = open_dialog (test);
  type (dialog, "password_entry", "secret");
  type (dialog, "again_entry", "secret");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      type (dialog, "name_entry", cases[i].name);
      g_assert_cmpstr (problem (dialog), ==, cases[i].problem);
      g_assert_cmpint (is_marked (dialog, "name_entry"), ==, cases[i].problem[0] != '\0');
      g_assert_cmpint (is_ready (dialog), ==,
                       cases[i].problem[0] == '\0' && cases[i].name[0] != '\0');
    }
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_passwords (WindowTest *test)
{
  GtkWidget *dialog = open_dialog (test);
  g_autofree char *longer = g_strnfill (512, 'p');

  type (dialog, "name_entry", "alice");
  type (dialog, "password_entry", longer);
  g_assert_cmpstr (problem (dialog), ==, "The password is too long");
  type (dialog, "password_entry", longer + 1);
  g_assert_cmpstr (problem (dialog), ==, "");
  g_assert_false (is_ready (dialog));

  /* As long as the second may become the first, it is not called wrong. */
  type (dialog, "password_entry", "secret");
  type (dialog, "again_entry", "sec");
  g_assert_cmpstr (problem (dialog), ==, "");
  g_assert_false (is_ready (dialog));
  type (dialog, "again_entry", "sea");
  g_assert_cmpstr (problem (dialog), ==, "The second password is another one");
  g_assert_true (is_marked (dialog, "again_entry"));
  type (dialog, "again_entry", "secret");
  g_assert_true (is_ready (dialog));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_refused (WindowTest *test)
{
  GtkWidget *dialog = open_dialog (test);

  test->engine->users->failure = g_strdup ("The disk is full");
  type (dialog, "name_entry", "alice");
  type (dialog, "password_entry", "secret");
  type (dialog, "again_entry", "secret");
  window_test_click (child (dialog, "done_button"));
  g_assert_false (is_ready (dialog));
  WAIT_UNTIL (g_str_equal (problem (dialog), "The disk is full"));
  g_assert_true (is_ready (dialog));
  g_assert_cmpstr (gtk_editable_get_text (child (dialog, "password_entry")), ==, "secret");

  /* What the engine knows and the dialog did not. */
  g_clear_pointer (&test->engine->users->failure, g_free);
  fake_users_add (test->engine->users, "alice", NULL);
  window_test_click (child (dialog, "done_button"));
  WAIT_UNTIL (g_str_equal (problem (dialog), "There is a user “alice” already"));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_password (WindowTest *test)
{
  GtkWidget *dialog;

  fake_users_add (test->engine->users, "bob", NULL);
  window_test_show (test);
  dialog = adit_app_user_dialog_present_password (GTK_WIDGET (test->window), test->client, "bob");
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  gtk_test_widget_wait_for_draw (dialog);
  g_assert_false (gtk_widget_get_visible (child (dialog, "name_entry")));
  g_assert_true (has_focus (dialog, "password_entry"));
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (dialog)), ==, "Password of bob");
  window_test_check_names (dialog, 4);

  type (dialog, "password_entry", "better");
  type (dialog, "again_entry", "better");
  window_test_click (child (dialog, "done_button"));
  WAIT_UNTIL (dialog == NULL);
  g_assert_cmpstr (test->engine->users->password, ==, "better");
}

/* The engine offers other ways to sign in from now on. */
static void
tell_schemes (WindowTest *test, const char *word)
{
  g_autoptr (GVariant) properties =
      g_variant_ref_sink (g_variant_new_parsed ("{'Schemes': <%s>}", word));

  g_dbus_connection_emit_signal (test->engine_connection, NULL, ADIT_ENGINE_OBJECT_PATH,
                                 "org.freedesktop.DBus.Properties", "PropertiesChanged",
                                 g_variant_new ("(s@a{sv}@as)", ADIT_ACCESS_INTERFACE, properties,
                                                g_variant_new_strv (NULL, 0)),
                                 NULL);
}

/* What is stored for Digest is said where a password is chosen for it. */
static void
test_storing (WindowTest *test)
{
  GtkWidget *dialog = open_dialog (test);

  g_assert_false (gtk_widget_get_visible (child (dialog, "digest_label")));
  tell_schemes (test, "both");
  WAIT_UNTIL (gtk_widget_get_visible (child (dialog, "digest_label")));
  tell_schemes (test, "basic");
  WAIT_UNTIL (!gtk_widget_get_visible (child (dialog, "digest_label")));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_accessible (WindowTest *test)
{
  GtkWidget *dialog = open_dialog (test);
  GtkAccessible *entry;

  window_test_check_names (dialog, 5);
  type (dialog, "name_entry", "a:b");
  entry = GTK_ACCESSIBLE (gtk_editable_get_delegate (child (dialog, "name_entry")));
  gtk_test_accessible_assert_state (entry, GTK_ACCESSIBLE_STATE_INVALID,
                                    GTK_ACCESSIBLE_INVALID_TRUE);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

int
main (int argc, char *argv[])
{
  g_autoptr (AditAppApplication) application = window_test_init (&argc, &argv);

  window_test_add ("/app/user-dialog/new", test_new);
  window_test_add ("/app/user-dialog/names", test_names);
  window_test_add ("/app/user-dialog/passwords", test_passwords);
  window_test_add ("/app/user-dialog/refused", test_refused);
  window_test_add ("/app/user-dialog/password", test_password);
  window_test_add ("/app/user-dialog/storing", test_storing);
  window_test_add ("/app/user-dialog/accessible", test_accessible);
  return g_test_run ();
}
