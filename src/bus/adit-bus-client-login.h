/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* How long the engine is there, as another process sees it and asks for it: the part of
 * adit-bus-client.h that is about starting at login and going on without a window. Errors and
 * states are as there. The calls may have to wait for a person whom the desktop asks. */

#pragma once

#include "bus/adit-bus-client.h"

G_BEGIN_DECLS

/* As the properties of the Login interface. */
typedef struct
{
  gboolean is_start_set;
  gboolean is_sandboxed;
} AditBusLoginFacts;

/* "login-changed" says that this changed. */
void adit_bus_client_describe_login (AditBusClient *self, AditBusLoginFacts *facts);

/* @window: the portals' parent window, "" without one. */
void adit_bus_client_set_start_at_login_async (AditBusClient *self,
                                               gboolean is_set,
                                               const char *window,
                                               GCancellable *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer user_data);

/* Asks for being allowed to go on without a window; @is_allowed is the answer. */
void adit_bus_client_ask_for_background_async (AditBusClient *self,
                                               const char *window,
                                               GCancellable *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer user_data);
gboolean adit_bus_client_ask_for_background_finish (AditBusClient *self,
                                                    GAsyncResult *result,
                                                    gboolean *is_allowed,
                                                    GError **error);

G_END_DECLS
