/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/control/adit-engine-bus.h"

#include "engine/control/adit-engine-bus-access.h"
#include "engine/control/adit-engine-bus-certificate.h"
#include "engine/control/adit-engine-bus-engine.h"
#include "engine/control/adit-engine-bus-login.h"
#include "engine/control/adit-engine-bus-rules.h"
#include "engine/control/adit-engine-bus-tunnels.h"
#include "engine/control/adit-engine-bus-users.h"
#include "engine/login/adit-engine-autostart.h"

struct _AditEngineBus
{
  AditEngineBusEngine *engine;
  AditEngineBusTunnels *tunnels;
  AditEngineBusCertificate *certificate;
  AditEngineBusUsers *users;
  AditEngineBusAccess *access;
  AditEngineBusRules *rules;
  AditEngineBusLogin *login;
};

/* Everything in a sandbox of Flatpak's has this file. */
#define SANDBOX_FILE "/.flatpak-info"

static AditEngineBusLogin *
new_login (GDBusConnection *connection, GError **error)
{
  gboolean is_sandboxed = g_file_test (SANDBOX_FILE, G_FILE_TEST_EXISTS);
  g_autofree char *entry = adit_engine_autostart_get_path ();
  g_autoptr (AditEngineLogin) login = NULL;

  login = adit_engine_login_new (connection, is_sandboxed, entry, ADIT_BIN_DIR "/aditctl");

  return adit_engine_bus_login_new (connection, login, error);
}

AditEngineBus *
adit_engine_bus_new (GDBusConnection *connection, AditEngineControl *control, GError **error)
{
  AditEngineBus *self = g_new0 (AditEngineBus, 1);

  self->engine = adit_engine_bus_engine_new (connection, control, error);
  if (self->engine)
    self->tunnels =
        adit_engine_bus_tunnels_new (connection, adit_engine_control_get_proxy (control), error);
  if (self->tunnels)
    self->certificate = adit_engine_bus_certificate_new (connection, control, error);
  if (self->certificate)
    self->users = adit_engine_bus_users_new (connection, control, error);
  if (self->users)
    self->access = adit_engine_bus_access_new (connection, control, error);
  if (self->access)
    self->rules = adit_engine_bus_rules_new (connection, control, error);
  if (self->rules)
    self->login = new_login (connection, error);
  if (self->login)
    return self;

  adit_engine_bus_free (self);
  return NULL;
}

void
adit_engine_bus_free (AditEngineBus *self)
{
  g_clear_pointer (&self->login, adit_engine_bus_login_free);
  g_clear_pointer (&self->rules, adit_engine_bus_rules_free);
  g_clear_pointer (&self->access, adit_engine_bus_access_free);
  g_clear_pointer (&self->users, adit_engine_bus_users_free);
  g_clear_pointer (&self->certificate, adit_engine_bus_certificate_free);
  g_clear_pointer (&self->tunnels, adit_engine_bus_tunnels_free);
  g_clear_pointer (&self->engine, adit_engine_bus_engine_free);
  g_free (self);
}
