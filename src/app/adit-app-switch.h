/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A GtkSwitch that follows something elsewhere: its position shows what is wanted, its colour what
 * is so. GTK changes both together unless a "state-set" handler says otherwise; such a handler
 * begins with
 *
 *     if (adit_app_switch_is_following (toggle))
 *       return GDK_EVENT_STOP;
 *
 * and, as it is only called for what the person does then, asks for the change and returns
 * GDK_EVENT_STOP too: the colour follows when the change has come about. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void adit_app_switch_follow (GtkSwitch *toggle, gboolean is_wanted, gboolean is_so);

/* Whether adit_app_switch_follow() is at work. */
gboolean adit_app_switch_is_following (GtkSwitch *toggle);

G_END_DECLS
