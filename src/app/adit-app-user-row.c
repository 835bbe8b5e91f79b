/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-user-row.h"

#include "app/adit-app-name.h"
#include "app/adit-app-switch.h"
#include "model/adit-format.h"

#include <glib/gi18n.h>
#include <string.h>

/* Every figure has this width, so that those of all rows stand below one another. */
#define FIGURE_WIDTH_CHARS 11

struct _AditAppUserRow
{
  GtkBox parent_instance;

  GtkLabel *name_label;
  GtkLabel *state_label;
  GtkLabel *sight_label;
  GtkSwitch *toggle;
  GtkMenuButton *menu_button;
  GtkFlowBox *figures_box;
  GPtrArray *figures; /* GtkLabel, in the order of the table below; not owned */

  AditAppUser *user;
};

G_DEFINE_FINAL_TYPE (AditAppUserRow, adit_app_user_row, GTK_TYPE_BOX)

/* ---- Figures ---- */

/* (transfer full) */
typedef char *FigureFunc (const AditBusUser *row);

static char *
or_dash (char *text)
{
  if (text[0] != '\0')
    return text;

  g_free (text);
  return g_strdup ("–");
}

static char *
print_active (const AditBusUser *row)
{
  if (row->limits.tunnels_max == 0)
    return g_strdup_printf ("%u", row->usage.n_active);

  return g_strdup_printf (_ ("%u of %u"), row->usage.n_active, row->limits.tunnels_max);
}

static char *
print_received_rate (const AditBusUser *row)
{
  return or_dash (adit_format_rate (row->usage.received_rate));
}

static char *
print_sent_rate (const AditBusUser *row)
{
  return or_dash (adit_format_rate (row->usage.sent_rate));
}

static char *
print_received_today (const AditBusUser *row)
{
  return adit_format_size (row->usage.received_today_bytes);
}

static char *
print_sent_today (const AditBusUser *row)
{
  return adit_format_size (row->usage.sent_today_bytes);
}

static char *
print_received (const AditBusUser *row)
{
  return adit_format_size (row->usage.received_bytes);
}

static char *
print_sent (const AditBusUser *row)
{
  return adit_format_size (row->usage.sent_bytes);
}

static const struct
{
  const char *title;
  FigureFunc *print;
} figures[] = {
  { N_ ("Open"), print_active },
  { N_ ("Receiving"), print_received_rate },
  { N_ ("Sending"), print_sent_rate },
  { N_ ("Received today"), print_received_today },
  { N_ ("Sent today"), print_sent_today },
  { N_ ("Received"), print_received },
  { N_ ("Sent"), print_sent },
};

/* The Tab key passes by: there is nothing to do with a figure. */
static void
add_figure (AditAppUserRow *self, const char *title)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *title_label = gtk_label_new (title);
  GtkWidget *value_label = gtk_label_new (NULL);
  GtkWidget *child = gtk_flow_box_child_new ();

  gtk_widget_add_css_class (title_label, "dim-label");
  gtk_widget_add_css_class (title_label, "caption");
  gtk_widget_add_css_class (value_label, "numeric");
  gtk_label_set_xalign (GTK_LABEL (title_label), 0);
  gtk_label_set_xalign (GTK_LABEL (value_label), 0);
  gtk_label_set_width_chars (GTK_LABEL (value_label), FIGURE_WIDTH_CHARS);
  gtk_label_set_max_width_chars (GTK_LABEL (value_label), FIGURE_WIDTH_CHARS);
  gtk_label_set_max_width_chars (GTK_LABEL (title_label), FIGURE_WIDTH_CHARS);
  gtk_label_set_ellipsize (GTK_LABEL (value_label), PANGO_ELLIPSIZE_END);
  gtk_label_set_ellipsize (GTK_LABEL (title_label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), title_label);
  gtk_box_append (GTK_BOX (box), value_label);
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), box);
  gtk_widget_set_focusable (child, FALSE);
  gtk_flow_box_append (self->figures_box, child);
  g_ptr_array_add (self->figures, value_label);
}

/* ---- State ---- */

static gboolean
is_expired (const AditBusUser *row)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *today = g_date_time_format (now, "%Y-%m-%d");

  return row->expires[0] != '\0' && strcmp (today, row->expires) > 0;
}

/* What keeps them out, or will, most important first. @is_problem: it does. (transfer full) */
static char *
describe_state (const AditBusUser *row, gboolean *is_problem)
{
  g_autofree char *quota = NULL;
  g_autofree char *used = NULL;

  *is_problem = TRUE;
  if (is_expired (row))
    return g_strdup_printf (_ ("Expired on %s"), row->expires);
  if (!row->has_basic && !row->has_digest)
    return g_strdup (_ ("No password"));
  if (row->usage.is_used_up)
    return g_strdup (_ ("Quota used up"));

  *is_problem = FALSE;
  if (row->limits.quota_bytes > 0)
    {
      gboolean is_daily = row->limits.quota_period == ADIT_QUOTA_DAY;

      quota = adit_format_size (row->limits.quota_bytes);
      used = adit_format_size (is_daily ? row->usage.today_bytes : row->usage.month_bytes);
      return g_strdup_printf (is_daily ? _ ("%s of %s today") : _ ("%s of %s this month"), used,
                              quota);
    }
  if (row->expires[0] != '\0')
    return g_strdup_printf (_ ("Until %s"), row->expires);

  return g_strdup ("");
}

/* What was carried is kept through restarts, when it was is not. (transfer full) */
static char *
describe_sight (const AditBusUsage *usage)
{
  g_autofree char *age = NULL;

  if (usage->last_seen_us == 0)
    return g_strdup (usage->sent_bytes + usage->received_bytes > 0
                         ? _ ("Not seen since the engine started")
                         : _ ("Not seen yet"));
  if (usage->n_active > 0)
    return g_strdup_printf (_ ("Here now, from %s"), usage->address);

  age = adit_format_age (g_get_real_time () - usage->last_seen_us);
  return g_strdup_printf (_ ("Last seen %s ago, from %s"), age, usage->address);
}

static void
show_state (AditAppUserRow *self, const AditBusUser *row)
{
  gboolean is_problem;
  g_autofree char *state = describe_state (row, &is_problem);
  g_autofree char *sight = describe_sight (&row->usage);

  gtk_label_set_text (self->sight_label, sight);

  gtk_label_set_text (self->state_label, state);
  gtk_widget_set_visible (GTK_WIDGET (self->state_label), state[0] != '\0');
  if (is_problem)
    gtk_widget_add_css_class (GTK_WIDGET (self->state_label), "warning");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->state_label), "warning");
}

static void
update (AditAppUserRow *self)
{
  const AditBusUser *row = adit_app_user_get_row (self->user);

  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    {
      g_autofree char *text = figures[i].print (row);

      gtk_label_set_text (self->figures->pdata[i], text);
    }
  show_state (self, row);
  adit_app_switch_follow (self->toggle, row->is_enabled, row->is_enabled);
}

/* ---- What is asked for ---- */

static gboolean
on_toggle_state_set (GtkSwitch *toggle, gboolean is_on, AditAppUserRow *self)
{
  g_assert (ADIT_APP_IS_USER_ROW (self));

  if (!adit_app_switch_is_following (toggle) && self->user != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "users.enable", "(sb)",
                                adit_app_user_get_row (self->user)->name, is_on);
  return GDK_EVENT_STOP;
}

static void
add_item (GMenu *menu, const char *label, const char *action, const char *name)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", name);
  g_menu_append_item (menu, item);
}

/* Made when it is asked for: a menu a row would cost more than all the rest of it. */
static void
create_menu (GtkMenuButton *button, gpointer user_data)
{
  AditAppUserRow *self = ADIT_APP_USER_ROW (user_data);
  g_autoptr (GMenu) menu = g_menu_new ();
  const char *name;

  if (self->user == NULL)
    return;

  name = adit_app_user_get_row (self->user)->name;
  add_item (menu, _ ("Change _Password…"), "users.password", name);
  add_item (menu, _ ("_Limits…"), "users.limits", name);
  add_item (menu, _ ("_Remove"), "users.remove", name);
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}

/* ---- Who is shown ---- */

static void
name_controls (AditAppUserRow *self, const char *name)
{
  g_autofree char *toggle_name = g_strdup_printf (_ ("Sign-in of %s"), name);
  g_autofree char *menu_name = g_strdup_printf (_ ("More about %s"), name);

  gtk_label_set_text (self->name_label, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->toggle), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  toggle_name, -1);
  adit_app_name_menu_button (self->menu_button, menu_name);
}

void
adit_app_user_row_set_user (AditAppUserRow *self, AditAppUser *user)
{
  g_return_if_fail (ADIT_APP_IS_USER_ROW (self));

  if (self->user != NULL)
    g_signal_handlers_disconnect_by_data (self->user, self);
  g_set_object (&self->user, user);
  if (user == NULL)
    return;

  g_signal_connect_swapped (user, "changed", G_CALLBACK (update), self);
  name_controls (self, adit_app_user_get_row (user)->name);
  update (self);
}

/* ---- Life ---- */

static void
adit_app_user_row_dispose (GObject *object)
{
  AditAppUserRow *self = ADIT_APP_USER_ROW (object);

  adit_app_user_row_set_user (self, NULL);
  if (self->menu_button != NULL)
    gtk_menu_button_set_create_popup_func (self->menu_button, NULL, NULL, NULL);

  G_OBJECT_CLASS (adit_app_user_row_parent_class)->dispose (object);
}

static void
adit_app_user_row_finalize (GObject *object)
{
  g_ptr_array_unref (ADIT_APP_USER_ROW (object)->figures);

  G_OBJECT_CLASS (adit_app_user_row_parent_class)->finalize (object);
}

static void
adit_app_user_row_class_init (AditAppUserRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = adit_app_user_row_dispose;
  object_class->finalize = adit_app_user_row_finalize;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/aditproxy/Adit/adit-app-user-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AditAppUserRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, AditAppUserRow, state_label);
  gtk_widget_class_bind_template_child (widget_class, AditAppUserRow, sight_label);
  gtk_widget_class_bind_template_child (widget_class, AditAppUserRow, toggle);
  gtk_widget_class_bind_template_child (widget_class, AditAppUserRow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, AditAppUserRow, figures_box);
  gtk_widget_class_bind_template_callback (widget_class, on_toggle_state_set);
}

static void
adit_app_user_row_init (AditAppUserRow *self)
{
  self->figures = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (self->menu_button, create_menu, self, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    add_figure (self, _ (figures[i].title));
}

GtkWidget *
adit_app_user_row_new (void)
{
  return g_object_new (ADIT_APP_TYPE_USER_ROW, NULL);
}
