/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-feed.h"

#define INTERVAL_MS 1000

struct _AditAppFeed
{
  GObject parent_instance;

  AditBusClient *client;
  AditAppTunnelModel *tunnels;
  AditAppEnded *ended;
  AditAppTraffic *traffic;

  gboolean is_active;
  guint tick; /* source; only while active */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (AditAppFeed, adit_app_feed, G_TYPE_OBJECT)

static void
recent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) ended =
      adit_bus_client_recent_finish (ADIT_BUS_CLIENT (source), result, &error);
  AditAppFeed *self = user_data;

  /* Without an answer the engine is gone or the feed is; either way the list stays as it is. */
  if (ended == NULL)
    return;

  adit_app_ended_clear (self->ended);
  adit_app_ended_add (self->ended, ended);
}

static void
on_client_tunnels_changed (AditBusClient *client,
                           gboolean is_snapshot,
                           GPtrArray *opened,
                           GArray *updated,
                           GPtrArray *closed,
                           AditAppFeed *self)
{
  AditAppCarried carried;

  g_assert (ADIT_APP_IS_FEED (self));

  /* What was carried before the snapshot was carried while nobody looked. */
  if (is_snapshot)
    {
      adit_app_tunnel_model_reset (self->tunnels, opened);
      adit_bus_client_recent_async (client, self->cancellable, recent_cb, self);
      return;
    }

  carried = adit_app_tunnel_model_apply (self->tunnels, opened, updated, closed);
  if (closed->len > 0)
    adit_app_ended_add (self->ended, closed);
  adit_app_traffic_add (self->traffic, g_get_monotonic_time (), carried.sent_bytes,
                        carried.received_bytes);
}

static void
on_client_state (AditBusClient *client, GParamSpec *pspec, AditAppFeed *self)
{
  g_assert (ADIT_APP_IS_FEED (self));

  if (adit_bus_client_get_state (client) == ADIT_BUS_CLIENT_READY)
    return;

  adit_app_tunnel_model_clear (self->tunnels);
  adit_app_ended_clear (self->ended);
  adit_app_traffic_clear (self->traffic);
}

static gboolean
on_tick (gpointer user_data)
{
  AditAppFeed *self = ADIT_APP_FEED (user_data);

  if (adit_bus_client_get_state (self->client) == ADIT_BUS_CLIENT_READY)
    adit_app_traffic_tick (self->traffic, g_get_monotonic_time ());

  return G_SOURCE_CONTINUE;
}

void
adit_app_feed_set_active (AditAppFeed *self, gboolean is_active)
{
  g_return_if_fail (ADIT_APP_IS_FEED (self));

  if (self->is_active == is_active)
    return;

  self->is_active = is_active;
  if (is_active)
    {
      self->tick = g_timeout_add (INTERVAL_MS, on_tick, self);
      adit_bus_client_subscribe (self->client, INTERVAL_MS);
    }
  else
    {
      g_clear_handle_id (&self->tick, g_source_remove);
      adit_bus_client_unsubscribe (self->client);
    }
}

gboolean
adit_app_feed_get_active (AditAppFeed *self)
{
  return self->is_active;
}

AditBusClient *
adit_app_feed_get_client (AditAppFeed *self)
{
  return self->client;
}

AditAppTunnelModel *
adit_app_feed_get_tunnels (AditAppFeed *self)
{
  return self->tunnels;
}

AditAppEnded *
adit_app_feed_get_ended (AditAppFeed *self)
{
  return self->ended;
}

AditAppTraffic *
adit_app_feed_get_traffic (AditAppFeed *self)
{
  return self->traffic;
}

static void
adit_app_feed_dispose (GObject *object)
{
  AditAppFeed *self = ADIT_APP_FEED (object);

  g_cancellable_cancel (self->cancellable);
  if (self->client != NULL)
    {
      adit_app_feed_set_active (self, FALSE);
      g_signal_handlers_disconnect_by_data (self->client, self);
    }
  g_clear_object (&self->client);

  G_OBJECT_CLASS (adit_app_feed_parent_class)->dispose (object);
}

static void
adit_app_feed_finalize (GObject *object)
{
  AditAppFeed *self = ADIT_APP_FEED (object);

  g_object_unref (self->tunnels);
  g_object_unref (self->ended);
  g_object_unref (self->traffic);
  g_object_unref (self->cancellable);

  G_OBJECT_CLASS (adit_app_feed_parent_class)->finalize (object);
}

static void
adit_app_feed_class_init (AditAppFeedClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = adit_app_feed_dispose;
  object_class->finalize = adit_app_feed_finalize;
}

static void
adit_app_feed_init (AditAppFeed *self)
{
  self->tunnels = adit_app_tunnel_model_new ();
  self->ended = adit_app_ended_new ();
  self->traffic = adit_app_traffic_new ();
  self->cancellable = g_cancellable_new ();
}

AditAppFeed *
adit_app_feed_new (AditBusClient *client)
{
  AditAppFeed *self = g_object_new (ADIT_APP_TYPE_FEED, NULL);

  self->client = g_object_ref (client);
  g_signal_connect (client, "tunnels-changed", G_CALLBACK (on_client_tunnels_changed), self);
  g_signal_connect (client, "notify::state", G_CALLBACK (on_client_state), self);

  return self;
}
