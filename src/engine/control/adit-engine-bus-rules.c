/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/control/adit-engine-bus-rules.h"

#include "adit-bus-generated.h"
#include "bus/adit-bus-names.h"
#include "bus/adit-bus-wire-access.h"
#include "engine/control/adit-engine-bus-properties.h"
#include "engine/control/adit-engine-why.h"
#include "model/adit-error.h"

struct _AditEngineBusRules
{
  GDBusConnection *connection;
  AditEngineControl *control;
  guint registration;
  AditEngineBusProperties *properties;
};

static const char *const property_names[] = { "Text", "Rules", "Default", "Error", NULL };

/* ---- Properties ---- */

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

  return NULL;
}

static GVariant *
on_get_property (GDBusConnection *connection,
                 const char *sender,
                 const char *path,
                 const char *interface,
                 const char *name,
                 GError **error,
                 gpointer user_data)
{
  AditEngineBusRules *self = user_data;

  return adit_engine_bus_properties_get (self->properties, name, error);
}

static void
on_rules_changed (AditEngineBusRules *self)
{
  adit_engine_bus_properties_tell (self->properties, property_names);
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

/* What the rules would be; NULL with @error. (transfer full) */
typedef AditRules *(*Edit) (const AditRules *rules, GVariant *arguments, GError **error);

static AditRules *
insert (const AditRules *rules, GVariant *arguments, GError **error)
{
  guint number;
  const char *line;

  g_variant_get (arguments, "(u&s)", &number, &line);

  return adit_rules_insert (rules, number == 0 ? adit_rules_count (rules) : number - 1, line,
                            error);
}

static AditRules *
drop (const AditRules *rules, GVariant *arguments, GError **error)
{
  guint number, index;

  g_variant_get (arguments, "(u)", &number);

  return read_number (number, &index, error) ? adit_rules_remove (rules, index, error) : NULL;
}

static AditRules *
replace (const AditRules *rules, GVariant *arguments, GError **error)
{
  guint number, index;
  const char *line;

  g_variant_get (arguments, "(u&s)", &number, &line);

  return read_number (number, &index, error) ? adit_rules_replace (rules, index, line, error)
                                             : NULL;
}

static AditRules *
move (const AditRules *rules, GVariant *arguments, GError **error)
{
  guint from_number, to_number, from, to;

  g_variant_get (arguments, "(uu)", &from_number, &to_number);

  return read_number (from_number, &from, error) && read_number (to_number, &to, error)
             ? adit_rules_move (rules, from, to, error)
             : NULL;
}

static AditRules *
set_default (const AditRules *rules, GVariant *arguments, GError **error)
{
  const char *action;

  g_variant_get (arguments, "(&s)", &action);

  return adit_rules_set_default (rules, action, error);
}

static AditRules *
set_text (const AditRules *rules, GVariant *arguments, GError **error)
{
  const char *text;

  g_variant_get (arguments, "(&s)", &text);

  return adit_rules_parse (text, error);
}

static const struct
{
  const char *name;
  Edit edit;
} edits[] = {
  { "Insert", insert },          { "Remove", drop },      { "Replace", replace }, { "Move", move },
  { "SetDefault", set_default }, { "SetText", set_text },
};

static void
run (AditEngineBusRules *self, Edit edit, GVariant *arguments, GDBusMethodInvocation *invocation)
{
  const AditRules *rules = adit_engine_control_read_rules (self->control);
  g_autoptr (GError) error = NULL;
  AditRules *edited = edit (rules, arguments, &error);

  if (adit_engine_control_set_rules (self->control, edited, &error))
    g_dbus_method_invocation_return_value (invocation, NULL);
  else
    g_dbus_method_invocation_return_gerror (invocation, error);
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
test (AditEngineBusRules *self, GVariant *arguments, GDBusMethodInvocation *invocation)
{
  const char *user, *client, *target;

  g_variant_get (arguments, "(&s&s&s)", &user, &client, &target);
  adit_engine_why_async (adit_engine_control_get_rules (self->control),
                         adit_engine_control_is_private_allowed (self->control), user, client,
                         target, why_cb, invocation);
}

static void
on_method_call (GDBusConnection *connection,
                const char *sender,
                const char *path,
                const char *interface,
                const char *name,
                GVariant *arguments,
                GDBusMethodInvocation *invocation,
                gpointer user_data)
{
  AditEngineBusRules *self = user_data;

  for (guint i = 0; i < G_N_ELEMENTS (edits); i++)
    if (g_str_equal (name, edits[i].name))
      {
        run (self, edits[i].edit, arguments, invocation);
        return;
      }

  if (g_str_equal (name, "Test"))
    test (self, arguments, invocation);
  else
    g_dbus_method_invocation_return_error (invocation, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD,
                                           "No method %s", name);
}

/* ---- Life ---- */

AditEngineBusRules *
adit_engine_bus_rules_new (GDBusConnection *connection, AditEngineControl *control, GError **error)
{
  static const GDBusInterfaceVTable vtable = { .method_call = on_method_call,
                                               .get_property = on_get_property };
  AditEngineBusRules *self = g_new0 (AditEngineBusRules, 1);

  self->connection = g_object_ref (connection);
  self->control = control;
  self->properties =
      adit_engine_bus_properties_new (connection, ADIT_RULES_INTERFACE, get_property, self);
  self->registration = g_dbus_connection_register_object (connection, ADIT_ENGINE_OBJECT_PATH,
                                                          adit_bus_rules_interface_info (), &vtable,
                                                          self, NULL, error);
  g_signal_connect_swapped (control, "rules-changed", G_CALLBACK (on_rules_changed), self);
  if (self->registration != 0)
    return self;

  adit_engine_bus_rules_free (self);
  return NULL;
}

void
adit_engine_bus_rules_free (AditEngineBusRules *self)
{
  g_signal_handlers_disconnect_by_data (self->control, self);
  if (self->registration != 0)
    g_dbus_connection_unregister_object (self->connection, self->registration);
  adit_engine_bus_properties_free (self->properties);
  g_object_unref (self->connection);
  g_free (self);
}
