/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fake-login.h"

#include "bus/adit-bus-error.h"
#include "bus/adit-bus-names.h"
#include "model/adit-error.h"

static void
note (FakeLogin *self, const char *window)
{
  self->n_questions++;
  g_free (self->window);
  self->window = g_strdup (window);
}

static gboolean
on_set_start_at_login (AditBusLogin *login,
                       GDBusMethodInvocation *invocation,
                       gboolean is_enabled,
                       const char *window,
                       FakeLogin *self)
{
  note (self, window);
  if (!self->is_allowed)
    {
      g_dbus_method_invocation_return_error (invocation, ADIT_ERROR, ADIT_ERROR_FAILED,
                                             "The desktop says no");
      return TRUE;
    }

  fake_login_set_start (self, is_enabled);
  adit_bus_login_complete_set_start_at_login (login, invocation);
  return TRUE;
}

static gboolean
on_ask_for_background (AditBusLogin *login,
                       GDBusMethodInvocation *invocation,
                       const char *window,
                       FakeLogin *self)
{
  note (self, window);
  if (self->is_slow)
    g_object_unref (invocation);
  else
    adit_bus_login_complete_ask_for_background (login, invocation, self->is_allowed);
  return TRUE;
}

void
fake_login_set_sandboxed (FakeLogin *self, gboolean is_sandboxed)
{
  adit_bus_login_set_sandboxed (self->login, is_sandboxed);
  adit_bus_login_set_background (self->login,
                                 is_sandboxed ? ADIT_BACKGROUND_UNASKED : ADIT_BACKGROUND_ALLOWED);
  g_dbus_interface_skeleton_flush (G_DBUS_INTERFACE_SKELETON (self->login));
}

void
fake_login_set_start (FakeLogin *self, gboolean is_set)
{
  adit_bus_login_set_starts_at_login (self->login, is_set);
  g_dbus_interface_skeleton_flush (G_DBUS_INTERFACE_SKELETON (self->login));
}

FakeLogin *
fake_login_new (GDBusConnection *connection)
{
  FakeLogin *self = g_new0 (FakeLogin, 1);

  adit_bus_error_register ();
  self->login = adit_bus_login_skeleton_new ();
  self->is_allowed = TRUE;
  fake_login_set_sandboxed (self, FALSE);
  g_signal_connect (self->login, "handle-set-start-at-login", G_CALLBACK (on_set_start_at_login),
                    self);
  g_signal_connect (self->login, "handle-ask-for-background", G_CALLBACK (on_ask_for_background),
                    self);
  g_assert_true (g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->login),
                                                   connection, ADIT_ENGINE_OBJECT_PATH, NULL));

  return self;
}

void
fake_login_free (FakeLogin *self)
{
  g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->login));
  g_object_unref (self->login);
  g_free (self->window);
  g_free (self);
}
