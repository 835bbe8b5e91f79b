/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/session/adit-engine-terms.h"

AditEngineTerms *
adit_engine_terms_new (const AditSettings *settings)
{
  AditEngineTerms *self = g_new (AditEngineTerms, 1);

  *self = (AditEngineTerms){
    .ref_count = 1,
    .head_timeout_us = settings->head_timeout_s * G_USEC_PER_SEC,
    .connect_timeout_us = settings->connect_timeout_s * G_USEC_PER_SEC,
    .idle_timeout_us = settings->idle_timeout_s * G_USEC_PER_SEC,
    .is_https_for_plain_clients = settings->is_https_for_plain_clients,
    .is_page_enabled = settings->is_page_enabled,
    .metrics_clients = g_array_copy (settings->metrics_clients),
  };

  return self;
}

AditEngineTerms *
adit_engine_terms_ref (AditEngineTerms *self)
{
  g_atomic_int_inc (&self->ref_count);

  return self;
}

void
adit_engine_terms_unref (AditEngineTerms *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_array_unref (self->metrics_clients);
  g_free (self);
}
