/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-rule-item.h"

#include "app/adit-app-rule-words.h"

struct _AditAppRuleItem
{
  GObject parent_instance;

  AditRuleAction action;
  char *heading;
  char *conditions;
  char *comment;
  char *line;
  gboolean is_deciding;
};

enum
{
  PROP_DECIDING = 1,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (AditAppRuleItem, adit_app_rule_item, G_TYPE_OBJECT)

AditRuleAction
adit_app_rule_item_get_action (AditAppRuleItem *self)
{
  return self->action;
}

const char *
adit_app_rule_item_get_heading (AditAppRuleItem *self)
{
  return self->heading;
}

const char *
adit_app_rule_item_get_conditions (AditAppRuleItem *self)
{
  return self->conditions;
}

const char *
adit_app_rule_item_get_comment (AditAppRuleItem *self)
{
  return self->comment;
}

const char *
adit_app_rule_item_get_line (AditAppRuleItem *self)
{
  return self->line;
}

gboolean
adit_app_rule_item_is_deciding (AditAppRuleItem *self)
{
  return self->is_deciding;
}

void
adit_app_rule_item_set_deciding (AditAppRuleItem *self, gboolean is_deciding)
{
  if (self->is_deciding == is_deciding)
    return;

  self->is_deciding = is_deciding;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DECIDING]);
}

/* ---- Following the rules ---- */

/* Takes @line. */
static AditAppRuleItem *
item_new (const AditRule *rule, char *line, const char *comment)
{
  AditAppRuleItem *self = g_object_new (ADIT_APP_TYPE_RULE_ITEM, NULL);

  self->action = rule->action;
  self->heading = adit_app_rule_describe_action (rule);
  self->conditions = adit_app_rule_describe_conditions (rule);
  self->comment = g_strdup (comment);
  self->line = line;
  return self;
}

static gboolean
is_item (AditAppRuleItem *item, const char *line, const char *comment)
{
  return g_str_equal (item->line, line) && g_str_equal (item->comment, comment);
}

/* Of the old items, those that are not shown again as yet. */
static AditAppRuleItem *
take_item (GPtrArray *items, const char *line, const char *comment)
{
  for (guint i = 0; i < items->len; i++)
    if (is_item (items->pdata[i], line, comment))
      return g_ptr_array_steal_index (items, i);

  return NULL;
}

static void
fill (GPtrArray *items, GListModel *model, guint start, guint end)
{
  for (guint i = start; i < end; i++)
    g_ptr_array_add (items, g_list_model_get_item (model, i));
}

/* How many at the beginning are as they were. */
static guint
count_same_first (GListModel *model, char **lines, char **comments, guint n_most)
{
  guint n = 0;
  gboolean is_same = TRUE;

  while (n < n_most && is_same)
    {
      g_autoptr (AditAppRuleItem) item = g_list_model_get_item (model, n);

      is_same = is_item (item, lines[n], comments[n]);
      n += is_same;
    }

  return n;
}

/* The same at the end, of @n_most that are not among the first. */
static guint
count_same_last (GListModel *model, char **lines, char **comments, guint n_lines, guint n_most)
{
  guint n_items = g_list_model_get_n_items (model);
  guint n = 0;
  gboolean is_same = TRUE;

  while (n < n_most && is_same)
    {
      g_autoptr (AditAppRuleItem) item = g_list_model_get_item (model, n_items - n - 1);

      is_same = is_item (item, lines[n_lines - n - 1], comments[n_lines - n - 1]);
      n += is_same;
    }

  return n;
}

void
adit_app_rule_items_update (GListStore *store, const AditRules *rules)
{
  GListModel *model = G_LIST_MODEL (store);
  guint n_rules = adit_rules_count (rules);
  guint n_items = g_list_model_get_n_items (model);
  guint n_most = MIN (n_rules, n_items);
  g_auto (GStrv) comments = adit_rules_list_comments (rules);
  g_auto (GStrv) lines = g_new0 (char *, n_rules + 1);
  g_autoptr (GPtrArray) old = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) fresh = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_first, n_last;

  for (guint i = 0; i < n_rules; i++)
    lines[i] = adit_rule_print (adit_rules_get (rules, i));
  n_first = count_same_first (model, lines, comments, n_most);
  n_last = count_same_last (model, lines, comments, n_rules, n_most - n_first);
  if (n_first + n_last == n_rules && n_rules == n_items)
    return;

  fill (old, model, n_first, n_items - n_last);
  for (guint i = n_first; i < n_rules - n_last; i++)
    {
      AditAppRuleItem *item = take_item (old, lines[i], comments[i]);

      if (item == NULL)
        item = item_new (adit_rules_get (rules, i), g_strdup (lines[i]), comments[i]);
      g_ptr_array_add (fresh, item);
    }

  g_list_store_splice (store, n_first, n_items - n_first - n_last, fresh->pdata, fresh->len);
}

/* ---- Life ---- */

static void
adit_app_rule_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_assert (id == PROP_DECIDING);

  g_value_set_boolean (value, ADIT_APP_RULE_ITEM (object)->is_deciding);
}

static void
adit_app_rule_item_finalize (GObject *object)
{
  AditAppRuleItem *self = ADIT_APP_RULE_ITEM (object);

  g_free (self->heading);
  g_free (self->conditions);
  g_free (self->comment);
  g_free (self->line);

  G_OBJECT_CLASS (adit_app_rule_item_parent_class)->finalize (object);
}

static void
adit_app_rule_item_class_init (AditAppRuleItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = adit_app_rule_item_get_property;
  object_class->finalize = adit_app_rule_item_finalize;

  properties[PROP_DECIDING] =
      g_param_spec_boolean ("deciding", NULL, NULL, FALSE,
                            G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
adit_app_rule_item_init (AditAppRuleItem *self)
{
}
