/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-rules-list.h"

#include "app/adit-app-rule-row.h"

#include <glib/gi18n.h>

struct _AditAppRulesList
{
  AdwBin parent_instance;

  GtkListView *view;
  GtkSingleSelection *selection;
};

enum
{
  EDIT_REQUESTED,
  REMOVE_REQUESTED,
  MOVE_REQUESTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AditAppRulesList, adit_app_rules_list, ADW_TYPE_BIN)

static guint
count (AditAppRulesList *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->selection));
}

/* 0: none is. */
static guint
get_selected (AditAppRulesList *self)
{
  guint position = gtk_single_selection_get_selected (self->selection);

  return position == GTK_INVALID_LIST_POSITION ? 0 : position + 1;
}

static void
request (AditAppRulesList *self, guint signal, guint number)
{
  if (number >= 1 && number <= count (self))
    g_signal_emit (self, signals[signal], 0, number);
}

static void
request_move (AditAppRulesList *self, guint from, guint to)
{
  if (from >= 1 && from <= count (self) && to >= 1 && to <= count (self) && from != to)
    g_signal_emit (self, signals[MOVE_REQUESTED], 0, from, to);
}

/* ---- By keys and menus ---- */

/* Which rule is meant: the parameter, or 0 for the one that is selected. */
static guint
meant (AditAppRulesList *self, GVariant *parameter)
{
  guint number = g_variant_get_uint32 (parameter);

  return number > 0 ? number : get_selected (self);
}

static void
on_edit_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AditAppRulesList *self = ADIT_APP_RULES_LIST (widget);

  request (self, EDIT_REQUESTED, meant (self, parameter));
}

static void
on_remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AditAppRulesList *self = ADIT_APP_RULES_LIST (widget);

  request (self, REMOVE_REQUESTED, meant (self, parameter));
}

static void
on_move_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AditAppRulesList *self = ADIT_APP_RULES_LIST (widget);
  guint number = meant (self, parameter);

  if (g_str_equal (name, "rules.move-up"))
    request_move (self, number, number - 1);
  else if (g_str_equal (name, "rules.move-down"))
    request_move (self, number, number + 1);
  else if (g_str_equal (name, "rules.move-first"))
    request_move (self, number, 1);
  else
    request_move (self, number, count (self));
}

static void
on_activate (GtkListView *view, guint position, AditAppRulesList *self)
{
  g_assert (ADIT_APP_IS_RULES_LIST (self));

  request (self, EDIT_REQUESTED, position + 1);
}

/* ---- Rows ---- */

static guint
find_number (AditAppRulesList *self, AditAppRuleItem *item)
{
  for (guint i = 0; i < count (self); i++)
    {
      g_autoptr (AditAppRuleItem) other = g_list_model_get_item (G_LIST_MODEL (self->selection), i);

      if (other == item)
        return i + 1;
    }

  return 0;
}

/* Taken out first, what was behind it moves up by one. */
static void
on_dropped (gpointer owner, AditAppRuleRow *row, AditAppRuleItem *item, gboolean is_behind)
{
  AditAppRulesList *self = ADIT_APP_RULES_LIST (owner);
  guint from = find_number (self, item);
  guint at = adit_app_rule_row_get_number (row) + (is_behind ? 1 : 0);

  request_move (self, from, from < at ? at - 1 : at);
}

static void
on_position (GtkListItem *list_item, GParamSpec *pspec, AditAppRuleRow *row)
{
  guint position = gtk_list_item_get_position (list_item);

  if (position != GTK_INVALID_LIST_POSITION)
    adit_app_rule_row_set_number (row, position + 1);
}

static void
on_setup (GtkListItemFactory *factory, GtkListItem *list_item, AditAppRulesList *self)
{
  GtkWidget *row = adit_app_rule_row_new (on_dropped, self);

  gtk_list_item_set_child (list_item, row);
  g_signal_connect_object (list_item, "notify::position", G_CALLBACK (on_position), row, 0);
}

static void
on_bind (GtkListItemFactory *factory, GtkListItem *list_item, AditAppRulesList *self)
{
  AditAppRuleRow *row = ADIT_APP_RULE_ROW (gtk_list_item_get_child (list_item));

  adit_app_rule_row_set_number (row, gtk_list_item_get_position (list_item) + 1);
  adit_app_rule_row_set_item (row, gtk_list_item_get_item (list_item));
}

static void
on_unbind (GtkListItemFactory *factory, GtkListItem *list_item, AditAppRulesList *self)
{
  adit_app_rule_row_set_item (ADIT_APP_RULE_ROW (gtk_list_item_get_child (list_item)), NULL);
}

void
adit_app_rules_list_set_items (AditAppRulesList *self, GListModel *items)
{
  gtk_single_selection_set_model (self->selection, items);
}

GtkListView *
adit_app_rules_list_get_view (AditAppRulesList *self)
{
  return self->view;
}

void
adit_app_rules_list_select (AditAppRulesList *self, guint number)
{
  GtkWidget *view = GTK_WIDGET (self->view);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (view));

  if (number < 1 || number > count (self))
    return;

  gtk_single_selection_set_selected (self->selection, number - 1);
  /* This also makes it the one that the view gives its focus to. */
  gtk_widget_activate_action (view, "list.scroll-to-item", "u", number - 1);
  if (focus != NULL && (focus == view || gtk_widget_is_ancestor (focus, view)))
    gtk_widget_grab_focus (view);
}

/* ---- Life ---- */

static void
adit_app_rules_list_dispose (GObject *object)
{
  AditAppRulesList *self = ADIT_APP_RULES_LIST (object);

  /* Rows that go know the list. */
  if (self->view != NULL)
    gtk_list_view_set_model (self->view, NULL);
  self->view = NULL;
  g_clear_object (&self->selection);

  G_OBJECT_CLASS (adit_app_rules_list_parent_class)->dispose (object);
}

/* 0: the rule that is selected. */
static void
add_keys (GtkWidgetClass *widget_class)
{
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Up, GDK_ALT_MASK, "rules.move-up", "u",
                                       0);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Down, GDK_ALT_MASK, "rules.move-down",
                                       "u", 0);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Home, GDK_ALT_MASK, "rules.move-first",
                                       "u", 0);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_End, GDK_ALT_MASK, "rules.move-last",
                                       "u", 0);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "rules.remove", "u", 0);
}

static void
add_actions (GtkWidgetClass *widget_class)
{
  static const char *const moves[] = { "rules.move-up", "rules.move-down", "rules.move-first",
                                       "rules.move-last" };

  gtk_widget_class_install_action (widget_class, "rules.edit", "u", on_edit_action);
  gtk_widget_class_install_action (widget_class, "rules.remove", "u", on_remove_action);
  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    gtk_widget_class_install_action (widget_class, moves[i], "u", on_move_action);
}

static void
adit_app_rules_list_class_init (AditAppRulesListClass *klass)
{
  static const struct
  {
    const char *name;
    guint n_numbers;
  } names[N_SIGNALS] = {
    [EDIT_REQUESTED] = { "edit-requested", 1 },
    [REMOVE_REQUESTED] = { "remove-requested", 1 },
    [MOVE_REQUESTED] = { "move-requested", 2 },
  };

  G_OBJECT_CLASS (klass)->dispose = adit_app_rules_list_dispose;

  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] =
        g_signal_new (names[i].name, G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, names[i].n_numbers, G_TYPE_UINT, G_TYPE_UINT);

  add_actions (GTK_WIDGET_CLASS (klass));
  add_keys (GTK_WIDGET_CLASS (klass));
}

static GtkListItemFactory *
new_factory (AditAppRulesList *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect_object (factory, "setup", G_CALLBACK (on_setup), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (on_bind), self, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (on_unbind), self, 0);
  return factory;
}

static void
adit_app_rules_list_init (AditAppRulesList *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *view;

  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  view =
      gtk_list_view_new (g_object_ref (GTK_SELECTION_MODEL (self->selection)), new_factory (self));
  self->view = GTK_LIST_VIEW (view);
  gtk_list_view_set_show_separators (self->view, TRUE);
  gtk_widget_add_css_class (view, "rules");
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Rules, the first that holds decides"), -1);
  g_signal_connect_object (view, "activate", G_CALLBACK (on_activate), self, 0);

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  gtk_accessible_update_property (GTK_ACCESSIBLE (scrolled), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Rules"), -1);
  adw_bin_set_child (ADW_BIN (self), scrolled);
}
