/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Encryption in the window: what an address's clients may speak, the certificate that they see, and
 * changing both. */

#include "app/adit-app-certificate-dialog.h"
#include "app/adit-app-certificate-group.h"
#include "app/adit-app-listener-row.h"
#include "bus/adit-bus-wire.h"
#include "window-test.h"

static gpointer
certificate_child (WindowTest *test, const char *name)
{
  return window_test_get_child (window_test_get_overview_child (test, "certificate_group"),
                                ADIT_APP_TYPE_CERTIFICATE_GROUP, name);
}

static gboolean
is_visible (WindowTest *test, const char *name)
{
  return gtk_widget_get_visible (certificate_child (test, name));
}

static AditEncryption
first_encryption (WindowTest *test)
{
  g_autoptr (GPtrArray) listeners =
      adit_bus_listeners_from_variant (adit_bus_engine_get_listeners (test->engine->engine));

  return ((AditListener *) listeners->pdata[0])->encryption;
}

static void
test_listener (WindowTest *test)
{
  AdwPreferencesGroup *group = window_test_get_overview_child (test, "listeners_group");
  AdwExpanderRow *row;
  AdwComboRow *combo;

  window_test_show (test);
  WAIT_UNTIL (window_test_find (group, ADW_TYPE_EXPANDER_ROW) != NULL);
  row = window_test_find (group, ADW_TYPE_EXPANDER_ROW);
  combo = window_test_get_child (row, ADIT_APP_TYPE_LISTENER_ROW, "encryption_row");
  WAIT_UNTIL (g_str_equal (adw_expander_row_get_subtitle (row), "Open, plain and encrypted"));
  g_assert_cmpuint (adw_combo_row_get_selected (combo), ==, ADIT_ENCRYPTION_BOTH);

  adw_combo_row_set_selected (combo, ADIT_ENCRYPTION_ENCRYPTED);
  WAIT_UNTIL (first_encryption (test) == ADIT_ENCRYPTION_ENCRYPTED);
  WAIT_UNTIL (g_str_equal (adw_expander_row_get_subtitle (row), "Open, encrypted only"));
  g_assert_cmpuint (adw_combo_row_get_selected (combo), ==, ADIT_ENCRYPTION_ENCRYPTED);

  adw_expander_row_set_expanded (row, TRUE);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (test->window));
  window_test_check_names (test->window, 8);
}

/* What somebody else changes is shown, and not sent back. */
static void
test_listener_follows (WindowTest *test)
{
  AdwPreferencesGroup *group = window_test_get_overview_child (test, "listeners_group");
  AdwComboRow *combo;
  AditListener *listener = adit_listener_new ("127.0.0.1:3128", TRUE, ADIT_LISTENER_OFF, NULL, NULL,
                                              ADIT_ENCRYPTION_PLAIN);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) adit_listener_free);

  g_ptr_array_add (rows, listener);
  window_test_show (test);
  WAIT_UNTIL (window_test_find (group, ADIT_APP_TYPE_LISTENER_ROW) != NULL);
  combo = window_test_get_child (window_test_find (group, ADIT_APP_TYPE_LISTENER_ROW),
                                 ADIT_APP_TYPE_LISTENER_ROW, "encryption_row");
  adit_bus_engine_set_listeners (test->engine->engine, adit_bus_listeners_to_variant (rows));
  WAIT_UNTIL (adw_combo_row_get_selected (combo) == ADIT_ENCRYPTION_PLAIN);

  app_test_sync (test->client_connection);
  app_test_sync (test->engine_connection);
  g_assert_cmpuint (test->engine->n_encryptions, ==, 0);
}

static void
test_certificate (WindowTest *test)
{
  window_test_show (test);
  g_assert_true (
      window_test_has_text (certificate_child (test, "names_row"),
                            "localhost, laptop.example.org, 127.0.0.1, ::1, 192.0.2.17"));
  g_assert_cmpstr (gtk_label_get_text (certificate_child (test, "end_label")), ==, "13 June 2099");
  g_assert_true (is_visible (test, "authority_row"));
  g_assert_false (is_visible (test, "local_button"));
  g_assert_false (is_visible (test, "error_row"));

  window_test_click (certificate_child (test, "copy_button"));
  g_assert_true (gdk_clipboard_is_local (gtk_widget_get_clipboard (GTK_WIDGET (test->window))));
}

static void
test_renew (WindowTest *test)
{
  GtkWidget *button = certificate_child (test, "renew_button");

  window_test_show (test);
  window_test_click (button);
  g_assert_false (gtk_widget_get_sensitive (button));
  WAIT_UNTIL (gtk_widget_get_sensitive (button));

  test->engine->certificate_failure = g_strdup ("No entropy");
  window_test_click (button);
  WAIT_UNTIL (gtk_widget_get_sensitive (button));
  g_assert_cmpuint (test->engine->n_renewals, ==, 2);
}

static void
test_files_and_back (WindowTest *test)
{
  window_test_show (test);
  fake_engine_set_certificate (test->engine, "/etc/a&b.pem", "/etc/key.pem");
  adit_bus_certificate_set_error (test->engine->certificate, "The <key> is of another one");
  WAIT_UNTIL (is_visible (test, "error_row"));
  g_assert_true (
      window_test_has_text (certificate_child (test, "error_row"), "The <key> is of another one"));
  g_assert_true (
      window_test_has_text (certificate_child (test, "source_row"), "/etc/a&b.pem\n/etc/key.pem"));
  g_assert_false (is_visible (test, "authority_row"));
  window_test_check_names (test->window, 8);

  fake_engine_set_certificate (test->engine, "/etc/both.pem", "/etc/both.pem");
  WAIT_UNTIL (window_test_has_text (certificate_child (test, "source_row"), "/etc/both.pem"));
  g_assert_false (is_visible (test, "error_row"));

  window_test_click (certificate_child (test, "local_button"));
  WAIT_UNTIL (is_visible (test, "authority_row"));
  g_assert_false (is_visible (test, "local_button"));
}

/* Without any there is nothing to tell but why. */
static void
test_no_certificate (WindowTest *test)
{
  static const char *const hidden[] = { "names_row", "end_row", "fingerprint_row",
                                        "authority_row" };

  adit_bus_certificate_set_not_after (test->engine->certificate, 0);
  adit_bus_certificate_set_authority (test->engine->certificate, "");
  adit_bus_certificate_set_error (test->engine->certificate, "The disk is full");
  window_test_show (test);
  WAIT_UNTIL (is_visible (test, "error_row") && !is_visible (test, "names_row"));
  for (guint i = 0; i < G_N_ELEMENTS (hidden); i++)
    g_assert_false (is_visible (test, hidden[i]));
  g_assert_true (is_visible (test, "source_row"));
}

static void
test_certificate_is_over (WindowTest *test)
{
  AdwPreferencesRow *row = certificate_child (test, "end_row");

  adit_bus_certificate_set_not_after (test->engine->certificate, 1000000000);
  window_test_show (test);
  WAIT_UNTIL (g_str_equal (adw_preferences_row_get_title (row), "Ended On"));
  g_assert_nonnull (
      strstr (gtk_label_get_text (certificate_child (test, "end_label")), "September 2001"));
}

static gpointer
dialog_child (gpointer dialog, const char *name)
{
  return window_test_get_child (dialog, ADIT_APP_TYPE_CERTIFICATE_DIALOG, name);
}

static GtkWidget *
open_dialog (WindowTest *test)
{
  window_test_show (test);
  window_test_click (certificate_child (test, "files_button"));
  WAIT_UNTIL (window_test_find_toplevel (ADIT_APP_TYPE_CERTIFICATE_DIALOG) != NULL);

  return window_test_find_toplevel (ADIT_APP_TYPE_CERTIFICATE_DIALOG);
}

static void
test_dialog (WindowTest *test)
{
  GtkWidget *dialog = open_dialog (test);
  GtkWidget *use = dialog_child (dialog, "use_button");
  GtkWidget *error = dialog_child (dialog, "error_label");

  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  gtk_test_widget_wait_for_draw (dialog);
  window_test_check_names (dialog, 4);

  g_assert_false (gtk_widget_get_sensitive (use));
  gtk_editable_set_text (dialog_child (dialog, "certificate_entry"), " /c.pem ");
  gtk_editable_set_text (dialog_child (dialog, "key_entry"), "k.pem");
  g_assert_false (gtk_widget_get_sensitive (use));
  gtk_editable_set_text (dialog_child (dialog, "key_entry"), "/k.pem");
  g_assert_true (gtk_widget_get_sensitive (use));

  test->engine->certificate_failure = g_strdup ("They do not belong together");
  window_test_click (use);
  WAIT_UNTIL (gtk_widget_get_visible (error));
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (error)), ==, "They do not belong together");
  g_assert_true (gtk_widget_get_sensitive (use));

  g_clear_pointer (&test->engine->certificate_failure, g_free);
  window_test_click (use);
  WAIT_UNTIL (dialog == NULL);
  g_assert_cmpstr (adit_bus_certificate_get_certificate_path (test->engine->certificate), ==,
                   "/c.pem");
}

int
main (int argc, char *argv[])
{
  g_autoptr (AditAppApplication) application = window_test_init (&argc, &argv);

  window_test_add ("/app/encryption/listener", test_listener);
  window_test_add ("/app/encryption/listener-follows", test_listener_follows);
  window_test_add ("/app/encryption/certificate", test_certificate);
  window_test_add ("/app/encryption/renew", test_renew);
  window_test_add ("/app/encryption/files-and-back", test_files_and_back);
  window_test_add ("/app/encryption/no-certificate", test_no_certificate);
  window_test_add ("/app/encryption/certificate-is-over", test_certificate_is_over);
  window_test_add ("/app/encryption/dialog", test_dialog);
  return g_test_run ();
}
