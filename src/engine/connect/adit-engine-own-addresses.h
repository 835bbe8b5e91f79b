/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The addresses our listeners are bound to, so that no tunnel is made to ourselves: it would come
 * back as another request, and again, until everything is used up.
 *
 * A set is immutable and counted; a new one is made when listeners change. Any thread. */

#pragma once

#include "engine/net/adit-engine-address.h"

G_BEGIN_DECLS

typedef struct _AditEngineOwnAddresses AditEngineOwnAddresses;

/* @addresses: AditEngineAddress; copied. */
AditEngineOwnAddresses *adit_engine_own_addresses_new (const GArray *addresses);
AditEngineOwnAddresses *adit_engine_own_addresses_ref (AditEngineOwnAddresses *self);
void adit_engine_own_addresses_unref (AditEngineOwnAddresses *self);

/* Whether dialling @address would reach one of the listeners. A listener on "any" address is
 * reached at every address of this computer; the kernel is asked only when the port matches. */
gboolean adit_engine_own_addresses_contains (const AditEngineOwnAddresses *self,
                                             const AditEngineAddress *address);

G_END_DECLS
