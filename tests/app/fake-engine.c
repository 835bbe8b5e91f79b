/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fake-engine.h"

#include "bus/adit-bus-error.h"
#include "bus/adit-bus-names.h"
#include "bus/adit-bus-wire.h"

#define FINGERPRINT                                                                                \
  "2B:0E:9C:51:77:A4:3D:E8:10:6F:C2:98:4A:B1:5D:03:"                                               \
  "E7:64:8F:20:9D:36:BA:71:C5:18:F3:4E:82:0A:D6:5B"
#define AUTHORITY "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"

static GPtrArray *
new_tunnels (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) adit_tunnel_free);
}

static GVariant *
figures_to_variant (GPtrArray *tunnels)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a" ADIT_BUS_FIGURES_TYPE));
  for (guint i = 0; i < tunnels->len; i++)
    g_variant_builder_add_value (&builder, adit_bus_figures_to_variant (
                                               &((AditTunnel *) tunnels->pdata[i])->figures));
  return g_variant_builder_end (&builder);
}

static void
send_changed (FakeEngine *self, gboolean is_snapshot, GPtrArray *opened)
{
  GVariant *parameters = g_variant_new ("(b@a" ADIT_BUS_TUNNEL_TYPE "@a" ADIT_BUS_FIGURES_TYPE
                                        "@a" ADIT_BUS_ENDED_TYPE ")",
                                        is_snapshot, adit_bus_tunnels_to_variant (opened),
                                        figures_to_variant (self->updated_news),
                                        adit_bus_endeds_to_variant (self->closed_news));

  g_dbus_connection_emit_signal (self->connection, self->subscriber, ADIT_ENGINE_OBJECT_PATH,
                                 ADIT_TUNNELS_INTERFACE, "Changed", parameters, NULL);
}

static void
forget_news (FakeEngine *self)
{
  g_ptr_array_set_size (self->opened_news, 0);
  g_ptr_array_set_size (self->updated_news, 0);
  g_ptr_array_set_size (self->closed_news, 0);
}

static gboolean
on_subscribe (AditBusTunnels *tunnels,
              GDBusMethodInvocation *invocation,
              guint interval_ms,
              FakeEngine *self)
{
  g_free (self->subscriber);
  self->subscriber = g_strdup (g_dbus_method_invocation_get_sender (invocation));
  self->interval_ms = interval_ms;
  self->n_subscribes++;
  adit_bus_tunnels_complete_subscribe (tunnels, invocation, interval_ms);

  forget_news (self);
  send_changed (self, TRUE, self->live);
  return TRUE;
}

static gboolean
on_unsubscribe (AditBusTunnels *tunnels, GDBusMethodInvocation *invocation, FakeEngine *self)
{
  g_clear_pointer (&self->subscriber, g_free);
  adit_bus_tunnels_complete_unsubscribe (tunnels, invocation);
  return TRUE;
}

static gboolean
on_recent (AditBusTunnels *tunnels, GDBusMethodInvocation *invocation, FakeEngine *self)
{
  adit_bus_tunnels_complete_recent (tunnels, invocation, adit_bus_endeds_to_variant (self->ended));
  return TRUE;
}

static AditTunnel *
find (FakeEngine *self, guint64 id)
{
  for (guint i = 0; i < self->live->len; i++)
    {
      AditTunnel *tunnel = self->live->pdata[i];

      if (tunnel->figures.id == id)
        return tunnel;
    }

  return NULL;
}

static gboolean
on_close (AditBusTunnels *tunnels,
          GDBusMethodInvocation *invocation,
          GVariant *ids,
          FakeEngine *self)
{
  gsize n_ids;
  const guint64 *values = g_variant_get_fixed_array (ids, &n_ids, sizeof *values);
  guint n_closed = 0;

  for (gsize i = 0; i < n_ids; i++)
    {
      AditTunnel *tunnel = find (self, values[i]);

      g_array_append_val (self->closed_ids, values[i]);
      if (tunnel == NULL)
        continue;
      fake_engine_end (self, tunnel, ADIT_CAUSE_CLOSED, 0);
      n_closed++;
    }

  adit_bus_tunnels_complete_close (tunnels, invocation, n_closed);
  fake_engine_tell (self);
  return TRUE;
}

static gboolean
on_close_all (AditBusTunnels *tunnels, GDBusMethodInvocation *invocation, FakeEngine *self)
{
  guint n_closed = self->live->len;

  while (self->live->len > 0)
    fake_engine_end (self, self->live->pdata[0], ADIT_CAUSE_CLOSED, 0);

  adit_bus_tunnels_complete_close_all (tunnels, invocation, n_closed);
  fake_engine_tell (self);
  return TRUE;
}

static gboolean
on_start (AditBusEngine *engine, GDBusMethodInvocation *invocation, FakeEngine *self)
{
  if (self->start_failure != NULL)
    {
      g_dbus_method_invocation_return_error (invocation, ADIT_ERROR, ADIT_ERROR_LISTEN_FAILED, "%s",
                                             self->start_failure);
      return TRUE;
    }

  fake_engine_set_running (self, TRUE);
  adit_bus_engine_complete_start (engine, invocation);
  return TRUE;
}

static gboolean
on_set_system_proxy (AditBusEngine *engine,
                     GDBusMethodInvocation *invocation,
                     gboolean is_wanted,
                     FakeEngine *self)
{
  if (self->system_proxy_failure != NULL)
    {
      g_dbus_method_invocation_return_error (invocation, ADIT_ERROR, ADIT_ERROR_FAILED, "%s",
                                             self->system_proxy_failure);
      return TRUE;
    }

  fake_engine_set_system_proxy (self, is_wanted,
                                is_wanted ? ADIT_SYSTEM_PROXY_SET : ADIT_SYSTEM_PROXY_OFF);
  adit_bus_engine_complete_set_system_proxy (engine, invocation);
  return TRUE;
}

static gboolean
on_stop (AditBusEngine *engine, GDBusMethodInvocation *invocation, FakeEngine *self)
{
  fake_engine_set_running (self, FALSE);
  adit_bus_engine_complete_stop (engine, invocation);
  return TRUE;
}

static AditListenerState
listener_state (gboolean is_running, gboolean is_enabled)
{
  return is_running && is_enabled ? ADIT_LISTENER_LISTENING : ADIT_LISTENER_OFF;
}

static void
restate_listener (AditListener *listener, AditListenerState state)
{
  listener->state = state;
  g_free (listener->bound);
  listener->bound = g_strdup (state == ADIT_LISTENER_LISTENING ? listener->address : "");
  adit_listener_set_details (listener,
                             (const char *const[]){ *listener->bound ? listener->bound : NULL,
                                                    NULL },
                             NULL, listener->is_public_allowed);
}

static gboolean
on_set_listener_enabled (AditBusEngine *engine,
                         GDBusMethodInvocation *invocation,
                         const char *address,
                         gboolean is_enabled,
                         FakeEngine *self)
{
  g_autoptr (GPtrArray) listeners =
      adit_bus_listeners_from_variant (adit_bus_engine_get_listeners (engine));

  for (guint i = 0; i < listeners->len; i++)
    {
      AditListener *listener = listeners->pdata[i];

      if (!g_str_equal (listener->address, address))
        continue;
      listener->is_enabled = is_enabled;
      restate_listener (listener,
                        listener_state (adit_bus_engine_get_running (engine), is_enabled));
    }

  adit_bus_engine_set_listeners (engine, adit_bus_listeners_to_variant (listeners));
  adit_bus_engine_complete_set_listener_enabled (engine, invocation);
  return TRUE;
}

static gboolean
on_set_listener_encryption (AditBusEngine *engine,
                            GDBusMethodInvocation *invocation,
                            const char *address,
                            const char *word,
                            FakeEngine *self)
{
  g_autoptr (GPtrArray) listeners =
      adit_bus_listeners_from_variant (adit_bus_engine_get_listeners (engine));

  self->n_encryptions++;
  for (guint i = 0; i < listeners->len; i++)
    {
      AditListener *listener = listeners->pdata[i];

      if (g_str_equal (listener->address, address))
        g_assert_true (adit_encryption_from_word (word, &listener->encryption));
    }

  adit_bus_engine_set_listeners (engine, adit_bus_listeners_to_variant (listeners));
  adit_bus_engine_complete_set_listener_encryption (engine, invocation);
  return TRUE;
}

/* Whether the call was answered with the failure that the test asked for. */
static gboolean
fail_certificate (FakeEngine *self, GDBusMethodInvocation *invocation)
{
  if (self->certificate_failure == NULL)
    return FALSE;

  g_dbus_method_invocation_return_error (invocation, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT, "%s",
                                         self->certificate_failure);
  return TRUE;
}

static gboolean
on_renew (AditBusCertificate *certificate, GDBusMethodInvocation *invocation, FakeEngine *self)
{
  self->n_renewals++;
  if (!fail_certificate (self, invocation))
    adit_bus_certificate_complete_renew (certificate, invocation);
  return TRUE;
}

static gboolean
on_use (AditBusCertificate *certificate,
        GDBusMethodInvocation *invocation,
        const char *certificate_path,
        const char *key_path,
        FakeEngine *self)
{
  if (fail_certificate (self, invocation))
    return TRUE;

  fake_engine_set_certificate (self, certificate_path, key_path);
  adit_bus_certificate_complete_use (certificate, invocation);
  return TRUE;
}

static gboolean
on_use_local (AditBusCertificate *certificate, GDBusMethodInvocation *invocation, FakeEngine *self)
{
  if (fail_certificate (self, invocation))
    return TRUE;

  fake_engine_set_certificate (self, NULL, NULL);
  adit_bus_certificate_complete_use_local (certificate, invocation);
  return TRUE;
}

void
fake_engine_set_certificate (FakeEngine *self, const char *certificate_path, const char *key_path)
{
  static const char *const names[] = { "localhost", "laptop.example.org", "127.0.0.1",
                                       "::1",       "192.0.2.17",         NULL };
  gboolean is_local = certificate_path == NULL;

  adit_bus_certificate_set_source (self->certificate,
                                   is_local ? ADIT_CERTIFICATE_LOCAL : ADIT_CERTIFICATE_FROM_FILES);
  adit_bus_certificate_set_names (self->certificate, is_local ? names : names + 1);
  adit_bus_certificate_set_not_after (self->certificate, G_GINT64_CONSTANT (4085035200));
  adit_bus_certificate_set_fingerprint (self->certificate, FINGERPRINT);
  adit_bus_certificate_set_certificate_path (self->certificate,
                                             is_local ? "/home/anna/.config/adit/tls/proxy.pem"
                                                      : certificate_path);
  adit_bus_certificate_set_key_path (self->certificate,
                                     is_local ? "/home/anna/.config/adit/tls/key.pem" : key_path);
  adit_bus_certificate_set_authority (self->certificate, is_local ? AUTHORITY : "");
  adit_bus_certificate_set_error (self->certificate, "");
  g_dbus_interface_skeleton_flush (G_DBUS_INTERFACE_SKELETON (self->certificate));
}

void
fake_engine_set_listeners (FakeEngine *self, AditListenerState state, const char *address, ...)
{
  g_autoptr (GPtrArray) listeners =
      g_ptr_array_new_with_free_func ((GDestroyNotify) adit_listener_free);
  va_list args;

  va_start (args, address);
  for (; address != NULL; address = va_arg (args, const char *))
    {
      const char *error = state == ADIT_LISTENER_FAILED ? "The port is in use" : "";
      AditListener *listener =
          adit_listener_new (address, TRUE, state, NULL, error, ADIT_ENCRYPTION_BOTH);

      restate_listener (listener, state);
      g_ptr_array_add (listeners, listener);
    }
  va_end (args);

  adit_bus_engine_set_listeners (self->engine, adit_bus_listeners_to_variant (listeners));
}

void
fake_engine_set_running (FakeEngine *self, gboolean is_running)
{
  g_autoptr (GPtrArray) listeners =
      adit_bus_listeners_from_variant (adit_bus_engine_get_listeners (self->engine));

  for (guint i = 0; i < listeners->len; i++)
    {
      AditListener *listener = listeners->pdata[i];

      restate_listener (listener, listener_state (is_running, listener->is_enabled));
    }

  adit_bus_engine_set_running (self->engine, is_running);
  adit_bus_engine_set_listeners (self->engine, adit_bus_listeners_to_variant (listeners));
  g_dbus_interface_skeleton_flush (G_DBUS_INTERFACE_SKELETON (self->engine));
}

void
fake_engine_set_system_proxy (FakeEngine *self, gboolean is_wanted, const char *state)
{
  adit_bus_engine_set_system_proxy (self->engine, is_wanted);
  adit_bus_engine_set_system_proxy_state (self->engine, state);
  g_dbus_interface_skeleton_flush (G_DBUS_INTERFACE_SKELETON (self->engine));
}

AditTunnel *
fake_engine_open (FakeEngine *self, guint64 id, const char *client, const char *target)
{
  AditTunnel *tunnel = adit_tunnel_new (id, client, target, NULL);

  tunnel->figures.phase = ADIT_PHASE_RELAY;
  tunnel->started_us = g_get_real_time ();
  g_ptr_array_add (self->live, tunnel);
  g_ptr_array_add (self->opened_news, adit_tunnel_copy (tunnel));
  adit_bus_engine_set_opened_tunnels (self->engine,
                                      adit_bus_engine_get_opened_tunnels (self->engine) + 1);
  return tunnel;
}

void
fake_engine_forward (FakeEngine *self,
                     AditTunnel *tunnel,
                     const char *method,
                     const char *path,
                     gboolean is_encrypted)
{
  adit_tunnel_set_request (tunnel, method, path);
  tunnel->is_encrypted = is_encrypted;
  g_ptr_array_add (self->opened_news, adit_tunnel_copy (tunnel));
}

void
fake_engine_carry (FakeEngine *self, AditTunnel *tunnel, guint64 sent, guint64 received)
{
  tunnel->figures.sent_bytes += sent;
  tunnel->figures.received_bytes += received;
  tunnel->figures.sent_rate = sent;
  tunnel->figures.received_rate = received;
  g_ptr_array_add (self->updated_news, adit_tunnel_copy (tunnel));
  adit_bus_engine_set_sent_bytes (self->engine,
                                  adit_bus_engine_get_sent_bytes (self->engine) + sent);
  adit_bus_engine_set_received_bytes (self->engine,
                                      adit_bus_engine_get_received_bytes (self->engine) + received);
}

void
fake_engine_end (FakeEngine *self, AditTunnel *tunnel, AditCause cause, guint16 status)
{
  AditTunnel *ended = adit_tunnel_copy (tunnel);

  ended->figures.phase = ADIT_PHASE_ACCOUNT;
  ended->figures.sent_rate = ended->figures.received_rate = 0;
  ended->ended_us = g_get_real_time ();
  ended->cause = cause;
  ended->status = status;
  g_ptr_array_insert (self->ended, 0, ended);
  g_ptr_array_add (self->closed_news, adit_tunnel_copy (ended));
  g_ptr_array_remove (self->live, tunnel);
  if (status != 0 && cause != ADIT_CAUSE_ANSWERED)
    adit_bus_engine_set_refused_connections (self->engine, adit_bus_engine_get_refused_connections (
                                                               self->engine) +
                                                               1);
}

void
fake_engine_tell (FakeEngine *self)
{
  adit_bus_engine_set_active_tunnels (self->engine, self->live->len);
  g_dbus_interface_skeleton_flush (G_DBUS_INTERFACE_SKELETON (self->engine));
  if (self->subscriber != NULL)
    send_changed (self, FALSE, self->opened_news);
  forget_news (self);
}

static void
connect_handlers (FakeEngine *self)
{
  adit_bus_engine_set_system_proxy_state (self->engine, ADIT_SYSTEM_PROXY_OFF);
  g_signal_connect (self->engine, "handle-set-system-proxy", G_CALLBACK (on_set_system_proxy),
                    self);
  g_signal_connect (self->engine, "handle-start", G_CALLBACK (on_start), self);
  g_signal_connect (self->engine, "handle-stop", G_CALLBACK (on_stop), self);
  g_signal_connect (self->engine, "handle-set-listener-enabled",
                    G_CALLBACK (on_set_listener_enabled), self);
  g_signal_connect (self->engine, "handle-set-listener-encryption",
                    G_CALLBACK (on_set_listener_encryption), self);
  g_signal_connect (self->certificate, "handle-renew", G_CALLBACK (on_renew), self);
  g_signal_connect (self->certificate, "handle-use", G_CALLBACK (on_use), self);
  g_signal_connect (self->certificate, "handle-use-local", G_CALLBACK (on_use_local), self);
  g_signal_connect (self->tunnels, "handle-subscribe", G_CALLBACK (on_subscribe), self);
  g_signal_connect (self->tunnels, "handle-unsubscribe", G_CALLBACK (on_unsubscribe), self);
  g_signal_connect (self->tunnels, "handle-recent", G_CALLBACK (on_recent), self);
  g_signal_connect (self->tunnels, "handle-close", G_CALLBACK (on_close), self);
  g_signal_connect (self->tunnels, "handle-close-all", G_CALLBACK (on_close_all), self);
}

static void export(FakeEngine *self, gpointer skeleton)
{
  g_autoptr (GError) error = NULL;

  g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (skeleton), self->connection,
                                    ADIT_ENGINE_OBJECT_PATH, &error);
  g_assert_no_error (error);
}

FakeEngine *
fake_engine_new (GDBusConnection *connection)
{
  FakeEngine *self = g_new0 (FakeEngine, 1);

  adit_bus_error_register ();
  self->connection = g_object_ref (connection);
  self->engine = adit_bus_engine_skeleton_new ();
  self->tunnels = adit_bus_tunnels_skeleton_new ();
  self->certificate = adit_bus_certificate_skeleton_new ();
  self->live = new_tunnels ();
  self->ended = new_tunnels ();
  self->opened_news = new_tunnels ();
  self->updated_news = new_tunnels ();
  self->closed_news = new_tunnels ();
  self->closed_ids = g_array_new (FALSE, FALSE, sizeof (guint64));

  adit_bus_engine_set_version (self->engine, ADIT_VERSION);
  fake_engine_set_listeners (self, ADIT_LISTENER_OFF, "127.0.0.1:3128", NULL);
  fake_engine_set_certificate (self, NULL, NULL);
  connect_handlers (self);
  export(self, self->engine);
  export(self, self->tunnels);
  export(self, self->certificate);
  self->rules = fake_rules_new (connection);
  self->users = fake_users_new (connection);
  self->access = fake_access_new (connection, self->engine);
  self->login = fake_login_new (connection);
  self->name = g_bus_own_name_on_connection (connection, ADIT_ENGINE_BUS_NAME,
                                             G_BUS_NAME_OWNER_FLAGS_NONE, NULL, NULL, NULL, NULL);
  return self;
}

void
fake_engine_free (FakeEngine *self)
{
  g_bus_unown_name (self->name);
  fake_login_free (self->login);
  g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->engine));
  g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->tunnels));
  g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->certificate));
  fake_rules_free (self->rules);
  fake_users_free (self->users);
  fake_access_free (self->access);
  g_object_unref (self->engine);
  g_object_unref (self->tunnels);
  g_object_unref (self->certificate);
  g_object_unref (self->connection);
  g_ptr_array_unref (self->live);
  g_ptr_array_unref (self->ended);
  g_ptr_array_unref (self->opened_news);
  g_ptr_array_unref (self->updated_news);
  g_ptr_array_unref (self->closed_news);
  g_array_unref (self->closed_ids);
  g_free (self->subscriber);
  g_free (self->start_failure);
  g_free (self->certificate_failure);
  g_free (self);
}
