/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/adit-settings-private.h"

#define WEEK_S (7 * 24 * 3600)

const AditSettingsLimit adit_settings_limits[ADIT_SETTINGS_N_LIMITS] = {
  { "limits", "head-seconds", G_STRUCT_OFFSET (AditSettings, head_timeout_s), 1, 600, 30 },
  { "limits", "connect-seconds", G_STRUCT_OFFSET (AditSettings, connect_timeout_s), 1, 600, 30 },
  { "limits", "idle-seconds", G_STRUCT_OFFSET (AditSettings, idle_timeout_s), 0, WEEK_S, 3600 },
  { "limits", "grace-seconds", G_STRUCT_OFFSET (AditSettings, grace_s), 0, 600, 5 },
  { "limits", "connections", G_STRUCT_OFFSET (AditSettings, connections_max), 0, 1000000, 0 },
  { "log", "size-mib", G_STRUCT_OFFSET (AditSettings, log.size_mib), 0, 65536, 16 },
  { "log", "keep", G_STRUCT_OFFSET (AditSettings, log.keep), 0, 999, 5 },
};

const AditSettingsFlag adit_settings_flags[ADIT_SETTINGS_N_FLAGS] = {
  { "engine", "running", G_STRUCT_OFFSET (AditSettings, is_running), FALSE },
  { "engine", "system-proxy", G_STRUCT_OFFSET (AditSettings, is_system_proxy), FALSE },
  { "forward", "https-for-plain-clients",
    G_STRUCT_OFFSET (AditSettings, is_https_for_plain_clients), FALSE },
  { "access", "private", G_STRUCT_OFFSET (AditSettings, is_private_allowed), FALSE },
  { "page", "enabled", G_STRUCT_OFFSET (AditSettings, is_page_enabled), TRUE },
  { "metrics", "users", G_STRUCT_OFFSET (AditSettings, is_metrics_by_user), FALSE },
};

const AditSettingsPath adit_settings_paths[ADIT_SETTINGS_N_PATHS] = {
  { "tls", "certificate", G_STRUCT_OFFSET (AditSettings, certificate_path) },
  { "tls", "key", G_STRUCT_OFFSET (AditSettings, key_path) },
  { "tls", "trust", G_STRUCT_OFFSET (AditSettings, trust_path) },
  { "log", "file", G_STRUCT_OFFSET (AditSettings, log.path) },
};

static const char *const default_listeners[] = { "127.0.0.1:3128", "[::1]:3128" };

guint *
adit_settings_limit (const AditSettings *self, const AditSettingsLimit *limit)
{
  return G_STRUCT_MEMBER_P (self, limit->offset);
}

gboolean *
adit_settings_flag (const AditSettings *self, const AditSettingsFlag *flag)
{
  return G_STRUCT_MEMBER_P (self, flag->offset);
}

char **
adit_settings_path (const AditSettings *self, const AditSettingsPath *path)
{
  return G_STRUCT_MEMBER_P (self, path->offset);
}

AditListenerSettings *
adit_listener_settings_new (const char *address, gboolean is_enabled)
{
  AditListenerSettings *listener = g_new0 (AditListenerSettings, 1);

  listener->address = g_strdup (address);
  listener->is_enabled = is_enabled;
  listener->senders = g_array_new (FALSE, FALSE, sizeof (AditNetwork));

  return listener;
}

void
adit_listener_settings_free (AditListenerSettings *listener)
{
  g_array_unref (listener->senders);
  g_free (listener->address);
  g_free (listener->written_as);
  g_free (listener);
}

void
adit_listener_settings_move (AditListenerSettings *listener, const char *to)
{
  if (listener->written_as)
    g_free (listener->address);
  else
    listener->written_as = listener->address;

  listener->address = g_strdup (to);
}

AditSettings *
adit_settings_new_bare (void)
{
  AditSettings *self = g_new0 (AditSettings, 1);

  self->access = (AditAccess) ADIT_ACCESS_INIT;
  adit_clients_init (&self->clients);
  self->metrics_clients = g_array_new (FALSE, FALSE, sizeof (AditNetwork));
  self->listeners = g_ptr_array_new_with_free_func ((GDestroyNotify) adit_listener_settings_free);
  for (guint i = 0; i < ADIT_SETTINGS_N_LIMITS; i++)
    *adit_settings_limit (self, &adit_settings_limits[i]) = adit_settings_limits[i].initial;
  for (guint i = 0; i < ADIT_SETTINGS_N_FLAGS; i++)
    *adit_settings_flag (self, &adit_settings_flags[i]) = adit_settings_flags[i].initial;

  return self;
}

void
adit_settings_add_default_listeners (AditSettings *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (default_listeners); i++)
    adit_settings_add_listener (self, default_listeners[i], TRUE);
  self->is_by_default = TRUE;
}

AditSettings *
adit_settings_new (void)
{
  AditSettings *self = adit_settings_new_bare ();

  adit_settings_add_default_listeners (self);

  return self;
}

void
adit_settings_free (AditSettings *self)
{
  if (!self)
    return;

  adit_clients_clear (&self->clients);
  g_array_unref (self->metrics_clients);
  g_ptr_array_unref (self->listeners);
  for (guint i = 0; i < ADIT_SETTINGS_N_PATHS; i++)
    g_free (*adit_settings_path (self, &adit_settings_paths[i]));
  g_free (self);
}

void
adit_settings_set_certificate (AditSettings *self,
                               const char *certificate_path,
                               const char *key_path)
{
  g_autofree char *old_certificate = self->certificate_path;
  g_autofree char *old_key = self->key_path;

  self->certificate_path = g_strdup (certificate_path);
  self->key_path = g_strdup (key_path);
}

AditListenerSettings *
adit_settings_find_listener (const AditSettings *self, const char *address)
{
  for (guint i = 0; i < self->listeners->len; i++)
    {
      AditListenerSettings *listener = g_ptr_array_index (self->listeners, i);

      if (g_str_equal (listener->address, address))
        return listener;
    }

  return NULL;
}

AditListenerSettings *
adit_settings_add_listener (AditSettings *self, const char *address, gboolean is_enabled)
{
  AditListenerSettings *listener = adit_listener_settings_new (address, is_enabled);

  adit_settings_take_listener (self, listener);

  return listener;
}

void
adit_settings_take_listener (AditSettings *self, AditListenerSettings *listener)
{
  g_ptr_array_add (self->listeners, listener);
  self->is_by_default = FALSE;
}

void
adit_settings_note_written (AditSettings *self)
{
  for (guint i = 0; i < self->listeners->len; i++)
    g_clear_pointer (&((AditListenerSettings *) self->listeners->pdata[i])->written_as, g_free);
}

gboolean
adit_settings_remove_listener (AditSettings *self, const char *address)
{
  AditListenerSettings *listener = adit_settings_find_listener (self, address);

  return listener && g_ptr_array_remove (self->listeners, listener);
}
