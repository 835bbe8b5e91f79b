/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-networks-entry.h"

#include "app/adit-app-form.h"
#include "model/adit-clients.h"

#include <glib/gi18n.h>

struct _AditAppNetworksEntry
{
  AdwEntryRow parent_instance;

  char *title; /* while a problem stands in its place */
  char *known; /* the text that is so */
  gboolean is_local_allowed;
};

G_DEFINE_FINAL_TYPE (AditAppNetworksEntry, adit_app_networks_entry, ADW_TYPE_ENTRY_ROW)

static guint applied_signal;

/* What is in the entry; NULL with @error. */
static GStrv
read_words (AditAppNetworksEntry *self, GError **error)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self));
  g_auto (AditClients) clients = { 0 };
  g_autofree char *wrong = NULL;

  adit_clients_init_empty (&clients);
  if (adit_clients_read (&clients, text, &wrong) && clients.is_local_allowed &&
      !self->is_local_allowed)
    wrong = g_strdup (ADIT_CLIENTS_LOCAL);
  if (wrong == NULL)
    return adit_clients_to_words (&clients);

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               _ ("“%s” is not an address or a network like 192.0.2.0/24"), wrong);
  return NULL;
}

static void
check (AditAppNetworksEntry *self)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) words = read_words (self, &error);
  g_autofree char *problem = NULL;

  adit_app_form_mark (self, error, &problem);
  if (problem != NULL && self->title == NULL)
    self->title = g_strdup (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self)));
  if (self->title != NULL)
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self),
                                   problem != NULL ? problem : self->title);
  if (problem == NULL)
    g_clear_pointer (&self->title, g_free);
}

static void
on_apply (AditAppNetworksEntry *self)
{
  g_auto (GStrv) words = read_words (self, NULL);

  if (words == NULL)
    return;

  /* As it is told back then: that is no news. */
  g_free (self->known);
  self->known = g_strjoinv (", ", words);
  gtk_editable_set_text (GTK_EDITABLE (self), self->known);
  g_signal_emit (self, applied_signal, 0, words);
}

void
adit_app_networks_entry_allow_local (AditAppNetworksEntry *self)
{
  self->is_local_allowed = TRUE;
}

void
adit_app_networks_entry_set_words (AditAppNetworksEntry *self, const char *const *words)
{
  g_autofree char *before = self->known;
  gboolean is_edited = g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (self)), before) != 0;

  g_return_if_fail (ADIT_APP_IS_NETWORKS_ENTRY (self));

  self->known = g_strjoinv (", ", (char **) words);
  if (!is_edited && g_strcmp0 (before, self->known) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self), self->known);
}

static void
adit_app_networks_entry_finalize (GObject *object)
{
  AditAppNetworksEntry *self = ADIT_APP_NETWORKS_ENTRY (object);

  g_free (self->title);
  g_free (self->known);

  G_OBJECT_CLASS (adit_app_networks_entry_parent_class)->finalize (object);
}

static void
adit_app_networks_entry_class_init (AditAppNetworksEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = adit_app_networks_entry_finalize;

  applied_signal = g_signal_new ("applied", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRV);
}

static void
adit_app_networks_entry_init (AditAppNetworksEntry *self)
{
  self->known = g_strdup ("");
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (self), TRUE);
  adw_entry_row_set_input_hints (ADW_ENTRY_ROW (self), GTK_INPUT_HINT_NO_SPELLCHECK);
  g_signal_connect (self, "changed", G_CALLBACK (check), NULL);
  g_signal_connect (self, "apply", G_CALLBACK (on_apply), NULL);
}
