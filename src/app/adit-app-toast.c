/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-toast.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* Long enough to see what was done, and to regret it. */
#define UNDO_S 10

void
adit_app_toast (GtkWidget *widget, const char *text)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (widget, ADW_TYPE_TOAST_OVERLAY);
  g_autofree char *markup = g_markup_escape_text (text, -1);

  if (overlay != NULL)
    adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), adw_toast_new (markup));
}

void
adit_app_toast_error (GtkWidget *widget, const char *text, const GError *error)
{
  g_autofree char *whole = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  whole = g_strdup_printf ("%s: %s", text, error->message);
  adit_app_toast (widget, whole);
}

void
adit_app_toast_undo (GtkWidget *widget,
                     const char *text,
                     GCallback undo,
                     gpointer data,
                     GDestroyNotify free_data)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (widget, ADW_TYPE_TOAST_OVERLAY);
  g_autofree char *markup = g_markup_escape_text (text, -1);
  AdwToast *toast = adw_toast_new (markup);

  g_object_set_data_full (G_OBJECT (toast), "adit-app-toast-data", data, free_data);
  adw_toast_set_button_label (toast, _ ("_Undo"));
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  adw_toast_set_timeout (toast, UNDO_S);
  g_signal_connect_swapped (toast, "button-clicked", undo, data);
  if (overlay != NULL)
    adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
  else
    g_object_unref (toast);
}
