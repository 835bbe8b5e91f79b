/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/control/adit-engine-bus-rules.h"

#include "adit-bus-generated.h"
#include "bus/adit-bus-names.h"
#include "bus/adit-bus-wire-access.h"
#include "bus/adit-bus-wire-upstream.h"
#include "engine/control/adit-engine-bus-interface.h"
#include "engine/control/adit-engine-why.h"
#include "model/adit-error.h"

struct _AditEngineBusRules
{
  AditEngineBusInterface *interface;
  AditEngineControl *control;
};

static const char *const property_names[] = {
  "Text", "Rules", "Default", "Error", "Upstreams", NULL
};

/* ---- Properties ---- */

static AditUpstreamPassword
find_password (gpointer owner, const char *name)
{
  return adit_engine_upstreams_get_password_state (owner, name);
}

static GVariant *
get_property (gpointer owner, const char *name)
{
  AditEngineBusRules *self = owner;
  const AditRules *rules = adit_engine_control_get_rules (self->control);
  const char *error = adit_engine_control_get_rules_error (self->control);

  if (g_str_equal (name, "Text"))
    return g_variant_new_string (adit_rules_get_text (rules));
  if (g_str_equal (name, "Rules"))
    return adit_bus_rules_to_variant (rules);
  if (g_str_equal (name, "Default"))
    return g_variant_new_take_string (adit_rule_print (adit_rules_get_default (rules)));
  if (g_str_equal (name, "Error"))
    return g_variant_new_take_string (g_utf8_make_valid (error ? error : "", -1));
  if (g_str_equal (name, "Upstreams"))
    return adit_bus_upstreams_to_variant (rules, find_password,
                                          adit_engine_control_get_upstreams (self->control));

  return NULL;
}

static void
on_rules_changed (AditEngineBusRules *self)
{
  adit_engine_bus_interface_tell (self->interface, property_names);
}

/* ---- Editing ---- */

/* Rules are counted from 1 here; 0 is none of them. @index is untouched then. */
static gboolean
read_number (guint number, guint *index, GError **error)
{
  if (number == 0)
    {
      g_set_error (error, ADIT_ERROR, ADIT_ERROR_NOT_FOUND, "There is no rule 0");
      return FALSE;
    }

  *index = number - 1;
  return TRUE;
}

/* @edited: the outcome of an edit, or NULL with @error set already. (transfer full) */
static gboolean
save (AditEngineBusRules *self, AditRules *edited, GError **error)
{
  return adit_engine_control_set_rules (self->control, edited, error);
}

static gboolean
insert (gpointer owner, GVariant *arguments, GError **error)
{
  AditEngineBusRules *self = owner;
  const AditRules *rules = adit_engine_control_read_rules (self->control);
  guint number;
  const char *line;

  g_variant_get (arguments, "(u&s)", &number, &line);
  if (number == 0)
    number = adit_rules_count (rules) + 1;

  return save (self, adit_rules_insert (rules, number - 1, line, error), error);
}

static gboolean
drop (gpointer owner, GVariant *arguments, GError **error)
{
  AditEngineBusRules *self = owner;
  const AditRules *rules = adit_engine_control_read_rules (self->control);
  guint number, index;

  g_variant_get (arguments, "(u)", &number);

  return read_number (number, &index, error) &&
         save (self, adit_rules_remove (rules, index, error), error);
}

static gboolean
replace (gpointer owner, GVariant *arguments, GError **error)
{
  AditEngineBusRules *self = owner;
  const AditRules *rules = adit_engine_control_read_rules (self->control);
  guint number, index;
  const char *line;

  g_variant_get (arguments, "(u&s)", &number, &line);

  return read_number (number, &index, error) &&
         save (self, adit_rules_replace (rules, index, line, error), error);
}

static gboolean
move (gpointer owner, GVariant *arguments, GError **error)
{
  AditEngineBusRules *self = owner;
  const AditRules *rules = adit_engine_control_read_rules (self->control);
  guint from_number, to_number, from, to;

  g_variant_get (arguments, "(uu)", &from_number, &to_number);

  return read_number (from_number, &from, error) && read_number (to_number, &to, error) &&
         save (self, adit_rules_move (rules, from, to, error), error);
}

static gboolean
set_default (gpointer owner, GVariant *arguments, GError **error)
{
  AditEngineBusRules *self = owner;
  const AditRules *rules = adit_engine_control_read_rules (self->control);
  const char *action;

  g_variant_get (arguments, "(&s)", &action);

  return save (self, adit_rules_set_default (rules, action, error), error);
}

static gboolean
set_text (gpointer owner, GVariant *arguments, GError **error)
{
  AditEngineBusRules *self = owner;
  const char *text;

  g_variant_get (arguments, "(&s)", &text);
  /* What was edited by hand meanwhile is noticed, so that it can be set aside where it is wrong. */
  adit_engine_control_read_rules (self->control);

  return save (self, adit_rules_parse (text, error), error);
}

static gboolean
set_upstream (gpointer owner, GVariant *arguments, GError **error)
{
  AditEngineBusRules *self = owner;
  const AditRules *rules = adit_engine_control_read_rules (self->control);
  const char *line;

  g_variant_get (arguments, "(&s)", &line);

  return save (self, adit_rules_set_upstream (rules, line, error), error);
}

static gboolean
remove_upstream (gpointer owner, GVariant *arguments, GError **error)
{
  AditEngineBusRules *self = owner;
  const AditRules *rules = adit_engine_control_read_rules (self->control);
  const char *name;

  g_variant_get (arguments, "(&s)", &name);

  return save (self, adit_rules_remove_upstream (rules, name, error), error);
}

/* ---- Passwords for upstreams ---- */

static void
password_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GDBusMethodInvocation *invocation = user_data;
  g_autoptr (GError) error = NULL;

  if (adit_engine_upstreams_password_finish (result, &error))
    g_dbus_method_invocation_return_value (invocation, NULL);
  else
    g_dbus_method_invocation_return_gerror (invocation, error);
}

static void
set_upstream_password (gpointer owner, GVariant *arguments, GDBusMethodInvocation *invocation)
{
  AditEngineBusRules *self = owner;
  const char *name, *password;

  g_variant_get (arguments, "(&s&s)", &name, &password);
  adit_engine_upstreams_set_password_async (adit_engine_control_get_upstreams (self->control), name,
                                            password, password_cb, invocation);
}

static void
clear_upstream_password (gpointer owner, GVariant *arguments, GDBusMethodInvocation *invocation)
{
  AditEngineBusRules *self = owner;
  const char *name;

  g_variant_get (arguments, "(&s)", &name);
  adit_engine_upstreams_clear_password_async (adit_engine_control_get_upstreams (self->control),
                                              name, password_cb, invocation);
}

/* ---- What runs and is denied now ---- */

static void
denied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GArray) ids =
      adit_engine_proxy_check_rules_finish (ADIT_ENGINE_PROXY (source), result);
  GVariant *rows =
      g_variant_new_fixed_array (G_VARIANT_TYPE_UINT64, ids->data, ids->len, sizeof (guint64));

  g_dbus_method_invocation_return_value (user_data, g_variant_new ("(@at)", rows));
}

static void
denied (gpointer owner, GVariant *arguments, GDBusMethodInvocation *invocation)
{
  AditEngineBusRules *self = owner;

  adit_engine_proxy_check_rules_async (adit_engine_control_get_proxy (self->control), FALSE,
                                       denied_cb, invocation);
}

static void
end_denied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GArray) ids =
      adit_engine_proxy_check_rules_finish (ADIT_ENGINE_PROXY (source), result);

  g_dbus_method_invocation_return_value (user_data, g_variant_new ("(u)", ids->len));
}

static void
end_denied (gpointer owner, GVariant *arguments, GDBusMethodInvocation *invocation)
{
  AditEngineBusRules *self = owner;

  adit_engine_proxy_check_rules_async (adit_engine_control_get_proxy (self->control), TRUE,
                                       end_denied_cb, invocation);
}

/* ---- Asking ---- */

static void
why_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GDBusMethodInvocation *invocation = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AditEngineWhy) why = adit_engine_why_finish (result, &error);

  if (why)
    g_dbus_method_invocation_return_value (invocation,
                                           g_variant_new ("(ssuus)",
                                                          adit_verdict_to_word (why->verdict),
                                                          why->sentence, why->rule, why->line,
                                                          why->address));
  else
    g_dbus_method_invocation_return_gerror (invocation, error);
}

static void
test (gpointer owner, GVariant *arguments, GDBusMethodInvocation *invocation)
{
  AditEngineBusRules *self = owner;
  const char *user, *client, *target;

  g_variant_get (arguments, "(&s&s&s)", &user, &client, &target);
  adit_engine_why_async (adit_engine_control_get_rules (self->control),
                         adit_engine_control_is_private_allowed (self->control), user, client,
                         target, why_cb, invocation);
}

static const AditEngineBusMethod methods[] = {
  { "Insert", .change = insert },
  { "Remove", .change = drop },
  { "Replace", .change = replace },
  { "Move", .change = move },
  { "SetDefault", .change = set_default },
  { "SetText", .change = set_text },
  { "SetUpstream", .change = set_upstream },
  { "RemoveUpstream", .change = remove_upstream },
  { "SetUpstreamPassword", .run = set_upstream_password },
  { "ClearUpstreamPassword", .run = clear_upstream_password },
  { "Test", .run = test },
  { "Denied", .run = denied },
  { "EndDenied", .run = end_denied },
  { NULL },
};

static const AditEngineBusService service = { .methods = methods, .get = get_property };

/* ---- Life ---- */

AditEngineBusRules *
adit_engine_bus_rules_new (GDBusConnection *connection, AditEngineControl *control, GError **error)
{
  AditEngineBusRules *self = g_new0 (AditEngineBusRules, 1);

  self->control = control;
  self->interface = adit_engine_bus_interface_new (connection, adit_bus_rules_interface_info (),
                                                   &service, self, error);
  g_signal_connect_swapped (control, "rules-changed", G_CALLBACK (on_rules_changed), self);
  if (self->interface)
    return self;

  adit_engine_bus_rules_free (self);
  return NULL;
}

void
adit_engine_bus_rules_free (AditEngineBusRules *self)
{
  g_signal_handlers_disconnect_by_data (self->control, self);
  g_clear_pointer (&self->interface, adit_engine_bus_interface_free);
  g_free (self);
}
