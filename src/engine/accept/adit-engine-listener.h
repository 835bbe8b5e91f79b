/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One address that clients connect to: a GSocketService that can be opened and closed at run time
 * without touching the others, and paused while there is no room for more connections, which then
 * wait in the kernel's backlog.
 *
 * The main thread opens and closes it; the service lives in a worker's thread and accepts there, so
 * that a connection which stays on that worker costs no wake-up of another thread. */

#pragma once

#include "engine/accept/adit-engine-listener-terms.h"
#include "engine/worker/adit-engine-worker.h"

G_BEGIN_DECLS

typedef struct _AditEngineListener AditEngineListener;

/* Who gets the connections. The functions are called in the worker's thread. */
typedef struct
{
  AditEngineWorker *worker; /* outlives the listener */

  /* A connection was accepted; @fd is the callee's, and @terms what it is taken on. Returns FALSE
   * when there is no room for another: the listener is paused then. */
  gboolean (*on_accepted) (gpointer owner, int fd, AditEngineListenerTerms *terms);
  void (*on_paused) (gpointer owner);
  gpointer owner;
} AditEngineReception;

/* @address: "ADDRESS:PORT", valid. */
AditEngineListener *adit_engine_listener_new (const char *address,
                                              AditEngineListenerTerms *terms,
                                              const AditEngineReception *reception);
void adit_engine_listener_free (AditEngineListener *self);

/* Listens on this socket, which is bound and listening, whenever it is open, instead of making one:
 * @fd is the listener's then. While it is closed connections wait there for it to open again, or
 * for whoever else has the socket. Before it is opened. */
void adit_engine_listener_lend (AditEngineListener *self, int fd);

/* Listens, but does not accept yet; does nothing when it does already. On failure the listener's
 * row tells why, and ADIT_ERROR_LISTEN_FAILED is set. */
gboolean adit_engine_listener_open (AditEngineListener *self, GError **error);

/* On return nothing is accepted any more. Waits for the worker. */
void adit_engine_listener_close (AditEngineListener *self);

/* Accepts from now on, or again after a pause, while it is open. */
void adit_engine_listener_start (AditEngineListener *self);

/* For connections accepted from now on, whether it is open or not. Waits for the worker. */
void adit_engine_listener_set_terms (AditEngineListener *self, AditEngineListenerTerms *terms);

const char *adit_engine_listener_get_address (const AditEngineListener *self);

/* FALSE, with @bound untouched, unless it is open. */
gboolean adit_engine_listener_get_bound (const AditEngineListener *self, AditEngineAddress *bound);

AditListenerState adit_engine_listener_get_state (const AditEngineListener *self);

/* Why it could not be opened; NULL: it could, or was not meant to. */
const char *adit_engine_listener_get_error (const AditEngineListener *self);

G_END_DECLS
