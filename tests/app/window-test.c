/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "window-test.h"

#include "app/adit-app-overview-page.h"
#include "app/adit-app-tunnels-page.h"
#include "bus/adit-bus-names.h"
#include "toolkit-test.h"

gpointer
window_test_get_child (gpointer owner, GType type, const char *name)
{
  GObject *child = gtk_widget_get_template_child (GTK_WIDGET (owner), type, name);

  g_assert_nonnull (child);
  return child;
}

gpointer
window_test_get_tunnels_page (WindowTest *test)
{
  return window_test_get_child (test->window, ADIT_APP_TYPE_WINDOW, "tunnels");
}

AditAppTunnelTable *
window_test_get_live_table (WindowTest *test)
{
  GtkStack *stack = window_test_get_child (window_test_get_tunnels_page (test),
                                           ADIT_APP_TYPE_TUNNELS_PAGE, "stack");

  return ADIT_APP_TUNNEL_TABLE (gtk_stack_get_child_by_name (stack, "live"));
}

gpointer
window_test_get_overview_child (WindowTest *test, const char *name)
{
  gpointer page = window_test_get_child (test->window, ADIT_APP_TYPE_WINDOW, "overview");

  return window_test_get_child (page, ADIT_APP_TYPE_OVERVIEW_PAGE, name);
}

gpointer
window_test_find_toplevel (GType type)
{
  g_autoptr (GListModel) toplevels = g_object_ref (gtk_window_get_toplevels ());

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (toplevels, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (window, type))
        return window;
    }

  return NULL;
}

const char *
window_test_get_tunnels_state (WindowTest *test)
{
  GtkStack *stack = window_test_get_child (window_test_get_tunnels_page (test),
                                           ADIT_APP_TYPE_TUNNELS_PAGE, "stack");

  return gtk_stack_get_visible_child_name (stack);
}

/* @widget, or the first inside that @is_it; NULL when there is none. */
static gpointer
find_where (gpointer widget,
            gboolean (*is_it) (gpointer widget, gconstpointer what),
            gconstpointer what)
{
  gpointer found = is_it (widget, what) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_where (child, is_it, what);

  return found;
}

static gboolean
is_of_type (gpointer widget, gconstpointer type)
{
  return G_TYPE_CHECK_INSTANCE_TYPE (widget, GPOINTER_TO_SIZE (type));
}

gpointer
window_test_find (gpointer widget, GType type)
{
  return find_where (widget, is_of_type, GSIZE_TO_POINTER (type));
}

static gboolean
is_button_named (gpointer widget, gconstpointer name)
{
  return GTK_IS_BUTTON (widget) && (g_strcmp0 (gtk_button_get_icon_name (widget), name) == 0 ||
                                    g_strcmp0 (gtk_button_get_label (widget), name) == 0);
}

gpointer
window_test_find_button (gpointer widget, const char *name)
{
  return find_where (widget, is_button_named, name);
}

void
window_test_click (gpointer button)
{
  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

static gboolean
is_label_reading (gpointer widget, gconstpointer text)
{
  return GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) &&
         g_str_equal (gtk_label_get_text (widget), text);
}

gboolean
window_test_has_text (gpointer widget, const char *text)
{
  return find_where (widget, is_label_reading, text) != NULL;
}

static gboolean
is_label_with_text (gpointer widget, gconstpointer unused)
{
  return GTK_IS_LABEL (widget) && gtk_label_get_text (widget)[0] != '\0';
}

/* Roles that take their name from what is inside. */
static gboolean
is_named_by_content (GtkWidget *widget)
{
  return GTK_IS_BUTTON (widget) || GTK_IS_LIST_BOX_ROW (widget) || GTK_IS_LABEL (widget);
}

static gboolean
is_named (GtkWidget *widget)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (widget);

  if (gtk_test_accessible_has_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL))
    {
      g_autofree char *difference =
          gtk_test_accessible_check_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL, "");

      return difference != NULL;
    }

  return gtk_test_accessible_has_relation (accessible, GTK_ACCESSIBLE_RELATION_LABELLED_BY) ||
         (is_named_by_content (widget) && find_where (widget, is_label_with_text, NULL) != NULL);
}

/* Whether the Tab key stops at it, rather than at something inside of it or around it. */
static gboolean
takes_focus (GtkWidget *widget)
{
  GtkAccessibleRole role = gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (widget));

  /* a list is entered at its rows, for all that newer GTK calls it focusable as well */
  return gtk_widget_get_focusable (widget) && gtk_widget_get_mapped (widget) &&
         role != GTK_ACCESSIBLE_ROLE_LIST && role != GTK_ACCESSIBLE_ROLE_NONE &&
         role != GTK_ACCESSIBLE_ROLE_PRESENTATION;
}

static guint
audit_names (GtkWidget *widget, GString *nameless)
{
  guint n_checked = 0;

  /* Nothing inside of such a one takes it either. */
  if (!gtk_widget_get_can_focus (widget))
    return 0;

  if (takes_focus (widget))
    {
      n_checked++;
      if (!is_named (widget))
        g_string_append_printf (nameless, " %s(%s)", G_OBJECT_TYPE_NAME (widget),
                                gtk_widget_get_css_name (widget));
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n_checked += audit_names (child, nameless);

  return n_checked;
}

void
window_test_check_names (gpointer widget, guint n_at_least)
{
  g_autoptr (GString) nameless = g_string_new (NULL);
  guint n_checked = audit_names (widget, nameless);

  g_assert_cmpstr (nameless->str, ==, "");
  g_assert_cmpuint (n_checked, >=, n_at_least);
}

void
window_test_open_tunnels (WindowTest *test, guint n_tunnels)
{
  for (guint i = 1; i <= n_tunnels; i++)
    {
      g_autofree char *client = g_strdup_printf ("127.0.0.1:%u", 1024 + i);
      g_autofree char *target = g_strdup_printf ("host-%u.example.org:443", i);

      fake_engine_open (test->engine, i, client, target);
    }
  fake_engine_tell (test->engine);
}

void
window_test_show (WindowTest *test)
{
  GListModel *tunnels =
      G_LIST_MODEL (adit_app_feed_get_tunnels (adit_app_window_get_feed (test->window)));

  gtk_window_present (GTK_WINDOW (test->window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (test->window));
  if (test->engine != NULL)
    WAIT_UNTIL (test->engine->subscriber != NULL &&
                g_list_model_get_n_items (tunnels) == test->engine->live->len);
}

void
window_test_settle (WindowTest *test)
{
  app_test_sync (test->client_connection);
  app_test_sync (test->engine_connection);
  app_test_sync (test->client_connection);
}

/* What a window of an earlier test kept. */
static void
forget_state (void)
{
  static const char *const keys[] = { "width", "height",      "is-maximized",
                                      "view",  "sort-column", "sort-descending",
                                      NULL };
  g_autoptr (GSettings) settings = g_settings_new (ADIT_APP_ID);

  for (guint i = 0; keys[i] != NULL; i++)
    g_settings_reset (settings, keys[i]);
}

static void
set_up (WindowTest *test, gconstpointer function)
{
  g_autoptr (GError) error = NULL;

  test->application = g_object_ref (ADIT_APP_APPLICATION (g_application_get_default ()));
  test->engine_connection = app_test_connect (NULL);
  test->client_connection = app_test_connect (NULL);
  test->engine = fake_engine_new (test->engine_connection);
  fake_engine_set_running (test->engine, TRUE);
  app_test_sync (test->engine_connection);

  forget_state ();
  test->client = adit_bus_client_new (test->client_connection);
  WAIT_UNTIL (adit_bus_client_get_state (test->client) == ADIT_BUS_CLIENT_READY);
  test->window =
      ADIT_APP_WINDOW (adit_app_window_new (GTK_APPLICATION (test->application), test->client));
  gtk_window_set_default_size (GTK_WINDOW (test->window), 960, 640);
}

static void
tear_down (WindowTest *test, gconstpointer function)
{
  AditAppWindow *window = test->window;
  AditBusClient *client;

  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &test->window);
  gtk_window_close (GTK_WINDOW (window));
  WAIT_UNTIL (test->window == NULL);

  /* Calls that are under way hold the client until they are answered. */
  client = test->client;
  g_object_add_weak_pointer (G_OBJECT (client), (gpointer *) &test->client);
  g_object_unref (client);
  WAIT_UNTIL (test->client == NULL);

  g_clear_pointer (&test->engine, fake_engine_free);
  app_test_sync (test->engine_connection);
  g_object_unref (test->engine_connection);
  g_object_unref (test->client_connection);
  g_object_unref (test->application);
}

static void
run (WindowTest *test, gconstpointer function)
{
  ((WindowTestFunc) function) (test);
}

void
window_test_add (const char *path, WindowTestFunc function)
{
  g_test_add (path, WindowTest, (gconstpointer) function, set_up, run, tear_down);
}

AditAppApplication *
window_test_init (int *argc, char ***argv)
{
  AditAppApplication *application;

  toolkit_test_init (argc, argv);
  application = adit_app_application_new ();
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (application), NULL, NULL);
  g_application_set_default (G_APPLICATION (application));

  return application;
}
