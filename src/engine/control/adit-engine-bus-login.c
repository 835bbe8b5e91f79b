/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/control/adit-engine-bus-login.h"

#include "adit-bus-generated.h"
#include "bus/adit-bus-names.h"
#include "engine/control/adit-engine-bus-interface.h"

struct _AditEngineBusLogin
{
  AditEngineBusInterface *interface;
  AditEngineLogin *login;
};

static const char *const property_names[] = { "StartsAtLogin", "Sandboxed", "Background", NULL };

static const char *const background_words[] = {
  [ADIT_ENGINE_BACKGROUND_UNASKED] = ADIT_BACKGROUND_UNASKED,
  [ADIT_ENGINE_BACKGROUND_ALLOWED] = ADIT_BACKGROUND_ALLOWED,
  [ADIT_ENGINE_BACKGROUND_REFUSED] = ADIT_BACKGROUND_REFUSED,
};

/* ---- Properties ---- */

static GVariant *
get_property (gpointer owner, const char *name)
{
  AditEngineLogin *login = ((AditEngineBusLogin *) owner)->login;

  if (g_str_equal (name, "StartsAtLogin"))
    return g_variant_new_boolean (adit_engine_login_is_set (login));
  if (g_str_equal (name, "Sandboxed"))
    return g_variant_new_boolean (adit_engine_login_is_sandboxed (login));
  if (g_str_equal (name, "Background"))
    return g_variant_new_string (background_words[adit_engine_login_get_background (login)]);

  return NULL;
}

static void
on_changed (AditEngineBusLogin *self)
{
  adit_engine_bus_interface_tell (self->interface, property_names);
}

/* ---- Methods ---- */

/* Both answer when this object may be gone: they hold the login's. */

static void
set_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GDBusMethodInvocation *invocation = user_data;
  g_autoptr (GError) error = NULL;

  if (adit_engine_login_set_finish (ADIT_ENGINE_LOGIN (source), result, &error))
    g_dbus_method_invocation_return_value (invocation, NULL);
  else
    g_dbus_method_invocation_return_gerror (invocation, error);
}

static void
set_start_at_login (gpointer owner, GVariant *arguments, GDBusMethodInvocation *invocation)
{
  AditEngineBusLogin *self = owner;
  gboolean is_enabled;
  const char *window;

  g_variant_get (arguments, "(b&s)", &is_enabled, &window);
  adit_engine_login_set_async (self->login, is_enabled, window, set_cb, invocation);
}

static void
ask_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AditEngineLogin *login = ADIT_ENGINE_LOGIN (source);
  GDBusMethodInvocation *invocation = user_data;
  g_autoptr (GError) error = NULL;
  gboolean is_allowed;

  if (!adit_engine_login_ask_finish (login, result, &error))
    {
      g_dbus_method_invocation_return_gerror (invocation, error);
      return;
    }

  is_allowed = adit_engine_login_get_background (login) == ADIT_ENGINE_BACKGROUND_ALLOWED;
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(b)", is_allowed));
}

static void
ask_for_background (gpointer owner, GVariant *arguments, GDBusMethodInvocation *invocation)
{
  AditEngineBusLogin *self = owner;
  const char *window;

  g_variant_get (arguments, "(&s)", &window);
  adit_engine_login_ask_async (self->login, window, ask_cb, invocation);
}

static const AditEngineBusMethod methods[] = {
  { "SetStartAtLogin", .run = set_start_at_login },
  { "AskForBackground", .run = ask_for_background },
  { NULL },
};

static const AditEngineBusService service = { .methods = methods, .get = get_property };

/* ---- Life ---- */

AditEngineBusLogin *
adit_engine_bus_login_new (GDBusConnection *connection, AditEngineLogin *login, GError **error)
{
  AditEngineBusLogin *self = g_new0 (AditEngineBusLogin, 1);

  self->login = g_object_ref (login);
  self->interface = adit_engine_bus_interface_new (connection, adit_bus_login_interface_info (),
                                                   &service, self, error);
  g_signal_connect_swapped (login, "changed", G_CALLBACK (on_changed), self);
  if (self->interface)
    return self;

  adit_engine_bus_login_free (self);
  return NULL;
}

void
adit_engine_bus_login_free (AditEngineBusLogin *self)
{
  g_signal_handlers_disconnect_by_data (self->login, self);
  g_clear_pointer (&self->interface, adit_engine_bus_interface_free);
  g_object_unref (self->login);
  g_free (self);
}
