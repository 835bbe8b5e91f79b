/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/adit-interface.h"

static void
address_free (gpointer data)
{
  AditInterfaceAddress *address = data;

  g_free (address->address);
  g_free (address);
}

AditInterface *
adit_interface_new (const char *name)
{
  AditInterface *self = g_new (AditInterface, 1);

  self->name = g_strdup (name);
  self->addresses = g_ptr_array_new_with_free_func (address_free);

  return self;
}

void
adit_interface_free (AditInterface *self)
{
  if (!self)
    return;

  g_free (self->name);
  g_ptr_array_unref (self->addresses);
  g_free (self);
}

gboolean
adit_interface_add (AditInterface *self, const char *address, guint prefix)
{
  AditInterfaceAddress *added;
  AditNetwork alone, network;

  if (!adit_network_parse (address, &alone) || !adit_network_widen (&alone, prefix, &network))
    return FALSE;

  added = g_new (AditInterfaceAddress, 1);
  *added = (AditInterfaceAddress){
    .address = g_strdup (address),
    .network = network,
    .klass = adit_network_classify (&alone),
  };
  g_ptr_array_add (self->addresses, added);
  return TRUE;
}

gboolean
adit_interface_address_is_reachable (const AditInterfaceAddress *address)
{
  return address->klass < ADIT_ADDRESS_ANY &&
         !(address->klass == ADIT_ADDRESS_LINK_LOCAL && address->network.family == AF_INET6);
}

const AditInterface *
adit_interfaces_find (const GPtrArray *interfaces, const char *name)
{
  for (guint i = 0; i < interfaces->len; i++)
    {
      const AditInterface *interface = interfaces->pdata[i];

      if (g_str_equal (interface->name, name))
        return interface;
    }

  return NULL;
}
