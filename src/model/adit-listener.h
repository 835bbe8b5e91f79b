/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A listener as everybody outside the engine sees it: a row. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  ADIT_LISTENER_OFF,
  ADIT_LISTENER_LISTENING,
  ADIT_LISTENER_FULL, /* open, but new connections wait: no descriptor to spare */
  ADIT_LISTENER_FAILED,
  ADIT_N_LISTENER_STATES
} AditListenerState;

/* What the clients of a listener speak with it: told apart by their first byte. */
typedef enum
{
  ADIT_ENCRYPTION_BOTH,
  ADIT_ENCRYPTION_PLAIN,     /* no TLS */
  ADIT_ENCRYPTION_ENCRYPTED, /* nothing but TLS */
  ADIT_N_ENCRYPTIONS
} AditEncryption;

typedef struct
{
  char *address; /* as configured: "ADDRESS:PORT", or "%INTERFACE:PORT" */
  gboolean is_enabled;
  AditListenerState state;
  char *bound; /* the address to tell others of those really bound; empty unless open */
  char *error; /* a sentence; empty unless it, or a part of it, failed */
  AditEncryption encryption;
  GStrv addresses;            /* all that are really bound */
  GStrv senders;              /* load balancers that name their clients: addresses, networks */
  gboolean is_public_allowed; /* on an interface: at its public addresses as well */
} AditListener;

/* Strings may be NULL: they become "". The address that is bound is all that is, and there are no
 * load balancers. (transfer full) */
AditListener *adit_listener_new (const char *address,
                                 gboolean is_enabled,
                                 AditListenerState state,
                                 const char *bound,
                                 const char *error,
                                 AditEncryption encryption);

/* Copies; NULL leaves what is. */
void adit_listener_set_details (AditListener *self,
                                const char *const *addresses,
                                const char *const *senders,
                                gboolean is_public_allowed);

void adit_listener_free (AditListener *self);
gboolean adit_listener_equal (const AditListener *a, const AditListener *b);

const char *adit_listener_state_to_word (AditListenerState state);
gboolean adit_listener_state_from_word (const char *word, AditListenerState *state);

/* "both", "plain", "encrypted" */
const char *adit_encryption_to_word (AditEncryption encryption);
gboolean adit_encryption_from_word (const char *word, AditEncryption *encryption);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AditListener, adit_listener_free)

G_END_DECLS
