/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Names, for assistive technologies, of what GTK and libadwaita put inside their widgets and the
 * Tab key stops at: what scrolls in a status page, the lists in an expander row, the button in a
 * menu button. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Names everything of @type that is @widget or inside of it, but not inside of another such. */
void adit_app_name_inner (gpointer widget, GType type, const char *name);

/* Names both it and the button inside, each once. */
void adit_app_name_menu_button (GtkMenuButton *button, const char *name);

G_END_DECLS
