/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A word about something that happened, shown over whatever page is on top. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* In the nearest AdwToastOverlay around @widget; @text is plain, without final full stop. */
void adit_app_toast (GtkWidget *widget, const char *text);

/* As adit_app_toast(), with @error's message after @text; silent about cancelled calls. */
void adit_app_toast_error (GtkWidget *widget, const char *text, const GError *error);

/* Something that can be undone, shown before all that waits to be: @undo, with @data alone, is
 * called when the person wants that. @free_data is called in any case, in the end. */
void adit_app_toast_undo (GtkWidget *widget,
                          const char *text,
                          GCallback undo,
                          gpointer data,
                          GDestroyNotify free_data);

G_END_DECLS
