/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A network interface of this computer that is up, and the addresses it has. */

#pragma once

#include "model/adit-address-class.h"
#include "model/adit-network.h"

G_BEGIN_DECLS

typedef struct
{
  char *address;       /* a literal without brackets */
  AditNetwork network; /* that it lies in */
  AditAddressClass klass;
} AditInterfaceAddress;

typedef struct
{
  char *name;
  GPtrArray *addresses; /* AditInterfaceAddress, in an order that stays */
} AditInterface;

/* (transfer full) */
AditInterface *adit_interface_new (const char *name);
void adit_interface_free (AditInterface *self);

/* FALSE, and nothing is added, when it is no @address, or has not that many bits. */
gboolean adit_interface_add (AditInterface *self, const char *address, guint prefix);

/* Whether others can be told the address: it is not loopback, and means the same to them. IPv6's
 * link-local ones do not: they need the name of the other's own interface. */
gboolean adit_interface_address_is_reachable (const AditInterfaceAddress *address);

/* Of @interfaces, of AditInterface, the one with this name, or NULL. (transfer none) */
const AditInterface *adit_interfaces_find (const GPtrArray *interfaces, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AditInterface, adit_interface_free)

G_END_DECLS
