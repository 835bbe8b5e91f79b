/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Moving a listener to where a person wants it, or opening one that is off. Who could connect then
 * is told in a dialog before it happens; afterwards, where people have to sign in and there is
 * nobody who could, one for the first user opens. */

#pragma once

#include "bus/adit-bus-client.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @parent: in the window that the dialogs are for; kept while it goes on. @address: the listener's.
 * @to: a place, valid. */
void adit_app_share_async (GtkWidget *parent,
                           AditBusClient *client,
                           const char *address,
                           const char *to,
                           GAsyncReadyCallback callback,
                           gpointer user_data);

/* Enables @listener, where it is. */
void adit_app_share_enable_async (GtkWidget *parent,
                                  AditBusClient *client,
                                  const AditListener *listener,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);

/* FALSE with the engine's error, or with G_IO_ERROR_CANCELLED when the person thought better of
 * it. @parent: the source of @result. */
gboolean adit_app_share_finish (GtkWidget *parent, GAsyncResult *result, GError **error);

G_END_DECLS
