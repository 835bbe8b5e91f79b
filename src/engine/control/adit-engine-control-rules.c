/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What may be reached, and through which upstream proxies. */

#include "engine/control/adit-engine-control-private.h"

AditRules *
adit_engine_control_get_rules (AditEngineControl *self)
{
  return adit_engine_watched_get_value (self->rules_store);
}

const char *
adit_engine_control_get_rules_error (AditEngineControl *self)
{
  return adit_engine_watched_get_error (self->rules_store);
}

AditRules *
adit_engine_control_read_rules (AditEngineControl *self)
{
  adit_engine_watched_refresh (self->rules_store);
  return adit_engine_watched_get_value (self->rules_store);
}

gboolean
adit_engine_control_set_rules (AditEngineControl *self, AditRules *rules, GError **error)
{
  return adit_engine_watched_save (self->rules_store, rules, error);
}

AditEngineUpstreams *
adit_engine_control_get_upstreams (AditEngineControl *self)
{
  return self->upstreams;
}

void
adit_engine_control_start_upstreams (AditEngineControl *self, gboolean has_keyring)
{
  adit_engine_upstreams_start (self->upstreams, g_getenv ("CREDENTIALS_DIRECTORY"), has_keyring);
}

/* ---- What serves ---- */

static void
serve (AditEngineControl *self)
{
  g_autoptr (GPtrArray) upstreams = adit_engine_upstreams_list (self->upstreams);

  adit_engine_proxy_set_rules (self->proxy, adit_engine_control_get_rules (self), upstreams);
}

static void
on_upstreams_changed (AditEngineControl *self)
{
  serve (self);
  adit_engine_control_emit (self, ADIT_ENGINE_CONTROL_RULES_CHANGED);
}

static void
on_rules_changed (AditEngineControl *self)
{
  adit_engine_upstreams_set_rules (self->upstreams, adit_engine_control_get_rules (self));
  on_upstreams_changed (self);
}

/* ---- Life ---- */

void
adit_engine_control_open_rules (AditEngineControl *self,
                                const char *directory,
                                const char *state_directory)
{
  self->upstreams = adit_engine_upstreams_new ();
  g_signal_connect_swapped (self->upstreams, "changed", G_CALLBACK (on_upstreams_changed), self);
  self->rules_store = adit_engine_rules_store_new (directory, state_directory);
  g_signal_connect_swapped (self->rules_store, "changed", G_CALLBACK (on_rules_changed), self);
  adit_engine_upstreams_set_rules (self->upstreams, adit_engine_control_get_rules (self));
  serve (self);
}

void
adit_engine_control_close_rules (AditEngineControl *self)
{
  g_signal_handlers_disconnect_by_data (self->rules_store, self);
  g_clear_object (&self->rules_store);
  g_signal_handlers_disconnect_by_data (self->upstreams, self);
  adit_engine_upstreams_close (self->upstreams);
  g_clear_object (&self->upstreams);
}
