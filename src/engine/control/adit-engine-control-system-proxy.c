/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The part of the control that is about the desktop's proxy setting. */

#include "bus/adit-bus-names.h"
#include "engine/control/adit-engine-control-private.h"
#include "model/adit-error.h"

const char *
adit_engine_control_get_system_proxy_state (AditEngineControl *self)
{
  if (g_error_matches (self->system_proxy_error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED))
    return ADIT_SYSTEM_PROXY_SANDBOXED;
  if (!self->system_proxy && self->system_proxy_error)
    return ADIT_SYSTEM_PROXY_MISSING;
  if (!self->system_proxy || !self->settings->is_system_proxy)
    return ADIT_SYSTEM_PROXY_OFF;
  if (!self->is_system_proxy_set)
    return ADIT_SYSTEM_PROXY_WAITING;
  return adit_engine_system_proxy_is_set (self->system_proxy) ? ADIT_SYSTEM_PROXY_SET
                                                              : ADIT_SYSTEM_PROXY_CHANGED;
}

/* It names this proxy only while that serves: otherwise the computer would be cut off. */
static void
update (AditEngineControl *self)
{
  g_autoptr (GPtrArray) rows = adit_engine_proxy_list_listeners (self->proxy);
  g_autofree char *host = NULL;
  guint16 port;

  self->is_system_proxy_set = FALSE;
  if (!self->system_proxy)
    return;

  g_clear_error (&self->system_proxy_error);
  if (!self->settings->is_system_proxy || !adit_engine_proxy_is_running (self->proxy))
    adit_engine_system_proxy_restore (self->system_proxy);
  else if (adit_engine_system_proxy_choose (rows, &host, &port))
    self->is_system_proxy_set =
        adit_engine_system_proxy_set (self->system_proxy, host, port, &self->system_proxy_error);
  else
    {
      adit_engine_system_proxy_restore (self->system_proxy);
      g_set_error (&self->system_proxy_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                   "no listener is open to this computer without encryption, as the desktop's "
                   "proxy setting needs one");
    }
}

void
adit_engine_control_update_system_proxy (AditEngineControl *self)
{
  update (self);
  adit_engine_control_emit (self, ADIT_ENGINE_CONTROL_SYSTEM_PROXY_CHANGED);
}

static void
on_system_proxy_changed (gpointer user_data)
{
  adit_engine_control_emit (user_data, ADIT_ENGINE_CONTROL_SYSTEM_PROXY_CHANGED);
}

void
adit_engine_control_open_system_proxy (AditEngineControl *self)
{
  self->system_proxy = adit_engine_system_proxy_new (self->state_directory, on_system_proxy_changed,
                                                     self, &self->system_proxy_error);
  g_signal_connect_swapped (self->proxy, "listeners-changed",
                            G_CALLBACK (adit_engine_control_update_system_proxy), self);
  adit_engine_control_update_system_proxy (self);
}

void
adit_engine_control_close_system_proxy (AditEngineControl *self)
{
  g_signal_handlers_disconnect_by_func (self->proxy, adit_engine_control_update_system_proxy, self);
  if (self->system_proxy)
    adit_engine_system_proxy_restore (self->system_proxy);
  g_clear_pointer (&self->system_proxy, adit_engine_system_proxy_free);
  g_clear_error (&self->system_proxy_error);
}

gboolean
adit_engine_control_set_system_proxy (AditEngineControl *self, gboolean is_wanted, GError **error)
{
  if (is_wanted && !self->system_proxy)
    {
      g_set_error_literal (error, ADIT_ERROR, ADIT_ERROR_FAILED,
                           self->system_proxy_error ? self->system_proxy_error->message
                                                    : "There is no desktop");
      return FALSE;
    }

  self->settings->is_system_proxy = is_wanted;
  adit_engine_control_update_system_proxy (self);
  return adit_engine_control_save (self, error);
}

const char *
adit_engine_control_get_system_proxy_error (AditEngineControl *self)
{
  return self->settings->is_system_proxy && self->system_proxy_error
             ? self->system_proxy_error->message
             : NULL;
}
