/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Passwords for upstream proxies in the person's keyring, through libsecret: the Secret Service on
 * the session bus or, in a sandbox, a file of the application's own, whose key the portal keeps.
 *
 * A password belongs to one definition: kind, host, port and user are part of what it is found by,
 * so that none is sent elsewhere because somebody wrote another address behind the same name.
 *
 * Main thread. A locked keyring is unlocked, for which it may ask the person; nothing here waits.
 */

#pragma once

#include "model/adit-upstream.h"

#include <gio/gio.h>

G_BEGIN_DECLS

void adit_engine_keyring_look_up_async (const AditUpstream *upstream,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);

/* NULL without @error: there is none. To be freed with adit_engine_keyring_free_password(). */
char *adit_engine_keyring_look_up_finish (GAsyncResult *result, GError **error);
void adit_engine_keyring_free_password (char *password);

/* In place of whatever was kept for an upstream of that name. */
void adit_engine_keyring_store_async (const AditUpstream *upstream,
                                      const char *password,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean adit_engine_keyring_store_finish (GAsyncResult *result, GError **error);

/* Forgets all that is kept for upstreams of this @name, whatever their definition. */
void adit_engine_keyring_clear_async (const char *name,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean adit_engine_keyring_clear_finish (GAsyncResult *result, GError **error);

G_END_DECLS
