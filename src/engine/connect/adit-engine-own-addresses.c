/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/connect/adit-engine-own-addresses.h"

struct _AditEngineOwnAddresses
{
  guint ref_count; /* atomic; not a gatomicrefcount, into which thread sanitizers cannot see */
  GArray *addresses;
};

AditEngineOwnAddresses *
adit_engine_own_addresses_new (const GArray *addresses)
{
  AditEngineOwnAddresses *self = g_new0 (AditEngineOwnAddresses, 1);

  self->ref_count = 1;
  self->addresses = g_array_new (FALSE, FALSE, sizeof (AditEngineAddress));
  g_array_append_vals (self->addresses, addresses->data, addresses->len);

  return self;
}

AditEngineOwnAddresses *
adit_engine_own_addresses_ref (AditEngineOwnAddresses *self)
{
  g_atomic_int_inc (&self->ref_count);

  return self;
}

void
adit_engine_own_addresses_unref (AditEngineOwnAddresses *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_array_unref (self->addresses);
  g_free (self);
}

/* "Any" of either family stands for both: dialling 0.0.0.0 or :: reaches the local host, and a
 * listener on :: may take IPv4 as well. */
static gboolean
reaches (const AditEngineAddress *listener, const AditEngineAddress *address)
{
  if (adit_engine_address_port (listener) != adit_engine_address_port (address))
    return FALSE;
  if (adit_engine_address_is_same_host (listener, address))
    return TRUE;
  if (adit_engine_address_is_any (address))
    return TRUE;

  return adit_engine_address_is_any (listener) && adit_engine_address_is_here (address);
}

gboolean
adit_engine_own_addresses_contains (const AditEngineOwnAddresses *self,
                                    const AditEngineAddress *address)
{
  for (guint i = 0; i < self->addresses->len; i++)
    if (reaches (&g_array_index (self->addresses, AditEngineAddress, i), address))
      return TRUE;

  return FALSE;
}
