/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading the configuration: defaults, limits at their edges, and messages that say where. */

#include "model/adit-error.h"
#include "model/adit-settings.h"

typedef struct
{
  const char *group;
  const char *key;
  gsize offset;
  guint64 min, max, initial;
} Limit;

static const Limit limits[] = {
  { "limits", "head-seconds", G_STRUCT_OFFSET (AditSettings, head_timeout_s), 1, 600, 30 },
  { "limits", "connect-seconds", G_STRUCT_OFFSET (AditSettings, connect_timeout_s), 1, 600, 30 },
  { "limits", "idle-seconds", G_STRUCT_OFFSET (AditSettings, idle_timeout_s), 0, 604800, 3600 },
  { "limits", "grace-seconds", G_STRUCT_OFFSET (AditSettings, grace_s), 0, 600, 5 },
  { "limits", "connections", G_STRUCT_OFFSET (AditSettings, connections_max), 0, 1000000, 0 },
  { "log", "size-mib", G_STRUCT_OFFSET (AditSettings, log.size_mib), 0, 65536, 16 },
  { "log", "keep", G_STRUCT_OFFSET (AditSettings, log.keep), 0, 999, 5 },
};

/* A text that is to be refused, and the pieces that its message has to hold. */
typedef struct
{
  const char *text;
  const char *pieces[3];
} Bad;

static const Bad bad[] = {
  { "[engine]\nrunning=maybe\n", { "[engine]", "running" } },
  { "[engine]\nrunning=\n", { "[engine]", "running" } },
  { "[engine]\ndefault-listeners=2\n", { "[engine]", "default-listeners" } },
  { "[limits]\nhead-seconds=\n", { "[limits]", "head-seconds" } },
  { "[limits]\nhead-seconds=-1\n", { "[limits]", "head-seconds", "-1" } },
  { "[limits]\nidle-seconds=1h\n", { "[limits]", "idle-seconds", "1h" } },
  { "[limits]\nidle-seconds=1 2\n", { "[limits]", "idle-seconds", "1 2" } },
  { "[limits]\ngrace-seconds=4294967297\n", { "[limits]", "grace-seconds" } },
  { "[limits]\nconnections=99999999999999999999\n", { "[limits]", "connections" } },
  { "[access]\nclients=localhost\n", { "[access]", "clients", "localhost" } },
  { "[access]\nclients=10.0.0.0/8;10.0.0.1/8\n", { "[access]", "clients", "10.0.0.1/8" } },
  { "[access]\nclients=;\n", { "[access]", "clients" } },
  { "[access]\nclients=\\q\n", { "[access]", "clients" } },
  { "[access]\nsign-in=sometimes\n", { "[access]", "sign-in", "sometimes" } },
  { "[access]\nschemes=\n", { "[access]", "schemes" } },
  { "[access]\nplain-basic=no\n", { "[access]", "plain-basic" } },
  { "[listener-1]\nenabled=true\n", { "[listener-1]", "address" } },
  { "[listener-1]\naddress=\n", { "[listener-1]", "address" } },
  { "[listener-1]\naddress=\\q\n", { "[listener-1]", "address" } },
  { "[listener-x]\naddress=localhost:3128\n", { "[listener-x]", "address", "localhost:3128" } },
  { "[listener-1]\naddress=127.0.0.1\n", { "[listener-1]", "address", "127.0.0.1" } },
  { "[listener-1]\naddress=127.0.0.1:65536\n", { "[listener-1]", "address" } },
  { "[listener-1]\naddress=[::1]:1\nenabled=x\n", { "[listener-1]", "enabled" } },
  { "[listener-1]\naddress=[::1]:1\n[listener-2]\naddress=[::1]:1\n",
    { "[listener-2]", "address", "[::1]:1" } },
  { "[listener-1]\naddress=[::1]:1\nencryption=tls\n", { "[listener-1]", "encryption", "tls" } },
  { "[listener-1]\naddress=[::1]:1\nencryption=\n", { "[listener-1]", "encryption" } },
  { "[listener-1]\naddress=[::1]:1\nencryption=Both\n", { "[listener-1]", "encryption" } },
  { "[listener-1]\naddress=[::1]:1\nproxy-protocol=lb\n",
    { "[listener-1]", "proxy-protocol", "lb" } },
  { "[listener-1]\naddress=[::1]:1\nproxy-protocol=192.0.2.1;10.0.0.1/8\n",
    { "[listener-1]", "proxy-protocol", "10.0.0.1/8" } },
  { "[listener-1]\naddress=[::1]:1\nproxy-protocol=*\n", { "[listener-1]", "proxy-protocol" } },
  { "[tls]\ncertificate=/c\n", { "[tls]", "key" } },
  { "[tls]\ncertificate=/c\nkey=\n", { "[tls]", "key" } },
  { "[tls]\nkey=/k\n", { "[tls]", "certificate" } },
  { "[tls]\ncertificate=c.pem\nkey=/k\n", { "[tls]", "certificate", "c.pem" } },
  { "[tls]\ncertificate=/c\nkey=./k\n", { "[tls]", "key", "./k" } },
  { "[tls]\ntrust=ca.pem\n", { "[tls]", "trust", "ca.pem" } },
  { "[tls]\ntrust=\\q\n", { "[tls]", "trust" } },
  { "[listener-1]\naddress=wlan0:3128\n", { "[listener-1]", "wlan0:3128" } },
  { "[listener-1]\naddress=%wlan0:0\n", { "[listener-1]", "%wlan0:0" } },
  { "[listener-1]\naddress=%wlan0:1\npublic=perhaps\n", { "[listener-1]", "public" } },
  { "[access]\nclients=locals\n", { "[access]", "clients", "locals" } },
  { "[access]\nprivate=perhaps\n", { "[access]", "private" } },
  { "[forward]\nhttps-for-plain-clients=x\n", { "[forward]", "https-for-plain-clients" } },
  { "[page]\nenabled=off\n", { "[page]", "enabled" } },
  { "[metrics]\nclients=monitor\n", { "[metrics]", "clients", "monitor" } },
  { "[metrics]\nclients=192.0.2.1/24\n", { "[metrics]", "clients", "192.0.2.1/24" } },
  { "[metrics]\nusers=some\n", { "[metrics]", "users" } },
  { "[log]\naccess=\n", { "[log]", "access" } },
  { "[log]\naccess=Text\n", { "[log]", "access", "Text" } },
  { "[log]\nfile=access.log\n", { "[log]", "file", "access.log" } },
  { "[log]\nsize-mib=16M\n", { "[log]", "size-mib", "16M" } },
  { "[log]\nkeep=-1\n", { "[log]", "keep", "-1" } },
  { "running=true\n", { "" } },
  { "[engine\n", { "engine" } },
  { "[engine]\nrunning\n", { "running" } },
};

static void
assert_default (const AditSettings *settings)
{
  g_assert_false (settings->is_running);
  for (gsize i = 0; i < G_N_ELEMENTS (limits); i++)
    g_assert_cmpuint (G_STRUCT_MEMBER (guint, settings, limits[i].offset), ==, limits[i].initial);
  g_assert_true (settings->clients.is_local_allowed);
  g_assert_cmpuint (settings->clients.networks->len, ==, 0);
  g_assert_cmpint (settings->access.sign_in, ==, ADIT_SIGN_IN_ELSEWHERE);
  g_assert_cmpint (settings->access.schemes, ==, ADIT_SCHEMES_BASIC);
  g_assert_false (settings->access.is_plain_basic_forbidden);
  g_assert_null (settings->certificate_path);
  g_assert_null (settings->key_path);
  g_assert_null (settings->trust_path);
  g_assert_false (settings->is_https_for_plain_clients);
  g_assert_true (settings->is_page_enabled);
  g_assert_false (settings->is_private_allowed);
  g_assert_cmpuint (settings->metrics_clients->len, ==, 0);
  g_assert_false (settings->is_metrics_by_user);
  g_assert_cmpint (settings->log.access, ==, ADIT_ACCESS_LOG_OFF);
  g_assert_null (settings->log.path);
  g_assert_cmpuint (settings->listeners->len, ==, 2);
  g_assert_cmpuint (adit_settings_find_listener (settings, "127.0.0.1:3128")->encryption, ==,
                    ADIT_ENCRYPTION_BOTH);
  g_assert_true (adit_settings_find_listener (settings, "127.0.0.1:3128")->is_enabled);
  g_assert_true (adit_settings_find_listener (settings, "[::1]:3128")->is_enabled);
}

static AditSettings *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  AditSettings *settings = adit_settings_parse (text, &error);

  g_assert_no_error (error);
  return settings;
}

static void
test_defaults (void)
{
  static const char *const empty[] = { "",
                                       "\n",
                                       "# nothing\n",
                                       "[engine]\n",
                                       "[limits]\n[access]\n",
                                       "[tls]\ncertificate=\nkey=\ntrust=\n",
                                       "[later]\nkey=value\n" };
  g_autoptr (AditSettings) fresh = adit_settings_new ();

  assert_default (fresh);
  for (gsize i = 0; i < G_N_ELEMENTS (empty); i++)
    {
      g_autoptr (AditSettings) settings = parse (empty[i]);

      assert_default (settings);
    }
  adit_settings_free (NULL);
}

/* Reads the limit with that value; whether it was taken. */
static gboolean
try_limit (const Limit *limit, guint64 value)
{
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, value);
  g_autofree char *text = g_strdup_printf ("[%s]\n%s=%s \n", limit->group, limit->key, number);
  g_autoptr (GError) error = NULL;
  g_autoptr (AditSettings) settings = adit_settings_parse (text, &error);

  if (settings)
    {
      g_assert_no_error (error);
      g_assert_cmpuint (G_STRUCT_MEMBER (guint, settings, limit->offset), ==, value);
      return TRUE;
    }

  g_assert_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr (error->message, limit->key));
  g_assert_nonnull (strstr (error->message, number));
  return FALSE;
}

static void
test_limits (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      const Limit *limit = &limits[i];

      g_test_message ("%s", limit->key);
      if (limit->min > 0)
        g_assert_false (try_limit (limit, limit->min - 1));
      g_assert_true (try_limit (limit, limit->min));
      g_assert_true (try_limit (limit, limit->max));
      g_assert_false (try_limit (limit, limit->max + 1));
    }
}

static void
test_full (void)
{
  g_autoptr (AditSettings) settings = parse ("[engine]\n"
                                             "running=true\n"
                                             "[limits]\n"
                                             "idle-seconds=0\n"
                                             "[access]\n"
                                             "clients = 10.0.0.0/8; 2001:db8::/32 ;\n"
                                             "[listener-2]\n"
                                             "address=0.0.0.0:8080\n"
                                             "[listener-1]\n"
                                             "address=[::1]:0\n"
                                             "enabled=false\n");
  const AditListenerSettings *first = g_ptr_array_index (settings->listeners, 0);
  const AditListenerSettings *second = g_ptr_array_index (settings->listeners, 1);

  g_assert_true (settings->is_running);
  g_assert_cmpuint (settings->idle_timeout_s, ==, 0);
  g_assert_cmpuint (settings->head_timeout_s, ==, 30);
  g_assert_false (settings->clients.is_local_allowed);
  g_assert_cmpuint (settings->clients.networks->len, ==, 2);
  g_assert_cmpuint (g_array_index (settings->clients.networks, AditNetwork, 0).prefix, ==, 8);
  g_assert_cmpuint (g_array_index (settings->clients.networks, AditNetwork, 1).prefix, ==, 32);
  g_assert_cmpuint (settings->listeners->len, ==, 2);
  g_assert_cmpstr (first->address, ==, "0.0.0.0:8080");
  g_assert_true (first->is_enabled);
  g_assert_cmpstr (second->address, ==, "[::1]:0");
  g_assert_false (second->is_enabled);
}

static void
test_encryption (void)
{
  g_autoptr (AditSettings) settings = parse ("[tls]\n"
                                             "certificate=/etc/c.pem\n"
                                             "key=/etc/k.pem\n"
                                             "trust=/etc/t.pem\n"
                                             "[forward]\n"
                                             "https-for-plain-clients=true\n"
                                             "[page]\n"
                                             "enabled=false\n"
                                             "[listener-1]\n"
                                             "address=[::1]:1\n"
                                             "encryption=both\n"
                                             "[listener-2]\n"
                                             "address=[::1]:2\n"
                                             "encryption = plain \n"
                                             "[listener-3]\n"
                                             "address=[::1]:3\n"
                                             "encryption=encrypted\n");

  g_assert_cmpstr (settings->certificate_path, ==, "/etc/c.pem");
  g_assert_cmpstr (settings->key_path, ==, "/etc/k.pem");
  g_assert_cmpstr (settings->trust_path, ==, "/etc/t.pem");
  g_assert_true (settings->is_https_for_plain_clients);
  g_assert_false (settings->is_page_enabled);
  for (guint i = 0; i < ADIT_N_ENCRYPTIONS; i++)
    g_assert_cmpuint (((AditListenerSettings *) settings->listeners->pdata[i])->encryption, ==, i);

  adit_settings_set_certificate (settings, settings->key_path, settings->certificate_path);
  g_assert_cmpstr (settings->certificate_path, ==, "/etc/k.pem");
  g_assert_cmpstr (settings->key_path, ==, "/etc/c.pem");
  adit_settings_set_certificate (settings, NULL, NULL);
  g_assert_null (settings->certificate_path);
  g_assert_null (settings->key_path);
}

static void
test_senders (void)
{
  g_autoptr (AditSettings) settings = parse ("[listener-1]\n"
                                             "address=[::1]:1\n"
                                             "proxy-protocol = 192.0.2.1; 198.51.100.0/24 ;\n"
                                             "[listener-2]\n"
                                             "address=[::1]:2\n"
                                             "proxy-protocol=\n"
                                             "[listener-3]\n"
                                             "address=[::1]:3\n");
  const AditListenerSettings *const *listeners =
      (const AditListenerSettings *const *) settings->listeners->pdata;

  g_assert_cmpuint (listeners[0]->senders->len, ==, 2);
  g_assert_cmpuint (g_array_index (listeners[0]->senders, AditNetwork, 0).prefix, ==, 32);
  g_assert_cmpuint (g_array_index (listeners[0]->senders, AditNetwork, 1).prefix, ==, 24);
  g_assert_cmpuint (listeners[1]->senders->len, ==, 0);
  g_assert_cmpuint (listeners[2]->senders->len, ==, 0);
}

static void
test_log_and_metrics (void)
{
  g_autoptr (AditSettings) settings = parse ("[metrics]\n"
                                             "clients=192.0.2.9;2001:db8::/64\n"
                                             "users=true\n"
                                             "[log]\n"
                                             "access = json \n"
                                             "file=/var/log/adit/access.log\n"
                                             "size-mib=0\n"
                                             "keep=0\n");
  g_autoptr (AditSettings) standard_error = parse ("[log]\naccess=text\nfile=\n");

  g_assert_cmpuint (settings->metrics_clients->len, ==, 2);
  g_assert_cmpuint (g_array_index (settings->metrics_clients, AditNetwork, 1).prefix, ==, 64);
  g_assert_cmpuint (settings->clients.networks->len, ==, 0);
  g_assert_true (settings->is_metrics_by_user);
  g_assert_cmpint (settings->log.access, ==, ADIT_ACCESS_LOG_JSON);
  g_assert_cmpstr (settings->log.path, ==, "/var/log/adit/access.log");
  g_assert_cmpuint (settings->log.size_mib, ==, 0);
  g_assert_cmpuint (settings->log.keep, ==, 0);
  g_assert_cmpint (standard_error->log.access, ==, ADIT_ACCESS_LOG_TEXT);
  g_assert_null (standard_error->log.path);
}

static void
test_default_listeners (void)
{
  g_autoptr (AditSettings) none = parse ("[engine]\ndefault-listeners=false\n");
  g_autoptr (AditSettings) both = parse ("[engine]\ndefault-listeners=true\n");
  g_autoptr (AditSettings) own = parse ("[engine]\ndefault-listeners=true\n"
                                        "[listener-1]\naddress=127.0.0.1:8080\n");
  g_assert_cmpuint (none->listeners->len, ==, 0);
  assert_default (both);
  g_assert_cmpuint (own->listeners->len, ==, 1);
  g_assert_true (both->is_by_default);
  g_assert_false (own->is_by_default);
  g_assert_false (none->is_by_default);
}

/* Nobody is not the default. */
static void
test_clients (void)
{
  g_autoptr (AditSettings) none = parse ("[access]\nclients=\n");
  g_autoptr (AditSettings) local = parse ("[access]\nclients= local ;\n");
  g_autoptr (AditSettings) both = parse ("[access]\nclients=192.0.2.1;local\n");

  g_assert_false (none->clients.is_local_allowed);
  g_assert_cmpuint (none->clients.networks->len, ==, 0);
  assert_default (local);
  g_assert_true (both->clients.is_local_allowed);
  g_assert_cmpuint (both->clients.networks->len, ==, 1);
}

static void
test_interface (void)
{
  g_autoptr (AditSettings) settings = parse ("[listener-1]\n"
                                             "address=%wlan0:3128\n"
                                             "[listener-2]\n"
                                             "address=%eth0:3128\n"
                                             "public=true\n");

  g_assert_false (adit_settings_find_listener (settings, "%wlan0:3128")->is_public_allowed);
  g_assert_true (adit_settings_find_listener (settings, "%eth0:3128")->is_public_allowed);
}

static void
test_bad (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (AditSettings) settings = adit_settings_parse (bad[i].text, &error);

      g_test_message ("%s", bad[i].text);
      g_assert_null (settings);
      g_assert_nonnull (error);
      g_assert_true (error->domain == ADIT_ERROR || error->domain == G_KEY_FILE_ERROR);
      for (gsize j = 0; j < G_N_ELEMENTS (bad[i].pieces) && bad[i].pieces[j]; j++)
        {
          g_test_message ("%s: %s", error->message, bad[i].pieces[j]);
          g_assert_nonnull (strstr (error->message, bad[i].pieces[j]));
        }
    }
}

static void
test_listeners (void)
{
  g_autoptr (AditSettings) settings = adit_settings_new ();
  AditListenerSettings *added = adit_settings_add_listener (settings, "0.0.0.0:8080", FALSE);

  g_assert_cmpstr (added->address, ==, "0.0.0.0:8080");
  g_assert_false (added->is_enabled);
  g_assert_true (adit_settings_find_listener (settings, "0.0.0.0:8080") == added);
  g_assert_null (adit_settings_find_listener (settings, "0.0.0.0:8081"));

  g_assert_true (adit_settings_remove_listener (settings, "127.0.0.1:3128"));
  g_assert_false (adit_settings_remove_listener (settings, "127.0.0.1:3128"));
  g_assert_cmpuint (settings->listeners->len, ==, 2);
  g_assert_true (g_ptr_array_index (settings->listeners, 1) == added);
}

/* Every way to sign in is read, and read again as it was printed. */
static void
test_access (void)
{
  for (guint i = 0; i < ADIT_N_SIGN_INS * ADIT_N_SCHEMES; i++)
    {
      AditSignIn sign_in = i % ADIT_N_SIGN_INS;
      AditSchemes schemes = i / ADIT_N_SIGN_INS;
      g_autofree char *text =
          g_strdup_printf ("[access]\nsign-in=%s\nschemes=%s\nplain-basic=%s\n",
                           adit_sign_in_to_word (sign_in), adit_schemes_to_word (schemes),
                           i % 2 ? "true" : "false");
      g_autoptr (AditSettings) settings = parse (text);
      g_autofree char *printed = adit_settings_print (settings, NULL);
      g_autoptr (AditSettings) again = parse (printed);

      g_assert_cmpint (settings->access.sign_in, ==, sign_in);
      g_assert_cmpint (settings->access.schemes, ==, schemes);
      g_assert_cmpint (settings->access.is_plain_basic_forbidden, ==, i % 2 == 0);
      g_assert_cmpmem (&settings->access, sizeof (AditAccess), &again->access, sizeof (AditAccess));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/settings/defaults", test_defaults);
  g_test_add_func ("/model/settings/access", test_access);
  g_test_add_func ("/model/settings/limits", test_limits);
  g_test_add_func ("/model/settings/full", test_full);
  g_test_add_func ("/model/settings/encryption", test_encryption);
  g_test_add_func ("/model/settings/senders", test_senders);
  g_test_add_func ("/model/settings/default-listeners", test_default_listeners);
  g_test_add_func ("/model/settings/log-and-metrics", test_log_and_metrics);
  g_test_add_func ("/model/settings/bad", test_bad);
  g_test_add_func ("/model/settings/clients", test_clients);
  g_test_add_func ("/model/settings/interface", test_interface);
  g_test_add_func ("/model/settings/listeners", test_listeners);

  return g_test_run ();
}
