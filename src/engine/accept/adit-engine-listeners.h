/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* All listeners of the proxy, each on or off by itself: a set keyed by the configured place, with
 * one switch for the whole. Main thread.
 *
 * One that is at an interface is open at several addresses: those the interface has, as they come
 * and go, and loopback, so that programs of this computer find it where they did. What another
 * listener has already it leaves alone. */

#pragma once

#include "engine/accept/adit-engine-listener.h"
#include "model/adit-settings.h"

G_BEGIN_DECLS

typedef struct _AditEngineListeners AditEngineListeners;

/* Nothing is open yet, and no interface known. */
AditEngineListeners *adit_engine_listeners_new (const AditEngineReception *reception);
void adit_engine_listeners_free (AditEngineListeners *self);

/* Opens all that are enabled, and tells how many are open then. @error gets the first failure of
 * those that could not be opened, ADIT_ERROR_LISTEN_FAILED; they tell in their rows as well. With
 * none open the set counts as closed. */
guint adit_engine_listeners_open (AditEngineListeners *self, GError **error);
void adit_engine_listeners_close (AditEngineListeners *self);

/* Has those accept that are open and do not: newly opened, or paused for want of room. */
void adit_engine_listeners_start (AditEngineListeners *self);

/* Which interfaces there are now (AditInterface). Those listeners that follow one open and close
 * addresses; what was accepted goes on. A reference is taken. */
void adit_engine_listeners_set_interfaces (AditEngineListeners *self, GPtrArray *interfaces);

/* While the set is open, an enabled one is opened at once; ADIT_ERROR_LISTEN_FAILED tells that it
 * could not, and it stays. Otherwise ADIT_ERROR_INVALID_ARGUMENT or ADIT_ERROR_EXISTS. */
gboolean adit_engine_listeners_add (AditEngineListeners *self,
                                    const AditListenerSettings *settings,
                                    GError **error);

/* ADIT_ERROR_NOT_FOUND. */
gboolean
adit_engine_listeners_remove (AditEngineListeners *self, const char *address, GError **error);

/* Moves one to the place @to, which may be the one it has, with all else as it is. When it cannot
 * be opened there it stays where it was, ADIT_ERROR_LISTEN_FAILED; ADIT_ERROR_NOT_FOUND,
 * ADIT_ERROR_INVALID_ARGUMENT, ADIT_ERROR_EXISTS. */
gboolean adit_engine_listeners_move (AditEngineListeners *self,
                                     const char *address,
                                     const char *to,
                                     gboolean is_public_allowed,
                                     GError **error);

/* ADIT_ERROR_NOT_FOUND, ADIT_ERROR_LISTEN_FAILED: then it stays enabled. */
gboolean adit_engine_listeners_set_enabled (AditEngineListeners *self,
                                            const char *address,
                                            gboolean is_enabled,
                                            GError **error);

/* The one with this address is as @settings have it from now on; what is open and stays so is not
 * opened anew. ADIT_ERROR_NOT_FOUND, ADIT_ERROR_LISTEN_FAILED: then it stays enabled. */
gboolean adit_engine_listeners_change (AditEngineListeners *self,
                                       const AditListenerSettings *settings,
                                       GError **error);

/* See adit_engine_listener_lend(); there is one with this @address. */
void adit_engine_listeners_lend (AditEngineListeners *self, const char *address, int fd);

/* For connections accepted from now on; what is open stays open, and the rest of its terms what it
 * was. ADIT_ERROR_NOT_FOUND. @senders: of AditNetwork; copied. */
gboolean adit_engine_listeners_set_encryption (AditEngineListeners *self,
                                               const char *address,
                                               AditEncryption encryption,
                                               GError **error);
gboolean adit_engine_listeners_set_senders (AditEngineListeners *self,
                                            const char *address,
                                            const GArray *senders,
                                            GError **error);

/* Rows (AditListener). (transfer full) */
GPtrArray *adit_engine_listeners_list (const AditEngineListeners *self);

/* What the open ones are bound to (AditEngineAddress). (transfer full) */
GArray *adit_engine_listeners_list_bound (const AditEngineListeners *self);

G_END_DECLS
