/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What dialogs with entries share: reading them, saying what is wrong with one while it is typed,
 * by colour, in words, and to assistive technologies; and the end, when the engine has answered. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Marks @entry, a GtkEntry or an AdwEntryRow, as wrong or right. */
void adit_app_form_set_wrong (gpointer entry, gboolean is_wrong);

/* The same, as wrong unless @error is NULL. The message of the first such error becomes @problem,
 * NULL until then. */
void adit_app_form_mark (gpointer entry, const GError *error, char **problem);

/* In a label that is hidden where @problem is NULL. */
void adit_app_form_show_problem (GtkLabel *label, const char *problem);

/* The buttons inside @entry have icons only: they are named by what they are of. */
void adit_app_form_name_icons (gpointer entry, const char *of);

/* What was typed, without blanks around it. (transfer full) */
char *adit_app_form_dup_text (gpointer entry);

/* Closes @dialog, which has done what it is for; or, with @error, says that in @label. */
void adit_app_form_finish (gpointer dialog, GtkLabel *label, const GError *error);

G_END_DECLS
