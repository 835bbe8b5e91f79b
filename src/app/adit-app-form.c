/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-form.h"

#include "app/adit-app-name.h"

#include <glib/gi18n.h>

#define WRONG_CLASS "error"

void
adit_app_form_set_wrong (gpointer entry, gboolean is_wrong)
{
  GtkEditable *delegate = gtk_editable_get_delegate (GTK_EDITABLE (entry));
  GtkAccessible *accessible = GTK_ACCESSIBLE (delegate != NULL ? (gpointer) delegate : entry);

  if (is_wrong)
    gtk_widget_add_css_class (GTK_WIDGET (entry), WRONG_CLASS);
  else
    gtk_widget_remove_css_class (GTK_WIDGET (entry), WRONG_CLASS);
  gtk_accessible_update_state (accessible, GTK_ACCESSIBLE_STATE_INVALID,
                               is_wrong ? GTK_ACCESSIBLE_INVALID_TRUE
                                        : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

void
adit_app_form_mark (gpointer entry, const GError *error, char **problem)
{
  adit_app_form_set_wrong (entry, error != NULL);
  if (error != NULL && *problem == NULL)
    *problem = g_strdup (error->message);
}

void
adit_app_form_show_problem (GtkLabel *label, const char *problem)
{
  gtk_label_set_text (label, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (label), problem != NULL);
}

void
adit_app_form_name_icons (gpointer entry, const char *of)
{
  g_autofree char *name = g_strdup_printf (_ ("Show %s"), of);

  adit_app_name_inner (entry, GTK_TYPE_BUTTON, name);
}

char *
adit_app_form_dup_text (gpointer entry)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));
}

void
adit_app_form_finish (gpointer dialog, GtkLabel *label, const GError *error)
{
  if (error != NULL)
    adit_app_form_show_problem (label, error->message);
  else
    gtk_window_close (GTK_WINDOW (dialog));
}
