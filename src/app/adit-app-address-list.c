/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-address-list.h"

#include "app/adit-app-toast.h"
#include "model/adit-exposure.h"

#include <glib/gi18n.h>

#define TEXT_KEY "adit-app-address-list-text"

struct _AditAppAddressList
{
  AdwPreferencesRow parent_instance;

  GtkBox *box;
  char *shown; /* all lines, so that what is the same is not made anew */
};

G_DEFINE_FINAL_TYPE (AditAppAddressList, adit_app_address_list, ADW_TYPE_PREFERENCES_ROW)

/* ---- What there is to tell ---- */

/* Of one address that is bound, which may be all of a family: those that others can reach. */
static void
add_addresses (GPtrArray *texts, const char *bound, const GPtrArray *interfaces, gboolean is_public)
{
  AditPlace place;
  g_autoptr (AditExposure) exposure = NULL;

  if (!adit_place_parse (bound, &place))
    return;

  exposure = adit_exposure_new (&place, TRUE, interfaces);
  for (guint i = 0; i < exposure->open->len; i++)
    {
      const AditExposedAddress *exposed = exposure->open->pdata[i];

      if (exposed->is_public != is_public)
        continue;
      g_strlcpy (place.host, exposed->address, sizeof place.host);
      g_ptr_array_add (texts, adit_place_to_string (&place));
    }
}

/* Texts, each an address and a port, private ones first; none unless it is open to others. */
static GPtrArray *
list_addresses (const AditListener *listener, const GPtrArray *interfaces)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; listener->addresses[i] != NULL; i++)
    add_addresses (texts, listener->addresses[i], interfaces, FALSE);
  for (guint i = 0; listener->addresses[i] != NULL; i++)
    add_addresses (texts, listener->addresses[i], interfaces, TRUE);

  return texts;
}

/* ---- Showing ---- */

static void
on_copy_clicked (GtkButton *button, AditAppAddressList *self)
{
  const char *text = g_object_get_data (G_OBJECT (button), TEXT_KEY);
  g_autofree char *said = g_strdup_printf (_ ("Copied %s"), text);

  g_assert (ADIT_APP_IS_ADDRESS_LIST (self));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  adit_app_toast (GTK_WIDGET (self), said);
}

static void
add_caption (AditAppAddressList *self, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (self->box, label);
}

static void
add_line (AditAppAddressList *self, const char *text)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (text);
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");
  g_autofree char *name = g_strdup_printf (_ ("Copy %s"), text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_tooltip_text (button, _ ("Copy"));
  gtk_widget_add_css_class (button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (button), TEXT_KEY, g_strdup (text), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (on_copy_clicked), self);

  gtk_box_append (GTK_BOX (line), label);
  gtk_box_append (GTK_BOX (line), button);
  gtk_box_append (self->box, line);
}

static void
clear (AditAppAddressList *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->box))) != NULL)
    gtk_box_remove (self->box, child);
}

static void
fill (AditAppAddressList *self, const GPtrArray *texts, gboolean is_encrypted)
{
  g_autofree char *configuration = NULL;

  clear (self);
  if (texts->len == 0)
    return;

  add_caption (self, is_encrypted ? _ ("For other devices, as HTTPS proxy")
                                  : _ ("For other devices, as HTTP proxy"));
  for (guint i = 0; i < texts->len; i++)
    add_line (self, texts->pdata[i]);

  configuration = g_strdup_printf ("%s://%s/proxy.pac", is_encrypted ? "https" : "http",
                                   (char *) texts->pdata[0]);
  add_caption (self, _ ("Or as address of their automatic configuration"));
  add_line (self, configuration);
}

void
adit_app_address_list_set (AditAppAddressList *self,
                           const AditListener *listener,
                           const GPtrArray *interfaces)
{
  g_autoptr (GPtrArray) texts = list_addresses (listener, interfaces);
  gboolean is_encrypted = listener->encryption == ADIT_ENCRYPTION_ENCRYPTED;
  GString *all = g_string_new (is_encrypted ? "s" : "");
  g_autofree char *before = self->shown;

  g_return_if_fail (ADIT_APP_IS_ADDRESS_LIST (self));

  for (guint i = 0; i < texts->len; i++)
    g_string_append_printf (all, "%s\n", (char *) texts->pdata[i]);
  self->shown = g_string_free (all, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), texts->len > 0);
  if (g_strcmp0 (before, self->shown) != 0)
    fill (self, texts, is_encrypted);
}

/* ---- Life ---- */

static void
adit_app_address_list_finalize (GObject *object)
{
  g_free (ADIT_APP_ADDRESS_LIST (object)->shown);

  G_OBJECT_CLASS (adit_app_address_list_parent_class)->finalize (object);
}

static void
adit_app_address_list_class_init (AditAppAddressListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = adit_app_address_list_finalize;
}

/* Only what is inside can be used. */
static void
adit_app_address_list_init (AditAppAddressList *self)
{
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  gtk_widget_set_margin_top (GTK_WIDGET (self->box), 12);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->box), 6);
  gtk_widget_set_margin_start (GTK_WIDGET (self->box), 12);
  gtk_widget_set_margin_end (GTK_WIDGET (self->box), 12);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), GTK_WIDGET (self->box));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_widget_set_focusable (GTK_WIDGET (self), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
