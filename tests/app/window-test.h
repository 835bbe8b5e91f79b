/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A window on a fake engine, for tests. Both talk over the bus of the session, which the wrapper
 * made private, on connections of their own. */

#pragma once

#include "app-test.h"
#include "app/adit-app-application.h"
#include "app/adit-app-tunnel-table.h"
#include "app/adit-app-window.h"
#include "fake-engine.h"

G_BEGIN_DECLS

typedef struct
{
  AditAppApplication *application;
  GDBusConnection *engine_connection;
  GDBusConnection *client_connection;
  FakeEngine *engine;
  AditBusClient *client;
  AditAppWindow *window;
} WindowTest;

typedef void (*WindowTestFunc) (WindowTest *test);

/* Instead of toolkit_test_init(): the application of all windows. (transfer full) */
AditAppApplication *window_test_init (int *argc, char ***argv);

/* Adds a test that begins with an engine, on, and a window of 960×640 that is not shown yet. In the
 * end the window must go when it is closed. */
void window_test_add (const char *path, WindowTestFunc function);

/* Shows the window and waits until it was drawn and its first rows are there. */
void window_test_show (WindowTest *test);

/* Waits until the engine has had all that the window asked for, and the window the answers. */
void window_test_settle (WindowTest *test);

/* A child of the template of @owner, whose type is @type. */
gpointer window_test_get_child (gpointer owner, GType type, const char *name);

/* A child of the template of the page that comes first. */
gpointer window_test_get_overview_child (WindowTest *test, const char *name);

/* The page of tunnels, and what is in it. */
gpointer window_test_get_tunnels_page (WindowTest *test);
AditAppTunnelTable *window_test_get_live_table (WindowTest *test);
const char *window_test_get_tunnels_state (WindowTest *test);

/* Opens tunnels 1 to @n_tunnels. */
void window_test_open_tunnels (WindowTest *test, guint n_tunnels);

/* The first widget inside @widget, which may be it, of this type; NULL when there is none. */
gpointer window_test_find (gpointer widget, GType type);

/* The first button inside @widget with this label or icon; NULL when there is none. */
gpointer window_test_find_button (gpointer widget, const char *name);

/* As a person does, who can only where it is sensitive. */
void window_test_click (gpointer button);

/* Whether a label inside @widget that is on the screen reads so. */
gboolean window_test_has_text (gpointer widget, const char *text);

/* The window of this type; NULL when there is none. */
gpointer window_test_find_toplevel (GType type);

/* Everything inside @widget that the Tab key stops at has a name; there are so many at least. */
void window_test_check_names (gpointer widget, guint n_at_least);

G_END_DECLS
