/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the window shows, fed from the engine while somebody looks: the live tunnels, those that
 * ended, and the traffic of the last minute. A window that is hidden makes its feed inactive, and
 * then nothing is subscribed to and nothing is counted. No GTK here: pages hold widgets, the feed
 * holds what they show. */

#pragma once

#include "app/adit-app-ended.h"
#include "app/adit-app-traffic.h"
#include "app/adit-app-tunnel-model.h"
#include "bus/adit-bus-client.h"

G_BEGIN_DECLS

#define ADIT_APP_TYPE_FEED (adit_app_feed_get_type ())
G_DECLARE_FINAL_TYPE (AditAppFeed, adit_app_feed, ADIT_APP, FEED, GObject)

/* Takes a reference to @client; inactive at first. */
AditAppFeed *adit_app_feed_new (AditBusClient *client);

void adit_app_feed_set_active (AditAppFeed *self, gboolean is_active);
gboolean adit_app_feed_get_active (AditAppFeed *self);

/* All live as long as the feed. (transfer none) */
AditBusClient *adit_app_feed_get_client (AditAppFeed *self);
AditAppTunnelModel *adit_app_feed_get_tunnels (AditAppFeed *self);
AditAppEnded *adit_app_feed_get_ended (AditAppFeed *self);
AditAppTraffic *adit_app_feed_get_traffic (AditAppFeed *self);

G_END_DECLS
