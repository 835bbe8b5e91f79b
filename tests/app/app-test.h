/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What tests of the window share: waiting for conditions, and connections of their own. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Runs the main loop until @condition holds; the test fails when that takes half a minute. */
#define WAIT_UNTIL(condition)                                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    guint deadline_ = app_test_begin_wait (#condition);                                            \
    while (!(condition))                                                                           \
      g_main_context_iteration (NULL, TRUE);                                                       \
    g_source_remove (deadline_);                                                                   \
  }                                                                                                \
  G_STMT_END

guint app_test_begin_wait (const char *condition);

/* A connection of its own to the bus at @address; the session bus when NULL. (transfer full) */
GDBusConnection *app_test_connect (const char *address);

/* Waits until what was sent on @connection before has been seen by the bus, and handles what came
 * back meanwhile. */
void app_test_sync (GDBusConnection *connection);

G_END_DECLS
