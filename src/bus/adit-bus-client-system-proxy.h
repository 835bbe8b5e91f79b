/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The desktop's proxy setting, as another process sees it and asks for it: the part of
 * adit-bus-client.h that is about SystemProxy. Errors and states are as there; "changed" says that
 * it changed. */

#pragma once

#include "bus/adit-bus-client.h"

G_BEGIN_DECLS

gboolean adit_bus_client_is_system_proxy_wanted (AditBusClient *self);

/* One of the words ADIT_SYSTEM_PROXY_…; "" unless READY. (transfer none) */
const char *adit_bus_client_get_system_proxy_state (AditBusClient *self);

/* To be finished with adit_bus_client_change_finish(). */
void adit_bus_client_set_system_proxy_async (AditBusClient *self,
                                             gboolean is_wanted,
                                             GCancellable *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer user_data);

G_END_DECLS
