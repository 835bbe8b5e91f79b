/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-rules-undo.h"

#include "app/adit-app-toast.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define LAST_TOAST "adit-rules-undo"

struct _AditAppRulesUndo
{
  AditBusClient *client;
  char *before;
  char *after;       /* once it is offered */
  GtkWidget *widget; /* where it is offered; weak */
  gboolean is_taken;
  void (*on_kept) (gpointer data);
  gpointer data;
  GDestroyNotify free_data;
};

AditAppRulesUndo *
adit_app_rules_undo_new (AditBusClient *client)
{
  AditAppRulesUndo *self = g_new0 (AditAppRulesUndo, 1);

  self->client = g_object_ref (client);
  self->before = g_strdup (adit_bus_client_get_rules_text (client));
  return self;
}

void
adit_app_rules_undo_free (AditAppRulesUndo *self)
{
  if (self == NULL)
    return;

  if (self->after != NULL && !self->is_taken && self->on_kept != NULL)
    self->on_kept (self->data);
  if (self->free_data != NULL)
    self->free_data (self->data);
  g_clear_weak_pointer (&self->widget);
  g_object_unref (self->client);
  g_free (self->before);
  g_free (self->after);
  g_free (self);
}

static void
undo_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) widget = user_data;
  g_autoptr (GError) error = NULL;

  if (!adit_bus_client_change_finish (ADIT_BUS_CLIENT (source), result, &error))
    adit_app_toast_error (widget, _ ("Could not undo"), error);
}

static void
on_undo_clicked (AdwToast *toast, AditAppRulesUndo *self)
{
  if (self->widget == NULL)
    return;

  if (!g_str_equal (adit_bus_client_get_rules_text (self->client), self->after))
    {
      adit_app_toast (self->widget, _ ("The rules have changed since: nothing was undone"));
      return;
    }

  self->is_taken = TRUE;
  adit_bus_client_set_rules_text_async (self->client, self->before, NULL, undo_cb,
                                        g_object_ref (self->widget));
}

/* Only the last change can be taken back: an offer of an earlier one would be in vain. */
static void
replace_toast (GtkWidget *overlay, AdwToast *toast)
{
  AdwToast *previous = g_object_get_data (G_OBJECT (overlay), LAST_TOAST);

  if (previous != NULL)
    adw_toast_dismiss (previous);
  g_object_set_data_full (G_OBJECT (overlay), LAST_TOAST, g_object_ref (toast), g_object_unref);
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
}

static void
on_toast_dismissed (AdwToast *toast, GtkWidget *overlay)
{
  if (g_object_get_data (G_OBJECT (overlay), LAST_TOAST) == toast)
    g_object_set_data (G_OBJECT (overlay), LAST_TOAST, NULL);
}

static void
on_toast_gone (gpointer data, GClosure *closure)
{
  adit_app_rules_undo_free (data);
}

void
adit_app_rules_undo_offer (AditAppRulesUndo *self,
                           GtkWidget *widget,
                           const char *text,
                           void (*on_kept) (gpointer data),
                           gpointer data,
                           GDestroyNotify free_data)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (widget, ADW_TYPE_TOAST_OVERLAY);
  g_autofree char *markup = g_markup_escape_text (text, -1);
  AdwToast *toast = adw_toast_new (markup);

  self->after = g_strdup (adit_bus_client_get_rules_text (self->client));
  self->on_kept = on_kept;
  self->data = data;
  self->free_data = free_data;
  g_set_weak_pointer (&self->widget, widget);

  adw_toast_set_button_label (toast, _ ("Undo"));
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (on_undo_clicked), self, on_toast_gone,
                         0);
  if (overlay == NULL)
    {
      g_object_unref (toast);
      return;
    }

  g_signal_connect_object (toast, "dismissed", G_CALLBACK (on_toast_dismissed), overlay, 0);
  replace_toast (overlay, toast);
}
