/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The Background portal: asks the desktop whether a sandboxed program may run without a window, and
 * tells it whether to start it at login. Both are one question to it, which is asked again whenever
 * one of them changes. Main thread. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Asks. @window: the portals' parent window, may be empty. @command: what to run at login inside
 * the sandbox, or NULL: nothing, and what was to run before is not any more. The answer waits for
 * a person where one is asked, for however long that takes. */
void adit_engine_portal_ask_async (GDBusConnection *connection,
                                   const char *window,
                                   const char *const *command,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);

/* Whether it was allowed to run without a window, and at login, which is never so where it was not
 * wanted. FALSE with ADIT_ERROR_FAILED when nobody could be asked. */
gboolean adit_engine_portal_ask_finish (GAsyncResult *result,
                                        gboolean *is_background_allowed,
                                        gboolean *is_start_allowed,
                                        GError **error);

G_END_DECLS
