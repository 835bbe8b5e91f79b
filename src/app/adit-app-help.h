/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The help, by whatever can show it: the desktop's help viewer; where there is none, and from a
 * sandbox, whose help a viewer outside does not find, the same as one HTML file in a browser; and
 * where nothing can be opened, a dialog that tells where it is. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @parent: NULL where there is no window yet. */
void adit_app_help_show (GtkWindow *parent);

G_END_DECLS
