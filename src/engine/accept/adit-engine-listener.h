/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One address that clients connect to: a GSocketService that can be opened and closed at run time
 * without touching the others, and paused while there is no room for more connections, which then
 * wait in the kernel's backlog. Main thread. */

#pragma once

#include "engine/net/adit-engine-address.h"
#include "model/adit-listener.h"

G_BEGIN_DECLS

typedef struct _AditEngineListener AditEngineListener;

/* A connection was accepted; @fd is the callee's, and @encryption what its client may speak.
 * Returns FALSE when there is no room for another: the listener is paused then. */
typedef gboolean (*AditEngineListenerFunc) (gpointer owner, int fd, AditEncryption encryption);

/* @address: "ADDRESS:PORT", valid. */
AditEngineListener *adit_engine_listener_new (const char *address,
                                              AditEncryption encryption,
                                              AditEngineListenerFunc on_accepted,
                                              gpointer owner);
void adit_engine_listener_free (AditEngineListener *self);

/* Listens; does nothing when it does already. On failure the listener's row tells why, and
 * ADIT_ERROR_LISTEN_FAILED is set. */
gboolean adit_engine_listener_open (AditEngineListener *self, GError **error);
void adit_engine_listener_close (AditEngineListener *self);

/* Accepts again after a pause. */
void adit_engine_listener_resume (AditEngineListener *self);

/* For connections accepted from now on, whether it is open or not. */
void adit_engine_listener_set_encryption (AditEngineListener *self, AditEncryption encryption);

const char *adit_engine_listener_get_address (const AditEngineListener *self);

/* FALSE, with @bound untouched, unless it is open. */
gboolean adit_engine_listener_get_bound (const AditEngineListener *self, AditEngineAddress *bound);

/* (transfer full) */
AditListener *adit_engine_listener_to_row (const AditEngineListener *self, gboolean is_enabled);

G_END_DECLS
