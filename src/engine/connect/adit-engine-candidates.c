/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/connect/adit-engine-candidates.h"

static GList *
next_of_family (GList *link, GSocketFamily family)
{
  while (link && g_inet_address_get_family (link->data) != family)
    link = link->next;

  return link;
}

void
adit_engine_candidates_set (AditEngineCandidates *self, GList *answer, guint16 port)
{
  GSocketFamily first = answer ? g_inet_address_get_family (answer->data) : G_SOCKET_FAMILY_IPV4;
  GSocketFamily second =
      first == G_SOCKET_FAMILY_IPV4 ? G_SOCKET_FAMILY_IPV6 : G_SOCKET_FAMILY_IPV4;
  GList *links[2] = { next_of_family (answer, first), next_of_family (answer, second) };

  self->n_addresses = 0;
  for (guint turn = 0; (links[0] || links[1]) && self->n_addresses < ADIT_ENGINE_CANDIDATES_MAX;
       turn ^= 1)
    {
      GList *link = links[turn];

      if (!link)
        continue;
      if (adit_engine_address_from_inet (&self->addresses[self->n_addresses], link->data, port))
        self->n_addresses++;
      links[turn] = next_of_family (link->next, turn == 0 ? first : second);
    }
}
