/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-limits-dialog.h"

#include "app/adit-app-form.h"
#include "app/adit-app-name.h"
#include "app/adit-app-weak.h"
#include "model/adit-amount.h"
#include "model/adit-error.h"

#include <glib/gi18n.h>

struct _AditAppLimitsDialog
{
  AdwWindow parent_instance;

  GtkButton *done_button;
  GtkWidget *own_group;
  GtkSwitch *own_switch;
  AdwPreferencesGroup *limits_group;
  AdwEntryRow *rate_entry;
  AdwEntryRow *tunnels_entry;
  AdwEntryRow *quota_entry;
  AdwComboRow *period_row;
  AdwComboRow *end_row;
  GtkWidget *expires_group;
  AdwEntryRow *expires_entry;
  GtkMenuButton *calendar_button;
  GtkCalendar *calendar;
  GtkLabel *problem_label;

  AditBusClient *client;
  char *name;            /* NULL: everybody */
  AditUserLimits own;    /* shown while they have their own */
  AditUserLimits common; /* shown otherwise */
  gboolean is_filling;   /* the entries, so that they do not speak for a person */
  gboolean is_asking;    /* the engine */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (AditAppLimitsDialog, adit_app_limits_dialog, ADW_TYPE_WINDOW)

/* ---- What is typed ---- */

static const char *
text_in (gpointer entry)
{
  return gtk_editable_get_text (GTK_EDITABLE (entry));
}

static gboolean
has_own (AditAppLimitsDialog *self)
{
  return self->name == NULL || gtk_switch_get_active (self->own_switch);
}

static gboolean
check_day (AdwEntryRow *entry, GError **error)
{
  g_autofree char *text = adit_app_form_dup_text (entry);
  guint day;

  if (adit_day_parse (text, &day))
    return TRUE;

  g_set_error_literal (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT,
                       _ ("Not a day such as 2027-12-31"));
  return FALSE;
}

/* What is right in the entries; the rest is marked. */
static gboolean
read_limits (AditAppLimitsDialog *self, AditUserLimits *limits, char **problem)
{
  g_autoptr (GError) rate_error = NULL;
  g_autoptr (GError) tunnels_error = NULL;
  g_autoptr (GError) quota_error = NULL;

  adit_amount_parse (text_in (self->rate_entry), ADIT_USER_RATE_MAX, &limits->rate_bytes_s,
                     &rate_error);
  adit_count_parse (text_in (self->tunnels_entry), ADIT_USER_TUNNELS_MAX, &limits->tunnels_max,
                    &tunnels_error);
  adit_amount_parse (text_in (self->quota_entry), ADIT_USER_QUOTA_MAX, &limits->quota_bytes,
                     &quota_error);
  limits->quota_period = adw_combo_row_get_selected (self->period_row);
  limits->quota_end = adw_combo_row_get_selected (self->end_row);

  adit_app_form_mark (self->rate_entry, rate_error, problem);
  adit_app_form_mark (self->tunnels_entry, tunnels_error, problem);
  adit_app_form_mark (self->quota_entry, quota_error, problem);
  return rate_error == NULL && tunnels_error == NULL && quota_error == NULL;
}

/* What is typed for own limits is kept while everybody's are shown. */
static void
check (AditAppLimitsDialog *self)
{
  g_autofree char *problem = NULL;
  g_autoptr (GError) day_error = NULL;
  AditUserLimits typed;
  gboolean is_good = read_limits (self, &typed, &problem);
  gboolean has_quota = text_in (self->quota_entry)[0] != '\0';

  if (is_good && has_own (self))
    self->own = typed;
  is_good &= check_day (self->expires_entry, &day_error);
  adit_app_form_mark (self->expires_entry, day_error, &problem);
  adit_app_form_show_problem (self->problem_label, problem);
  gtk_widget_set_sensitive (GTK_WIDGET (self->period_row), has_quota);
  gtk_widget_set_sensitive (GTK_WIDGET (self->end_row), has_quota);
  gtk_widget_set_sensitive (GTK_WIDGET (self->done_button), is_good && !self->is_asking);
}

static void
on_changed (gpointer entry, AditAppLimitsDialog *self)
{
  g_assert (ADIT_APP_IS_LIMITS_DIALOG (self));

  if (!self->is_filling)
    check (self);
}

static void
on_selected (gpointer row, GParamSpec *pspec, AditAppLimitsDialog *self)
{
  on_changed (row, self);
}

/* ---- What is shown ---- */

static void
show_limits (AditAppLimitsDialog *self, const AditUserLimits *limits)
{
  g_autofree char *rate = adit_amount_print (limits->rate_bytes_s);
  g_autofree char *quota = adit_amount_print (limits->quota_bytes);
  g_autofree char *tunnels =
      limits->tunnels_max > 0 ? g_strdup_printf ("%u", limits->tunnels_max) : g_strdup ("");

  self->is_filling = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->rate_entry), rate);
  gtk_editable_set_text (GTK_EDITABLE (self->tunnels_entry), tunnels);
  gtk_editable_set_text (GTK_EDITABLE (self->quota_entry), quota);
  adw_combo_row_set_selected (self->period_row, limits->quota_period);
  adw_combo_row_set_selected (self->end_row, limits->quota_end);
  self->is_filling = FALSE;
  check (self);
}

static void
on_own_switched (GtkSwitch *toggle, GParamSpec *pspec, AditAppLimitsDialog *self)
{
  g_assert (ADIT_APP_IS_LIMITS_DIALOG (self));

  gtk_widget_set_sensitive (GTK_WIDGET (self->limits_group), has_own (self));
  show_limits (self, has_own (self) ? &self->own : &self->common);
}

static void
on_day_selected (GtkCalendar *calendar, AditAppLimitsDialog *self)
{
  g_autoptr (GDateTime) day = gtk_calendar_get_date (calendar);
  g_autofree char *text = g_date_time_format (day, "%Y-%m-%d");

  g_assert (ADIT_APP_IS_LIMITS_DIALOG (self));

  gtk_editable_set_text (GTK_EDITABLE (self->expires_entry), text);
}

static void
fill_combo (AdwComboRow *row, const char *first, const char *second)
{
  const char *const names[] = { first, second, NULL };
  g_autoptr (GtkStringList) list = gtk_string_list_new (names);

  adw_combo_row_set_model (row, G_LIST_MODEL (list));
}

/* ---- Asking the engine ---- */

static void
set_asking (AditAppLimitsDialog *self, gboolean is_asking)
{
  self->is_asking = is_asking;
  check (self);
}

static void
change_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AditAppLimitsDialog) self = adit_app_weak_take (user_data);
  g_autoptr (GError) error = NULL;

  adit_bus_client_change_finish (ADIT_BUS_CLIENT (source), result, &error);
  if (self == NULL)
    return;

  set_asking (self, FALSE);
  adit_app_form_finish (self, self->problem_label, error);
}

static void
on_done_clicked (GtkButton *button, AditAppLimitsDialog *self)
{
  g_autofree char *expires = adit_app_form_dup_text (self->expires_entry);

  g_assert (ADIT_APP_IS_LIMITS_DIALOG (self));

  set_asking (self, TRUE);
  if (self->name == NULL)
    adit_bus_client_set_common_limits_async (self->client, &self->own, self->cancellable, change_cb,
                                             adit_app_weak_new (self));
  else
    adit_bus_client_set_user_limits_async (self->client, self->name,
                                           has_own (self) ? &self->own : NULL, expires,
                                           self->cancellable, change_cb, adit_app_weak_new (self));
}

/* ---- Life ---- */

static void
adit_app_limits_dialog_dispose (GObject *object)
{
  AditAppLimitsDialog *self = ADIT_APP_LIMITS_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (adit_app_limits_dialog_parent_class)->dispose (object);
}

static void
adit_app_limits_dialog_finalize (GObject *object)
{
  AditAppLimitsDialog *self = ADIT_APP_LIMITS_DIALOG (object);

  g_object_unref (self->cancellable);
  g_free (self->name);

  G_OBJECT_CLASS (adit_app_limits_dialog_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, AditAppLimitsDialog, done_button);
  gtk_widget_class_bind_template_child (widget_class, AditAppLimitsDialog, own_group);
  gtk_widget_class_bind_template_child (widget_class, AditAppLimitsDialog, own_switch);
  gtk_widget_class_bind_template_child (widget_class, AditAppLimitsDialog, limits_group);
  gtk_widget_class_bind_template_child (widget_class, AditAppLimitsDialog, rate_entry);
  gtk_widget_class_bind_template_child (widget_class, AditAppLimitsDialog, tunnels_entry);
  gtk_widget_class_bind_template_child (widget_class, AditAppLimitsDialog, quota_entry);
  gtk_widget_class_bind_template_child (widget_class, AditAppLimitsDialog, period_row);
  gtk_widget_class_bind_template_child (widget_class, AditAppLimitsDialog, end_row);
  gtk_widget_class_bind_template_child (widget_class, AditAppLimitsDialog, expires_group);
  gtk_widget_class_bind_template_child (widget_class, AditAppLimitsDialog, expires_entry);
  gtk_widget_class_bind_template_child (widget_class, AditAppLimitsDialog, calendar_button);
  gtk_widget_class_bind_template_child (widget_class, AditAppLimitsDialog, calendar);
  gtk_widget_class_bind_template_child (widget_class, AditAppLimitsDialog, problem_label);
}

static void
adit_app_limits_dialog_class_init (AditAppLimitsDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = adit_app_limits_dialog_dispose;
  object_class->finalize = adit_app_limits_dialog_finalize;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/aditproxy/Adit/adit-app-limits-dialog.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_own_switched);
  gtk_widget_class_bind_template_callback (widget_class, on_day_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_done_clicked);
}

static void
adit_app_limits_dialog_init (AditAppLimitsDialog *self)
{
  self->cancellable = g_cancellable_new ();
  self->is_filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  adit_app_name_menu_button (self->calendar_button, _ ("Choose Day"));
  fill_combo (self->period_row, _ ("A day"), _ ("A month"));
  fill_combo (self->end_row, _ ("Refuse what is new"), _ ("End what runs, too"));
}

/* With everybody's limits where @user has none of their own: what a person begins with who gives
 * them some. */
static void
show_user (AditAppLimitsDialog *self, const AditBusUser *user)
{
  g_autofree char *title = g_strdup_printf (_ ("Limits of %s"), user->name);

  self->name = g_strdup (user->name);
  self->own = user->limits;
  gtk_window_set_title (GTK_WINDOW (self), title);
  gtk_editable_set_text (GTK_EDITABLE (self->expires_entry), user->expires);
  gtk_switch_set_active (self->own_switch, user->has_own_limits);
  on_own_switched (self->own_switch, NULL, self);
}

static void
show_everyone (AditAppLimitsDialog *self)
{
  gtk_window_set_title (GTK_WINDOW (self), _ ("Limits for Everyone"));
  adw_preferences_group_set_description (
      self->limits_group, _ ("They hold for all users without limits of their own. What is empty "
                             "is not limited."));
  gtk_widget_set_visible (self->own_group, FALSE);
  gtk_widget_set_visible (self->expires_group, FALSE);
  show_limits (self, &self->common);
}

GtkWidget *
adit_app_limits_dialog_present (GtkWidget *parent, AditBusClient *client, const AditBusUser *user)
{
  AditAppLimitsDialog *self = g_object_new (ADIT_APP_TYPE_LIMITS_DIALOG, "transient-for",
                                            gtk_widget_get_root (parent), NULL);

  self->client = g_object_ref (client);
  adit_bus_client_get_common_limits (client, &self->common);
  if (user != NULL)
    show_user (self, user);
  else
    show_everyone (self);
  gtk_window_present (GTK_WINDOW (self));
  return GTK_WIDGET (self);
}
