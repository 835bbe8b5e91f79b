/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-rules-page.h"

#include "app/adit-app-name.h"
#include "app/adit-app-rule-dialog.h"
#include "app/adit-app-rules-list.h"
#include "app/adit-app-rules-undo.h"
#include "app/adit-app-rules-why.h"
#include "app/adit-app-toast.h"
#include "app/adit-app-upstreams-dialog.h"

#include <glib/gi18n.h>

/* Before the upstreams in the list of what the default can be. */
#define N_PLAIN_DEFAULTS 2

struct _AditAppRulesPage
{
  AdwBin parent_instance;

  GtkInfoBar *error_bar;
  GtkLabel *error_label;
  GtkInfoBar *denied_bar;
  GtkLabel *denied_label;
  GtkToggleButton *why_button;
  AditAppRulesWhy *why;
  GtkStack *stack;
  GtkWidget *empty_page;
  AditAppRulesList *list;
  GtkWidget *default_box;
  GtkDropDown *default_drop_down;

  AditBusClient *client;
  AditRules *rules; /* as they are shown; NULL: not yet */
  GListStore *items;
  gboolean is_updating; /* the default is shown, not chosen */
  gboolean is_changing; /* a change is on its way: what is shown is about to be old */
  guint selected_next;  /* the rule that is moved or removed: what is selected then; 0: as it is */
  AditAppRuleItem *deciding; /* NULL: none */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (AditAppRulesPage, adit_app_rules_page, ADW_TYPE_BIN)

/* ---- Changing ---- */

typedef struct
{
  AditAppRulesPage *self;
  AditAppRulesUndo *undo;
  const char *done; /* static, translated */
  const char *failed;
} Change;

static Change *
change_new (AditAppRulesPage *self, const char *done, const char *failed)
{
  Change *change = g_new (Change, 1);

  self->is_changing = TRUE;
  *change = (Change){ g_object_ref (self), adit_app_rules_undo_new (self->client), done, failed };
  return change;
}

static void
change_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Change *change = user_data;
  g_autoptr (AditAppRulesPage) self = change->self;
  g_autoptr (GError) error = NULL;

  self->is_changing = FALSE;
  if (adit_bus_client_change_finish (ADIT_BUS_CLIENT (source), result, &error))
    {
      adit_app_rules_undo_offer (change->undo, GTK_WIDGET (self), change->done, NULL, NULL, NULL);
      return;
    }

  adit_app_rules_undo_free (change->undo);
  self->selected_next = 0;
  adit_app_toast_error (GTK_WIDGET (self), change->failed, error);
}

static void
on_move_requested (AditAppRulesList *list, guint from, guint to, AditAppRulesPage *self)
{
  g_assert (ADIT_APP_IS_RULES_PAGE (self));

  if (self->is_changing)
    return;

  self->selected_next = to;
  adit_bus_client_move_rule_async (self->client, from, to, self->cancellable, change_cb,
                                   change_new (self, _ ("Rule moved"), _ ("Could not move")));
}

static void
on_remove_requested (AditAppRulesList *list, guint number, AditAppRulesPage *self)
{
  g_assert (ADIT_APP_IS_RULES_PAGE (self));

  if (self->is_changing)
    return;

  self->selected_next = MAX (1, MIN (number, adit_rules_count (self->rules) - 1));
  adit_bus_client_remove_rule_async (self->client, number, self->cancellable, change_cb,
                                     change_new (self, _ ("Rule removed"), _ ("Could not remove")));
}

static void
open_dialog (AditAppRulesPage *self, GtkWidget *dialog)
{
  gtk_window_set_transient_for (GTK_WINDOW (dialog),
                                GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_edit_requested (AditAppRulesList *list, guint number, AditAppRulesPage *self)
{
  g_assert (ADIT_APP_IS_RULES_PAGE (self));

  open_dialog (self,
               adit_app_rule_dialog_new (self->client, self->rules, number, GTK_WIDGET (self)));
}

static void
on_add_clicked (GtkButton *button, AditAppRulesPage *self)
{
  g_assert (ADIT_APP_IS_RULES_PAGE (self));

  open_dialog (self, adit_app_rule_dialog_new (self->client, self->rules, 0, GTK_WIDGET (self)));
}

static void
on_upstreams_clicked (GtkButton *button, AditAppRulesPage *self)
{
  g_assert (ADIT_APP_IS_RULES_PAGE (self));

  open_dialog (self, adit_app_upstreams_dialog_new (self->client));
}

/* ---- The default ---- */

static const char *const plain_defaults[N_PLAIN_DEFAULTS] = { "allow", "deny" };

/* Which entry of the list the default is. */
static guint
find_default (const AditRules *rules)
{
  const AditRule *rule = adit_rules_get_default (rules);

  for (guint i = 0; rule->upstream != NULL && i < adit_rules_count_upstreams (rules); i++)
    if (g_str_equal (adit_rules_get_upstream (rules, i)->name, rule->upstream))
      return N_PLAIN_DEFAULTS + i;

  return rule->action == ADIT_RULE_DENY ? 1 : 0;
}

static void
update_default (AditAppRulesPage *self)
{
  g_autoptr (GtkStringList) names =
      gtk_string_list_new ((const char *const[]){ _ ("Allow"), _ ("Deny"), NULL });

  for (guint i = 0; i < adit_rules_count_upstreams (self->rules); i++)
    gtk_string_list_take (names, g_strdup_printf (_ ("Through %s"),
                                                  adit_rules_get_upstream (self->rules, i)->name));

  self->is_updating = TRUE;
  gtk_drop_down_set_model (self->default_drop_down, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (self->default_drop_down, find_default (self->rules));
  self->is_updating = FALSE;
}

static void
on_default_selected (GtkDropDown *drop_down, GParamSpec *pspec, AditAppRulesPage *self)
{
  guint selected = gtk_drop_down_get_selected (drop_down);
  guint upstream = selected - N_PLAIN_DEFAULTS;
  g_autofree char *action = NULL;

  g_assert (ADIT_APP_IS_RULES_PAGE (self));

  if (self->is_updating || self->rules == NULL || selected == GTK_INVALID_LIST_POSITION ||
      selected == find_default (self->rules))
    return;

  if (selected < N_PLAIN_DEFAULTS)
    action = g_strdup (plain_defaults[selected]);
  else
    action = g_strconcat ("via ", adit_rules_get_upstream (self->rules, upstream)->name, NULL);
  adit_bus_client_set_rules_default_async (self->client, action, self->cancellable, change_cb,
                                           change_new (self, _ ("Default changed"),
                                                       _ ("Could not change the default")));
}

/* ---- What runs and is denied now ---- */

static void
denied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AditAppRulesPage) self = user_data;
  g_autoptr (GArray) ids =
      adit_bus_client_list_denied_finish (ADIT_BUS_CLIENT (source), result, NULL);
  guint n_denied = ids != NULL ? ids->len : 0;
  g_autofree char *text =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                    "%u running tunnel is denied by these rules, and goes on",
                                    "%u running tunnels are denied by these rules, and go on",
                                    n_denied),
                       n_denied);

  gtk_label_set_text (self->denied_label, text);
  gtk_info_bar_set_revealed (self->denied_bar, n_denied > 0);
}

static void
ask_for_denied (AditAppRulesPage *self)
{
  if (adit_bus_client_get_state (self->client) == ADIT_BUS_CLIENT_READY)
    adit_bus_client_list_denied_async (self->client, self->cancellable, denied_cb,
                                       g_object_ref (self));
}

static void
end_denied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AditAppRulesPage) self = user_data;
  g_autoptr (GError) error = NULL;
  gssize n_ended = adit_bus_client_end_denied_finish (ADIT_BUS_CLIENT (source), result, &error);
  g_autofree char *text = NULL;

  if (n_ended < 0)
    {
      adit_app_toast_error (GTK_WIDGET (self), _ ("Could not end them"), error);
      return;
    }

  text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u tunnel ended", "%u tunnels ended",
                                       (gulong) n_ended),
                          (guint) n_ended);
  adit_app_toast (GTK_WIDGET (self), text);
  ask_for_denied (self);
}

static void
on_denied_response (GtkInfoBar *bar, int response, AditAppRulesPage *self)
{
  g_assert (ADIT_APP_IS_RULES_PAGE (self));

  gtk_info_bar_set_revealed (bar, FALSE);
  if (response == GTK_RESPONSE_APPLY)
    adit_bus_client_end_denied_async (self->client, self->cancellable, end_denied_cb,
                                      g_object_ref (self));
}

/* ---- The test ---- */

static void
set_deciding (AditAppRulesPage *self, AditAppRuleItem *item)
{
  if (self->deciding != NULL)
    adit_app_rule_item_set_deciding (self->deciding, FALSE);
  g_set_object (&self->deciding, item);
  if (item != NULL)
    adit_app_rule_item_set_deciding (item, TRUE);
}

static void
on_answered (AditAppRulesWhy *why, guint number, gboolean is_default, AditAppRulesPage *self)
{
  g_autoptr (AditAppRuleItem) item =
      number > 0 ? g_list_model_get_item (G_LIST_MODEL (self->items), number - 1) : NULL;

  g_assert (ADIT_APP_IS_RULES_PAGE (self));

  set_deciding (self, item);
  if (item != NULL)
    adit_app_rules_list_select (self->list, number);
  if (is_default)
    gtk_widget_add_css_class (self->default_box, "deciding");
  else
    gtk_widget_remove_css_class (self->default_box, "deciding");
}

static void
on_why_toggled (GtkToggleButton *button, AditAppRulesPage *self)
{
  g_assert (ADIT_APP_IS_RULES_PAGE (self));

  if (gtk_toggle_button_get_active (button))
    adit_app_rules_why_start (self->why);
  else
    adit_app_rules_why_clear (self->why);
}

/* ---- Following the engine ---- */

static void
update_error (AditAppRulesPage *self)
{
  const char *error = adit_bus_client_get_rules_error (self->client);

  gtk_label_set_text (self->error_label, error);
  gtk_info_bar_set_revealed (self->error_bar, error[0] != '\0');
}

static void
use_rules (AditAppRulesPage *self, AditRules *rules)
{
  self->is_changing = FALSE;
  g_clear_pointer (&self->rules, adit_rules_unref);
  self->rules = rules;
  adit_app_rule_items_update (self->items, rules);
  gtk_stack_set_visible_child_name (self->stack, adit_rules_count (rules) > 0 ? "list" : "empty");
  update_default (self);
  if (self->selected_next > 0)
    adit_app_rules_list_select (self->list, self->selected_next);
  self->selected_next = 0;
  adit_app_rules_why_refresh (self->why);
  ask_for_denied (self);
}

static void
update (AditAppRulesPage *self)
{
  AditRules *rules = adit_rules_parse (adit_bus_client_get_rules_text (self->client), NULL);

  update_error (self);
  /* What is in force is valid. */
  if (rules == NULL)
    return;

  if (self->rules != NULL &&
      g_str_equal (adit_rules_get_text (rules), adit_rules_get_text (self->rules)))
    adit_rules_unref (rules);
  else
    use_rules (self, rules);
}

void
adit_app_rules_page_set_client (AditAppRulesPage *self, AditBusClient *client)
{
  g_return_if_fail (ADIT_APP_IS_RULES_PAGE (self) && self->client == NULL);

  self->client = g_object_ref (client);
  adit_app_rules_why_set_client (self->why, client);
  g_signal_connect_object (client, "rules-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "notify::state", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

/* ---- Life ---- */

static void
adit_app_rules_page_dispose (GObject *object)
{
  AditAppRulesPage *self = ADIT_APP_RULES_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (adit_app_rules_page_parent_class)->dispose (object);
}

static void
adit_app_rules_page_finalize (GObject *object)
{
  AditAppRulesPage *self = ADIT_APP_RULES_PAGE (object);

  g_clear_object (&self->deciding);
  g_object_unref (self->items);
  g_clear_pointer (&self->rules, adit_rules_unref);
  g_object_unref (self->cancellable);

  G_OBJECT_CLASS (adit_app_rules_page_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/aditproxy/Adit/adit-app-rules-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AditAppRulesPage, error_bar);
  gtk_widget_class_bind_template_child (widget_class, AditAppRulesPage, error_label);
  gtk_widget_class_bind_template_child (widget_class, AditAppRulesPage, denied_bar);
  gtk_widget_class_bind_template_child (widget_class, AditAppRulesPage, denied_label);
  gtk_widget_class_bind_template_child (widget_class, AditAppRulesPage, why_button);
  gtk_widget_class_bind_template_child (widget_class, AditAppRulesPage, why);
  gtk_widget_class_bind_template_child (widget_class, AditAppRulesPage, stack);
  gtk_widget_class_bind_template_child (widget_class, AditAppRulesPage, empty_page);
  gtk_widget_class_bind_template_child (widget_class, AditAppRulesPage, list);
  gtk_widget_class_bind_template_child (widget_class, AditAppRulesPage, default_box);
  gtk_widget_class_bind_template_child (widget_class, AditAppRulesPage, default_drop_down);
  gtk_widget_class_bind_template_callback (widget_class, on_add_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_upstreams_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_why_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_answered);
  gtk_widget_class_bind_template_callback (widget_class, on_move_requested);
  gtk_widget_class_bind_template_callback (widget_class, on_remove_requested);
  gtk_widget_class_bind_template_callback (widget_class, on_edit_requested);
  gtk_widget_class_bind_template_callback (widget_class, on_default_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_denied_response);
}

static void
adit_app_rules_page_class_init (AditAppRulesPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = adit_app_rules_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = adit_app_rules_page_finalize;

  g_type_ensure (ADIT_APP_TYPE_RULES_LIST);
  g_type_ensure (ADIT_APP_TYPE_RULES_WHY);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
adit_app_rules_page_init (AditAppRulesPage *self)
{
  self->cancellable = g_cancellable_new ();
  self->items = g_list_store_new (ADIT_APP_TYPE_RULE_ITEM);
  gtk_widget_init_template (GTK_WIDGET (self));
  adit_app_rules_list_set_items (self->list, G_LIST_MODEL (self->items));
  adit_app_name_inner (self->empty_page, GTK_TYPE_SCROLLED_WINDOW, _ ("No Rules"));
}
