/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-rule-dialog.h"

#include "app/adit-app-form.h"
#include "app/adit-app-rule-words.h"
#include "app/adit-app-rules-undo.h"
#include "app/adit-app-weak.h"

#include <glib/gi18n.h>
#include <string.h>

/* What a field may be typed with between its values. */
#define BETWEEN " ,;\t"

struct _AditAppRuleDialog
{
  AdwWindow parent_instance;

  GtkButton *save_button;
  AdwComboRow *action_row;
  AdwComboRow *upstream_row;
  AdwEntryRow *host_entry;
  AdwEntryRow *address_entry;
  AdwEntryRow *port_entry;
  AdwEntryRow *user_entry;
  AdwEntryRow *from_entry;
  AdwEntryRow *comment_entry;
  GtkLabel *line_label;
  GtkLabel *problem_label;

  AditBusClient *client;
  GtkStringList *upstreams; /* names */
  guint number;             /* 0: a new rule */
  GtkWidget *page;          /* weak */
  AditAppRulesUndo *undo;   /* while it is saved */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (AditAppRuleDialog, adit_app_rule_dialog, ADW_TYPE_WINDOW)

static AdwEntryRow *
entry_of (AditAppRuleDialog *self, AditRuleCondition condition)
{
  AdwEntryRow *const entries[ADIT_N_RULE_CONDITIONS] = {
    [ADIT_RULE_HOST] = self->host_entry, [ADIT_RULE_ADDRESS] = self->address_entry,
    [ADIT_RULE_PORT] = self->port_entry, [ADIT_RULE_USER] = self->user_entry,
    [ADIT_RULE_FROM] = self->from_entry,
  };

  return entries[condition];
}

/* ---- From the fields to a line ---- */

/* "25, 465" as "25,465": what rules have. "" where there is nothing. (transfer full) */
static char *
read_values (AdwEntryRow *entry)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (entry));
  g_auto (GStrv) parts = g_strsplit_set (text, BETWEEN, -1);
  GString *values = g_string_new (NULL);

  for (guint i = 0; parts[i] != NULL; i++)
    if (parts[i][0] != '\0')
      g_string_append_printf (values, "%s%s", values->len > 0 ? "," : "", parts[i]);

  return g_string_free (values, FALSE);
}

static AditRuleAction
get_action (AditAppRuleDialog *self)
{
  return (AditRuleAction) adw_combo_row_get_selected (self->action_row);
}

static void
append_action (AditAppRuleDialog *self, GString *line)
{
  guint upstream = adw_combo_row_get_selected (self->upstream_row);

  g_string_append (line, adit_rule_action_to_word (get_action (self)));
  if (get_action (self) == ADIT_RULE_VIA && upstream != GTK_INVALID_LIST_POSITION)
    g_string_append_printf (line, " %s", gtk_string_list_get_string (self->upstreams, upstream));
}

/* Marks the entry where its values alone would be no rule. */
static void
append_condition (AditAppRuleDialog *self,
                  AditRuleCondition condition,
                  GString *line,
                  char **problem)
{
  AdwEntryRow *entry = entry_of (self, condition);
  g_autofree char *values = read_values (entry);
  g_autofree char *part =
      g_strdup_printf (" %s %s", adit_rule_condition_to_word (condition), values);
  g_autofree char *alone = g_strconcat ("deny", part, NULL);
  g_autoptr (AditRule) rule = NULL;
  g_autoptr (GError) error = NULL;

  if (values[0] != '\0')
    {
      rule = adit_rule_parse (alone, &error);
      g_string_append (line, part);
    }

  adit_app_form_mark (entry, error, problem);
}

static gboolean
is_without_upstream (AditAppRuleDialog *self)
{
  return get_action (self) == ADIT_RULE_VIA &&
         g_list_model_get_n_items (G_LIST_MODEL (self->upstreams)) == 0;
}

/* The whole line as the fields have it. @problem: set to the first reason where it is none, else to
 * NULL. (transfer full) both */
static char *
read_line (AditAppRuleDialog *self, char **problem)
{
  g_autofree char *comment = adit_app_form_dup_text (self->comment_entry);
  g_autoptr (AditRule) rule = NULL;
  g_autoptr (GError) error = NULL;
  GString *line = g_string_new (NULL);

  *problem = NULL;
  append_action (self, line);
  for (guint i = 0; i < ADIT_N_RULE_CONDITIONS; i++)
    append_condition (self, i, line, problem);

  rule = adit_rule_parse (line->str, &error);
  if (rule == NULL && *problem == NULL)
    *problem = g_strdup (is_without_upstream (self) ? _ ("There is no upstream proxy yet")
                                                    : error->message);
  if (comment[0] != '\0')
    g_string_append_printf (line, "  # %s", comment);

  return g_string_free (line, FALSE);
}

static void
update (AditAppRuleDialog *self)
{
  g_autofree char *problem = NULL;
  g_autofree char *line = read_line (self, &problem);

  gtk_widget_set_visible (GTK_WIDGET (self->upstream_row), get_action (self) == ADIT_RULE_VIA);
  gtk_label_set_text (self->line_label, line);
  adit_app_form_show_problem (self->problem_label, problem);
  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button), problem == NULL && self->undo == NULL);
}

static void
on_changed (AditAppRuleDialog *self)
{
  g_assert (ADIT_APP_IS_RULE_DIALOG (self));

  if (self->client != NULL)
    update (self);
}

/* ---- Saving ---- */

static void
save_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AditAppRuleDialog) self = adit_app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  gboolean is_saved = adit_bus_client_change_finish (ADIT_BUS_CLIENT (source), result, &error);
  AditAppRulesUndo *undo;

  if (self == NULL)
    return;

  undo = g_steal_pointer (&self->undo);
  if (is_saved && self->page != NULL)
    adit_app_rules_undo_offer (undo, self->page,
                               self->number > 0 ? _ ("Rule changed") : _ ("Rule added"), NULL, NULL,
                               NULL);
  else
    adit_app_rules_undo_free (undo);

  update (self);
  adit_app_form_finish (self, self->problem_label, error);
}

static void
on_save_clicked (GtkButton *button, AditAppRuleDialog *self)
{
  g_autofree char *problem = NULL;
  g_autofree char *line = read_line (self, &problem);
  g_autofree char *replacement = NULL;

  g_assert (ADIT_APP_IS_RULE_DIALOG (self));

  if (problem != NULL || self->undo != NULL)
    return;

  self->undo = adit_app_rules_undo_new (self->client);
  gtk_widget_set_sensitive (GTK_WIDGET (button), FALSE);
  if (self->number == 0)
    {
      adit_bus_client_insert_rule_async (self->client, 0, line, self->cancellable, save_cb,
                                         adit_app_weak_new (self));
      return;
    }

  /* Without a comment the old one would stay. */
  replacement = strchr (line, '#') != NULL ? g_strdup (line) : g_strconcat (line, " #", NULL);
  adit_bus_client_replace_rule_async (self->client, self->number, replacement, self->cancellable,
                                      save_cb, adit_app_weak_new (self));
}

/* ---- Life ---- */

static void
fill_upstreams (AditAppRuleDialog *self, const AditRules *rules)
{
  for (guint i = 0; i < adit_rules_count_upstreams (rules); i++)
    gtk_string_list_append (self->upstreams, adit_rules_get_upstream (rules, i)->name);
  adw_combo_row_set_model (self->upstream_row, G_LIST_MODEL (self->upstreams));
}

static void
fill_condition (AdwEntryRow *entry, AditRuleCondition condition, const GArray *values)
{
  g_autofree char *text = adit_app_rule_print_values (condition, values);

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
}

static void
fill_rule (AditAppRuleDialog *self, const AditRules *rules, guint index)
{
  const AditRule *rule = adit_rules_get (rules, index);
  g_autofree char *comment = adit_rules_get_comment_behind (rules, index);

  adw_combo_row_set_selected (self->action_row, rule->action);
  for (guint i = 0; rule->upstream != NULL && i < adit_rules_count_upstreams (rules); i++)
    if (g_str_equal (adit_rules_get_upstream (rules, i)->name, rule->upstream))
      adw_combo_row_set_selected (self->upstream_row, i);
  for (guint i = 0; i < ADIT_N_RULE_CONDITIONS; i++)
    if (rule->conditions[i] != NULL)
      fill_condition (entry_of (self, i), i, rule->conditions[i]);
  gtk_editable_set_text (GTK_EDITABLE (self->comment_entry), comment);
}

static void
adit_app_rule_dialog_dispose (GObject *object)
{
  AditAppRuleDialog *self = ADIT_APP_RULE_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->undo, adit_app_rules_undo_free);
  g_clear_weak_pointer (&self->page);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (adit_app_rule_dialog_parent_class)->dispose (object);
}

static void
adit_app_rule_dialog_finalize (GObject *object)
{
  AditAppRuleDialog *self = ADIT_APP_RULE_DIALOG (object);

  g_object_unref (self->cancellable);
  g_object_unref (self->upstreams);

  G_OBJECT_CLASS (adit_app_rule_dialog_parent_class)->finalize (object);
}

static void
adit_app_rule_dialog_class_init (AditAppRuleDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = adit_app_rule_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = adit_app_rule_dialog_finalize;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/aditproxy/Adit/adit-app-rule-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AditAppRuleDialog, save_button);
  gtk_widget_class_bind_template_child (widget_class, AditAppRuleDialog, action_row);
  gtk_widget_class_bind_template_child (widget_class, AditAppRuleDialog, upstream_row);
  gtk_widget_class_bind_template_child (widget_class, AditAppRuleDialog, host_entry);
  gtk_widget_class_bind_template_child (widget_class, AditAppRuleDialog, address_entry);
  gtk_widget_class_bind_template_child (widget_class, AditAppRuleDialog, port_entry);
  gtk_widget_class_bind_template_child (widget_class, AditAppRuleDialog, user_entry);
  gtk_widget_class_bind_template_child (widget_class, AditAppRuleDialog, from_entry);
  gtk_widget_class_bind_template_child (widget_class, AditAppRuleDialog, comment_entry);
  gtk_widget_class_bind_template_child (widget_class, AditAppRuleDialog, line_label);
  gtk_widget_class_bind_template_child (widget_class, AditAppRuleDialog, problem_label);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_save_clicked);
}

static void
adit_app_rule_dialog_init (AditAppRuleDialog *self)
{
  self->cancellable = g_cancellable_new ();
  self->upstreams = gtk_string_list_new (NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
adit_app_rule_dialog_new (AditBusClient *client,
                          const AditRules *rules,
                          guint number,
                          GtkWidget *page)
{
  AditAppRuleDialog *self = g_object_new (ADIT_APP_TYPE_RULE_DIALOG, NULL);

  self->number = number;
  g_set_weak_pointer (&self->page, page);
  fill_upstreams (self, rules);
  if (number > 0)
    fill_rule (self, rules, number - 1);
  gtk_window_set_title (GTK_WINDOW (self), number > 0 ? _ ("Edit Rule") : _ ("Add Rule"));
  gtk_button_set_label (self->save_button, number > 0 ? _ ("_Save") : _ ("_Add"));

  self->client = g_object_ref (client);
  update (self);
  return GTK_WIDGET (self);
}
