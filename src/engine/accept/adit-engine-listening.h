/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One entry of the set of listeners: what was configured, and the listeners it is open with, one an
 * address. At an address that is one for good, which may be closed; at an interface they come and
 * go. adit-engine-listeners.c decides where it is to be open. Main thread. */

#pragma once

#include "engine/accept/adit-engine-listener.h"
#include "model/adit-exposure.h"
#include "model/adit-settings.h"

G_BEGIN_DECLS

typedef struct
{
  char *address; /* as configured: its name in the set */
  AditPlace place;
  gboolean is_enabled;
  gboolean is_public_allowed;
  AditEngineListenerTerms *terms;
  GPtrArray *doors; /* AditEngineListener */
  AditEngineReception reception;
} AditEngineListening;

/* @place: that of the settings' address. */
AditEngineListening *adit_engine_listening_new (const AditListenerSettings *settings,
                                                const AditPlace *place,
                                                const AditEngineReception *reception);
void adit_engine_listening_free (AditEngineListening *self);

/* Somewhere else from now on, closed at first. */
void adit_engine_listening_place (AditEngineListening *self,
                                  const char *address,
                                  const AditPlace *place,
                                  gboolean is_public_allowed);

/* Whether it has @address, an address and a port, for itself once it is open. One at an interface
 * leaves it to those that come before: @is_before. */
gboolean adit_engine_listening_takes (const AditEngineListening *self,
                                      const char *address,
                                      gboolean is_before,
                                      const GPtrArray *interfaces);

/* Whether none of what should be open could be opened. */
gboolean adit_engine_listening_is_failed (const AditEngineListening *self);

/* Closes it but for what is @wanted: texts, each an address and a port. */
void adit_engine_listening_close_others (AditEngineListening *self, const GPtrArray *wanted);

/* Opens what is @wanted and is not open. FALSE with the first failure, ADIT_ERROR_LISTEN_FAILED,
 * when nothing of it could be opened. */
gboolean
adit_engine_listening_open (AditEngineListening *self, const GPtrArray *wanted, GError **error);
void adit_engine_listening_start (AditEngineListening *self);
void adit_engine_listening_set_terms (AditEngineListening *self, AditEngineListenerTerms *terms);

/* See adit_engine_listener_lend(); it is at an address. */
void adit_engine_listening_lend (AditEngineListening *self, int fd);

/* (transfer full) */
AditListener *adit_engine_listening_to_row (const AditEngineListening *self);

/* Appends what it is bound to (AditEngineAddress). */
void adit_engine_listening_add_bound (const AditEngineListening *self, GArray *addresses);

G_END_DECLS
