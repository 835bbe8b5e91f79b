/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/authorise/adit-engine-admission.h"

#include "model/adit-network.h"

gboolean
adit_engine_admission_is_local (const AditEngineAddress *client, const AditEngineAddress *local)
{
  return adit_engine_address_is_loopback (client) ||
         adit_engine_address_is_same_host (client, local);
}

AditCause
adit_engine_admission_check (const GArray *networks,
                             const AditEngineAddress *client,
                             gboolean is_local)
{
  if (is_local)
    return ADIT_CAUSE_NONE;

  for (guint i = 0; i < networks->len; i++)
    if (adit_network_contains (&g_array_index (networks, AditNetwork, i), &client->any))
      return ADIT_CAUSE_NONE;

  return ADIT_CAUSE_CLIENT_NOT_ALLOWED;
}
