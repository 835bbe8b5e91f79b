/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Writing the configuration: what is printed reads the same, and what others wrote stays. */

#include "test-settings.h"

#include <string.h>

static AditSettings *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  AditSettings *settings = adit_settings_parse (text, &error);

  g_assert_no_error (error);
  return settings;
}

/* In the same order, too. */
static void
assert_equal (const AditSettings *a, const AditSettings *b)
{
  test_settings_assert_equal (a, b);
  for (guint i = 0; i < a->listeners->len; i++)
    g_assert_cmpstr (((const AditListenerSettings *) a->listeners->pdata[i])->address, ==,
                     ((const AditListenerSettings *) b->listeners->pdata[i])->address);
}

/* Prints over @previous and reads that again: the same value. (transfer full) */
static char *
print (const AditSettings *settings, const char *previous)
{
  char *text = adit_settings_print (settings, previous);
  g_autoptr (AditSettings) read = parse (text);

  assert_equal (settings, read);
  return text;
}

static void
add_network (GArray *networks, const char *text)
{
  AditNetwork network;

  g_assert_true (adit_network_parse (text, &network));
  g_array_append_val (networks, network);
}

static void
add_client (AditSettings *settings, const char *text)
{
  add_network (settings->clients.networks, text);
}

static void
test_round_trip (void)
{
  g_autoptr (AditSettings) settings = adit_settings_new ();
  g_autofree char *defaults = print (settings, NULL);
  g_autofree char *changed = NULL;

  settings->is_running = TRUE;
  settings->head_timeout_s = 1;
  settings->connect_timeout_s = 600;
  settings->idle_timeout_s = 604800;
  settings->grace_s = 0;
  settings->connections_max = 1000000;
  add_client (settings, "192.0.2.0/24");
  add_client (settings, "2001:db8::/33");
  add_client (settings, "::ffff:198.51.100.0/120");
  adit_settings_add_listener (settings, "0.0.0.0:0", FALSE);
  adit_settings_add_listener (settings, "[2001:db8::1]:65535", TRUE)->encryption =
      ADIT_ENCRYPTION_ENCRYPTED;
  adit_settings_add_listener (settings, "127.0.0.1:1", TRUE)->encryption = ADIT_ENCRYPTION_PLAIN;
  adit_settings_set_certificate (settings, "/a file; with \\ and ü.pem", "/ key");
  settings->trust_path = g_strdup ("/trust");
  settings->is_https_for_plain_clients = TRUE;
  settings->is_page_enabled = FALSE;
  settings->is_private_allowed = TRUE;
  add_network (settings->metrics_clients, "192.0.2.9");
  settings->is_metrics_by_user = TRUE;
  settings->log.access = ADIT_ACCESS_LOG_JSON;
  settings->log.path = g_strdup ("/var/log/adit/access.log");
  settings->log.size_mib = 65536;
  settings->log.keep = 999;

  changed = print (settings, defaults);
  g_assert_cmpstr (changed, !=, defaults);
}

/* Who has no load balancer reads nothing of them; who has none any more keeps the key. */
static void
test_senders (void)
{
  g_autoptr (AditSettings) settings = adit_settings_new ();
  GArray *senders = adit_settings_find_listener (settings, "[::1]:3128")->senders;
  g_autofree char *none = print (settings, NULL);
  g_autofree char *two = NULL;
  g_autofree char *none_again = NULL;

  g_assert_null (strstr (none, "proxy-protocol"));
  add_network (senders, "192.0.2.1");
  add_network (senders, "2001:db8::/64");
  two = print (settings, none);
  g_assert_nonnull (strstr (two, "proxy-protocol=192.0.2.1/32;2001:db8::/64;\n"));
  g_array_set_size (senders, 0);
  none_again = print (settings, two);
  g_assert_nonnull (strstr (none_again, "proxy-protocol=\n"));
}

/* A listener on a socket that somebody lent is there only while that is. */
static void
test_lent (void)
{
  g_autoptr (AditSettings) settings = parse ("[listener-1]\naddress=127.0.0.1:1\n");
  g_autofree char *text = NULL;
  g_autoptr (AditSettings) read = NULL;

  adit_settings_add_listener (settings, "127.0.0.1:2", TRUE)->is_lent = TRUE;
  text = adit_settings_print (settings, "[listener-2]\naddress=127.0.0.1:2\n");
  read = parse (text);
  g_assert_cmpuint (read->listeners->len, ==, 1);
  g_assert_nonnull (adit_settings_find_listener (read, "127.0.0.1:1"));
}

static void
test_no_listeners (void)
{
  g_autoptr (AditSettings) settings = adit_settings_new ();
  g_autofree char *both = print (settings, NULL);
  g_autofree char *none = NULL;
  g_autofree char *again = NULL;

  adit_settings_remove_listener (settings, "127.0.0.1:3128");
  adit_settings_remove_listener (settings, "[::1]:3128");
  none = print (settings, both);
  g_assert_null (strstr (none, "3128"));

  adit_settings_add_listener (settings, "[::1]:8080", TRUE);
  again = print (settings, none);
  g_assert_nonnull (strstr (again, "[listener-1]"));
}

/* Printing what is there already changes nothing. */
static void
test_stable (void)
{
  g_autoptr (AditSettings) settings = adit_settings_new ();
  g_autofree char *first = print (settings, NULL);
  g_autofree char *second = print (settings, first);

  g_assert_cmpstr (first, ==, second);
}

/* Back from files to the local authority: the keys stay, with what was written about them. */
static void
test_certificate_unset (void)
{
  static const char previous[] = "[tls]\n"
                                 "# from the city\n"
                                 "certificate=/c\n"
                                 "key=/k\n";
  g_autoptr (AditSettings) settings = parse (previous);
  g_autofree char *local = NULL;
  g_autofree char *files = NULL;

  adit_settings_set_certificate (settings, NULL, NULL);
  local = print (settings, previous);
  g_assert_nonnull (strstr (local, "# from the city\ncertificate=\nkey=\n"));
  g_assert_null (strstr (local, "trust"));

  adit_settings_set_certificate (settings, "/d", "/l");
  files = print (settings, local);
  g_assert_nonnull (strstr (files, "# from the city\ncertificate=/d\nkey=/l\n"));
}

static void
test_others_stay (void)
{
  static const char previous[] = "# my proxy\n"
                                 "[engine]\n"
                                 "# on at night\n"
                                 "running=false\n"
                                 "later=1\n"
                                 "\n"
                                 "[limits]\n"
                                 "later-seconds=5\n"
                                 "\n"
                                 "[notes]\n"
                                 "text=kept\n"
                                 "text[de]=behalten\n"
                                 "\n"
                                 "[listener-lan]\n"
                                 "# the whole flat\n"
                                 "address=0.0.0.0:3128\n"
                                 "label=flat\n";
  static const char *const kept[] = { "# my proxy\n",
                                      "# on at night\nrunning=true\n",
                                      "later=1\n",
                                      "later-seconds=5\n",
                                      "[notes]\ntext=kept\n",
                                      "text[de]=behalten\n",
                                      "[listener-lan]\n# the whole flat\naddress=0.0.0.0:3128\n",
                                      "label=flat\n" };
  g_autoptr (AditSettings) settings = parse (previous);
  g_autofree char *text = NULL;

  settings->is_running = TRUE;
  adit_settings_add_listener (settings, "[::1]:3128", TRUE);
  text = print (settings, previous);

  for (gsize i = 0; i < G_N_ELEMENTS (kept); i++)
    {
      g_test_message ("%s", kept[i]);
      g_assert_nonnull (strstr (text, kept[i]));
    }
}

static void
test_listener_groups (void)
{
  static const char previous[] = "[listener-1]\naddress=127.0.0.1:1\n\n"
                                 "[listener-2]\naddress=127.0.0.1:2\nlabel=second\n\n"
                                 "[listener-3]\naddress=127.0.0.1:3\n";
  g_autoptr (AditSettings) settings = parse (previous);
  g_autofree char *without = NULL;
  g_autofree char *with = NULL;

  g_assert_true (adit_settings_remove_listener (settings, "127.0.0.1:1"));
  without = print (settings, previous);
  g_assert_null (strstr (without, "[listener-1]"));
  g_assert_nonnull (strstr (without, "label=second"));

  adit_settings_add_listener (settings, "127.0.0.1:4", TRUE);
  with = print (settings, without);
  g_assert_nonnull (strstr (with, "[listener-1]\naddress=127.0.0.1:4\n"));
}

/* A listener that was moved keeps its group, with what others wrote there, also where another takes
 * its old address. */
static void
test_moved (void)
{
  static const char previous[] = "[listener-desk]\n"
                                 "# mine\n"
                                 "address=127.0.0.1:3128\n"
                                 "label=desk\n";
  g_autoptr (AditSettings) settings = parse (previous);
  AditListenerSettings *listener = adit_settings_find_listener (settings, "127.0.0.1:3128");
  g_autofree char *moved = NULL;
  g_autofree char *again = NULL;
  g_autofree char *unsaved = NULL;

  listener->is_public_allowed = TRUE;
  adit_listener_settings_move (listener, "%wlan0:3128");
  moved = print (settings, previous);
  g_assert_nonnull (strstr (moved, "[listener-desk]\n# mine\naddress=%wlan0:3128\nlabel=desk\n"));
  g_assert_nonnull (strstr (moved, "public=true\n"));
  g_assert_null (strstr (moved, "127.0.0.1"));

  adit_settings_note_written (settings);
  adit_listener_settings_move (listener, "0.0.0.0:3128");
  adit_listener_settings_move (listener, "[::]:3128");
  listener->is_public_allowed = FALSE;
  again = print (settings, moved);
  g_assert_nonnull (strstr (again, "# mine\naddress=[::]:3128\nlabel=desk\n"));
  g_assert_nonnull (strstr (again, "public=false\n"));

  adit_settings_note_written (settings);
  adit_listener_settings_move (listener, "0.0.0.0:3128");
  adit_settings_add_listener (settings, "[::]:3128", TRUE);
  unsaved = adit_settings_print (settings, again);
  g_assert_nonnull (strstr (unsaved, "address=0.0.0.0:3128\n"));
  g_assert_nonnull (strstr (unsaved, "address=[::]:3128\nlabel=desk\n"));
}

/* What somebody broke by hand is put right by the next change, not kept for ever. */
static void
test_over_broken (void)
{
  static const char *const broken[] = {
    "[engine\n",
    "\xff\xfe",
    "[engine]\nrunning=maybe\n",
    "[limits]\nhead-seconds=0\n[access]\nclients=everybody\n",
    "[listener-1]\naddress=nowhere\n[listener-2]\nenabled=true\n",
    "[listener-1]\naddress=[::1]:3128\n[listener-2]\naddress=[::1]:3128\n",
    "[listener-1]\naddress=[::1]:3128\nenabled=7\n",
  };
  g_autoptr (AditSettings) settings = adit_settings_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autofree char *text = NULL;

      g_test_message ("broken text %" G_GSIZE_FORMAT, i);
      g_assert_null (adit_settings_parse (broken[i], NULL));
      text = adit_settings_print (settings, broken[i]);
      g_assert_nonnull (text);
      g_clear_pointer (&settings, adit_settings_free);
      settings = parse (text);
      g_assert_cmpuint (settings->listeners->len, ==, 2);
      g_assert_nonnull (adit_settings_find_listener (settings, "127.0.0.1:3128"));
      g_assert_nonnull (adit_settings_find_listener (settings, "[::1]:3128"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/settings/print/round-trip", test_round_trip);
  g_test_add_func ("/model/settings/print/senders", test_senders);
  g_test_add_func ("/model/settings/print/lent", test_lent);
  g_test_add_func ("/model/settings/print/no-listeners", test_no_listeners);
  g_test_add_func ("/model/settings/print/stable", test_stable);
  g_test_add_func ("/model/settings/print/certificate-unset", test_certificate_unset);
  g_test_add_func ("/model/settings/print/others-stay", test_others_stay);
  g_test_add_func ("/model/settings/print/listener-groups", test_listener_groups);
  g_test_add_func ("/model/settings/print/moved", test_moved);
  g_test_add_func ("/model/settings/print/over-broken", test_over_broken);

  return g_test_run ();
}
