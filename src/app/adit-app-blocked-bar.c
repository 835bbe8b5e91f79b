/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-blocked-bar.h"

#include "app/adit-app-blocked.h"

#include <glib/gi18n.h>

struct _AditAppBlockedBar
{
  AdwBin parent_instance;

  GtkInfoBar *bar;
  GtkLabel *label;
  AditAppBlocked *blocked;
};

G_DEFINE_FINAL_TYPE (AditAppBlockedBar, adit_app_blocked_bar, ADW_TYPE_BIN)

static void
update (AditAppBlockedBar *self)
{
  guint n_blocked = adit_app_blocked_get (self->blocked)->len;
  g_autofree char *text =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                    "%u address is blocked: it failed to sign in too often",
                                    "%u addresses are blocked: they failed to sign in too often",
                                    n_blocked),
                       n_blocked);

  /* While it goes, it keeps what it said. */
  if (n_blocked > 0)
    gtk_label_set_text (self->label, text);
  gtk_info_bar_set_revealed (self->bar, n_blocked > 0);
}

static void
adit_app_blocked_bar_dispose (GObject *object)
{
  AditAppBlockedBar *self = ADIT_APP_BLOCKED_BAR (object);

  if (self->blocked != NULL)
    g_signal_handlers_disconnect_by_data (self->blocked, self);
  g_clear_object (&self->blocked);

  G_OBJECT_CLASS (adit_app_blocked_bar_parent_class)->dispose (object);
}

static void
adit_app_blocked_bar_class_init (AditAppBlockedBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = adit_app_blocked_bar_dispose;
}

static void
adit_app_blocked_bar_init (AditAppBlockedBar *self)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Show"));

  self->bar = GTK_INFO_BAR (gtk_info_bar_new ());
  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_xalign (self->label, 0);
  gtk_widget_set_hexpand (GTK_WIDGET (self->label), TRUE);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.preferences");

  gtk_info_bar_set_message_type (self->bar, GTK_MESSAGE_WARNING);
  gtk_info_bar_set_revealed (self->bar, FALSE);
  gtk_info_bar_add_child (self->bar, GTK_WIDGET (self->label));
  gtk_info_bar_add_action_widget (self->bar, button, GTK_RESPONSE_NONE);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->bar));
}

void
adit_app_blocked_bar_set_client (AditAppBlockedBar *self, AditBusClient *client)
{
  g_return_if_fail (ADIT_APP_IS_BLOCKED_BAR (self) && self->blocked == NULL);

  self->blocked = adit_app_blocked_new (client);
  g_signal_connect_swapped (self->blocked, "changed", G_CALLBACK (update), self);
  update (self);
}
