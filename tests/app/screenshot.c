/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Renders the window to a PNG file, against the fake engine with plausible data: for the README,
 * and for looking at every page in every dress. Not installed. Started by the script of the same
 * name, which pins everything around it. */

#include "app-test.h"
#include "app/adit-app-application.h"
#include "app/adit-app-import-dialog.h"
#include "app/adit-app-reach-row.h"
#include "app/adit-app-upstream-dialog.h"
#include "app/adit-app-users-page.h"
#include "app/adit-app-window.h"
#include "fake-engine.h"

#include <locale.h>
#include <math.h>

#define MINUTE_US (60 * G_USEC_PER_SEC)

static char *page = "overview";
static int width = 960;
static int height = 640;
static int dpi = 96;
static int rows = 14;
static gboolean is_rtl;

static const GOptionEntry entries[] = {
  { "page", 0, 0, G_OPTION_ARG_STRING, &page,
    "overview, failed, off, tunnels, tunnels-off, empty, search, selected, ended, files, expanded, "
    "dialog, shared, share, preferences, users, nobody, user-dialog, limits, import, rules, "
    "rules-why, rules-empty, rules-error, rule-dialog, upstreams, upstream-dialog, starting, lost",
    "PAGE" },
  { "width", 0, 0, G_OPTION_ARG_INT, &width, "Width of the window", "PIXELS" },
  { "height", 0, 0, G_OPTION_ARG_INT, &height, "Height of the window", "PIXELS" },
  { "dpi", 0, 0, G_OPTION_ARG_INT, &dpi, "Size of text; 96 is usual", "DPI" },
  { "rows", 0, 0, G_OPTION_ARG_INT, &rows, "How many tunnels there are", "N" },
  { "rtl", 0, 0, G_OPTION_ARG_NONE, &is_rtl, "Right to left", NULL },
  { NULL },
};

typedef struct
{
  const char *client, *target;
  guint64 sent, received, sent_rate, received_rate;
  int age_s;
  AditPhase phase;
  AditCause cause; /* of its end */
  const char *method, *path;
  guint16 status;
  gboolean is_encrypted;
} Example;

static const Example examples[] = {
  { "127.0.0.1:50412", "video.example.org:443", 1840221, 912340112, 4120, 3211800, 731,
    ADIT_PHASE_RELAY, ADIT_CAUSE_FINISHED },
  { "127.0.0.1:50418", "www.example.org:443", 20111, 1480992, 0, 0, 64, ADIT_PHASE_RELAY,
    ADIT_CAUSE_FINISHED },
  { "[::1]:41190", "mail.example.net:993", 48112, 812334, 0, 0, 14811, ADIT_PHASE_RELAY,
    ADIT_CAUSE_ORIGIN_RESET },
  { "127.0.0.1:50444", "packages.example.com:443", 5121, 61230411, 980, 1811200, 34,
    ADIT_PHASE_RELAY, ADIT_CAUSE_FINISHED },
  { "127.0.0.1:50452", "git.example.com:22", 881230, 120441, 612000, 1400, 12, ADIT_PHASE_RELAY,
    ADIT_CAUSE_CLIENT_RESET },
  { "[::1]:41204", "[2001:db8::17]:8443", 811, 4410, 0, 0, 301, ADIT_PHASE_RELAY, ADIT_CAUSE_IDLE },
  { "127.0.0.1:50460", "no-such-host.example:443", 0, 0, 0, 0, 1, ADIT_PHASE_CONNECT,
    ADIT_CAUSE_NAME_NOT_FOUND },
  { "127.0.0.1:50466", "chat.example.org:443", 91204, 410233, 210, 380, 5211, ADIT_PHASE_RELAY,
    ADIT_CAUSE_FINISHED },
  { "127.0.0.1:50468", "192.0.2.44:25", 0, 0, 0, 0, 9, ADIT_PHASE_CONNECT,
    ADIT_CAUSE_CONNECT_TIMEOUT },
  { "192.0.2.31:51320", "www.example.org:80", 612, 183320, 0, 0, 3, ADIT_PHASE_RELAY,
    ADIT_CAUSE_ANSWERED, "GET", "/pictures/2026/summer/lake.jpeg", 200, TRUE },
  { "192.0.2.31:51322", "api.example.net:443", 40911, 211, 1900, 0, 2, ADIT_PHASE_RELAY,
    ADIT_CAUSE_ANSWERED, "POST", "/v2/reports", 404, TRUE },
  { "127.0.0.1:50470", "", 0, 0, 0, 0, 0, ADIT_PHASE_PARSE, ADIT_CAUSE_BAD_TARGET },
  { "127.0.0.1:50472",
    "a-very-long-name-of-a-host-that-hardly-fits.region-7.storage.example.com:443", 12044, 99120, 0,
    0, 187, ADIT_PHASE_RELAY, ADIT_CAUSE_REFUSED },
};

static const char rules_example[] =
    "# Rules of the house\n\n"
    "# mail is not for guests\n"
    "deny port 25,465,587 from 192.0.2.0/24\n"
    "allow host *.example.org,example.org user alice,bob\n"
    "deny host tracker.example.com,*.tracker.example.com # nobody needs these\n"
    "upstream office https proxy.example.net:3129 user alice\n"
    "upstream tor socks5 127.0.0.1:9050\n"
    "via office host *.corp.example.net,wiki.example.net\n"
    "allow-local address 10.20.0.0/16 port 443 user alice from 192.0.2.17\n"
    "via tor host *.onion\n"
    "deny address 203.0.113.0/24,2001:db8::/32 port 1-1023\n"
    "default deny\n";

static void
add_examples (FakeEngine *engine, gboolean is_ended)
{
  for (int i = 0; i < rows; i++)
    {
      const Example *example = &examples[(guint) i % G_N_ELEMENTS (examples)];
      AditTunnel *tunnel =
          fake_engine_open (engine, (guint64) i + 1, example->client, example->target);
      guint16 status = example->status ? example->status : adit_cause_row (example->cause)->status;

      if (example->method)
        fake_engine_forward (engine, tunnel, example->method, example->path, example->is_encrypted);
      fake_engine_carry (engine, tunnel, example->sent, example->received);
      tunnel->figures.sent_rate = example->sent_rate;
      tunnel->figures.received_rate = example->received_rate;
      tunnel->figures.phase = example->phase;
      tunnel->started_us -= (example->age_s + i * 7) * G_USEC_PER_SEC;
      if (is_ended)
        {
          fake_engine_end (engine, tunnel, example->cause, status);
          ((AditTunnel *) engine->ended->pdata[0])->ended_us -= (rows - i) * 11 * G_USEC_PER_SEC;
        }
    }
}

/* A minute of traffic with hills in it, the same every time. */
static void
add_traffic (AditAppTraffic *traffic)
{
  gint64 now_us = g_get_monotonic_time ();

  for (int i = 59; i >= 0; i--)
    {
      double x = 59 - i;
      double received = 2.4e6 + 1.6e6 * sin (x / 6) + 6e5 * sin (x * 1.7);
      double sent = 4e5 + 2.5e5 * sin (x / 4 + 2) + 2e5 * (fmod (x, 17) > 13);

      adit_app_traffic_add (traffic, now_us - i * G_USEC_PER_SEC, (guint64) MAX (sent, 0),
                            (guint64) MAX (received, 0));
    }
}

typedef struct
{
  const char *name, *address;
  guint n_active;
  guint64 sent_rate, received_rate, sent_today, received_today, sent, received;
  int age_s;
  gboolean is_used_up;
} Person;

static const Person people[] = {
  { "anna", "192.0.2.31", 3, 4120, 3211800, 4840221, 912340112, 81840221, 21912340112, 1, FALSE },
  { "björn", "192.0.2.44", 0, 0, 0, 1204411, 8120441, 181204411, 912340112, 754, FALSE },
  { "carla.with-a-long-name@example.org", "2001:db8:4711:8::17", 1, 612000, 1400, 881230331,
    1204410, 2812303310, 912044100, 3, FALSE },
  { "dora", "192.0.2.9", 0, 0, 0, 0, 0, 91204, 410233, 864000, TRUE },
  { "emil", "", 0, 0, 0, 0, 0, 0, 0, 0, FALSE },
};

static void
add_person (FakeUsers *users, const Person *person)
{
  const AditBusUsage usage = {
    .n_active = person->n_active,
    .sent_rate = person->sent_rate,
    .received_rate = person->received_rate,
    .sent_bytes = person->sent,
    .received_bytes = person->received,
    .sent_today_bytes = person->sent_today,
    .received_today_bytes = person->received_today,
    .today_bytes = person->sent_today + person->received_today,
    .month_bytes = person->received / 2,
    .last_seen_us = person->age_s > 0 ? g_get_real_time () - person->age_s * G_USEC_PER_SEC : 0,
    .is_used_up = person->is_used_up,
  };
  AditBusUsage copy = usage;

  g_strlcpy (copy.address, person->address, sizeof copy.address);
  fake_users_add (users, person->name, &copy);
}

static void
add_people (FakeUsers *users)
{
  g_autoptr (AditUser) anna = NULL;
  g_autoptr (AditUser) emil = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    add_person (users, &people[i]);

  anna = adit_user_copy (fake_users_find (users, "anna"));
  anna->has_own_limits = TRUE;
  anna->limits = (AditUserLimits){ 5000000, 50000000000, 20, ADIT_QUOTA_MONTH, ADIT_QUOTA_END };
  anna->expires_on = 20991231;
  fake_users_change (users, anna);
  emil = adit_user_copy (fake_users_find (users, "emil"));
  emil->is_enabled = FALSE;
  emil->expires_on = 20261001;
  fake_users_change (users, emil);
}

static void
spin_until_idle (guint n_ms)
{
  gint64 end_us = g_get_monotonic_time () + n_ms * 1000;

  while (g_get_monotonic_time () < end_us)
    g_main_context_iteration (NULL, FALSE);
}

static gboolean
is_page (const char *name)
{
  return g_str_equal (page, name);
}

static GtkWidget *
find_child (GtkWidget *widget, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_child (child, type);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* The toggle button with this label. */
static void
press_toggle (GtkWidget *widget, const char *label)
{
  if (GTK_IS_TOGGLE_BUTTON (widget) &&
      g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (widget), TRUE);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    press_toggle (child, label);
}

static void
press_button (GtkWidget *widget, const char *label)
{
  if (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0)
    g_signal_emit_by_name (widget, "clicked");

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    press_button (child, label);
}

static GtkWidget *
find_dialog (void)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (toplevels, i);

      if (!ADIT_APP_IS_WINDOW (window) &&
          (ADW_IS_WINDOW (window) || ADW_IS_MESSAGE_DIALOG (window)))
        return window;
    }

  return NULL;
}

/* The action of the page of users that opens what is asked for. */
static void
open_users_dialog (AditAppWindow *window)
{
  GtkWidget *users = find_child (GTK_WIDGET (window), ADIT_APP_TYPE_USERS_PAGE);

  if (is_page ("user-dialog"))
    gtk_widget_activate_action (users, "users.add", NULL);
  if (is_page ("limits"))
    gtk_widget_activate_action (users, "users.limits", "s", "anna");
  if (is_page ("import"))
    {
      g_autoptr (AditHtpasswd) read =
          adit_htpasswd_parse ("# ours\nanna:$apr1$x\n\ncarla\nd,d:$y$x\nemil:{SHA}x\n");

      adit_app_import_dialog_present (users, 12, read->refusals);
    }
}

static gboolean
is_users_page (void)
{
  return is_page ("users") || is_page ("nobody") || is_page ("user-dialog") || is_page ("limits") ||
         is_page ("import");
}

static gboolean
is_on_overview (void)
{
  static const char *const pages[] = { "overview", "off",    "failed", "files",       "expanded",
                                       "dialog",   "shared", "share",  "preferences", NULL };

  return g_strv_contains (pages, page);
}

static gboolean
is_about_rules (void)
{
  return g_str_has_prefix (page, "rule") || g_str_has_prefix (page, "upstream");
}

static void
type_into (GtkWidget *widget, const char *placeholder, const char *text)
{
  if (GTK_IS_ENTRY (widget) &&
      g_strcmp0 (gtk_entry_get_placeholder_text (GTK_ENTRY (widget)), placeholder) == 0)
    gtk_editable_set_text (GTK_EDITABLE (widget), text);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    type_into (child, placeholder, text);
}

static void
arrange_rules (AditAppWindow *window)
{
  adit_app_window_show_view (window, "rules");
  if (is_page ("rules-why"))
    {
      press_toggle (GTK_WIDGET (window), "_Why?");
      type_into (GTK_WIDGET (window), "User: nobody", "alice");
      type_into (GTK_WIDGET (window), "Client: this computer", "192.0.2.31");
      type_into (GTK_WIDGET (window), "HOST:PORT", "tracker.example.com:443");
      press_button (GTK_WIDGET (window), "_Test");
    }
  if (is_page ("rule-dialog") && find_dialog () == NULL)
    press_button (GTK_WIDGET (window), "Add _Rule…");
  if (is_page ("upstreams") && find_dialog () == NULL)
    press_button (GTK_WIDGET (window), "Up_stream Proxies…");
  if (is_page ("upstream-dialog") && find_dialog () == NULL)
    gtk_window_present (GTK_WINDOW (
        adit_app_upstream_dialog_new (adit_app_feed_get_client (adit_app_window_get_feed (window)),
                                      NULL)));
}

static void
arrange (AditAppWindow *window)
{
  GtkWidget *found;

  if (is_users_page ())
    {
      adit_app_window_show_view (window, "users");
      if (gtk_widget_get_mapped (GTK_WIDGET (window)) && find_dialog () == NULL)
        open_users_dialog (window);
      return;
    }
  if (is_about_rules ())
    {
      arrange_rules (window);
      return;
    }
  if (!is_on_overview ())
    adit_app_window_show_view (window, "tunnels");
  if (is_page ("preferences") && find_dialog () == NULL)
    gtk_widget_activate_action (GTK_WIDGET (window), "win.preferences", NULL);
  if (is_page ("share") && find_dialog () == NULL)
    {
      found = find_child (GTK_WIDGET (window), ADIT_APP_TYPE_REACH_ROW);
      if (found != NULL)
        adw_combo_row_set_selected (ADW_COMBO_ROW (found), 2);
    }
  if (is_page ("search"))
    {
      found = find_child (GTK_WIDGET (window), GTK_TYPE_SEARCH_ENTRY);
      gtk_editable_set_text (GTK_EDITABLE (found), "example.org");
    }
  if (is_page ("ended"))
    press_toggle (GTK_WIDGET (window), "Ended");
  if (is_page ("dialog") && find_dialog () == NULL)
    press_button (GTK_WIDGET (window), "Use _Files…");
  if (is_page ("expanded") || is_page ("shared") || is_page ("share"))
    {
      found = find_child (GTK_WIDGET (window), ADW_TYPE_EXPANDER_ROW);
      if (found != NULL)
        adw_expander_row_set_expanded (ADW_EXPANDER_ROW (found), TRUE);
    }
  if (is_page ("selected"))
    {
      found = find_child (GTK_WIDGET (window), GTK_TYPE_COLUMN_VIEW);
      gtk_selection_model_select_range (gtk_column_view_get_model (GTK_COLUMN_VIEW (found)), 1, 3,
                                        TRUE);
    }
}

static void
save (GtkWidget *widget, const char *path)
{
  GdkPaintable *paintable = gtk_widget_paintable_new (widget);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GskRenderer *renderer = gtk_native_get_renderer (GTK_NATIVE (widget));
  GskRenderNode *node;
  g_autoptr (GdkTexture) texture = NULL;

  gdk_paintable_snapshot (paintable, snapshot, gdk_paintable_get_intrinsic_width (paintable),
                          gdk_paintable_get_intrinsic_height (paintable));
  node = gtk_snapshot_free_to_node (snapshot);
  texture = gsk_renderer_render_texture (renderer, node, NULL);
  gdk_texture_save_to_png (texture, path);
  gsk_render_node_unref (node);
  g_object_unref (paintable);
}

static FakeEngine *
create_engine (GDBusConnection *connection)
{
  FakeEngine *engine;

  if (is_page ("lost") || is_page ("starting"))
    return NULL;

  engine = fake_engine_new (connection);
  fake_engine_set_listeners (engine, ADIT_LISTENER_OFF, "127.0.0.1:3128", "[::1]:3128", NULL);
  fake_engine_set_running (engine, !is_page ("off") && !is_page ("tunnels-off"));
  if (is_page ("failed"))
    fake_engine_set_listeners (engine, ADIT_LISTENER_FAILED, "127.0.0.1:3128", "[::1]:3128", NULL);
  if (is_page ("files"))
    {
      fake_engine_set_certificate (engine, "/etc/ssl/certs/proxy.example.org.pem",
                                   "/etc/ssl/private/proxy.example.org.pem");
      adit_bus_certificate_set_error (engine->certificate,
                                      "/etc/ssl/private/proxy.example.org.pem: the key does not "
                                      "belong to the certificate");
    }
  if (is_page ("shared"))
    fake_engine_set_listeners (engine, ADIT_LISTENER_LISTENING, "0.0.0.0:3128", NULL);
  if (is_page ("shared") || is_page ("preferences"))
    fake_access_block (engine->access, "192.168.1.31", "admin", 540);
  if (is_page ("overview") || is_page ("tunnels") || is_page ("search") || is_page ("selected") ||
      is_page ("ended"))
    add_examples (engine, is_page ("ended"));
  if (is_users_page () && !is_page ("nobody"))
    add_people (engine->users);
  if (is_about_rules () && !is_page ("rules-empty"))
    fake_rules_set_text (engine->rules, rules_example);
  if (is_page ("rules-error"))
    {
      fake_rules_set_error (engine->rules,
                            "/home/anna/.config/adit/rules.conf: line 7: “alow” is not "
                            "one of allow, allow-local, deny, via");
      fake_rules_deny (engine->rules, 3);
    }
  fake_engine_tell (engine);
  return engine;
}

int
main (int argc, char *argv[])
{
  g_autoptr (GOptionContext) context = g_option_context_new ("FILE");
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) engine_connection = NULL;
  g_autoptr (GDBusConnection) client_connection = NULL;
  g_autoptr (FakeEngine) engine = NULL;
  g_autoptr (AditBusClient) client = NULL;
  g_autoptr (AditAppApplication) application = NULL;
  GtkWidget *window;

  setlocale (LC_ALL, "");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc != 2)
    g_error ("%s", error != NULL ? error->message : "One file is needed");

  application = adit_app_application_new ();
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", dpi * 1024, NULL);
  if (is_rtl)
    gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);

  engine_connection = app_test_connect (NULL);
  client_connection = app_test_connect (NULL);
  engine = create_engine (engine_connection);
  client = adit_bus_client_new (client_connection);
  if (!is_page ("starting"))
    while (adit_bus_client_get_state (client) == ADIT_BUS_CLIENT_STARTING)
      g_main_context_iteration (NULL, TRUE);

  window = adit_app_window_new (GTK_APPLICATION (application), client);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  if (!is_page ("off") && !is_page ("failed"))
    add_traffic (adit_app_feed_get_traffic (adit_app_window_get_feed (ADIT_APP_WINDOW (window))));
  arrange (ADIT_APP_WINDOW (window));
  gtk_window_present (GTK_WINDOW (window));
  if (!is_page ("starting"))
    spin_until_idle (700);
  arrange (ADIT_APP_WINDOW (window));
  spin_until_idle (is_page ("starting") ? 0 : 500);
  if (is_page ("share") || is_page ("preferences"))
    {
      arrange (ADIT_APP_WINDOW (window));
      spin_until_idle (500);
      gtk_window_set_default_size (GTK_WINDOW (find_dialog ()), width, height);
      spin_until_idle (500);
    }
  save (find_dialog () != NULL ? find_dialog () : window, argv[1]);
  gtk_window_destroy (GTK_WINDOW (window));
  return 0;
}
