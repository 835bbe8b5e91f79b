/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Finding the engine and staying with it. The name is watched without GDBus's own activation flag,
 * because that hides why an activation failed: we send StartServiceByName ourselves and keep its
 * error as the reason.
 *
 * Proxies are made for one owner of the name (a unique name), so that nothing of an engine that
 * ended can be mistaken for its successor. Every look for an engine has a cancellable of its own;
 * what a cancelled one still delivers is dropped. */

#include "bus/adit-bus-client-private.h"

#include "bus/adit-bus-error.h"
#include "bus/adit-bus-names.h"
#include "bus/adit-bus-wire.h"

#include <glib/gi18n-lib.h>

enum
{
  ENGINE,
  TUNNELS,
  CERTIFICATE,
  USERS,
  ACCESS,
  RULES,
  LOGIN,
  N_PROXIES
};

struct _AditBusClient
{
  GObject parent_instance;

  GDBusConnection *connection; /* NULL until the session bus answered */
  GCancellable *look;          /* cancels what belongs to the present attempt or owner */
  guint watch;                 /* of the engine's name */
  char *owner;                 /* unique name, between appearing and vanishing */

  AditBusClientState state;
  char *reason;

  /* All NULL unless READY, except while the later ones are being made, one after another. */
  GDBusProxy *proxies[N_PROXIES];
  GPtrArray *listeners;

  guint interval_ms; /* of the subscription; 0 is none */
};

enum
{
  PROP_0,
  PROP_STATE,
  N_PROPS
};

enum
{
  CHANGED,
  CERTIFICATE_CHANGED,
  USERS_CHANGED,
  ACCESS_CHANGED,
  RULES_CHANGED,
  LOGIN_CHANGED,
  TUNNELS_CHANGED,
  N_SIGNALS
};

static const struct
{
  const char *interface;
  GType (*get_type) (void);
  GDBusProxyFlags flags;
  guint change; /* the signal that tells of its properties */
} kinds[N_PROXIES] = {
  [ENGINE] = { ADIT_ENGINE_INTERFACE, adit_bus_engine_proxy_get_type, 0, CHANGED },
  [TUNNELS] = { ADIT_TUNNELS_INTERFACE, adit_bus_tunnels_proxy_get_type,
                G_DBUS_PROXY_FLAGS_DO_NOT_LOAD_PROPERTIES, TUNNELS_CHANGED },
  [CERTIFICATE] = { ADIT_CERTIFICATE_INTERFACE, adit_bus_certificate_proxy_get_type, 0,
                    CERTIFICATE_CHANGED },
  [USERS] = { ADIT_USERS_INTERFACE, adit_bus_users_proxy_get_type, 0, USERS_CHANGED },
  [ACCESS] = { ADIT_ACCESS_INTERFACE, adit_bus_access_proxy_get_type, 0, ACCESS_CHANGED },
  [RULES] = { ADIT_RULES_INTERFACE, adit_bus_rules_proxy_get_type, 0, RULES_CHANGED },
  [LOGIN] = { ADIT_LOGIN_INTERFACE, adit_bus_login_proxy_get_type, 0, LOGIN_CHANGED },
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static const char *const change_names[] = {
  [CHANGED] = "changed",
  [CERTIFICATE_CHANGED] = "certificate-changed",
  [USERS_CHANGED] = "users-changed",
  [ACCESS_CHANGED] = "access-changed",
  [RULES_CHANGED] = "rules-changed",
  [LOGIN_CHANGED] = "login-changed",
};

G_DEFINE_FINAL_TYPE (AditBusClient, adit_bus_client, G_TYPE_OBJECT)

static GPtrArray *
new_listeners (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) adit_listener_free);
}

static void
drop_proxies (AditBusClient *self)
{
  for (guint i = 0; i < N_PROXIES; i++)
    {
      if (self->proxies[i] != NULL)
        g_signal_handlers_disconnect_by_data (self->proxies[i], self);
      g_clear_object (&self->proxies[i]);
    }
  g_ptr_array_unref (self->listeners);
  self->listeners = new_listeners ();
}

/* The one place that sets the state. @reason: (nullable) (transfer full) */
static void
set_state (AditBusClient *self, AditBusClientState state, char *reason)
{
  gboolean is_same = self->state == state && g_strcmp0 (self->reason, reason) == 0;

  g_free (self->reason);
  self->reason = reason;
  self->state = state;
  if (state != ADIT_BUS_CLIENT_READY)
    drop_proxies (self);

  if (!is_same)
    {
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
      for (guint i = CHANGED; i < TUNNELS_CHANGED; i++)
        g_signal_emit (self, signals[i], 0);
    }
}

static void
begin_look (AditBusClient *self)
{
  g_cancellable_cancel (self->look);
  g_clear_object (&self->look);
  self->look = g_cancellable_new ();
}

static void
lose (AditBusClient *self, const GError *error)
{
  g_autoptr (GError) plain = g_error_copy (error);

  begin_look (self);
  g_dbus_error_strip_remote_error (plain);
  set_state (self, ADIT_BUS_CLIENT_LOST, g_strdup (plain->message));
}

/* Whether the completion of an asynchronous call with @error still concerns us; a cancelled one
 * may arrive when the client is gone. */
static gboolean
is_stale (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static GArray *
read_figures (GVariant *variant)
{
  gsize n_rows = g_variant_n_children (variant);
  GArray *rows = g_array_sized_new (FALSE, FALSE, sizeof (AditTunnelFigures), (guint) n_rows);

  g_array_set_size (rows, (guint) n_rows);
  for (gsize i = 0; i < n_rows; i++)
    {
      g_autoptr (GVariant) row = g_variant_get_child_value (variant, i);

      adit_bus_figures_from_variant (row, &g_array_index (rows, AditTunnelFigures, i));
    }

  return rows;
}

static void
on_tunnels_changed (AditBusTunnels *tunnels,
                    gboolean is_snapshot,
                    GVariant *opened_rows,
                    GVariant *updated_rows,
                    GVariant *closed_rows,
                    AditBusClient *self)
{
  g_autoptr (GPtrArray) opened = NULL;
  g_autoptr (GPtrArray) closed = NULL;
  g_autoptr (GArray) updated = NULL;

  g_assert (ADIT_BUS_IS_CLIENT (self));

  if (self->interval_ms == 0)
    return;

  opened = adit_bus_tunnels_from_variant (opened_rows);
  updated = read_figures (updated_rows);
  closed = adit_bus_endeds_from_variant (closed_rows);
  g_signal_emit (self, signals[TUNNELS_CHANGED], 0, is_snapshot, opened, updated, closed);
}

static void
subscribe_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (adit_bus_tunnels_call_subscribe_finish (ADIT_BUS_TUNNELS (source), NULL, result, &error) ||
      is_stale (error))
    return;

  lose (ADIT_BUS_CLIENT (user_data), error);
}

static void
ask_for_subscription (AditBusClient *self)
{
  if (self->state == ADIT_BUS_CLIENT_READY && self->interval_ms > 0)
    adit_bus_tunnels_call_subscribe (adit_bus_client_get_tunnels (self), self->interval_ms,
                                     self->look, subscribe_cb, self);
}

static void
read_listeners (AditBusClient *self)
{
  GVariant *rows = adit_bus_engine_get_listeners (ADIT_BUS_ENGINE (self->proxies[ENGINE]));

  g_ptr_array_unref (self->listeners);
  self->listeners = rows != NULL ? adit_bus_listeners_from_variant (rows) : new_listeners ();
}

static void
on_engine_properties_changed (GDBusProxy *proxy,
                              GVariant *changed,
                              const char *const *invalidated,
                              AditBusClient *self)
{
  g_assert (ADIT_BUS_IS_CLIENT (self));

  if (g_variant_lookup (changed, "Listeners", "a" ADIT_BUS_LISTENER_TYPE, NULL))
    read_listeners (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_users_changed (AditBusClient *self)
{
  g_assert (ADIT_BUS_IS_CLIENT (self));

  g_signal_emit (self, signals[USERS_CHANGED], 0);
}

static void
on_properties_changed (GDBusProxy *proxy,
                       GVariant *changed,
                       const char *const *invalidated,
                       AditBusClient *self)
{
  g_assert (ADIT_BUS_IS_CLIENT (self));

  for (guint i = 0; i < N_PROXIES; i++)
    if (self->proxies[i] == proxy)
      g_signal_emit (self, signals[kinds[i].change], 0);
}

/* Only after the class's own handler a proxy has let go of its properties as they were before. */
static void
connect_properties (AditBusClient *self)
{
  for (guint i = CERTIFICATE; i < N_PROXIES; i++)
    g_signal_connect_after (self->proxies[i], "g-properties-changed",
                            G_CALLBACK (on_properties_changed), self);
}

static void
become_ready (AditBusClient *self)
{
  g_signal_connect (self->proxies[ENGINE], "g-properties-changed",
                    G_CALLBACK (on_engine_properties_changed), self);
  g_signal_connect (self->proxies[TUNNELS], "changed", G_CALLBACK (on_tunnels_changed), self);
  g_signal_connect_swapped (self->proxies[USERS], "changed", G_CALLBACK (on_users_changed), self);
  connect_properties (self);

  read_listeners (self);
  set_state (self, ADIT_BUS_CLIENT_READY, NULL);
  ask_for_subscription (self);
}

static void make_next_proxy (AditBusClient *self);

static void
proxy_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AditBusClient *self = user_data;
  g_autoptr (GError) error = NULL;
  GObject *proxy = g_async_initable_new_finish (G_ASYNC_INITABLE (source), result, &error);
  guint index = 0;

  if (proxy == NULL)
    {
      if (!is_stale (error))
        lose (self, error);
      return;
    }

  while (self->proxies[index] != NULL)
    index++;
  self->proxies[index] = G_DBUS_PROXY (proxy);
  if (index + 1 < N_PROXIES)
    make_next_proxy (self);
  else
    become_ready (self);
}

static void
make_next_proxy (AditBusClient *self)
{
  guint index = 0;

  while (self->proxies[index] != NULL)
    index++;
  g_async_initable_new_async (kinds[index].get_type (), G_PRIORITY_DEFAULT, self->look, proxy_cb,
                              self, "g-flags", kinds[index].flags, "g-name", self->owner,
                              "g-connection", self->connection, "g-object-path",
                              ADIT_ENGINE_OBJECT_PATH, "g-interface-name", kinds[index].interface,
                              NULL);
}

static void
on_name_appeared (GDBusConnection *connection,
                  const char *name,
                  const char *owner,
                  gpointer user_data)
{
  AditBusClient *self = ADIT_BUS_CLIENT (user_data);

  begin_look (self);
  g_free (self->owner);
  self->owner = g_strdup (owner);
  set_state (self, ADIT_BUS_CLIENT_STARTING, NULL);
  make_next_proxy (self);
}

/* Also called once when the watch begins and nobody has the name: that is not a loss. */
static void
on_name_vanished (GDBusConnection *connection, const char *name, gpointer user_data)
{
  AditBusClient *self = ADIT_BUS_CLIENT (user_data);

  if (self->owner == NULL && connection != NULL)
    return;

  begin_look (self);
  g_clear_pointer (&self->owner, g_free);
  set_state (self, ADIT_BUS_CLIENT_LOST,
             g_strdup (connection != NULL ? _ ("The engine ended")
                                          : _ ("The connection to the session bus ended")));
}

static void
start_service_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply == NULL && !is_stale (error))
    lose (ADIT_BUS_CLIENT (user_data), error);
}

static void
start_service (AditBusClient *self)
{
  g_dbus_connection_call (self->connection, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                          "org.freedesktop.DBus", "StartServiceByName",
                          g_variant_new ("(su)", ADIT_ENGINE_BUS_NAME, 0), G_VARIANT_TYPE ("(u)"),
                          G_DBUS_CALL_FLAGS_NONE, -1, self->look, start_service_cb, self);
}

static void
use_connection (AditBusClient *self, GDBusConnection *connection)
{
  self->connection = g_object_ref (connection);
  self->watch = g_bus_watch_name_on_connection (connection, ADIT_ENGINE_BUS_NAME,
                                                G_BUS_NAME_WATCHER_FLAGS_NONE, on_name_appeared,
                                                on_name_vanished, self, NULL);
  start_service (self);
}

static void
session_bus_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) connection = g_bus_get_finish (result, &error);

  if (connection != NULL)
    use_connection (ADIT_BUS_CLIENT (user_data), connection);
  else if (!is_stale (error))
    lose (ADIT_BUS_CLIENT (user_data), error);
}

void
adit_bus_client_retry (AditBusClient *self)
{
  g_return_if_fail (ADIT_BUS_IS_CLIENT (self));

  if (self->state != ADIT_BUS_CLIENT_LOST)
    return;

  begin_look (self);
  set_state (self, ADIT_BUS_CLIENT_STARTING, NULL);

  if (self->connection == NULL)
    g_bus_get (G_BUS_TYPE_SESSION, self->look, session_bus_cb, self);
  else if (self->owner != NULL)
    make_next_proxy (self);
  else
    start_service (self);
}

AditBusClientState
adit_bus_client_get_state (AditBusClient *self)
{
  g_return_val_if_fail (ADIT_BUS_IS_CLIENT (self), ADIT_BUS_CLIENT_LOST);

  return self->state;
}

const char *
adit_bus_client_get_reason (AditBusClient *self)
{
  g_return_val_if_fail (ADIT_BUS_IS_CLIENT (self), NULL);

  return self->reason;
}

/* NULL unless READY. */
static gpointer
get_proxy (AditBusClient *self, guint index)
{
  return self->state == ADIT_BUS_CLIENT_READY ? self->proxies[index] : NULL;
}

AditBusEngine *
adit_bus_client_get_engine (AditBusClient *self)
{
  return get_proxy (self, ENGINE);
}

AditBusTunnels *
adit_bus_client_get_tunnels (AditBusClient *self)
{
  return get_proxy (self, TUNNELS);
}

AditBusCertificate *
adit_bus_client_get_certificate (AditBusClient *self)
{
  return get_proxy (self, CERTIFICATE);
}

AditBusUsers *
adit_bus_client_get_users (AditBusClient *self)
{
  return get_proxy (self, USERS);
}

AditBusAccess *
adit_bus_client_get_access (AditBusClient *self)
{
  return get_proxy (self, ACCESS);
}

AditBusRules *
adit_bus_client_get_rules (AditBusClient *self)
{
  return get_proxy (self, RULES);
}

AditBusLogin *
adit_bus_client_get_login (AditBusClient *self)
{
  return get_proxy (self, LOGIN);
}

GPtrArray *
adit_bus_client_get_listeners (AditBusClient *self)
{
  g_return_val_if_fail (ADIT_BUS_IS_CLIENT (self), NULL);

  return self->listeners;
}

void
adit_bus_client_subscribe (AditBusClient *self, guint interval_ms)
{
  g_return_if_fail (ADIT_BUS_IS_CLIENT (self));

  self->interval_ms = CLAMP (interval_ms, ADIT_SUBSCRIPTION_MIN_MS, ADIT_SUBSCRIPTION_MAX_MS);
  ask_for_subscription (self);
}

/* Nobody waits for the answer: an engine that cannot be told has no subscription to end. */
void
adit_bus_client_unsubscribe (AditBusClient *self)
{
  g_return_if_fail (ADIT_BUS_IS_CLIENT (self));

  if (self->interval_ms > 0 && self->state == ADIT_BUS_CLIENT_READY)
    adit_bus_tunnels_call_unsubscribe (adit_bus_client_get_tunnels (self), NULL, NULL, NULL);
  self->interval_ms = 0;
}

static void
adit_bus_client_dispose (GObject *object)
{
  AditBusClient *self = ADIT_BUS_CLIENT (object);

  g_clear_handle_id (&self->watch, g_bus_unwatch_name);
  adit_bus_client_unsubscribe (self);
  g_cancellable_cancel (self->look);
  drop_proxies (self);
  g_clear_object (&self->connection);

  G_OBJECT_CLASS (adit_bus_client_parent_class)->dispose (object);
}

static void
adit_bus_client_finalize (GObject *object)
{
  AditBusClient *self = ADIT_BUS_CLIENT (object);

  g_clear_object (&self->look);
  g_clear_pointer (&self->owner, g_free);
  g_clear_pointer (&self->reason, g_free);
  g_clear_pointer (&self->listeners, g_ptr_array_unref);

  G_OBJECT_CLASS (adit_bus_client_parent_class)->finalize (object);
}

static void
adit_bus_client_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AditBusClient *self = ADIT_BUS_CLIENT (object);

  if (id == PROP_STATE)
    g_value_set_int (value, (int) self->state);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
adit_bus_client_class_init (AditBusClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = adit_bus_client_dispose;
  object_class->finalize = adit_bus_client_finalize;
  object_class->get_property = adit_bus_client_get_property;

  properties[PROP_STATE] =
      g_param_spec_int ("state", NULL, NULL, ADIT_BUS_CLIENT_STARTING, ADIT_BUS_CLIENT_LOST,
                        ADIT_BUS_CLIENT_STARTING, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  for (guint i = CHANGED; i < TUNNELS_CHANGED; i++)
    signals[i] = g_signal_new (change_names[i], G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                               NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[TUNNELS_CHANGED] =
      g_signal_new ("tunnels-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 4, G_TYPE_BOOLEAN, G_TYPE_PTR_ARRAY, G_TYPE_ARRAY,
                    G_TYPE_PTR_ARRAY);
}

static void
adit_bus_client_init (AditBusClient *self)
{
  adit_bus_error_register ();
  self->listeners = new_listeners ();
  self->look = g_cancellable_new ();
}

AditBusClient *
adit_bus_client_new (GDBusConnection *connection)
{
  AditBusClient *self = g_object_new (ADIT_BUS_TYPE_CLIENT, NULL);

  if (connection != NULL)
    use_connection (self, connection);
  else
    g_bus_get (G_BUS_TYPE_SESSION, self->look, session_bus_cb, self);

  return self;
}
