/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Other settings while the proxy runs: what lives goes on. */

#include "engine/session/adit-engine-proxy-private.h"

AditEngineTrust *
adit_engine_proxy_load_trust (const char *path, AditEngineTrust *before)
{
  g_autoptr (GError) error = NULL;
  AditEngineTrust *trust = adit_engine_trust_new (path, &error);

  if (trust)
    return trust;

  g_warning ("The authorities in %s cannot be used: %s", path, error->message);
  return before ? adit_engine_trust_ref (before) : adit_engine_trust_new (NULL, NULL);
}

static void
set_terms (AditEngineProxy *self, const AditSettings *settings)
{
  adit_engine_terms_unref (self->terms);
  self->terms = adit_engine_terms_new (settings);
  self->grace_s = settings->grace_s;
  self->is_metrics_by_user = settings->is_metrics_by_user;
  for (guint i = 0; i < self->lanes->len; i++)
    adit_engine_lane_set_terms (self->lanes->pdata[i], self->terms);
}

static void
set_trust (AditEngineProxy *self, const char *path)
{
  AditEngineTrust *trust = adit_engine_proxy_load_trust (path, self->trust);

  adit_engine_trust_unref (self->trust);
  self->trust = trust;
  for (guint i = 0; i < self->lanes->len; i++)
    adit_engine_lane_set_trust (self->lanes->pdata[i], trust);
}

/* Connections beyond a lower limit live on; there is no room for more until enough have gone. */
static void
set_connections_max (AditEngineProxy *self, guint connections_max)
{
  AditEngineAllowance allowance =
      adit_engine_budget_share (self->n_descriptors, self->lanes->len, connections_max);

  adit_engine_budget_set_max (&self->budget, allowance.connections_max);
}

/* ---- Listeners ---- */

static void
remove_listeners (AditEngineProxy *self, const AditSettings *settings)
{
  g_autoptr (GPtrArray) rows = adit_engine_listeners_list (self->listeners);

  for (guint i = 0; i < rows->len; i++)
    {
      const AditListener *row = rows->pdata[i];

      if (!adit_settings_find_listener (settings, row->address))
        adit_engine_listeners_remove (self->listeners, row->address, NULL);
    }
}

static void
set_listener (AditEngineProxy *self, const AditListenerSettings *listener)
{
  if (!adit_engine_listeners_change (self->listeners, listener, NULL))
    adit_engine_listeners_add (self->listeners, listener, NULL);
}

/* Whoever goes makes room first: another may be for the same port. */
static void
set_listeners (AditEngineProxy *self, const AditSettings *settings)
{
  remove_listeners (self, settings);
  for (guint i = 0; i < settings->listeners->len; i++)
    set_listener (self, settings->listeners->pdata[i]);
}

void
adit_engine_proxy_set_settings (AditEngineProxy *self, const AditSettings *settings)
{
  adit_engine_access_log_configure (self->access_log, &settings->log);
  set_terms (self, settings);
  set_trust (self, settings->trust_path);
  set_connections_max (self, settings->connections_max);
  adit_engine_proxy_set_access (self, &settings->access);
  adit_engine_proxy_set_admission (self, &settings->clients, settings->is_private_allowed);
  set_listeners (self, settings);
  adit_engine_proxy_apply_listeners (self);
}

void
adit_engine_proxy_reopen_log (AditEngineProxy *self)
{
  adit_engine_access_log_reopen (self->access_log);
}
