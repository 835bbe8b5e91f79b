/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-rule-row.h"

#include "app/adit-app-name.h"

#include <glib/gi18n.h>

struct _AditAppRuleRow
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkImage *icon;
  GtkLabel *number_label;
  GtkLabel *text_label;
  GtkLabel *comment_label;
  GtkMenuButton *menu_button;

  AditAppRuleItem *item; /* NULL: shows nothing */
  gulong deciding_handler;
  guint number;
  int drag_x; /* where it was taken */
  AditAppRuleDropFunc on_dropped;
  gpointer owner;
};

G_DEFINE_FINAL_TYPE (AditAppRuleRow, adit_app_rule_row, GTK_TYPE_WIDGET)

/* ---- What it shows ---- */

static const struct
{
  const char *icon;
  const char *css_class;
} looks[ADIT_N_RULE_ACTIONS] = {
  [ADIT_RULE_ALLOW] = { "object-select-symbolic", "success" },
  [ADIT_RULE_ALLOW_LOCAL] = { "object-select-symbolic", "warning" },
  [ADIT_RULE_DENY] = { "action-unavailable-symbolic", "error" },
  [ADIT_RULE_VIA] = { "network-server-symbolic", "accent" },
};

static void
show_look (AditAppRuleRow *self, AditRuleAction action)
{
  for (guint i = 0; i < ADIT_N_RULE_ACTIONS; i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self->icon), looks[i].css_class);
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), looks[action].css_class);
  gtk_image_set_from_icon_name (self->icon, looks[action].icon);
}

static void
show_texts (AditAppRuleRow *self)
{
  const char *heading = adit_app_rule_item_get_heading (self->item);
  const char *conditions = adit_app_rule_item_get_conditions (self->item);
  const char *comment = adit_app_rule_item_get_comment (self->item);
  g_autofree char *markup = g_markup_printf_escaped ("<b>%s</b>  %s", heading, conditions);

  gtk_label_set_markup (self->text_label, markup);
  gtk_label_set_text (self->comment_label, comment);
  gtk_widget_set_visible (GTK_WIDGET (self->comment_label), comment[0] != '\0');
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), adit_app_rule_item_get_line (self->item));
}

/* The row of the view around it is what takes the focus. */
static void
show_name (AditAppRuleRow *self)
{
  GtkWidget *view_row = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *name = NULL;
  g_autofree char *menu_name = NULL;

  if (view_row == NULL || self->item == NULL)
    return;

  name =
      g_strdup_printf ("%u. %s, %s %s", self->number, adit_app_rule_item_get_heading (self->item),
                       adit_app_rule_item_get_conditions (self->item),
                       adit_app_rule_item_get_comment (self->item));
  gtk_accessible_update_property (GTK_ACCESSIBLE (view_row), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  menu_name = g_strdup_printf (_ ("Menu of rule %u"), self->number);
  adit_app_name_menu_button (self->menu_button, menu_name);
}

static void
show_deciding (AditAppRuleRow *self)
{
  if (self->item != NULL && adit_app_rule_item_is_deciding (self->item))
    gtk_widget_add_css_class (GTK_WIDGET (self), "deciding");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "deciding");
}

void
adit_app_rule_row_set_item (AditAppRuleRow *self, AditAppRuleItem *item)
{
  if (self->item != NULL)
    g_clear_signal_handler (&self->deciding_handler, self->item);
  g_set_object (&self->item, item);
  show_deciding (self);
  if (item == NULL)
    return;

  self->deciding_handler =
      g_signal_connect_swapped (item, "notify::deciding", G_CALLBACK (show_deciding), self);
  show_look (self, adit_app_rule_item_get_action (item));
  show_texts (self);
  show_name (self);
}

static GMenuModel *
new_menu (guint number)
{
  static const struct
  {
    const char *action;
    const char *label;
  } moves[] = {
    { "rules.move-up", N_ ("Move _Up") },
    { "rules.move-down", N_ ("Move _Down") },
  };
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) moving = g_menu_new ();
  g_autoptr (GMenu) removing = g_menu_new ();
  g_autofree char *edit = g_strdup_printf ("rules.edit(uint32 %u)", number);
  g_autofree char *drop = g_strdup_printf ("rules.remove(uint32 %u)", number);

  g_menu_append (menu, _ ("_Edit…"), edit);
  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    {
      g_autofree char *action = g_strdup_printf ("%s(uint32 %u)", moves[i].action, number);

      g_menu_append (moving, _ (moves[i].label), action);
    }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (moving));
  g_menu_append (removing, _ ("_Remove"), drop);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (removing));

  return G_MENU_MODEL (menu);
}

/* Only now: the numbers of rows that are not looked at change often. */
static void
create_menu (GtkMenuButton *button, gpointer user_data)
{
  AditAppRuleRow *self = ADIT_APP_RULE_ROW (user_data);
  g_autoptr (GMenuModel) menu = new_menu (self->number);

  gtk_menu_button_set_popover (button, gtk_popover_menu_new_from_model (menu));
}

void
adit_app_rule_row_set_number (AditAppRuleRow *self, guint number)
{
  g_autofree char *text = g_strdup_printf ("%u", number);

  self->number = number;
  gtk_label_set_text (self->number_label, text);
  show_name (self);
}

guint
adit_app_rule_row_get_number (AditAppRuleRow *self)
{
  return self->number;
}

/* ---- Dragging ---- */

static GdkContentProvider *
on_prepare (GtkDragSource *source, double x, double y, AditAppRuleRow *self)
{
  g_assert (ADIT_APP_IS_RULE_ROW (self));

  self->drag_x = (int) x;
  return self->item != NULL ? gdk_content_provider_new_typed (ADIT_APP_TYPE_RULE_ITEM, self->item)
                            : NULL;
}

/* What hangs from the pointer is the row itself, which gets a ground to be read on; below it, so
 * that the line where it would fall can be seen. */
static void
on_drag_begin (GtkDragSource *source, GdkDrag *drag, AditAppRuleRow *self)
{
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (GTK_WIDGET (self));

  gtk_widget_add_css_class (GTK_WIDGET (self), "dragged");
  gtk_drag_source_set_icon (source, picture, self->drag_x, 0);
}

static void
on_drag_end (GtkDragSource *source, GdkDrag *drag, gboolean is_moved, AditAppRuleRow *self)
{
  gtk_widget_remove_css_class (GTK_WIDGET (self), "dragged");
}

static gboolean
is_behind (AditAppRuleRow *self, double y)
{
  return y > gtk_widget_get_height (GTK_WIDGET (self)) / 2.0;
}

static void
show_drop (AditAppRuleRow *self, const char *css_class)
{
  gtk_widget_remove_css_class (GTK_WIDGET (self), "drop-above");
  gtk_widget_remove_css_class (GTK_WIDGET (self), "drop-below");
  if (css_class != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), css_class);
}

static GdkDragAction
on_drop_motion (GtkDropTarget *target, double x, double y, AditAppRuleRow *self)
{
  show_drop (self, is_behind (self, y) ? "drop-below" : "drop-above");

  return GDK_ACTION_MOVE;
}

static void
on_drop_leave (GtkDropTarget *target, AditAppRuleRow *self)
{
  show_drop (self, NULL);
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, AditAppRuleRow *self)
{
  g_assert (ADIT_APP_IS_RULE_ROW (self));

  show_drop (self, NULL);
  if (!G_VALUE_HOLDS (value, ADIT_APP_TYPE_RULE_ITEM) || self->item == NULL)
    return FALSE;

  self->on_dropped (self->owner, self, g_value_get_object (value), is_behind (self, y));
  return TRUE;
}

static void
add_dragging (AditAppRuleRow *self)
{
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (ADIT_APP_TYPE_RULE_ITEM, GDK_ACTION_MOVE);

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect (source, "prepare", G_CALLBACK (on_prepare), self);
  g_signal_connect (source, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (source, "drag-end", G_CALLBACK (on_drag_end), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (source));

  g_signal_connect (target, "motion", G_CALLBACK (on_drop_motion), self);
  g_signal_connect (target, "leave", G_CALLBACK (on_drop_leave), self);
  g_signal_connect (target, "drop", G_CALLBACK (on_drop), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/* ---- Life ---- */

static void
adit_app_rule_row_dispose (GObject *object)
{
  AditAppRuleRow *self = ADIT_APP_RULE_ROW (object);

  adit_app_rule_row_set_item (self, NULL);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (adit_app_rule_row_parent_class)->dispose (object);
}

static void
adit_app_rule_row_class_init (AditAppRuleRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = adit_app_rule_row_dispose;

  gtk_widget_class_set_css_name (widget_class, "aditrule");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/aditproxy/Adit/adit-app-rule-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AditAppRuleRow, box);
  gtk_widget_class_bind_template_child (widget_class, AditAppRuleRow, icon);
  gtk_widget_class_bind_template_child (widget_class, AditAppRuleRow, number_label);
  gtk_widget_class_bind_template_child (widget_class, AditAppRuleRow, text_label);
  gtk_widget_class_bind_template_child (widget_class, AditAppRuleRow, comment_label);
  gtk_widget_class_bind_template_child (widget_class, AditAppRuleRow, menu_button);
}

static void
adit_app_rule_row_init (AditAppRuleRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (self->menu_button, create_menu, self, NULL);
  add_dragging (self);
}

GtkWidget *
adit_app_rule_row_new (AditAppRuleDropFunc on_dropped, gpointer owner)
{
  AditAppRuleRow *self = g_object_new (ADIT_APP_TYPE_RULE_ROW, NULL);

  self->on_dropped = on_dropped;
  self->owner = owner;
  return GTK_WIDGET (self);
}
