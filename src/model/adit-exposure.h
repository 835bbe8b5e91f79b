/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Who can reach a listener, before it listens: where it would be open to others, and the words that
 * tell a person so. */

#pragma once

#include "model/adit-access.h"
#include "model/adit-clients.h"
#include "model/adit-interface.h"
#include "model/adit-place.h"

G_BEGIN_DECLS

typedef struct
{
  char *address; /* a literal without brackets */
  char *interface;
  gboolean is_public;
} AditExposedAddress;

typedef struct
{
  GPtrArray *open;       /* AditExposedAddress: others can connect there, once it listens */
  GPtrArray *closed;     /* AditExposedAddress: an interface's public ones that stay closed */
  gboolean is_elsewhere; /* it is not for this computer alone, even if `open` is empty yet */
  gboolean is_any;       /* at all addresses of a family, those that come later included */
} AditExposure;

/* @is_public_allowed: of an interface, its public addresses as well. @interfaces: AditInterface.
 * (transfer full) */
AditExposure *
adit_exposure_new (const AditPlace *place, gboolean is_public_allowed, const GPtrArray *interfaces);
void adit_exposure_free (AditExposure *self);

/* Whether an address of the internet is among what is open. */
gboolean adit_exposure_is_public (const AditExposure *self);

/* Sentences for a person about who can connect, one a line; "" for this computer alone. @place is
 * what @self was made of. (transfer full) */
char *adit_exposure_describe (const AditExposure *self, const AditPlace *place);

/* Sentences about whom of those the proxy serves. (transfer full) */
char *adit_exposure_describe_served (const AditClients *clients, AditSignIn sign_in);

/* What such a listener is opened at, each an address and a port, this computer's loopback first: of
 * an interface; of an address, that. (transfer full) */
GPtrArray *
adit_place_list (const AditPlace *place, gboolean is_public_allowed, const GPtrArray *interfaces);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AditExposure, adit_exposure_free)

G_END_DECLS
