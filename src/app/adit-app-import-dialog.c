/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-import-dialog.h"

#include "model/adit-htpasswd.h"

#include <glib/gi18n.h>

struct _AditAppImportDialog
{
  AdwWindow parent_instance;

  GtkLabel *summary_label;
  GtkListView *list;
};

G_DEFINE_FINAL_TYPE (AditAppImportDialog, adit_app_import_dialog, ADW_TYPE_WINDOW)

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_margin_top (label, 6);
  gtk_widget_set_margin_bottom (label, 6);
  gtk_widget_set_margin_start (label, 10);
  gtk_widget_set_margin_end (label, 10);
  gtk_list_item_set_child (item, label);
  gtk_list_item_set_activatable (item, FALSE);
}

/* The row that takes the focus has no name by itself. */
static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *label = gtk_list_item_get_child (item);
  const char *text = gtk_string_object_get_string (gtk_list_item_get_item (item));

  gtk_label_set_text (GTK_LABEL (label), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (label)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
adit_app_import_dialog_class_init (AditAppImportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/aditproxy/Adit/adit-app-import-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AditAppImportDialog, summary_label);
  gtk_widget_class_bind_template_child (widget_class, AditAppImportDialog, list);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
}

static void
adit_app_import_dialog_init (AditAppImportDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* "Line 4, carol: …" (transfer full) */
static char *
describe (const AditHtpasswdRefusal *refusal)
{
  if (refusal->name[0] == '\0')
    return g_strdup_printf (_ ("Line %u: %s"), refusal->line, refusal->reason);

  return g_strdup_printf (_ ("Line %u, %s: %s"), refusal->line, refusal->name, refusal->reason);
}

/* (transfer full) */
static char *
summarize (guint n_added, guint n_refused)
{
  g_autofree char *added =
      g_strdup_printf (ngettext ("%u user was added.", "%u users were added.", n_added), n_added);
  g_autofree char *refused = g_strdup_printf (ngettext ("%u line could not be read:",
                                                        "%u lines could not be read:", n_refused),
                                              n_refused);

  return g_strdup_printf ("%s %s", added, refused);
}

void
adit_app_import_dialog_present (GtkWidget *parent, guint n_added, const GPtrArray *refusals)
{
  AditAppImportDialog *self = g_object_new (ADIT_APP_TYPE_IMPORT_DIALOG, "transient-for",
                                            gtk_widget_get_root (parent), NULL);
  g_autoptr (GtkStringList) lines = gtk_string_list_new (NULL);
  g_autoptr (GtkNoSelection) selection = NULL;
  g_autofree char *summary = summarize (n_added, refusals->len);

  for (guint i = 0; i < refusals->len; i++)
    gtk_string_list_take (lines, describe (refusals->pdata[i]));

  selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (lines)));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
  gtk_label_set_text (self->summary_label, summary);
  gtk_window_present (GTK_WINDOW (self));
}
