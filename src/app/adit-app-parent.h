/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the desktop's portals know a window by, so that a question of theirs stands before it. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @identifier: for the portals' parent_window; "" when the window system has none. */
typedef void (*AditAppParentFunc) (const char *identifier, gpointer user_data);

/* Calls @function, at once or when the window system has answered; not any more once @window is
 * hidden. It stays known by that identifier for as long as it is shown. @destroy: (nullable): for
 * @user_data, some time after the call or without one. */
void adit_app_parent_identify (GtkWindow *window,
                               AditAppParentFunc function,
                               gpointer user_data,
                               GDestroyNotify destroy);

G_END_DECLS
