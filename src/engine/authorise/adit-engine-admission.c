/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/authorise/adit-engine-admission.h"

#include "model/adit-interface.h"

/* Neighbours in a public network are strangers. */
static void
add_own_networks (GArray *networks, const AditInterface *interface)
{
  for (guint i = 0; i < interface->addresses->len; i++)
    {
      const AditInterfaceAddress *each = interface->addresses->pdata[i];

      if (each->klass != ADIT_ADDRESS_PUBLIC && each->klass < ADIT_ADDRESS_ANY)
        g_array_append_val (networks, each->network);
    }
}

void
adit_engine_admission_init (AditEngineAdmission *self,
                            const AditClients *clients,
                            const GPtrArray *interfaces)
{
  self->clients = g_array_copy (clients->networks);
  self->own_networks = g_array_new (FALSE, FALSE, sizeof (AditNetwork));

  for (guint i = 0; clients->is_local_allowed && i < interfaces->len; i++)
    add_own_networks (self->own_networks, interfaces->pdata[i]);
}

void
adit_engine_admission_init_copy (AditEngineAdmission *self, const AditEngineAdmission *other)
{
  self->clients = g_array_copy (other->clients);
  self->own_networks = g_array_copy (other->own_networks);
}

void
adit_engine_admission_clear (AditEngineAdmission *self)
{
  g_clear_pointer (&self->clients, g_array_unref);
  g_clear_pointer (&self->own_networks, g_array_unref);
}

gboolean
adit_engine_admission_is_local (const AditEngineAddress *client, const AditEngineAddress *local)
{
  return adit_engine_address_is_loopback (client) ||
         adit_engine_address_is_same_host (client, local);
}

static gboolean
are_neighbours (const AditEngineAdmission *self,
                const AditEngineAddress *client,
                const AditEngineAddress *local)
{
  for (guint i = 0; i < self->own_networks->len; i++)
    {
      const AditNetwork *network = &g_array_index (self->own_networks, AditNetwork, i);

      if (adit_network_contains (network, &client->any) &&
          adit_network_contains (network, &local->any))
        return TRUE;
    }

  return FALSE;
}

AditCause
adit_engine_admission_check (const AditEngineAdmission *self,
                             const AditEngineAddress *client,
                             const AditEngineAddress *local,
                             gboolean is_local)
{
  return is_local || adit_networks_contain (self->clients, &client->any) ||
                 are_neighbours (self, client, local)
             ? ADIT_CAUSE_NONE
             : ADIT_CAUSE_CLIENT_NOT_ALLOWED;
}
