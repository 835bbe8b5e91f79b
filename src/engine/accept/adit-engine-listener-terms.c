/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/accept/adit-engine-listener-terms.h"

#include "model/adit-network.h"

AditEngineListenerTerms *
adit_engine_listener_terms_new (AditEncryption encryption, const GArray *senders)
{
  AditEngineListenerTerms *self = g_new0 (AditEngineListenerTerms, 1);

  self->ref_count = 1;
  self->encryption = encryption;
  self->senders = g_array_new (FALSE, FALSE, sizeof (AditNetwork));
  if (senders)
    g_array_append_vals (self->senders, senders->data, senders->len);

  return self;
}

AditEngineListenerTerms *
adit_engine_listener_terms_ref (AditEngineListenerTerms *self)
{
  g_atomic_int_inc (&self->ref_count);

  return self;
}

void
adit_engine_listener_terms_unref (AditEngineListenerTerms *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_array_unref (self->senders);
  g_free (self);
}

gboolean
adit_engine_listener_terms_is_sender (const AditEngineListenerTerms *self,
                                      const AditEngineAddress *address)
{
  return adit_networks_contain (self->senders, &address->any);
}
