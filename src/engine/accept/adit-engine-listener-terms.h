/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a listener's connections are taken on: an immutable, counted value that goes with each of
 * them. Another one is made when something changes. Any thread. */

#pragma once

#include "engine/net/adit-engine-address.h"
#include "model/adit-listener.h"

G_BEGIN_DECLS

typedef struct
{
  int ref_count;             /* atomic; not a gatomicrefcount, which thread sanitizers cannot see */
  AditEncryption encryption; /* what clients may speak */
  GArray *senders;           /* AditNetwork: load balancers, who have to name their clients with a
                              * PROXY header; nobody else may */
} AditEngineListenerTerms;

/* @senders: copied; NULL: none. (transfer full) */
AditEngineListenerTerms *adit_engine_listener_terms_new (AditEncryption encryption,
                                                         const GArray *senders);
AditEngineListenerTerms *adit_engine_listener_terms_ref (AditEngineListenerTerms *self);
void adit_engine_listener_terms_unref (AditEngineListenerTerms *self);

gboolean adit_engine_listener_terms_is_sender (const AditEngineListenerTerms *self,
                                               const AditEngineAddress *address);

G_END_DECLS
