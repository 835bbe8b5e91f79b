/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/control/adit-engine-control-private.h"

#include "model/adit-error.h"

static const char *const signal_names[ADIT_ENGINE_CONTROL_N_SIGNALS] = {
  [ADIT_ENGINE_CONTROL_USERS_CHANGED] = "users-changed",
  [ADIT_ENGINE_CONTROL_ACCESS_CHANGED] = "access-changed",
  [ADIT_ENGINE_CONTROL_RULES_CHANGED] = "rules-changed",
  [ADIT_ENGINE_CONTROL_BLOCKED_CHANGED] = "blocked-changed",
  [ADIT_ENGINE_CONTROL_SYSTEM_PROXY_CHANGED] = "system-proxy-changed",
};

static guint signals[ADIT_ENGINE_CONTROL_N_SIGNALS];

G_DEFINE_FINAL_TYPE (AditEngineControl, adit_engine_control, G_TYPE_OBJECT)

void
adit_engine_control_emit (AditEngineControl *self, AditEngineControlSignal signal)
{
  g_signal_emit (self, signals[signal], 0);
}

/* What serves is shown to clients that come from now on. */
static void
on_certificates_changed (AditEngineCertificates *certificates, AditEngineControl *self)
{
  adit_engine_proxy_set_certificate (self->proxy,
                                     adit_engine_certificates_get_certificate (certificates),
                                     adit_engine_certificates_get_authority (certificates));
}

AditEngineControl *
adit_engine_control_new (AditSettings *settings,
                         AditEngineStore *store,
                         AditEngineCertificates *certificates,
                         const char *directory,
                         const char *state_directory)
{
  AditEngineControl *self = g_object_new (ADIT_ENGINE_TYPE_CONTROL, NULL);

  self->settings = settings;
  self->store = store;
  self->proxy = adit_engine_proxy_new (settings);
  self->certificates = g_object_ref (certificates);
  g_signal_connect (certificates, "changed", G_CALLBACK (on_certificates_changed), self);
  on_certificates_changed (certificates, self);
  adit_engine_control_open_people (self, directory, state_directory);
  adit_engine_control_open_rules (self, directory, state_directory);

  return self;
}

void
adit_engine_control_close (AditEngineControl *self)
{
  g_signal_handlers_disconnect_by_data (self->certificates, self);
  self->is_closing = TRUE;
  adit_engine_proxy_close (self->proxy);
  g_clear_pointer (&self->totals_keeper, adit_engine_totals_keeper_free);
}

static void
adit_engine_control_finalize (GObject *object)
{
  AditEngineControl *self = ADIT_ENGINE_CONTROL (object);

  adit_engine_control_close_rules (self);
  adit_engine_control_close_people (self);
  g_object_unref (self->proxy);
  g_object_unref (self->certificates);
  adit_settings_free (self->settings);

  G_OBJECT_CLASS (adit_engine_control_parent_class)->finalize (object);
}

static void
adit_engine_control_class_init (AditEngineControlClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = adit_engine_control_finalize;

  for (guint i = 0; i < ADIT_ENGINE_CONTROL_N_SIGNALS; i++)
    signals[i] = g_signal_new (signal_names[i], G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                               NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
adit_engine_control_init (AditEngineControl *self)
{
}

AditEngineProxy *
adit_engine_control_get_proxy (AditEngineControl *self)
{
  return self->proxy;
}

AditEngineCertificates *
adit_engine_control_get_certificates (AditEngineControl *self)
{
  return self->certificates;
}

gboolean
adit_engine_control_is_wanted (AditEngineControl *self)
{
  return self->settings->is_running;
}

const AditSettings *
adit_engine_control_get_settings (AditEngineControl *self)
{
  return self->settings;
}

static void
reload_settings (AditEngineControl *self, AditSettings *settings)
{
  gboolean is_running = adit_engine_proxy_is_running (self->proxy);

  adit_settings_free (self->settings);
  self->settings = settings;
  adit_engine_proxy_set_settings (self->proxy, settings);
  if (settings->is_running && !is_running)
    adit_engine_proxy_start (self->proxy, NULL);
  else if (!settings->is_running && is_running)
    adit_engine_proxy_stop (self->proxy);
  adit_engine_control_emit (self, ADIT_ENGINE_CONTROL_ACCESS_CHANGED);
}

void
adit_engine_control_reload (AditEngineControl *self, AditSettings *settings)
{
  if (settings)
    reload_settings (self, settings);
  adit_engine_control_read_users (self);
  adit_engine_control_read_rules (self);
  adit_engine_control_update_system_proxy (self);
}

gboolean
adit_engine_control_save (AditEngineControl *self, GError **error)
{
  if (self->store && !adit_engine_store_save (self->store, self->settings, error))
    return FALSE;

  adit_settings_note_written (self->settings);
  return TRUE;
}

/* A listener that could not be opened is configured all the same, and tried again at the next
 * start; any other error means that nothing was changed. */
static gboolean
was_configured (gboolean is_done, const GError *error)
{
  return is_done || g_error_matches (error, ADIT_ERROR, ADIT_ERROR_LISTEN_FAILED);
}

gboolean
adit_engine_control_start (AditEngineControl *self, GError **error)
{
  if (!adit_engine_proxy_start (self->proxy, error))
    return FALSE;

  self->settings->is_running = TRUE;
  return adit_engine_control_save (self, error);
}

gboolean
adit_engine_control_stop (AditEngineControl *self, GError **error)
{
  adit_engine_proxy_stop (self->proxy);

  self->settings->is_running = FALSE;
  return adit_engine_control_save (self, error);
}

gboolean
adit_engine_control_add_listener (AditEngineControl *self,
                                  AditListenerSettings *listener,
                                  GError **error)
{
  g_autoptr (AditListenerSettings) owned = listener;
  g_autoptr (GError) local_error = NULL;
  gboolean is_done = adit_engine_proxy_add_listener (self->proxy, listener, &local_error);

  if (was_configured (is_done, local_error))
    {
      adit_settings_take_listener (self->settings, g_steal_pointer (&owned));
      is_done = adit_engine_control_save (self, local_error ? NULL : &local_error) && is_done;
    }

  if (local_error)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return is_done;
}

gboolean
adit_engine_control_remove_listener (AditEngineControl *self, const char *address, GError **error)
{
  if (!adit_engine_proxy_remove_listener (self->proxy, address, error))
    return FALSE;

  adit_settings_remove_listener (self->settings, address);
  return adit_engine_control_save (self, error);
}

gboolean
adit_engine_control_set_listener_enabled (AditEngineControl *self,
                                          const char *address,
                                          gboolean is_enabled,
                                          GError **error)
{
  g_autoptr (GError) local_error = NULL;
  gboolean is_done =
      adit_engine_proxy_set_listener_enabled (self->proxy, address, is_enabled, &local_error);

  if (was_configured (is_done, local_error))
    {
      adit_settings_find_listener (self->settings, address)->is_enabled = is_enabled;
      is_done = adit_engine_control_save (self, local_error ? NULL : &local_error) && is_done;
    }

  if (local_error)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return is_done;
}

gboolean
adit_engine_control_set_listener_encryption (AditEngineControl *self,
                                             const char *address,
                                             AditEncryption encryption,
                                             GError **error)
{
  if (!adit_engine_proxy_set_listener_encryption (self->proxy, address, encryption, error))
    return FALSE;

  adit_settings_find_listener (self->settings, address)->encryption = encryption;
  return adit_engine_control_save (self, error);
}

gboolean
adit_engine_control_move_listener (AditEngineControl *self,
                                   const char *address,
                                   const char *to,
                                   gboolean is_public_allowed,
                                   GError **error)
{
  AditListenerSettings *listener;

  if (!adit_engine_proxy_move_listener (self->proxy, address, to, is_public_allowed, error))
    return FALSE;

  listener = adit_settings_find_listener (self->settings, address);
  listener->is_public_allowed = is_public_allowed;
  adit_listener_settings_move (listener, to);
  return adit_engine_control_save (self, error);
}

gboolean
adit_engine_control_set_listener_senders (AditEngineControl *self,
                                          const char *address,
                                          const GArray *senders,
                                          GError **error)
{
  AditListenerSettings *listener;

  if (!adit_engine_proxy_set_listener_senders (self->proxy, address, senders, error))
    return FALSE;

  listener = adit_settings_find_listener (self->settings, address);
  g_array_set_size (listener->senders, 0);
  g_array_append_vals (listener->senders, senders->data, senders->len);
  return adit_engine_control_save (self, error);
}

gboolean
adit_engine_control_renew_certificate (AditEngineControl *self, GError **error)
{
  return adit_engine_certificates_renew (self->certificates, error);
}

gboolean
adit_engine_control_use_certificate (AditEngineControl *self,
                                     const char *certificate,
                                     const char *key,
                                     GError **error)
{
  const char *wrong = !g_path_is_absolute (certificate) ? certificate
                      : !g_path_is_absolute (key)       ? key
                                                        : NULL;

  if (wrong)
    {
      g_set_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT, "“%s” is not an absolute path",
                   wrong);
      return FALSE;
    }
  if (!adit_engine_certificates_use_files (self->certificates, certificate, key, error))
    return FALSE;

  adit_settings_set_certificate (self->settings, certificate, key);
  return adit_engine_control_save (self, error);
}

gboolean
adit_engine_control_use_local_certificate (AditEngineControl *self, GError **error)
{
  if (!adit_engine_certificates_use_local (self->certificates, error))
    return FALSE;

  adit_settings_set_certificate (self->settings, NULL, NULL);
  return adit_engine_control_save (self, error);
}
